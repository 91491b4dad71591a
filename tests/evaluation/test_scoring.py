"""The arithmetic of scores: worked cases, and properties against a naive computation."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.evaluation import scoring
from gongjian.evaluation.scoring import Measure, Result
from tests.evaluation.cases import AWARDED, CASES, RANKS, Case

DROP_FROM = 5


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_worked_cases(case: Case) -> None:
    measures = [Measure(n, most, weight) for n, (most, weight) in enumerate(case.criteria)]
    reviews = [{n: Decimal(v) for n, v in enumerate(row)} for row in case.points]
    got = scoring.result_of(reviews, measures, DROP_FROM)
    assert (got.score, got.valid, got.dropped) == (
        None if case.score is None else Decimal(case.score),
        case.valid,
        case.dropped,
    )


@pytest.mark.parametrize(("scores", "ranks"), RANKS)
def test_worked_ranks(scores: tuple[tuple[str, int, int], ...], ranks: tuple[int, ...]) -> None:
    results = {n: Result(Decimal(s), 3, 0, Fraction(h), Fraction(p)) for n, (s, h, p) in enumerate(scores)}
    assert scoring.ranked(results) == dict(enumerate(ranks))


@pytest.mark.parametrize(("ranks", "quotas", "awards"), AWARDED)
def test_worked_awards(ranks: tuple[int, ...], quotas: tuple[int, ...], awards: tuple[int | None, ...]) -> None:
    got = scoring.awarded(dict(enumerate(ranks)), list(enumerate(quotas)))
    assert got == {n: a for n, a in enumerate(awards) if a is not None}


CRITERIA = st.lists(st.tuples(st.integers(1, 100), st.integers(1, 60)), min_size=1, max_size=5)


@given(CRITERIA, st.data())
def test_scores_are_what_a_naive_computation_gives(criteria: list[tuple[int, int]], data: st.DataObject) -> None:
    jurors = data.draw(st.integers(1, 9))
    rows = [[data.draw(st.integers(0, most * 10)) for most, _w in criteria] for _ in range(jurors)]  # points in tenths
    measures = [Measure(n, most, weight) for n, (most, weight) in enumerate(criteria)]
    reviews = [{n: Decimal(v) / 10 for n, v in enumerate(row)} for row in rows]
    got = scoring.result_of(reviews, measures, DROP_FROM)

    totals = []
    for row in rows:
        total = Fraction(0)
        for tenths, (most, weight) in zip(row, criteria, strict=True):
            total += Fraction(tenths, 10 * most) * weight
        totals.append(total)
    if len(totals) >= DROP_FROM:
        totals.remove(max(totals))
        totals.remove(min(totals))
    hundredths = sum(totals) / len(totals) * 100
    naive = int(hundredths) + (1 if hundredths - int(hundredths) >= Fraction(1, 2) else 0)
    assert got.score == Decimal(naive) / 100
    assert got.valid == jurors and got.dropped == (2 if jurors >= DROP_FROM else 0)
    assert 0 <= got.score <= sum(w for _m, w in criteria)


@given(st.permutations([("60",), ("70",), ("80",), ("90",), ("95",), ("95",)]))
def test_the_order_of_the_jurors_does_not_matter(rows: list[tuple[str]]) -> None:
    got = scoring.result_of([{1: Decimal(r[0])} for r in rows], [Measure(1, 100, 100)], DROP_FROM)
    assert got.score == Decimal("83.75")


@given(
    st.dictionaries(st.integers(0, 30), st.tuples(st.integers(0, 5), st.integers(0, 2), st.integers(0, 2)), max_size=15)
)
def test_ranks_count_who_is_better(found: dict[int, tuple[int, int, int]]) -> None:
    results = {k: Result(Decimal(s), 3, 0, Fraction(h), Fraction(p)) for k, (s, h, p) in found.items()}
    assert scoring.ranked(results) == {k: 1 + sum(1 for o in found.values() if o > v) for k, v in found.items()}


@given(st.lists(st.integers(1, 6), max_size=12), st.lists(st.integers(1, 4), max_size=4))
def test_no_lower_rank_gets_a_higher_award(scores: list[int], quotas: list[int]) -> None:
    ranks = {k: 1 + sum(1 for o in scores if o > v) for k, v in enumerate(scores)}
    got = scoring.awarded(ranks, list(enumerate(quotas)))
    for one, other in ((a, b) for a in ranks for b in ranks):
        if ranks[one] <= ranks[other] and other in got:
            assert one in got and got[one] <= got[other]
    assert len(got) >= min(len(scores), sum(quotas))


def test_half_up_is_half_up() -> None:
    assert scoring.rounded(Fraction(81245, 1000)) == Decimal("81.245").quantize(Decimal("0.01"), ROUND_HALF_UP)
