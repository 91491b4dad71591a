"""三率, exclusions, the weekly radar and what was lifted to problems."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel.actor import Actor, actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.paging import page_by_key
from gongjian.kernel.permission import permit
from gongjian.web.http import BOTH, download
from gongjian.web.pages import render_page

from . import figures, permissions, queries, sheets_rates
from .forms_radar import LiftForm
from .pages import radar as radar_pages
from .pages import rates as rates_pages

SHOWN = 10


def _figures(request: HttpRequest, *, public: bool = False) -> figures.RatesFigures:
    unit = request.GET.get("unit", "")
    return figures.figures(
        actor_of(request),
        request.GET.get("period", ""),
        now(),
        unit_id=int(unit) if unit.isdecimal() else None,
        sort=request.GET.get("sort", ""),
        public=public,
    )


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


@login_required
@require_safe
def rates(request: HttpRequest) -> HttpResponse:
    """诉求三率 by unit, category and month, with delays and what was left out."""
    permit(permissions.may_see_rates, actor_of(request), None)
    found = _figures(request)
    unit_ids = [found.unit[0]] if found.unit else []
    left_out = queries.exclusions_between(_midnight(found.period.since), _midnight(found.period.until), unit_ids)
    return render(request, "appeals/rates.html", rates_pages.rates_page(found, list(left_out[:SHOWN]), public=False))


@require_safe
def rates_public(request: HttpRequest) -> HttpResponse:
    """The same for everybody: school and units, no persons, no single appeal."""
    return render(
        request, "appeals/rates.html", rates_pages.rates_page(_figures(request, public=True), [], public=True)
    )


@login_required
@require_safe
def rates_export(request: HttpRequest) -> HttpResponse:
    """The dashboard as .xlsx."""
    permit(permissions.may_see_rates, actor_of(request), None)
    found = _figures(request)
    return download(sheets_rates.rates_book(found), f"{_('诉求三率')}-{found.period.code}.xlsx")


@login_required
@require_safe
def exclusions(request: HttpRequest) -> HttpResponse:
    """剔除与挂账, each with reason and approver."""
    actor = actor_of(request)
    asked = queries.exclusions_asked(actor)
    everything = queries.exclusions_between(_midnight(dt.date(2000, 1, 1)), now())
    page = page_by_key(
        everything,
        ["-settled_at", "-id"],
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=50,
    )
    return render(
        request, "appeals/exclusions.html", rates_pages.exclusions_page(page, asked, list(queries.parked()[:100]))
    )


# --- radar ---


@login_required
@require_safe
def radar(request: HttpRequest) -> HttpResponse:
    """热点雷达: what came much more often in a week than its past explains, with the cases."""
    actor = actor_of(request)
    weeks = queries.radar_weeks()
    wanted = request.GET.get("week", "")
    week = wanted if wanted in weeks else (weeks[0] if weeks else "")
    found = list(queries.alarms(actor, week))  # without a week there is none
    return render(request, "appeals/radar.html", radar_pages.radar_page(found, weeks, week, actor, now()))


@login_required
@require_http_methods(BOTH)
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift the cases of an alarm to a problem."""
    actor = actor_of(request)
    permit(permissions.may_lift, actor, None)
    alarm = queries.get_alarm(actor, pk)
    cases = [a.matter for a in alarm.cases.all()]
    return _lift(request, cases, radar_pages.first_words(alarm), alarm, actor)


@login_required
@require_POST
def lift_rows(request: HttpRequest) -> HttpResponse:
    """Lift ticked appeals of the desk to a problem."""
    actor = actor_of(request)
    permit(permissions.may_lift, actor, None)
    cases = queries.of_ids(actor, [int(pk) for pk in request.POST.getlist("row") if pk.isdigit()][:200])
    if not cases:
        messages.warning(request, _("请先勾选要转为难题的诉求。"))
        return redirect("appeals:desk")
    return _lift(request, cases, radar_pages.words_of_cases(cases), None, actor)


def _lift(request: HttpRequest, cases: list[Any], first: dict[str, Any], alarm: Any, actor: Actor) -> HttpResponse:
    at = now()
    sent = request.POST if "title" in request.POST else None
    form = LiftForm(sent, initial=first)
    form.offer(None, actor, at)
    form.offer_cases(cases)
    form.context = {"alarm": alarm}
    if form.is_valid():
        made = form.carry_out(lambda: form.run(None, actor=actor, at=at))
        if made is not None:
            messages.success(request, _("已转为难题 %(number)s。") % {"number": made.problem.number})
            return redirect("appeals:lifts")
    return render_page(request, radar_pages.lift_page(form), status=form.status)


@login_required
@require_safe
def lifts(request: HttpRequest) -> HttpResponse:
    """每月一题: what was lifted to problems, with links both ways."""
    page = page_by_key(
        queries.lifts(actor_of(request)),
        ["-at", "-id"],
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=50,
    )
    return render_page(request, radar_pages.lifts_page(page))
