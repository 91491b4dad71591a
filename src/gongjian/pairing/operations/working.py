"""The pair at work and at its end: activities held, outcomes, conclusion or dissolution."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel import counters
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.refused import Malformed, NotNow

from ..events import PairConcluded, PairDissolved
from ..models import Outcome, Pair, PairMember, PlannedActivity
from ._shape import begin, body_ids, index, move, record, words
from .drafting import void_signatures


@transaction.atomic
def plan_activity(
    *,
    pair: Pair,
    title: str,
    day: dt.date,
    actor: Actor,
    at: dt.datetime,
    place: str = "",
    host: PairMember | None = None,
) -> PlannedActivity:
    """Add an activity to an active pair's plan. Raises Refused: not a member's, not active, day outside the term."""
    line = begin("plan_activity", pair, actor)
    title = words("title", title, 80, _("请写明活动名称。"))
    if not pair.since <= day <= pair.until:
        raise Malformed.at(
            "day",
            _("日期须在方案期限（%(since)s 至 %(until)s）之内。")
            % {"since": pair.since.isoformat(), "until": pair.until.isoformat()},
        )
    if len(place) > 80:
        raise Malformed.at("place", _("最多 80 字。"))
    if host is not None and host.pair_id != pair.pk:
        raise Malformed.at("host", _("主办方须是参加各方之一。"))
    move(pair)
    activity = PlannedActivity.objects.create(pair=pair, title=title, day=day, place=place.strip(), host=host)
    record("pairing.activity-planned", pair, line, actor, at, {"activity": title, "day": day.isoformat()})
    return activity


@transaction.atomic
def hold_activity(
    *,
    pair: Pair,
    activity: PlannedActivity,
    held_on: dt.date,
    note: str,
    actor: Actor,
    at: dt.datetime,
    present: int | None = None,
) -> PlannedActivity:
    """Record that the activity was held, with its result. Raises Refused: not a member's, not active, held or called off
    already, a day to come or before the pair began.
    """
    line = begin("hold_activity", pair, actor)
    _still_open(activity)
    note = words("note", note, 500, _("请写明活动结果。"))
    if held_on > local_date(at):
        raise Malformed.at("held_on", _("日期不能晚于今天：只登记已经举办的活动。"))
    if held_on < pair.since:
        raise Malformed.at("held_on", _("日期不能早于结对起期。"))
    if present is not None and not 0 < present <= 100_000:
        raise Malformed.at("present", _("参加人数须为 1 至 100000。"))
    move(pair)
    activity.held_on, activity.note, activity.present = held_on, note, present
    activity.save(update_fields=["held_on", "note", "present"])
    counters.add({"pairing|activities|held": +1})
    details = {"activity": activity.title, "held_on": held_on.isoformat(), "note": note, "present": present or ""}
    record("pairing.activity-held", pair, line, actor, at, details)
    return activity


@transaction.atomic
def call_off_activity(
    *, pair: Pair, activity: PlannedActivity, reason: str, actor: Actor, at: dt.datetime
) -> PlannedActivity:
    """Call a planned activity off, with a reason. Raises Refused: not a member's, not active, held or called off already."""
    line = begin("call_off_activity", pair, actor)
    _still_open(activity)
    reason = words("reason", reason, 200, _("请写明取消的原因。"))
    move(pair)
    activity.called_off = reason
    activity.save(update_fields=["called_off"])
    record("pairing.activity-called-off", pair, line, actor, at, {"activity": activity.title, "reason": reason})
    return activity


def _still_open(activity: PlannedActivity) -> None:
    activity.refresh_from_db()
    if activity.held_on or activity.called_off:
        raise NotNow(
            _("“%(title)s”已经登记或取消。") % {"title": activity.title},
            code="activity-settled",
            remedy=_("需要再办的，请增加一项活动。"),
        )


@transaction.atomic
def add_outcome(
    *, pair: Pair, text: str, actor: Actor, at: dt.datetime, served: int | None = None, figures: str = ""
) -> Outcome:
    """Record what the pair has brought about. Raises Refused: not a member's, not active, no text."""
    line = begin("add_outcome", pair, actor)
    text = words("text", text, 1000, _("请写明成果。"))
    if served is not None and not 0 < served <= 1_000_000:
        raise Malformed.at("served", _("惠及人数须为 1 至 1000000。"))
    if len(figures) > 200:
        raise Malformed.at("figures", _("最多 200 字。"))
    move(pair)
    outcome = Outcome.objects.create(
        pair=pair, text=text, served=served, figures=figures.strip(), at=at, recorded_by_id=actor.person_id
    )
    record("pairing.outcome-added", pair, line, actor, at, {"text": text, "served": served or ""})
    return outcome


@transaction.atomic
def conclude(*, pair: Pair, summary: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Pair:
    """End the pair with its outcomes. Problems still open in it get another owner (a reaction to PairConcluded).

    Raises Refused: not the initiator's, not active, no outcome recorded yet, no summary.
    """
    line = begin("conclude", pair, actor, seen=seen)
    summary = words("summary", summary, 2000, _("请写明总结。"))
    if not pair.outcomes.exists():
        raise NotNow(
            _("还没有登记成果，不能结束。"),
            code="no-outcome-yet",
            remedy=_("请先登记至少一项成果；没有成果的，可以解除并写明原因。"),
        )
    move(pair, target=line.target, ended_at=at, end_note=summary)
    index(pair)
    record("pairing.concluded", pair, line, actor, at, {"summary": summary})
    announce(
        PairConcluded(
            at=at, actor_person_id=actor.person_id, pair_id=pair.pk, number=pair.number, body_ids=body_ids(pair)
        )
    )
    return pair


@transaction.atomic
def dissolve(*, pair: Pair, reason: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Pair:
    """Give the pair up, with a reason. Problems still open in it get another owner (a reaction to PairDissolved).

    Raises Refused: not entitled, ended already, no reason.
    """
    line = begin("dissolve", pair, actor, seen=seen)
    reason = words("reason", reason, 2000, _("请写明解除的原因。"))
    was_active = pair.began_at is not None
    if not was_active:
        void_signatures(pair, at)
    move(pair, target=line.target, ended_at=at, end_note=reason)
    index(pair)
    record("pairing.dissolved", pair, line, actor, at, {"reason": reason})
    announce(
        PairDissolved(
            at=at,
            actor_person_id=actor.person_id,
            pair_id=pair.pk,
            number=pair.number,
            body_ids=body_ids(pair),
            reason=reason,
            was_active=was_active,
        )
    )
    return pair
