"""Very many rows at once, the same under one name on both databases: for the bench's stores, never for a verb.

The rows go in by ``kernel.bulk_insert``. While a store is filled its indexes and foreign keys are away (``lean``) and made again
at the end, where each is checked as a whole.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from django.db import connection, transaction


def is_postgresql() -> bool:
    """Whether the configured database is PostgreSQL."""
    return connection.vendor == "postgresql"


def _all(statement: str, values: Sequence[Any] = ()) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def run(*statements: str) -> None:
    """Carry out statements that give nothing."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def later(column: str, days: int, *, day_only: bool = False) -> str:
    """A moment or day of a column some whole days later (earlier, if negative), as words of a statement."""
    if is_postgresql():
        return f"({column} + {days})" if day_only else f"({column} + interval '{days} days')"
    return f"(date(substr({column}, 1, 10), '{days} days') || substr({column}, 11))"


def empty(*tables: str) -> None:
    """Take all rows out of temporary tables."""
    run(*(f"{'TRUNCATE' if is_postgresql() else 'DELETE FROM'} {table}" for table in tables))


def set_sequences(tables: Sequence[str]) -> None:
    """The next row that is added gets an id that nobody has (SQLite sees to it by itself)."""
    if is_postgresql():
        for table in tables:
            kept = _all(
                "SELECT pg_get_serial_sequence(%s, a.attname) FROM pg_index i JOIN pg_attribute a ON a.attrelid ="
                " i.indrelid AND a.attnum = i.indkey[0] WHERE i.indrelid = %s::regclass AND i.indisprimary",
                [table, table],
            )
            if kept and kept[0][0]:
                run(f"SELECT setval('{kept[0][0]}', GREATEST(1, (SELECT max(id) FROM {table})))")


def settle(*, but: Sequence[str] = ()) -> None:
    """Let the planner know what is there, on PostgreSQL in all tables but these."""
    tables = []
    if is_postgresql():
        found = _all(
            "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        tables = [name for (name,) in found if name not in but]
    run(f"ANALYZE {', '.join(tables)}")


@contextmanager
def lean(tables: Sequence[str]) -> Iterator[None]:
    """Within: these tables have neither secondary indexes nor foreign keys, and nothing is flushed. All come back at the end.

    A store whose filling was stopped is no store: whoever fills it throws it away.
    """
    away, back = _lean_postgresql(tables) if is_postgresql() else _lean_sqlite(tables)
    # On PostgreSQL in one transaction with what makes the tables' files anew: a server with ``wal_level=minimal`` then
    # writes no log of what is put into them.
    with transaction.atomic() if is_postgresql() else nullcontext():
        run(*away)
        yield
        run(*back)


def _listed(tables: Sequence[str]) -> str:
    return ", ".join(f"'{t}'" for t in tables)


# What is copied has passed the constraints once; a row's own are not asked again. Two threads help to sort the indexes.
_LEAN = {
    "foreign_keys": "OFF",
    "ignore_check_constraints": "ON",
    "journal_mode": "OFF",
    "synchronous": "OFF",
    "cache_size": "-131072",
    "secure_delete": "OFF",
    "threads": "2",
}


def _lean_sqlite(tables: Sequence[str]) -> tuple[list[str], list[str]]:
    made = _all(
        f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({_listed(tables)})"
    )
    kept = {name: _all(f"PRAGMA {name}")[0][0] for name in _LEAN}
    away = [f"PRAGMA {name}={value}" for name, value in _LEAN.items()]
    away += [f'DROP INDEX "{name}"' for name, _sql in made]
    return away, [*(sql for _name, sql in made), *(f"PRAGMA {name}={value}" for name, value in kept.items())]


def _lean_postgresql(tables: Sequence[str]) -> tuple[list[str], list[str]]:
    among = f"ARRAY[{_listed(tables)}]::regclass[]"
    keys = _all(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        f" WHERE contype = 'f' AND conrelid = ANY({among})"
    )
    made = _all(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i"
        f" WHERE indrelid = ANY({among})"
        " AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)"
    )
    away = [
        "SET default_toast_compression = 'lz4'",
        "SET synchronous_commit = off",
        "SET maintenance_work_mem = '512MB'",
        "SET work_mem = '64MB'",
    ]
    away += [f'ALTER TABLE {table} DROP CONSTRAINT "{name}"' for table, name, _words in keys]
    away += [f"DROP INDEX {name}" for name, _words in made]
    prime = _all(
        "SELECT i.indrelid::regclass::text, c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        f" WHERE indisprimary AND indrelid = ANY({among})"
    )
    for table, name in prime:
        away += [f"CLUSTER {table} USING {name}", f"ALTER TABLE {table} SET WITHOUT CLUSTER"]
    back = [words for _name, words in made]
    back += [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {words}' for table, name, words in keys]
    return away, back
