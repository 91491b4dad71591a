"""The pages of the three lists, their files, and their way back from Excel."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import local_date, now
from gongjian.kernel.permission import permit
from gongjian.matters import queries as matters
from gongjian.matters.pages.listing import filter_from
from gongjian.spreadsheets.importing import pages as importing
from gongjian.web.http import BOTH, DOCX, download, download_written

from . import papers, permissions, queries, sheets
from .forms import ImportListsForm, ReasonForm
from .pages import list_import, three_lists
from .sheets_import import ListsScope


@login_required
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """难题清单, 举措清单, 责任清单 of all adopted problems this person may see."""
    return render(request, "problems/lists.html", three_lists.lists_page(request, now()))


@login_required
@require_safe
def lists_export(request: HttpRequest) -> HttpResponseBase:
    """The three lists as narrowed, as one .xlsx with three sheets that can be edited and imported again."""
    actor, at = actor_of(request), now()
    rows = matters.narrowed(queries.with_lists(actor), filter_from(request.GET)[0], actor=actor, at=at)
    name = _("三张清单-%(day)s.xlsx") % {"day": local_date(at)}
    return download_written(lambda out: sheets.write_lists(out, rows), name)


@login_required
@require_safe
def lists_paper(request: HttpRequest) -> HttpResponseBase:
    """The three lists as narrowed, as one .docx."""
    actor, at = actor_of(request), now()
    wanted, form = filter_from(request.GET)
    rows = matters.narrowed(queries.with_lists(actor), wanted, actor=actor, at=at)
    scope = three_lists.scope_words(request.GET, form, wanted)
    made = papers.lists_paper(rows, scope=scope, actor=actor, at=at)
    return download(made, _("三张清单-%(day)s.docx") % {"day": local_date(at)}, DOCX)


@login_required
@require_safe
def paper(request: HttpRequest, number: str) -> HttpResponseBase:
    """任务书 of one problem as .docx."""
    matter = queries.get_for_command(actor_of(request), number, "draw_up")
    made = papers.matter_paper(matter, now())
    return download(made, _("%(number)s任务书.docx") % {"number": matter.number}, DOCX)


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
