"""The pages of the lost-and-found board."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import local_date, now
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed
from gongjian.web.http import BOTH
from gongjian.workflow.command import Command
from gongjian.workflow.views import answer, answer_creation

from . import operations, permissions, queries
from .forms import FilterForm
from .models import LostItem
from .pages import lost as lost_pages
from .procedures import SETTLED


def _board(request: HttpRequest, *, mine: bool) -> HttpResponse:
    actor = actor_of(request)
    form = FilterForm({"q": request.GET.get("q", "")})
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    allowed = {"sort": LostItem.Sort.values, "kind": LostItem.Kind.values, "state": [SETTLED]}
    here = {k: v for k in allowed if (v := request.GET.get(k, "")) in allowed[k]}
    filters: dict[str, Any] = {**here, **({"person_id": actor.person_id or 0} if mine else {})}
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    try:
        found = queries.items_page(**filters, words=words, after=after, before=before)
    except Malformed as refused:
        form.refuse(refused)
        found = queries.items_page(**filters)
    here |= {"q": words} if words else {}
    return render(request, "bulletin/board.html", lost_pages.board_page(actor, found, form, here, mine))


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What was lost and found, as cards, for everybody."""
    return _board(request, mine=False)


@login_required
@require_safe
def my_items(request: HttpRequest) -> HttpResponse:
    """Everything one has entered, in any state."""
    permit(permissions.may_enter_item, actor_of(request), None)
    return _board(request, mine=True)


@require_safe
def lost_item(request: HttpRequest, number: str) -> HttpResponse:
    """One item with its photographs; those signed in can write to the one who entered it."""
    actor = actor_of(request)
    found = queries.get_item(actor, number)
    return render(request, "bulletin/lost_item.html", lost_pages.item_page(found, actor, local_date(now())))


@login_required
@require_http_methods(BOTH)
def enter_item(request: HttpRequest) -> HttpResponse:
    """Enter a lost or found thing: one page, a minute."""
    return answer_creation(
        request,
        operations.enter_item,
        about=lost_pages.about_entering(),
        after=lambda made: queries.item_url(made.number),
        initial={"day": local_date(now())},
    )


@login_required
@require_http_methods(BOTH)
def run_command(request: HttpRequest, number: str, *, command: Command[..., Any]) -> HttpResponse:
    """The page of one command on an item."""
    found = queries.get_item(actor_of(request), number)
    after = queries.item_url(number)
    return answer(request, command, found, about=lambda: lost_pages.about(found, command), after=after)
