"""The days of the State Council's notices, as the seeded table has them."""

import datetime as dt

import pytest

from gongjian.workdays import operations, queries
from gongjian.workdays.arithmetic import add_workdays, is_workday, workdays_between
from gongjian.workdays.models import Day, Year

pytestmark = pytest.mark.django_db


def test_a_new_database_knows_the_years_of_the_package() -> None:
    assert {2004, 2014, 2025, 2026} <= queries.calendar().known_years
    assert queries.unknown_years([dt.date(2026, 12, 31), dt.date(2027, 1, 4)]) == (2027,)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (dt.date(2026, 2, 13), True),
        (dt.date(2026, 2, 14), True),  # Saturday, made up before Spring Festival
        (dt.date(2026, 2, 16), False),  # Monday, New Year's Eve
        (dt.date(2026, 2, 23), False),  # Monday, last day of the holiday
        (dt.date(2026, 2, 24), True),
        (dt.date(2026, 2, 28), True),  # Saturday, made up after it
        (dt.date(2026, 9, 20), True),  # Sunday, made up for National Day
        (dt.date(2025, 1, 26), True),  # Sunday
        (dt.date(2024, 10, 12), True),  # Saturday
        (dt.date(2015, 9, 3), False),
    ],
)
def test_real_holidays_and_make_up_days(day: dt.date, working: bool) -> None:
    assert is_workday(day, queries.calendar()) is working


def test_five_working_days_across_spring_festival() -> None:
    # Friday 13 February 2026: 14 (made up), 24, 25, 26, 27 February
    assert add_workdays(dt.date(2026, 2, 13), 5, queries.calendar()) == dt.date(2026, 2, 27)
    assert workdays_between(dt.date(2026, 2, 13), dt.date(2026, 2, 28), queries.calendar()) == 6


def test_only_days_that_differ_are_kept() -> None:
    assert all(row.working != (row.date.weekday() < 5) for row in Day.objects.all())


def test_seeding_twice_writes_nothing_and_the_schools_own_row_stands() -> None:
    assert operations.seed_from_packages() == 0
    Day.objects.filter(date=dt.date(2026, 1, 2)).delete()
    Year.objects.filter(year=2026).delete()
    Day.objects.filter(date=dt.date(2026, 1, 1)).update(
        working=True, source="school", changed_by="甲", changed_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )
    assert operations.seed_from_packages([2026, 2099]) == 1
    assert Day.objects.get(date=dt.date(2026, 1, 1)).working
    assert not is_workday(dt.date(2026, 1, 2), queries.calendar())
