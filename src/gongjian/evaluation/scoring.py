"""Scores as pure arithmetic: points in, results and ranks out. No table, no clock, no rounding but the last.

A juror's total is on a scale of a hundred: each criterion's points over its maximum, times its weight. An entry's score is
the mean of the totals, without the highest and the lowest where there are enough of them, to two decimals (half up).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Measure:
    """A criterion as the arithmetic needs it: its key, most points, and weight."""

    key: int
    most: int
    weight: int


@dataclass(frozen=True, slots=True)
class Result:
    """What an entry's valid reviews come to. ``heaviest`` and ``plain`` break ties; ``score`` is None without reviews."""

    score: Decimal | None
    valid: int
    dropped: int
    heaviest: Fraction
    plain: Fraction


def total_of(points: Mapping[int, Decimal], measures: Sequence[Measure]) -> Fraction:
    """One juror's points (by criterion) on the scale of the weights' sum."""
    return sum((Fraction(points[m.key]) / m.most * m.weight for m in measures), Fraction(0))


def mean(values: Sequence[Fraction]) -> Fraction:
    """The plain mean; 0 of nothing."""
    return sum(values, Fraction(0)) / len(values) if values else Fraction(0)


def rounded(value: Fraction) -> Decimal:
    """To two decimals, half up."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(CENT, rounding=ROUND_HALF_UP)


def trimmed(totals: Sequence[Fraction], drop_from: int) -> tuple[Sequence[Fraction], int]:
    """The totals that count, and how many were left out: one highest and one lowest where there are *drop_from* or more."""
    if len(totals) < max(drop_from, 3):
        return totals, 0
    return sorted(totals)[1:-1], 2


def result_of(reviews: Sequence[Mapping[int, Decimal]], measures: Sequence[Measure], drop_from: int) -> Result:
    """The result of one entry from its valid reviews."""
    totals = [total_of(r, measures) for r in reviews]
    if not totals:
        return Result(None, 0, 0, Fraction(0), Fraction(0))
    counted, dropped = trimmed(totals, drop_from)
    weightiest = max(measures, key=lambda m: m.weight)  # of equals the first in the charter
    heaviest = mean([Fraction(r[weightiest.key]) / weightiest.most for r in reviews])
    return Result(rounded(mean(counted)), len(totals), dropped, heaviest, mean(totals))


def ranked(results: Mapping[int, Result]) -> dict[int, int]:
    """Ranks by key: 1, 2, 2, 4 … Equal in score, in the heaviest criterion and in the plain mean is equal in rank.

    Entries without a score have no rank.
    """
    keys = {k: (r.score, r.heaviest, r.plain) for k, r in results.items() if r.score is not None}
    order = sorted(keys.values(), reverse=True)
    return {k: order.index(v) + 1 for k, v in keys.items()}


def awarded(ranks: Mapping[int, int], quotas: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Which award (its key) each ranked entry gets: *quotas* are (award, how many) from the highest down.

    Who shares a rank shares the award, so that a tie may exceed the quota; the next award then begins below.
    """
    given: dict[int, int] = {}
    limit = 0
    for award, quota in quotas:
        limit += quota
        for key, rank in ranks.items():
            if rank <= limit and key not in given:
                given[key] = award
    return given
