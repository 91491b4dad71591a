"""The index of very many documents, built beside the store: by a process that only does this while another writes the rest.

On SQLite that is FTS5 in a file of its own, which begins with what the store's index has; its inner tables then take the
place of the store's. So much is put in at once that few parts have to be merged. On PostgreSQL the index lies in the
documents, and nothing is to be done here.
"""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from . import backend

INNER = {"search_fts_data": "id, block", "search_fts_idx": "segid, term, pgno"}
KEPT_BYTES = 32 * 2**20  # put away as one part; FTS5's own is 1 MB


def lay_out() -> Path | None:
    """Begin the file with what the store's index has. None: there is none on this database."""
    if connection.vendor != "sqlite":
        return None
    store = Path(connection.settings_dict["NAME"])
    path = store.with_name(f"{store.name}.index")
    path.unlink(missing_ok=True)
    apart = _opened(path)
    for statement in backend.INDEX_OF_SQLITE:
        apart.execute(statement)
    with connection.cursor() as cursor:
        for table, columns in INNER.items():
            apart.execute(f"DELETE FROM {table}")
            rows = cursor.execute(f"SELECT {columns} FROM {table}").fetchall()
            marks = ", ".join("?" * len(columns.split(", ")))
            apart.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
    apart.close()
    return path


def _opened(path: Path) -> sqlite3.Connection:
    apart = sqlite3.connect(path, isolation_level=None)
    for pragma in (
        "journal_mode=OFF",
        "synchronous=OFF",
        "secure_delete=OFF",
        "cache_size=-65536",
        "locking_mode=EXCLUSIVE",
    ):
        apart.execute(f"PRAGMA {pragma}")
    return apart


class Apart:
    """The index in the file, open for putting in."""

    def __init__(self, path: Path) -> None:
        self._connection = _opened(path)
        for option, value in (("hashsize", KEPT_BYTES), ("automerge", 0)):
            self._connection.execute("INSERT INTO search_fts (search_fts, rank) VALUES (?, ?)", [option, value])
        self._connection.execute("BEGIN")

    def put(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Documents' ids, ascending, with their tokens."""
        self._connection.executemany("INSERT INTO search_fts (rowid, tokens) VALUES (?, ?)", rows)

    def close(self) -> None:
        """Merge all parts into one, and close the file."""
        self._connection.execute("INSERT INTO search_fts (search_fts) VALUES ('optimize')")
        self._connection.execute("COMMIT")
        self._connection.close()


def bring_back(path: Path | None) -> None:
    """Put what the file has into the place of the store's index; the file goes away."""
    if path is None:
        return
    with connection.cursor() as cursor:
        cursor.execute("ATTACH %s AS apart", [str(path)])
        with transaction.atomic():
            for table, columns in INNER.items():
                cursor.execute(f"DELETE FROM {table}")
                cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM apart.{table}")
        cursor.execute("DETACH apart")
    connection.close()  # FTS5 remembers what it has read
    path.unlink()
