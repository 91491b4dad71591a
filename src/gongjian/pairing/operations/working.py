"""The pair at work and at its end: activities held, outcomes, conclusion or dissolution."""

import datetime as dt
from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.kernel import counters
from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Day, InAddress, LongText, Number, Pick, Text

from ..events import PairConcluded, PairDissolved
from ..models import Outcome, Pair, PlannedActivity
from ..queries import get_activity
from .workflows import PAIRS, body_ids, index, void_signatures

ActivityId = Annotated[int, InAddress(gettext_lazy("活动"))]


@PAIRS.command(
    log=Log(
        "pairing.activity-planned",
        gettext_lazy("增加活动"),
        gettext_lazy("增加活动“%(activity)s”，计划日期 %(day)s。"),
    ),
    done=gettext_lazy("活动已列入计划。"),
)
def plan_activity(
    *,
    pair: Pair,
    title: Annotated[str, Text(gettext_lazy("活动名称"), limit=80, missing=gettext_lazy("请写明活动名称。"))],
    day: Annotated[dt.date, Day(gettext_lazy("计划日期"), gettext_lazy("须在方案期限之内。"))],
    place: Annotated[str, Text(gettext_lazy("地点"), limit=80)] = "",
    host_id: Annotated[
        int | None,
        Pick(
            gettext_lazy("主办方"),
            options=lambda pair, actor, at: [(m.body_id, m.body.name) for m in pair.members.all()],
            blank=gettext_lazy("各方共同"),
        ),
    ] = None,
    actor: Actor,
    at: dt.datetime,
    step: Transition[Pair] = RUNNING,
) -> PlannedActivity:
    """Add an activity to an active pair's plan; ``host_id`` is a member's body, None for all.

    Raises Refused: not a member's, not active, day outside the term, a host who is not a member.
    """
    if not pair.since <= day <= pair.until:
        raise Malformed.at(
            "day",
            _("日期须在方案期限（%(since)s 至 %(until)s）之内。")
            % {"since": pair.since.isoformat(), "until": pair.until.isoformat()},
        )
    host = next((m for m in pair.members.all() if m.body_id == host_id), None)
    if host_id is not None and host is None:
        raise Malformed.at("host_id", _("主办方须是参加各方之一。"))
    step.move()
    step.note(activity=title)
    return PlannedActivity.objects.create(pair=pair, title=title, day=day, place=place, host=host)


@PAIRS.command(
    log=Log(
        "pairing.activity-held",
        gettext_lazy("登记活动"),
        gettext_lazy("“%(activity)s”已于 %(held_on)s 举办：%(note)s"),
    ),
    done=gettext_lazy("活动已登记。"),
)
def hold_activity(
    *,
    pair: Pair,
    activity_id: ActivityId,
    held_on: Annotated[dt.date, Day(gettext_lazy("实际日期"))],
    present: Annotated[
        int | None,
        Number(gettext_lazy("参加人数"), least=1, most=100_000, missing=gettext_lazy("参加人数须为 1 至 100000。")),
    ] = None,
    note: Annotated[
        str,
        LongText(
            gettext_lazy("活动结果"),
            gettext_lazy("做了什么、有什么结果。"),
            limit=500,
            rows=3,
            missing=gettext_lazy("请写明活动结果。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    step: Transition[Pair] = RUNNING,
) -> PlannedActivity:
    """Record that the activity was held, with its result. Raises Refused: not a member's, not active, held or called off
    already, a day to come or before the pair began.
    """
    activity = _open_activity(step, activity_id)
    if held_on > step.today:
        raise Malformed.at("held_on", _("日期不能晚于今天：只登记已经举办的活动。"))
    if held_on < pair.since:
        raise Malformed.at("held_on", _("日期不能早于结对起期。"))
    step.move()
    activity.held_on, activity.note, activity.present = held_on, note, present
    activity.save(update_fields=["held_on", "note", "present"])
    counters.add({"pairing|activities|held": +1})
    step.note(present=present or "")
    return activity


@PAIRS.command(
    log=Log(
        "pairing.activity-called-off",
        gettext_lazy("取消活动"),
        gettext_lazy("取消活动“%(activity)s”：%(reason)s"),
    ),
    done=gettext_lazy("活动已取消。"),
    consequences=(gettext_lazy("这项活动不再办理，取消原因在方案中保留。"),),
)
def call_off_activity(
    *,
    pair: Pair,
    activity_id: ActivityId,
    reason: Annotated[
        str, LongText(gettext_lazy("取消原因"), limit=200, rows=2, missing=gettext_lazy("请写明取消的原因。"))
    ],
    actor: Actor,
    at: dt.datetime,
    step: Transition[Pair] = RUNNING,
) -> PlannedActivity:
    """Call a planned activity off, with a reason. Raises Refused: not a member's, not active, held or called off already."""
    activity = _open_activity(step, activity_id)
    step.move()
    activity.called_off = reason
    activity.save(update_fields=["called_off"])
    return activity


def _open_activity(step: Transition[Pair], activity_id: int) -> PlannedActivity:
    """The activity of this pair, neither held nor called off. Raises NotFound, NotNow."""
    activity = get_activity(step.row, activity_id)
    if activity.held_on or activity.called_off:
        raise NotNow(
            _("“%(title)s”已经登记或取消。") % {"title": activity.title},
            code="activity-settled",
            remedy=_("需要再办的，请增加一项活动。"),
        )
    step.note(activity=activity.title)
    return activity


@PAIRS.command(
    log=Log("pairing.outcome-added", gettext_lazy("登记成果"), gettext_lazy("登记成果：%(text)s")),
    done=gettext_lazy("成果已登记。"),
)
def add_outcome(
    *,
    pair: Pair,
    text: Annotated[
        str,
        LongText(
            gettext_lazy("成果"),
            gettext_lazy("解决了什么、形成了什么做法。"),
            limit=1000,
            missing=gettext_lazy("请写明成果。"),
        ),
    ],
    served: Annotated[
        int | None,
        Number(gettext_lazy("惠及人数"), least=1, most=1_000_000, missing=gettext_lazy("惠及人数须为 1 至 1000000。")),
    ] = None,
    figures: Annotated[
        str, Text(gettext_lazy("其他数字"), gettext_lazy("例如“报修等待由 5 天减为 2 天”。"), limit=200)
    ] = "",
    actor: Actor,
    at: dt.datetime,
    step: Transition[Pair] = RUNNING,
) -> Outcome:
    """Record what the pair has brought about. Raises Refused: not a member's, not active, no text."""
    step.move()
    step.note(served=served or "")
    return Outcome.objects.create(
        pair=pair, text=text, served=served, figures=figures, at=at, recorded_by_id=actor.person_id
    )


def _without_outcome(pair: Pair, actor: Actor, at: dt.datetime) -> NotNow | None:
    """A pair is concluded with what has come of it."""
    if pair.outcomes.exists():
        return None
    return NotNow(
        _("还没有登记成果，不能结束。"),
        code="no-outcome-yet",
        remedy=_("请先登记至少一项成果；没有成果的，可以解除并写明原因。"),
    )


@PAIRS.command(
    log=Log("pairing.concluded", gettext_lazy("结束结对"), gettext_lazy("结束结对：%(summary)s")),
    event=PairConcluded,
    done=gettext_lazy("结对已结束。"),
    consequences=(
        gettext_lazy("结对不再登记活动和成果，已有的记录全部保留。"),
        gettext_lazy("结对承接的难题中还没有销号的，由各难题的责任方继续办理。"),
        gettext_lazy("参加各方会收到消息。"),
    ),
    conditions=(_without_outcome,),
)
def conclude(
    *,
    pair: Pair,
    summary: Annotated[
        str,
        LongText(
            gettext_lazy("总结"),
            gettext_lazy("目标完成得怎样，有什么可以推广。"),
            missing=gettext_lazy("请写明总结。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Pair] = RUNNING,
) -> Pair:
    """End the pair with its outcomes. Problems still open in it get another owner (a reaction to PairConcluded).

    Raises Refused: not the initiator's, not active, no outcome recorded yet, no summary.
    """
    step.move(ended_at=at, end_note=summary)
    index(pair)
    step.announce(body_ids=body_ids(pair))
    return pair


@PAIRS.command(
    log=Log("pairing.dissolved", gettext_lazy("解除结对"), gettext_lazy("解除结对：%(reason)s")),
    event=PairDissolved,
    done=gettext_lazy("结对已解除。"),
    consequences=(
        gettext_lazy("结对立即终止，不能恢复；需要时另行发起。"),
        gettext_lazy("结对承接的难题中还没有销号的，退回提出的支部，另行确定承办方。"),
        gettext_lazy("参加各方会收到消息，解除原因对他们可见。"),
    ),
)
def dissolve(
    *,
    pair: Pair,
    reason: Annotated[str, LongText(gettext_lazy("解除原因"), rows=3, missing=gettext_lazy("请写明解除的原因。"))],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Pair] = RUNNING,
) -> Pair:
    """Give the pair up, with a reason. Problems still open in it get another owner (a reaction to PairDissolved).

    Raises Refused: not entitled, ended already, no reason.
    """
    was_active = pair.began_at is not None
    if not was_active:
        void_signatures(step)
    step.move(ended_at=at, end_note=reason)
    index(pair)
    step.announce(body_ids=body_ids(pair), was_active=was_active)
    return pair
