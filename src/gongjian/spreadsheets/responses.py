"""Workbooks and papers as answers of a view."""

import tempfile
from collections.abc import Callable
from typing import BinaryIO, cast

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def workbook(write: Callable[[BinaryIO], None], name: str) -> FileResponse:
    """A workbook (.xlsx) that *write* writes to the disk, not to the memory, as a download. Raises what *write* raises."""
    out = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - the response closes it
    try:
        write(out)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=name, content_type=XLSX)


def sheet(made: bytes, name: str) -> HttpResponse:
    """A small workbook (.xlsx) that has been made in memory, as a download."""
    return _download(made, name, XLSX)


def paper(made: bytes, name: str) -> HttpResponse:
    """A paper (.docx) as a download."""
    return _download(made, name, DOCX)


def _download(made: bytes, name: str, kind: str) -> HttpResponse:
    """The bytes under this name (RFC 6266, also with Chinese letters)."""
    answer = HttpResponse(made, content_type=kind)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer
