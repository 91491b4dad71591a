"""kill -9 in the middle: what was acknowledged is there and whole, what was not is not there by half. Both databases."""

import contextlib
import http.client
import json
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.serving import ROOT, Server, gongjian, serving

from .test_serve import until

CREATIONS, CALLERS = 200, 16

FURNISH = """
import json
from tests.conftest import hour_of
from gongjian.kernel import clock
from tests.cast import build_cast
from gongjian.people.operations import make_token
cast = build_cast(clock.now())
token = make_token(account=cast.accounts["student"], label="x", days=30, actor=cast.student, at=clock.now())[1]
print("FURNISHED " + json.dumps({"token": token, "branch": cast.branch.pk}))
"""

INSPECT = """
import datetime as dt
import json
from gongjian.audit import tasks, verification
from gongjian.audit.models import Entry, Receipt
from gongjian.kernel import clock, counters, outbox
from gongjian.kernel.models import OutboxEvent
from gongjian.matters import metrics
from gongjian.matters.models import Clock, Holding, Involved, Matter
from gongjian.notify.models import Message
lapsed = clock.now() - dt.timedelta(minutes=2)  # a claim of one that was killed lasts a minute; nobody waits for it here
OutboxEvent.objects.filter(state="claimed").update(claimed_at=lapsed)
while counters.fold() or outbox.deliver_waiting() or tasks.tick():
    pass
halves = [
    m.number
    for m in Matter.objects.all()
    if not (
        Holding.objects.filter(matter=m, until__isnull=True).count() == 1
        and Clock.objects.filter(matter=m, name="study").count() == 1
        and Involved.objects.filter(matter=m, part="origin").count() == 1
        and Entry.objects.filter(subject_kind="matters.matter", subject_id=m.pk, verb="matters.raised").count() == 1
        and Receipt.objects.filter(subject_id=m.pk).count() == 1
        and OutboxEvent.objects.filter(kind="matters.raised", payload__matter_id=m.pk).count() == 1
    )
]
report = verification.walk(clock.now())
print("FOUND " + json.dumps({
    "numbers": sorted(Matter.objects.values_list("number", flat=True)),
    "halves": halves,
    "findings": [str(f) for f in report.findings],
    "entries": Entry.objects.filter(verb="matters.raised").count(),
    "drift": metrics.drift(),
    "kept": metrics.by_state(),
    "undelivered": OutboxEvent.objects.exclude(state="delivered").count(),
    "messages": Message.objects.filter(kind="matters.raised").count(),
}))
"""


def ask(site: Path, database_url: str, code: str, mark: str, **more: str) -> Any:
    """Run this code in the site's own shell; gives the JSON that it printed after *mark*."""
    more["PYTHONPATH"] = str(ROOT)
    ran = gongjian(site, "django", "shell", "-c", code, database_url=database_url, **more)
    lines = [line for line in ran.stdout.splitlines() if line.startswith(mark)]
    assert lines, ran.stdout + ran.stderr
    return json.loads(lines[-1].removeprefix(mark))


def raise_one(server: Server, given: dict[str, Any], n: int) -> dict[str, Any] | None:
    """Raise a problem over HTTP; what was acknowledged, or None if no answer came."""
    body = json.dumps({"title": f"热水{n}", "text": "没有热水", "category": "living", "origin_id": given["branch"]})
    headers = {"Authorization": f"Bearer {given['token']}", "Content-Type": "application/json"}
    try:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as line:
            line.request("POST", "/api/v1/matters", body.encode(), headers)
            answer = line.getresponse()
            said = json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError):
        return None
    if answer.status == 503:  # the database is gone: said so, and nothing was done
        return None
    assert answer.status == 201, said
    return dict(said)


def whole(site: Path, database_url: str, acknowledged: list[dict[str, Any]]) -> dict[str, Any]:
    """Look at everything after the fall; gives what was found."""
    found = dict(ask(site, database_url, INSPECT, "FOUND "))
    assert found["halves"] == [] and found["findings"] == []
    assert {one["number"] for one in acknowledged} <= set(found["numbers"])
    assert [int(n.rsplit("-", 1)[1]) for n in found["numbers"]] == list(range(1, len(found["numbers"]) + 1))
    assert found["entries"] == len(found["numbers"])
    assert found["drift"] == {} and found["kept"] == {"raised": len(found["numbers"])}
    assert found["undelivered"] == 0
    return found


def test_killed_in_the_middle_of_many_creations(site: Path, database_url: str) -> None:
    given = ask(site, database_url, FURNISH, "FURNISHED ")
    acknowledged: list[dict[str, Any]] = []
    enough = threading.Event()

    def caller(n: int) -> None:
        if (said := raise_one(server, given, n)) is not None:
            acknowledged.append(said)
            if len(acknowledged) >= CREATIONS // 4:
                enough.set()

    with serving(site, database_url=database_url) as server:
        assert until(server.worker_pids)
        with ThreadPoolExecutor(CALLERS) as callers:
            orders = [callers.submit(caller, n) for n in range(CREATIONS)]
            assert enough.wait(60)
            server.kill()
        for one in orders:
            one.result()
    assert CREATIONS // 4 <= len(acknowledged) < CREATIONS, "it was killed too late to say anything"
    with serving(site, database_url=database_url) as server:
        assert raise_one(server, given, CREATIONS) is not None
        for one in acknowledged:
            with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as line:
                line.request("GET", f"/api/v1/ledger/receipts/{one['receipt']}")
                answer = line.getresponse()
                said = json.loads(answer.read())
            assert answer.status == 200 and one["number"] in said["label"], said
            assert said["sound"] or said["seq"] is None, said
    found = whole(site, database_url, acknowledged)
    assert found["messages"] == len(found["numbers"])  # the secretary of the branch, once for each


def test_a_killed_worker_delivers_everything_exactly_once(site: Path, database_url: str) -> None:
    given = ask(site, database_url, FURNISH, "FURNISHED ")
    acknowledged: list[dict[str, Any]] = []
    killed: list[int] = []
    done = threading.Event()

    def killer() -> None:
        while not done.wait(0.4):
            for pid in server.worker_pids():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)

    with serving(site, database_url=database_url) as server:
        assert until(server.worker_pids)
        reaper = threading.Thread(target=killer)
        reaper.start()
        with ThreadPoolExecutor(4) as callers:
            got = list(callers.map(lambda n: raise_one(server, given, n), range(60)))
        time.sleep(1.0)
        done.set()
        reaper.join()
        acknowledged = [one for one in got if one is not None]
    assert len(acknowledged) == 60 and killed
    found = whole(site, database_url, acknowledged)
    assert found["messages"] == 60  # the secretary of the branch, once for each
