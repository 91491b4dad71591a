"""The desk of those who write and review, as shapes. Words only."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.web.dates import day, when
from gongjian.web.pages import PlainPage
from gongjian.web.shapes import (
    Action,
    Chip,
    Column,
    Empty,
    FilterBar,
    FilterChip,
    FilterGroup,
    Light,
    Link,
    PageHead,
    Pager,
    Row,
    Section,
    Table,
    TwoLines,
)

from .. import queries
from ..columns import BY_CODE
from ..permissions import may_write
from ..procedures import NOTICE
from .notice import chip, crumb


def due_light(due: dt.date, today: dt.date) -> Light:
    """Until when a notice is to be reviewed."""
    kind: Literal["red", "amber", "green"] = "red" if due < today else "amber" if due == today else "green"
    return Light(kind, _("%(day)s 前审核") % {"day": day(due)})


def waiting_table(waiting: Sequence[queries.Waiting], today: dt.date) -> Table:
    """What waits for this person, with the verb to be ordered."""
    columns = [
        Column(_("标题"), "wrap", "head", grow=True),
        Column(_("发布单位"), "name"),
        Column(_("自"), "date", "hidden"),
        Column(_("期限")),
        Column(_("要做的"), phone="end"),
    ]
    rows = [
        Row(
            [
                TwoLines(Link(w.title, w.url, strong=True), w.remark)
                if w.remark
                else Link(w.title, w.url, strong=True),
                w.body,
                when(w.since),
                due_light(w.due, today) if w.due else "—",
                Chip(_("审核"), "warn") if w.verb == "publish" else Chip(_("修改"), "active"),
            ]
        )
        for w in waiting
    ]
    return Table(columns, rows, caption=_("待我办理"))


def desk_page(actor: Actor, state: str, mine: bool, found: Any, today: dt.date) -> PlainPage:
    """The desk of those who write and review."""
    here = reverse("bulletin:desk")

    def link(**changes: str) -> str:
        query = {k: v for k, v in ({"state": state, "mine": "1" if mine else ""} | changes).items() if v}
        return f"{here}?{urlencode(query)}" if query else here

    groups = [
        FilterGroup(
            _("状态"),
            [
                FilterChip(s.label, link(state="" if s.code == state else s.code), s.code == state)
                for s in NOTICE.states
            ],
        ),
        FilterGroup(_("范围"), [FilterChip(_("我写的"), link(mine="" if mine else "1"), mine)]),
    ]
    columns = [
        Column(_("编号"), phone="line"),
        Column(_("标题"), "wrap", "head", grow=True),
        Column(_("状态"), phone="end"),
        Column(_("栏目")),
        Column(_("发布单位"), "name"),
        Column(_("执笔"), phone="hidden"),
        Column(_("起草"), "date", "hidden"),
    ]
    rows = [
        Row(
            [
                Link(n.number, queries.url_of(n.number), strong=True),
                n.title,
                chip(n.state),
                BY_CODE[n.column].label,
                n.body.short or n.body.name,
                n.writer.name if n.writer else "—",
                day(n.written_at),
            ],
            key=str(n.pk),
        )
        for n in found.rows
    ]
    first = Action(_("起草公告"), reverse("bulletin:write"), tone="primary", icon="plus")
    empty = Empty(_("没有公告"), _("您所在单位的公告会列在这里。"), first if may_write(actor) and not state else None)
    pager = Pager(found.before and link(before=found.before), found.after and link(after=found.after))
    waiting = queries.waiting_for(actor, limit=20)
    lead = _("一人写，另一人审：起草、送审、发布和撤下都在这里。")
    head = PageHead(_("公告工作"), lead=lead, crumbs=[crumb()], actions=[first] if may_write(actor) else [])
    mine_now = Section(_("待我办理"), [waiting_table(waiting, today)], id="waiting", flush=True) if waiting else None
    return PlainPage(
        head,
        [
            mine_now,
            FilterBar(groups, clear=here if state or mine else ""),
            Table(columns, rows, caption=_("公告"), pager=pager, empty=empty),
        ],
    )
