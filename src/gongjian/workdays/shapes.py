"""What the calendar's pages are made of: rows of the app turned into the shapes of ``web``."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Words
from gongjian.web.shapes import Action, Chip, Column, Empty, Link, PageHead, Row, Shape, Table

from . import permissions
from .queries import DayView, Span, YearView

MONTHS = [
    gettext_lazy("1 月"),
    gettext_lazy("2 月"),
    gettext_lazy("3 月"),
    gettext_lazy("4 月"),
    gettext_lazy("5 月"),
    gettext_lazy("6 月"),
    gettext_lazy("7 月"),
    gettext_lazy("8 月"),
    gettext_lazy("9 月"),
    gettext_lazy("10 月"),
    gettext_lazy("11 月"),
    gettext_lazy("12 月"),
]


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day in a month: number, sign (休, 班 or ""), what a screen reader says, and where a click leads ("" = nowhere)."""

    number: int
    sort: str
    sign: Words
    label: str
    href: str = ""
    today: bool = False
    span: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the grid; cells are None outside it."""

    label: Words
    weeks: Sequence[Sequence[DayCell | None]]


@dataclass(frozen=True, slots=True)
class YearGrid(Shape):
    """Twelve months with their signs explained."""

    template: ClassVar[str] = "workdays/year_grid.html"
    months: Sequence[Month]
    weekdays: Sequence[Words]


def sort_word(sort: str) -> str:
    """The word for a sort of day."""
    words = {"workday": _("工作日"), "weekend": _("周末"), "holiday": _("放假"), "make-up": _("调休上班")}
    return words[sort]


def _cell(day: DayView, today: dt.date, editable: bool) -> DayCell:
    label = f"{day.date} {sort_word(day.sort)} {day.name}".strip()
    span = next((s for s in day.spans if s.kind != "term"), None)
    return DayCell(
        number=day.date.day,
        sort=day.sort,
        sign={"holiday": _("休"), "make-up": _("班")}.get(day.sort, ""),
        label=f"{label} {span.name}" if span else label,
        href=reverse("workdays:set-day", args=[day.date]) if editable else "",
        today=day.date == today,
        span=span.kind if span else "",
    )


def year_grid(view: YearView, today: dt.date, actor: Actor) -> YearGrid:
    """The year as twelve months; days are links for those who may set them."""
    editable = bool(permissions.may_edit(actor, None))
    return YearGrid(
        months=[
            Month(
                MONTHS[n - 1],
                [[_cell(d, today, editable) if d else None for d in week] for week in month],
            )
            for n, month in enumerate(view.months, start=1)
        ],
        weekdays=[_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日")],
    )


def year_head(view: YearView, actor: Actor) -> PageHead:
    """Title, neighbouring years, and what may be done."""
    year = view.year
    around = [
        Action(_("%(year)d 年") % {"year": y}, reverse("workdays:year", args=[y]))
        for y in (year - 1, year + 1)
        if 2000 <= y <= 2100
    ]
    export = Action(_("导出表格"), reverse("workdays:export-days", args=[year]), download=True)
    may = permissions.may_edit(actor, None)
    edit = [Action(_("导入表格"), reverse("workdays:import-days", args=[year]), tone="primary")] if may else []
    return PageHead(
        _("%(year)d 年工作日历") % {"year": year},
        lead=_("全年 %(days)d 个工作日。时限按工作日计算，以本日历为准。") % {"days": view.workdays},
        chips=[Chip(view.source, "good") if view.known else Chip(_("节假日未录入"), "warn")],
        actions=[*around, export, *edit],
    )


def days_table(view: YearView, actor: Actor) -> Table:
    """The days that differ from Monday–Friday."""
    editable = bool(permissions.may_edit(actor, None))
    columns = [
        Column(_("日期"), "date", "head"),
        Column(_("安排"), phone="end"),
        Column(_("名称"), grow=True),
        Column(_("来源")),
    ]
    if editable:
        columns.append(Column(_("操作"), "actions"))
    rows = []
    for day in view.listed():
        cells: list[object] = [
            str(day.date),
            Chip(sort_word(day.sort), {"holiday": "good", "make-up": "warn"}.get(day.sort, "quiet")),  # type: ignore[arg-type]
            day.name,
            _("本校设定：%(who)s") % {"who": day.changed_by} if day.own else _("国家节假日数据"),
        ]
        if editable:
            cells.append(edit_link(day))
        rows.append(Row(cells, key=str(day.date)))
    return Table(
        columns, rows, empty=Empty(_("没有特别安排的日子"), _("放假和调休的日子会列在这里。"), small=True), plain=True
    )


def edit_link(day: DayView) -> Link:
    """The link to a day's form."""
    return Link(_("修改"), reverse("workdays:set-day", args=[day.date]))


def spans_table(spans: Sequence[Span], actor: Actor) -> Table:
    """Terms, vacations, exam weeks."""
    editable = bool(permissions.may_edit(actor, None))
    columns = [Column(_("类别"), phone="end"), Column(_("名称"), phone="head", grow=True), Column(_("起止"), "date")]
    if editable:
        columns.append(Column(_("操作"), "actions"))
    rows = []
    for span in spans:
        cells: list[object] = [Chip(span.kind_word), span.name, f"{span.since} — {span.until}"]
        if editable:
            cells.append(Link(_("删除"), reverse("workdays:remove-span", args=[span.kind, span.pk])))
        rows.append(Row(cells, key=f"{span.kind}-{span.pk}"))
    empty = Empty(_("还没有校历"), _("学期、寒暑假、考试周会列在这里，供安排办理时参考。"), small=True)
    return Table(columns, rows, empty=empty, plain=True)
