"""What the API takes and gives. Names as in the verbs; days are ISO dates at the school, moments ISO with offset."""

import datetime as dt
from typing import Any, Literal

from ninja import Field, Schema

from . import operations

Id = Field(ge=1, le=2**62)


class SessionOut(Schema):
    """One congress."""

    id: int
    name: str
    opens_on: dt.date
    closes_on: dt.date
    concluded_on: dt.date | None


class CountsOut(Schema):
    submitted: int
    accepted: int
    handed_over: int
    answered: int
    solved: int
    in_hand: int
    declined: int
    turned: int
    promised: int


class LineOut(Schema):
    """The figures of one unit or category."""

    name: str
    counts: CountsOut


class ReportOut(Schema):
    """The yearly report; ``definitions`` say what each number counts."""

    session: str
    total: CountsOut
    units: list[LineOut]
    categories: list[LineOut]
    meetings: int
    discussed: int
    definitions: dict[str, str]


class ProposalOut(Schema):
    """One proposal with its parts; its life is at ``/matters/{number}``."""

    number: str
    title: str
    category: str
    state: str
    session: str
    background: str
    research: str
    analysis: str
    advice: str
    joint: list[str]
    seconds: list[str]
    version: int
    possible: list[str] = Field(description="此刻可以进行的操作")


class PartsIn(Schema):
    title: str = Field(max_length=120)
    category: str = Field(max_length=10)
    background: str = Field(max_length=5000)
    research: str = Field("", max_length=5000)
    analysis: str = Field("", max_length=5000)
    advice: str = Field("", max_length=5000)
    co_signers: list[int] = Field(default_factory=list, max_length=10)
    publish: bool = True


class DraftIn(PartsIn):
    session_id: int = Id


class VerbIn(Schema):
    """The base of every verb's body: ``seen`` is the version the caller saw; a newer one is answered with 409."""

    seen: int | None = Field(None, ge=0, le=2_000_000_000)


class ReviseIn(PartsIn, VerbIn):
    pass


class NothingIn(Schema):
    pass


class WordsIn(Schema):
    words: str = Field("", max_length=500)


class AcceptIn(VerbIn):
    category: str = Field("", max_length=10)
    words: str = Field("", max_length=1000)


class DeclineIn(VerbIn):
    reason: str = Field(max_length=200)
    words: str = Field(max_length=2000)


class ReasonIn(VerbIn):
    reason: str = Field(max_length=2000)


class OriginalIn(VerbIn):
    original: str = Field(max_length=40)


class AssignIn(VerbIn):
    lead_id: int = Id
    co_unit_ids: list[int] = Field(default_factory=list, max_length=20)
    words: str = Field("", max_length=1000)


class ReplyIn(VerbIn):
    grade: Literal["A", "B", "C"]
    text: str = Field(max_length=20000)
    promise_on: dt.date | None = None
    promise_by: str = Field("", max_length=60)


class FulfilIn(VerbIn):
    grade: Literal["A", "C"] = "A"
    text: str = Field(max_length=20000)


class PostponeIn(VerbIn):
    promise_on: dt.date
    reason: str = Field(max_length=1000)


class HandOverLineIn(Schema):
    number: str = Field(max_length=40)
    lead_id: int = Id
    co_unit_ids: list[int] = Field(default_factory=list, max_length=20)
    words: str = Field("", max_length=500)

    def line(self) -> operations.HandOver:
        return operations.HandOver(
            number=self.number, lead_id=self.lead_id, co_unit_ids=tuple(self.co_unit_ids), words=self.words
        )


class HandOverIn(Schema):
    rows: list[HandOverLineIn] = Field(max_length=300)


class HandedOut(Schema):
    handed_over: int


# One line for each verb of the life that is this app's: what its body looks like.
VERBS: dict[str, type[Schema]] = {
    "revise_proposal": ReviseIn,
    "co_sign": NothingIn,
    "invite_seconds": VerbIn,
    "second": WordsIn,
    "take_back_second": NothingIn,
    "submit": VerbIn,
    "accept": AcceptIn,
    "decline": DeclineIn,
    "turn_into_appeal": ReasonIn,
    "bundle": OriginalIn,
    "assign": AssignIn,
    "submit_reply": ReplyIn,
    "fulfil": FulfilIn,
    "postpone": PostponeIn,
}


def rows_of(pairs: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Lines of the report as the schema wants them."""
    return [{"name": name, "counts": counts} for name, counts in pairs]
