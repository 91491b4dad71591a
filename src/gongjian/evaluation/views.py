"""The pages of contests: fetch what this person may see, run one command, answer."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import local_date, now
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Overtaken
from gongjian.web.shapes import Link, PageHead

from . import operations, permissions, queries, sheets, tables
from .forms import CONTEST_FORMS
from .pages import contest as pages
from .pages import listing
from .procedures import CONTEST
from .writing import CharterForm, CriteriaForms, charter_values

BOTH = ["GET", "POST"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    quoted = urlencode({"": name})[1:].replace("+", "%20")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quoted}"
    return answer


@require_safe
def contest_list(request: HttpRequest) -> HttpResponse:
    """All contests this person may see, newest first; also for guests."""
    return render(request, "evaluation/list.html", listing.context(request, actor_of(request)))


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
    return _download(
        sheets.results_workbook(contest, actor), XLSX, _("%(number)s结果.xlsx") % {"number": contest.number}
    )


@require_safe
def result_list(request: HttpRequest, number: str) -> HttpResponse:
    """The list of results as .docx."""
    actor = actor_of(request)
    contest = queries.get_for(actor, number)
    queries.check_published(contest)
    return _download(
        sheets.result_paper(contest, actor), DOCX, _("%(number)s结果名单.docx") % {"number": contest.number}
    )


@login_required
@require_http_methods(BOTH)
def draw_up_contest(request: HttpRequest) -> HttpResponse:
    """Draw up a charter."""
    actor = actor_of(request)
    permit(permissions.may_draw_up, actor, None)
    form = CharterForm(request.POST or None)
    form.choose_host(queries.host_choices(actor))
    if form.is_valid():
        token = form.cleaned_data["once"]
        made = form.carry_out(
            lambda: operations.draw_up_contest(charter=form.charter(), actor=actor, at=now(), token=token)
        )
        if made is not None:
            messages.success(request, _("评选已拟订，编号 %(number)s。请填写评分项与奖项。") % {"number": made.number})
            return redirect("evaluation:set-criteria", number=made.number)
    head = PageHead(
        _("拟订评选"), crumbs=[pages.home_crumb()], lead=_("先写章程，再填评分项与奖项，聘任评委，然后公布征集。")
    )
    return _form_page(request, form, head, reverse("evaluation:list"))


@login_required
@require_http_methods(BOTH)
def amend_contest(request: HttpRequest, number: str) -> HttpResponse:
    """Change the draft."""
    actor = actor_of(request)
    contest = queries.get_for(actor, number)
    operations.check(verb="amend_contest", thing=contest, actor=actor, right_only=request.method == "POST")
    form = CharterForm(request.POST or None, seen=contest.version, initial=charter_values(contest), draft="")
    form.choose_host(queries.host_choices(actor))
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        done = form.carry_out(
            lambda: operations.amend_contest(contest=contest, charter=form.charter(), actor=actor, at=now(), seen=seen)
        )
        if done is not None:
            messages.success(request, _("章程已修改。"))
            return redirect("evaluation:item", number=number)
        if isinstance(form.refusal, Overtaken):
            form.bring_up_to_date(queries.version_of(contest.pk))
    crumbs = [pages.home_crumb(), Link(number, pages.url_of(contest))]
    return _form_page(request, form, PageHead(_("修改章程"), crumbs=crumbs), pages.url_of(contest))


def _form_page(request: HttpRequest, form: Any, head: PageHead, back: str) -> HttpResponse:
    context = {"form": form, "head": head, "back": back}
    return render(request, "evaluation/form.html", context, status=form.status)


@login_required
@require_http_methods(BOTH)
def set_criteria(request: HttpRequest, number: str) -> HttpResponse:
    """Criteria and awards on one page."""
    actor = actor_of(request)
    contest = queries.get_for(actor, number)
    operations.check(verb="set_criteria", thing=contest, actor=actor, right_only=request.method == "POST")
    forms = _criteria_forms(request, contest)
    if request.method == "POST" and "more" not in request.POST and forms.is_valid():
        criteria, awards = forms.lines()
        given = {"criteria": criteria, "awards": awards, "seen": forms.head.cleaned_data["seen"]}
        done = forms.head.carry_out(lambda: operations.set_criteria(contest=contest, actor=actor, at=now(), **given))
        if done is not None:
            messages.success(request, _("评分项与奖项已保存。"))
            return redirect("evaluation:item", number=number)
        if isinstance(forms.head.refusal, Overtaken):
            forms.head.bring_up_to_date(queries.version_of(contest.pk))
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
def run_command(
    request: HttpRequest, number: str, *, verb: str, juror_id: int | None = None, objection_id: int | None = None
) -> HttpResponse:
    """The page of one verb of a contest: GET asks, POST orders it."""
    actor = actor_of(request)
    contest = queries.get_for(actor, number)
    operations.check(verb=verb, thing=contest, actor=actor, right_only=request.method == "POST")
    subject = _subject(contest, verb, juror_id, objection_id)
    form = CONTEST_FORMS[verb](request.POST if request.method == "POST" else None, seen=contest.version)
    form.prepare(contest, subject)
    if form.is_valid():
        done = form.carry_out(lambda: form.run_command(contest, actor=actor, at=now()))
        if done is not None:
            messages.success(request, str(form.done))
            return redirect("evaluation:item", number=number)
        if isinstance(form.refusal, Overtaken):
            form.bring_up_to_date(queries.version_of(contest.pk))
    context = pages.command_page(
        CONTEST.step(verb),
        form,
        back=pages.url_of(contest),
        title=pages.about(contest, subject),
        crumbs=[Link(number, pages.url_of(contest))],
        state=tables.chip(CONTEST, contest.state),
        on=local_date(now()),
    )
    context["quote"] = subject.text if verb == "answer_objection" else ""
    return render(request, "evaluation/command.html", context, status=form.status)


def _subject(contest: Any, verb: str, juror_id: int | None, objection_id: int | None) -> Any:
    if juror_id is not None:
        return queries.get_juror(contest, juror_id)
    if objection_id is not None:
        return queries.get_objection(contest, objection_id)
    return queries.results_of(contest) if verb == "object_to" else None


@login_required
@require_safe
def entries(request: HttpRequest, number: str) -> HttpResponse:
    """All entries of a contest, for those who manage it."""
    actor = actor_of(request)
    contest = queries.get_for(actor, number)
    permit(permissions.may_manage, actor, contest)
    return render(request, "evaluation/entries.html", listing.entries_context(request, contest))
