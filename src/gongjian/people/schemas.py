"""Shapes of the people API."""

import datetime as dt
from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, Field


class GrantOut(Schema):
    """A capability in the subtree of a body (``scope`` is its path)."""

    capability: str
    scope: str


class MeOut(Schema):
    """Who the token or session speaks for, with the rights of this moment."""

    person_id: int
    name: str
    title: str
    bodies: list[int]
    home_body_id: int | None
    grants: list[GrantOut]


class TokenIn(Schema):
    """A token to be made."""

    model_config = ConfigDict(extra="forbid")
    label: str = Field(min_length=1, max_length=60)
    days: int = Field(default=30, ge=1, le=366)
    scopes: list[Literal["read", "raise", "handle", "administer"]] = Field(default=["read"], min_length=1)


class TokenOut(Schema):
    """A token without the token itself, of which only the hash is kept."""

    id: int
    label: str
    created_at: dt.datetime
    expires_at: dt.datetime
    last_used_on: dt.date | None
    scopes: list[str]
    revoked_at: dt.datetime | None


class NewTokenOut(TokenOut):
    """A token just made; ``token`` is shown this once."""

    token: str
