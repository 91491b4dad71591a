"""Park what cannot be solved now: reason, plan, review date, approval; and resume."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.refused import Malformed
from gongjian.rulebook import queries as rulebook

from ..events import MatterResumed, ParkingAsked, ParkingSettled
from ..models import Matter, Parking
from ..procedures import LIVES
from ._shape import begin, facts, move, record


@transaction.atomic
def ask_to_park(
    *,
    matter: Matter,
    reason: str,
    plan: str,
    review_on: dt.date,
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
) -> Matter:
    """The lead asks to park it. problem-rules:15.

    Raises Refused: not of the lead, no reason or plan, a review date that is past or further off than the rules allow.
    """
    line = begin("ask_to_park", matter, actor, seen=seen)
    wrong: dict[str, list[str]] = {}
    if not reason.strip():
        wrong["reason"] = [_("请写明现在不能解决的理由。")]
    if not plan.strip():
        wrong["plan"] = [_("请写明后续方案：等什么条件、由谁推动。")]
    today = local_date(at)
    most = int(rulebook.parameter(LIVES[matter.kind].review, "review_most_days", today))
    if not today < review_on <= today + dt.timedelta(days=most):
        wrong["review_on"] = [_("复查日期应在明天起%(n)d天之内。") % {"n": most}]
    if wrong:
        raise Malformed(
            fields={k: list(v) for k, v in wrong.items()}, authority=rulebook.cite(line.article, on=local_date(at))
        )
    Parking.objects.create(
        matter=matter,
        asked_at=at,
        asked_by=actor.title or actor.name,
        reason=reason.strip(),
        plan=plan.strip(),
        review_on=review_on,
    )
    move(matter, line, at=at)
    record(
        "matters.parking-asked",
        matter,
        line,
        actor,
        at,
        {"reason": reason.strip(), "plan": plan.strip(), "review_on": review_on.isoformat()},
    )
    announce(ParkingAsked(**facts(matter, actor, at)))
    return matter


@transaction.atomic
def approve_parking(
    *, matter: Matter, actor: Actor, at: dt.datetime, words: str = "", seen: int | None = None
) -> Matter:
    """The supervisor agrees: it rests until its review date. problem-rules:15."""
    line = begin("approve_parking", matter, actor, seen=seen)
    parking = Parking.objects.get(matter=matter, settled_at__isnull=True)
    Parking.objects.filter(pk=parking.pk).update(
        settled_at=at, settled_by=actor.title or actor.name, approved=True, settled_words=words.strip()
    )
    move(matter, line, at=at, due=parking.review_on)
    record(
        "matters.parked", matter, line, actor, at, {"review_on": parking.review_on.isoformat(), "words": words.strip()}
    )
    announce(ParkingSettled(**facts(matter, actor, at), agreed=True))
    return matter


@transaction.atomic
def refuse_parking(*, matter: Matter, reason: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Matter:
    """The supervisor does not agree: it is handled on. problem-rules:15."""
    line = begin("refuse_parking", matter, actor, seen=seen)
    if not reason.strip():
        raise Malformed.at("reason", _("请写明不同意挂账的理由。"))
    Parking.objects.filter(matter=matter, settled_at__isnull=True).update(
        settled_at=at, settled_by=actor.title or actor.name, approved=False, settled_words=reason.strip()
    )
    move(matter, line, at=at)
    record("matters.parking-refused", matter, line, actor, at, {"reason": reason.strip()})
    announce(ParkingSettled(**facts(matter, actor, at), agreed=False))
    return matter


@transaction.atomic
def resume(*, matter: Matter, reason: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Matter:
    """Take a parked matter up again; the handling clock runs on. problem-rules:15."""
    line = begin("resume", matter, actor, seen=seen)
    if not reason.strip():
        raise Malformed.at("reason", _("请写明恢复办理的理由。"))
    Parking.objects.filter(matter=matter, approved=True, resumed_at__isnull=True).update(
        resumed_at=at, resumed_reason=reason.strip()
    )
    move(matter, line, at=at)
    record("matters.resumed", matter, line, actor, at, {"reason": reason.strip()})
    announce(MatterResumed(**facts(matter, actor, at)))
    return matter
