"""The pages of entries: writing, handing in, checking, judging."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel.actor import Actor, actor_of
from gongjian.kernel.clock import local_date, now
from gongjian.kernel.permission import permit
from gongjian.web.http import BOTH
from gongjian.web.pages import render_page
from gongjian.workflow.command import Command
from gongjian.workflow.views import answer, answer_creation

from . import operations, permissions, queries
from .pages import entry as entry_pages
from .procedures import ENTRY
from .writing import ScoreForm, entry_values, fit


@require_safe
def entry(request: HttpRequest, number: str) -> HttpResponse:
    """The page of an entry; awarded ones are public."""
    actor = actor_of(request)
    found = queries.get_entry(actor, number)
    missing = operations.still_missing(found, now()) if found.state == ENTRY.start else {}
    return render(request, "evaluation/entry.html", entry_pages.entry_page(found, actor, missing, now()))


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """All my entries."""
    return render_page(request, entry_pages.mine_page(queries.entries_of(actor_of(request))))


@login_required
@require_http_methods(BOTH)
def start_entry(request: HttpRequest, number: str) -> HttpResponse:
    """Begin an entry."""
    actor = actor_of(request)
    contest = queries.get_for(actor, number)
    permit(permissions.may_enter, actor, contest)
    queries.check_entrant(actor, contest, local_date(now()))
    operations.check_in_time(contest=contest, at=now())
    return answer_creation(
        request,
        operations.start_entry,
        about=entry_pages.about_starting(contest),
        after=lambda made: reverse("evaluation:entry", args=[made.number]),
        context={"contest": contest},
        fit=lambda form: fit(form, contest, local_date(now())),
    )


@login_required
@require_http_methods(BOTH)
def run_command(request: HttpRequest, number: str, *, command: Command[..., Any]) -> HttpResponse:
    """The page of one command on an entry. A juror who has declared a conflict does not see the entry any more."""
    found = queries.get_entry(actor_of(request), number)
    writes, leaves = command is operations.write_entry, command is operations.declare_conflict
    return answer(
        request,
        command,
        found,
        about=lambda: entry_pages.about(found, command),
        after=reverse("evaluation:desk") if leaves else entry_pages.url_of(found),
        initial=entry_values(found) if writes else None,
        fit=(lambda form: fit(form, found.contest, local_date(now()))) if writes else None,
    )


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The juror's desk: what I have to judge."""
    return render_page(request, entry_pages.desk_page(queries.reviews_for(actor_of(request)), now()))


@login_required
@require_http_methods(BOTH)
def score(request: HttpRequest, number: str) -> HttpResponse:
    """The score sheet beside the entry; then the next one."""
    actor = actor_of(request)
    found = queries.get_to_judge(actor, number)
    command = operations.score
    command.workflow.check(command, found, actor, at=now(), by_right_only=request.method == "POST")
    review = permissions.review_of(actor, found)
    assert review is not None
    first = {f"points-{pk}": value for pk, value in queries.points_of(review).items()} | {"comment": review.comment}
    criteria = queries.criteria_of(found.contest)
    form = ScoreForm(request.POST or None, criteria=criteria, initial=first)
    if form.is_valid():
        comment = form.cleaned_data["comment"]
        done = form.carry_out(
            lambda: operations.score(entry=found, points=form.points(), comment=comment, actor=actor, at=now())
        )
        if done is not None:
            return _next(request, actor, found)
    context = entry_pages.score_page(found, actor, form, local_date(now()))
    return render(request, "evaluation/score.html", context, status=form.status)


def _next(request: HttpRequest, actor: Actor, found: Any) -> HttpResponse:
    """On to the next entry that has no score yet, or back to the desk."""
    number = queries.next_to_score(actor, found.contest)
    if number:
        messages.success(request, _("%(number)s的评分已保存，下面是下一项。") % {"number": found.number})
        return redirect("evaluation:score", number=number)
    messages.success(request, _("评分已保存，分派给您的申报都已评完。"))
    return redirect("evaluation:desk")
