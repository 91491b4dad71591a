"""Counters kept by the verbs in the same transaction: no page ever counts a growing table.

A verb appends a delta; ``fold`` (by the worker) adds the deltas up; a reader sums both. No two writers wait for a row.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from . import replica
from .models import Counter, CounterDelta
from .prefix import LAST

NAMES_AT_ONCE = 10_000  # in one query


def add(changes: Mapping[str, int]) -> None:
    """Append deltas, e.g. ``{"matters|problem|raised": -1, "matters|problem|studied": +1}``; zero changes are left out."""
    CounterDelta.objects.bulk_create([CounterDelta(name=n, amount=a) for n, a in changes.items() if a])


def _by_bytes() -> tuple[str, str, str]:
    """Words for "not before", "before" and the order of names. PostgreSQL compares texts by the rules of a language, but has
    operators that compare their bytes, and an index for them.
    """
    return ("~>=~", "~<~", " USING ~<~") if connection.vendor == "postgresql" else (">=", "<", "")


def read(names: Iterable[str]) -> dict[str, int]:
    """The values of these counters; absent ones are 0. One query."""
    wanted = list(names)
    values = dict.fromkeys(wanted, 0)
    kept = Counter.objects.filter(name__in=wanted).order_by().values_list("name", "value")
    deltas = CounterDelta.objects.filter(name__in=wanted).order_by().values_list("name", "amount")
    for name, amount in kept.union(deltas, all=True):
        values[name] += amount
    return values


def read_prefix(prefix: str) -> dict[str, int]:
    """All counters whose name begins with *prefix*. One query, through the index of names."""
    return read_prefixes([prefix])


def read_prefixes(prefixes: Iterable[str]) -> dict[str, int]:
    """All counters whose name begins with one of these. One query, through the index of names."""
    return read_ranges((prefix, prefix + LAST) for prefix in prefixes)


def read_ranges(ranges: Iterable[tuple[str, str]]) -> dict[str, int]:
    """All counters whose name lies in one of these ranges (from and with, up to and without; by code point). One query.

    For pages that ask for thousands of counters: a range is a few words of the statement, a thousand names are a thousand.
    The ranges must not overlap.
    """
    wanted = list(ranges)
    if not wanted:
        return {}
    least, below, _order = _by_bytes()
    if connection.vendor == "postgresql":
        source = "unnest(%s::text[], %s::text[]) AS wanted (column1, column2)"
        ends: list[Any] = [[low for low, _high in wanted], [high for _low, high in wanted]]
    else:
        source = f"(VALUES {', '.join(['(%s, %s)'] * len(wanted))}) AS wanted"
        ends = [end for pair in wanted for end in pair]
    # For each range its stretch of the index; SQLite keeps the order of a CROSS JOIN.
    statement = " UNION ALL ".join(
        f"SELECT found.name, found.{amount} FROM {source} CROSS JOIN {model._meta.db_table} AS found"
        f" WHERE found.name {least} wanted.column1 AND found.name {below} wanted.column2"
        for model, amount in ((Counter, "value"), (CounterDelta, "amount"))
    )
    values: dict[str, int] = {}
    with replica.place().cursor() as cursor:
        cursor.execute(statement, ends + ends)
        for name, amount in cursor.fetchall():
            values[name] = values.get(name, 0) + amount
    return values


def first_name(prefix: str) -> str | None:
    """The first counter in order of name (by code point) that begins with *prefix*; None if there is none. One query of two rows."""
    least, below, order = _by_bytes()
    first = [
        f"SELECT name FROM (SELECT name FROM {model._meta.db_table} WHERE name {least} %s AND name {below} %s"
        f" ORDER BY name{order} LIMIT 1) AS first_{n}"
        for n, model in enumerate((Counter, CounterDelta))
    ]
    with replica.place().cursor() as cursor:
        cursor.execute(" UNION ALL ".join(first), [prefix, prefix + LAST] * 2)
        return min((name for (name,) in cursor.fetchall()), default=None)


@transaction.atomic
def fold(limit: int = 5000) -> int:
    """Add the oldest deltas to their counters. Gives how many were folded; each delta is folded exactly once."""
    rows = list(CounterDelta.objects.order_by("id").values_list("id", "name", "amount")[:limit])
    if not rows:
        return 0
    taken, _per_model = CounterDelta.objects.filter(id__in=[r[0] for r in rows]).delete()
    if taken != len(rows):  # another worker folds the same rows: let it have them
        transaction.set_rollback(True)
        return 0
    sums: dict[str, int] = {}
    for _id, name, amount in rows:
        sums[name] = sums.get(name, 0) + amount
    names = sorted(sums)
    known: set[str] = set()
    for start in range(0, len(names), NAMES_AT_ONCE):
        some = names[start : start + NAMES_AT_ONCE]
        known.update(Counter.objects.filter(name__in=some).values_list("name", flat=True))
    for name in names:
        if name in known:
            Counter.objects.filter(name=name).update(value=F("value") + sums[name])
    Counter.objects.bulk_create([Counter(name=n, value=sums[n]) for n in names if n not in known], batch_size=1000)
    return taken
