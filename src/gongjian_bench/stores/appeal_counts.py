"""What a copy of an appeal, lived some days later, adds to the counters: for the bench's stores."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from gongjian.appeals import queries, tallies
from gongjian.appeals.models import Appeal
from gongjian.kernel.clock import local_date
from gongjian.workdays import arithmetic
from gongjian.workdays import queries as workdays


@dataclass(frozen=True, slots=True)
class Counted:
    """All that is needed to count a copy without asking the database."""

    facts: tallies.Facts
    since: dt.datetime  # from when the working days to the answer run
    calendar: arithmetic.Calendar


def originals(ids: Iterable[int]) -> dict[int, Counted]:
    """What is to be known of these appeals, by matter."""
    rows = Appeal.objects.select_related("matter").prefetch_related("matter__replies", "matter__verdicts")
    calendar = workdays.calendar()
    return {
        a.pk: Counted(queries.facts_of(a), a.accepted_at or a.matter.raised_at, calendar)
        for a in rows.filter(pk__in=list(ids))
    }


def counted_later(original: Counted, *, days: int, category: str, place: str) -> dict[str, int]:
    """What the copy adds, told of another place and category. Asks no database."""
    facts, span = original.facts, dt.timedelta(days=days)
    answered = facts.answered_at + span if facts.answered_at else None
    worked = None
    if answered is not None:
        since = local_date(original.since + span)
        worked = max(0, arithmetic.workdays_between(since, local_date(answered), original.calendar))
    moved = replace(
        facts,
        category=category,
        place=place,
        raised_at=facts.raised_at + span,
        answered_at=answered,
        workdays=worked,
        verdicts=[replace(said, at=said.at + span) for said in facts.verdicts],
    )
    return tallies.of(moved)
