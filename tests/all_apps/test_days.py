"""The first and the last day belong to every window, by the calendar of the school: at half past midnight too (UTC is a day behind)."""

import datetime as dt

import pytest
from django.db import transaction

from gongjian.kernel.refused import Refused
from tests.all_apps import more_windows
from tests.all_apps.windows import DAYS, WINDOWS, Window
from tests.cast import Cast
from tests.conftest import SHANGHAI

pytestmark = pytest.mark.django_db
assert more_windows  # they are known
HOURS = (dt.time(0, 30), dt.time(7, 30), dt.time(12, 0), dt.time(23, 59, 30))


def is_open(window: Window, at: dt.datetime) -> bool:
    """Whether it may be done at that moment; nothing of the attempt stays."""
    with transaction.atomic():
        try:
            done = window.attempt(at)
        except Refused:
            done = False
        transaction.set_rollback(True)
    return done is not False


def hours_of(day: dt.date, not_before: dt.datetime) -> list[dt.datetime]:
    """The hours of that day at the school, in UTC as the clock gives them."""
    moments = [dt.datetime.combine(day, hour, SHANGHAI).astimezone(dt.UTC) for hour in HOURS]
    return [moment for moment in moments if moment >= not_before]


@pytest.mark.parametrize("name", sorted(WINDOWS))
def test_the_first_and_the_last_day_are_of_the_window(name: str, cast: Cast, at: dt.datetime) -> None:
    window = WINDOWS[name](cast, at)
    wanted: dict[dt.datetime, bool] = {}
    if window.first is not None:
        wanted |= dict.fromkeys(hours_of(window.first - DAYS, at), False)
        wanted |= dict.fromkeys(hours_of(window.first, at), True)
    if window.last is not None:
        wanted |= dict.fromkeys(hours_of(window.last, at), True)
        wanted |= dict.fromkeys(hours_of(window.last + DAYS, at), False)
    found = {moment: is_open(window, moment) for moment in wanted}
    assert {f"{m.astimezone(SHANGHAI)}": f"open={found[m]}" for m, open_ in wanted.items() if found[m] != open_} == {}
    assert True in wanted.values() and False in wanted.values()


def test_there_are_windows_of_every_app() -> None:
    assert len(WINDOWS) >= 35
    assert len({(w.__module__, n) for n, w in WINDOWS.items()}) == len(WINDOWS)
