"""What has happened to a pair. Frozen facts; ``reactions`` says who reacts."""

from gongjian.kernel.events import DomainEvent, event


@event("pairing.proposed")
class PairProposed(DomainEvent):
    """A plan was drawn up by its initiator."""

    pair_id: int
    number: str
    initiator_id: int


@event("pairing.sent-for-signing")
class PairSentForSigning(DomainEvent):
    """The plan is final and waits for the signatures of all members."""

    pair_id: int
    number: str


@event("pairing.signed")
class PairSigned(DomainEvent):
    """One member has signed. ``waiting`` is how many have still to sign."""

    pair_id: int
    number: str
    body_id: int
    waiting: int


@event("pairing.handed-back")
class PairHandedBack(DomainEvent):
    """A member did not sign but gave the plan back with a reason."""

    pair_id: int
    number: str
    body_id: int
    reason: str


@event("pairing.began")
class PairBegan(DomainEvent):
    """All members have signed: the pair is active."""

    pair_id: int
    number: str
    body_ids: tuple[int, ...]


@event("pairing.concluded")
class PairConcluded(DomainEvent):
    """The pair has ended with outcomes. Problems still open in it need another owner."""

    pair_id: int
    number: str
    body_ids: tuple[int, ...]


@event("pairing.dissolved")
class PairDissolved(DomainEvent):
    """The pair was given up with a reason. Problems still open in it need another owner.

    ``was_active`` tells whether it had begun.
    """

    pair_id: int
    number: str
    body_ids: tuple[int, ...]
    reason: str
    was_active: bool
