"""Shapes of the ledger's JSON."""

import datetime as dt
from typing import Any

from ninja import Schema


class StateOut(Schema):
    """The public state of what a receipt is about."""

    state: str
    since: dt.datetime | None
    holder: str
    url: str


class ReceiptOut(Schema):
    """A receipt, checked at the moment of asking. ``sound``: linked, and exactly as it was written."""

    code: str
    label: str
    what: str
    at: dt.datetime
    seq: int | None
    hash: str
    hash_now: str
    sound: bool
    sealed_at: dt.datetime | None
    state: StateOut | None


class EntryOut(Schema):
    """One entry of the ledger."""

    seq: int | None
    hash: str
    at: dt.datetime
    actor_name: str
    actor_title: str
    verb: str
    sentence: str
    details: dict[str, Any]
    authority: str
    subject_kind: str
    subject_id: int


class EntriesOut(Schema):
    """A page of entries, latest first; ``after`` asks for the next page, "" if there is none."""

    entries: list[EntryOut]
    after: str


class ChainOut(Schema):
    """How the chain stands."""

    head_seq: int
    head_hash: str
    unlinked_since: dt.datetime | None
    sealed_at: dt.datetime | None
    verified_at: dt.datetime | None
    sound: bool | None
