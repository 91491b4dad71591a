"""The pages of the three lists, their files, and their way back from Excel."""

import io
import tempfile
from collections.abc import Callable
from typing import Any, BinaryIO, cast

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import local_date, now
from gongjian.kernel.permission import permit
from gongjian.spreadsheets.importing import pages as importing

from . import papers, permissions, queries, reading_lists, sheets
from .forms import ImportListsForm, ReasonForm
from .pages import list_import, three_lists
from .pages.listing import filter_from, kind_in
from .sheets_import import ListsScope

BOTH = ["GET", "POST"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _download(out: Any, name: str, kind: str) -> FileResponse:
    return FileResponse(out, as_attachment=True, filename=name, content_type=kind)


def _workbook(write: Callable[[BinaryIO], None], name: str) -> FileResponse:
    """A workbook written to the disk, not to the memory, and then sent."""
    out = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - the response closes it
    try:
        write(out)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return _download(out, name, XLSX)


@login_required
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """难题清单, 举措清单, 责任清单 of all adopted problems this person may see."""
    return render(request, "matters/lists.html", three_lists.lists_page(request, now()))


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The list of problems as narrowed, as .xlsx."""
    actor, at = actor_of(request), now()
    rows = queries.narrowed(
        queries.visible_list(actor, kind_in(request.GET)), filter_from(request.GET)[0], actor=actor, at=at
    )
    name = _("难题-%(day)s.xlsx") % {"day": local_date(at)}
    return _workbook(lambda out: sheets.write_list(out, rows, at), name)


@login_required
@require_safe
def lists_export(request: HttpRequest) -> HttpResponseBase:
    """The three lists as narrowed, as one .xlsx with three sheets that can be edited and imported again."""
    actor, at = actor_of(request), now()
    rows = queries.narrowed(reading_lists.with_lists(actor), filter_from(request.GET)[0], actor=actor, at=at)
    name = _("三张清单-%(day)s.xlsx") % {"day": local_date(at)}
    return _workbook(lambda out: sheets.write_lists(out, rows), name)


@login_required
@require_safe
def lists_paper(request: HttpRequest) -> HttpResponseBase:
    """The three lists as narrowed, as one .docx."""
    actor, at = actor_of(request), now()
    wanted, form = filter_from(request.GET)
    rows = queries.narrowed(reading_lists.with_lists(actor), wanted, actor=actor, at=at)
    scope = three_lists.scope_words(request.GET, form, wanted)
    made = papers.lists_paper(rows, scope=scope, actor=actor, at=at)
    return _download(io.BytesIO(made), _("三张清单-%(day)s.docx") % {"day": local_date(at)}, DOCX)


@login_required
@require_safe
def paper(request: HttpRequest, number: str) -> HttpResponseBase:
    """任务书 of one problem as .docx."""
    matter = queries.get_for(actor_of(request), number)
    made = papers.matter_paper(matter, now())
    return _download(io.BytesIO(made), _("%(number)s任务书.docx") % {"number": matter.number}, DOCX)


@login_required
@require_http_methods(BOTH)
def lists_import(request: HttpRequest) -> HttpResponse:
    """Upload an edited file; without a mistake it goes on to the preview, with one nothing is kept."""
    permit(permissions.may_import_lists, actor_of(request), None)
    form = ImportListsForm.of(request)
    return importing.upload(request, list_import.PAGES, form, lambda _data: ListsScope(), ListsScope())


@login_required
@require_http_methods(BOTH)
def confirm_lists_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would change, old beside new; with a reason it is proposed."""
    permit(permissions.may_import_lists, actor_of(request), None)
    batch = importing.kept_batch(request, list_import.PAGES, pk)
    form = ReasonForm(request.POST or None)
    return importing.preview(
        request, list_import.PAGES, batch, ListsScope(), form, lambda data: ListsScope(data["reason"], batch.sha256)
    )
