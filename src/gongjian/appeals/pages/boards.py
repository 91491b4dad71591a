"""The deliberation board's pages as shapes. Words only."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.paging import Page
from gongjian.matters import queries as matters
from gongjian.web.dates import day
from gongjian.web.pages import PlainPage
from gongjian.web.shapes import (
    Action,
    Chip,
    Column,
    Empty,
    Fact,
    Link,
    PageHead,
    Pager,
    Row,
    Table,
)

from .. import queries
from .raising import BEGINNING, address_of, board_url

if TYPE_CHECKING:
    from gongjian.matters.models import Matter


def _board_chip(board: Any, today: dt.date) -> Chip:
    if board.published_at:
        return Chip(_("已公布归纳"), "good")
    if today > board.closes_on:
        return Chip(_("正在归纳"), "quiet")
    return Chip(_("正在征集"), "active") if today >= board.opens_on else Chip(_("即将征集"), "quiet")


def boards_page(page: Page[Any], at: dt.datetime) -> PlainPage:
    """All topics, the newest first."""
    columns = (
        Column(_("议题"), phone="head", grow=True),
        Column(_("状态"), phone="end"),
        Column(_("书院"), "name", "line"),
        Column(_("征集时间"), phone="line"),
    )
    rows = [
        Row(
            [
                Link(b.topic, board_url(b.pk), strong=True),
                _board_chip(b, local_date(at)),
                b.body.short,
                _("%(since)s 至 %(until)s") % {"since": day(b.opens_on), "until": day(b.closes_on)},
            ],
            key=str(b.pk),
        )
        for b in page.rows
    ]
    empty = Empty(_("还没有议题"), _("书院工作站开设议题以后，会列在这里。"))
    pager = Pager(f"?before={page.before}" if page.before else "", f"?after={page.after}" if page.after else "")
    return PlainPage(
        PageHead(_("议事平台"), lead=_("书院就一个议题听取意见：提出、附和、归纳、答复，全程公开。")),
        [Table(columns, rows, caption=_("议题"), pager=pager, empty=empty)],
    )


@dataclass(frozen=True)
class Opinion:
    """One opinion on a topic, as the page shows it."""

    title: str
    href: str
    text: str
    chip: Chip
    count: str
    answer: str
    support: Action | None
    own: bool


def board_page(board: Any, page: Page[Any], actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """One topic: until when, the opinions with their support, the summary."""
    today = local_date(at)
    ids = [o.pk for o in page.rows]
    own, answers = queries.own_among(actor, ids), queries.answers_to(ids)
    is_open = board.opens_on <= today <= board.closes_on
    add = Action(_("提出意见"), reverse("appeals:raise-opinion", args=[board.pk]), tone="primary")
    pager = Pager(f"?before={page.before}" if page.before else "", f"?after={page.after}" if page.after else "")
    return {
        "head": PageHead(
            board.topic,
            crumbs=[Link(_("议事平台"), reverse("appeals:boards"))],
            chips=[_board_chip(board, today)],
            facts=[
                Fact(_("书院"), board.body.name),
                Fact(
                    _("征集时间"),
                    _("%(since)s 至 %(until)s") % {"since": day(board.opens_on), "until": day(board.closes_on)},
                ),
            ],
            actions=[add] if is_open else [],
        ),
        "board": board,
        "opinions": [
            Opinion(
                title=o.matter.title,
                href=address_of(o.matter),
                text=Truncator(o.matter.text).chars(2 * BEGINNING),
                chip=matters.chip(o.matter),
                count=_("%(n)s人") % {"n": o.voices},
                answer=Truncator(answers.get(o.pk, "")).chars(2 * BEGINNING),
                support=_support(board, o.matter, actor) if o.pk not in own else None,
                own=o.pk in own,
            )
            for o in page.rows
        ],
        "pager": pager,
        "empty": Empty(_("还没有意见"), _("第一条意见由您来提。"), add if is_open else None, small=True),
    }


def _support(board: Any, matter: "Matter", actor: Actor) -> Action | None:
    """One press for those signed in; a guest is asked on a page of its own, because they get a key."""
    if not queries.joinable(matter, actor):
        return None
    url = reverse("appeals:join", args=[matter.number])
    if actor.is_signed_in:
        return Action(_("附和"), url, method="post", hidden={"board": str(board.pk)}, small=True)
    return Action(_("附和"), f"{url}?board={board.pk}", small=True)
