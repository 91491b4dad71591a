"""A list of matters as a file."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import local_date, now
from gongjian.web.http import download_written

from . import queries, sheets
from .pages.listing import filter_from, kind_in


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The list of matters as narrowed, as .xlsx."""
    actor, at = actor_of(request), now()
    rows = queries.narrowed(
        queries.visible_list(actor, kind_in(request.GET)), filter_from(request.GET)[0], actor=actor, at=at
    )
    name = _("难题-%(day)s.xlsx") % {"day": local_date(at)}
    return download_written(lambda out: sheets.write_list(out, rows, at), name)
