"""Shapes of the org API."""

import datetime as dt
from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, Field


class Strict(Schema):
    """Input: unknown fields are refused, so that a misspelt one is not silently dropped."""

    model_config = ConfigDict(extra="forbid")


class BodyOut(Schema):
    """A unit or a party organisation; ``kind`` is a unit's kind or an organisation's tier."""

    id: int
    code: str
    name: str
    short: str
    sort: str
    path: str
    kind: str
    kind_label: str
    form: str
    form_label: str
    place: str
    duties: str
    parent_id: int | None
    ended: dt.date | None


class PageOfBodies(Schema):
    """One page; ``after`` and ``before`` are keys for the neighbouring pages, "" if there is none."""

    rows: list[BodyOut]
    after: str
    before: str


class HostOut(Schema):
    """A unit an organisation lives in."""

    id: int
    name: str


class BodyDetailOut(BodyOut):
    """A body with those around it."""

    above: list[BodyOut]
    below: list[BodyOut]
    hosts: list[HostOut]


class AppointmentOut(Schema):
    """A term."""

    id: int
    person_id: int
    name: str
    body_id: int
    body: str
    post: str
    post_label: str
    since: dt.date
    until: dt.date | None
    sent_by: str
    ended_reason: str


class FoundUnitIn(Strict):
    """A unit to be entered."""

    parent_id: int
    kind: str = Field(max_length=14)
    name: str = Field(min_length=1, max_length=80)
    short: str = Field(default="", max_length=30)
    code: str = Field(default="", max_length=30)
    place: str = Field(default="", max_length=40)
    duties: str = Field(default="", max_length=300)
    partner_kind: str = Field(default="", max_length=12)
    founded: dt.date | None = None


class FoundOrganisationIn(Strict):
    """A party organisation to be founded."""

    parent_id: int
    tier: Literal["committee", "general-branch", "branch", "group"]
    form: Literal["regular", "joint", "functional", "temporary"] = "regular"
    name: str = Field(min_length=1, max_length=80)
    short: str = Field(default="", max_length=30)
    code: str = Field(default="", max_length=30)
    place: str = Field(default="", max_length=40)
    host_ids: list[int] = Field(default_factory=list, max_length=5)
    students: bool = False
    founded: dt.date | None = None
    planned_end: dt.date | None = None
    purpose: str = Field(default="", max_length=200)


class RenameIn(Strict):
    """A new name."""

    name: str = Field(min_length=1, max_length=80)
    short: str = Field(default="", max_length=30)


class EndIn(Strict):
    """The last day, and why."""

    on: dt.date
    reason: str = Field(min_length=1, max_length=120)


class AppointIn(Strict):
    """A term to begin; ``sent_by_id`` makes it a secondment."""

    person_id: int
    body_id: int
    post: str = Field(max_length=30)
    since: dt.date
    until: dt.date | None = None
    sent_by_id: int | None = None


class LiaisonIn(Strict):
    """Who answers for the branch from when on."""

    person_id: int
    since: dt.date


class LiaisonOut(Schema):
    """Who answers for which branch."""

    id: int
    person_id: int
    organisation_id: int
    since: dt.date
    until: dt.date | None
