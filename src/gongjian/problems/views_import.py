"""The pages on which a file of problems is imported: upload, preview, confirm."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.permission import permit
from gongjian.matters.permissions import may_import
from gongjian.spreadsheets.importing import pages as importing

from . import form_choices
from .forms_import import ImportProblemsForm
from .pages import problem_import


@login_required
@require_http_methods(["GET", "POST"])
def import_problems(request: HttpRequest) -> HttpResponse:
    """Upload a file of texts; without a mistake it goes on to the preview."""
    actor = actor_of(request)
    permit(may_import, actor, None)
    form = ImportProblemsForm.of(request)
    form_choices.offer_origins(form, actor, now())
    return importing.upload(request, problem_import.PAGES, form, lambda data: int(data["origin_id"]), 0)


@login_required
@require_http_methods(["GET", "POST"])
def confirm_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would bring; sending it brings it."""
    permit(may_import, actor_of(request), None)
    batch = importing.kept_batch(request, problem_import.PAGES, pk)
    return importing.preview(request, problem_import.PAGES, batch, int(batch.counts["origin"]))
