"""The pages of delegates, and on which files of delegates and of proposals are imported."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.permission import permit
from gongjian.spreadsheets.queries import get_batch, read_upload
from gongjian.web.http import BOTH, download, posted
from gongjian.web.pages import render_page
from gongjian.workflow.views import answer

from . import operations, permissions, queries, sheets
from .forms import DelegatesFileForm, ProposalsFileForm, WordsFilterForm
from .pages import congress as pages
from .pages import desk as desk_pages
from .pages import imports as import_pages


@login_required
@require_safe
def delegates(request: HttpRequest, pk: int) -> HttpResponse:
    """代表 of a session."""
    actor = actor_of(request)
    session = queries.get_session(actor, pk)
    form = WordsFilterForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    given = {name: request.GET.get(name, "") for name in ("after", "before")}
    page = queries.delegates_page(actor, session, words=words, **given)
    context = desk_pages.delegates_page(session, page, request.GET, form, actor, now())
    return render_page(request, context)


@login_required
@require_http_methods(BOTH)
def enter_delegate(request: HttpRequest, pk: int) -> HttpResponse:
    """登记一名代表."""
    session = queries.get_session(actor_of(request), pk)
    back = reverse("proposals:delegates", args=[pk])
    return answer(
        request,
        operations.enter_delegate,
        session,
        about=lambda: pages.about_congress(_("登记代表"), session, back=back),
        after=back,
    )


@login_required
@require_http_methods(BOTH)
def end_delegate(request: HttpRequest, pk: int, delegate_id: int) -> HttpResponse:
    """终止代表资格."""
    actor = actor_of(request)
    session = queries.get_session(actor, pk)
    permit(permissions.runs, actor, session)
    found = queries.get_delegate(session, delegate_id)
    back, title = reverse("proposals:delegates", args=[pk]), _("终止%(who)s的代表资格") % {"who": found.person.name}
    return answer(
        request,
        operations.end_delegate,
        session,
        about=lambda: pages.about_congress(title, session, back=back),
        after=back,
        fixed={"delegate_id": delegate_id},
    )


@login_required
@require_safe
def delegates_template(request: HttpRequest) -> HttpResponse:
    """An empty sheet for delegates."""
    return download(sheets.delegates_template(), _("代表名单模板.xlsx"))


@login_required
@require_http_methods(BOTH)
def import_delegates(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload a file of delegates; without a mistake it goes on to the preview."""
    actor, at = actor_of(request), now()
    session = queries.get_session(actor, pk)
    permit(permissions.runs, actor, session)
    form = DelegatesFileForm(posted(request), request.FILES or None)
    uploaded: Any = None
    if form.is_valid():
        uploaded = form.carry_out(
            lambda: import_pages.upload_delegates(session, *read_upload(form.cleaned_data["file"]), actor=actor, at=at)
        )
        if uploaded is not None and uploaded.batch is not None:
            return redirect("proposals:confirm-delegates", pk, uploaded.batch.pk)
    context = import_pages.delegates_upload_page(session, form, uploaded)
    return render_page(request, context, status=422 if uploaded is not None else form.status)


@login_required
@require_http_methods(BOTH)
def confirm_delegates(request: HttpRequest, pk: int, batch_id: int) -> HttpResponse:
    """What the file would bring; sending it brings it."""
    actor = actor_of(request)
    session = queries.get_session(actor, pk)
    permit(permissions.runs, actor, session)
    batch = get_batch(actor, batch_id, operations.DELEGATES_BATCH, str(pk))
    if request.method == "POST":
        n = operations.import_delegates(session=session, batch=batch, actor=actor, at=now())
        messages.success(request, _("已导入代表 %(n)d 名。") % {"n": n})
        return redirect("proposals:delegates", pk)
    context = import_pages.delegates_confirm_page(session, batch, request.path)
    return render_page(request, context)


@login_required
@require_http_methods(BOTH)
def import_proposals(request: HttpRequest, pk: int) -> HttpResponse:
    """批量登记提案: upload a file; without a mistake it goes on to the preview."""
    actor, at = actor_of(request), now()
    session = queries.get_session(actor, pk)
    permit(permissions.runs, actor, session)
    form = ProposalsFileForm(posted(request), request.FILES or None)
    uploaded: Any = None
    if form.is_valid():
        uploaded = form.carry_out(
            lambda: import_pages.upload_proposals(session, *read_upload(form.cleaned_data["file"]), actor=actor, at=at)
        )
        if uploaded is not None and uploaded.batch is not None:
            return redirect("proposals:confirm-import", pk, uploaded.batch.pk)
    context = import_pages.proposals_upload_page(session, form, uploaded)
    return render_page(request, context, status=422 if uploaded is not None else form.status)


@login_required
@require_http_methods(BOTH)
def confirm_import(request: HttpRequest, pk: int, batch_id: int) -> HttpResponse:
    """What the file would bring; sending it brings it."""
    actor = actor_of(request)
    session = queries.get_session(actor, pk)
    permit(permissions.runs, actor, session)
    batch = get_batch(actor, batch_id, operations.PROPOSALS_BATCH, str(pk))
    if request.method == "POST":
        done = operations.import_proposals_batch(session=session, batch=batch, actor=actor, at=now())
        messages.success(request, import_pages.done_words(done))
        return redirect("proposals:session", pk)
    return render_page(request, import_pages.proposals_confirm_page(session, batch, request.path))
