"""Reading meetings."""

from collections.abc import Sequence

from django.db.models import Prefetch

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import NotFound
from gongjian.matters import queries as matters

from ..models import CongressSession, Discussion, Meeting, MeetingUnit, Proposal
from ..permissions import is_delegate, may_report, runs

NOT_YET = ("draft", "seconding", "withdrawn")
WITH_ROWS = (
    Prefetch("units", queryset=MeetingUnit.objects.select_related("body").order_by("id")),
    Prefetch(
        "discussions",
        queryset=Discussion.objects.select_related("proposal__matter__lead", "proposal__matter__holder").order_by("id"),
    ),
)


def meeting_rows(session: CongressSession) -> Sequence[Meeting]:
    """The meetings of a session with units and proposals, the latest first. Three queries."""
    return list(session.meetings.prefetch_related(*WITH_ROWS).order_by("-starts_at", "-id")[:100])


def get_meeting(actor: Actor, pk: int) -> Meeting:
    """A meeting with its agenda: for the committee, delegates, leaders, and the units that are invited.

    Raises NotFound for absent and forbidden alike.
    """
    meeting = Meeting.objects.select_related("session__host").prefetch_related(*WITH_ROWS).filter(pk=pk).first()
    if meeting is None:
        raise NotFound()
    if runs(actor, meeting.session) or may_report(actor, meeting.session) or is_delegate(actor, meeting.session):
        return meeting
    if any(actor.can("matters.read", row.body.path) for row in meeting.units.all()):
        return meeting
    raise NotFound()


def reads_meeting(actor: Actor, pk: int) -> bool:
    """May this actor read the meeting and its papers? For downloads."""
    try:
        get_meeting(actor, pk)
    except NotFound:
        return False
    return True


def meetings_of(matter_id: int) -> list[Discussion]:
    """What was said for one proposal, meeting by meeting, the latest first."""
    rows = Discussion.objects.filter(proposal_id=matter_id).select_related("meeting")
    return list(rows.order_by("-meeting__starts_at", "-id"))


def agenda_choices(session: CongressSession) -> list[tuple[str, str]]:
    """The proposals of a session that may come up at a meeting: (number, "number title · state")."""
    rows = Proposal.objects.filter(session=session).exclude(matter__state__in=NOT_YET).select_related("matter")
    return [
        (p.matter.number, f"{p.matter.number} {p.matter.title} · {matters.chip(p.matter).words}")
        for p in rows.order_by("-pk")[:2000]
    ]
