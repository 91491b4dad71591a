"""Measuring imports: the commands of ``gongjian import`` themselves, in a throw-away database, from the file to the last row."""

import contextlib
import datetime as dt
import io
import re
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.db import connection
from django.urls import reverse

from gongjian.appeals import operations as appeals
from gongjian.audit import operations as ledger
from gongjian.audit import tasks as ledger_tasks
from gongjian.kernel.actor import system
from gongjian.kernel.clock import local_date
from gongjian.kernel.commands import IMPORT
from gongjian.matters import metrics as matters
from gongjian.org import operations as org
from gongjian.proposals import operations as proposals

from . import files
from .temp_database import temp_database

ACTOR = system("系统·测量")
NUMBERS = re.compile(r"\d+")
Say = Callable[[object], None]


def found(at: dt.datetime) -> None:
    """The fewest bodies with which all three imports work."""
    given: dict[str, Any] = {"actor": ACTOR, "at": at}
    university = org.found_unit(parent=None, kind="university", name="示范大学", **given)
    unit = org.found_unit(parent=university, kind="department", name="学生事务中心", **given)
    committee = org.found_organisation(parent=university, tier="committee", name="学校党委", **given)
    org.found_organisation(parent=committee, tier="branch", name="机关党支部", hosts=[unit], **given)
    appeals.set_reception(body_id=unit.pk, default_unit_id=unit.pk, main=True, **given)
    today = local_date(at)
    proposals.open_session(
        name="第一届", host_id=unit.pk, opens_on=today, closes_on=today + dt.timedelta(days=30), **given
    )


def run(
    kinds: Sequence[str], rows: int, at: dt.datetime, say: Say, file: Path | None = None, characters: int = 150
) -> dict[str, Any]:
    """Import each kind once, and once more: rows a second by the clock and by this process's work.

    The second time every row is a duplicate. At the end the ledger is walked and the counters are compared.
    """
    out: dict[str, Any] = {"what": "import", "database": connection.vendor, "kinds": {}}
    reverse("audit:receipt-search")  # the addresses are read once in a process: not part of what is measured
    with tempfile.TemporaryDirectory() as folder, temp_database():
        found(at)
        for kind in kinds:
            path = file or Path(folder) / f"{kind}.csv"
            if file is None:
                path.write_bytes(files.made_up(kind, rows, at, characters))
            first, again = (timed(kind, path) for _time in range(2))
            out["kinds"][kind] = {**first, "again": again}
            say(f"{connection.vendor} · {kind}: {out['kinds'][kind]}")
        while ledger_tasks.tick():  # what PostgreSQL leaves to the worker after a long import
            pass
        walked = ledger.check_now(actor=ACTOR, at=at)
        out["ledger"] = {"entries": walked.entries, "sound": walked.sound}
        out["drift"] = matters.drift()
    return out


def timed(kind: str, path: Path) -> dict[str, Any]:
    """Run the command. Its last line counts: rows read, new, duplicate, and what else it tells."""
    said, aside = io.StringIO(), io.StringIO()
    began, work = time.perf_counter(), time.process_time()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(aside), contextlib.suppress(SystemExit):
        IMPORT.commands[kind].main([str(path), "--yes"], standalone_mode=False)
    seconds, cpu = time.perf_counter() - began, time.process_time() - work
    read, new, duplicate = (int(n) for n in NUMBERS.findall(said.getvalue())[:3])
    return {
        "rows": read,
        "bytes_a_row": round(path.stat().st_size / max(1, read)),
        "new": new,
        "duplicate": duplicate,
        "seconds": round(seconds, 2),
        "per_second": round(read / seconds),
        "cpu_seconds": round(cpu, 2),
        "per_cpu_second": round(read / cpu),
    }
