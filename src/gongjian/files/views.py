"""Handing out files."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from gongjian.kernel.actor import actor_of

from . import handing, queries


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file, for those who may read its owner."""
    return handing.handed(queries.get_for(actor_of(request), pk))
