"""Reads are counted in the memory of the process and written some seconds later, by a thread that nobody waits for.

Who read is not known here: a number for a notice and a day, nothing else (docs/decisions/buffered-read-counters.md).
"""

import datetime as dt
import logging
import threading

from django.conf import settings
from django.db import connection

from . import operations

log = logging.getLogger("gongjian.bulletin")
WAIT = 10.0  # seconds from the first read that waits to its writing

_lock = threading.Lock()
_reads: dict[tuple[dt.date, int], int] = {}


def note(notice_id: int, day: dt.date) -> None:
    """One more read on this day. No query, no waiting."""
    with _lock:
        first = not _reads
        _reads[day, notice_id] = _reads.get((day, notice_id), 0) + 1
    if first and not settings.TESTING:  # tests write by hand
        timer = threading.Timer(WAIT, _write)
        timer.daemon = True
        timer.start()


def waiting(notice_id: int) -> int:
    """Reads of this notice that this process has not yet written."""
    with _lock:
        return sum(times for (_day, other), times in _reads.items() if other == notice_id)


def flush() -> int:
    """Write what waits. Gives how many reads; what could not be written waits on, and no reader hears of it."""
    with _lock:
        taken = dict(_reads)
        _reads.clear()
    written = 0
    for day in sorted({day for day, _id in taken}):
        reads = {notice_id: times for (other, notice_id), times in taken.items() if other == day}
        try:
            written += operations.add_reads(reads=reads, day=day)
        except Exception:
            log.exception("reads could not be written and wait on")
            for notice_id, times in reads.items():
                for _n in range(times):
                    note(notice_id, day)
    return written


def forget() -> None:
    """Drop what waits (between tests)."""
    with _lock:
        _reads.clear()


def _write() -> None:
    try:
        flush()
    finally:
        connection.close()
