"""The pages of those who raise and join: fetch what this person may see, run one command, answer."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.paging import page_by_key
from gongjian.web.http import BOTH, posted
from gongjian.web.pages import render_page

from . import operations, queries
from .forms_raising import SEALED, JoinForm, RaiseForm
from .pages import boards as boards_pages
from .pages import following as following_pages
from .pages import raising as pages

PAGE = 30


def address(request: HttpRequest) -> str:
    """Where it comes from, for the limits against floods."""
    return str(request.META.get("REMOTE_ADDR", ""))


@never_cache
@require_http_methods(BOTH)
def raise_appeal(request: HttpRequest, board_id: int | None = None) -> HttpResponse:
    """提出: one page for everybody. Similar ones are shown before the first sending is carried out."""
    actor, at = actor_of(request), now()
    board = queries.get_board(board_id) if board_id else None
    form = RaiseForm(posted(request), request.FILES or None, signed_in=actor.is_signed_in, on_board=board is not None)
    part: dict[str, Any] | None = None
    if form.is_bound:
        part = pages.similar_part(request.POST.get("title", ""), request.POST.get("text", ""), actor, at)
        form.show_similar(part)
    if form.is_valid() and part is not None and (form.has_looked or not part["found"] or form.was_sent(actor)):
        form.fix({"board_id": board_id})
        form.context = {"address": address(request)}
        raised = form.carry_out(lambda: form.run(None, actor=actor, at=at))
        if raised is not None:
            if raised.key:
                return redirect("appeals:follow-raised", key=raised.key)
            return redirect("appeals:raised", number=raised.matter.number)
    context = pages.raise_page(form, actor, board, part)
    return render(request, "appeals/raise.html", context, status=form.status)


@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """What is alike to the words so far, and whom to call if they name a danger: a part of the page."""
    title, text = request.POST.get("title", "")[:120], request.POST.get("text", "")[:20_000]
    part = pages.similar_part(title, text, actor_of(request), now())
    return render(request, "appeals/similar.html", {"part": part})


@login_required
@require_safe
def raised(request: HttpRequest, number: str) -> HttpResponse:
    """After sending: what happens next, by when, the receipt; for the one who raised it."""
    actor = actor_of(request)
    matter = queries.get_for(actor, number)
    if not queries.raised_it(actor, matter):
        return redirect("matters:item", number=number)
    return render(request, "appeals/raised.html", pages.raised_page(matter, request))


@never_cache
@require_http_methods(BOTH)
def join(request: HttpRequest, number: str) -> HttpResponse:
    """我也遇到: named, sealed, or as a guest with a key of one's own."""
    actor, at = actor_of(request), now()
    matter = queries.get_to_join(actor, number)
    initial = {"board": request.GET.get("board", "")}
    form = JoinForm(posted(request), signed_in=actor.is_signed_in, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        sealed = data.get("face") == SEALED
        joined = form.carry_out(
            lambda: operations.join(
                matter=matter,
                actor=actor,
                at=at,
                words=data["words"],
                anonymous=sealed,
                address=address(request),
                form_token=data["once"],
            )
        )
        if joined is not None:
            return _after_joining(request, joined, data["board"])
    return render(request, "appeals/join.html", following_pages.join_page(matter, form, actor), status=form.status)


def _after_joining(request: HttpRequest, joined: operations.Joined, board_id: int | None) -> HttpResponse:
    if joined.key:
        return redirect("appeals:follow-raised", key=joined.key)
    messages.success(request, _("已加入，有了答复会告诉您。"))
    if board_id:
        return redirect("appeals:board", pk=board_id)
    return redirect("matters:item", number=joined.matter.number)


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What I raised and joined."""
    actor = actor_of(request)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = page_by_key(queries.own_appeals(actor), ["-raised_at", "-id"], after=after, before=before, size=PAGE)
    return render_page(request, following_pages.mine_page(page, actor, now()))


@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    """The topics of the academies, for everybody."""
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = page_by_key(queries.boards(), ["-closes_on", "-id"], after=after, before=before, size=PAGE)
    return render_page(request, boards_pages.boards_page(page, now()))


@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """One topic: its opinions with their support, its summary."""
    found = queries.get_board(pk)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = page_by_key(queries.opinions_of(found), ["-voices", "-pk"], after=after, before=before, size=PAGE)
    return render(request, "appeals/board.html", boards_pages.board_page(found, page, actor_of(request), now()))
