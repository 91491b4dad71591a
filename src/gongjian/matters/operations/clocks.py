"""Deadlines of a matter: started, met, stopped and resumed as the procedure's table says. Days come from the rulebook."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from gongjian.kernel.clock import day_end, day_start, local_date
from gongjian.kernel.procedure import ClockMove
from gongjian.rulebook import queries as rulebook
from gongjian.workdays import arithmetic
from gongjian.workdays import queries as workdays

from ..models import Clock, ClockStop, Matter
from ..procedures import LIVES


def limit_days(kind: str, name: str, on: dt.date) -> int:
    """Working days of this clock of a kind by the rules in force on that day."""
    limit = LIVES[kind].limits[name]
    return int(rulebook.parameter(limit.provision, limit.parameter, on))


def due_date(kind: str, name: str, start: dt.date) -> dt.date:
    """The last day of a kind's clock that starts on *start*."""
    return arithmetic.add_workdays(start, limit_days(kind, name, start), workdays.calendar())


def amber_at(due: dt.datetime) -> dt.datetime:
    """From when on the light is amber: the morning so many working days before the due day."""
    day = local_date(due)
    days = int(rulebook.parameter("problem-rules:17", "amber_days", day))
    return day_start(arithmetic.add_workdays(day, -days, workdays.calendar()))


def apply(matter: Matter, moves: Sequence[ClockMove], *, at: dt.datetime, due: dt.date | None = None) -> None:
    """Move the matter's clocks. ``due`` is an agreed day for the clock that is started (duty's date, review date)."""
    for move in moves:
        running = Clock.objects.filter(matter=matter, name=move.clock, met_at__isnull=True, dropped_at__isnull=True)
        if move.action == "start":
            running.update(dropped_at=at)
            today = local_date(at)
            day = max(due, today) if due else due_date(matter.kind, move.clock, today)
            Clock.objects.create(matter=matter, name=move.clock, started_at=at, due_at=day_end(day))
        elif move.action in ("meet", "drop"):
            _end_stop(running.first(), at)
            running.update(**{"met_at" if move.action == "meet" else "dropped_at": at})
        elif move.action == "stop":
            clock = running.filter(stopped_at__isnull=True).first()
            if clock is not None:
                ClockStop.objects.create(clock=clock, since=at, reason=matter.state)
                running.update(stopped_at=at)
        elif move.action == "resume":
            clock = running.filter(stopped_at__isnull=False).first()
            if clock is not None:
                running.update(stopped_at=None, due_at=_resumed_due(clock, at))
                _end_stop(clock, at)


def is_running(matter: Matter, name: str) -> bool:
    """Whether this clock of the matter has been started and neither met nor dropped (stopped ones count)."""
    return Clock.objects.filter(matter=matter, name=name, met_at__isnull=True, dropped_at__isnull=True).exists()


def set_due(matter: Matter, name: str, day: dt.date) -> bool:
    """Have this running clock of the matter due at the end of *day*; False if it was, or if it does not run."""
    running = Clock.objects.filter(matter=matter, name=name, met_at__isnull=True, dropped_at__isnull=True)
    return bool(running.exclude(due_at=day_end(day)).update(due_at=day_end(day)))


def _end_stop(clock: Clock | None, at: dt.datetime) -> None:
    if clock is not None:
        ClockStop.objects.filter(clock=clock, until__isnull=True).update(until=at)


def _resumed_due(clock: Clock, at: dt.datetime) -> dt.datetime:
    """What was left in working days when it stopped is left again when it goes on; what it was late, it is late again."""
    assert clock.stopped_at is not None
    calendar = workdays.calendar()
    left = arithmetic.workdays_between(local_date(clock.stopped_at), local_date(clock.due_at), calendar)
    if left == 0 and clock.stopped_at > clock.due_at:  # late by days off only
        return clock.due_at + (at - clock.stopped_at)
    return day_end(arithmetic.add_workdays(local_date(at), left, calendar))


def front(matter: Matter, state: str) -> dict[str, Any]:
    """Fields of the matter that lists sort and filter by: when the present step is due, from when on it is amber."""
    life = LIVES[matter.kind]
    name = life.front.get(state)
    clock = (
        Clock.objects.filter(matter=matter, name=name, met_at__isnull=True, dropped_at__isnull=True).first()
        if name
        else None
    )
    return {
        "due_at": clock.due_at if clock else None,
        "amber_at": amber_at(clock.due_at) if clock else None,
        "clock_stopped": state in life.stopped,
    }
