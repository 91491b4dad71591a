"""Messages as the shapes of ``web``."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel.paging import Page
from gongjian.web.dates import when
from gongjian.web.shapes import (
    Action,
    Chip,
    Column,
    Empty,
    FilterBar,
    FilterChip,
    FilterGroup,
    Link,
    PageHead,
    Pager,
    Row,
    Table,
)

from . import registry

if TYPE_CHECKING:
    from .models import Message


def moment(at: dt.datetime) -> str:
    """2026-11-21（周六）14:30."""
    return when(at)


def inbox_head() -> PageHead:
    """Title, and what may be done with all of them."""
    return PageHead(
        _("消息"),
        actions=[
            Action(_("通知设置"), reverse("notify:preferences")),
            Action(_("全部标为已读"), reverse("notify:mark-all-read"), method="post"),
        ],
    )


def inbox_filter(unread: bool) -> FilterBar:
    """All, or those not yet read."""
    here = reverse("notify:inbox")
    chips = [FilterChip(_("全部"), here, on=not unread), FilterChip(_("未读"), f"{here}?unread=1", on=unread)]
    return FilterBar([FilterGroup(_("显示"), chips)])


def _state(message: "Message") -> Chip:
    if message.urgent:
        return Chip(_("急件"), "bad")
    if message.read_at:
        return Chip(_("已读"), "quiet")
    return Chip(_("待汇总"), "quiet") if message.digest_on and not message.digest_id else Chip(_("未读"), "active")


def _row(message: "Message") -> Row:
    return Row(
        [
            Link(message.text, reverse("notify:message", args=[message.pk]), strong=message.read_at is None),
            _state(message),
            registry.label_of(message.kind) or "—",
            moment(message.at),
        ],
        key=str(message.pk),
        tone="" if message.read_at else "new",
    )


def _columns() -> list[Column]:
    return [
        Column(_("内容"), phone="head", grow=True),
        Column(_("状态"), phone="end"),
        Column(_("类别")),
        Column(_("时间"), "date"),
    ]


def inbox_table(page: "Page[Message]", unread: bool) -> Table:
    """The inbox, with ticks to mark several read."""
    here = reverse("notify:inbox") + ("?unread=1&" if unread else "?")
    return Table(
        _columns(),
        [_row(m) for m in page.rows],
        empty=Empty(_("没有消息"), _("与您有关的签收、答复、催办和提醒会列在这里。")),
        pager=Pager(
            before=f"{here}before={page.before}" if page.before else "",
            after=f"{here}after={page.after}" if page.after else "",
        ),
        bulk=[Action(_("标为已读"), reverse("notify:mark-read"), method="post")],
    )


def gathered_table(gathered: "Sequence[Message]") -> Table | None:
    """What a digest has gathered; None for a plain message."""
    if not gathered:
        return None
    return Table(_columns(), [_row(m) for m in gathered])
