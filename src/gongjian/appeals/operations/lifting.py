"""每月一题: appeals of one kind become a problem; and what the weekly radar has seen is kept."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.audit import operations as ledger
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.matters import operations as matters
from gongjian.problems import operations as problem_commands
from gongjian.rulebook import queries as rulebook

from .. import tallies
from ..events import AlarmSounded, AppealsLifted
from ..models import Alarm, Appeal, Lift
from ..permissions import may_lift
from ..radar import Alarm as Burst

ARTICLE = "appeal-rules:6"
SUBJECT = "matters.matter"


@transaction.atomic
def lift(
    *,
    appeal_ids: Sequence[int],
    title: str,
    text: str,
    category: str,
    origin_id: int,
    actor: Actor,
    at: dt.datetime,
    alarm: Alarm | None = None,
    topic: bool = False,
    place: str = "",
    token: str = "",
) -> Lift:
    """Lift appeals to a problem of the branch *origin_id*, with links both ways; ``topic``: the topic of this month.

    The appeals go on as they are. Raises Refused: no right, no appeals, no such branch, or the month has its topic already.
    """
    permit(may_lift, actor, None)
    appeals = list(Appeal.objects.filter(pk__in=set(appeal_ids)).select_related("matter").order_by("pk"))
    if not appeals:
        raise Malformed.at("appeals", _("请至少选择一件诉求。"))
    month = tallies.month_of(at)
    if topic:
        most = int(rulebook.parameter(ARTICLE, "monthly_topics", local_date(at)))
        if Lift.objects.filter(month=month, topic=True).count() >= most:
            raise NotNow(
                _("%(month)s已经选定了每月一题。") % {"month": month},
                code="month-has-its-topic",
                authority=rulebook.cite(ARTICLE, on=local_date(at)),
                remedy=_("可以转为难题，但不列为本月的每月一题。"),
            )
    raised = problem_commands.raise_problem(
        title=title,
        text=text,
        category=category,
        origin_id=origin_id,
        actor=actor,
        at=at,
        place=place,
        source="radar",
        token=token,
    )
    problem = raised.matter
    known = Lift.objects.filter(problem=problem).first()
    if known is not None:  # the same form sent twice
        return known
    made = Lift.objects.create(
        problem=problem, alarm=alarm, month=month, topic=topic, by=actor.title or actor.name, at=at
    )
    made.appeals.set(appeals)
    new_entries = [
        ledger.NewEntry(SUBJECT, a.pk, str(a.matter), {"problem": problem.number, "title": problem.title})
        for a in appeals
    ]
    authority = rulebook.cite(ARTICLE, on=local_date(at))
    ledger.record_many(actor=actor, verb="appeals.lifted", new_entries=new_entries, at=at, authority=authority)
    announce(AppealsLifted(**matters.facts(problem, actor, at), appeal_ids=tuple(a.pk for a in appeals)))
    return made


@transaction.atomic
def sound_alarms(*, week: str, bursts: Iterable[Burst[tuple[str, str]]], at: dt.datetime) -> list[Alarm]:
    """Keep what the radar saw in this week, with the cases; told once for each cell. Gives the new ones."""
    new = []
    for burst in bursts:
        category, place = burst.cell
        fields = {
            "expected": burst.expected,
            "seen": burst.seen,
            "p_value": burst.p_value,
            "weeks": burst.weeks,
            "at": at,
        }
        alarm, made = Alarm.objects.update_or_create(week=week, category=category, place=place, defaults=fields)
        alarm.cases.set(Appeal.objects.filter(pk__in=burst.case_ids))
        if made:
            new.append(alarm)
            announce(AlarmSounded(at=at, alarm_id=alarm.pk, week=week, seen=alarm.seen))
    return new
