"""What the clock does by itself: presumed verdicts, unanswered questions, the escalation ladder, the nightly check."""

import datetime as dt

from gongjian.kernel.actor import system
from gongjian.kernel.clock import day_start, local_date
from gongjian.kernel.periodic import daily, every
from gongjian.kernel.refused import Refused
from gongjian.rulebook import queries as rulebook
from gongjian.workdays import arithmetic
from gongjian.workdays import queries as workdays

from . import metrics, operations, queries
from .procedures import LADDER

CLOCK = system("系统·时限")
AT_ONCE = 500


@every(300)
def move_on(at: dt.datetime) -> int:
    """Presume verdicts past their limit; let matters go on whose raiser did not answer. Gives how many were moved."""
    moved = 0
    for matter in queries.verdicts_overdue(at)[:AT_ONCE]:
        moved += _try(operations.presume, matter, at)
    for matter in queries.supplements_overdue(at)[:AT_ONCE]:
        moved += _try(operations.go_on_unsupplied, matter, at)
    return moved


def _try(verb: object, matter: object, at: dt.datetime) -> int:
    try:
        verb(matter=matter, actor=CLOCK, at=at)  # type: ignore[operator]
    except Refused:  # somebody moved it between our reading and our verb: nothing is left to do
        return 0
    return 1


@every(600)
def climb_ladder(at: dt.datetime) -> int:
    """Remind by the ladder of problem-rules:17: amber, due, late, later. Each rung is told once. Gives how many were told."""
    today = local_date(at)
    days = [int(d) for d in rulebook.parameter("problem-rules:17", "ladder", today)]
    calendar = workdays.calendar()
    reminded, higher = 0, None
    for rung, line in reversed(list(enumerate(LADDER))):
        # Late by d working days is whatever was due before the day after the d-th working day back from today.
        late = None if line.step is None else at
        if line.step is not None and days[line.step] > 0:
            back = arithmetic.add_workdays(today, -days[line.step], calendar)
            late = day_start(arithmetic.add_workdays(back, 1, calendar))
        for matter in queries.due_for_reminder(at, rung, late, higher)[:AT_ONCE]:
            assert matter.due_at is not None
            over = arithmetic.workdays_between(local_date(matter.due_at), today, calendar)
            reminded += operations.run_late(
                matter=matter, rung=rung, days_over=max(over, 0), tell=line.tell, actor=CLOCK, at=at
            )
        higher = late
    return reminded


@every(600)
def remind_raisers(at: dt.datetime) -> int:
    """Before silence counts as a verdict, those who are waited for are told once. Gives how many matters."""
    return sum(
        operations.remind_raiser(matter=matter, actor=CLOCK, at=at)
        for matter in queries.raisers_to_remind(at)[:AT_ONCE]
    )


@daily("03:10")
def check_counters(at: dt.datetime) -> int:
    """The nightly check: counters against a count of the rows; a drift is mended and logged. Gives how many had drifted."""
    return metrics.mend_counters()
