"""On which day and at what hour each step of the demo happens. Pure: the present and the calendar in, moments out.

Everything is laid out from the present backwards, counted in working days wherever a rule counts so: staff act in office
hours of working days, whatever holidays lie in between, and nothing happens after the present. A limit of the rules is an
argument, never a number guessed here. See ``docs/decisions/demo-days-come-from-the-calendar.md``.
"""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gongjian.kernel.clock import day_start, local_date
from gongjian.workdays import arithmetic

OPENS, ENDS = 8, 18  # office hours
WAKES, SLEEPS = 8, 23  # when anybody else does something
GAP = dt.timedelta(minutes=7)  # between two steps, at least

Hours = Literal["office", "awake"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a course: ``after`` so many days, at which hours. With ``limit`` it is taken by the clock instead, in the
    night after so many working days have passed."""

    name: str
    after: float
    hours: Hours = "office"
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """The calendar as seen from the present *at*."""

    at: dt.datetime
    calendar: arithmetic.Calendar

    @property
    def today(self) -> dt.date:
        """The day of the present, at the school."""
        return local_date(self.at)

    def workday(self, n: int, since: dt.date | None = None) -> dt.date:
        """The *n*-th working day after *since* (before it, if negative), which is today if not given.

        From a Sunday, -1 is the Friday: ``add_workdays`` would give the Thursday, after which one working day lies.
        """
        day = since or self.today
        if n < 0 and not self.is_workday(day):
            day = arithmetic.add_workdays(day, 1, self.calendar)
        return arithmetic.add_workdays(day, n, self.calendar)

    def is_workday(self, day: dt.date) -> bool:
        return arithmetic.is_workday(day, self.calendar)

    # --- moments ---

    def in_office(self, moment: dt.datetime, rng: random.Random, after: dt.datetime | None = None) -> dt.datetime:
        """*moment* if people work then, else an hour of the working day before it.

        Where that is not after *after*, the first office hour that is; that one can lie in the future.
        """
        placed = self._office_before(moment, rng)
        if after is None or placed >= after + GAP:
            return placed
        return self._office_from(after + GAP)

    def awake(self, moment: dt.datetime, rng: random.Random, after: dt.datetime | None = None) -> dt.datetime:
        """*moment* if people are up then, else an hour of the evening before it; after *after* in any case."""
        start = day_start(local_date(moment))
        if start + dt.timedelta(hours=WAKES) <= moment < start + dt.timedelta(hours=SLEEPS):
            placed = moment
        else:
            day = local_date(moment - dt.timedelta(hours=WAKES))
            placed = day_start(day) + _some_time(rng, SLEEPS - 5, SLEEPS - 1)
        return placed if after is None else max(placed, after + GAP)

    def _office_before(self, moment: dt.datetime, rng: random.Random) -> dt.datetime:
        day = local_date(moment)
        start = day_start(day)
        if not self.is_workday(day) or moment < start + dt.timedelta(hours=OPENS):
            day = self.workday(-1, day)
        elif moment < start + dt.timedelta(hours=ENDS):
            return moment
        return day_start(day) + _some_time(rng, OPENS + 1, ENDS - 1)

    def _office_from(self, moment: dt.datetime) -> dt.datetime:
        day = local_date(moment)
        start = day_start(day)
        if self.is_workday(day) and moment < start + dt.timedelta(hours=ENDS):
            return max(moment, start + dt.timedelta(hours=OPENS))
        return day_start(self.workday(1, day)) + dt.timedelta(hours=OPENS, minutes=moment.minute, seconds=moment.second)

    # --- courses ---

    def forwards(self, start: dt.datetime, steps: Sequence[Step], rng: random.Random) -> list[dt.datetime]:
        """When these steps happen, the first at *start*, each after the one before. Those after the present are left out."""
        times: list[dt.datetime] = []
        moment = start
        for step in steps:
            last = times[-1] if times else None
            if step.limit is not None and last is not None:
                over = self.workday(step.limit, local_date(last)) + dt.timedelta(days=1)
                placed = day_start(over) + dt.timedelta(minutes=10)
            else:
                moment = max(moment, last or moment) + dt.timedelta(days=step.after)
                placed = (self.in_office if step.hours == "office" else self.awake)(moment, rng, last)
            if placed > self.at:
                break
            times.append(placed)
        return times

    def backwards(self, end: dt.datetime, steps: Sequence[Step], rng: random.Random) -> list[dt.datetime]:
        """When these steps happened, all of them, the last at *end* or at the last fitting hour before it.

        For what must stand at a certain step now: holidays only move it further back. No step goes by the clock.
        """
        times: list[dt.datetime] = []
        moment = end
        for step in reversed(steps):
            assert step.limit is None, f"{step.name} goes by the clock"
            placed = (self.in_office if step.hours == "office" else self.awake)(moment, rng)
            times.append(placed)
            moment = placed - max(GAP, dt.timedelta(days=step.after))
        return times[::-1]


def hour(day: dt.date, hours: float) -> dt.datetime:
    """So many hours into *day*, at the school."""
    return day_start(day) + dt.timedelta(hours=hours)


def _some_time(rng: random.Random, first: int, last: int) -> dt.timedelta:
    return dt.timedelta(hours=rng.randint(first, last), minutes=rng.randint(0, 59), seconds=rng.randint(0, 59))
