"""The pages about bodies: tree, list, one body, appointments, liaisons, members; and the pickers."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import local_date, now
from gongjian.web.http import download
from gongjian.web.pages import render_page

from . import pages, queries, sheets
from .forms import AppointmentFilterForm, ListFilterForm

MOST_EXPORTED = 20_000


def _wanted(request: HttpRequest) -> tuple[dict[str, Any], ListFilterForm]:
    """The filters in the address that make sense; others are left out."""
    form = ListFilterForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    kinds = queries.kinds()
    chosen = {n: v for n in pages.CHIPS if (v := request.GET.get(n, "")) in dict(kinds[n])}
    under = request.GET.get("under", "")
    below = queries.path_of(int(under)) if under.isdecimal() and len(under) < 18 else ""
    return {"words": words, "below": below, **chosen}, form


@login_required
@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """Party organisations in their tiers, units by kind."""
    return render(request, "org/tree.html", pages.tree(now()))


@login_required
@require_safe
def body_list(request: HttpRequest) -> HttpResponse:
    """All bodies, filtered, paged by key."""
    wanted, form = _wanted(request)
    page = queries.bodies_page(
        **wanted, day=local_date(now()), after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    may_found = actor_of(request).can_anywhere("org.manage")
    return render_page(request, pages.body_list(request.GET, page, form, may_found))


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same list as .xlsx."""
    wanted, _form = _wanted(request)
    rows = queries.all_rows(**wanted, day=local_date(now()), limit=MOST_EXPORTED)
    return download(sheets.bodies_workbook(rows), _("单位与党组织.xlsx"))


@login_required
@require_safe
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """One body."""
    actor = actor_of(request)
    return render(request, "org/body.html", pages.body(queries.get_body(actor, pk), actor, now()))


@login_required
@require_safe
def members(request: HttpRequest, pk: int) -> HttpResponse:
    """The members of a branch, for those with the right to read them."""
    actor = actor_of(request)
    found = queries.get_body(actor, pk)
    page = queries.members_page(
        actor,
        found,
        day=local_date(now()),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    return render_page(request, pages.member_list(request.GET, found, page))


def _appointments(request: HttpRequest, posts: list[str], title: str) -> HttpResponse:
    actor, at = actor_of(request), now()
    form = AppointmentFilterForm(request.GET)
    page = queries.appointments_page(
        posts=posts,
        words=form.cleaned_data["q"] if form.is_valid() else "",
        at=at,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    return render_page(request, pages.appointment_list(request.GET, page, form, actor, at, title))


def _posts(request: HttpRequest) -> list[str]:
    return [p for p in request.GET.getlist("post") if p][:20]


@login_required
@require_safe
def appointments(request: HttpRequest) -> HttpResponse:
    """Who serves where now."""
    return _appointments(request, _posts(request), _("任职"))


@login_required
@require_safe
def organisers(request: HttpRequest) -> HttpResponse:
    """The seconded organisers (组织员) with their sending bodies."""
    return _appointments(request, ["organiser"], _("组织员"))


@login_required
@require_safe
def export_appointments(request: HttpRequest) -> HttpResponse:
    """Who serves where now, as .xlsx."""
    form = AppointmentFilterForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    rows = queries.all_appointments(posts=_posts(request), words=words, at=now(), limit=MOST_EXPORTED)
    return download(sheets.appointments_workbook(rows), _("任职.xlsx"))


@login_required
@require_safe
def liaisons(request: HttpRequest) -> HttpResponse:
    """Which committee member answers for which branch."""
    form = AppointmentFilterForm(request.GET)
    page = queries.liaisons_page(
        words=form.cleaned_data["q"] if form.is_valid() else "",
        at=now(),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    return render_page(request, pages.liaison_list(request.GET, page, form))


@require_safe
def pick(request: HttpRequest) -> HttpResponse:
    """Bodies that fit what has been typed, for everybody: names are no secret. ``body`` or ``q``, and optionally ``sort``."""
    words = (request.GET.get("body") or request.GET.get("q") or "")[:60]
    found = queries.pick(words=words, sort=request.GET.get("sort", "")[:20], at=now()) if words else []
    return render(request, "org/pick.html", {"found": [(queries.said(row, found), row) for row in found]})


@login_required
@require_safe
def pick_persons(request: HttpRequest) -> HttpResponse:
    """Persons for a search box: by name or exact number, only where the actor may read members."""
    words = request.GET.get("q") or request.GET.get("number") or ""
    found = queries.pick_persons(actor_of(request), words=words[:60])
    if request.headers.get("HX-Request"):
        return render(request, "org/pick_persons.html", {"found": found})
    return JsonResponse({"options": [{"value": p.number, "text": p.name, "note": unit} for p, unit in found]})
