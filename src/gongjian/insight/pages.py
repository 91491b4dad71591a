"""Desk, front page and figures as shapes: words that are ready to be read."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.appeals import metrics as appeals
from gongjian.kernel.actor import Actor
from gongjian.kernel.urls import fast_reverse
from gongjian.matters import metrics
from gongjian.matters import queries as matters
from gongjian.matters.queries import chip, light, step_label, verb_url
from gongjian.web.dates import day
from gongjian.web.shapes import (
    Action,
    Button,
    Chart,
    Column,
    Empty,
    Figure,
    FilterBar,
    FilterChip,
    FilterGroup,
    Link,
    PageHead,
    Rate,
    Row,
    Table,
    TwoLines,
    Words,
)

from . import queries


def _matter_link(number: str) -> Link:
    return Link(number, fast_reverse("matters:item", number), strong=True)


# --- my desk ---


def task_table(tasks: Sequence[matters.Task], at: dt.datetime) -> Table:
    """What waits for me, the most urgent first; each row has its button."""
    columns = (
        Column(_("编号"), phone="line", width="9.5rem"),
        Column(_("标题"), phone="head", grow=True),
        Column(_("时限"), phone="line"),
        Column(_("现由谁负责"), "name", "line"),
        Column(_("等我做什么"), "actions", "end"),
    )
    rows = [
        Row(
            [
                _matter_link(t.matter.number),
                t.matter.title,
                light(t.matter, at) or "",
                t.matter.holder.short,
                Button(step_label(t.verb, t.matter.kind), verb_url(t.matter, t.verb)),
            ]
        )
        for t in tasks
    ]
    empty = Empty(
        _("没有等您办理的事"), _("交给您的事项会按剩余时间列在这里。"), Action(_("提出难题"), reverse("problems:raise"))
    )
    return Table(columns, rows, empty=empty)


def own_table(rows: Sequence[Any], at: dt.datetime) -> Table:
    """What I have raised, the latest first."""
    columns = (
        Column(_("编号"), phone="line", width="9.5rem"),
        Column(_("标题"), phone="head", grow=True),
        Column(_("状态"), phone="end"),
        Column(_("时限"), phone="line"),
        Column(_("现由谁负责"), "name", "line"),
    )
    made = [
        Row([_matter_link(m.number), m.title, chip(m), light(m, at) or day(m.ended_at), m.holder.short]) for m in rows
    ]
    empty = Empty(
        _("您还没有提出过事项"),
        _("遇到需要学校解决的事，可以在这里提出。"),
        Action(_("提出难题"), reverse("problems:raise")),
        small=True,
    )
    return Table(columns, made, empty=empty)


def elsewhere_table(desk: queries.Desk) -> Table | None:
    """What waits in other apps: notices to review or to amend, entries to judge."""
    if not desk.elsewhere:
        return None
    columns = (
        Column(_("编号"), phone="line"),
        Column(_("名称"), phone="head", grow=True),
        Column(_("等我做什么"), phone="end"),
    )
    return Table(columns, [Row([Link(e.number, e.url, strong=True), e.title, e.words]) for e in desk.elsewhere])


def pair_table(desk: queries.Desk) -> Table | None:
    """Pairs that wait for a signature, an amendment or a conclusion."""
    rows = []
    for pairs, words in (
        (desk.pairs.to_sign, _("待签署")),
        (desk.pairs.returned, _("待修改")),
        (desk.pairs.past_term, _("期满待结束")),
    ):
        for pair in pairs:
            href = reverse("pairing:item", args=[pair.number])
            rows.append(Row([Link(pair.number, href, strong=True), pair.title, words]))
    if not rows:
        return None
    columns = (
        Column(_("编号"), phone="line"),
        Column(_("名称"), phone="head", grow=True),
        Column(_("等我做什么"), phone="end"),
    )
    return Table(columns, rows)


def message_table(desk: queries.Desk) -> Table:
    """The latest unread messages."""
    columns = (Column(_("消息"), phone="head", grow=True),)
    rows = [Row([TwoLines(Link(m.text, m.url or reverse("notify:inbox")), day(m.at))]) for m in desk.messages]
    return Table(columns, rows, caption=_("未读消息"), plain=True, empty=Empty(_("没有未读消息"), small=True))


def week_table(desk: queries.Desk) -> Table | None:
    """What is due this week, day by day: deadlines of my tasks and planned activities of my pairs."""
    if not desk.week:
        return None
    columns = (Column(_("事项"), phone="head", grow=True), Column(_("日期"), "date", "end"))
    rows = [Row([TwoLines(Link(w.title, w.url), w.kind), day(w.day)]) for w in desk.week]
    return Table(columns, rows, caption=_("本周日程"), plain=True)


def desk_page(desk: queries.Desk, actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """The whole desk."""
    late = sum(1 for t in desk.tasks if matters.light_of(t.matter, at) == "red")
    figures = [
        Figure(_("等我办理"), f"{len(desk.tasks)}+" if desk.more else len(desk.tasks), _("件"), href="#tasks"),
        Figure(_("其中超期"), late, _("件"), href="#tasks"),
        Figure(_("我提出的"), len(desk.own), _("件"), href=f"{reverse('matters:list')}?mine=1"),
        Figure(_("未读消息"), desk.unread, _("条"), href=reverse("notify:inbox")),
    ]
    lead = _("%(name)s，%(title)s") % {"name": actor.name, "title": actor.shown_title}
    return {
        "head": PageHead(
            _("我的工作台"),
            lead=lead,
            actions=[
                Action(_("我要提出"), reverse("appeals:raise"), tone="primary"),
                Action(_("提出难题"), reverse("problems:raise")),
            ],
        ),
        "figures": figures,
        "tasks": task_table(desk.tasks, at),
        "tasks_line": _("只列最急的%(n)d件，办好以后其余的依次列出。") % {"n": len(desk.tasks)} if desk.more else "",
        "pairs": pair_table(desk),
        "elsewhere": elsewhere_table(desk),
        "own": own_table(desk.own, at),
        "messages_table": message_table(desk),
        "week": week_table(desk),
    }


# --- the front page ---


def latest_table(rows: Sequence[Any], caption: Words, *, ended: bool) -> Table:
    """Public matters lately raised or struck off."""
    columns = (
        Column(_("编号"), phone="line", width="9.5rem"),
        Column(_("标题"), phone="head", grow=True),
        Column(_("状态"), phone="end"),
        Column(_("主办"), phone="line"),
        Column(_("办结日期") if ended else _("提出日期"), "date", "line"),
    )
    made = [
        Row(
            [
                Link(m.number, reverse("matters:public-item", args=[m.number]), strong=True),
                m.title,
                chip(m),
                (m.lead or m.holder).short,
                day(m.ended_at if ended else m.raised_at),
            ]
        )
        for m in rows
    ]
    return Table(columns, made, caption=caption, plain=True, empty=Empty(_("还没有公开的事项"), small=True))


def news_table(cards: Sequence[Any]) -> Table | None:
    """The newest notices of the bulletin."""
    if not cards:
        return None
    columns = (Column(_("公告"), phone="head", grow=True), Column(_("日期"), "date", "end"))
    rows = [Row([TwoLines(Link(c.title, c.url), c.body), day(c.published_at)]) for c in cards]
    return Table(columns, rows, caption=_("公告栏"), plain=True)


def rates(flow: metrics.Flow) -> list[Rate | Figure]:
    """Solution and satisfaction with their denominators; below five verdicts only the counts are shown."""
    shown: list[Rate | Figure] = []
    if flow.judged >= metrics.FEWEST:
        shown += [
            Rate(
                _("解决率"), flow.of("verdict-solved"), flow.judged, metrics.DEFINITIONS["solution"], unit=_("次评价")
            ),
            Rate(_("满意率"), flow.satisfied, flow.judged, metrics.DEFINITIONS["satisfaction"], unit=_("次评价")),
        ]
    else:
        shown.append(
            Figure(
                _("有效评价"),
                flow.judged,
                _("次"),
                note=_("不足5次，不计算比率"),
                definition=metrics.DEFINITIONS["solution"],
            )
        )
    shown.append(
        Figure(_("逾期未评价"), flow.of("verdict-presumed"), _("次"), definition=metrics.DEFINITIONS["silent"])
    )
    return shown


def appeal_rates(found: appeals.Rates) -> list[Rate | Figure]:
    """The three rates of appeals over valid follow-ups; below the fewest that the rules name only the counts. Domain C5."""
    silent = Figure(_("逾期未评价"), found.silent, _("次"), definition=appeals.DEFINITIONS["silent"])
    if not found.shown:
        few = _("不足%(n)d次，不计算比率") % {"n": found.least}
        valid = Figure(_("有效回访"), found.valid, _("次"), note=few, definition=appeals.DEFINITIONS["valid"])
        return [valid, silent]
    words = (("response", _("响应率")), ("solution", _("解决率")), ("satisfaction", _("满意率")))
    shown: list[Rate | Figure] = [
        Rate(word, found.above(part), found.valid, appeals.DEFINITIONS[part], unit=_("次有效回访"))
        for part, word in words
    ]
    return [*shown, silent]


def home_page(front: queries.Front) -> dict[str, Any]:
    """What everybody sees first."""
    figures = [
        Figure(
            _("正在办理"),
            front.open,
            _("件"),
            href=f"{reverse('matters:public')}?open=1",
            definition=metrics.DEFINITIONS["open"],
        ),
        Figure(
            _("近一年提出"),
            front.year.of("raised"),
            _("件"),
            href=reverse("matters:public"),
            definition=metrics.DEFINITIONS["raised"],
        ),
        Figure(_("近一年办结"), front.year.closed, _("件"), definition=metrics.DEFINITIONS["closed"]),
    ]
    return {
        "head": PageHead(_("首页")),
        "figures": figures,
        "rates": rates(front.year),
        "appeal_rates": appeal_rates(front.appeals),
        "struck_off": latest_table(front.struck_off, _("最近办结"), ended=True),
        "raised": latest_table(front.raised, _("最近提出"), ended=False),
        "news": news_table(front.news),
        "buttons": [
            Action(_("我要提出"), reverse("appeals:raise"), tone="primary"),
            Action(_("查回执"), reverse("audit:receipt-search")),
            Action(_("公开事项"), reverse("matters:public")),
        ],
    }


# --- figures ---


def matters_word(kind: str) -> Words:
    """The word of a kind of matter."""
    return dict(matters.kinds())[kind]


def period_bar(kind: str, chosen: queries.Period, periods: Sequence[queries.Period]) -> FilterBar:
    """The choice of kind and period above the figures."""
    kinds = [
        FilterChip(label, f"?kind={code}&period={chosen.code}", on=code == kind) for code, label in matters.kinds()
    ]
    times = [FilterChip(p.label, f"?kind={kind}&period={p.code}", on=p.code == chosen.code) for p in periods]
    return FilterBar([FilterGroup(_("事项"), kinds), FilterGroup(_("时段"), times)])


def state_chart(figures: queries.Figures) -> Chart:
    """How many matters are in each state now."""
    rows = [Row([label, str(n)]) for label, n in figures.states]
    table = Table(
        [Column(_("状态"), phone="head"), Column(_("件数"), "number", "end")], rows, caption=_("各状态件数"), plain=True
    )
    data = {
        "labels": [str(label) for label, _n in figures.states],
        "series": [{"name": str(_("件数")), "values": [n for _label, n in figures.states]}],
        "sideways": True,
    }
    return Chart("by-state", "bars", _("现在各状态件数"), data, table, metrics.DEFINITIONS["open"], height=360)


def month_chart(figures: queries.Figures) -> Chart:
    """Raised and struck off by month."""
    rows = [
        Row([month, str(f.of("raised")), str(f.closed), str(f.of("ended-declined"))])
        for month, f in figures.months.items()
    ]
    columns = [
        Column(_("月份"), phone="head"),
        Column(pgettext("count", "提出"), "number"),
        Column(_("销号"), "number"),
        Column(_("不予立项"), "number"),
    ]
    data = {
        "labels": list(figures.months),
        "series": [
            {"name": pgettext("count", "提出"), "values": [f.of("raised") for f in figures.months.values()]},
            {"name": str(_("销号")), "values": [f.closed for f in figures.months.values()]},
            {"name": str(_("不予立项")), "values": [f.of("ended-declined") for f in figures.months.values()]},
        ],
    }
    return Chart(
        "by-month",
        "bars",
        _("每月提出与销号"),
        data,
        Table(columns, rows, caption=_("每月提出与销号"), plain=True),
        metrics.DEFINITIONS["closed"],
    )


def unit_cells(row: queries.UnitRow) -> list[Any]:
    """One unit's figures as cells; rates only from five verdicts on."""
    enough = row.flow.judged >= metrics.FEWEST
    solved = f"{100 * row.flow.of('verdict-solved') / row.flow.judged:.1f}%" if enough else "—"
    satisfied = f"{100 * row.flow.satisfied / row.flow.judged:.1f}%" if enough else "—"
    return [
        row.name,
        str(row.open),
        str(row.overdue),
        str(row.flow.closed),
        str(row.flow.judged),
        solved,
        satisfied,
        str(row.flow.of("verdict-presumed")),
    ]


def unit_columns() -> list[Column]:
    """The columns of figures by unit: matters, verdicts, and rates as shares."""
    return [
        Column(_("单位"), phone="head", grow=True),
        Column(_("在办"), "number", "line", unit=_("件")),
        Column(_("超期"), "number", "end", unit=_("件")),
        Column(_("销号"), "number", "line", unit=_("件")),
        Column(_("有效评价"), "number", "line", unit=_("次")),
        Column(_("解决率"), "number", "line"),
        Column(_("满意率"), "number", "line"),
        Column(_("逾期未评价"), "number", "line", unit=_("次")),
    ]


def figures_page(figures: queries.Figures, periods: Sequence[queries.Period]) -> dict[str, Any]:
    """The figures of one period, for the school and by unit."""
    total = figures.total
    export = f"{reverse('insight:figures-export')}?kind={figures.kind}&period={figures.period.code}"
    listed = f"{reverse('matters:list')}?kind={figures.kind}"
    cards = [
        Figure(
            _("在办"),
            figures.open,
            _("件"),
            href=f"{listed}&open=1",
            definition=metrics.DEFINITIONS["open"],
        ),
        Figure(
            _("超期"),
            sum(r.overdue for r in figures.units),
            _("件"),
            href=f"{listed}&light=red",
            definition=metrics.DEFINITIONS["overdue"],
        ),
        Figure(pgettext("count", "提出"), total.of("raised"), _("件"), definition=metrics.DEFINITIONS["raised"]),
        Figure(_("销号"), total.closed, _("件"), definition=metrics.DEFINITIONS["closed"]),
        Figure(_("不予立项"), total.of("ended-declined"), _("件")),
    ]
    units = Table(
        unit_columns(),
        [Row(unit_cells(r), tone="warn" if r.overdue else "") for r in figures.units],
        empty=Empty(_("所选时段内没有数字"), small=True),
    )
    return {
        "head": PageHead(
            _("看板"),
            lead=_("%(kind)s，%(period)s") % {"kind": matters_word(figures.kind), "period": figures.period.label},
            actions=[Action(_("导出Excel"), export, download=True)],
        ),
        "bar": period_bar(figures.kind, figures.period, periods),
        "figures": cards,
        "rates": rates(total),
        "by_month": month_chart(figures),
        "by_state": state_chart(figures),
        "units": units,
    }
