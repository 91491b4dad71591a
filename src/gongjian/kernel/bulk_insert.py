"""Many new rows at once, for imports: ids from one range, then one prepared statement (SQLite) or one COPY (PostgreSQL).

As ``bulk_create``, without what costs most of its time: no statement is built for every few rows, and ids are known before
the rows are written, so that rows which point to one another are prepared together.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain, islice, repeat
from typing import Any, cast

from django.db import connection, models

Convert = Callable[[Any], Any]
ROWS_PER_STATEMENT = 50  # rows by one statement on SQLite


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids for so many new rows, in ascending order, which nobody else will be given. Needs a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("ids are taken in the transaction that writes the rows, and there is none")
    if not count:
        return []
    table, key = model._meta.db_table, _key(model).column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            series = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(series, [table, key, count])
            return sorted(row[0] for row in cursor.fetchall())
        # We are the only writer. AUTOINCREMENT never gives an id twice, and follows what is written.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    first = (row[0] if row else 0) + 1
    return list(range(first, first + count))


def insert_columns(model: type[models.Model], size: int, **values: Any) -> None:
    """Write so many new rows without making objects: a list has one value for each row, anything else is the same for all.

    Names are those of attributes (``body_id``). What is not named has its default; an id that is not, the database gives.
    Like ``bulk_create`` it sends no signals. Raises IntegrityError like any writing, RuntimeError outside a transaction, ValueError if
    a list is not as long.
    """
    if not size:
        return
    fields = [f for f in model._meta.local_concrete_fields if not f.has_db_default()]
    if isinstance(_key(model), models.AutoField) and _key(model).attname not in values:
        fields.remove(_key(model))
    columns: list[Iterable[Any]] = []
    for field in fields:
        convert = _convert(field)
        given = field.attname in values
        value = values.pop(field.attname) if given else field.get_default()
        if given and isinstance(value, list):
            columns.append(value if convert is _as_it_is else map(convert, value))
        else:
            columns.append(repeat(convert(value), size))
    if values:
        raise TypeError(f"{model._meta.label} has no {', '.join(values)}")
    insert_rows(model, [str(f.column) for f in fields], zip(*columns, strict=True))


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows of plain values, in the form the database takes, into these columns of the model's table."""
    if not connection.in_atomic_block:
        raise RuntimeError("many rows are written in one transaction, and there is none")
    write_rows(model._meta.db_table, columns, rows)


def write_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Put rows in as they are: by COPY on PostgreSQL, by prepared statements of many rows on SQLite. Raises Django's database errors."""
    name, names = connection.ops.quote_name(table), ", ".join(map(connection.ops.quote_name, columns))
    # The driver's own cursor: Django's has no word for COPY, and would make each row's parameters anew.
    with connection.cursor() as wrapped, connection.wrap_database_errors:
        cursor = cast("Any", wrapped).cursor
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {name} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            # Several rows by one statement: what SQLite does once a statement (next id, savepoint) weighs as much as a row.
            left = iter(rows)
            into, marks = f"INSERT INTO {name} ({names}) VALUES ", f"({', '.join('?' * len(columns))})"
            while some := list(islice(left, ROWS_PER_STATEMENT)):
                cursor.connection.execute(into + ", ".join([marks] * len(some)), list(chain.from_iterable(some)))


def _key(model: type[models.Model]) -> "models.Field[Any, Any]":
    key = model._meta.pk
    assert key is not None
    return key


def _as_it_is(value: Any) -> Any:
    return value


def _words(value: Any) -> str | None:
    return value if value is None or value.__class__ is str else str(value)


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value)


@lru_cache(maxsize=4096)
def _sqlite_moment(value: dt.datetime | None) -> str | None:
    """The same moment stands in many tables."""
    return None if value is None else connection.ops.adapt_datetimefield_value(value)


def _convert(field: "models.Field[Any, Any]") -> Convert:
    """How a value of this field is given to the database."""
    ops = connection.ops
    match field:
        case models.CharField() | models.TextField():
            return _words
        case models.ForeignKey() | models.IntegerField() | models.BooleanField() | models.FloatField():
            return _as_it_is
        case models.DateTimeField() if connection.vendor == "sqlite":
            return _sqlite_moment
        case models.DateField() if connection.vendor == "sqlite":
            return lambda value: None if value is None else ops.adapt_datefield_value(value)
        case models.DateField():
            return _as_it_is
        case models.JSONField() if field.encoder is None:
            return _json
        case models.BinaryField():
            return lambda value: None if value is None else bytes(value)
    raise TypeError(f"{field} is written by bulk_create")
