"""Measuring exports: the command ``gongjian export problems`` on ever more rows, and how much memory each asks for."""

import contextlib
import datetime as dt
import io
import re
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection

from gongjian.kernel.commands import EXPORT, IMPORT

from .. import bulk
from . import files
from .importing import found
from .temp_database import temp_database

FIRST = 1000  # rows that are imported; the others are copies of them
STATUS = Path("/proc/self/status")
OWN = re.compile(r"RssAnon:\s+(\d+) kB")
Say = Callable[[object], None]


def grow(rows: int) -> int:
    """Copy problems until there are so many; gives how many there are. Their lists only: no ledger, no search."""
    matter: Any = apps.get_model("matters.Matter")
    table = matter._meta.db_table
    kept = [f.column for f in matter._meta.local_concrete_fields if f.column not in ("id", "number", "import_key")]
    names = ", ".join(f'"{c}"' for c in kept)
    present = int(matter._base_manager.count())
    with contextlib.nullcontext() if connection.in_atomic_block else bulk.lean([table]):
        if connection.vendor == "sqlite":
            bulk.run("PRAGMA cache_size=-16384")  # what this process has had once would hide what an export asks for
        while present < rows:
            last = matter._base_manager.order_by("-id").values_list("id", flat=True)[0]
            bulk.run(
                f"INSERT INTO {table} (number, {names}) SELECT 'T-' || (id + {last}), {names}"
                f" FROM {table} ORDER BY id LIMIT {rows - present}"
            )
            present = int(matter._base_manager.count())
    bulk.settle()
    if not connection.in_atomic_block:
        connection.close()  # the next one has the usual settings again, and no cache yet
    return present


class Watched:
    """Within: the most memory of its own that this process had, in MB, looked at fifty times a second.

    Pages of the database's file that are mapped (SQLite) belong to the system's cache and do not count, where it tells them apart.
    """

    def __init__(self) -> None:
        self.most = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Watched":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.02):
            self.most = max(self.most, own_memory())


def own_memory() -> float:
    """MB of this process's own memory now; where the system does not tell, the most it ever had."""
    if STATUS.exists():
        return int(OWN.findall(STATUS.read_text())[0]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


def run(sizes: Sequence[int], at: dt.datetime, say: Say) -> dict[str, Any]:
    """Export each number of rows, smaller ones first: rows a second, and the most memory it took."""
    out: dict[str, Any] = {"what": "export", "database": connection.vendor, "rows": {}}
    with tempfile.TemporaryDirectory() as folder, temp_database():
        found(at)
        path, target = Path(folder) / "problems.csv", Path(folder) / "problems.xlsx"
        path.write_bytes(files.made_up("problems", FIRST, at, 100))
        _quietly(IMPORT.commands["problems"].main, [str(path), "--yes"])
        _quietly(EXPORT.commands["problems"].main, [str(target)])  # what is loaded once is not counted
        for size in sorted(sizes):
            rows, before = grow(size), own_memory()
            began, work = time.perf_counter(), time.process_time()
            with Watched() as watched:
                _quietly(EXPORT.commands["problems"].main, [str(target)])
            seconds, cpu = time.perf_counter() - began, time.process_time() - work
            out["rows"][rows] = {
                "seconds": round(seconds, 1),
                "per_second": round(rows / seconds),
                "per_cpu_second": round(rows / cpu),
                "file_mb": round(target.stat().st_size / 1e6, 1),
                "peak_mb": round(watched.most, 1),
                "more_than_before_mb": round(watched.most - before, 1),
            }
            say(f"{connection.vendor} · {rows}: {out['rows'][rows]}")
    return out


def _quietly(command: Callable[..., Any], words: list[str]) -> None:
    aside = io.StringIO()
    with contextlib.redirect_stdout(aside), contextlib.redirect_stderr(aside), contextlib.suppress(SystemExit):
        command(words, standalone_mode=False)
