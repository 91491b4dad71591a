"""The pages on which a file of appeals is imported: upload, preview, confirm; and those that were sent again."""

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.permission import permit
from gongjian.org import queries as org
from gongjian.spreadsheets.queries import get_batch, read_upload
from gongjian.web.forms import choose
from gongjian.web.pages import render_page

from . import operations, permissions, queries
from .forms_import import ImportAppealsForm
from .operations.importing import BATCH
from .pages import imports as import_pages

ENCODING = "appeals-import-encoding"


@login_required
@require_http_methods(["GET", "POST"])
def import_appeals(request: HttpRequest) -> HttpResponse:
    """Upload a file of appeals; without a mistake it goes on to the preview."""
    actor, at = actor_of(request), now()
    permit(permissions.may_import, actor, None)
    sent = request.method == "POST"
    form = ImportAppealsForm(request.POST if sent else None, request.FILES if sent else None)
    choose(form, "origin_id", org.choices(sort="unit", at=at))
    main = queries.main_reception()
    form.fields["origin_id"].initial = main.body_id if main else None
    uploaded = None
    if form.is_valid():
        origin_id = form.cleaned_data["origin_id"]
        uploaded = form.carry_out(
            lambda: import_pages.upload(
                *read_upload(form.cleaned_data["file"]), origin_id=origin_id, actor=actor, at=at
            )
        )
        if uploaded is not None and uploaded.batch is not None:
            request.session[ENCODING] = uploaded.reading.encoding
            return redirect("appeals:confirm-import", uploaded.batch.pk)
    status = 422 if uploaded is not None else form.status
    return render_page(request, import_pages.upload_page(form, uploaded), status=status)


@login_required
@require_http_methods(["GET", "POST"])
def confirm_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would bring; sending it brings it."""
    actor = actor_of(request)
    permit(permissions.may_import, actor, None)
    batch = get_batch(actor, pk, BATCH)
    if request.method == "POST":
        done = operations.import_batch(batch=batch, actor=actor, at=now())
        messages.success(request, import_pages.done_words(done))
        return redirect("appeals:rates")
    encoding = request.session.get(ENCODING, "")
    return render(request, "appeals/confirm_import.html", import_pages.confirm_page(batch, request.path, encoding))


@login_required
@require_safe
def resubmitted(request: HttpRequest) -> HttpResponse:
    """Open appeals that seem to be sent again, to be worked as one."""
    actor = actor_of(request)
    page = import_pages.resubmitted_page(queries.resubmitted(actor), secrets.token_urlsafe(8))
    return render_page(request, page)
