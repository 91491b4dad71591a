"""What happens in a congress: frozen facts, past tense. ``reactions`` says who reacts."""

import dataclasses

from gongjian.kernel.events import DomainEvent, event


@dataclasses.dataclass(frozen=True, kw_only=True)
class ProposalEvent(DomainEvent):
    """The common part: which proposal."""

    matter_id: int
    number: str
    title: str


@event("proposals.co-signers-invited")
class CoSignersInvited(ProposalEvent):
    """The proposer has named joint proposers, who are asked to sign."""

    person_ids: tuple[int, ...]


@event("proposals.seconds-invited")
class SecondsInvited(ProposalEvent):
    """The delegates of the session may second it now."""


@event("proposals.revised")
class ProposalRevised(ProposalEvent):
    """The text was changed while others had signed or seconded it already."""


@event("proposals.seconded")
class ProposalSeconded(ProposalEvent):
    seconds: int
    enough: bool  # the threshold is reached by this one


@event("proposals.submitted")
class ProposalSubmitted(ProposalEvent):
    """It waits for the first check: sent by its proposer, or brought in from a contest."""


@event("proposals.accepted")
class ProposalAccepted(ProposalEvent):
    pass


@event("proposals.declined")
class ProposalDeclined(ProposalEvent):
    reason: str


@event("proposals.turned-into-appeal")
class ProposalTurnedIntoAppeal(ProposalEvent):
    reason: str


@event("proposals.postponed")
class PromisePostponed(ProposalEvent):
    due_after: str


@event("proposals.imported")
class ProposalsImported(DomainEvent):
    """A file of texts became proposals of one session; ``first`` and ``last`` are their numbers."""

    session_id: int
    session: str
    host_id: int
    count: int
    first: str
    last: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class MeetingEvent(DomainEvent):
    """The common part: which meeting."""

    meeting_id: int
    title: str


@event("proposals.meeting-planned")
class MeetingPlanned(MeetingEvent):
    pass


@event("proposals.meeting-recorded")
class MeetingRecorded(MeetingEvent):
    pass


@event("proposals.meeting-called-off")
class MeetingCalledOff(MeetingEvent):
    reason: str
