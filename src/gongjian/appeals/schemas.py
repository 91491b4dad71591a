"""What the API of appeals takes and gives. Names as in the verbs; days are ISO dates at the school, moments ISO with offset."""

import datetime as dt
from typing import Any, Literal

from ninja import Field, Schema

ID = Field(ge=1, le=2**62)
Nature = Literal["question", "complaint", "request", "suggestion"]


class BodyOut(Schema):
    id: int
    name: str


class RaiseIn(Schema):
    title: str = Field("", max_length=200)
    text: str = Field(max_length=20_000)
    nature: Nature
    category: str = Field("other", max_length=10)
    place: str = Field("", max_length=120)
    anonymous: bool = False
    publish: bool = False
    board_id: int | None = Field(None, ge=1, le=2**62)


class EnterIn(Schema):
    title: str = Field("", max_length=200)
    text: str = Field(max_length=20_000)
    nature: Nature
    channel: Literal["counter", "phone", "wechat", "qq", "paper"]
    category: str = Field("other", max_length=10)
    place: str = Field("", max_length=120)
    person_number: str = Field("", max_length=40, description="学号或工号；没有账号的留空，会得到跟踪密钥")
    on_behalf_of: str = Field("", max_length=120)
    publish: bool = False


class RaisedOut(Schema):
    """``key`` is shown this once: who has no account follows by it."""

    number: str
    receipt: str
    key: str
    dangers: list[str] = Field(description="内容涉及的紧急情况：safety 人身安全，health 突发疾病和心理危机")
    again: bool


class SimilarOut(Schema):
    number: str
    title: str
    score: float
    state_label: str
    unit: str
    snippet: str
    joinable: bool


class RouteOut(Schema):
    by: str
    why: str
    unit: BodyOut | None
    category: str
    confidence: float | None
    because: list[int]


class AppealOut(Schema):
    """What is peculiar to an appeal; the rest of the matter stands beside it."""

    number: str
    title: str
    text: str
    category: str
    place: str
    state: str
    state_label: str
    light: str
    origin: BodyOut
    holder: BodyOut
    lead: BodyOut | None
    anonymous: bool
    public: bool
    nature: str
    channel: str
    answer_class: str
    routed_by: str
    routed_why: str
    forced: bool
    excluded: bool
    raised_at: dt.datetime
    due_at: dt.datetime | None
    ended_at: dt.datetime | None
    round: int
    version: int
    voices: int
    possible: list[str]


class RowOut(Schema):
    """One appeal in a list."""

    number: str
    title: str
    category: str
    state: str
    origin: BodyOut
    holder: BodyOut
    lead: BodyOut | None
    public: bool
    raised_at: dt.datetime
    due_at: dt.datetime | None
    ended_at: dt.datetime | None


class PageOut(Schema):
    """A page; ``after`` and ``before`` go into the next request as they are ("" = no more)."""

    rows: list[RowOut]
    after: str
    before: str


class RatesOut(Schema):
    """Counts, and rates (null below the fewest that are shown)."""

    valid: int
    contacted: int
    solved: int
    satisfied: int
    mostly: int
    silent: int
    excluded: int
    response: float | None
    solution: float | None
    satisfaction: float | None
    composite: float | None


class VerbIn(Schema):
    """The body of every verb. ``seen`` is the version that was read; if it is old, the answer is 409."""

    seen: int | None = Field(None, ge=0, le=2_000_000_000)

    def arguments(self) -> dict[str, Any]:
        """Arguments of the operation besides matter, actor, at."""
        return self.dict()


class AcceptIn(VerbIn):
    category: str = Field(max_length=10)
    answer_class: Literal["simple", "general", "complex"]
    nature: str = Field("", max_length=10)


class DeclineIn(VerbIn):
    reason: str = Field(max_length=200)
    words: str = Field(max_length=5000)


class AssignIn(VerbIn):
    lead_id: int = ID
    words: str = Field("", max_length=5000)
    why: str = Field("", max_length=2000)
    co_unit_ids: list[int] = Field(default_factory=list, max_length=20)

    def arguments(self) -> dict[str, Any]:
        return self.dict() | {"co_unit_ids": tuple(self.co_unit_ids)}


class ReassignIn(VerbIn):
    lead_id: int = ID
    reason: str = Field(max_length=5000)
    words: str = Field("", max_length=5000)


class ReasonIn(VerbIn):
    reason: str = Field(max_length=5000)


class CoUnitIn(VerbIn):
    unit_id: int = ID
    words: str = Field(max_length=5000)


class ReplyIn(VerbIn):
    text: str = Field(max_length=20_000)
    confirmed: bool = False


class VerdictIn(VerbIn):
    solved: bool
    satisfied: Literal["yes", "mostly", "no"]
    contacted: bool | None = None
    words: str = Field("", max_length=5000)


class JoinIn(Schema):
    words: str = Field("", max_length=1000)
    anonymous: bool = False

    def arguments(self) -> dict[str, Any]:
        return self.dict()


class WordsIn(VerbIn):
    words: str = Field("", max_length=5000)


# One line for each own verb: what its body looks like.
VERBS: dict[str, type[Schema]] = {
    "accept": AcceptIn,
    "decline": DeclineIn,
    "assign": AssignIn,
    "reassign": ReassignIn,
    "hand_back": ReasonIn,
    "add_co_unit": CoUnitIn,
    "answer": ReplyIn,
    "submit_reply": ReplyIn,
    "give_verdict": VerdictIn,
    "join": JoinIn,
    "ask_exclusion": ReasonIn,
    "approve_exclusion": WordsIn,
    "refuse_exclusion": ReasonIn,
}
