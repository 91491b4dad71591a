"""What the API takes and says about pairs, offers and matches."""

import datetime as dt
from typing import Any

from ninja import Field, Schema

from .matching import Candidate, Choice, Need, Proposal
from .models import Pair
from .presentation import why, why_none


class MemberOut(Schema):
    """One side with its signature."""

    body_id: int
    name: str
    part: str
    brings: str
    signed_by: str
    signed_on: dt.date | None


class ActivityOut(Schema):
    """One activity."""

    id: int
    title: str
    day: dt.date
    place: str
    host_id: int | None
    held_on: dt.date | None
    present: int | None
    note: str
    called_off: str


class OutcomeOut(Schema):
    """One outcome."""

    text: str
    served: int | None
    figures: str
    at: dt.datetime


class PairOut(Schema):
    """A pair in a list."""

    id: int
    number: str
    title: str
    kind: str
    state: str
    since: dt.date
    until: dt.date
    version: int
    members: list[MemberOut]

    @staticmethod
    def resolve_members(pair: Pair) -> list[dict[str, Any]]:
        """Sides with signatures, initiator first."""
        found = []
        for m in pair.members.all():
            signature = next((s for s in m.signatures.all() if s.void_at is None), None)
            found.append(
                {
                    "body_id": m.body_id,
                    "name": m.body.name,
                    "part": m.part,
                    "brings": m.brings,
                    "signed_by": signature.name if signature else "",
                    "signed_on": signature.signed_on if signature else None,
                }
            )
        return found


class PairDetailOut(PairOut):
    """A pair with everything on its page."""

    goals: str
    problems: str
    end_note: str
    given_back: str
    began_at: dt.datetime | None
    ended_at: dt.datetime | None
    activities: list[ActivityOut]
    outcomes: list[OutcomeOut]

    @staticmethod
    def resolve_activities(pair: Pair) -> list[dict[str, Any]]:
        """By date."""
        fields = ("id", "title", "day", "place", "held_on", "present", "note", "called_off")
        rows = pair.activities.select_related("host").order_by("day", "id")
        return [{**{f: getattr(a, f) for f in fields}, "host_id": a.host.body_id if a.host else None} for a in rows]

    @staticmethod
    def resolve_outcomes(pair: Pair) -> list[Any]:
        """Latest first."""
        return list(pair.outcomes.order_by("-at", "-id"))


class PageOfPairs(Schema):
    """One page, newest first; ``after`` and ``before`` are keys of the neighbouring pages ("" = none)."""

    rows: list[PairOut]
    after: str
    before: str


class OfferOut(Schema):
    """An offer."""

    id: int
    body_id: int
    title: str
    words: str
    text: str
    capacity: int
    place: str
    since: dt.date
    until: dt.date | None
    version: int


class PageOfOffers(Schema):
    """One page of offers one may change."""

    rows: list[OfferOut]
    after: str
    before: str


class MatchIn(Schema):
    """Needs as lines, of this body if any; without lines the needs waiting in the system are matched."""

    lines: list[str] = Field(default_factory=list, max_length=50)
    body_id: int | None = None


class CandidateOut(Schema):
    """An offer judged for a need: points of 1000 and the sentence."""

    offer_id: int
    body_id: int
    name: str
    kind: str
    score: int
    sentence: str

    @classmethod
    def of(cls, candidate: Candidate | None) -> "CandidateOut | None":
        """The candidate in words."""
        if candidate is None:
            return None
        o = candidate.offer
        return cls(
            offer_id=int(o.key),
            body_id=o.body_id,
            name=o.name,
            kind=candidate.kind,
            score=candidate.score,
            sentence=why(candidate),
        )


class ChoiceOut(Schema):
    """The proposal for one need."""

    key: str
    title: str
    body_id: int | None
    chosen: CandidateOut | None
    next_best: CandidateOut | None
    difference: int | None
    why_none: str

    @classmethod
    def of(cls, choice: Choice) -> "ChoiceOut":
        """The choice in words."""
        need: Need = choice.need
        return cls(
            key=need.key,
            title=need.title,
            body_id=need.body_id,
            chosen=CandidateOut.of(choice.chosen),
            next_best=CandidateOut.of(choice.next_best),
            difference=choice.difference,
            why_none=why_none(choice),
        )


class ProposalOut(Schema):
    """The best assignment; nothing has been decided by it."""

    choices: list[ChoiceOut]
    matched: int
    total: int

    @classmethod
    def of(cls, proposal: Proposal) -> "ProposalOut":
        """The proposal in words."""
        choices = [ChoiceOut.of(c) for c in proposal.choices]
        return cls(choices=choices, matched=proposal.matched, total=proposal.total)
