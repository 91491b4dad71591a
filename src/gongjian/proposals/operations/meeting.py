"""职能部门面对面: planned, held with what was said for each proposal, or called off."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from gongjian.files import operations as files
from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow, Words
from gongjian.org import queries as org
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import (
    Files,
    LongText,
    Moment,
    Option,
    PickMany,
    PickWords,
    Text,
    Uploads,
)
from gongjian.workflow.rows import Rows

from ..events import MeetingCalledOff, MeetingPlanned, MeetingRecorded
from ..meeting_procedure import HELD
from ..models import CongressSession, Discussion, Meeting, MeetingUnit, Proposal
from ..permissions import runs
from .recording import MEETING
from .workflows import MEETINGS

TOO_EARLY = ("draft", "seconding", "withdrawn")  # nobody discusses these at a table
MOST_PROPOSALS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said for one proposal of the agenda."""

    number: Annotated[str, Text(_("编号"), limit=40)]
    said: Annotated[str, LongText(_("办理意见"), limit=5000, rows=3)] = ""
    by: Annotated[str, Text(_("说明人"), limit=120)] = ""
    next_step: Annotated[str, Text(_("下一步"), limit=300)] = ""


def _proposals(session: CongressSession, numbers: Sequence[str]) -> list[Proposal]:
    wanted = list(dict.fromkeys(numbers))
    rows = Proposal.objects.filter(session=session, matter__number__in=wanted).exclude(matter__state__in=TOO_EARLY)
    found = {p.matter.number: p for p in rows.select_related("matter")}
    missing = [n for n in wanted if n not in found]
    if missing:
        raise Malformed.at(
            "numbers", _("本届没有编号为%(numbers)s的已提交提案。") % {"numbers": "、".join(missing)[:200]}
        )
    return [found[n] for n in wanted]


def _units(row: object, actor: Actor, at: dt.datetime) -> Iterable[Option]:
    return org.choices(sort="unit", at=at)


def _invited(meeting: Meeting, actor: Actor, at: dt.datetime) -> Iterable[Option]:
    return [(u.body_id, u.body.name) for u in meeting.units.all()]


@MEETINGS.creation(
    log=Log("proposals.meeting-planned", _("安排面对面"), _("安排面对面会议，%(place)s，提案%(n)s件")),
    event=MeetingPlanned,
    done=_("会议已安排，已通知职能部门和提案人。"),
)
def plan_meeting(
    *,
    session: CongressSession,
    title: Annotated[
        str,
        Text(_("会议名称"), _("例如：生活服务类提案面对面。"), limit=120, missing=_("请写明会议名称。")),
    ],
    starts_at: Annotated[dt.datetime, Moment(_("时间"))],
    place: Annotated[str, Text(_("地点"), limit=120, missing=_("请写明地点。"))],
    unit_ids: Annotated[
        Sequence[int],
        PickMany(_("职能部门"), options=_units, searched=True, missing=_("请选择到会的职能部门。")),
    ],
    numbers: Annotated[
        Sequence[str],
        PickWords(
            _("提案"),
            _("可以选择已提交的各种状态的提案；待交办的可以在会上集中交办。"),
            most=MOST_PROPOSALS,
            missing=_("请选择要当面办理的提案。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    step: Transition[Meeting] = RUNNING,
) -> Meeting:
    """Plan a meeting of proposers and units on these proposals (by number); all of them are told. proposal-rules:16.

    Raises Refused: not of the committee, no title, place, unit or proposal, or one that is not submitted.
    """
    permit(runs, actor, session)
    units = org.body_rows(unit_ids)
    if any(pk not in units or units[pk].sort != "unit" for pk in unit_ids):
        raise Malformed.at("unit_ids", _("请选择到会的职能部门。"))
    proposals = _proposals(session, numbers)
    meeting = Meeting.objects.create(session=session, title=title, starts_at=starts_at, place=place)
    MeetingUnit.objects.bulk_create([MeetingUnit(meeting=meeting, body_id=pk) for pk in dict.fromkeys(unit_ids)])
    Discussion.objects.bulk_create([Discussion(meeting=meeting, proposal=p) for p in proposals])
    step.note(when=starts_at.isoformat(), n=len(proposals))
    return meeting


def _not_begun(meeting: Meeting, actor: Actor, at: dt.datetime) -> NotNow | None:
    """There are no minutes of what has not begun."""
    if at >= meeting.starts_at:
        return None
    return NotNow(_("会议还没有开始，开过以后再登记纪要。"), code="meeting-not-yet")


@MEETINGS.command(
    log=Log("proposals.meeting-recorded", _("登记会议纪要"), _("登记会议纪要，说明提案%(n)s件")),
    event=MeetingRecorded,
    done=_("纪要已登记。"),
    conditions=(_not_begun,),
)
def record_meeting(
    *,
    meeting: Meeting,
    came: Annotated[Sequence[int], PickMany(_("到会单位"), options=_invited, missing=_("请勾选到会的单位。"))],
    present: Annotated[str, LongText(_("到会人员"), limit=1000, rows=2)] = "",
    summary: Annotated[str, LongText(_("会议小结"), limit=5000, rows=3)] = "",
    lines: Annotated[
        Sequence[Said],
        Rows(_("逐件说明"), row=Said, most=MOST_PROPOSALS, missing=_("请至少登记一件提案的说明。")),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Meeting] = RUNNING,
) -> Meeting:
    """Record the minutes: which units came, who was there, what was said for each proposal, by whom, what comes next.

    May be done again to mend the minutes. Proposals that came up besides the agenda are added. Raises Refused: not of the
    committee, called off, before it began, no unit came, nothing was said. proposal-rules:16.
    """
    there = set(meeting.units.values_list("body_id", flat=True))
    said = [line for line in lines if line.said]
    wrong: dict[str, list[Words]] = {}
    if not set(came) & there:
        wrong["came"] = [_("请勾选到会的单位。")]
    if not said:
        wrong["lines"] = [_("请至少登记一件提案的说明。")]
    if any(not line.by for line in said):
        wrong["lines"] = [_("写了说明的，请同时写明由谁说明。")]
    if wrong:
        raise Malformed(fields=wrong)
    proposals = {p.matter.number: p for p in _proposals(meeting.session, [line.number for line in lines])}
    meeting.units.update(came=False)
    meeting.units.filter(body_id__in=list(came)).update(came=True)
    for line in lines:
        Discussion.objects.update_or_create(
            meeting=meeting,
            proposal=proposals[line.number],
            defaults={"said": line.said, "by": line.by, "next_step": line.next_step},
        )
    again = meeting.state == HELD
    step.move(held_at=at, present=present, summary=summary, recorded_by=actor.title or actor.name)
    step.record(n=len(said))
    if again:
        step.unchanged()  # who was told is not told again
    return meeting


@MEETINGS.command(done=_("附件已上传。"))
def attach_minutes(
    *,
    meeting: Meeting,
    uploads: Annotated[Uploads, Files(_("附件"), _("签字的纪要、现场照片等，每个不超过20 MB。涉密内容不得上传。"))],
    actor: Actor,
    at: dt.datetime,
) -> Meeting:
    """Keep the signed minutes and other papers with the meeting, once it is held. All or none. proposal-rules:16.

    Raises Refused: not of the committee, not held yet, or a file is refused (kind by content, size, number).
    """
    files.store_all(owner_kind=MEETING, owner_id=meeting.pk, uploads=uploads, actor=actor, at=at)
    return meeting


@MEETINGS.command(
    log=Log("proposals.meeting-called-off", _("取消会议"), _("取消会议：%(reason)s")),
    event=MeetingCalledOff,
    done=_("会议已取消，已通知有关的人。"),
)
def call_off_meeting(
    *,
    meeting: Meeting,
    reason: Annotated[str, LongText(_("取消的原因"), limit=200, rows=2, missing=_("请写明取消的原因。"))],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Meeting] = RUNNING,
) -> Meeting:
    """The meeting is not held; everybody who was invited is told why. Raises Refused: no right, held already, no reason."""
    return step.move(reason=reason)
