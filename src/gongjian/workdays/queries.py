"""Reading the calendar."""

import datetime as dt
from collections.abc import Iterable

from gongjian.kernel.kept import Kept

from . import arithmetic
from .models import Day, Year


def _load() -> arithmetic.Calendar:
    return arithmetic.Calendar(
        days=dict(Day.objects.values_list("date", "working")),
        known_years=frozenset(Year.objects.values_list("year", flat=True)),
    )


calendar: Kept[arithmetic.Calendar] = Kept(_load)
"""``calendar()`` gives the school's calendar as pure data; kept in memory, forgotten on edit."""


def unknown_years(days: Iterable[dt.date]) -> tuple[int, ...]:
    """The years of these days that the table does not know: there Monday–Friday is assumed, and the page says so."""
    return arithmetic.unknown_years(days, calendar())
