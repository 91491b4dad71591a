"""What the API says about messages."""

import datetime as dt

from ninja import Schema


class MessageOut(Schema):
    """One message."""

    id: int
    kind: str
    text: str
    url: str
    at: dt.datetime
    urgent: bool
    read_at: dt.datetime | None


class InboxOut(Schema):
    """One page of messages, latest first; ``after`` is the key of the next page ("" = none)."""

    messages: list[MessageOut]
    after: str
    unread: int


class CountOut(Schema):
    """How many were changed."""

    count: int


class WishesOut(Schema):
    """Kind of message → immediate, digest or off."""

    wishes: dict[str, str]
