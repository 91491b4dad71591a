"""Workbooks and papers as answers of a view."""

import io
import tempfile
from collections.abc import Callable
from typing import Any, BinaryIO, cast

from django.http import FileResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def download(out: Any, name: str, content_type: str) -> FileResponse:
    """An open file as a download of this name."""
    return FileResponse(out, as_attachment=True, filename=name, content_type=content_type)


def workbook(write: Callable[[BinaryIO], None], name: str) -> FileResponse:
    """A workbook (.xlsx) that *write* writes to the disk, not to the memory, as a download. Raises what *write* raises."""
    out = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - the response closes it
    try:
        write(out)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return download(out, name, XLSX)


def paper(made: bytes, name: str) -> FileResponse:
    """A paper (.docx) as a download."""
    return download(io.BytesIO(made), name, DOCX)
