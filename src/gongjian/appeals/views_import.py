"""The pages on which a file of appeals is imported: upload, preview, confirm; and those that were sent again."""

import secrets

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.permission import permit
from gongjian.org import queries as org
from gongjian.spreadsheets.importing import pages as importing
from gongjian.web.forms import SearchSelect, choose
from gongjian.web.pages import render_page

from . import permissions, queries
from .pages import imports as import_pages


class ImportAppealsForm(importing.FileForm):
    """A file of appeals, and the unit that receives them."""

    origin_id = forms.TypedChoiceField(
        label=gettext_lazy("受理单位"), coerce=int, empty_value=None, widget=SearchSelect()
    )
    field_order = ["origin_id", "file"]
    help_text = gettext_lazy(
        "每行一件，至少有“内容”一列；可有编号、标题、时间、类别、性质、地点、承办单位、答复、答复时间。"
        ".xlsx 或 .csv（UTF-8 和 GB18030 都可以），不超过20 MB。"
    )


@login_required
@require_http_methods(["GET", "POST"])
def import_appeals(request: HttpRequest) -> HttpResponse:
    """Upload a file of appeals; without a mistake it goes on to the preview."""
    permit(permissions.may_import, actor_of(request), None)
    form = ImportAppealsForm.of(request)
    choose(form, "origin_id", org.choices(sort="unit", at=now()))
    main = queries.main_reception()
    form.fields["origin_id"].initial = main.body_id if main else None
    return importing.upload(request, import_pages.PAGES, form, lambda data: data["origin_id"], None)


@login_required
@require_http_methods(["GET", "POST"])
def confirm_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would bring; sending it brings it."""
    permit(permissions.may_import, actor_of(request), None)
    batch = importing.kept_batch(request, import_pages.PAGES, pk)
    return importing.preview(request, import_pages.PAGES, batch, int(batch.counts["origin"]))


@login_required
@require_safe
def resubmitted(request: HttpRequest) -> HttpResponse:
    """Open appeals that seem to be sent again, to be worked as one."""
    actor = actor_of(request)
    page = import_pages.resubmitted_page(queries.resubmitted(actor), secrets.token_urlsafe(8))
    return render_page(request, page)
