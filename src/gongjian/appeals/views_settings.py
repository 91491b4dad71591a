"""The school's own settings: routing rules with a try-out, templates, contacts, receptions; and the boards of a station."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel.actor import Actor, actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.permission import permit
from gongjian.web.pages import render_page

from . import operations, permissions, queries
from .forms_desk import choose
from .forms_settings import (
    BoardForm,
    ChangeBoardForm,
    CloseReceptionForm,
    ContactForm,
    PublishForm,
    ReceptionForm,
    RuleForm,
    SettingForm,
    SummariseForm,
    TemplateForm,
    TryForm,
)
from .pages import settings as settings_pages

BOTH = ["GET", "POST"]


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


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


def _written(
    request: HttpRequest, setting: "Setting", form: SettingForm, run_command: Callable[[], Any], *, exists: bool
) -> HttpResponse:
    """A form of a setting: send, then back to its list."""
    form.prepare(now(), exists=exists)
    if form.is_valid() and form.carry_out(run_command) is not None:
        messages.success(request, _("已保存。"))
        return redirect(f"appeals:{setting.lists}")
    context = settings_pages.setting_page(setting.lists, form, exists=exists)
    return render_page(request, context, status=form.status)


@dataclass(frozen=True, slots=True)
class Setting:
    """One kind of row that the reception writes: its list, form and verbs, and the fields a form begins with."""

    lists: str
    form: type[SettingForm]
    get: Callable[[Actor, int], Any]
    add: Callable[..., Any]
    change: Callable[..., Any]
    fields: str


SETTINGS = {
    "rule": Setting(
        "rules",
        RuleForm,
        queries.get_rule,
        operations.add_rule,
        operations.change_rule,
        "category words places unit_id position active",
    ),
    "template": Setting(
        "templates",
        TemplateForm,
        queries.get_template,
        operations.add_template,
        operations.change_template,
        "title text category unit_id active",
    ),
    "contact": Setting(
        "contacts",
        ContactForm,
        queries.get_contact,
        operations.add_contact,
        operations.change_contact,
        "sort name phone place position active",
    ),
}


@login_required
@require_http_methods(BOTH)
def add(request: HttpRequest, what: str) -> HttpResponse:
    """A new rule, template or contact."""
    actor, setting = actor_of(request), SETTINGS[what]
    permit(permissions.may_route, actor, None)
    form = setting.form(_posted(request))
    return _written(request, setting, form, lambda: setting.add(actor=actor, at=now(), **form.values()), exists=False)


@login_required
@require_http_methods(BOTH)
def change(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Write a rule, template or contact anew, or put it away."""
    actor, setting = actor_of(request), SETTINGS[what]
    row = setting.get(actor, pk)
    form = setting.form(_posted(request), seen=row.version, initial=settings_pages.values(row, setting.fields))

    def run_command() -> Any:
        return setting.change(**{what: row}, actor=actor, at=now(), seen=form.cleaned_data["seen"], **form.values())

    return _written(request, setting, form, run_command, exists=True)


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
    actor = actor_of(request)
    permit(permissions.may_configure, actor, None)
    form = ReceptionForm(_posted(request))
    form.prepare(now())
    if form.is_valid():
        data = {k: form.cleaned_data[k] for k in ("body_id", "default_unit_id", "main")}
        if form.carry_out(lambda: operations.set_reception(actor=actor, at=now(), **data)) is not None:
            messages.success(request, _("已保存。"))
            return redirect("appeals:receptions")
    context = settings_pages.setting_page("receptions", form, exists=False)
    return render_page(request, context, status=form.status)


@login_required
@require_http_methods(BOTH)
def close_reception(request: HttpRequest, pk: int) -> HttpResponse:
    """It receives no more."""
    actor = actor_of(request)
    permit(permissions.may_configure, actor, None)
    reception = queries.get_reception(pk)
    form = CloseReceptionForm(_posted(request), seen=reception.version)
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        done = form.carry_out(lambda: operations.close_reception(reception=reception, actor=actor, at=now(), seen=seen))
        if done is not None:
            messages.success(request, _("已关闭。"))
            return redirect("appeals:receptions")
    return render_page(request, settings_pages.close_page(reception, form), status=form.status)


# --- the boards of a station ---


@login_required
@require_safe
def board_desk(request: HttpRequest) -> HttpResponse:
    """The topics of the stations where one receives."""
    actor = actor_of(request)
    permit(permissions.may_enter, actor, None)
    own = {r.body_id for r in queries.receptions_of(actor)}
    rows = list(queries.boards().filter(body_id__in=own)[:100])
    return render_page(request, settings_pages.boards_page(rows, now()))


@login_required
@require_http_methods(BOTH)
def open_board(request: HttpRequest) -> HttpResponse:
    """开设议题."""
    actor = actor_of(request)
    permit(permissions.may_enter, actor, None)
    form = BoardForm(_posted(request))
    choose(form, "reception_id", [(r.pk, r.body.name) for r in queries.receptions_of(actor)])
    if form.is_valid():
        data = {k: form.cleaned_data[k] for k in ("reception_id", "topic", "text", "opens_on", "closes_on")}
        token = form.cleaned_data["once"]
        if form.carry_out(lambda: operations.open_board(actor=actor, at=now(), token=token, **data)) is not None:
            messages.success(request, _("议题已开设。"))
            return redirect("appeals:board-desk")
    context = settings_pages.setting_page("board-desk", form, exists=False)
    return render_page(request, context, status=form.status)


@login_required
@require_http_methods(BOTH)
def change_board(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a topic or its days."""
    actor = actor_of(request)
    board = queries.get_board(pk)
    permit(permissions.may_settle_board, actor, board)
    first = settings_pages.values(board, "topic text opens_on closes_on")
    form = ChangeBoardForm(_posted(request), seen=board.version, initial=first)
    if form.is_valid():
        data = {k: form.cleaned_data[k] for k in ("topic", "text", "opens_on", "closes_on", "seen")}
        if form.carry_out(lambda: operations.change_board(board=board, actor=actor, at=now(), **data)) is not None:
            messages.success(request, _("已保存。"))
            return redirect("appeals:board-desk")
    context = settings_pages.setting_page("board-desk", form, exists=True)
    return render_page(request, context, status=form.status)


@login_required
@require_http_methods(BOTH)
def summarise_board(request: HttpRequest, pk: int) -> HttpResponse:
    """归纳意见, with the opinions beside the form, the most supported first."""
    actor = actor_of(request)
    board = queries.get_board(pk)
    permit(permissions.may_settle_board, actor, board)
    form = SummariseForm(_posted(request), seen=board.version, initial={"summary": board.summary})
    if form.is_valid():
        data = {k: form.cleaned_data[k] for k in ("summary", "seen")}
        if form.carry_out(lambda: operations.summarise_board(board=board, actor=actor, at=now(), **data)) is not None:
            messages.success(request, _("归纳已保存，核对后可以公布。"))
            return redirect("appeals:publish-summary", pk=pk)
    opinions = list(queries.opinions_of(board)[:200])
    return render_page(request, settings_pages.summarise_page(board, form, opinions), status=form.status)


@login_required
@require_http_methods(BOTH)
def publish_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """公布归纳."""
    actor = actor_of(request)
    board = queries.get_board(pk)
    permit(permissions.may_settle_board, actor, board)
    form = PublishForm(_posted(request), seen=board.version)
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        done = form.carry_out(lambda: operations.publish_summary(board=board, actor=actor, at=now(), seen=seen))
        if done is not None:
            messages.success(request, _("归纳已公布，已通知提出意见的人。"))
            return redirect("appeals:board-desk")
    return render(request, "appeals/confirm.html", settings_pages.publish_page(board, form), status=form.status)
