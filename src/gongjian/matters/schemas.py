"""What the API takes and gives. Names as in the verbs; days are ISO dates at the school, moments ISO with offset."""

import datetime as dt
from typing import Any

from ninja import Field, Schema

from gongjian.kernel.clock import now

from . import queries
from .procedures import PROCEDURES


class BodyOut(Schema):
    id: int
    name: str


class MatterFields(Schema):
    """What a list and the whole have in common."""

    number: str
    kind: str
    title: str
    category: str
    state: str
    state_label: str
    light: str = Field(description="green · amber · red · grey，办结后为空")
    origin: BodyOut
    holder: BodyOut
    lead: BodyOut | None
    public: bool
    anonymous: bool
    raised_at: dt.datetime
    due_at: dt.datetime | None
    ended_at: dt.datetime | None
    version: int


class MatterOut(MatterFields):
    """One matter in a list."""

    @staticmethod
    def resolve_state_label(matter: Any) -> str:
        return str(PROCEDURES[matter.kind].state(matter.state).label)

    @staticmethod
    def resolve_light(matter: Any) -> str:
        return queries.light_of(matter, now())

    @staticmethod
    def resolve_anonymous(matter: Any) -> bool:
        return bool(matter.sealed_index)


class PageOfMatters(Schema):
    """A page; ``after`` and ``before`` go into the next request as they are ("" = no more)."""

    rows: list[MatterOut]
    after: str
    before: str


class MeasureOut(Schema):
    id: int
    position: int
    text: str
    metric: str
    starts_on: dt.date
    ends_on: dt.date
    planned_starts_on: dt.date
    planned_ends_on: dt.date
    body: BodyOut
    person_name: str
    percent: int
    dropped_on: dt.date | None


class DutyOut(Schema):
    id: int
    position: int
    part: str
    body: BodyOut
    person_name: str
    task: str
    due_on: dt.date
    dropped_on: dt.date | None


class AdjustmentOut(Schema):
    id: int
    state: str
    reason: str
    changes: list[dict[str, Any]]
    proposed_at: dt.datetime
    proposed_by: str
    lead_at: dt.datetime | None
    supervisor_at: dt.datetime | None
    settled_at: dt.datetime | None
    rejected_reason: str


class SpanOut(Schema):
    """One holder's time in seconds; ``until`` null = still."""

    body_name: str
    since: dt.datetime
    until: dt.datetime | None
    seconds: int


class EntryOut(Schema):
    seq: int | None
    at: dt.datetime
    actor_name: str
    actor_title: str
    verb: str
    sentence: str
    authority: str
    hash: str


class VerdictOut(Schema):
    round: int
    at: dt.datetime
    presumed: bool
    solved: bool
    satisfaction: int | None
    words: str


class ReplyOut(Schema):
    at: dt.datetime
    text: str
    by: str


class MatterDetailOut(MatterFields):
    """One matter with its lists if it is a problem, custody, timeline and the verbs the caller may order now."""

    text: str
    place: str
    source: str
    goal: str
    round: int
    raiser: str = Field(description="提出人姓名；匿名提出的为空")
    pairing: str | None
    measures: list[MeasureOut]
    duties: list[DutyOut]
    adjustments: list[AdjustmentOut]
    replies: list[ReplyOut]
    verdicts: list[VerdictOut]
    custody: list[SpanOut]
    timeline: list[EntryOut]
    possible: list[str] = Field(description="此刻可以进行的操作")
    end_reason: str


class PublicMatterOut(Schema):
    """What everybody may see; no names of persons."""

    number: str
    title: str
    state: str
    state_label: str
    origin: BodyOut
    holder: BodyOut
    lead: BodyOut | None
    raised_at: dt.datetime
    ended_at: dt.datetime | None

    @staticmethod
    def resolve_state_label(matter: Any) -> str:
        return str(PROCEDURES[matter.kind].state(matter.state).label)


class PageOfPublicMatters(Schema):
    rows: list[PublicMatterOut]
    after: str
    before: str


class RaisedOut(Schema):
    """The number and the receipt's code (empty if the same key was sent before)."""

    number: str
    receipt: str
    state: str
