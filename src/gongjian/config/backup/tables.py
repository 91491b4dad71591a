"""Rows in a form that both databases know: one JSON list a row, and a digest that does not depend on their order.

The tables are those of the applied migrations, not those of today's code: so an older archive finds its own tables.
"""

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

ROWS_AT_ONCE = 2000
SEARCH = "search_document"  # goes back through the search's public interface: its index lies beside it

Row = Sequence[Any]


def _bytes_out(value: Any) -> str:
    return base64.b64encode(bytes(value)).decode()


def _plain(value: Any) -> Any:
    """The same JSON whichever database gave it back: 1e22 and 10000000000000000000000 are one number."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value


# By the kind of column: how a value is written, and how it is read again.
_OUT: dict[str, Callable[[Any], Any]] = {
    "DateTimeField": lambda v: v.astimezone(dt.UTC).isoformat(),
    "DateField": lambda v: v.isoformat(),
    "TimeField": lambda v: v.isoformat(),
    "BinaryField": _bytes_out,
    "DecimalField": str,
    "UUIDField": str,
    "DurationField": lambda v: v // dt.timedelta(microseconds=1),
}
_IN: dict[str, Callable[[Any], Any]] = {
    "DateTimeField": dt.datetime.fromisoformat,
    "DateField": dt.date.fromisoformat,
    "TimeField": dt.time.fromisoformat,
    "BinaryField": base64.b64decode,
    "DecimalField": Decimal,
    "UUIDField": UUID,
    "DurationField": lambda v: dt.timedelta(microseconds=v),
}
_AS_IT_IS = {"CharField", "TextField", "SlugField", "BooleanField", "FloatField"}


def _end(field: Any) -> Any:
    """The column a foreign key really holds."""
    while field.remote_field is not None:
        field = field.target_field
    return field


def drop_all(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Take away every table, and on PostgreSQL every function of ours: the database is as it was before the first migration."""
    connection = connections[alias]
    quote = connection.ops.quote_name
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in connection.introspection.table_names(cursor):
                cursor.execute(f"DROP TABLE IF EXISTS {quote(name)} CASCADE")
            cursor.execute(
                "SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace"
                " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP FUNCTION IF EXISTS {name} CASCADE")
            return
        for _ in range(2):  # the index of words is a virtual table, whose own tables go with it
            cursor.execute(
                "SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY sql LIKE 'CREATE VIRTUAL%' DESC"
            )
            for kind, name in cursor.fetchall():
                cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s", [name])
                if cursor.fetchone():
                    cursor.execute(f"DROP {kind} IF EXISTS {quote(name)}")


class Table:
    """One table with its own columns (of a table built on another, those beside the link)."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.name = model._meta.db_table
        self._fields = [f for f in model._meta.local_concrete_fields if not getattr(f, "generated", False)]
        self.columns = [str(f.column) for f in self._fields]
        self._names = [f.attname for f in self._fields]
        self._kinds = [_end(f).get_internal_type() for f in self._fields]

    def count(self, alias: str = DEFAULT_DB_ALIAS) -> int:
        """How many rows."""
        return self.model._base_manager.using(alias).count()

    def rows(self, alias: str = DEFAULT_DB_ALIAS) -> Iterator[Row]:
        """All rows in the order of their keys, a few thousand in memory at a time."""
        key = self.model._meta.pk.attname
        rows = self.model._base_manager.using(alias).order_by(key).values_list(*self._names)
        yield from rows.iterator(ROWS_AT_ONCE)

    def line(self, row: Row) -> bytes:
        """The row as one line of JSON, the same on both databases."""
        values = []
        for kind, value in zip(self._kinds, row, strict=True):
            if kind == "JSONField":
                value = _plain(value)
            elif value is not None and kind in _OUT:
                value = _OUT[kind](value)
            values.append(value)
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()

    def row(self, line: bytes) -> list[Any]:
        """The row again. Raises ValueError if the line is none of this table."""
        values = json.loads(line)
        if not isinstance(values, list) or len(values) != len(self._kinds):
            raise ValueError(f"not a row of {self.name}")
        return [
            _IN[kind](value) if value is not None and kind in _IN else value
            for kind, value in zip(self._kinds, values, strict=True)
        ]

    def _for_database(self, row: Row) -> list[Any]:
        connection = connections[DEFAULT_DB_ALIAS]
        made = []
        for field, kind, value in zip(self._fields, self._kinds, row, strict=True):
            if kind == "JSONField":
                if value is not None or not field.null:
                    value = connection.ops.adapt_json_value(value, getattr(_end(field), "encoder", None))
            elif value is not None and kind not in _AS_IT_IS:
                value = field.get_db_prep_save(value, connection)
            made.append(value)
        return made

    def insert(self, rows: Iterable[Row]) -> None:
        """Put rows in as they are, keys and all: COPY on PostgreSQL, one prepared statement on SQLite."""
        connection = connections[DEFAULT_DB_ALIAS]
        quote = connection.ops.quote_name
        columns = ", ".join(quote(c) for c in self.columns)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {quote(self.name)} ({columns}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(self._for_database(row))
            else:
                marks = ", ".join(["%s"] * len(self.columns))
                cursor.executemany(
                    f"INSERT INTO {quote(self.name)} ({columns}) VALUES ({marks})",
                    [self._for_database(row) for row in rows],
                )

    def clear(self) -> None:
        """Take all rows out (those that ``migrate`` puts into a new site)."""
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(self.name)}")


class Digest:
    """Number and digest of a table's rows: the sum of the rows' SHA-256, so their order does not matter."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, line: bytes) -> None:
        """One more row."""
        self.rows += 1
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(line).digest(), "big")) % 2**256

    def as_json(self) -> dict[str, Any]:
        return {"rows": self.rows, "digest": f"{self._sum:064x}"}


def digest_of(table: Table, alias: str = DEFAULT_DB_ALIAS) -> Digest:
    """Read the whole table and digest it."""
    made = Digest()
    for row in table.rows(alias):
        made.add(table.line(row))
    return made


def applied(alias: str = DEFAULT_DB_ALIAS) -> list[tuple[str, str]]:
    """The migrations this database has gone through, in order of name."""
    return sorted(MigrationLoader(connections[alias], ignore_no_migrations=True).applied_migrations)


def known() -> set[tuple[str, str]]:
    """The migrations this version of the program knows."""
    return set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def ends(done: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of these migrations those that no other of them rests on: where a database must be led to."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    wanted = set(done)
    return sorted(n for n in wanted if not any(c.key in wanted for c in loader.graph.node_map[n].children))


def tables_at(done: Iterable[tuple[str, str]]) -> list[Table]:
    """All tables as these migrations leave them, by name."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    apps = loader.project_state(ends(done)).apps
    found = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    return sorted((Table(m) for m in found), key=lambda t: t.name)


def lead_to(done: Iterable[tuple[str, str]]) -> None:
    """Make the tables of these migrations in an empty database; nothing is put into them."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    executor.migrate(ends(done))


def set_sequences(tables: Iterable[Table]) -> None:
    """The next new row gets a number that nobody has (SQLite does so by itself)."""
    connection = connections[DEFAULT_DB_ALIAS]
    statements = connection.ops.sequence_reset_sql(no_style(), [t.model for t in tables])
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
