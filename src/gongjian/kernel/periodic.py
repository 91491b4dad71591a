"""Periodic work, done by ``gongjian work``: the apps' ``tasks.py`` register here, the worker runs what is due.

``@each_round``  in every round of every worker; safe by itself when two do it at once (outbox, sealing, counters)
``@every(60)``   about every 60 seconds, once however many workers there are
``@daily("02:30")``  once a day at this hour of the school

``every`` and ``daily`` are claimed by a conditional update of one row, for as long as ``lease`` says; a worker that
dies loses its claim when the lease ends, and another one takes over.
"""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Q

from . import clock
from .models import PeriodicTask
from .outage import outage_of

log = logging.getLogger("gongjian.periodic")

Task = Callable[[dt.datetime], object]
Round = Callable[[], int]
TASK = TypeVar("TASK", bound=Task)
ROUND = TypeVar("ROUND", bound=Round)
LEEWAY = dt.timedelta(hours=1)  # between the clocks of several machines
RETRY_AFTER = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Periodic:
    """One registered task: ``run(at)``, and when it is next due."""

    name: str
    run: Task
    lease: dt.timedelta
    seconds: float | None = None
    hour: dt.time | None = None

    def next_after(self, moment: dt.datetime) -> dt.datetime:
        """The first due moment after *moment*."""
        if self.seconds is not None:
            return moment + dt.timedelta(seconds=self.seconds)
        assert self.hour is not None
        start = clock.day_start(clock.local_date(moment))
        due = start + dt.timedelta(hours=self.hour.hour, minutes=self.hour.minute)
        return due if due > moment else due + dt.timedelta(days=1)


TASKS: dict[str, Periodic] = {}
ROUNDS: dict[str, Round] = {}


def _name_of(function: Callable[..., object]) -> str:
    return f"{function.__module__.removeprefix('gongjian.')}.{getattr(function, '__name__', 'task')}"[:120]


def _register(task: Periodic) -> None:
    known = TASKS.get(task.name)
    if known is not None and known.run is not task.run:
        raise ValueError(f"periodic task {task.name} is registered twice")
    TASKS[task.name] = task


def each_round(function: ROUND) -> ROUND:
    """Run in every round of the worker; gives how many things were done (more than 0: the next round follows at once)."""
    ROUNDS[_name_of(function)] = function
    return function


def every(seconds: float, *, lease: dt.timedelta = dt.timedelta(minutes=15)) -> Callable[[TASK], TASK]:
    """Run ``function(at)`` about every *seconds*."""

    def wrap(function: TASK) -> TASK:
        _register(Periodic(_name_of(function), function, lease, seconds=seconds))
        return function

    return wrap


def daily(hour: str, *, lease: dt.timedelta = dt.timedelta(hours=1)) -> Callable[[TASK], TASK]:
    """Run ``function(at)`` once a day at *hour* ("02:30", the school's time). A day missed is made up at the next start."""
    parsed = dt.time.fromisoformat(hour)

    def wrap(function: TASK) -> TASK:
        _register(Periodic(_name_of(function), function, lease, hour=parsed))
        return function

    return wrap


def _first_row(task: Periodic, moment: dt.datetime) -> None:
    due = moment if task.seconds is not None else task.next_after(moment)
    try:
        with transaction.atomic():
            PeriodicTask.objects.create(name=task.name, due_at=due)
    except IntegrityError:
        pass  # another worker was faster; the row is there


def _claim_and_run(task: Periodic, seen_due: dt.datetime, moment: dt.datetime) -> bool:
    until = moment + task.lease
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=moment)
    if not PeriodicTask.objects.filter(free, name=task.name, due_at=seen_due).update(claimed_until=until):
        return False
    error = ""
    due = task.next_after(moment)
    try:
        task.run(moment)
        log.info("periodic task %s is done", task.name)
    except Exception as problem:
        log.exception("periodic task %s failed", task.name)
        error = f"{type(problem).__name__}: {problem}"[:2000]
        due = min(due, moment + RETRY_AFTER)
    # Only if the claim is still ours: after a lapsed lease another worker keeps the row.
    PeriodicTask.objects.filter(name=task.name, claimed_until=until).update(
        claimed_until=None, due_at=due, last_run_at=moment, error=error
    )
    return True


def _far_beyond(task: Periodic, due: dt.datetime, moment: dt.datetime) -> bool:
    """Whether the task is due later than its period allows: noted while the clock stood wrong, so it is due now."""
    return due > task.next_after(moment) + LEEWAY


def run_due(moment: dt.datetime) -> int:
    """Run every task that is due at *moment* and that nobody has. Gives how many were run; one query if none is due.

    A due time far beyond the task's own period was noted by a clock that stood wrong: such a task is due now, and so is one whose
    claim ends later than its lease.
    """
    rows = {
        name: (due, until) for name, due, until in PeriodicTask.objects.values_list("name", "due_at", "claimed_until")
    }
    due_at = {name: due for name, (due, _until) in rows.items()}
    for task in TASKS.values():
        if task.name in due_at and _far_beyond(task, due_at[task.name], moment):
            log.warning("periodic task %s was due at %s, far beyond its period: due now", task.name, due_at[task.name])
            PeriodicTask.objects.filter(name=task.name, due_at=due_at[task.name]).update(due_at=moment)
            due_at[task.name] = moment
        until = rows[task.name][1] if task.name in rows else None
        if until is not None and until > moment + task.lease + LEEWAY:
            PeriodicTask.objects.filter(name=task.name, claimed_until=until).update(claimed_until=None)
    for task in TASKS.values():
        if task.name not in due_at:
            _first_row(task, moment)
            due_at[task.name] = PeriodicTask.objects.values_list("due_at", flat=True).get(name=task.name)
    return sum(_claim_and_run(t, due_at[t.name], moment) for t in list(TASKS.values()) if due_at[t.name] <= moment)


def run_rounds() -> int:
    """One round of the work that every worker does. One failing step does not keep the others from running.

    Trouble with the database or the disk is raised: the worker waits a little, instead of failing at every step.
    """
    done = 0
    for name, step in list(ROUNDS.items()):
        try:
            done += step()
        except Exception as error:
            if outage_of(error):
                raise
            log.exception("round step %s failed", name)
    return done
