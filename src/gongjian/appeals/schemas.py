"""What the API of appeals takes and gives. Names as in the verbs; days are ISO dates at the school, moments ISO with offset."""

import datetime as dt

from ninja import Field, Schema


class BodyOut(Schema):
    id: int
    name: str


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


class OwnOut(Schema):
    """The columns of the appeal's own table that are given."""

    nature: str
    channel: str
    answer_class: str
    routed_by: str
    routed_why: str
    forced: bool
    excluded: bool


class AppealOut(OwnOut):
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
