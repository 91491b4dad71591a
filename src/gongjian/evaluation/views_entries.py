"""The pages of entries: writing, handing in, checking, judging."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.files import queries as files
from gongjian.kernel.actor import Actor, actor_of
from gongjian.kernel.clock import local_date, now
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Overtaken
from gongjian.web.shapes import Link, PageHead

from . import operations, permissions, queries, tables
from .forms import ENTRY_FORMS
from .pages import contest as pages
from .pages import entry as entry_pages
from .procedures import ENTRY
from .writing import EntryForm, ScoreForm, entry_values

BOTH = ["GET", "POST"]


@require_safe
def entry(request: HttpRequest, number: str) -> HttpResponse:
    """The page of an entry; awarded ones are public."""
    actor = actor_of(request)
    found = queries.get_entry(actor, number)
    missing = operations.still_missing(found, now()) if found.state == ENTRY.start else {}
    return render(request, "evaluation/entry.html", entry_pages.entry_page(found, actor, missing, local_date(now())))


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """All my entries."""
    return render(request, "evaluation/mine.html", entry_pages.mine_page(queries.entries_of(actor_of(request))))


@login_required
@require_http_methods(BOTH)
def start_entry(request: HttpRequest, number: str) -> HttpResponse:
    """Begin an entry."""
    actor = actor_of(request)
    contest = queries.get_for(actor, number)
    permit(permissions.may_enter, actor, contest)
    queries.check_entrant(actor, contest, local_date(now()))
    operations.check_in_time(contest=contest, at=now())
    form = EntryForm(request.POST or None, request.FILES or None)
    _fit(form, contest, actor)
    if form.is_valid():
        given: dict[str, Any] = {"token": form.cleaned_data["once"], "uploads": form.cleaned_data["uploads"]}
        made = form.carry_out(
            lambda: operations.start_entry(contest=contest, text=form.text(), actor=actor, at=now(), **given)
        )
        if made is not None:
            messages.success(request, _("已保存，编号 %(number)s。填写完整以后请提交。") % {"number": made.number})
            return redirect("evaluation:entry", number=made.number)
    lead = _("可以先保存，%(day)s 以前填写完整并提交。") % {"day": contest.closes_on.isoformat()}
    crumbs = [pages.home_crumb(), Link(number, pages.url_of(contest))]
    head = PageHead(_("填写申报"), crumbs=crumbs, lead=lead)
    context = {"form": form, "head": head, "back": pages.url_of(contest), "multipart": True}
    return render(request, "evaluation/form.html", context, status=form.status)


@login_required
@require_http_methods(BOTH)
def write_entry(request: HttpRequest, number: str) -> HttpResponse:
    """Write on."""
    actor = actor_of(request)
    found = queries.get_entry(actor, number)
    operations.check(verb="write_entry", thing=found, actor=actor, right_only=request.method == "POST")
    form = EntryForm(
        request.POST or None, request.FILES or None, seen=found.version, initial=entry_values(found), draft=""
    )
    attached = [(f.pk, f.name) for f in files.files_of(queries.FILES, found.pk)]
    _fit(form, found.contest, actor, attached)
    if form.is_valid():
        given = {k: form.cleaned_data.get(k) or () for k in ("uploads", "drop")}
        seen = form.cleaned_data["seen"]
        done = form.carry_out(
            lambda: operations.write_entry(entry=found, text=form.text(), actor=actor, at=now(), seen=seen, **given)
        )
        if done is not None:
            messages.success(request, _("已保存。"))
            return redirect("evaluation:entry", number=number)
        if isinstance(form.refusal, Overtaken):
            form.bring_up_to_date(queries.entry_version(found.pk))
    back = entry_pages.url_of(found)
    head = PageHead(_("修改申报"), crumbs=[pages.home_crumb(), Link(number, back)])
    context = {"form": form, "head": head, "back": back, "multipart": True}
    return render(request, "evaluation/form.html", context, status=form.status)


def _fit(form: EntryForm, contest: Any, actor: Actor, attached: Any = ()) -> None:
    bodies = queries.entering_choices(actor) if contest.kind == "body" else []
    form.fit(contest, categories=queries.categories(local_date(now())), bodies=bodies, attached=attached)


@login_required
@require_http_methods(BOTH)
def order_entry(request: HttpRequest, number: str, *, verb: str) -> HttpResponse:
    """The page of one verb of an entry: GET asks, POST orders it."""
    actor = actor_of(request)
    found = queries.get_entry(actor, number)
    operations.check(verb=verb, thing=found, actor=actor, right_only=request.method == "POST")
    form = ENTRY_FORMS[verb](request.POST if request.method == "POST" else None, seen=found.version)
    form.prepare(found, queries.jurors_of(found.contest) if verb == "assign_juror" else None)
    if form.is_valid():
        done = form.carry_out(lambda: form.run_command(found, actor=actor, at=now()))
        if done is not None:
            messages.success(request, str(form.done))
            return redirect(_after(verb, number))
        if isinstance(form.refusal, Overtaken):
            form.bring_up_to_date(queries.entry_version(found.pk))
    context = pages.command_page(
        ENTRY.step(verb),
        form,
        back=entry_pages.url_of(found),
        title=found.title,
        crumbs=[Link(number, entry_pages.url_of(found))],
        state=tables.chip(ENTRY, found.state),
        on=local_date(now()),
    )
    return render(request, "evaluation/command.html", context, status=form.status)


def _after(verb: str, number: str) -> str:
    """Where one goes on: a juror who has declared a conflict does not see the entry any more."""
    if verb == "declare_conflict":
        return reverse("evaluation:desk")
    return reverse("evaluation:entry", args=[number])


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The juror's desk: what I have to judge."""
    context = entry_pages.desk_page(queries.reviews_for(actor_of(request)), now())
    return render(request, "evaluation/desk.html", context)


@login_required
@require_http_methods(BOTH)
def score(request: HttpRequest, number: str) -> HttpResponse:
    """The score sheet beside the entry; then the next one."""
    actor = actor_of(request)
    found = queries.get_to_judge(actor, number)
    operations.check(verb="score", thing=found, actor=actor, right_only=request.method == "POST")
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
