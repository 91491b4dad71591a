"""``deploy/cluster`` under load: a node, a worker, the replica and the primary are killed; nothing is lost, nothing done twice."""

import contextlib
import http.client
import json
import os
import signal
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cluster import Cluster, Part
from machine import NGINX, POSTGRES, lacking

from tests.serving import STATIC, collect_static

from .test_kill import FURNISH, ask, whole
from .test_serve import until

CALLERS = 6
DAILY = ["files.tasks.clear_orphans", "audit.tasks.seal_head"]

MAKE_DUE = f"""
import datetime as dt
from gongjian.kernel import clock
from gongjian.kernel.models import PeriodicTask
made = PeriodicTask.objects.filter(name__in={DAILY!r}).update(due_at=clock.now() - dt.timedelta(minutes=1))
print("DUE " + str(made))
"""


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    if said := lacking([POSTGRES, NGINX]):
        pytest.skip(said)
    with tempfile.TemporaryDirectory(prefix="gongjian-cluster-", dir="/tmp") as folder:
        own = Cluster(Path(folder), quick=True, GONGJIAN_STATIC=str(STATIC))
        collect_static()
        try:
            own.start()
            yield own
        finally:
            own.stop()


def kill(part: Part) -> None:
    """kill -9 for a part and all processes of its session."""
    assert part.process is not None
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            if int((entry / "stat").read_text().rsplit(")", 1)[1].split()[3]) == part.process.pid:
                os.kill(int(entry.name), signal.SIGKILL)
    part.process.wait(10)


class Load:
    """Callers that raise problems through nginx, each with a key of its own, again and again until it is acknowledged."""

    def __init__(self, cluster: Cluster, given: dict[str, Any]) -> None:
        self.cluster, self.given = cluster, given
        self.acknowledged: list[dict[str, Any]] = []
        self.sent_again = 0
        self.over = threading.Event()
        self.given_up = threading.Event()  # the test has failed: nobody waits for an answer any more

    def call(self, caller: int) -> None:
        n = 0
        while not self.over.is_set():
            body = {
                "title": f"热水{caller}-{n}",
                "text": "没有热水",
                "category": "living",
                "origin_id": self.given["branch"],
            }
            while (said := self.once(json.dumps(body).encode(), f"caller-{caller}-{n}")) is None:
                if self.given_up.is_set():
                    return
                self.sent_again += 1
                time.sleep(0.2)
            self.acknowledged.append(said)
            n += 1

    def once(self, body: bytes, key: str) -> dict[str, Any] | None:
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        headers["Authorization"] = f"Bearer {self.given['token']}"
        try:
            with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.cluster.port, timeout=30)) as line:
                line.request("POST", "/api/v1/matters", body, headers)
                answer = line.getresponse()
                said = answer.read()
        except (OSError, http.client.HTTPException):
            return None
        if answer.status == 503:
            return None
        assert answer.status in {200, 201}, said
        return dict(json.loads(said))

    def goes_on(self, more: int = 8) -> None:
        wanted = len(self.acknowledged) + more
        if not until(lambda: len(self.acknowledged) >= wanted, 60):
            self.given_up.set()
            pytest.fail("it did not go on by itself")


def status_of(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def scans(cluster: Cluster) -> int:
    """How often the replica has looked into the table of matters."""
    with psycopg.connect(cluster.replica_url, autocommit=True) as line:
        row = line.execute(
            "SELECT coalesce(seq_scan, 0) + coalesce(idx_scan, 0) FROM pg_stat_user_tables WHERE relname = 'matters_matter'"
        ).fetchone()
    return int(row[0]) if row else 0


def cut_all_connections(cluster: Cluster) -> None:
    with psycopg.connect(cluster.database_url, autocommit=True) as line:
        line.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


def fall_and_rise(cluster: Cluster, name: str, number: int) -> None:
    """This part gets this signal, and is started again once it is gone."""
    part = cluster.parts[name]
    assert part.process is not None
    part.process.send_signal(number)
    part.process.wait(30)
    part.start()


def test_parts_fall_under_load_and_nothing_is_lost_or_done_twice(cluster: Cluster) -> None:
    data, url = cluster.folder / "data", cluster.database_url
    given = ask(data, url, FURNISH, "FURNISHED ")
    load, public = Load(cluster, given), f"{cluster.url}/matters/public/"
    before = scans(cluster)
    with ThreadPoolExecutor(CALLERS) as callers:
        orders = [callers.submit(load.call, n) for n in range(CALLERS)]
        try:
            load.goes_on()
            kill(cluster.parts["node0"])
            load.goes_on()
            assert status_of(public) == 200, "the other node serves"
            kill(cluster.parts["worker0"])
            load.goes_on()
            assert set(cluster.mend()) == {"node0", "worker0"}
            cut_all_connections(cluster)
            load.goes_on()
            fall_and_rise(cluster, "primary", signal.SIGQUIT)  # "immediate": as if it had been killed
            load.goes_on()
            assert ask(data, url, MAKE_DUE, "DUE ") == len(DAILY)
            kill(cluster.parts["replica"])
            assert status_of(public) == 200, "without the replica the primary is read"
            fall_and_rise(cluster, "replica", 0)
        finally:
            load.over.set()
        for one in orders:
            one.result()
    assert until(lambda: status_of(public) == 200 and scans(cluster) > before, 30), "the replica is never read"
    assert until(lambda: all(done(cluster, name) for name in DAILY), 30)
    found = whole(data, url, load.acknowledged)
    assert len(found["numbers"]) == len(load.acknowledged) == len({one["number"] for one in load.acknowledged})
    assert found["messages"] == len(found["numbers"])  # the secretary of the branch, once for each
    assert [done(cluster, name) for name in DAILY] == [1] * len(DAILY), "scheduled work runs once, whoever runs it"
    assert load.sent_again > 0, "nothing fell while it was at work"


def done(cluster: Cluster, task: str) -> int:
    """How often the workers together have done this task."""
    said = "".join(part.out.read_text() for name, part in cluster.parts.items() if name.startswith("worker"))
    return said.count(f"periodic task {task} is done")
