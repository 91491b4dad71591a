"""The pages of meetings, of handing over many at once, and of the yearly report."""

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
from gongjian.web.forms import choose
from gongjian.web.http import BOTH, DOCX, download, posted
from gongjian.web.pages import render_page
from gongjian.workflow.forms import form_of
from gongjian.workflow.views import answer, answer_creation, present_values

from . import metrics, operations, papers, permissions, queries
from .meeting_forms import HandOverForms, SaidForms
from .pages import congress as pages
from .pages import meetings as meeting_pages


@login_required
@require_safe
def meetings(request: HttpRequest, pk: int) -> HttpResponse:
    """面对面: the meetings of a session."""
    actor = actor_of(request)
    session = queries.get_session(actor, pk)
    context = meeting_pages.meetings_page(session, queries.meeting_rows(session), actor)
    return render_page(request, context)


@login_required
@require_http_methods(BOTH)
def plan_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """安排会议."""
    actor = actor_of(request)
    session = queries.get_session(actor, pk)
    permit(permissions.runs, actor, session)
    back = reverse("proposals:meetings", args=[pk])
    return answer_creation(
        request,
        operations.plan_meeting,
        about=pages.about_congress(_("安排面对面会议"), session, back=back),
        after=lambda made: reverse("proposals:meeting", args=[made.pk]),
        context={"session": session},
        fit=lambda form: choose(form, "numbers", queries.agenda_choices(session)),
    )


@login_required
@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: when, where, who, and what was said."""
    actor = actor_of(request)
    context = meeting_pages.meeting_page(queries.get_meeting(actor, pk), actor, now())
    return render(request, "proposals/meeting.html", context)


@login_required
@require_http_methods(BOTH)
def record_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """登记纪要: who came, and what was said for each proposal."""
    actor, at, command = actor_of(request), now(), operations.record_meeting
    found = queries.get_meeting(actor, pk)
    command.workflow.check(command, found, actor, at=at, by_right_only=request.method == "POST")
    rows = list(found.discussions.all())
    first = [{"number": d.proposal.matter.number, "said": d.said, "by": d.by, "next_step": d.next_step} for d in rows]
    units = [u.body_id for u in found.units.all()]
    came = [u.body_id for u in found.units.all() if u.came] or units
    form = form_of(command)(
        posted(request), seen=found.version, initial={**present_values(command, found), "came": came}
    )
    form.offer(found, actor, at)
    forms = SaidForms(posted(request), prefix="said", initial=first)
    if form.is_valid() & forms.is_valid():
        form.fixed = {"lines": [f.line() for f in forms.forms]}
        if form.carry_out(lambda: form.run(found, actor=actor, at=at)) is not None:
            messages.success(request, str(command.done))
            return redirect("proposals:meeting", pk)
    context = meeting_pages.rows_page(
        forms,
        [(d.proposal.matter.number, d.proposal.matter.title) for d in rows],
        title=_("登记纪要"),
        lead=found.title,
        back=reverse("proposals:meeting", args=[pk]),
        form=form,
    )
    return render(request, "proposals/rows.html", context, status=form.status)


@login_required
@require_POST
def attach_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """上传签字的纪要; what is refused is said on the meeting's page."""
    actor, at, command = actor_of(request), now(), operations.attach_minutes
    found = queries.get_meeting(actor, pk)
    form = form_of(command)(request.POST, request.FILES, seen=found.version)
    if form.is_valid() and form.carry_out(lambda: form.run(found, actor=actor, at=at)) is not None:
        messages.success(request, str(command.done))
        return redirect("proposals:meeting", pk)
    context = meeting_pages.meeting_page(found, actor, at, files_form=form)
    return render(request, "proposals/meeting.html", context, status=form.status)


@login_required
@require_http_methods(BOTH)
def call_off_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """取消会议."""
    found = queries.get_meeting(actor_of(request), pk)
    back = reverse("proposals:meeting", args=[pk])
    return answer(
        request,
        operations.call_off_meeting,
        found,
        about=lambda: pages.about_congress(_("取消会议"), found.session, back=back),
        after=back,
    )


@login_required
@require_safe
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """面对面会议纪要 as .docx."""
    found = queries.get_meeting(actor_of(request), pk)
    day = local_date(found.starts_at)
    return download(papers.minutes(found, now()), _("面对面会议纪要-%(day)s.docx") % {"day": day}, DOCX)


@login_required
@require_http_methods(BOTH)
def hand_over(request: HttpRequest) -> HttpResponse:
    """集中交办: a unit for each accepted proposal, all or none."""
    actor, at = actor_of(request), now()
    permit(permissions.runs, actor, None)
    wanted = request.GET.get("meeting", "")
    found = queries.get_meeting(actor, int(wanted)) if wanted.isdecimal() and len(wanted) < 18 else None
    rows = queries.to_hand_over(actor, found.session if found else None)
    if found is not None:
        agenda = {d.proposal_id for d in found.discussions.all()}
        rows = [p for p in rows if p.pk in agenda]
    forms = HandOverForms(posted(request), prefix="rows", initial=[{"number": p.matter.number} for p in rows])
    units = operations.units(at)
    for one in forms.forms:
        one.offer(units)
    refusal = meeting_pages.RowsForm(posted(request))
    if refusal.is_valid() and forms.is_valid():
        lines = [line for f in forms.forms if (line := f.line()) is not None]
        done = refusal.carry_out(lambda: operations.hand_over(rows=lines, actor=actor, at=at))
        if done is not None:
            messages.success(request, _("已交办 %(n)d 件，等待各单位签收。") % {"n": done})
            return redirect("proposals:meeting", found.pk) if found else redirect("proposals:check")
    back = reverse("proposals:meeting", args=[found.pk]) if found else reverse("proposals:check")
    heads = meeting_pages.heads_for(forms, rows)
    context = meeting_pages.rows_page(
        forms, heads, title=_("集中交办"), back=back, form=refusal, lead=found.title if found else ""
    )
    return render(request, "proposals/rows.html", context, status=refusal.status)


def _report(request: HttpRequest, pk: int) -> metrics.Report:
    actor = actor_of(request)
    session = queries.get_session(actor, pk)
    permit(permissions.may_report, actor, session)
    return metrics.report_of(session)


@login_required
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """年度报告."""
    return render(request, "proposals/report.html", meeting_pages.report_page(_report(request, pk)))


@login_required
@require_safe
def report_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The yearly report as .xlsx."""
    made = _report(request, pk)
    return download(papers.report_workbook(made), _("提案年度报告-%(name)s.xlsx") % {"name": made.session.name})


@login_required
@require_safe
def report_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The yearly report as .docx."""
    made = _report(request, pk)
    return download(
        papers.report_paper(made, now()), _("提案年度报告-%(name)s.docx") % {"name": made.session.name}, DOCX
    )
