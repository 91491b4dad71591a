"""The days of the demo's contests, laid out backwards from the present. Pure.

Each day on which the host acts is a working day before today. ``notice`` is the public notice in working days, as the rules of
today have it (contest-rules:9).
"""

import datetime as dt
from dataclasses import dataclass

from .days import Days

ENTERING = 30  # calendar days in which entries are taken
JUDGING = 6  # working days


@dataclass(frozen=True, slots=True, kw_only=True)
class Entering:
    """A contest until its entries are in: the n-th entry is written on ``entries[n]`` and checked on ``checks[n]``."""

    drawn_up: dt.date
    opens_on: dt.date
    closes_on: dt.date
    judging_until: dt.date
    entries: tuple[dt.date, ...]
    checks: tuple[dt.date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged(Entering):
    """One that is being judged: since ``begun``, with scores of the day ``scored``."""

    begun: dt.date
    scored: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished(Judged):
    """One that is over: results on notice, an objection and its answer, the end of the notice, the results final."""

    noticed: dt.date
    objected: dt.date
    answered: dt.date
    notice_until: dt.date
    settled: dt.date
    transferred: dt.date


def finished(days: Days, entries: int, notice: int) -> Finished:
    """Settled on the first working day after the notice, some two months ago."""
    settled = days.workday(-38)
    noticed = days.workday(-notice - 1, settled)
    judging_until = days.workday(-1, noticed)
    begun = days.workday(-JUDGING, judging_until)
    closes_on = begun - dt.timedelta(days=1)
    opens_on = closes_on - dt.timedelta(days=ENTERING)
    written = _written(closes_on, entries)
    return Finished(
        drawn_up=days.workday(-1, opens_on),
        opens_on=opens_on,
        closes_on=closes_on,
        entries=written,
        checks=_checked(days, written),
        judging_until=judging_until,
        begun=begun,
        scored=days.workday(2, begun),
        noticed=noticed,
        objected=noticed + dt.timedelta(days=1) if notice > 1 else noticed,
        answered=days.workday(min(2, notice), noticed),
        notice_until=days.workday(notice, noticed),
        settled=settled,
        transferred=days.workday(-1),
    )


def being_judged(days: Days, entries: int) -> Judged:
    """Entries are no longer taken; some jurors have scored."""
    begun = days.workday(-3)
    closes_on = begun - dt.timedelta(days=1)
    opens_on = closes_on - dt.timedelta(days=ENTERING)
    written = _written(closes_on, entries)
    return Judged(
        drawn_up=days.workday(-1, opens_on),
        opens_on=opens_on,
        closes_on=closes_on,
        entries=written,
        checks=_checked(days, written),
        judging_until=days.workday(JUDGING),
        begun=begun,
        scored=days.workday(-1),
    )


def taking_entries(days: Days, entries: int) -> Entering:
    """Open for two more weeks of work; the first entry was looked at yesterday at the latest."""
    drawn_up = days.workday(-8)
    closes_on = days.workday(10)
    until = days.workday(-2)
    written = tuple(until - dt.timedelta(days=n % 4) for n in reversed(range(entries)))
    return Entering(
        drawn_up=drawn_up,
        opens_on=drawn_up + dt.timedelta(days=1),
        closes_on=closes_on,
        judging_until=days.workday(JUDGING, closes_on),
        entries=written,
        checks=_checked(days, written),
    )


def _written(closes_on: dt.date, entries: int) -> tuple[dt.date, ...]:
    """On consecutive days; the last one a week before the end."""
    return tuple(closes_on - dt.timedelta(days=7 + n) for n in reversed(range(entries)))


def _checked(days: Days, written: tuple[dt.date, ...]) -> tuple[dt.date, ...]:
    """Each on the next working day."""
    return tuple(days.workday(1, day) for day in written)
