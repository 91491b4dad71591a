"""One SQLite connection that a process keeps open, so that reading goes on when the disk is full or has become read-only.

With the last connection SQLite takes away the log and its index; to make them anew it needs room and a folder that can be
written to, even for reading. The connection kept here holds no transaction and so keeps nobody from writing.
"""

import contextlib
import sqlite3

from django.db import connection

_held: list[sqlite3.Connection] = []


def hold() -> None:
    """Open it, once in each process that serves or works. Does nothing on PostgreSQL, or if the database is not there."""
    if connection.vendor != "sqlite" or _held:
        return
    with contextlib.suppress(sqlite3.Error):
        kept = sqlite3.connect(
            f"file:{connection.settings_dict['NAME']}?mode=rw", uri=True, check_same_thread=False, isolation_level=None
        )
        kept.execute("SELECT count(*) FROM sqlite_master").fetchone()
        _held.append(kept)


def let_go() -> None:
    """Close it."""
    while _held:
        _held.pop().close()
