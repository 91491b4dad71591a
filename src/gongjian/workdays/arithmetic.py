"""Deadlines as pure arithmetic: days in, days out; the table of exceptions is an argument.

A working day is Monday to Friday unless the table says otherwise (the State Council's yearly
notice with make-up days). "Within n working days" begins to count on the day after.
"""

import calendar as months
import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Light = Literal["green", "amber", "red"]


@dataclass(frozen=True)
class Calendar:
    """Days that differ from Monday–Friday (``True`` = working), and the years for which that is known.

    Outside the known years the arithmetic still answers, by Monday–Friday; the faces say so.
    """

    days: Mapping[dt.date, bool] = field(default_factory=dict)
    known_years: frozenset[int] = frozenset()
    _when: list[int] = field(default_factory=list, init=False, repr=False, compare=False)
    _sums: list[int] = field(default_factory=list, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        total = 0
        for day in sorted(self.days):
            usual = day.weekday() < 5
            if self.days[day] != usual:
                total += 1 if self.days[day] else -1
                self._when.append(day.toordinal())
                self._sums.append(total)

    def upto(self, ordinal: int) -> int:
        """How many working days there are up to and including the day with this ordinal (from the first Monday of all)."""
        weeks, rest = divmod(ordinal, 7)  # ordinal 1 is a Monday
        place = bisect_right(self._when, ordinal)
        return weeks * 5 + min(rest, 5) + (self._sums[place - 1] if place else 0)


def is_workday(day: dt.date, calendar: Calendar) -> bool:
    """Whether people work on this day: what the table says, else Monday to Friday."""
    return calendar.days.get(day, day.weekday() < 5)


def workdays_between(a: dt.date, b: dt.date, calendar: Calendar) -> int:
    """Working days after *a* up to and including *b*; negative if *b* lies before *a*."""
    return calendar.upto(b.toordinal()) - calendar.upto(a.toordinal())


def add_workdays(day: dt.date, n: int, calendar: Calendar) -> dt.date:
    """The *n*-th working day after *day* (before it if *n* is negative); for 0, *day* itself.

    ``workdays_between(day, add_workdays(day, n)) == n`` always holds. Raises OverflowError beyond the year 9999.
    """
    if n == 0:
        return day
    start = day.toordinal()
    target = calendar.upto(start) + n
    low, high = (start, start + n) if n > 0 else (start + 2 * n, start)
    reach = 2 * abs(n) + 14
    while calendar.upto(high) < target:
        low, high = high, high + reach
        reach *= 2
    while calendar.upto(low) >= target:
        low, high = low - reach, low
        reach *= 2
    while high - low > 1:  # the first day on which the sum reaches the target is a working day
        middle = (low + high) // 2
        if calendar.upto(middle) >= target:
            high = middle
        else:
            low = middle
    try:
        return dt.date.fromordinal(high)
    except ValueError as error:
        raise OverflowError(f"{n} working days from {day} leave the calendar") from error


def add_months(day: dt.date, n: int) -> dt.date:
    """*n* months later (earlier if negative), clamped to the month's end: 31 January + 1 month = last of February."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return dt.date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Remaining:
    """How far a due day is. ``workdays`` counts working days after today up to the due day, negative once it is past;
    ``days`` the same in calendar days."""

    workdays: int
    days: int

    @property
    def over(self) -> bool:
        """Whether the due day is past."""
        return self.days < 0

    def light(self, amber_days: int) -> Light:
        """Red once past, amber with *amber_days* working days or fewer left, else green."""
        if self.over:
            return "red"
        return "amber" if self.workdays <= amber_days else "green"


def remaining(today: dt.date, due: dt.date, calendar: Calendar) -> Remaining:
    """What is left of a deadline that runs out at the end of *due*."""
    return Remaining(workdays=workdays_between(today, due, calendar), days=(due - today).days)


def unknown_years(days: Iterable[dt.date], calendar: Calendar) -> tuple[int, ...]:
    """The years of these days for which no table of holidays is known, in order."""
    return tuple(sorted({d.year for d in days} - calendar.known_years))
