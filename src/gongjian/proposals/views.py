"""The pages of sessions and proposals: fetch what this person may see, run one command, answer."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import local_date, now
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed
from gongjian.web.http import BOTH, posted
from gongjian.web.pages import render_page, render_part
from gongjian.workflow.command import Command
from gongjian.workflow.views import answer, answer_creation, present_values

from . import operations, permissions, queries, writing
from .forms import WordsFilterForm
from .pages import congress as pages
from .pages import desk as desk_pages


@login_required
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """届次: all congresses."""
    actor, at = actor_of(request), now()
    rows = queries.session_rows(actor, local_date(at))
    return render_page(request, pages.sessions_page(rows, actor, at))


@login_required
@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """One session: its days, figures and proposals."""
    actor, found = actor_of(request), queries.get_session(actor_of(request), pk)
    form = WordsFilterForm(request.GET)
    form.is_valid()
    given = {name: request.GET.get(name, "") for name in ("after", "before")}
    state = request.GET.get("state", "") if request.GET.get("state") in pages.STATES_SHOWN else ""
    try:
        page = queries.of_session(actor, found, state=state, words=form.cleaned_data.get("q") or "", **given)
    except Malformed as malformed:
        form.refuse(malformed)
        page = queries.of_session(actor, found, state="withdrawn", words="")
    return render(request, "proposals/session.html", pages.session_page(found, page, request.GET, form, actor, now()))


@login_required
@require_http_methods(BOTH)
def open_session(request: HttpRequest) -> HttpResponse:
    """设立届次."""
    return answer_creation(
        request,
        operations.open_session,
        about=pages.about_congress(_("设立届次"), None, back=reverse("proposals:sessions")),
        after=lambda made: reverse("proposals:session", args=[made.pk]),
    )


@login_required
@require_http_methods(BOTH)
def change_session(request: HttpRequest, pk: int) -> HttpResponse:
    """修改届次: name and days."""
    found, command = queries.get_session(actor_of(request), pk), operations.change_session
    back = reverse("proposals:session", args=[pk])
    return answer(
        request,
        command,
        found,
        about=lambda: pages.about_congress(_("修改届次"), found, back=back, yes=_("保存")),
        after=back,
        initial=present_values(command, found),
    )


@login_required
@require_POST
def conclude_session(request: HttpRequest, pk: int) -> HttpResponse:
    """结束本届."""
    actor = actor_of(request)
    operations.conclude_session(session=queries.get_session(actor, pk), actor=actor, at=now())
    messages.success(request, str(operations.conclude_session.done))
    return redirect("proposals:session", pk)


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """我的提案."""
    actor = actor_of(request)
    context = desk_pages.mine_page(queries.mine(actor), queries.invited_of(actor), actor, now())
    return render_page(request, context)


@login_required
@require_safe
def seconding(request: HttpRequest) -> HttpResponse:
    """征集附议: what delegates are asked to second, with one button each."""
    actor, at = actor_of(request), now()
    rows = queries.to_second(actor, local_date(at))
    return render_page(request, desk_pages.seconding_page(rows, operations.limit("seconders", at), at))


@login_required
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """审查与交办: the desk of the committee."""
    actor, at = actor_of(request), now()
    permit(permissions.runs, actor, None)
    context = desk_pages.check_page(
        queries.to_check(actor), queries.to_hand_over(actor), operations.limit("seconders", at), at
    )
    return render_page(request, context)


@login_required
@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """Earlier proposals like the title being typed, as a part of the form's page."""
    words = request.GET.get("title", "")
    besides = request.GET.get("besides", "")
    rows = queries.similar(words, actor_of(request), besides=int(besides) if besides.isdecimal() else None)
    return render_part(request, pages.likes(rows, now()))


@login_required
@require_http_methods(BOTH)
def draft_proposal(request: HttpRequest) -> HttpResponse:
    """写提案: one page; kept as a draft, then seconds are invited."""
    actor, at = actor_of(request), now()
    command = operations.draft_proposal
    command.workflow.check(command, None, actor, at=at)
    found = writing.session_to_write_in(actor, at, request.GET.get("session", "") or request.POST.get("session_id", ""))
    form = writing.draft_form(posted(request), found, actor, at)
    if form.is_valid():
        raised = form.carry_out(lambda: form.run(None, actor=actor, at=at))
        if raised is not None:
            messages.success(request, str(command.done))
            return redirect("matters:item", raised.matter.number)
    rows = pages.likes(queries.similar(request.POST.get("title", ""), actor), at)
    context = pages.write_page(form, title=_("写提案"), back=reverse("proposals:mine"), similar=rows)
    return render(request, "proposals/write.html", context, status=form.status)


@login_required
@require_http_methods(BOTH)
def revise_proposal(request: HttpRequest, number: str) -> HttpResponse:
    """修改提案, until it is submitted."""
    actor, at, command = actor_of(request), now(), operations.revise_proposal
    matter = queries.get_proposal(actor, number)
    command.workflow.check(command, matter, actor, at=at, by_right_only=request.method == "POST")
    form = writing.revise_form(posted(request), matter, actor, at)
    if form.is_valid():
        given: dict[str, Any] = {"values": form.values(), "seen": form.cleaned_data["seen"]}
        if form.carry_out(lambda: command.run(matter, actor=actor, at=at, **given)) is not None:
            messages.success(request, str(command.done))
            return redirect("matters:item", number)
    rows = pages.likes(queries.similar(matter.title, actor, besides=matter.pk), at)
    back = reverse("matters:item", args=[number])
    context = pages.write_page(form, title=_("修改提案"), back=back, similar=rows)
    return render(request, "proposals/write.html", context, status=form.status)


@login_required
@require_http_methods(BOTH)
def run_command(request: HttpRequest, number: str, *, command: Command[..., Any]) -> HttpResponse:
    """The page of one command; whoever seconds from the list goes back to it."""
    actor, at = actor_of(request), now()
    matter = queries.get_proposal(actor, number)
    back = reverse("matters:item", args=[number])
    return answer(
        request,
        command,
        matter,
        about=lambda: pages.about(matter, command, at, writing.likes_for(command.name, matter, actor, at)),
        after=reverse("proposals:seconding") if request.POST.get("back") == "seconding" else back,
        initial={"category": matter.category},
    )
