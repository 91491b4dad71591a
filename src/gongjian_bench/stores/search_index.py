"""The index of very many documents, built beside the store: by a process that only does this while another writes the rest.

On SQLite that is FTS5 in a file of its own, which begins with what the store's index has; its inner tables then take the
place of the store's. So much is put in at once that few parts have to be merged. On PostgreSQL the index lies in the
documents, and nothing is to be done here.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from gongjian.search import backend
from gongjian.search.parts import PART_LENGTH, cut, document_id
from gongjian.search.tokens import tokens_of

from . import blocks

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


# --- documents that share the end of their text ---


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a text that many documents share, with what goes into the index for it."""

    text: str
    tokens: str  # SQLite
    lexemes: str  # PostgreSQL, with slots for their places
    places: tuple[int, ...]


def ending(texts: Sequence[str]) -> Ending:
    """The last texts of objects that share them. They begin a line in the documents, so no token reaches over the beginning."""
    text = "\n".join(t for t in texts if t)
    tokens = tokens_of(text)
    lexemes = "".join([f" {t}:%d" for t in tokens])
    return Ending(text, " ".join(tokens), lexemes, tuple(range(1, len(tokens) + 1)))


def _told(text: str, shared: Ending, *, postgresql: bool) -> str:
    """What goes into the index for a text and its shared ending, as ``search.backend.told`` says it for one text."""
    tokens = tokens_of(text)
    if not postgresql:
        return f"{' '.join(tokens)} {shared.tokens}"
    # Letters and digits need no quotes. PostgreSQL itself joins the places of a lexeme that is named twice.
    lexemes = " ".join([f"{t}:{place}" for place, t in enumerate(tokens, start=1)])
    return lexemes + shared.lexemes % tuple([place + len(tokens) for place in shared.places])


def prepared(
    source: str, object_id: int, texts: Sequence[str], shared: Ending, *, postgresql: bool
) -> list[tuple[int, str, int, str, str]]:
    """An object's documents with what goes into the index: its own *texts* before those it shares. Asks no database."""
    own = "\n".join(t for t in texts if t)
    whole = f"{own}\n{shared.text}" if shared.text else own
    if len(whole) <= PART_LENGTH:
        return [
            (document_id(source, object_id, 0), source, object_id, whole, _told(own, shared, postgresql=postgresql))
        ]
    return [
        (document_id(source, object_id, n), source, object_id, part, backend.index_text(part, postgresql=postgresql))
        for n, part in enumerate(cut([whole]))
    ]


def packed(rows: Sequence[tuple[int, str, int, str, str]], into: Apart | None) -> blocks.Block:
    """Documents of ``prepared``, ascending by their ids, for ``put_prepared``; an index that is built apart has them at once."""
    if into is None:
        return blocks.block(rows, postgresql=True)
    into.put([(row[0], row[4]) for row in rows])
    return blocks.block([row[:4] for row in rows], postgresql=False)


@transaction.atomic
def put_prepared(documents: blocks.Block) -> None:
    """Write documents of ``packed``, which are not there yet: on PostgreSQL with their index, which SQLite has apart."""
    columns = ("id", "source", "object_id", "text")
    blocks.put("search_document", (*columns, "vector") if documents.copied else columns, documents)
