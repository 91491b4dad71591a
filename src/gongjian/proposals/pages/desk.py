"""The pages of those who work with many proposals: my proposals, seconding, the check desk, the delegates."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.paging import Page
from gongjian.matters import queries as matters
from gongjian.web.dates import day
from gongjian.web.pages import PlainPage
from gongjian.web.shapes import Action, Button, Column, Empty, FilterBar, Link, PageHead, Row, Section, Table, TwoLines

from .. import permissions, queries
from .congress import crumbs, home, list_columns, matter_row, pager, url_to

if TYPE_CHECKING:
    from ..models import CongressSession, Delegate, Proposal


def mine_page(rows: "Sequence[Proposal]", asked: "Sequence[Proposal]", actor: Actor, at: dt.datetime) -> PlainPage:
    """我的提案: what I propose, have signed or seconded; what waits for my signature."""
    parts = {"mine": [], "others": []}  # type: dict[str, list[Row]]
    for proposal in rows:
        which = "mine" if proposal.matter.raiser_id == actor.person_id else "others"
        parts[which].append(matter_row(proposal.matter, at))
    collecting = queries.collecting_sessions(actor, local_date(at))
    write = Action(_("写提案"), url_to("draft-proposal"), tone="primary", icon="edit") if collecting else None
    sign = [
        Row(
            [
                Link(p.matter.number, reverse("matters:item", args=[p.matter.number]), strong=True),
                p.matter.title,
                Button(_("联名"), url_to("co-sign", p.matter.number), "primary"),
            ],
            key=str(p.pk),
        )
        for p in asked
    ]
    to_sign = (
        Section(
            _("请您联名"),
            [
                Table(
                    (
                        Column(_("编号"), phone="line"),
                        Column(_("案名"), phone="head", grow=True),
                        Column(_("操作"), phone="end"),
                    ),
                    sign,
                    caption=_("请您联名"),
                )
            ],
        )
        if sign
        else None
    )
    return PlainPage(
        PageHead(
            _("我的提案"),
            crumbs=[home()],
            actions=[*([write] if write else []), Action(_("附议"), url_to("seconding"))],
        ),
        [
            to_sign,
            Section(
                _("我提出的"),
                [
                    Table(
                        list_columns(),
                        parts["mine"],
                        caption=_("我提出的"),
                        empty=Empty(
                            _("您还没有提出提案"),
                            _("征集期内可以写提案；草稿会保存，可以随时回来修改。"),
                            write,
                            small=True,
                        ),
                    )
                ],
            ),
            Section(
                _("我联名或附议的"),
                [
                    Table(
                        list_columns(),
                        parts["others"],
                        caption=_("我联名或附议的"),
                        empty=Empty(
                            _("您还没有联名或附议"),
                            _("答复以后由您单独评价。"),
                            Action(_("去附议"), url_to("seconding")),
                            small=True,
                        ),
                    )
                ],
            ),
        ],
    )


def seconding_page(rows: "Sequence[Proposal]", least: int, at: dt.datetime) -> PlainPage:
    """征集附议: every proposal with one button, made for a thumb."""
    made = []
    for p in rows:
        m = p.matter
        n = getattr(p, "n_seconds", 0)
        support = _("附议 %(n)d 名，至少 %(least)d 名") % {"n": n, "least": least}
        if getattr(p, "is_mine", False):
            support = _("%(support)s，您已参与") % {"support": support}
            cell: Any = None
        else:
            cell = Action(
                _("附议"),
                url_to("second", m.number),
                tone="primary",
                method="post",
                small=True,
                hidden={"back": "seconding"},
            )
        made.append(
            Row(
                [
                    TwoLines(
                        Link(m.title, reverse("matters:item", args=[m.number]), strong=True),
                        Truncator(p.background).chars(60),
                    ),
                    m.get_category_display(),
                    support,
                    cell,
                ],
                key=str(p.pk),
            )
        )
    columns = (
        Column(_("提案"), phone="head", grow=True),
        Column(_("类别")),
        Column(_("附议"), phone="line"),
        Column(_("操作"), "actions", "end"),
    )
    empty = Empty(
        _("现在没有征集附议的提案"), _("本届代表征集附议的提案会列在这里。"), Action(_("我的提案"), url_to("mine"))
    )
    return PlainPage(
        PageHead(
            _("征集附议"),
            lead=_("赞成的点一下“附议”；提交以前可以在提案页上撤回。"),
            crumbs=[home()],
            actions=[Action(_("我的提案"), url_to("mine"))],
        ),
        [Table(columns, made, caption=_("征集附议的提案"), empty=empty)],
    )


def check_page(checking: "Sequence[Proposal]", handing: "Sequence[Proposal]", least: int, at: dt.datetime) -> PlainPage:
    """审查与交办: what waits for the first check, and what waits for a unit."""
    rows = []
    for p in checking:
        m = p.matter
        support = (
            _("附议 %(n)d 名") % {"n": getattr(p, "n_seconds", 0)} if m.source == "congress" else m.get_source_display()
        )
        rows.append(
            Row(
                [
                    Link(m.number, reverse("matters:item", args=[m.number]), strong=True),
                    m.title,
                    m.get_category_display(),
                    support,
                    matters.light(m, at) or "—",
                    Button(_("立案"), url_to("accept", m.number), "primary"),
                ],
                key=str(p.pk),
            )
        )
    columns = (
        Column(_("编号"), phone="line", width="9.5rem"),
        Column(_("案名"), phone="head", grow=True),
        Column(_("类别"), phone="hidden"),
        Column(_("附议或来源")),
        Column(_("时限"), phone="line"),
        Column(_("操作"), phone="end"),
    )
    given = (
        *columns[:3],
        Column(_("届次"), phone="hidden"),
        Column(_("时限"), phone="line"),
        Column(_("操作"), phone="end"),
    )
    over = [
        Row(
            [
                Link(p.matter.number, reverse("matters:item", args=[p.matter.number]), strong=True),
                p.matter.title,
                p.matter.get_category_display(),
                p.session.name,
                matters.light(p.matter, at) or "—",
                Button(_("交办"), url_to("assign", p.matter.number)),
            ],
            key=str(p.pk),
        )
        for p in handing
    ]
    return PlainPage(
        PageHead(
            _("审查与交办"),
            lead=_("在提案页上可以立案、并案、转为诉求或不予立案。"),
            crumbs=[home()],
            actions=[Action(_("集中交办"), url_to("hand-over"), tone="primary")] if over else [],
        ),
        [
            Section(
                _("待审查"),
                [
                    Table(
                        columns,
                        rows,
                        caption=_("待审查"),
                        empty=Empty(_("没有待审查的提案"), _("提交的提案会列在这里。"), small=True),
                    )
                ],
            ),
            Section(
                _("待交办"),
                [
                    Table(
                        given,
                        over,
                        caption=_("待交办"),
                        empty=Empty(_("没有待交办的提案"), _("立案以后和被退办的会列在这里。"), small=True),
                    )
                ],
            ),
        ],
    )


def delegates_page(
    session: "CongressSession", page: "Page[Delegate]", data: QueryDict, form: Any, actor: Actor, at: dt.datetime
) -> PlainPage:
    """代表: who was elected where, and how long they serve."""
    run = bool(permissions.runs(actor, session)) and session.concluded_on is None
    rows = []
    for d in page.rows:
        term = (
            day(d.since)
            if d.until is None
            else _("%(since)s 至 %(until)s") % {"since": day(d.since), "until": day(d.until)}
        )
        cells: list[Any] = [d.person.name, d.constituency.name, term]
        if run:
            url = url_to("end-delegate", session.pk, d.pk)
            cells.append(Button(_("终止"), url) if d.until is None else d.reason)
        rows.append(Row(cells, key=str(d.pk), tone="quiet" if d.until is not None else ""))
    columns = [
        Column(_("姓名"), phone="head"),
        Column(_("选举单位"), "name", grow=True),
        Column(_("任期"), phone="line"),
    ]
    if run:
        columns.append(Column(_("操作"), phone="end"))
    actions = []
    if run:
        actions = [
            Action(_("导入代表"), url_to("import-delegates", session.pk), tone="primary", icon="upload"),
            Action(_("登记一名"), url_to("enter-delegate", session.pk)),
        ]
    empty = Empty(_("还没有代表"), _("从 .xlsx 文件导入，或逐名登记。"), actions[0] if actions else None)
    return PlainPage(
        PageHead(_("代表"), lead=session.name, crumbs=crumbs(session), actions=actions),
        [
            FilterBar(form=form, clear="?" if data.get("q") else ""),
            Table(columns, rows, caption=_("代表"), empty=empty, pager=pager(data, page)),
        ],
    )
