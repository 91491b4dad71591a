"""The calendar's pages."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongjian.kernel import clock
from gongjian.kernel.actor import actor_of
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import NotFound
from gongjian.spreadsheets.importing import pages as importing
from gongjian.web.http import download
from gongjian.web.pages import PlainPage, render_page
from gongjian.web.shapes import Action, ConfirmBox, FormBox, Link, PageHead

from . import day_import, operations, permissions, queries, shapes, sheets
from .forms import AddSpanForm, ConfirmYearForm, ImportDaysForm, SetDayForm


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise NotFound() from None


def _crumbs(year: int) -> list[Link]:
    return [Link(_("%(year)d 年工作日历") % {"year": year}, reverse("workdays:year", args=[year]))]


@require_GET
def calendar(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """A year on one page: months, days that differ, terms and vacations."""
    actor, today = actor_of(request), clock.local_date(clock.now())
    view = queries.year_view(year or today.year)
    confirm = Action(_("确认已录入"), reverse("workdays:confirm-year", args=[view.year]))
    may = bool(permissions.may_edit(actor, None))
    return render(
        request,
        "workdays/calendar.html",
        {
            "head": shapes.year_head(view, actor),
            "warning": None if view.known else queries.unknown_note([view.year], confirm if may else None),
            "grid": shapes.year_grid(view, today, actor),
            "days": shapes.days_table(view, actor),
            "spans": shapes.spans_table(view.spans, actor),
            "add_span": Action(_("添加"), reverse("workdays:add-span"), small=True) if may else None,
        },
    )


@require_http_methods(["GET", "POST"])
def set_day(request: HttpRequest, day: str) -> HttpResponse:
    """Say whether people work on a day."""
    actor, date = actor_of(request), _day(day)
    permit(permissions.may_edit, actor, date)
    view = queries.day_view(date)
    form = SetDayForm(request.POST or None, initial={"working": "1" if view.working else "0", "name": view.name})
    if form.is_valid():
        data = form.cleaned_data
        done = form.carry_out(
            lambda: operations.set_day(
                date=date, working=data["working"] == "1", name=data["name"], actor=actor, at=clock.now()
            )
        )
        if done:
            messages.success(request, _("已设定 %(date)s。") % {"date": date})
            return redirect("workdays:year", date.year)
    back = Action(_("恢复通常安排"), reverse("workdays:clear-day", args=[date])) if view.own else None
    head = PageHead(
        str(date),
        lead=f"{shapes.sort_word(view.sort)} {view.name}".strip(),
        crumbs=_crumbs(date.year),
        actions=[back] if back else [],
    )
    return render_page(request, PlainPage(head, [FormBox(form, _("保存"))]), status=form.status)


@require_http_methods(["GET", "POST"])
def clear_day(request: HttpRequest, day: str) -> HttpResponse:
    """Take back what the school has set for a day."""
    actor, date = actor_of(request), _day(day)
    permit(permissions.may_edit, actor, date)
    if request.method == "POST":
        operations.clear_day(date=date, actor=actor, at=clock.now())
        messages.success(request, _("已恢复 %(date)s 的通常安排。") % {"date": date})
        return redirect("workdays:year", date.year)
    box = ConfirmBox(
        _("恢复 %(date)s 的通常安排？") % {"date": date},
        [_("本校对这一天的设定将取消，改按国家节假日数据或周一至周五计算；操作记入台账。")],
        yes=_("恢复"),
        back=reverse("workdays:set-day", args=[date]),
    )
    head = PageHead(_("恢复通常安排"), crumbs=_crumbs(date.year))
    return render_page(request, PlainPage(head, [box], narrow=True))


@require_http_methods(["GET", "POST"])
def confirm_year(request: HttpRequest, year: int) -> HttpResponse:
    """Declare a year's holidays entered."""
    actor = actor_of(request)
    permit(permissions.may_edit, actor, year)
    queries.year_view(year)
    form = ConfirmYearForm(request.POST or None)
    made = None
    if form.is_valid():
        made = form.carry_out(
            lambda: operations.confirm_year(year=year, note=form.cleaned_data["note"], actor=actor, at=clock.now())
        )
    if made:
        messages.success(request, _("%(year)d 年的节假日已确认。") % {"year": year})
        return redirect("workdays:year", year)
    box = ConfirmBox(
        _("确认 %(year)d 年的节假日和调休已经录入？") % {"year": year},
        [_("页面上的“节假日未知”提示将不再出现。"), _("以后仍可逐日修改。")],
        back=reverse("workdays:year", args=[year]),
        form=form,
    )
    head = PageHead(_("确认节假日"), crumbs=_crumbs(year))
    return render_page(request, PlainPage(head, [box], narrow=True), status=form.status)


@require_GET
def export_days(request: HttpRequest, year: int) -> HttpResponse:
    """The year's days as .xlsx."""
    return download(sheets.year_workbook(queries.year_view(year)), f"workdays-{year}.xlsx")


@require_http_methods(["GET", "POST"])
def import_days(request: HttpRequest, year: int) -> HttpResponse:
    """Upload a sheet of days; with no wrong row it goes on to the preview."""
    actor = actor_of(request)
    permit(permissions.may_edit, actor, year)
    queries.year_view(year)
    return importing.upload(request, day_import.PAGES, ImportDaysForm.of(request), lambda _data: year, year)


@require_http_methods(["GET", "POST"])
def confirm_import(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """What the sheet would change; sending it changes it."""
    actor = actor_of(request)
    permit(permissions.may_edit, actor, year)
    batch = importing.kept_batch(request, day_import.PAGES, pk, str(year))
    return importing.preview(request, day_import.PAGES, batch, year)


@require_http_methods(["GET", "POST"])
def add_span(request: HttpRequest) -> HttpResponse:
    """Add a term, vacation, exam weeks …"""
    actor, today = actor_of(request), clock.local_date(clock.now())
    permit(permissions.may_edit, actor, None)
    form = AddSpanForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        if form.carry_out(lambda: operations.add_span(**data, actor=actor, at=clock.now())):
            messages.success(request, _("已添加“%(name)s”。") % {"name": data["name"]})
            return redirect("workdays:year", data["since"].year)
    head = PageHead(_("添加校历"), crumbs=_crumbs(today.year))
    return render_page(request, PlainPage(head, [FormBox(form, _("保存"))]), status=form.status)


@require_http_methods(["GET", "POST"])
def remove_span(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take a term or span out of the academic calendar."""
    actor = actor_of(request)
    permit(permissions.may_edit, actor, None)
    span = queries.get_span(kind, pk)
    year = span.since.year
    if request.method == "POST":
        operations.remove_span(span=span, actor=actor, at=clock.now())
        messages.success(request, _("已从校历中删除。"))
        return redirect("workdays:year", year)
    box = ConfirmBox(
        _("从校历中删除“%(name)s”（%(since)s — %(until)s）？")
        % {"name": span.name, "since": span.since, "until": span.until},
        [_("时限不受影响；操作记入台账。")],
        yes=_("删除"),
        back=reverse("workdays:year", args=[year]),
        danger=True,
    )
    return render_page(request, PlainPage(PageHead(_("删除校历"), crumbs=_crumbs(year)), [box], narrow=True))
