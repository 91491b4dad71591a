"""The three rates against a naive count of the rows, whatever was said, in whatever order; and the delays."""

import datetime as dt
import statistics
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from gongjian.appeals import metrics
from gongjian.appeals import operations as ops
from gongjian.appeals.models import Appeal
from gongjian.matters import operations as shared
from gongjian.matters.models import Verdict
from tests.cast import Cast

from . import scenarios

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def naive(month: str, unit_id: int | None = None, category: str = "") -> dict[str, int]:
    """The counts as the definition says, from the rows alone."""
    out = dict.fromkeys(metrics.WORDS, 0)
    excluded = set(Appeal.objects.filter(excluded=True).values_list("pk", flat=True))
    for v in Verdict.objects.select_related("matter"):
        if v.at.astimezone(dt.timezone(dt.timedelta(hours=8))).strftime("%Y-%m") != month:
            continue
        if (unit_id and v.lead_id != unit_id) or (category and v.matter.category != category):
            continue
        if v.matter_id in excluded:
            out["excluded"] += 1
        elif v.presumed:
            out["silent"] += 1
        else:
            out["valid"] += 1
            out["contacted"] += v.contacted is True
            out["solved"] += v.solved
            out["satisfied"] += v.satisfaction in (4, 5)
            out["mostly"] += v.satisfaction == 3
    return out


def counts(rates: metrics.Rates) -> dict[str, int]:
    return {word: getattr(rates, word) for word in metrics.WORDS}


class History:
    """The cast without its long name in a failing example."""

    def __init__(self, cast: Cast, at: dt.datetime) -> None:
        self.cast, self.at = cast, at

    def __repr__(self) -> str:
        return "history"


@pytest.fixture
def history(cast: Cast, at: dt.datetime) -> History:
    return History(cast, at)


ONE = st.tuples(
    st.sampled_from(["yes", "mostly", "no", "silent", "unsolved"]),
    st.sampled_from([True, False, None]),
    st.integers(0, 40),  # days until the answer
    st.booleans(),  # excluded
    st.sampled_from(["living", "teaching"]),
)


@settings(max_examples=6, derandomize=True)
@given(lives=st.lists(ONE, min_size=1, max_size=7))
def test_rates_are_what_a_naive_count_says(history: History, lives: list[Any]) -> None:
    cast, at = history.cast, history.at
    with transaction.atomic():
        delays: list[float] = []
        for n, (said, contacted, days, excluded, category) in enumerate(lives):
            then = at + days * DAY
            matter = scenarios.raised(cast, at + n * 2 * DAY, text=f"第{n}件", category=category)
            start = matter.raised_at
            ops.accept(matter=matter, category=category, answer_class="general", actor=cast.receptionist, at=start)
            ops.assign(matter=scenarios.again(matter), lead_id=cast.department.pk, actor=cast.receptionist, at=start)
            shared.take(matter=scenarios.again(matter), actor=cast.handler, at=start)
            then = start + days * DAY
            text = scenarios.REPLY + f"（{n}）"
            ops.answer(matter=scenarios.again(matter), text=text, confirmed=True, actor=cast.handler, at=then)
            delays.append(float(days))
            if said == "silent":
                shared.presume(matter=scenarios.again(matter), actor=cast.system, at=then + 20 * DAY)
                ops.recount(matter_id=matter.pk)
            else:
                solved = said != "unsolved"
                ops.give_verdict(
                    matter=scenarios.again(matter),
                    solved=solved,
                    satisfied=said if solved else "no",
                    contacted=contacted,
                    words="还是没有" if not solved else "",
                    actor=cast.student,
                    at=then + DAY,
                )
            if excluded and scenarios.again(matter).state.startswith("closed"):
                ops.ask_exclusion(
                    matter=scenarios.again(matter), reason="重复评价的一件", actor=cast.handler, at=then + 30 * DAY
                )
                ops.approve_exclusion(matter=scenarios.again(matter), actor=cast.reception_head, at=then + 31 * DAY)
        months = [f"2026-{m:02d}" for m in range(3, 8)]
        unit = cast.department.pk
        for month in months:
            read = metrics.rates([month], [unit], ["living", "teaching"])
            assert counts(read.whole) == naive(month)
            assert counts(read.units[unit]) == naive(month, unit)
            for category, rates in read.categories.items():
                assert counts(rates) == naive(month, category=category)
        whole = metrics.rates(months).whole
        assert (whole.solution is None) == (whole.valid < 5)
        if whole.shown:
            assert whole.satisfaction == pytest.approx((whole.satisfied + 0.9 * whole.mostly) / whole.valid)
            assert whole.composite == pytest.approx(
                0.1 * whole.response + 0.5 * whole.solution + 0.4 * whole.satisfaction
            )
        told_delays = metrics.delays()
        assert told_delays.median == pytest.approx(statistics.median(delays))
        assert told_delays.within(7) == sum(d <= 7 for d in delays)
        assert metrics.mend_counters() == 0
        transaction.set_rollback(True)


def test_a_drift_is_mended(cast, at):
    scenarios.closed(cast, at)
    Appeal.objects.update(counted={})
    assert metrics.mend_counters() > 0
    assert metrics.mend_counters() == 0


@pytest.mark.parametrize(
    ("numbers", "median"), [([10], 1.0), ([10, 20], 1.5), ([10, 20, 40], 2.0), ([10, 10, 30, 90], 2.0)]
)
def test_the_median(numbers, median):
    assert metrics.Delays({n: numbers.count(n) for n in numbers}).median == median
