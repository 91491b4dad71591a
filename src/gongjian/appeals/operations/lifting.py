"""每月一题: appeals of one kind become a problem; and what the weekly radar has seen is kept."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gongjian.audit import operations as ledger
from gongjian.kernel.actor import Actor
from gongjian.kernel.outbox import announce
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.matters import operations as matters
from gongjian.matters.operations import Cases
from gongjian.org import queries as org
from gongjian.problems import operations as problem_commands
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.command import Rule
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Choice, Flag, LongText, Option, Pick, PickMany, Text

from .. import queries, tallies
from ..events import AlarmSounded, AppealsLifted
from ..models import Alarm, Appeal, Lift
from ..permissions import may_lift
from ..radar import Alarm as Burst

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

ARTICLE = "appeal-rules:6"
SUBJECT = "matters.matter"


LIFTED = Cases(app="appeals", kinds=("problem",))  # what is made is a problem


def _branches(row: object, actor: Actor, at: dt.datetime) -> Iterable[Option]:
    return org.choices(sort="organisation", at=at)


def _own_branch(row: object, actor: Actor, at: dt.datetime) -> int | None:
    return None if actor.person_id is None else org.default_branch_for(actor.person_id, at)


def _lift_of(problem: "Matter", actor: Actor, token: str) -> Lift:
    return Lift.objects.get(problem=problem)


@LIFTED.creation(
    log=None,  # one entry for each of the appeals, of the same words
    event=AppealsLifted,
    again=_lift_of,
    rule=Rule(may_lift, ARTICLE, label=_("转为难题")),
)
def lift(
    *,
    title: Annotated[str, Text(_("难题"), limit=matters.LONGEST_TITLE)],
    text: Annotated[str, LongText(_("事由"), _("已按诉求整理，可以修改。"), limit=matters.LONGEST_TEXT, rows=8)],
    category: Annotated[str, Choice(_("类别"), options=tuple(queries.categories().items()))],
    place: Annotated[str, Text(_("地点"), limit=120)] = "",
    origin_id: Annotated[
        int, Pick(_("由哪个支部承接"), _("由这个支部研究、立项。"), options=_branches, first=_own_branch)
    ],
    topic: Annotated[bool, Flag(_("列为本月的“每月一题”"))] = False,
    appeal_ids: Annotated[
        Sequence[int],
        PickMany(_("所依据的诉求"), _("不是同一类的可以去掉。"), most=200, missing=_("请至少选择一件诉求。")),
    ],
    alarm: Alarm | None = None,
    actor: Actor,
    at: dt.datetime,
    token: str = "",
    step: "Transition[Matter]" = RUNNING,
) -> Lift:
    """Lift appeals to a problem of the branch *origin_id*, with links both ways; ``topic``: the topic of this month.

    The appeals go on as they are. Raises Refused: no right, no appeals, no such branch, or the month has its topic already.
    """
    appeals = list(Appeal.objects.filter(pk__in=set(appeal_ids)).select_related("matter").order_by("pk"))
    if not appeals:
        raise Malformed.at("appeal_ids", _("请至少选择一件诉求。"))
    month = tallies.month_of(at)
    if topic:
        most = int(rulebook.parameter(ARTICLE, "monthly_topics", step.today))
        if Lift.objects.filter(month=month, topic=True).count() >= most:
            raise NotNow(
                _("%(month)s已经选定了每月一题。") % {"month": month},
                code="month-has-its-topic",
                authority=rulebook.cite(ARTICLE, on=step.today),
                remedy=_("可以转为难题，但不列为本月的每月一题。"),
            )
    problem = problem_commands.raise_problem(
        title=title, text=text, category=category, origin_id=origin_id, actor=actor, at=at, place=place, source="radar"
    ).matter
    made = Lift.objects.create(
        problem=problem, alarm=alarm, month=month, topic=topic, by=actor.title or actor.name, at=at
    )
    made.appeals.set(appeals)
    new_entries = [
        ledger.NewEntry(SUBJECT, a.pk, str(a.matter), {"problem": problem.number, "title": problem.title})
        for a in appeals
    ]
    authority = rulebook.cite(ARTICLE, on=step.today)
    ledger.record_many(actor=actor, verb="appeals.lifted", new_entries=new_entries, at=at, authority=authority)
    step.note(appeal_ids=tuple(a.pk for a in appeals))
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
