"""What views of every app need of HTTP: the methods of a page with a form, what was sent, and a file to be downloaded."""

import tempfile
from collections.abc import Callable
from typing import BinaryIO, cast

from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.utils.http import content_disposition_header

BOTH = ["GET", "POST"]  # for ``require_http_methods``: a page that asks and answers
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, even if it was nothing; None for a page that is only asked for."""
    return request.POST if request.method == "POST" else None


def download(content: bytes, name: str, kind: str = XLSX) -> HttpResponse:
    """A file made just now, to be saved under this name (RFC 6266, also with Chinese letters)."""
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def download_written(write: Callable[[BinaryIO], None], name: str, kind: str = XLSX) -> FileResponse:
    """A file that *write* writes to the disk, not to the memory, to be saved under this name. Raises what *write* raises."""
    out = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - the response closes it
    try:
        write(out)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=name, content_type=kind)
