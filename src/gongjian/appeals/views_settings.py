"""The school's own settings: routing rules with a try-out, templates, contacts, receptions; and the boards of a station."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel.actor import Actor, actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.permission import permit
from gongjian.web.http import BOTH
from gongjian.web.pages import render_page
from gongjian.workflow.command import Command
from gongjian.workflow.views import answer, answer_creation, present_values

from . import operations, permissions, queries
from .forms_settings import TryForm
from .pages import settings as settings_pages


@login_required
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """派单规则, in their order; below, where a text would go."""
    actor, at = actor_of(request), now()
    rows = list(queries.rules(actor)[:500])
    form = TryForm(request.GET if "text" in request.GET else None)
    found = None
    if form.is_valid():
        data = form.cleaned_data
        found = queries.routes_for("", data["text"], category=data["category"], place=data["place"], at=at)
    return render(request, "appeals/rules.html", settings_pages.rules_page(rows, form, found, actor))


@dataclass(frozen=True, slots=True)
class Setting:
    """One kind of row that the reception writes: its list, how one is fetched, and its two commands."""

    lists: str
    get: Callable[[Actor, int], Any]
    add: Command[..., Any]
    change: Command[..., Any]


SETTINGS = {
    "rule": Setting("rules", queries.get_rule, operations.add_rule, operations.change_rule),
    "template": Setting("templates", queries.get_template, operations.add_template, operations.change_template),
    "contact": Setting("contacts", queries.get_contact, operations.add_contact, operations.change_contact),
}


@login_required
@require_http_methods(BOTH)
def add(request: HttpRequest, what: str) -> HttpResponse:
    """A new rule, template or contact."""
    setting = SETTINGS[what]
    after = reverse(f"appeals:{setting.lists}")
    about = settings_pages.about_adding(setting.lists)
    return answer_creation(request, setting.add, about=about, after=lambda made: after)


@login_required
@require_http_methods(BOTH)
def change(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Write a rule, template or contact anew, or put it away."""
    setting = SETTINGS[what]
    row = setting.get(actor_of(request), pk)
    return answer(
        request,
        setting.change,
        row,
        about=lambda: settings_pages.about_changing(setting.lists),
        after=reverse(f"appeals:{setting.lists}"),
        initial=present_values(setting.change, row),
    )


@login_required
@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """答复模板."""
    rows = list(queries.templates(actor_of(request))[:500])
    return render_page(request, settings_pages.templates_page(rows))


@login_required
@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """紧急联系方式, and the words that make the page show them."""
    actor = actor_of(request)
    return render_page(request, settings_pages.contacts_page(queries.all_contacts(actor), now()))


@login_required
@require_safe
def receptions(request: HttpRequest) -> HttpResponse:
    """受理单位 with their default units."""
    actor = actor_of(request)
    permit(permissions.may_route, actor, None)
    may_set = bool(permissions.may_configure(actor))
    return render_page(request, settings_pages.receptions_page(queries.receptions(active=False), may_set))


@login_required
@require_http_methods(BOTH)
def set_reception(request: HttpRequest) -> HttpResponse:
    """Let a unit receive, with its default unit."""
    about = settings_pages.about_adding("receptions")
    after = reverse("appeals:receptions")
    return answer_creation(request, operations.set_reception, about=about, after=lambda made: after)


@login_required
@require_http_methods(BOTH)
def close_reception(request: HttpRequest, pk: int) -> HttpResponse:
    """It receives no more."""
    permit(permissions.may_configure, actor_of(request), None)
    reception = queries.get_reception(pk)
    return answer(
        request,
        operations.close_reception,
        reception,
        about=lambda: settings_pages.about_closing(reception),
        after=reverse("appeals:receptions"),
    )


# --- the boards of a station ---


@login_required
@require_safe
def board_desk(request: HttpRequest) -> HttpResponse:
    """The topics of the stations where one receives."""
    actor = actor_of(request)
    permit(permissions.may_enter, actor, None)
    own = {r.body_id for r in queries.receptions_of(actor)}
    rows = queries.boards_of(own, most=100)
    return render_page(request, settings_pages.boards_page(rows, now()))


@login_required
@require_http_methods(BOTH)
def open_board(request: HttpRequest) -> HttpResponse:
    """开设议题."""
    about = settings_pages.about_adding("board-desk")
    after = reverse("appeals:board-desk")
    return answer_creation(request, operations.open_board, about=about, after=lambda made: after)


@login_required
@require_http_methods(BOTH)
def change_board(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a topic or its days."""
    board, command = queries.get_board(pk), operations.change_board
    return answer(
        request,
        command,
        board,
        about=lambda: settings_pages.about_changing("board-desk"),
        after=reverse("appeals:board-desk"),
        initial=present_values(command, board),
    )


@login_required
@require_http_methods(BOTH)
def summarise_board(request: HttpRequest, pk: int) -> HttpResponse:
    """归纳意见, with the opinions below the form, the most supported first."""
    board = queries.get_board(pk)
    return answer(
        request,
        operations.summarise_board,
        board,
        about=lambda: settings_pages.about_summarising(board, list(queries.opinions_of(board)[:200])),
        after=reverse("appeals:publish-summary", args=[pk]),
        initial={"summary": board.summary},
    )


@login_required
@require_http_methods(BOTH)
def publish_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """公布归纳."""
    board = queries.get_board(pk)
    return answer(
        request,
        operations.publish_summary,
        board,
        about=lambda: settings_pages.about_publishing(board),
        after=reverse("appeals:board-desk"),
    )
