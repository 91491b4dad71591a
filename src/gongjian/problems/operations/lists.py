"""Draw up the three lists; assign by them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.refused import Malformed, Words
from gongjian.matters import operations as matters
from gongjian.org import queries as org
from gongjian.pairing import queries as pairing
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import LongText, Pick

from ..events import ListsDrawnUp
from ..models import Adjustment, Duty, Measure
from .workflows import PROBLEMS

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

MOST_LINES = 60


@dataclass(frozen=True, kw_only=True)
class MeasureLine:
    """One line of 举措清单. Days are dates at the school; ``body_id`` is the unit that does it."""

    text: str
    metric: str
    starts_on: dt.date
    ends_on: dt.date
    body_id: int
    person_name: str


@dataclass(frozen=True, kw_only=True)
class DutyLine:
    """One line of 责任清单. ``part`` is lead, help or supervise; exactly one leads."""

    part: str
    body_id: int
    person_name: str
    task: str
    due_on: dt.date


def lead_duty(matter: "Matter") -> Duty | None:
    """The line of 责任清单 that says who leads and until when; None before there are lists."""
    return Duty.objects.filter(matter=matter, part=Duty.Part.LEAD, dropped_on__isnull=True).first()


def check_measure(line: MeasureLine, where: str) -> list[str]:
    """What is wrong with a measure line, as sentences."""
    wrong = []
    if not line.text.strip() or not line.metric.strip() or not line.person_name.strip():
        wrong.append(_("%(where)s：举措、衡量标准和责任人都要写。") % {"where": where})
    if len(line.text) > 300 or len(line.metric) > 200 or len(line.person_name) > 60:
        wrong.append(_("%(where)s：举措不超过300字，衡量标准不超过200字，责任人不超过60字。") % {"where": where})
    if line.ends_on < line.starts_on:
        wrong.append(_("%(where)s：完成日期不能早于开始日期。") % {"where": where})
    return wrong


def check_duty(line: DutyLine, where: str) -> list[str]:
    """What is wrong with a duty line, as sentences."""
    wrong = []
    if line.part not in Duty.Part.values:
        wrong.append(_("%(where)s：分工只能是牵头、配合或督办。") % {"where": where})
    if not line.person_name.strip() or not line.task.strip():
        wrong.append(_("%(where)s：责任人和责任内容都要写。") % {"where": where})
    if len(line.task) > 300 or len(line.person_name) > 60:
        wrong.append(_("%(where)s：责任内容不超过300字，责任人不超过60字。") % {"where": where})
    return wrong


def check_lists(goal: str, measures: Sequence[MeasureLine], duties: Sequence[DutyLine], today: dt.date) -> None:
    """Do the three lists hold together? Raises Malformed with sentences at goal, measures and duties. problem-rules:6."""
    wrong: dict[str, list[Words]] = {"goal": [], "measures": [], "duties": []}
    if not goal.strip():
        wrong["goal"].append(_("请写明目标：做到什么程度算解决，这是销号的标准。"))
    if not measures:
        wrong["measures"].append(_("举措清单至少要有一条。"))
    if len(measures) > MOST_LINES or len(duties) > MOST_LINES:
        wrong["measures"].append(_("每张清单最多60行。"))
    for n, measure in enumerate(measures, 1):
        wrong["measures"] += check_measure(measure, _("举措清单第%(n)d行") % {"n": n})
    for n, duty in enumerate(duties, 1):
        wrong["duties"] += check_duty(duty, _("责任清单第%(n)d行") % {"n": n})
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


@transaction.atomic
def draw_up(
    *,
    matter: "Matter",
    goal: str,
    measures: Sequence[MeasureLine],
    duties: Sequence[DutyLine],
    actor: Actor,
    at: dt.datetime,
    pair_id: int | None = None,
    seen: int | None = None,
) -> "Matter":
    """Draw up the three lists of an adopted problem: goal, measures, duties, and the pairing that takes it on.

    From now on every change of a line is an adjustment. Raises Refused: not the secretary, not adopted, lines that do not
    hold together (each named by list and row), not exactly one lead. problem-rules:6.
    """
    line = matters.begin("draw_up", matter, actor, seen=seen)
    check_lists(goal, measures, duties, local_date(at))
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
    matters.move(matter, line, at=at, goal=goal.strip(), pairing_id=pair_id, lead_id=lead.body_id)
    matters.index(matter)
    matters.record(
        "matters.lists-drawn-up",
        matter,
        line,
        actor,
        at,
        {"goal": goal.strip(), "measures": len(measures), "duties": len(duties)},
    )
    announce(ListsDrawnUp(**matters.facts(matter, actor, at)))
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
