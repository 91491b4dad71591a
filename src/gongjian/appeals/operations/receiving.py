"""Receive and dispatch: accept, decline, assign, assign anew, objection, helping units."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.matters import operations as matters
from gongjian.org import queries as org
from gongjian.rulebook import queries as rulebook
from gongjian.workdays import arithmetic
from gongjian.workdays import queries as workdays

from .. import queries
from ..events import AppealAccepted, AppealDeclined, AppealHandedBack, CoUnitAdded
from ..models import Appeal
from .counting import recount_now

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

CLASSES = tuple(Appeal.AnswerClass.values)


def answer_due(answer_class: str, day: dt.date) -> dt.date:
    """The last day for the answer of an appeal of this class that is accepted on *day*. appeal-rules:2."""
    days = rulebook.parameter("appeal-rules:2", "answer_days", day)
    return arithmetic.add_workdays(day, int(days[CLASSES.index(answer_class)]), workdays.calendar())


def default_unit_name(matter: "Matter") -> str:
    """The unit that takes it if another objects; "" where none is named. appeal-rules:7."""
    heir = queries.default_unit_of(matter.origin_id)
    return org.body_rows([heir])[heir].name if heir else ""


@transaction.atomic
def accept(
    *,
    matter: "Matter",
    category: str,
    answer_class: str,
    actor: Actor,
    at: dt.datetime,
    nature: str = "",
    seen: int | None = None,
) -> "Matter":
    """Accept it: category and class are checked, the limit of the answer runs from today. appeal-rules:2.

    Raises Refused: no right at the receiving unit, not newly raised, no such category or class.
    """
    line = matters.begin("accept", matter, actor, seen=seen)
    appeal = queries.appeal_of(matter)
    if answer_class not in CLASSES:
        raise Malformed.at("answer_class", _("请选择简单、一般或复杂，答复期限由此而定。"))
    if category not in queries.categories():
        raise Malformed.at("category", _("请选择一个类别。"))
    appeal.answer_class, appeal.accepted_at = answer_class, at
    if nature in Appeal.Nature.values:
        appeal.nature = nature
    suggested = queries.routes_for(matter.title, matter.text, category=category, place=matter.place, at=at).best
    if suggested is not None:
        appeal.suggested_unit_id, appeal.suggested_by = suggested.unit_id, suggested.by
        appeal.suggested_why, appeal.because = suggested.why, suggested.because
        appeal.confidence = suggested.confidence
    appeal.save(
        update_fields=[
            "answer_class",
            "accepted_at",
            "nature",
            "suggested_unit",
            "suggested_by",
            "suggested_why",
            "because",
            "confidence",
        ]
    )
    matters.move(matter, line, at=at, due=answer_due(answer_class, local_date(at)), category=category)
    details = {"answer_class": str(Appeal.AnswerClass(answer_class).label)}
    matters.record("appeals.accepted", matter, line, actor, at, details)
    recount_now(matter)
    announce(AppealAccepted(**matters.facts(matter, actor, at)))
    return matter


@transaction.atomic
def decline(
    *, matter: "Matter", reason: str, actor: Actor, at: dt.datetime, words: str = "", seen: int | None = None
) -> "Matter":
    """Do not accept it, for one of the reasons of appeal-rules:8, with words on where to turn.

    Raises Refused: no right, it was assigned already, not one of the reasons, no words.
    """
    line = matters.begin("decline", matter, actor, seen=seen)
    reasons = rulebook.parameter("appeal-rules:8", "reasons", local_date(at))
    if reason not in reasons:
        raise Malformed.at(
            "reason", _("请从规定的理由中选择一条。"), authority=rulebook.cite(line.article, on=local_date(at))
        )
    if not words.strip():
        raise Malformed.at("words", _("请向提出人说明理由，以及可以去哪里反映。"))
    said = f"{reason}。{words.strip()}"
    matters.move(matter, line, at=at, end_reason=said)
    matters.record("appeals.declined", matter, line, actor, at, {"reason": said})
    announce(AppealDeclined(**matters.facts(matter, actor, at), reason=reason))
    return matter


@transaction.atomic
def assign(
    *,
    matter: "Matter",
    lead_id: int,
    actor: Actor,
    at: dt.datetime,
    words: str = "",
    why: str = "",
    co_unit_ids: tuple[int, ...] = (),
    seen: int | None = None,
) -> "Matter":
    """Confirm where it goes: to the suggested unit, or to another for a reason (``why``); both are kept and shown.

    The receiving unit holds it until the unit has taken it. Raises Refused: no right, not accepted, no such unit.
    """
    appeal = queries.appeal_of(matter)
    matters.offer(
        verb="assign",
        matter=matter,
        lead_id=lead_id,
        actor=actor,
        at=at,
        words=words,
        co_unit_ids=co_unit_ids,
        seen=seen,
    )
    _route(appeal, lead_id, why)
    return matter


@transaction.atomic
def reassign(
    *,
    matter: "Matter",
    lead_id: int,
    reason: str,
    actor: Actor,
    at: dt.datetime,
    words: str = "",
    seen: int | None = None,
) -> "Matter":
    """Assign it to another unit after all, with the reason. Raises Refused: no right, not in hand, the same unit, no reason."""
    appeal = queries.appeal_of(matter)
    matters.check(verb="reassign", matter=matter, actor=actor, seen=seen)
    if not reason.strip():
        raise Malformed.at("reason", _("请写明改派的理由。"))
    matters.offer(
        verb="reassign", matter=matter, lead_id=lead_id, actor=actor, at=at, words=words, reason=reason, seen=seen
    )
    appeal.forced = False
    _route(appeal, lead_id, reason.strip())
    return matter


def _route(appeal: Appeal, lead_id: int, why: str) -> None:
    """Keep why it went there: as was suggested, or because a person judged so."""
    followed = appeal.suggested_unit_id == lead_id and not why.strip()
    appeal.routed_by = appeal.suggested_by if followed else Appeal.RoutedBy.PERSON
    appeal.routed_why = appeal.suggested_why if followed else why.strip() or _("由受理人员判断。")
    appeal.save(update_fields=["routed_by", "routed_why", "forced"])


@transaction.atomic
def hand_back(*, matter: "Matter", reason: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> "Matter":
    """Object to the assignment within the limit: it goes to the named default unit, which must take it. appeal-rules:7.

    Raises Refused: not of the unit it was offered to, nothing is offered, the limit is reached, it is the default unit
    itself, no reason, or no default unit is named.
    """
    line = matters.check(verb="hand_back", matter=matter, actor=actor, seen=seen)
    appeal = queries.appeal_of(matter)
    article = rulebook.cite(line.article, on=local_date(at))
    if not reason.strip():
        raise Malformed.at("reason", _("请写明异议的理由，最好指出应由哪个单位办理。"))
    if matter.due_at is not None and at >= matter.due_at:
        raise NotNow(
            _("提出异议的期限已过（%(day)s），现在应当签收办理。") % {"day": local_date(matter.due_at).isoformat()},
            authority=article,
            remedy=_("请先签收；确实不属于本单位的，请与受理单位商定改派。"),
            code="hand-back-too-late",
        )
    heir = queries.default_unit_of(matter.origin_id)
    if heir is None:
        raise NotNow(
            _("受理单位没有指定兜底单位，异议无处可去。"),
            authority=article,
            remedy=_("请与受理单位商定改派。"),
            code="no-default-unit",
        )
    if heir == matter.lead_id:
        raise NotNow(
            _("本单位就是指定的兜底单位，应当签收办理。"),
            authority=article,
            remedy=_("请签收。"),
            code="is-default-unit",
        )
    unit = matter.lead.name if matter.lead else ""
    matter.assignments.filter(outcome="offered").update(
        outcome="handed-back", answered_at=at, answered_by=actor.name, reason=reason.strip()
    )
    said = _("%(unit)s提出异议：%(reason)s") % {"unit": unit, "reason": reason.strip()}
    matters.offer(verb="hand_back", matter=matter, lead_id=heir, actor=actor, at=at, words=said)
    name = org.body_rows([heir])[heir].name
    appeal.forced, appeal.routed_by, appeal.routed_why = True, Appeal.RoutedBy.OBJECTION, said
    appeal.save(update_fields=["forced", "routed_by", "routed_why"])
    details = {"unit": unit, "reason": reason.strip(), "to": name}
    matters.record("appeals.handed-back", matter, line, actor, at, details)
    announce(AppealHandedBack(**matters.facts(matter, actor, at), reason=reason.strip(), unit=unit))
    return matter


@transaction.atomic
def add_co_unit(
    *, matter: "Matter", unit_id: int, words: str, actor: Actor, at: dt.datetime, seen: int | None = None
) -> "Matter":
    """Ask another unit to help; the lead stays answerable. appeal-rules:7.

    Raises Refused: not of the lead, not in hand, no such unit, it leads or helps already, no words.
    """
    line = matters.begin("add_co_unit", matter, actor, seen=seen)
    unit = org.body_rows([unit_id]).get(unit_id)
    today = local_date(at)
    if unit is None or unit.sort != "unit" or (unit.ended and unit.ended <= today):
        raise Malformed.at("unit", _("请选择一个在册的单位。"))
    if unit_id == matter.lead_id or matter.involved.filter(body_id=unit_id, part="help").exists():
        raise Malformed.at("unit", _("%(unit)s已经在办理这件诉求。") % {"unit": unit.name})
    if not words.strip():
        raise Malformed.at("words", _("请写明要请对方做什么。"))
    matters.involve(matter, (unit_id, "help"))
    matters.move(matter, line, at=at)
    matters.record("appeals.co-unit-added", matter, line, actor, at, {"unit": unit.name, "words": words.strip()})
    announce(CoUnitAdded(**matters.facts(matter, actor, at), unit_id=unit_id, words=words.strip()))
    return matter


@transaction.atomic
def accept_and_assign(
    *,
    matter: "Matter",
    category: str,
    answer_class: str,
    lead_id: int,
    actor: Actor,
    at: dt.datetime,
    nature: str = "",
    words: str = "",
    why: str = "",
    co_unit_ids: tuple[int, ...] = (),
    seen: int | None = None,
) -> "Matter":
    """受理并派单 in one go, or neither. Raises Refused as ``accept`` and ``assign``. appeal-rules:2, :7."""
    accept(matter=matter, category=category, answer_class=answer_class, nature=nature, actor=actor, at=at, seen=seen)
    return assign(matter=matter, lead_id=lead_id, words=words, why=why, co_unit_ids=co_unit_ids, actor=actor, at=at)
