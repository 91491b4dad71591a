"""Draw up the three lists; assign by them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Malformed, Words
from gongjian.matters import operations as matters
from gongjian.org import queries as org
from gongjian.pairing import queries as pairing
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Choice, Day, LongText, Option, Pick, Text
from gongjian.workflow.rows import Rows

from ..events import ListsDrawnUp
from ..models import Adjustment, Duty, Measure
from .workflows import PROBLEMS

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

MOST_LINES = 60


@dataclass(frozen=True, kw_only=True)
class MeasureLine:
    """One line of 举措清单. Days are dates at the school; ``body_id`` is the unit that does it."""

    text: Annotated[str, LongText(_("举措"), limit=300, rows=2)]
    metric: Annotated[str, Text(_("衡量标准"), limit=200)]
    starts_on: Annotated[dt.date, Day(_("开始"))]
    ends_on: Annotated[dt.date, Day(_("完成"))]
    body_id: Annotated[int, Pick(_("责任单位"))]
    person_name: Annotated[str, Text(_("责任人"), limit=60)]


@dataclass(frozen=True, kw_only=True)
class DutyLine:
    """One line of 责任清单. Exactly one leads."""

    part: Annotated[str, Choice(_("分工"), options=Duty.Part.choices, missing=_("分工只能是牵头、配合或督办。"))]
    body_id: Annotated[int, Pick(_("单位"))]
    person_name: Annotated[str, Text(_("责任人"), limit=60)]
    task: Annotated[str, LongText(_("责任内容"), limit=300, rows=2)]
    due_on: Annotated[dt.date, Day(_("时限"))]


def lead_duty(matter: "Matter") -> Duty | None:
    """The line of 责任清单 that says who leads and until when; None before there are lists."""
    return Duty.objects.filter(matter=matter, part=Duty.Part.LEAD, dropped_on__isnull=True).first()


def too_early_an_end(starts_on: dt.date, ends_on: dt.date) -> list[str]:
    """The sentence for a measure that would end before it began; empty if it does not."""
    return [str(_("完成日期不能早于开始日期。"))] if ends_on < starts_on else []


def check_lists(measures: Sequence[MeasureLine], duties: Sequence[DutyLine], today: dt.date) -> None:
    """Do the three lists hold together? Raises Malformed with sentences at measures and duties. problem-rules:6."""
    wrong: dict[str, list[Words]] = {"measures": [], "duties": []}
    for n, measure in enumerate(measures, 1):
        for why in too_early_an_end(measure.starts_on, measure.ends_on):
            wrong["measures"].append(_("举措清单第%(n)d行：%(why)s") % {"n": n, "why": why})
    for n, duty in enumerate(duties, 1):
        if duty.due_on < today:
            wrong["duties"].append(_("责任清单第%(n)d行：时限已经过去，请填写今天或以后的日期。") % {"n": n})
    leads = [d for d in duties if d.part == "lead"]
    if len(leads) != 1:
        wrong["duties"].append(_("责任清单必须有且只有一个牵头单位。"))
    named = {m.body_id for m in measures} | {d.body_id for d in duties}
    bodies = org.body_rows(named)
    missing = named - set(bodies)
    if missing:
        wrong["duties"].append(_("清单中有不存在的单位，请重新选择。"))
    if leads and leads[0].body_id in bodies and bodies[leads[0].body_id].sort != "unit":
        wrong["duties"].append(_("牵头的必须是一个单位（部处、学院、书院等），不能是党组织。"))
    wrong = {k: v for k, v in wrong.items() if v}
    if wrong:
        raise Malformed(
            fields={k: list(v) for k, v in wrong.items()}, authority=rulebook.cite("problem-rules:6", on=today)
        )


def _pairs(matter: "Matter", actor: Actor, at: dt.datetime) -> Iterable[Option]:
    return pairing.choices_for(actor, matter.origin.path)


GOAL_MISSING = _("请写明目标：做到什么程度算解决，这是销号的标准。")
Goal = Annotated[
    str,
    LongText(
        _("目标（销号标准）"),
        _("做到什么程度算解决。提出人按它评价，监督人按它确认。"),
        limit=5000,
        missing=GOAL_MISSING,
    ),
]


@PROBLEMS.command(
    log=Log(
        "matters.lists-drawn-up",
        _("制定清单"),
        _("制定三张清单：举措%(measures)s条，责任%(duties)s条。目标：%(goal)s"),
    ),
    event=ListsDrawnUp,
    done=_("三张清单已制定，可以交办。"),
)
def draw_up(
    *,
    matter: "Matter",
    goal: Goal,
    measures: Annotated[
        Sequence[MeasureLine],
        Rows(
            _("举措清单"),
            row=MeasureLine,
            most=MOST_LINES,
            named=_("举措清单"),
            missing=_("举措清单至少要有一条。"),
        ),
    ],
    duties: Annotated[
        Sequence[DutyLine],
        Rows(
            _("责任清单"),
            row=DutyLine,
            most=MOST_LINES,
            named=_("责任清单"),
            missing=_("责任清单必须有且只有一个牵头单位。"),
        ),
    ],
    pair_id: Annotated[int | None, Pick(_("结对共建"), options=_pairs, blank=_("不通过结对"), alias="pairing")] = None,
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> "Matter":
    """Draw up the three lists of an adopted problem: goal, measures, duties, and the pairing that takes it on.

    From now on every change of a line is an adjustment. Raises Refused: not the secretary, not adopted, lines that do not
    hold together (each named by list and row), not exactly one lead. problem-rules:6.
    """
    check_lists(measures, duties, step.today)
    if pair_id is not None and not pairing.active().filter(pk=pair_id).exists():
        raise Malformed.at("pairing", _("这个结对共建没有生效，请选择共建中的结对。"))
    Measure.objects.bulk_create(
        Measure(matter=matter, position=n, planned_starts_on=m.starts_on, planned_ends_on=m.ends_on, **asdict(m))
        for n, m in enumerate(measures, 1)
    )
    Duty.objects.bulk_create(Duty(matter=matter, position=n, **asdict(d)) for n, d in enumerate(duties, 1))
    helping = {(m.body_id, "help") for m in measures} | {(d.body_id, d.part) for d in duties if d.part != "lead"}
    matters.involve(matter, *helping)
    lead = next(d for d in duties if d.part == "lead")
    step.move(goal=goal, pairing_id=pair_id, lead_id=lead.body_id)
    matters.index(matter)
    step.note(measures=len(measures), duties=len(duties))
    return matter


@PROBLEMS.command(
    log=matters.ASSIGNED,
    event=matters.MatterAssigned,
    done=_("已交办，对方签收之前仍由本组织负责。"),
)
def assign(
    *,
    matter: "Matter",
    lead_id: Annotated[
        int,
        Pick(
            _("主办单位"),
            _("一般为责任清单中的牵头单位。"),
            options=lambda matter, actor, at: org.choices(sort="unit", at=at),
            first=lambda matter, actor, at: matter.lead_id,
            alias="lead",
        ),
    ],
    words: Annotated[str, LongText(_("交办意见"), limit=5000)] = "",
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> "Matter":
    """Offer the matter to a unit; the branch stays answerable until it is taken. problem-rules:7, :3.

    Another unit than the list names is a change of the list: it is written as an adjustment that the unit confirms by taking it.
    Raises Refused: not the secretary, lists not drawn up, no such unit.
    """
    named = matters.offer(step=step, lead_id=lead_id, words=words)["to"]
    duty = lead_duty(matter)
    if duty is not None and duty.body_id != lead_id:
        Adjustment.objects.create(
            matter=matter,
            changes=[
                {
                    "line": "duty",
                    "id": duty.pk,
                    "action": "change",
                    "old": {"body": duty.body_id},
                    "new": {"body": lead_id},
                }
            ],
            reason=words or _("改由%(unit)s牵头") % {"unit": named},
            proposed_at=at,
            proposed_by=actor.name,
            proposed_by_id=actor.person_id,
        )
    step.note(to=named)
    return matter


def agreed_day(step: "Transition[Matter]") -> dt.date | None:
    """The day that the lead's duty names, for a unit that takes the problem. That another unit leads than the list named is
    confirmed by taking it.
    """
    Adjustment.objects.filter(
        matter=step.row, state="proposed", lead_at__isnull=True, changes__0__new__body=step.row.lead_id
    ).update(lead_at=step.at, lead_by=step.actor.name, lead_by_id=step.actor.person_id)
    duty = lead_duty(step.row)
    return duty.due_on if duty is not None else None
