"""Measuring what the second process of imports brings (``kernel.worker_process``): the same import with it and without, in turn.

The work of both processes is counted in processor seconds, which a busy machine hardly changes. On a machine with two free
cores an import takes at least as long as the busier of the two works; without a second process, as long as the one.
"""

import csv
import datetime as dt
import io
import resource
import statistics
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.urls import reverse

from gongjian.kernel import worker_process

from . import files
from .importing import Say, found, timed
from .temp_database import temp_database

WAYS = ("two processes", "one process")
TURNS = ("two processes", "one process", "one process", "two processes")  # as the tables grow, both meet them alike


def _file(folder: Path, kind: str, rows: int, at: dt.datetime, characters: int, turn: int) -> Path:
    """Other rows each turn, so that none is a duplicate."""
    with patch.object(files, "SEED", files.SEED + turn):
        lines = list(csv.reader(io.StringIO(files.made_up(kind, rows, at, characters).decode())))
    if kind == "appeals":  # their own numbers, which are keys
        lines[1:] = [[str(int(line[0]) + turn * rows), *line[1:]] for line in lines[1:]]
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    path = folder / f"{kind}-{turn}.csv"
    path.write_text(out.getvalue())
    return path


def _work_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(kinds: Sequence[str], rows: int, at: dt.datetime, say: Say, characters: int = 150) -> dict[str, Any]:
    """Processor seconds of the writing process and of the second one, each way, and by the clock; medians of the turns."""
    out: dict[str, Any] = {"what": "processes", "database": connection.vendor, "rows": rows, "kinds": {}}
    reverse("audit:receipt-search")  # the addresses are read once in a process: not part of what is measured
    with tempfile.TemporaryDirectory() as folder, temp_database():
        found(at)
        for kind in kinds:
            measured: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
            for turn, way in enumerate(TURNS):
                path = _file(Path(folder), kind, rows, at, characters, turn)
                before = _work_of_children()
                with ExitStack() as stack:
                    if way == "one process":
                        stack.enter_context(patch.object(worker_process, "is_available", lambda: False))
                    done = timed(kind, path)
                if done["new"] != rows:
                    raise RuntimeError(f"{kind}: {done['new']} of {rows} rows were new")
                second = round(_work_of_children() - before, 2)
                measured[way].append(
                    {"seconds": done["seconds"], "cpu_writing": done["cpu_seconds"], "cpu_second": second}
                )
                say(f"{connection.vendor} · {kind} · {way}: {measured[way][-1]}")
            out["kinds"][kind] = _summed(measured)
    return out


def _summed(measured: dict[str, list[dict[str, float]]]) -> dict[str, Any]:
    medians = {
        way: {name: round(statistics.median(one[name] for one in some), 2) for name in some[0]}
        for way, some in measured.items()
    }
    two, one = medians["two processes"], medians["one process"]
    return {
        **medians,
        "ratio_of_seconds": round(one["seconds"] / two["seconds"], 2),
        "ratio_with_two_free_cores_at_most": round(one["cpu_writing"] / max(two["cpu_writing"], two["cpu_second"]), 2),
        "work_of_both_over_work_of_one": round((two["cpu_writing"] + two["cpu_second"]) / one["cpu_writing"], 2),
    }
