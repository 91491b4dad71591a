"""Keeping the calendar: seeding it from the national data."""

import datetime as dt
from collections.abc import Iterable

from chinese_calendar import constants as national
from django.db import transaction

from . import queries
from .models import Day, Year

FAMILIAR = {h.value: h.chinese for h in national.Holiday}


def national_years() -> range:
    """The years that the installed package of national holidays knows (2004–2026 with the pinned edition)."""
    return range(min(national.holidays).year, max(national.holidays).year + 1)


def _differing(years: Iterable[int]) -> list[tuple[dt.date, bool, str]]:
    wanted = set(years)
    out = [
        (day, False, FAMILIAR.get(name, name))
        for day, name in national.holidays.items()
        if day.year in wanted and day.weekday() < 5
    ]
    out += [
        (day, True, FAMILIAR.get(name, name))
        for day, name in national.workdays.items()
        if day.year in wanted and day.weekday() >= 5
    ]
    return sorted(out)


@transaction.atomic
def seed_from_packages(years: Iterable[int] | None = None) -> int:
    """Write the national days that differ from Monday–Friday; the school's own rows stay as they are.

    Gives how many rows were written. Doing it again writes nothing. Years that the package does not know are left out.
    """
    wanted = [y for y in (years if years is not None else national_years()) if y in national_years()]
    known = set(Year.objects.values_list("year", flat=True))
    fresh = [y for y in wanted if y not in known]
    if not fresh:
        return 0
    taken = set(Day.objects.filter(date__year__in=fresh).values_list("date", flat=True))
    rows = [
        Day(date=day, working=working, name=name, source=Day.Source.PACKAGE)
        for day, working, name in _differing(fresh)
        if day not in taken
    ]
    Day.objects.bulk_create(rows)
    Year.objects.bulk_create([Year(year=y, source=Day.Source.PACKAGE) for y in fresh])
    queries.calendar.forget()
    return len(rows)
