"""Who is told what in a congress. The shared happenings (assigned, answered …) are told by ``matters``."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.events import DomainEvent
from gongjian.kernel.refused import Words
from gongjian.notify import operations as notify
from gongjian.org import queries as org

from . import events
from .models import Meeting, Proposal
from .queries import proposal_of

Finder = Callable[[Proposal, Any], Iterable[int]]


def raiser(proposal: Proposal, event: Any) -> list[int]:
    """The proposer."""
    return [proposal.matter.raiser_id] if proposal.matter.raiser_id else []


def voices(proposal: Proposal, event: Any) -> list[int]:
    """Proposer, joint proposers, seconders."""
    return [pk for pk in proposal.matter.voices.values_list("person_id", flat=True) if pk is not None]


def supporters(proposal: Proposal, event: Any) -> list[int]:
    """Joint proposers and seconders."""
    rows = proposal.matter.voices.exclude(part="raiser")
    return [pk for pk in rows.values_list("person_id", flat=True) if pk is not None]


def invited(proposal: Proposal, event: Any) -> list[int]:
    """Who is asked to sign jointly."""
    return list(event.person_ids)


def delegates(proposal: Proposal, event: Any) -> list[int]:
    """All delegates of the session."""
    return list(proposal.session.delegates.filter(until__isnull=True).values_list("person_id", flat=True))


def committee(proposal: Proposal, event: Any) -> list[int]:
    """Who receives at the host of the session."""
    return org.holders_of_capability("matters.receive", proposal.session.host.path, event.at)


NOTICES: dict[type[events.ProposalEvent], tuple[tuple[Finder, Words, bool], ...]] = {
    events.CoSignersInvited: ((invited, _("请您作为联名人签署%(number)s《%(title)s》。"), True),),
    events.SecondsInvited: ((delegates, _("%(number)s《%(title)s》征集附议，赞成的请附议。"), False),),
    events.ProposalRevised: ((supporters, _("您联名或附议的%(number)s《%(title)s》有修改，请查看。"), False),),
    events.ProposalSubmitted: ((committee, _("%(number)s《%(title)s》已提交，请审查。"), False),),
    events.ProposalAccepted: ((voices, _("您提出、联名或附议的%(number)s《%(title)s》已经立案。"), False),),
    events.ProposalDeclined: ((voices, _("您提出、联名或附议的%(number)s《%(title)s》不予立案：%(reason)s"), False),),
    events.ProposalTurnedIntoAppeal: (
        (voices, _("您提出、联名或附议的%(number)s《%(title)s》转为诉求办理：%(reason)s"), False),
    ),
    events.PromisePostponed: ((voices, _("%(number)s《%(title)s》的承诺日期改为%(due_after)s，请查看理由。"), False),),
}


def tell(event: events.ProposalEvent) -> int:
    """Send this event's notices. Gives how many messages were written. Called by the table of reactions."""
    proposal = proposal_of(event.matter_id)
    return sum(
        _send(event, find(proposal, event), words, event.number, urgent) for find, words, urgent in NOTICES[type(event)]
    )


def tell_of_second(event: events.ProposalSeconded) -> int:
    """The proposer learns when there are enough seconds to submit."""
    if not event.enough:
        return 0
    words = _("%(number)s《%(title)s》已有%(seconds)s名代表附议，可以提交了。")
    return _send(event, raiser(proposal_of(event.matter_id), event), words, event.number, True)


def _send(event: DomainEvent, people: Iterable[int], words: Words, number: str, urgent: bool) -> int:
    with translation.override("zh-hans"):
        text = str(words) % event.payload()
    return notify.send(
        to=sorted({pk for pk in people if pk != event.actor_person_id}),
        kind=event.kind,
        text=text,
        url=reverse("matters:item", args=[number]),
        at=event.at,
        actor=None,
        urgent=urgent,
    )


def tell_imported(event: events.ProposalsImported) -> int:
    """The committee learns, in one message, that a file of proposals has come to it."""
    with translation.override("zh-hans"):
        text = str(_("%(session)s导入了%(count)s件提案（%(first)s 至 %(last)s），请审查。")) % event.payload()
    host = org.path_of(event.host_id)
    people = set(org.holders_of_capability("matters.receive", host, event.at)) - {event.actor_person_id}
    return notify.send(
        to=sorted(pk for pk in people if pk is not None),
        kind=event.kind,
        text=text,
        url=reverse("proposals:check"),
        at=event.at,
        actor=None,
    )


MEETING_WORDS: dict[type[events.MeetingEvent], tuple[Words, bool]] = {
    events.MeetingPlanned: (_("请参加面对面会议“%(title)s”，时间地点和提案见通知。"), True),
    events.MeetingRecorded: (_("面对面会议“%(title)s”的纪要已登记。"), False),
    events.MeetingCalledOff: (_("面对面会议“%(title)s”取消：%(reason)s"), True),
}


def tell_of_meeting(event: events.MeetingEvent) -> int:
    """Everybody at the table: heads and handlers of the units, proposers and seconders of the proposals on the agenda."""
    words, urgent = MEETING_WORDS[type(event)]
    meeting = Meeting.objects.get(pk=event.meeting_id)
    bodies = list(meeting.units.values_list("body_id", flat=True))
    people = set(org.holders_of_post(bodies, ("head", "handler"), event.at))
    rows = Proposal.objects.filter(discussions__meeting=meeting)
    people |= {pk for pk in rows.values_list("matter__voices__person_id", flat=True) if pk is not None}
    with translation.override("zh-hans"):
        text = str(words) % event.payload()
    return notify.send(
        to=sorted(people - {event.actor_person_id or 0}),
        kind=event.kind,
        text=text,
        url=reverse("proposals:meeting", args=[event.meeting_id]),
        at=event.at,
        actor=None,
        urgent=urgent,
    )
