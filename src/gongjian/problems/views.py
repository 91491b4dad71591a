"""The pages of problems: fetch what this person may see, run one command, answer."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import now
from gongjian.matters import queries as matters
from gongjian.matters.pages import contexts as matter_contexts
from gongjian.matters.pages import matter as pages
from gongjian.web.http import BOTH, posted
from gongjian.web.pages import render_part
from gongjian.web.shapes import PageHead
from gongjian.workflow.command import Command
from gongjian.workflow.views import answer

from . import form_choices, operations, queries
from .forms import FoundForm, RaiseForm
from .operations.workflows import PROBLEMS
from .pages import contexts


@login_required
@require_http_methods(BOTH)
def run_command(request: HttpRequest, number: str, *, command: Command[..., Any]) -> HttpResponse:
    """The page of one command. All commands without rows of their own share it."""
    at = now()
    matter = queries.get_for_command(actor_of(request), number, command.name)
    after = reverse("matters:item", args=[number])
    return answer(request, command, matter, about=lambda: matter_contexts.about(matter, command, at), after=after)


@login_required
@require_safe
def of_pair(request: HttpRequest, pair_id: int) -> HttpResponse:
    """The problems a pairing has taken on, as a part of its page."""
    rows = queries.of_pair(actor_of(request), pair_id, most=50)
    return render_part(request, pages.list_table(rows, now(), empty=contexts.no_problems_yet(), first=4))


@login_required
@require_http_methods(BOTH)
def raise_problem(request: HttpRequest) -> HttpResponse:
    """提出: one page; then the receipt."""
    actor, at = actor_of(request), now()
    form, found = RaiseForm(posted(request), request.FILES or None), FoundForm(posted(request))
    form.offer(None, actor, at)
    if request.method == "POST" and form.is_valid() & found.is_valid():
        form.fix({"found": found.found()})
        raised = form.carry_out(lambda: form.run(None, actor=actor, at=at))
        if raised is not None:
            request.session["receipt"] = [raised.matter.number, raised.receipt]
            return redirect("problems:raised", number=raised.matter.number)
    context = {
        "form": form,
        "found": found,
        "head": PageHead(_("提出难题"), lead=_("一件事一张单，写清楚，就有人负责到底。")),
    }
    return render(request, "problems/raise.html", context, status=max(form.status, found.status))


@login_required
@require_safe
def raised(request: HttpRequest, number: str) -> HttpResponse:
    """After sending: what happens next, by when, and the receipt."""
    matter = matters.get_for(actor_of(request), number)
    kept = request.session.get("receipt") or ["", ""]
    code = kept[1] if kept[0] == number else ""
    return render(request, "problems/raised.html", contexts.raised_page(matter, code, now(), request))


@login_required
@require_http_methods(BOTH)
def draw_up(request: HttpRequest, number: str) -> HttpResponse:
    """制定三张清单: goal, measures, duties on one page."""
    actor = actor_of(request)
    matter = queries.get_for_command(actor, number, "draw_up")
    PROBLEMS.check(operations.draw_up, matter, actor, at=now(), by_right_only=request.method == "POST")
    lists = form_choices.ListsPage(request, matter, actor)
    if lists.is_complete:
        done = lists.form.carry_out(lambda: operations.draw_up(matter=matter, actor=actor, at=now(), **lists.lines()))
        if done is not None:
            messages.success(request, str(operations.draw_up.done))
            return redirect("matters:item", number=number)
    return render(
        request, "problems/lists_form.html", contexts.lists_page(matter, lists, _("制定三张清单")), status=lists.status
    )


@login_required
@require_http_methods(BOTH)
def propose_adjustment(request: HttpRequest, number: str) -> HttpResponse:
    """动态调整: the lines as they are, to be changed; only what differs is proposed."""
    actor = actor_of(request)
    matter = queries.get_for_command(actor, number, "propose_adjustment")
    PROBLEMS.check(operations.propose_adjustment, matter, actor, at=now(), by_right_only=request.method == "POST")
    lists = form_choices.AdjustPage(request, matter, actor)
    if lists.is_complete:
        done = lists.form.carry_out(
            lambda: operations.propose_adjustment(matter=matter, actor=actor, at=now(), **lists.changes())
        )
        if done is not None:
            messages.success(request, str(operations.propose_adjustment.done))
            return redirect("matters:item", number=number)
    return render(
        request,
        "problems/lists_form.html",
        contexts.lists_page(matter, lists, _("动态调整")),
        status=lists.status,
    )


@login_required
@require_POST
def confirm_adjustment(request: HttpRequest, number: str, adjustment_id: int) -> HttpResponse:
    """Confirm a proposed change for one's side."""
    matter = queries.get_for_command(actor_of(request), number, "confirm_adjustment")
    change = operations.confirm_adjustment(
        matter=matter, adjustment_id=adjustment_id, actor=actor_of(request), at=now()
    )
    words = _("调整已生效。") if change.state == "effective" else _("已确认，等待另一方确认。")
    messages.success(request, words)
    return redirect("matters:item", number=number)


@login_required
@require_http_methods(BOTH)
def reject_adjustment(request: HttpRequest, number: str, adjustment_id: int) -> HttpResponse:
    """Do not agree to a proposed change, with a reason."""
    at, command = now(), operations.reject_adjustment
    matter = queries.get_for_command(actor_of(request), number, command.name)
    about = partial(matter_contexts.about, matter, command, at)
    after, fixed = reverse("matters:item", args=[number]), {"adjustment_id": adjustment_id}
    return answer(request, command, matter, about=about, after=after, fixed=fixed)
