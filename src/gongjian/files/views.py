"""Handing out files."""

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from gongjian.kernel.actor import actor_of

from . import queries


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The content: images and PDF in place, everything else to be saved. Never sniffed, never run."""
    file = queries.take(actor_of(request), pk)
    response = FileResponse(
        queries.open_content(file),
        as_attachment=not file.shown_in_place,
        filename=file.name,
        content_type=f"{file.media_type}; charset=utf-8" if file.media_type.startswith("text/") else file.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
    response["Cache-Control"] = "private, max-age=600"
    return response
