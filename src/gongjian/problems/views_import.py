"""The pages on which a file of problems is imported: upload, preview, confirm."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.permission import permit
from gongjian.matters.permissions import may_import
from gongjian.spreadsheets.queries import get_batch, read_upload
from gongjian.web.pages import render_page

from . import form_choices, operations
from .forms_import import ImportProblemsForm
from .pages import problem_import


@login_required
@require_http_methods(["GET", "POST"])
def import_problems(request: HttpRequest) -> HttpResponse:
    """Upload a file of texts; without a mistake it goes on to the preview."""
    actor, at = actor_of(request), now()
    permit(may_import, actor, None)
    sent = request.method == "POST"
    form = ImportProblemsForm(request.POST if sent else None, request.FILES if sent else None)
    form_choices.offer_origins(form, actor, at)
    uploaded = None
    if form.is_valid():
        origin_id = form.cleaned_data["origin_id"]
        uploaded = form.carry_out(
            lambda: problem_import.upload(
                *read_upload(form.cleaned_data["file"]), origin_id=origin_id, actor=actor, at=at
            )
        )
        if uploaded is not None and uploaded.batch is not None:
            return redirect("problems:confirm-import", uploaded.batch.pk)
    status = 422 if uploaded is not None else form.status
    return render_page(request, problem_import.upload_page(form, uploaded), status=status)


@login_required
@require_http_methods(["GET", "POST"])
def confirm_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would bring; sending it brings it."""
    actor = actor_of(request)
    permit(may_import, actor, None)
    batch = get_batch(actor, pk, operations.PROBLEMS_BATCH)
    if request.method == "POST":
        done = operations.import_batch(batch=batch, actor=actor, at=now())
        messages.success(request, problem_import.done_words(done))
        return redirect("matters:list")
    return render_page(request, problem_import.confirm_page(batch, request.path))
