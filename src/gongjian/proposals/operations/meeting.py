"""职能部门面对面: planned, held with what was said for each proposal, or called off."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.files import operations as files
from gongjian.kernel.actor import Actor
from gongjian.kernel.outbox import announce
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow, Words
from gongjian.org import queries as org

from ..events import MeetingCalledOff, MeetingPlanned, MeetingRecorded
from ..models import CongressSession, Discussion, Meeting, MeetingUnit, Proposal
from ..permissions import runs
from .recording import MEETING, note

ARTICLE = "proposal-rules:16"
TOO_EARLY = ("draft", "seconding", "withdrawn")  # nobody discusses these at a table


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said for one proposal of the agenda."""

    number: str
    said: str = ""
    by: str = ""
    next_step: str = ""


def _proposals(session: CongressSession, numbers: Sequence[str]) -> list[Proposal]:
    wanted = list(dict.fromkeys(n.strip() for n in numbers if n.strip()))
    rows = Proposal.objects.filter(session=session, matter__number__in=wanted).exclude(matter__state__in=TOO_EARLY)
    found = {p.matter.number: p for p in rows.select_related("matter")}
    missing = [n for n in wanted if n not in found]
    if missing:
        raise Malformed.at(
            "numbers", _("本届没有编号为%(numbers)s的已提交提案。") % {"numbers": "、".join(missing)[:200]}
        )
    return [found[n] for n in wanted]


def _facts(meeting: Meeting, actor: Actor, at: dt.datetime) -> dict[str, object]:
    return {"meeting_id": meeting.pk, "title": meeting.title, "at": at, "actor_person_id": actor.person_id}


@transaction.atomic
def plan_meeting(
    *,
    session: CongressSession,
    title: str,
    starts_at: dt.datetime,
    place: str,
    unit_ids: Sequence[int],
    numbers: Sequence[str],
    actor: Actor,
    at: dt.datetime,
) -> Meeting:
    """Plan a meeting of proposers and units on these proposals (by number); all of them are told. proposal-rules:16.

    Raises Refused: not of the committee, no title, place, unit or proposal, or one that is not submitted.
    """
    permit(runs, actor, session)
    wrong: dict[str, list[Words]] = {}
    if not title.strip():
        wrong["title"] = [_("请写明会议名称。")]
    if not place.strip():
        wrong["place"] = [_("请写明地点。")]
    units = org.body_rows(unit_ids)
    if not unit_ids or any(pk not in units or units[pk].sort != "unit" for pk in unit_ids):
        wrong["unit_ids"] = [_("请选择到会的职能部门。")]
    if not [n for n in numbers if n.strip()]:
        wrong["numbers"] = [_("请选择要当面办理的提案。")]
    if wrong:
        raise Malformed(fields=wrong)
    proposals = _proposals(session, numbers)
    meeting = Meeting.objects.create(
        session=session, title=title.strip()[:120], starts_at=starts_at, place=place.strip()[:120]
    )
    MeetingUnit.objects.bulk_create([MeetingUnit(meeting=meeting, body_id=pk) for pk in dict.fromkeys(unit_ids)])
    Discussion.objects.bulk_create([Discussion(meeting=meeting, proposal=p) for p in proposals])
    details = {"when": starts_at.isoformat(), "place": meeting.place, "n": len(proposals)}
    note("proposals.meeting-planned", MEETING, meeting, actor, at, ARTICLE, details)
    announce(MeetingPlanned(**_facts(meeting, actor, at)))  # type: ignore[arg-type]
    return meeting


@transaction.atomic
def record_meeting(
    *,
    meeting: Meeting,
    came: Sequence[int],
    present: str,
    summary: str,
    lines: Sequence[Said],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
) -> Meeting:
    """Record the minutes: which units came, who was there, what was said for each proposal, by whom, what comes next.

    May be done again to mend the minutes. Proposals that came up besides the agenda are added. Raises Refused: not of the
    committee, called off, before it began, no unit came, nothing was said. proposal-rules:16.
    """
    permit(runs, actor, meeting.session)
    if meeting.state == "called-off":
        raise NotNow(_("会议已经取消，没有纪要。"), code="meeting-called-off")
    if at < meeting.starts_at:
        raise NotNow(_("会议还没有开始，开过以后再登记纪要。"), code="meeting-not-yet")
    there = set(meeting.units.values_list("body_id", flat=True))
    said = [line for line in lines if line.said.strip()]
    wrong: dict[str, list[Words]] = {}
    if not set(came) & there:
        wrong["came"] = [_("请勾选到会的单位。")]
    if not said:
        wrong["lines"] = [_("请至少登记一件提案的说明。")]
    if any(not line.by.strip() for line in said):
        wrong["lines"] = [_("写了说明的，请同时写明由谁说明。")]
    if wrong:
        raise Malformed(fields=wrong)
    proposals = {p.matter.number: p for p in _proposals(meeting.session, [line.number for line in lines])}
    meeting.units.update(came=False)
    meeting.units.filter(body_id__in=list(came)).update(came=True)
    for line in lines:
        Discussion.objects.update_or_create(
            meeting=meeting,
            proposal=proposals[line.number.strip()],
            defaults={
                "said": line.said.strip(),
                "by": line.by.strip()[:120],
                "next_step": line.next_step.strip()[:300],
            },
        )
    again = meeting.state == "held"
    meeting.change(
        seen=seen,
        state="held",
        held_at=at,
        present=present.strip()[:1000],
        summary=summary.strip(),
        recorded_by=actor.title or actor.name,
    )
    note("proposals.meeting-recorded", MEETING, meeting, actor, at, ARTICLE, {"n": len(said)})
    if not again:
        announce(MeetingRecorded(**_facts(meeting, actor, at)))  # type: ignore[arg-type]
    return meeting


@transaction.atomic
def attach_minutes(*, meeting: Meeting, uploads: Iterable[Any], actor: Actor, at: dt.datetime) -> Meeting:
    """Keep the signed minutes and other papers with the meeting, once it is held. All or none. proposal-rules:16.

    Raises Refused: not of the committee, not held yet, or a file is refused (kind by content, size, number).
    """
    permit(runs, actor, meeting.session)
    if meeting.state != "held":
        raise NotNow(_("登记纪要以后，再上传签字的纪要。"), code="meeting-not-held")
    files.store_all(owner_kind=MEETING, owner_id=meeting.pk, uploads=uploads, actor=actor, at=at)
    return meeting


@transaction.atomic
def call_off_meeting(
    *, meeting: Meeting, reason: str, actor: Actor, at: dt.datetime, seen: int | None = None
) -> Meeting:
    """The meeting is not held; everybody who was invited is told why. Raises Refused: no right, held already, no reason."""
    permit(runs, actor, meeting.session)
    if meeting.state != "planned":
        raise NotNow(_("会议已经召开或取消，不能再取消。"), code="meeting-settled")
    if not reason.strip():
        raise Malformed.at("reason", _("请写明取消的原因。"))
    meeting.change(seen=seen, state="called-off", reason=reason.strip()[:200])
    note("proposals.meeting-called-off", MEETING, meeting, actor, at, ARTICLE, {"reason": reason.strip()})
    announce(MeetingCalledOff(**_facts(meeting, actor, at), reason=reason.strip()))  # type: ignore[arg-type]
    return meeting
