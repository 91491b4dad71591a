"""Queries of plain values whose shape never changes, put into SQL once: on the pages that everybody opens, Django needs several
times as long to build such a statement as the database to answer it.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from . import replica

Row = tuple[Any, ...]
Value = int | str | dt.date


class PreparedQuery:
    """A query that is built once for each database, and asked again and again with other values.

    ``build(**values)`` gives a queryset of ``values_list``; it may depend on nothing but its values, and these only as values of
    the statement (no ``if``, no words of a language). Rows come as the database gives them: numbers and texts as such, JSON as
    text, and on SQLite days and moments as text.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **sorts: type[Value]) -> None:
        # What stands for each value while the statement is built, and occurs nowhere else in it.
        self._build = build
        self._stand_ins = {name: _stand_in(sort, n) for n, (name, sort) in enumerate(sorts.items())}
        self._known: dict[str, tuple[str, list[str | None], list[Any]]] = {}

    def __call__(self, **values: Value) -> list[Row]:
        """The rows for these values. One query."""
        known = self._known.get(connection.vendor)
        if known is None:
            known = self._known[connection.vendor] = self._compile()
        sql, names, fixed = known
        given = {name: _adapted(value) for name, value in values.items()}
        params = [fixed[n] if name is None else given[name] for n, name in enumerate(names)]
        with replica.place().cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()

    def _compile(self) -> tuple[str, list[str | None], list[Any]]:
        sql, params = self._build(**self._stand_ins).query.sql_with_params()
        names = {_adapted(stand_in): name for name, stand_in in self._stand_ins.items()}
        slots = [names.get(p) if isinstance(p, int | str | dt.date) else None for p in params]
        if missing := set(self._stand_ins) - set(slots):
            raise ValueError(f"values that are not in the statement as such: {sorted(missing)}")
        return sql, slots, list(params)


def _stand_in(sort: type[Value], n: int) -> Value:
    if sort is int:
        return 1_999_999_000 + n
    if sort is dt.date:
        return dt.date(9000 + n, 1, 1)
    return f"\N{REPLACEMENT CHARACTER}{n}"


def _adapted(value: Value) -> Any:
    """As it stands among the values of a statement."""
    return connection.ops.adapt_datefield_value(value) if isinstance(value, dt.date) else value
