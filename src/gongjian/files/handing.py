"""Handing a file to a browser or a machine: the one answer of page and API."""

from typing import TYPE_CHECKING

from django.http import FileResponse

from . import queries

if TYPE_CHECKING:
    from .models import StoredFile


def handed(file: "StoredFile") -> FileResponse:
    """The content: images and PDF in place, everything else to be saved. Never sniffed, never run."""
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
