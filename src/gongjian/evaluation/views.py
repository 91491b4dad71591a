"""The pages of contests: fetch what this person may see, run one command, answer."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Overtaken
from gongjian.web.http import BOTH, DOCX, XLSX, download
from gongjian.web.pages import render_page
from gongjian.web.shapes import Link, PageHead
from gongjian.workflow.command import Command
from gongjian.workflow.views import answer, answer_creation

from . import operations, permissions, queries, sheets
from .pages import contest as pages
from .pages import listing
from .writing import CriteriaForms


@require_safe
def contest_list(request: HttpRequest) -> HttpResponse:
    """All contests this person may see, newest first; also for guests."""
    return render_page(request, listing.contests_page(request, actor_of(request)))


@require_safe
def item(request: HttpRequest, number: str) -> HttpResponse:
    """The page of a contest: charter, dates, criteria, results; for the host also entries, jury, exclusions."""
    actor = actor_of(request)
    contest = queries.get_for(actor, number)
    return render(request, "evaluation/item.html", pages.contest_page(contest, actor, now()))


@require_safe
def export(request: HttpRequest, number: str) -> HttpResponse:
    """The results as .xlsx."""
    actor = actor_of(request)
    contest = queries.get_for(actor, number)
    queries.check_published(contest)
    return download(
        sheets.results_workbook(contest, actor), _("%(number)s结果.xlsx") % {"number": contest.number}, XLSX
    )


@require_safe
def result_list(request: HttpRequest, number: str) -> HttpResponse:
    """The list of results as .docx."""
    actor = actor_of(request)
    contest = queries.get_for(actor, number)
    queries.check_published(contest)
    return download(
        sheets.result_paper(contest, actor), _("%(number)s结果名单.docx") % {"number": contest.number}, DOCX
    )


@login_required
@require_http_methods(BOTH)
def draw_up_contest(request: HttpRequest) -> HttpResponse:
    """Draw up a charter; then on to criteria and awards."""
    return answer_creation(
        request,
        operations.draw_up_contest,
        about=pages.about_drawing_up(),
        after=lambda made: reverse("evaluation:set-criteria", args=[made.number]),
    )


@login_required
@require_http_methods(BOTH)
def set_criteria(request: HttpRequest, number: str) -> HttpResponse:
    """Criteria and awards on one page."""
    actor = actor_of(request)
    contest = queries.get_for(actor, number)
    command, sent = operations.set_criteria, request.method == "POST"
    command.workflow.check(command, contest, actor, at=now(), by_right_only=sent)
    forms = _criteria_forms(request, contest)
    if sent and "more" not in request.POST and forms.is_valid():
        criteria, awards = forms.lines()
        given = {"criteria": criteria, "awards": awards, "seen": forms.head.cleaned_data["seen"]}
        done = forms.head.carry_out(lambda: operations.set_criteria(contest=contest, actor=actor, at=now(), **given))
        if done is not None:
            messages.success(request, str(command.done))
            return redirect("evaluation:item", number=number)
        if isinstance(forms.head.refusal, Overtaken):
            forms.head.bring_up_to_date(command.workflow.version_of(contest))
    crumbs = [pages.home_crumb(), Link(number, pages.url_of(contest))]
    head = PageHead(_("评分项与奖项"), crumbs=crumbs, lead=_("各项权重合计为 100；奖项从高到低填写。"))
    context = {"forms": forms, "form": forms.head, "head": head, "back": pages.url_of(contest)}
    return render(request, "evaluation/criteria.html", context, status=forms.status)


def _criteria_forms(request: HttpRequest, contest: Any) -> CriteriaForms:
    if request.method == "POST" and "more" in request.POST:
        return CriteriaForms.grown(request.POST, request.POST["more"])
    if request.method == "POST":
        return CriteriaForms(request.POST)
    return CriteriaForms.of(contest, queries.criteria_of(contest), queries.awards_of(contest))


@login_required
@require_http_methods(BOTH)
def run_command(request: HttpRequest, number: str, *, command: Command[..., Any], **line: int) -> HttpResponse:
    """The page of one command on a contest; ``line`` is the id of the juror or objection in the address."""
    contest = queries.get_for(actor_of(request), number)
    return answer(
        request,
        command,
        contest,
        about=lambda: pages.about(contest, command, **line),
        after=pages.url_of(contest),
        initial=pages.first_values(contest, command),
        fixed=line,
    )


@login_required
@require_safe
def entries(request: HttpRequest, number: str) -> HttpResponse:
    """All entries of a contest, for those who manage it."""
    actor = actor_of(request)
    contest = queries.get_for(actor, number)
    permit(permissions.may_manage, actor, contest)
    return render_page(request, listing.entries_page(request, contest))
