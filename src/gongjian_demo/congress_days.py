"""The days of the demo's two sessions of the congress, laid out backwards from the present. Pure.

What is asked of the committee and the units (proposal-rules:5, :6, :8, :10) is done within its working days, except by those
whose proposal is to stand still.
"""

import datetime as dt
from dataclasses import dataclass

from .days import Days

MEETINGS = 3
DRAFTING = 8  # working days over which the proposals come in


@dataclass(frozen=True, slots=True)
class Course:
    """One proposal of the finished session, from its submission to the verdict."""

    submitted: dt.date
    taken: dt.date
    replied: dt.date
    signed: dt.date
    judged: dt.date


@dataclass(frozen=True, slots=True)
class Finished:
    """A session that is over."""

    announced: dt.date
    opens_on: dt.date
    closes_on: dt.date
    checked: dt.date
    planned: dt.date  # the meetings
    meetings: tuple[dt.date, ...]
    courses: tuple[Course, ...]
    concluded: dt.date


@dataclass(frozen=True, slots=True)
class Collecting:
    """The session in which proposals are written now."""

    announced: dt.date
    opens_on: dt.date
    closes_on: dt.date
    drafted: tuple[dt.date, ...]
    decided: dt.date  # the committee on those that are in


def finished(days: Days, proposals: int) -> Finished:
    """About eight months ago."""
    opens_on = days.workday(-160)
    closes_on = days.workday(DRAFTING + 4, opens_on)
    checked = days.workday(1, closes_on)
    meetings = tuple(days.workday(2 + k, checked) for k in range(MEETINGS))
    courses = []
    for n in range(proposals):
        taken = days.workday(1 + n % 3, meetings[-1])
        replied = days.workday(12 + n, taken)
        signed = days.workday(1, replied)
        submitted = days.workday(n * DRAFTING // proposals - DRAFTING, closes_on)
        courses.append(Course(submitted, taken, replied, signed, days.workday(2, signed)))
    return Finished(
        announced=days.workday(-5, opens_on),
        opens_on=opens_on,
        closes_on=closes_on,
        checked=checked,
        planned=checked,
        meetings=meetings,
        courses=tuple(courses),
        concluded=days.workday(-40),
    )


def collecting(days: Days, proposals: int) -> Collecting:
    """Opened two weeks of work ago; what came in was decided on the last working day."""
    opens_on = days.workday(-DRAFTING - 2)
    return Collecting(
        announced=days.workday(-5, opens_on),
        opens_on=opens_on,
        closes_on=days.workday(12),
        drafted=tuple(days.workday(k * DRAFTING // proposals, opens_on) for k in range(proposals)),
        decided=days.workday(-1),
    )
