"""What happens to matters: frozen facts, past tense. ``reactions`` says who reacts."""

import dataclasses

from gongjian.kernel.events import DomainEvent, event


@dataclasses.dataclass(frozen=True, kw_only=True)
class MatterEvent(DomainEvent):
    """The common part: which matter. Anonymous raisers never appear (``actor_person_id`` stays empty)."""

    matter_id: int
    number: str
    title: str


@event("matters.assigned")
class MatterAssigned(MatterEvent):
    lead_id: int


@event("matters.taken")
class MatterTaken(MatterEvent):
    pass


@event("matters.handed-back")
class MatterHandedBack(MatterEvent):
    reason: str


@event("matters.replied")
class MatterReplied(MatterEvent):
    pass


@event("matters.raiser-asked")
class RaiserAsked(MatterEvent):
    pass


@event("matters.supplied")
class MatterSupplied(MatterEvent):
    pass


@event("matters.verdict-given")
class VerdictGiven(MatterEvent):
    solved: bool
    presumed: bool = False


@event("matters.parking-asked")
class ParkingAsked(MatterEvent):
    pass


@event("matters.parking-settled")
class ParkingSettled(MatterEvent):
    agreed: bool


@event("matters.resumed")
class MatterResumed(MatterEvent):
    pass


@event("matters.withdrawn")
class MatterWithdrawn(MatterEvent):
    pass


@event("matters.urged")
class MatterUrged(MatterEvent):
    words: str
    supervising: bool = False


@event("matters.released")
class MatterReleased(MatterEvent):
    why: str


@event("matters.inherited")
class MatterInherited(MatterEvent):
    to_id: int


@event("matters.opening-asked")
class OpeningAsked(MatterEvent):
    pass


@event("matters.opened")
class MatterOpened(MatterEvent):
    pass


@event("matters.ran-late")
class MatterRanLate(MatterEvent):
    days_over: int
    tell: tuple[str, ...]


@event("matters.raiser-reminded")
class RaiserReminded(MatterEvent):
    """The days to judge or to supply are nearly over; who has not done so is told once."""

    until: str


@event("matters.reply-submitted")
class ReplySubmitted(MatterEvent):
    """A reply waits for the signature of the unit's head."""


@event("matters.reply-returned")
class ReplyReturned(MatterEvent):
    reason: str


@event("matters.answered")
class MatterAnswered(MatterEvent):
    """The official answer was given; everybody with a voice is asked for a verdict."""


@event("matters.voice-added")
class VoiceAdded(MatterEvent):
    part: str  # "joined" · "second" · "joint"


@event("matters.bundled")
class MatterBundled(MatterEvent):
    main_id: int
    main_number: str


@event("matters.unbundled")
class MatterUnbundled(MatterEvent):
    reason: str


@event("matters.closed")
class MatterClosed(MatterEvent):
    """The round of verdicts is over: the matter has ended, or its promise is tracked (state "promised")."""

    state: str
