"""The reception's desk: what waits, accept and assign in one page, the other verbs of the desk, and many at once."""

import secrets
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel.actor import Actor, actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.paging import page_by_key
from gongjian.kernel.refused import Overtaken, Refused
from gongjian.matters import queries as matters
from gongjian.web.forms import choose
from gongjian.web.http import BOTH
from gongjian.web.pages import render_page, render_part
from gongjian.workflow.command import Command
from gongjian.workflow.views import answer

from . import operations, permissions, queries
from .forms_desk import (
    AcceptForm,
    AssignForm,
    AssignPart,
    BulkForm,
    class_choices,
    units,
)
from .operations.workflows import APPEALS
from .pages import desk as desk_pages

PAGE = 50


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """受理台: what waits to be accepted, assigned, is late, was objected to; by time left."""
    actor, at = actor_of(request), now()
    tab = request.GET.get("tab", "")
    tab = tab if tab in queries.TABS else "accept"
    page = page_by_key(
        queries.desk(actor, tab, at),
        ["due_at", "id"],
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=PAGE,
    )
    may_import = bool(permissions.may_import(actor))
    counts = queries.desk_counts(actor, at)
    return render_page(request, desk_pages.desk_page(page, counts, actor, at, tab, may_import))


def _prepared(form: AssignPart, matter: Any, at: Any) -> None:
    """Units and classes to choose from; what is suggested is filled in."""
    known = units(at)
    choose(form, "lead_id", known, blank=_("请选择"))
    choose(form, "co_units", known)
    form.fields["lead_id"].initial = matter.appeal.suggested_unit_id
    if isinstance(form, AcceptForm):
        choose(form, "answer_class", class_choices(at))
        form.fields["answer_class"].initial = "general"
        form.fields["nature"].initial = matter.appeal.nature
        form.fields["category"].initial = (
            matter.appeal.suggested_category if matter.category == "other" else matter.category
        ) or matter.category


@login_required
@require_http_methods(BOTH)
def accept(request: HttpRequest, number: str) -> HttpResponse:
    """受理: category and class, and with "受理并派单" where it goes, in one page."""
    actor, at = actor_of(request), now()
    matter = queries.get_for(actor, number)
    APPEALS.check(operations.accept, matter, actor, at=at, by_right_only=request.method == "POST")
    form = AcceptForm(request.POST if request.method == "POST" else None, seen=matter.version)
    _prepared(form, matter, at)
    only = request.POST.get("go") == "accept"
    if only:
        form.asks_no_unit()
    if form.is_valid() and form.carry_out(lambda: _accept(matter, form.cleaned_data, actor, at, only)):
        messages.success(request, str(operations.accept.done) if only else _("已受理并派单。"))
        return redirect("appeals:assign", number=number) if only else redirect("appeals:desk")
    return _receive_page(request, matter, form, "accept")


def _accept(matter: Any, data: dict[str, Any], actor: Actor, at: Any, only: bool) -> Any:
    given = {k: data[k] for k in ("category", "answer_class", "nature", "seen")}
    if only:
        return operations.accept(matter=matter, actor=actor, at=at, **given)
    return operations.accept_and_assign(matter=matter, actor=actor, at=at, **given, **_where(matter, data))


def _where(matter: Any, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "lead_id": data["lead_id"],
        "words": data["words"],
        "why": data["why"],
        "co_unit_ids": tuple(data["co_units"]),
    }


@login_required
@require_http_methods(BOTH)
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """派单 of an accepted appeal: the suggested unit, or another with the reason."""
    actor, at = actor_of(request), now()
    matter = queries.get_for(actor, number)
    APPEALS.check(operations.assign, matter, actor, at=at, by_right_only=request.method == "POST")
    form = AssignForm(request.POST if request.method == "POST" else None, seen=matter.version)
    _prepared(form, matter, at)
    if form.is_valid():
        data = form.cleaned_data
        done = form.carry_out(
            lambda: operations.assign(matter=matter, actor=actor, at=at, seen=data["seen"], **_where(matter, data))
        )
        if done is not None:
            messages.success(request, str(operations.assign.done))
            return redirect("appeals:desk")
    return _receive_page(request, matter, form, "assign")


def _receive_page(request: HttpRequest, matter: Any, form: AssignPart, verb: str) -> HttpResponse:
    if isinstance(form.refusal, Overtaken):
        form.bring_up_to_date(matters.version_of(matter.pk))
    context = desk_pages.receive_page(matter, form, actor_of(request), now(), verb)
    return render(request, "appeals/receive.html", context, status=form.status)


@login_required
@require_safe
def similar_to(request: HttpRequest, number: str) -> HttpResponse:
    """What is alike to an appeal, as a part of its page: to be worked as one."""
    actor = actor_of(request)
    matter = queries.get_for(actor, number)
    found = queries.similar(matter.title, matter.text, actor, limit=8, besides=matter.pk)
    table = desk_pages.similar_table(matter, found, actor, secrets.token_urlsafe(8))
    return render_part(request, table)


@login_required
@require_http_methods(BOTH)
def run_command(request: HttpRequest, number: str, *, command: Command[..., Any]) -> HttpResponse:
    """The page of one command. All commands without a page of their own share it."""
    matter = queries.get_for(actor_of(request), number)
    after = reverse("matters:item", args=[number])
    return answer(request, command, matter, about=lambda: desk_pages.about(matter, command, now()), after=after)


# --- many at once ---


def _bulk_lines(request: HttpRequest, rows: list[Any], at: Any) -> list[tuple[Any, BulkForm]]:
    """A small form for each ticked appeal, filled with what is suggested; bound once it was sent for good."""
    sent = request.POST if "confirm" in request.POST else None
    known, classes = units(at), class_choices(at)
    lines = []
    for m in rows:
        form = BulkForm(
            sent,
            prefix=f"m{m.pk}",
            initial={
                "category": m.appeal.suggested_category if m.category == "other" else m.category,
                "answer_class": m.appeal.answer_class or "general",
                "lead_id": m.appeal.suggested_unit_id,
            },
        )
        choose(form, "lead_id", known, blank=_("暂不派单"))
        choose(form, "answer_class", [(c, str(w).split("（")[0]) for c, w in classes])
        lines.append((m, form))
    return lines


@login_required
@require_POST
def desk_bulk(request: HttpRequest) -> HttpResponse:
    """批量受理并派单: the ticked ones with what is suggested; sent again with ``confirm`` each is done by itself."""
    actor, at = actor_of(request), now()
    ids = [int(pk) for pk in request.POST.getlist("row") if pk.isdigit()][:PAGE]
    rows = [m for m in queries.of_ids(actor, ids) if m.state in ("raised", "accepted")]
    if not rows:
        messages.warning(request, _("请先勾选待受理或待派单的诉求。"))
        return redirect("appeals:desk")
    lines = _bulk_lines(request, rows, at)
    failed: list[tuple[Any, Any]] = []
    if "confirm" in request.POST:
        left = []
        for m, form in lines:
            sentence = _one_of_many(m, form, actor, at)
            if sentence:
                failed.append((m, sentence))
                left.append((m, form))
        if done := len(lines) - len(left):
            messages.success(request, _("已办理%(n)d件。") % {"n": done})
        if not left:
            return redirect("appeals:desk")
        lines = left
    context = desk_pages.bulk_page(lines, failed)
    return render(request, "appeals/desk_bulk.html", context, status=422 if failed else 200)


def _one_of_many(matter: Any, form: BulkForm, actor: Actor, at: Any) -> str:
    """Do one of them; gives why not, or ""."""
    if not form.is_valid():
        return _("请选择类别、期限和单位。")
    data = form.cleaned_data
    given = {"matter": matter, "actor": actor, "at": at}
    try:
        if matter.state == "accepted":
            if data["lead_id"] is None:
                return _("请选择派给哪个单位。")
            operations.assign(lead_id=data["lead_id"], **given)
        elif data["lead_id"] is None:
            operations.accept(category=data["category"], answer_class=data["answer_class"], **given)
        else:
            operations.accept_and_assign(**given, **data)
    except Refused as refused:
        return str(refused.sentence)
    return ""
