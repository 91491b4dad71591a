"""Files for machines: ``/api/v1/files/…``. They are uploaded through the app that owns them."""

from django.http import HttpRequest, HttpResponseBase
from ninja import Router

from gongjian.kernel.actor import actor_of

from . import handing, queries

router = Router(tags=["files"])


@router.get("/{pk}", summary="下载一份附件", response={200: None})
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The content of a file, for those who may read its owner; a public one for anybody with a token."""
    return handing.handed(queries.get_for(actor_of(request), pk))
