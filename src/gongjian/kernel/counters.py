"""Counters kept by the verbs in the same transaction: no page ever counts a growing table.

A verb appends a delta; ``fold`` (by the worker) adds the deltas up; a reader sums both. No two writers wait for a row.
"""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import F, Q, Sum

from . import many
from .models import Counter, CounterDelta
from .prefix import begins

NAMES_AT_ONCE = 10_000  # in one query


def add(changes: Mapping[str, int]) -> None:
    """Append deltas, e.g. ``{"matters|problem|raised": -1, "matters|problem|studied": +1}``; zero changes are left out."""
    CounterDelta.objects.bulk_create([CounterDelta(name=n, amount=a) for n, a in changes.items() if a])


def read(names: Iterable[str]) -> dict[str, int]:
    """The values of these counters; absent ones are 0. Two queries."""
    wanted = list(names)
    values = dict.fromkeys(wanted, 0)
    values.update(Counter.objects.filter(name__in=wanted).values_list("name", "value"))
    for name, amount in CounterDelta.objects.filter(name__in=wanted).values_list("name").annotate(Sum("amount")):
        values[name] += amount
    return values


def read_prefix(prefix: str) -> dict[str, int]:
    """All counters whose name begins with *prefix*. Two queries, through the index of names."""
    return read_prefixes([prefix])


def read_prefixes(prefixes: Iterable[str]) -> dict[str, int]:
    """All counters whose name begins with one of these. Two queries, through the index of names."""
    wanted = reduce(or_, (begins("name", prefix) for prefix in prefixes), Q(pk__in=[]))
    values: dict[str, int] = dict(Counter.objects.filter(wanted).values_list("name", "value"))
    for name, amount in CounterDelta.objects.filter(wanted).values_list("name").annotate(Sum("amount")):
        values[name] = values.get(name, 0) + amount
    return values


def first_name(prefix: str) -> str | None:
    """The first counter in order of name that begins with *prefix*; None if there is none. Two queries of one row."""
    found = [
        m.objects.filter(begins("name", prefix)).order_by("name").values_list("name", flat=True).first()
        for m in (Counter, CounterDelta)
    ]
    return min((name for name in found if name), default=None)


@transaction.atomic
def put_many(changes: Mapping[str, int]) -> None:
    """``add`` and ``fold`` in one for very many counters: for the bench's stores, where nobody else is at work."""
    while fold():
        pass
    known = dict(Counter.objects.values_list("name", "value"))
    for name in [n for n, a in changes.items() if a and n in known]:
        Counter.objects.filter(name=name).update(value=F("value") + changes[name])
    fresh = ((name, amount) for name, amount in changes.items() if amount and name not in known)
    many.put_rows(Counter._meta.db_table, ("name", "value"), fresh)


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
