"""The pages of delegates, and on which files of delegates and of proposals are imported."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.permission import permit
from gongjian.spreadsheets.importing import pages as importing
from gongjian.web.http import BOTH, download
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
    return _upload(request, pk, import_pages.DELEGATES, DelegatesFileForm)


@login_required
@require_http_methods(BOTH)
def confirm_delegates(request: HttpRequest, pk: int, batch_id: int) -> HttpResponse:
    """What the file would bring; sending it brings it."""
    return _preview(request, pk, batch_id, import_pages.DELEGATES)


@login_required
@require_http_methods(BOTH)
def import_proposals(request: HttpRequest, pk: int) -> HttpResponse:
    """批量登记提案: upload a file; without a mistake it goes on to the preview."""
    return _upload(request, pk, import_pages.PROPOSALS, ProposalsFileForm)


@login_required
@require_http_methods(BOTH)
def confirm_import(request: HttpRequest, pk: int, batch_id: int) -> HttpResponse:
    """What the file would bring; sending it brings it."""
    return _preview(request, pk, batch_id, import_pages.PROPOSALS)


def _upload(
    request: HttpRequest, pk: int, kind: importing.ImportPages[Any, Any, Any, Any], form: type[importing.FileForm]
) -> HttpResponse:
    actor = actor_of(request)
    session = queries.get_session(actor, pk)
    permit(permissions.runs, actor, session)
    return importing.upload(request, kind, form.of(request), lambda _data: session, session)


def _preview(
    request: HttpRequest, pk: int, batch_id: int, kind: importing.ImportPages[Any, Any, Any, Any]
) -> HttpResponse:
    actor = actor_of(request)
    session = queries.get_session(actor, pk)
    permit(permissions.runs, actor, session)
    return importing.preview(request, kind, importing.kept_batch(request, kind, batch_id, str(pk)), session)
