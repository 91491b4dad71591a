"""The laws of deadlines, and the days people remember."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from gongjian.workdays.arithmetic import (
    Calendar,
    add_months,
    add_workdays,
    is_workday,
    remaining,
    unknown_years,
    workdays_between,
)

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))
CALENDARS = st.dictionaries(st.dates(dt.date(2021, 1, 1), dt.date(2029, 12, 31)), st.booleans(), max_size=60).map(
    lambda days: Calendar(days=days)
)
STEPS = st.integers(-300, 300)


def counted_by_hand(a: dt.date, b: dt.date, calendar: Calendar) -> int:
    if b < a:
        return -counted_by_hand(b, a, calendar)
    return sum(is_workday(a + dt.timedelta(n), calendar) for n in range(1, (b - a).days + 1))


@given(DAYS, DAYS, CALENDARS)
def test_counting_agrees_with_counting_on_the_fingers(a: dt.date, b: dt.date, calendar: Calendar) -> None:
    assert workdays_between(a, b, calendar) == counted_by_hand(a, b, calendar)


@given(DAYS, STEPS, CALENDARS)
def test_adding_then_counting_is_the_identity(day: dt.date, n: int, calendar: Calendar) -> None:
    due = add_workdays(day, n, calendar)
    assert workdays_between(day, due, calendar) == n
    if n:
        assert is_workday(due, calendar)


@given(DAYS, STEPS, STEPS, CALENDARS)
def test_a_longer_term_never_ends_earlier(day: dt.date, n: int, m: int, calendar: Calendar) -> None:
    if n < m:
        assert add_workdays(day, n, calendar) < add_workdays(day, m, calendar) or n * m <= 0
        assert add_workdays(day, n, calendar) <= add_workdays(day, m, calendar)


@given(DAYS, DAYS, st.integers(0, 200), CALENDARS)
def test_starting_later_never_ends_earlier(a: dt.date, b: dt.date, n: int, calendar: Calendar) -> None:
    first, second = sorted((a, b))
    assert add_workdays(first, n, calendar) <= add_workdays(second, n, calendar)


@given(DAYS, st.integers(0, 100), st.integers(0, 100), CALENDARS)
def test_two_terms_in_a_row_are_one_long_term(day: dt.date, n: int, m: int, calendar: Calendar) -> None:
    assert add_workdays(add_workdays(day, n, calendar), m, calendar) == add_workdays(day, n + m, calendar)


@given(DAYS, DAYS, DAYS, CALENDARS)
def test_counts_add_up(a: dt.date, b: dt.date, c: dt.date, calendar: Calendar) -> None:
    assert workdays_between(a, b, calendar) + workdays_between(b, c, calendar) == workdays_between(a, c, calendar)


@given(DAYS, st.integers(-500, 500))
def test_months_are_clamped_and_never_skip_a_month(day: dt.date, n: int) -> None:
    later = add_months(day, n)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == n
    assert later.day <= day.day
    if later.day < day.day:
        assert (later + dt.timedelta(1)).day == 1


def test_the_last_of_january_plus_one_month_is_the_last_of_february() -> None:
    assert add_months(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert add_months(dt.date(2028, 1, 31), 1) == dt.date(2028, 2, 29)
    assert add_months(dt.date(2026, 3, 31), -1) == dt.date(2026, 2, 28)


def test_without_a_table_it_is_monday_to_friday() -> None:
    assert is_workday(dt.date(2027, 10, 1), Calendar())  # a Friday, and National Day: nobody has said so yet
    assert not is_workday(dt.date(2027, 10, 2), Calendar())
    assert unknown_years([dt.date(2027, 10, 1), dt.date(2026, 1, 1)], Calendar(known_years=frozenset({2026}))) == (
        2027,
    )


def test_lights() -> None:
    friday, calendar = dt.date(2026, 11, 20), Calendar()
    assert remaining(friday, dt.date(2026, 11, 25), calendar).workdays == 3
    assert remaining(friday, dt.date(2026, 11, 25), calendar).light(2) == "green"
    assert remaining(friday, dt.date(2026, 11, 24), calendar).light(2) == "amber"
    assert remaining(friday, friday, calendar).light(2) == "amber"
    assert remaining(friday, dt.date(2026, 11, 19), calendar).light(2) == "red"
    assert remaining(dt.date(2026, 11, 21), friday, calendar).over
