"""Rows made ready in one process and written in another: what PostgreSQL's COPY reads, or rows for SQLite."""

import marshal
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db import connection

from gongjian.kernel import bulk_insert

ROW, VALUE, NOTHING = "\x1e", "\x1f", "\x1d"  # between rows and values of a block, and for NULL
SEPARATORS = bytes.maketrans(f"{ROW}{VALUE}".encode(), b"\n\t")


@dataclass(frozen=True, slots=True)
class Block:
    """Rows made ready in another process than the one that writes them (``block``)."""

    packed: bytes
    copied: bool  # for COPY


def block(rows: Iterable[Sequence[Any]], *, postgresql: bool) -> Block:
    """Rows of plain values made ready for ``put``. Asks no database.

    For PostgreSQL that is what COPY reads. What stands between the values is put in last, over the whole block: so nothing
    is looked at value by value. No text may have the four separators of ASCII in it.
    """
    if not postgresql:
        return Block(marshal.dumps(list(rows)), copied=False)
    lines = ROW.join([VALUE.join([NOTHING if v is None else str(v) for v in row]) for row in rows])
    text = (lines + ROW).encode() if lines else b""
    for plain, escaped in (
        (b"\\", rb"\\"),
        (b"\n", rb"\n"),
        (b"\r", rb"\r"),
        (b"\t", rb"\t"),
        (NOTHING.encode(), rb"\N"),
    ):
        text = text.replace(plain, escaped)
    return Block(text.translate(SEPARATORS), copied=True)


def put(table: str, columns: Sequence[str], rows: Block) -> None:
    """Write the rows of a block, which was made for this database. Raises Django's database errors."""
    if not rows.copied:
        bulk_insert.write_rows(table, columns, marshal.loads(rows.packed))
        return
    names = ", ".join(map(connection.ops.quote_name, columns))
    # The driver's own cursor: Django's has no word for COPY.
    with (
        connection.cursor() as wrapped,
        connection.wrap_database_errors,
        cast("Any", wrapped).cursor.copy(f"COPY {connection.ops.quote_name(table)} ({names}) FROM STDIN") as copy,
    ):
        copy.write(rows.packed)
