"""动态调整: any change of a line after adoption is dated, reasoned, confirmed by lead and supervisor, old beside new. problem-rules:9."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Union

import pydantic
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.kernel.actor import Actor, system
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Malformed, NotAllowed, NotFound, NotNow
from gongjian.matters import operations as matters
from gongjian.matters.permissions import handles, supervises
from gongjian.org import queries as org
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.api import CommandIn
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Field, InAddress, LongText, WrongValue
from gongjian.workflow.rows import wrong_in

from ..events import AdjustmentProposed, AdjustmentSettled
from ..models import Adjustment, Duty, Measure
from ..procedures import PROBLEM
from .lists import DutyLine, MeasureLine, lead_duty, too_early_an_end
from .workflows import PROBLEMS

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

SYSTEM = system("系统·清单")
Line = Union[Measure, Duty, "Matter"]  # the goal stands on the matter itself
FIELDS = {
    "measure": ("text", "metric", "starts_on", "ends_on", "body", "person_name"),
    "duty": ("part", "body", "person_name", "task", "due_on"),
    "problem": ("goal",),
}
DATES = ("starts_on", "ends_on", "due_on")


def line_values(row: "Line", kind: str) -> dict[str, Any]:
    """The values of a line as JSON: dates as ISO text, the body as its id."""
    out: dict[str, Any] = {}
    for name in FIELDS[kind]:
        value = row.body_id if name == "body" else getattr(row, name)  # type: ignore[union-attr]
        out[name] = value.isoformat() if isinstance(value, dt.date) else value
    return out


def _rows(matter: "Matter") -> dict[tuple[str, int], "Line"]:
    rows: dict[tuple[str, int], Line] = {("problem", matter.pk): matter}
    rows.update({("measure", m.pk): m for m in Measure.objects.filter(matter=matter, dropped_on__isnull=True)})
    rows.update({("duty", d.pk): d for d in Duty.objects.filter(matter=matter, dropped_on__isnull=True)})
    return rows


def _whole(kind: str, values: dict[str, Any]) -> list[str]:
    """What is wrong with the whole line as it would be after the change."""
    try:
        dates: dict[str, Any] = {
            k: v if isinstance(v, dt.date) else dt.date.fromisoformat(v) for k, v in values.items() if k in DATES
        }
        rest: dict[str, Any] = {("body_id" if k == "body" else k): v for k, v in values.items() if k not in DATES}
        goal = values.get("goal", "").strip()
    except (AttributeError, TypeError, ValueError):
        return [_("这一行的内容不完整或日期无效。")]
    if kind == "problem":
        return [] if goal else [_("目标不能为空。")]
    wrong = wrong_in(MeasureLine if kind == "measure" else DutyLine, rest | dates)
    if not wrong and kind == "measure":
        wrong = too_early_an_end(dates["starts_on"], dates["ends_on"])
    return wrong


def clean_changes(matter: "Matter", changes: Sequence[dict[str, Any]], on: dt.date) -> list[dict[str, Any]]:
    """The changes with their old values filled in and no-changes left out. Raises Malformed naming the line, by the rules of that day."""
    rows = _rows(matter)
    wrong: list[str] = []
    clean: list[dict[str, Any]] = []
    touched: set[tuple[str, int]] = set()
    for change in changes:
        kind, action = change.get("line"), change.get("action", "change")
        new = {k: v for k, v in dict(change.get("new") or {}).items() if k in FIELDS.get(str(kind), ())}
        new = {
            k: v.isoformat() if isinstance(v, dt.date) else (v.strip() if isinstance(v, str) else v)
            for k, v in new.items()
        }
        if kind not in FIELDS or action not in ("change", "add", "drop") or (kind == "problem" and action != "change"):
            raise Malformed.at("changes", _("调整内容不完整，请重新填写。"))
        if action == "add":
            wrong += _whole(str(kind), new)
            clean.append({"line": kind, "id": None, "action": "add", "old": {}, "new": new})
            continue
        key = (str(kind), int(change.get("id") or 0))
        row = rows.get(key)
        if row is None or key in touched:
            raise Malformed.at("changes", _("要调整的行已不存在，请刷新页面后重新填写。"))
        touched.add(key)
        old = line_values(row, str(kind))
        if action == "drop":
            if kind == "duty" and isinstance(row, Duty) and row.part == "lead":
                wrong.append(_("牵头单位不能删除，只能改为另一个单位。"))
            clean.append({"line": kind, "id": key[1], "action": "drop", "old": old, "new": {}})
            continue
        differing = {k: v for k, v in new.items() if v != old[k]}
        if not differing:
            continue
        wrong += _whole(str(kind), old | differing)
        if kind == "duty" and (old["part"] == "lead") != ((old | differing)["part"] == "lead"):
            wrong.append(_("牵头与配合、督办之间不能互改，请改牵头一行的单位。"))
        clean.append(
            {"line": kind, "id": key[1], "action": "change", "old": {k: old[k] for k in differing}, "new": differing}
        )
    if any(c["action"] == "add" and c["line"] == "duty" and c["new"].get("part") == "lead" for c in clean):
        wrong.append(_("责任清单只能有一个牵头单位。"))
    measures_left = sum(1 for k, _id in rows if k == "measure") + sum(
        {"add": 1, "drop": -1}.get(c["action"], 0) for c in clean if c["line"] == "measure"
    )
    if measures_left < 1:
        wrong.append(_("举措清单至少要留一条。"))
    named = {c["new"]["body"] for c in clean if "body" in c["new"]}
    if named - set(org.body_rows({b for b in named if isinstance(b, int)})):
        wrong.append(_("清单中有不存在的单位，请重新选择。"))
    if wrong:
        raise Malformed(
            fields={"changes": list(dict.fromkeys(wrong))}, authority=rulebook.cite("problem-rules:9", on=on)
        )
    return clean


@dataclass(frozen=True)
class Changes(Field):
    """Changes of lines: ``[{"line": "measure", "id": 3, "action": "change", "new": {"ends_on": "2026-12-01"}}]``."""

    in_form: ClassVar[bool] = False
    most: int = 200

    def clean(self, value: Any, *, required: bool) -> list[dict[str, Any]]:
        if not isinstance(value, Sequence) or any(not isinstance(change, Mapping) for change in value):
            raise WrongValue(_("调整内容不完整，请重新填写。"))
        if len(value) > self.most:
            raise WrongValue(_("最多 %(most)d 行，现在 %(now)d 行。") % {"most": self.most, "now": len(value)})
        return [dict(change) for change in value]

    def json_type(self, annotation: Any, name: str) -> Any:
        return list[ChangeIn]

    def json_limits(self) -> Mapping[str, Any]:
        return {"max_length": self.most}

    def logged(self, value: Any) -> Any:
        return value


class ChangeIn(CommandIn):
    """One change of a line; ``new`` are the new values of its fields by name, days as ISO text, a body by its id."""

    line: Literal["problem", "measure", "duty"]
    id: int | None = pydantic.Field(None, ge=1, le=2**62)
    action: Literal["change", "add", "drop"] = "change"
    new: dict[str, str | int] = pydantic.Field(default_factory=dict)


@PROBLEMS.command(
    log=Log("matters.adjustment-proposed", gettext_lazy("提出调整"), gettext_lazy("提出动态调整：%(reason)s")),
    event=AdjustmentProposed,
    done=gettext_lazy("调整已提出，由主办单位和监督人确认后生效。"),
)
def propose_adjustment(
    *,
    matter: "Matter",
    changes: Annotated[Sequence[dict[str, Any]], Changes(gettext_lazy("改动"))],
    reason: Annotated[
        str,
        LongText(
            gettext_lazy("调整理由"),
            gettext_lazy("理由与新旧内容一起留存，由主办单位和监督人确认。"),
            limit=5000,
            missing=gettext_lazy("请写明调整的理由，它会与新旧内容一起留存。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    batch: str = "",
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> Adjustment:
    """Propose a change of lines: ``[{"line": "measure", "id": 3, "action": "change", "new": {"ends_on": "2026-12-01"}}]``.

    It takes effect when lead and supervisor have confirmed; the side the proposer belongs to has confirmed by proposing.
    Raises Refused: no right to it, nothing changes, no reason, lines that would not hold together. problem-rules:9.
    """
    clean = clean_changes(matter, changes, step.today)
    if not clean:
        raise Malformed.at("changes", _("没有任何改动。"))
    adjustment = Adjustment.objects.create(
        matter=matter,
        changes=clean,
        reason=reason,
        proposed_at=at,
        proposed_by=actor.title or actor.name,
        proposed_by_id=actor.person_id,
        batch=batch,
    )
    step.record(changes=clean)
    step.announce(adjustment_id=adjustment.pk)
    if handles(actor, matter):
        _confirm_side(adjustment, "lead", actor, at)
    return adjustment


def _confirm_side(adjustment: Adjustment, side: str, actor: Actor, at: dt.datetime) -> None:
    given: dict[str, Any] = {"at": at, "by": actor.title or actor.name, "by_id": actor.person_id}
    adjustment.change(**{f"{side}_{name}": value for name, value in given.items()})


def _open_adjustment(matter: "Matter", adjustment_id: int) -> Adjustment:
    adjustment = Adjustment.objects.filter(matter=matter, pk=adjustment_id).first()
    if adjustment is None:
        raise NotFound()
    if adjustment.state != "proposed":
        raise NotNow(_("这项调整已经处理完毕。"), code="adjustment-settled", remedy=_("请查看调整记录。"))
    return adjustment


def sides_of(actor: Actor, matter: "Matter", adjustment: Adjustment) -> list[str]:
    """Which confirmations are still open that this actor may give; one person never gives both."""
    given_by = {
        adjustment.lead_by_id if adjustment.lead_at else None,
        adjustment.supervisor_by_id if adjustment.supervisor_at else None,
    }
    if actor.person_id in given_by:
        return []
    sides = []
    if adjustment.lead_at is None and handles(actor, matter):
        sides.append("lead")
    if adjustment.supervisor_at is None and supervises(actor, matter):
        sides.append("supervisor")
    return sides[:1]


AdjustmentId = Annotated[int, InAddress(gettext_lazy("动态调整"))]
ADJUSTED = Log("matters.adjusted", gettext_lazy("调整生效"), gettext_lazy("动态调整经双方确认生效"))


@PROBLEMS.command(
    log=Log("matters.adjustment-confirmed", gettext_lazy("确认调整"), gettext_lazy("%(title)s确认动态调整")),
    event=AdjustmentSettled,
)
def confirm_adjustment(
    *,
    matter: "Matter",
    adjustment_id: AdjustmentId,
    actor: Actor,
    at: dt.datetime,
    step: "Transition[Matter]" = RUNNING,
) -> Adjustment:
    """Confirm for the lead or for the supervisor, whichever this actor is; with both it takes effect at once. problem-rules:9.

    Raises Refused: settled already, or this person is neither side or has already confirmed for the other.
    """
    adjustment = _open_adjustment(matter, adjustment_id)
    sides = sides_of(actor, matter, adjustment)
    if not sides:
        raise NotAllowed(
            _("这项调整还需要另一方确认，您不能代为确认。"),
            authority=rulebook.cite(step.line.article, on=step.today),
            code="adjustment-needs-both",
            remedy=_("请主办单位和监督人各自确认。"),
        )
    _confirm_side(adjustment, sides[0], actor, at)
    step.record(adjustment=adjustment.pk, side=sides[0])
    if adjustment.lead_at and adjustment.supervisor_at:
        adjustment.change(state="effective", settled_at=at)
        _put_into_effect(matter, adjustment, at)
        step.record(ADJUSTED, adjustment=adjustment.pk, changes=adjustment.changes)
        step.announce(adjustment_id=adjustment.pk, agreed=True)
    else:
        step.unannounced()
    return adjustment


@PROBLEMS.command(
    log=Log("matters.adjustment-rejected", gettext_lazy("不同意调整"), gettext_lazy("不同意动态调整：%(reason)s")),
    event=AdjustmentSettled,
    done=gettext_lazy("已登记不同意，清单不变。"),
)
def reject_adjustment(
    *,
    matter: "Matter",
    adjustment_id: AdjustmentId,
    reason: Annotated[
        str,
        LongText(gettext_lazy("不同意的理由"), limit=5000, missing=gettext_lazy("请写明不同意的理由。")),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> Adjustment:
    """Do not agree to a proposed change, with a reason; the lines stay as they are. problem-rules:9."""
    adjustment = _open_adjustment(matter, adjustment_id)
    adjustment.change(state="rejected", settled_at=at, rejected_by=actor.title or actor.name, rejected_reason=reason)
    step.record(adjustment=adjustment.pk)
    step.announce(adjustment_id=adjustment.pk, agreed=False)
    return adjustment


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    return {("body_id" if k == "body" else k): dt.date.fromisoformat(v) if k in DATES else v for k, v in values.items()}


def _put_into_effect(matter: "Matter", adjustment: Adjustment, at: dt.datetime) -> None:
    """Write the confirmed changes into the lines. A line gone meanwhile makes the whole adjustment impossible."""
    today = local_date(at)
    tables: dict[str, type[Measure] | type[Duty]] = {"measure": Measure, "duty": Duty}
    for change in adjustment.changes:
        if change["line"] == "problem":
            matters.set_goal(matter, change["new"].get("goal", matter.goal))
            continue
        table = tables[change["line"]]
        values = _columns(change["new"])
        if change["action"] == "add":
            last = table.objects.filter(matter=matter).aggregate(last=Max("position"))["last"] or 0
            if table is Measure:
                values |= {"planned_starts_on": values["starts_on"], "planned_ends_on": values["ends_on"]}
            table.objects.create(matter=matter, position=last + 1, **values)
        else:
            if change["action"] == "drop":
                values = {"dropped_on": today}
            if not table.objects.filter(pk=change["id"], matter=matter, dropped_on__isnull=True).update(**values):
                raise NotNow(_("要调整的行已经不存在，这项调整不能生效。"), remedy=_("请不同意这项调整，另行提出。"))
        if "body_id" in values:
            part = values.get("part", "help")
            matters.involve(matter, (values["body_id"], part if part == "supervise" else "help"))
    dated = [c["id"] for c in adjustment.changes if c["line"] == "duty" and c["id"] and "due_on" in c["new"]]
    if Duty.objects.filter(pk__in=dated, part=Duty.Part.LEAD).exists():
        _move_solve_clock(matter)
    _give_to_new_lead(matter, at)


def _give_to_new_lead(matter: "Matter", at: dt.datetime) -> None:
    """Where another unit is to lead a matter in hand, the branch has it again and assigns it anew (first receiver leads)."""
    lead = lead_duty(matter)
    if lead is not None and lead.body_id != matter.lead_id and matter.state in PROBLEM.step("release").sources:
        matters.release(matter=matter, why=_("经调整改由其他单位牵头"), actor=SYSTEM, at=at)


def _move_solve_clock(matter: "Matter") -> None:
    """The handling deadline follows the lead's date on the responsibility list; reminders of the old one no longer count."""
    duty = lead_duty(matter)
    if duty is not None:
        matters.set_due(matter, "solve", duty.due_on)
