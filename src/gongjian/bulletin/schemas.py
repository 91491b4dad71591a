"""What the API takes and says about notices, lost items and subscriptions."""

import datetime as dt
from typing import Any

from ninja import Schema

from . import markup, queries
from .columns import BY_CODE
from .models import LostItem, Notice
from .procedures import LOST_ITEM, NOTICE


class ColumnOut(Schema):
    code: str
    label: str
    purpose: str


class NoticeOut(Schema):
    number: str
    column: str
    column_label: str
    title: str
    state: str
    state_label: str
    body_id: int
    body: str
    published_at: dt.datetime | None
    reads: int
    joined: int
    version: int
    url: str

    @staticmethod
    def resolve_column_label(row: Notice) -> str:
        return str(BY_CODE[row.column].label)

    @staticmethod
    def resolve_state_label(row: Notice) -> str:
        return str(NOTICE.state(row.state).label)

    @staticmethod
    def resolve_body(row: Notice) -> str:
        return row.body.name

    @staticmethod
    def resolve_url(row: Notice) -> str:
        return queries.url_of(row.number)


class NoticeDetailOut(NoticeOut):
    text: str
    html: str
    source_label: str
    source_url: str
    given_back: str

    @staticmethod
    def resolve_html(row: Notice) -> str:
        return markup.html_of(row.text)


class PageOfNotices(Schema):
    rows: list[NoticeOut]
    after: str
    before: str


class WaitingOut(Schema):
    verb: str
    number: str
    title: str
    body: str
    since: dt.datetime
    url: str
    remark: str
    due: dt.date | None


class ItemOut(Schema):
    number: str
    sort: str
    kind: str
    title: str
    text: str
    place: str
    day: dt.date
    state: str
    state_label: str
    entered_at: dt.datetime
    expires_on: dt.date
    version: int
    url: str

    @staticmethod
    def resolve_state_label(row: LostItem) -> str:
        return str(LOST_ITEM.state(row.state).label)

    @staticmethod
    def resolve_url(row: LostItem) -> str:
        return queries.item_url(row.number)


class PageOfItems(Schema):
    rows: list[ItemOut]
    after: str
    before: str


class SubscriptionsIO(Schema):
    columns: list[str]


def columns_out(columns: Any) -> list[ColumnOut]:
    """The columns in the language of the request."""
    return [ColumnOut(code=c.code, label=str(c.label), purpose=str(c.purpose)) for c in columns]
