"""Receive and dispatch: accept, decline, assign, assign anew, objection, helping units."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.matters import operations as matters
from gongjian.org import queries as org
from gongjian.rulebook import queries as rulebook
from gongjian.workdays import arithmetic
from gongjian.workdays import queries as workdays
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Choice, LongText, Option, Pick, PickMany, PickWord, Text

from .. import queries
from ..events import AppealAccepted, AppealDeclined, AppealHandedBack, CoUnitAdded
from ..models import Appeal
from .counting import recount_now
from .workflows import APPEALS

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

CLASSES = tuple(Appeal.AnswerClass.values)
ASSIGNED = _("已派单，对方签收之前由受理单位负责。")


def answer_due(answer_class: str, day: dt.date) -> dt.date:
    """The last day for the answer of an appeal of this class that is accepted on *day*. appeal-rules:2."""
    days = rulebook.parameter("appeal-rules:2", "answer_days", day)
    return arithmetic.add_workdays(day, int(days[CLASSES.index(answer_class)]), workdays.calendar())


def default_unit_name(matter: "Matter") -> str:
    """The unit that takes it if another objects; "" where none is named. appeal-rules:7."""
    heir = queries.default_unit_of(matter.origin_id)
    return org.body_rows([heir])[heir].name if heir else ""


# --- what may be chosen ---


def _units(matter: "Matter", actor: Actor, at: dt.datetime) -> Iterable[Option]:
    return org.choices(sort="unit", at=at)


def _other_units(matter: "Matter", actor: Actor, at: dt.datetime) -> Iterable[Option]:
    return [unit for unit in org.choices(sort="unit", at=at) if unit[0] != matter.lead_id]


def _suggested(matter: "Matter", actor: Actor, at: dt.datetime) -> int | None:
    return queries.appeal_of(matter).suggested_unit_id


def _reasons(matter: "Matter", actor: Actor, at: dt.datetime) -> Iterable[Option]:
    return [(r, r) for r in rulebook.parameter("appeal-rules:8", "reasons", local_date(at))]


# --- the commands ---


@APPEALS.command(
    log=Log("appeals.accepted", pgettext_lazy("appeal", "受理"), _("%(title)s受理，按“%(answer_class)s”类答复")),
    event=AppealAccepted,
    done=_("已受理。"),
)
def accept(
    *,
    matter: "Matter",
    nature: Annotated[str, Choice(_("性质"), options=Appeal.Nature.choices)] = "",
    category: Annotated[
        str, Choice(_("类别"), options=tuple(queries.categories().items()), missing=_("请选择一个类别。"))
    ],
    answer_class: Annotated[
        str,
        Choice(
            _("答复期限"),
            _("从今天受理算起；决定了什么时候必须答复。"),
            options=Appeal.AnswerClass.choices,
            radio=True,
            missing=_("请选择简单、一般或复杂，答复期限由此而定。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> "Matter":
    """Accept it: category and class are checked, the limit of the answer runs from today. appeal-rules:2.

    Raises Refused: no right at the receiving unit, not newly raised, no such category or class.
    """
    appeal = queries.appeal_of(matter)
    appeal.answer_class, appeal.accepted_at = answer_class, at
    if nature:
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
    step.move(due=answer_due(answer_class, step.today), category=category)
    step.note(answer_class=str(Appeal.AnswerClass(answer_class).label))
    recount_now(matter)
    return matter


@APPEALS.command(
    log=Log("appeals.declined", pgettext_lazy("appeal", "不予受理"), _("不予受理：%(reason)s")),
    event=AppealDeclined,
    done=_("已登记不予受理，提出人会看到理由。"),
    consequences=(_("诉求就此办结，不再办理。"), _("提出人会看到选定的理由和您写的说明。")),
)
def decline(
    *,
    matter: "Matter",
    reason: Annotated[str, PickWord(_("规定的理由"), options=_reasons, missing=_("请从规定的理由中选择一条。"))],
    words: Annotated[
        str,
        LongText(
            _("向提出人说明"),
            _("为什么不受理，可以去哪里反映。"),
            limit=5000,
            missing=_("请向提出人说明理由，以及可以去哪里反映。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> "Matter":
    """Do not accept it, for one of the reasons of appeal-rules:8, with words on where to turn.

    Raises Refused: no right, it was assigned already, not one of the reasons, no words.
    """
    if reason not in rulebook.parameter("appeal-rules:8", "reasons", step.today):
        raise Malformed.at(
            "reason", _("请从规定的理由中选择一条。"), authority=rulebook.cite(step.line.article, on=step.today)
        )
    said = f"{reason}。{words}"
    step.move(end_reason=said)
    step.record(reason=said)
    return matter


Lead = Annotated[
    int,
    Pick(
        _("派给"),
        _("已填建议单位；改派其他单位的，请在下面写明理由。"),
        options=_units,
        first=_suggested,
        alias="lead",
    ),
]
DispatchWords = Annotated[str, LongText(_("派单意见"), _("要对方注意什么。"), limit=5000, rows=2)]


@APPEALS.command(log=matters.ASSIGNED, event=matters.MatterAssigned, done=ASSIGNED)
def assign(
    *,
    matter: "Matter",
    lead_id: Lead,
    why: Annotated[str, Text(_("没有按建议派单的理由"), _("按建议派单的不用填写。"), limit=2000)] = "",
    co_unit_ids: Annotated[
        tuple[int, ...],
        PickMany(
            _("协办单位"),
            _("需要几个单位一起办的，在这里选；主办单位只有一个。"),
            options=_units,
            most=20,
            searched=True,
            alias="co_units",
        ),
    ] = (),
    words: DispatchWords = "",
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> "Matter":
    """Confirm where it goes: to the suggested unit, or to another for a reason (``why``); both are kept and shown.

    The receiving unit holds it until the unit has taken it. Raises Refused: no right, not accepted, no such unit.
    """
    step.note(**matters.offer(step=step, lead_id=lead_id, words=words, co_unit_ids=co_unit_ids))
    _route(queries.appeal_of(matter), lead_id, why)
    return matter


@APPEALS.command(log=matters.ASSIGNED, event=matters.MatterAssigned, done=_("已改派，对方签收之前由受理单位负责。"))
def reassign(
    *,
    matter: "Matter",
    lead_id: Annotated[int, Pick(_("改派给"), options=_other_units, alias="lead")],
    reason: Annotated[str, LongText(_("改派的理由"), limit=5000, rows=2, missing=_("请写明改派的理由。"))],
    words: DispatchWords = "",
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> "Matter":
    """Assign it to another unit after all, with the reason. Raises Refused: no right, not in hand, the same unit, no reason."""
    step.note(**matters.offer(step=step, lead_id=lead_id, words=words, reason=reason))
    appeal = queries.appeal_of(matter)
    appeal.forced = False
    _route(appeal, lead_id, reason)
    return matter


def _route(appeal: Appeal, lead_id: int, why: str) -> None:
    """Keep why it went there: as was suggested, or because a person judged so."""
    followed = appeal.suggested_unit_id == lead_id and not why
    appeal.routed_by = appeal.suggested_by if followed else Appeal.RoutedBy.PERSON
    appeal.routed_why = appeal.suggested_why if followed else why or str(_("由受理人员判断。"))
    appeal.save(update_fields=["routed_by", "routed_why", "forced"])


def too_late_to_object(matter: "Matter", actor: Actor, at: dt.datetime) -> NotNow | None:
    """An objection is made within the limit of taking. appeal-rules:7."""
    if matter.due_at is None or at < matter.due_at:
        return None
    return NotNow(
        _("提出异议的期限已过（%(day)s），现在应当签收办理。") % {"day": local_date(matter.due_at).isoformat()},
        authority=rulebook.cite("appeal-rules:7", on=local_date(at)),
        remedy=_("请先签收；确实不属于本单位的，请与受理单位商定改派。"),
        code="hand-back-too-late",
    )


def nobody_takes_it_instead(matter: "Matter", actor: Actor, at: dt.datetime) -> NotNow | None:
    """It goes to the default unit of the receiver: there must be one, and another than the unit that objects."""
    heir = queries.default_unit_of(matter.origin_id)
    article = rulebook.cite("appeal-rules:7", on=local_date(at))
    if heir is None:
        return NotNow(
            _("受理单位没有指定兜底单位，异议无处可去。"),
            authority=article,
            remedy=_("请与受理单位商定改派。"),
            code="no-default-unit",
        )
    if heir == matter.lead_id:
        return NotNow(
            _("本单位就是指定的兜底单位，应当签收办理。"),
            authority=article,
            remedy=_("请签收。"),
            code="is-default-unit",
        )
    return None


@APPEALS.command(
    log=Log(
        "appeals.handed-back",
        pgettext_lazy("appeal", "提出异议"),
        _("%(unit)s提出异议：%(reason)s，由%(to)s签收办理"),
    ),
    event=AppealHandedBack,
    done=_("异议已提出，由兜底单位签收办理。"),
    consequences=(_("异议和理由记入台账，受理单位会收到消息。"),),
    conditions=(too_late_to_object, nobody_takes_it_instead),
)
def hand_back(
    *,
    matter: "Matter",
    reason: Annotated[
        str,
        LongText(
            _("异议的理由"),
            _("为什么不属于本单位，最好指出应由哪个单位办理。"),
            limit=5000,
            missing=_("请写明异议的理由，最好指出应由哪个单位办理。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> "Matter":
    """Object to the assignment within the limit: it goes to the named default unit, which must take it. appeal-rules:7.

    Raises Refused: not of the unit it was offered to, nothing is offered, the limit is reached, it is the default unit
    itself, no reason, or no default unit is named.
    """
    heir = queries.default_unit_of(matter.origin_id)
    assert heir is not None
    unit = matter.lead.name if matter.lead else ""
    matter.assignments.filter(outcome="offered").update(
        outcome="handed-back", answered_at=at, answered_by=actor.name, reason=reason
    )
    said = str(_("%(unit)s提出异议：%(reason)s")) % {"unit": unit, "reason": reason}
    offered = matters.offer(step=step, lead_id=heir, words=said)
    step.record(matters.ASSIGNED, **offered)
    step.announce(matters.MatterAssigned, lead_id=heir)
    appeal = queries.appeal_of(matter)
    appeal.forced, appeal.routed_by, appeal.routed_why = True, Appeal.RoutedBy.OBJECTION, said
    appeal.save(update_fields=["forced", "routed_by", "routed_why"])
    step.note(unit=unit, to=offered["to"])
    return matter


@APPEALS.command(
    log=Log("appeals.co-unit-added", _("请协办"), _("请%(unit)s协办：%(words)s")),
    event=CoUnitAdded,
    done=_("已请对方协办。"),
)
def add_co_unit(
    *,
    matter: "Matter",
    unit_id: Annotated[int, Pick(_("协办单位"), options=_other_units, alias="unit")],
    words: Annotated[str, LongText(_("要请对方做什么"), limit=5000, rows=3, missing=_("请写明要请对方做什么。"))],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> "Matter":
    """Ask another unit to help; the lead stays answerable. appeal-rules:7.

    Raises Refused: not of the lead, not in hand, no such unit, it leads or helps already, no words.
    """
    unit = org.body_rows([unit_id]).get(unit_id)
    if unit is None or unit.sort != "unit" or (unit.ended and unit.ended <= step.today):
        raise Malformed.at("unit", _("请选择一个在册的单位。"))
    if unit_id == matter.lead_id or matter.involved.filter(body_id=unit_id, part="help").exists():
        raise Malformed.at("unit", _("%(unit)s已经在办理这件诉求。") % {"unit": unit.name})
    matters.involve(matter, (unit_id, "help"))
    step.move()
    step.note(unit=unit.name)
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
