"""The alarm against simulations with fixed seeds: quiet weeks, weeks that scatter, and a planted burst."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.appeals import radar
from gongjian.appeals.radar import Alarm, alarms

CELLS = 120


def weeks_of(seed: int, mean: float, scatter: float, weeks: int) -> np.ndarray:
    """Counts of cells × weeks with steady rates; variance ÷ mean is *scatter*."""
    dice = np.random.default_rng(seed)
    rates = dice.gamma(1, mean, (CELLS, 1)) + 0.01
    if scatter == 1:
        return dice.poisson(rates, (CELLS, weeks))
    return dice.negative_binomial(rates / (scatter - 1), 1 / scatter, (CELLS, weeks))


def ask(counts: np.ndarray, upto: int, past: int = 26) -> list[Alarm[int]]:
    history = {cell: counts[cell, upto - past : upto].tolist() for cell in range(CELLS)}
    return alarms(history, {cell: list(range(counts[cell, upto])) for cell in range(CELLS)})


@pytest.mark.parametrize(("mean", "scatter"), [(0.3, 1), (2, 1), (2, 1.5), (2, 3)])
def test_quiet_weeks_alarm_no_more_often_than_promised(mean: float, scatter: float) -> None:
    counts = weeks_of(11, mean, scatter, 226)
    with_alarm = sum(bool(ask(counts, week)) for week in range(26, 226))
    promised = radar.FALSE_SHARE * 200
    assert with_alarm <= promised + 2 * promised**0.5  # two standard deviations of chance


@pytest.mark.parametrize("scatter", [1, 1.5])
def test_a_planted_burst_is_found_and_explained(scatter: float) -> None:
    found = 0
    for seed in range(20):
        counts = weeks_of(seed, 1, scatter, 27)
        counts[7, 26] = counts[7, :26].mean() + 12
        hits = [a for a in ask(counts, 26) if a.cell == 7]
        found += bool(hits)
        for alarm in hits:
            assert alarm.seen == len(alarm.case_ids) > alarm.expected
            assert 0 <= alarm.p_value < 0.01
            assert alarm.weeks == 26
    assert found >= 18


def test_the_likeliest_burst_comes_first() -> None:
    history = {("热水", "东区"): [1, 0, 2, 1, 1, 0], ("空调", "西区"): [1, 1, 0, 1, 0, 2], ("网络", "东区"): [5] * 6}
    now = {("热水", "东区"): list(range(9)), ("空调", "西区"): list(range(20)), ("网络", "东区"): list(range(6))}
    assert [a.cell for a in alarms(history, now)] == [("空调", "西区"), ("热水", "东区")]


def test_a_cell_without_a_past_is_watched_too() -> None:
    history = {n: [1, 2, 0, 1, 1, 2] for n in range(5)}
    found = alarms(history, {"新": [31, 8, 17, 4, 5, 9, 2]})
    assert [(a.cell, a.case_ids) for a in found] == [("新", (2, 4, 5, 8, 9, 17, 31))]


def test_with_a_short_past_or_few_cases_nothing_is_said() -> None:
    assert alarms({}, {"热水": list(range(50))}) == []
    assert alarms({"热水": [0, 0, 1]}, {"热水": list(range(50))}) == []
    assert alarms({n: [0] * 30 for n in range(9)}, {1: [5, 6]}) == []


@given(
    st.dictionaries(st.integers(0, 8), st.lists(st.integers(0, 40), max_size=12), max_size=9),
    st.dictionaries(st.integers(0, 10), st.lists(st.integers(1, 999), max_size=30, unique=True), max_size=9),
)
def test_whatever_the_counts_an_alarm_holds_its_cases(history: dict[int, list[int]], now: dict[int, list[int]]) -> None:
    found = alarms(history, now)
    assert len({a.cell for a in found}) == len(found)
    for alarm in found:
        assert list(alarm.case_ids) == sorted(now[alarm.cell])
        assert alarm.seen >= radar.LEAST_SEEN
        assert 0 <= alarm.p_value <= radar.FALSE_SHARE
    assert [a.p_value for a in found] == sorted(a.p_value for a in found)
