"""Desk, front page, figures."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import now
from gongjian.web.http import download

from . import pages, queries, sheets
from .pages import matters_word


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What was raised and solved lately, the rates with their denominators, 提出 and 查回执."""
    return render(request, "insight/home.html", pages.home_page(queries.front(now())))


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """我的工作台: what waits for me, until when."""
    actor, at = actor_of(request), now()
    found = queries.desk_for(actor, at)
    request.unread = found.unread  # type: ignore[attr-defined]  # the bell beside it shows the same number
    return render(request, "insight/desk.html", pages.desk_page(found, actor, at))


@login_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """看板: counts by state, month and unit of a chosen period."""
    at = now()
    chosen = queries.period_named(request.GET.get("period", ""), at)
    found = queries.figures_for(actor_of(request), chosen, at, queries.kind_named(request.GET.get("kind", "")))
    return render(request, "insight/figures.html", pages.figures_page(found, queries.periods(at)))


@login_required
@require_safe
def figures_export(request: HttpRequest) -> HttpResponse:
    """The figures by unit as .xlsx."""
    at = now()
    chosen, kind = (
        queries.period_named(request.GET.get("period", ""), at),
        queries.kind_named(request.GET.get("kind", "")),
    )
    found = queries.figures_for(actor_of(request), chosen, at, kind)
    name = f"{_('看板')}-{matters_word(found.kind)}-{found.period.code}.xlsx"
    return download(sheets.figures_book(found), name)
