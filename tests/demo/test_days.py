"""Whatever day it is, the demo's steps fall on days on which they may: three years of days, long holidays and years without a table."""

import dataclasses
import datetime as dt
import itertools
import random
from collections.abc import Iterator
from typing import Any

import pytest

from gongjian.kernel.clock import day_start, local_date
from gongjian.rulebook.queries import parameter
from gongjian.workdays import queries
from gongjian.workdays.arithmetic import Calendar, workdays_between
from gongjian_demo import congress_days, contest_days
from gongjian_demo.congress import FAR, NOW
from gongjian_demo.contests import DEEDS, FINISHED, ideas
from gongjian_demo.days import GAP, Days, Step, hour
from tests.conftest import SHANGHAI, hour_of

pytestmark = pytest.mark.django_db

HOURS = ("00:05", "01:00", "03:00", "10:30", "23:59")


@pytest.fixture
def calendar() -> Calendar:
    """The national days as seeded. Years that are in no table count as Monday to Friday."""
    return queries.calendar()


def presents(calendar: Calendar) -> Iterator[Days]:
    """Each day of three years and more, at changing hours: one year that the table knows, and two that it does not."""
    last = max(calendar.known_years)
    day = dt.date(last - 1, 12, 1)
    while day.year <= last + 2:
        yield Days(hour_of(f"{day} {HOURS[day.toordinal() % len(HOURS)]}"), calendar)
        day += dt.timedelta(days=1)


def test_a_known_and_an_unknown_year_are_looked_at(calendar: Calendar) -> None:
    seen = [days.today for days in presents(calendar)]
    assert len(seen) > 1100 and {day.year in calendar.known_years for day in seen} == {True, False}
    assert [day for day in seen if calendar.days.get(day)], "no make-up day is among them"


def days_of(thing: Any) -> list[dt.date]:
    found = []
    for field in dataclasses.fields(thing):
        value = getattr(thing, field.name)
        for one in value if isinstance(value, tuple) else (value,):
            found += days_of(one) if dataclasses.is_dataclass(one) else [one]
    return found


@pytest.mark.parametrize("notice", [5, 7, 1])
def test_a_finished_contest_has_had_its_notice(calendar: Calendar, notice: int) -> None:
    for days in presents(calendar):
        laid = contest_days.finished(days, FINISHED, notice)
        assert workdays_between(laid.noticed, laid.notice_until, calendar) == notice, days.today
        assert laid.notice_until < laid.settled < laid.transferred < days.today
        assert laid.noticed <= laid.objected <= laid.answered <= laid.notice_until
        assert laid.drawn_up < laid.opens_on <= laid.entries[0] < laid.entries[-1] < laid.closes_on < laid.begun
        assert laid.begun < laid.scored <= laid.judging_until < laid.noticed
        for written, checked in zip(laid.entries, laid.checks, strict=True):
            assert written < checked <= laid.begun and workdays_between(written, checked, calendar) == 1
        at_work = (laid.drawn_up, *laid.checks, laid.begun, laid.noticed, laid.answered, laid.settled, laid.transferred)
        assert all(map(days.is_workday, at_work)), days.today
        assert days.today - laid.settled < dt.timedelta(days=80)


def test_a_contest_takes_entries_and_another_is_judged(calendar: Calendar) -> None:
    many = len(ideas()) - FINISHED
    for days in presents(calendar):
        laid = contest_days.taking_entries(days, many)
        assert laid.drawn_up < laid.opens_on <= laid.entries[0] and laid.checks[-1] < days.today, days.today
        assert days.today < laid.closes_on < laid.judging_until
        assert days.is_workday(laid.drawn_up) and days.is_workday(laid.checks[-1])
        judged = contest_days.being_judged(days, len(DEEDS))
        assert judged.drawn_up < judged.opens_on <= judged.entries[0] < judged.entries[-1] < judged.closes_on
        assert max(judged.checks) <= judged.begun and judged.closes_on < judged.begun < judged.scored < days.today
        assert days.today < judged.judging_until
        assert all(map(days.is_workday, (judged.drawn_up, *judged.checks, judged.begun, judged.scored)))


LIMITS = {"check": 10, "assign": 5, "take": 5, "answer": 60, "sign": 5, "verdict": 10}


def test_the_limits_here_are_those_of_the_rules(at: dt.datetime) -> None:
    articles = {"check": "8", "assign": "10", "take": "5", "answer": "6", "sign": "6", "verdict": "6"}
    names = {"take": "object_days"}
    for name, days in LIMITS.items():
        assert parameter(f"proposal-rules:{articles[name]}", names.get(name, f"{name}_days"), local_date(at)) == days


def test_the_congress_keeps_its_limits(calendar: Calendar) -> None:
    for days in presents(calendar):
        laid = congress_days.finished(days, len(FAR))
        assert laid.announced < laid.opens_on and laid.closes_on < laid.checked < laid.meetings[0], days.today
        for course in (*laid.courses[:3], laid.courses[-1]):
            assert laid.opens_on <= course.submitted <= laid.closes_on
            assert workdays_between(course.submitted, laid.checked, calendar) <= LIMITS["check"]
            assert workdays_between(laid.checked, laid.meetings[-1], calendar) <= LIMITS["assign"]
            assert laid.meetings[-1] < course.taken < course.replied < course.signed < course.judged < laid.concluded
            assert workdays_between(laid.meetings[0], course.taken, calendar) <= LIMITS["take"]
            assert workdays_between(course.taken, course.replied, calendar) <= LIMITS["answer"]
            assert workdays_between(course.replied, course.signed, calendar) <= LIMITS["sign"]
            assert workdays_between(course.signed, course.judged, calendar) <= LIMITS["verdict"]
            assert all(map(days.is_workday, (course.taken, course.replied, course.signed)))
        assert all(map(days.is_workday, (laid.checked, *laid.meetings, laid.concluded))) and laid.concluded < days.today
        now = congress_days.collecting(days, 2 * len(NOW))
        assert now.announced < now.opens_on == now.drafted[0] and now.drafted[-1] < now.decided < days.today
        assert now.closes_on > days.today and days.is_workday(now.decided)
        assert workdays_between(now.drafted[0], now.decided, calendar) <= LIMITS["check"]
        contest = contest_days.finished(days, FINISHED, 5)
        assert now.opens_on <= contest.transferred <= now.closes_on  # what won can be handed to this session


COURSE = [
    Step("raise_problem", 0.0, "awake"),
    Step("study", 0.3),
    Step("assign", 1.1),
    Step("hand_back", 2.5),
    Step("take", 4.0),
    Step("claim_solved", 0.001),
]


def check(moments: list[dt.datetime], days: Days) -> None:
    assert all(a + GAP <= b for a, b in itertools.pairwise(moments)), days.at
    assert not moments or moments[-1] <= days.at
    for moment, step in zip(moments, COURSE, strict=False):
        since = moment - day_start(local_date(moment))
        if step.hours == "office":
            assert days.is_workday(local_date(moment)), (days.at, step.name)
            assert dt.timedelta(hours=8) <= since < dt.timedelta(hours=18)
        else:
            assert dt.timedelta(hours=8) <= since < dt.timedelta(hours=23)


def test_a_course_that_rests_is_complete_and_in_office_hours(calendar: Calendar) -> None:
    rng = random.Random(1)
    for days in presents(calendar):
        moments = days.backwards(days.at - dt.timedelta(days=0.6), COURSE, rng)
        assert len(moments) == len(COURSE) and moments[-1] <= days.at - dt.timedelta(days=0.6)
        check(moments, days)
        assert (
            workdays_between(local_date(moments[2]), local_date(moments[3]), calendar) <= 3
        )  # within any limit to object


def test_a_course_from_its_beginning_ends_at_the_present(calendar: Calendar) -> None:
    rng = random.Random(2)
    lengths = set()
    for days in presents(calendar):
        start = days.awake(days.at - dt.timedelta(days=rng.uniform(0.1, 40)), rng)
        moments = days.forwards(start, COURSE, rng)
        check(moments, days)
        assert moments[0] == start
        lengths.add(len(moments))
    assert {1, len(COURSE)} <= lengths


def test_the_clock_moves_on_after_the_limit_and_in_time_for_the_demo(calendar: Calendar) -> None:
    """Forty-five days are enough for an answer of twelve days and seven working days of silence over the longest holidays."""
    steps = [Step("raise_it", 0, "awake"), Step("accept", 0.6), Step("answer", 13), Step("presume", 0, limit=7)]
    rng = random.Random(3)
    for days in presents(calendar):
        moments = days.forwards(days.awake(days.at - dt.timedelta(days=45), rng), steps, rng)
        assert len(moments) == 4, days.at
        assert workdays_between(local_date(moments[2]), local_date(moments[3]) - dt.timedelta(days=1), calendar) == 7


def test_a_working_day_before_a_day_off_is_the_last_one(calendar: Calendar) -> None:
    days = Days(hour_of("2025-12-28 12:00"), calendar)  # a Sunday
    assert [days.workday(n) for n in (-2, -1, 1)] == [
        dt.date(2025, 12, 25),
        dt.date(2025, 12, 26),
        dt.date(2025, 12, 29),
    ]
    for days in presents(calendar):
        before = days.workday(-1)
        assert before < days.today and days.is_workday(before)
        assert not any(days.is_workday(before + dt.timedelta(days=n)) for n in range(1, (days.today - before).days))


def test_hours_are_those_of_the_school() -> None:
    assert hour(dt.date(2028, 2, 29), 9.5) == dt.datetime(2028, 2, 29, 9, 30, tzinfo=SHANGHAI)
    present = Days(dt.datetime(2026, 12, 31, 17, 0, tzinfo=dt.UTC), Calendar())  # 01:00 of the new year at the school
    assert present.today == dt.date(2027, 1, 1)
