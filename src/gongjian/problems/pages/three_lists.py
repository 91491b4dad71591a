"""The page of the three lists: tabs, columns as offices use them, lights, 销号, route map and timetable."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor, actor_of
from gongjian.kernel.clock import day_end, local_date
from gongjian.kernel.paging import page_by_key
from gongjian.kernel.refused import Malformed
from gongjian.kernel.text import clauses
from gongjian.matters import queries as all_kinds
from gongjian.matters.pages import listing
from gongjian.matters.pages import matter as pages
from gongjian.rulebook import queries as rulebook
from gongjian.web.dates import day
from gongjian.web.routemap import RouteMap
from gongjian.web.shapes import (
    Action,
    Chip,
    Column,
    Empty,
    FilterBar,
    FilterChip,
    Light,
    Link,
    PageHead,
    Pager,
    RefusalBox,
    Row,
    Share,
    Table,
    Tabs,
    TwoLines,
    Who,
)
from gongjian.workdays import arithmetic
from gongjian.workdays import queries as workdays

from .. import queries
from ..permissions import may_import_lists
from ..procedures import PROBLEM
from . import line_tables

if TYPE_CHECKING:
    from ..models import Duty, Measure

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

PAGE = 20  # problems a page; each brings its lines
MOST_BARS = 40
MOST_DATES = 60
ORDER = ["-raised_at", "-id"]


def tabs() -> dict[str, str]:
    """The three lists by their word in the address."""
    return {"problems": _("难题清单"), "measures": _("举措清单"), "duties": _("责任清单")}


def line_light(due: dt.date, at: dt.datetime, *, done: bool = False) -> Light | None:
    """The light of one line by its own date; None where it is done."""
    if done:
        return None
    today = local_date(at)
    if due < today:
        return Light("red", all_kinds.time_left(day_end(due), at))
    days = int(rulebook.parameter("problem-rules:17", "amber_days", due))
    near = arithmetic.workdays_between(today, due, workdays.calendar()) <= days
    return Light("amber" if near else "green", all_kinds.time_left(day_end(due), at))


def struck_off(matter: "Matter") -> Chip | TwoLines:
    """The column 销号."""
    if matter.state in ("solved-confirmed", "solved-presumed"):
        word = _("默认销号") if matter.presumed else _("已销号")
        return TwoLines(word, day(matter.ended_at))
    if matter.state == "parked":
        return Chip(_("挂账"), "warn")
    return Chip(_("未销号"), "quiet")


def _problems(matters: "Iterable[Matter]", at: dt.datetime) -> tuple[tuple[Column, ...], list[Row]]:
    columns = (
        Column(_("编号"), phone="line", width="9.5rem"),
        Column(_("难题与提出组织"), phone="head", grow=True),
        Column(_("目标（销号标准）"), "wrap", "line", grow=True),
        Column(_("主办单位"), "name", "line"),
        Column(_("时限"), phone="line"),
        Column(_("销号"), phone="end"),
    )
    rows = [
        Row(
            [
                Link(m.number, pages.url_of(m), strong=True),
                TwoLines(m.title, m.origin.short),
                m.goal or _("尚未制定清单"),
                m.lead.short if m.lead else "—",
                all_kinds.light(m, at) or "—",
                struck_off(m),
            ],
            key=str(m.pk),
        )
        for m in matters
    ]
    return columns, rows


def _measure(m: "Matter", line: "Measure", at: dt.datetime) -> Row:
    done = line.percent == 100
    return Row(
        [
            Link(m.number, pages.url_of(m), strong=True),
            TwoLines(line.text, line.metric),
            Who(line.person_name, line.body.short),
            f"{day(line.starts_on)} – {day(line.ends_on)}",
            line_light(line.ends_on, at, done=done or not m.is_open) or (_("已完成") if done else "—"),
            Share(line.percent),
            struck_off(m),
        ],
        key=f"measure-{line.pk}",
    )


def _measures(matters: "Iterable[Matter]", at: dt.datetime) -> tuple[tuple[Column, ...], list[Row]]:
    columns = (
        Column(_("编号"), phone="line", width="9.5rem"),
        Column(_("举措与衡量标准"), phone="head", grow=True),
        Column(_("责任单位与责任人"), "name", "line"),
        Column(_("起止"), phone="line"),
        Column(_("时限"), phone="line"),
        Column(_("进度"), phone="end"),
        Column(_("销号"), phone="hidden"),
    )
    return columns, [_measure(m, line, at) for m in matters for line in m.measures.all()]


def _duties(matters: "Iterable[Matter]", at: dt.datetime) -> tuple[tuple[Column, ...], list[Row]]:
    columns = (
        Column(_("编号"), phone="line", width="9.5rem"),
        Column(_("分工"), phone="end"),
        Column(_("单位与责任人"), "name", "head"),
        Column(_("责任内容"), "wrap", "line", grow=True),
        Column(_("完成日期"), "date", "line"),
        Column(_("时限"), phone="line"),
        Column(_("销号"), phone="hidden"),
    )
    rows = [
        Row(
            [
                Link(m.number, pages.url_of(m), strong=True),
                line.get_part_display(),
                Who(line.person_name, line.body.short),
                line.task,
                day(line.due_on),
                line_light(line.due_on, at, done=not m.is_open) or "—",
                struck_off(m),
            ],
            key=f"duty-{line.pk}",
        )
        for m in matters
        for line in m.duties.all()
    ]
    return columns, rows


TABLES = {"problems": _problems, "measures": _measures, "duties": _duties}


def route_map(matters: "Iterable[Matter]", at: dt.datetime) -> RouteMap | None:
    """路线图 of the problems on the page, each bar named by its problem's number."""
    lines = []
    for m in matters:
        one = line_tables.route_map(m, at)
        for line in one.lines if one else ():
            lines.append(dataclasses.replace(line, label=f"{m.number} {line.label}"))
    return RouteMap(lines[:MOST_BARS], local_date(at)) if lines else None


def _dates(m: "Matter") -> "list[tuple[dt.date, str, Measure | Duty]]":
    measures = [(x.ends_on, _("举措：%(text)s") % {"text": x.text}, x) for x in m.measures.all() if x.percent < 100]
    duties = [
        (d.due_on, _("%(part)s：%(task)s") % {"part": d.get_part_display(), "task": d.task}, d) for d in m.duties.all()
    ]
    return [*measures, *duties]


def timetable(matters: "Iterable[Matter]", at: dt.datetime) -> Table:
    """时间表: what is still due, the nearest first."""
    due = sorted(
        ((on, m, words, line) for m in matters if m.is_open for on, words, line in _dates(m)),
        key=lambda row: (row[0], row[1].pk),
    )
    rows = [
        Row(
            [
                day(on),
                Link(m.number, pages.url_of(m)),
                words,
                Who(line.person_name, line.body.short),
                line_light(on, at),
            ]
        )
        for on, m, words, line in due[:MOST_DATES]
    ]
    columns = (
        Column(_("日期"), "date", "end"),
        Column(_("编号"), phone="line"),
        Column(_("到期事项"), phone="head", grow=True),
        Column(_("单位与责任人"), "name", "line"),
        Column(_("时限"), phone="line"),
    )
    return Table(columns, rows, caption=_("时间表"), plain=True, empty=Empty(_("没有未到期的事项"), small=True))


# --- the page ---


def _bar(data: QueryDict, form: Any, chosen: str) -> FilterBar:
    bar = listing.filter_bar(data, form, public=False)
    label = _("状态")
    groups = [
        dataclasses.replace(
            g, chips=[c for s, c in zip(PROBLEM.states, g.chips, strict=True) if s.code in queries.WITH_LISTS]
        )
        if g.label == label
        else g
        for g in bar.groups
    ]
    narrowed = any(k not in ("list", "after", "before") for k in data)
    return dataclasses.replace(
        bar, groups=groups, keep={**bar.keep, "list": chosen}, clear=f"?list={chosen}" if narrowed else ""
    )


def _with(data: QueryDict, **changes: str) -> str:
    changed = data.copy()
    for name in ("after", "before"):
        changed.pop(name, None)
    for name, value in changes.items():
        changed[name] = value
    return changed.urlencode()


def _head(actor: Actor, data: QueryDict) -> PageHead:
    kept = data.copy()
    for name in ("list", "after", "before"):
        kept.pop(name, None)
    query = f"?{kept.urlencode()}" if kept else ""
    shown = [
        Action(_("导出Excel"), reverse("problems:lists-export") + query, icon="download", download=True),
        Action(_("导出Word"), reverse("problems:lists-paper") + query, icon="download", download=True),
    ]
    if may_import_lists(actor):
        shown.append(Action(_("导入修改"), reverse("problems:lists-import"), icon="upload"))
    lead = _("逐项销号，动态调整。导出的表格可以修改后再导入，改动作为调整提出，由双方确认。")
    return PageHead(_("三张清单"), lead=lead, actions=shown)


def scope_words(data: QueryDict, form: Any, wanted: all_kinds.Filter) -> str:
    """What an export was narrowed to, in words, for the head of a paper."""
    words = [str(c.label) for g in _bar(data, form, "").groups for c in g.chips if c.on]
    if wanted.body:
        words.append(form.cleaned_data["body"])
    if wanted.since:
        words.append(_("%(day)s起") % {"day": wanted.since})
    if wanted.until:
        words.append(_("至%(day)s") % {"day": wanted.until})
    if wanted.words:
        words.append(f"“{wanted.words}”")
    return clauses(w for w in words if w) or _("全部")


def lists_page(request: HttpRequest, at: dt.datetime) -> dict[str, Any]:
    """Everything the page of the three lists shows."""
    data, actor = request.GET, actor_of(request)
    chosen = data["list"] if data.get("list") in TABLES else "problems"
    wanted, form = listing.filter_from(data)
    rows = queries.with_lists(actor)
    refusal = None
    try:
        narrowed = all_kinds.narrowed(rows, wanted, actor=actor, at=at)
        page = page_by_key(narrowed, ORDER, after=data.get("after", ""), before=data.get("before", ""), size=PAGE)
    except Malformed as malformed:
        refusal = RefusalBox.of(malformed, Action(_("清除条件"), f"?list={chosen}"))
        page = page_by_key(rows.none(), ORDER)
    columns, made = TABLES[chosen](page.rows, at)
    pager = Pager(
        f"?{_with(data, before=page.before)}" if page.before else "",
        f"?{_with(data, after=page.after)}" if page.after else "",
    )
    route, due = route_map(page.rows, at), timetable(page.rows, at)
    empty = Empty(_("没有符合条件的清单"), _("难题立项并制定三张清单后列在这里。"))
    return {
        "head": _head(actor, data),
        "tabs": Tabs(
            _("三张清单"),
            [FilterChip(word, f"?{_with(data, list=code)}", on=code == chosen) for code, word in tabs().items()],
        ),
        "bar": _bar(data, form, chosen),
        "refusal": refusal,
        "table": Table(columns, made, caption=tabs()[chosen], pager=pager, empty=empty),
        "route": route,
        "timetable": due,
        "route_line": _("本页难题的举措，%(n)s 条") % {"n": len(route.lines)} if route else "",
        "time_line": _("本页难题未到期和超期的事项，%(n)s 项") % {"n": len(due.rows)},
        "has_rows": bool(page.rows),
        "pager": pager if not made else None,
    }
