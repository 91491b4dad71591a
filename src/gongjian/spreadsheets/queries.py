"""Reading files, and finding a kept preview: what other apps may call."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import NotFound

from .dates import is_blank, parse_date, parse_datetime
from .headers import match_columns, plain_title, tidy
from .models import ImportBatch
from .opening import refuse
from .reading import Record, Row, RowError, SheetRows, place, read_workbook
from .texts import clean, fit_title
from .titles import titles_of

__all__ = [
    "Record",
    "Row",
    "RowError",
    "SheetRows",
    "clean",
    "fit_title",
    "get_batch",
    "is_blank",
    "match_columns",
    "parse_date",
    "parse_datetime",
    "place",
    "plain_title",
    "read_upload",
    "read_workbook",
    "tidy",
    "titles_of",
]


def get_batch(actor: Actor, pk: int, kind: str, scope: str = "") -> ImportBatch:
    """The batch this person opened. Raises NotFound for absent ones and those of others."""
    batch = ImportBatch.objects.filter(pk=pk, kind=kind, scope=scope).first()
    if batch is None or (batch.opened_by_id != actor.person_id and not actor.is_system):
        raise NotFound()
    return batch


def read_upload(upload: "UploadedFile[Any]") -> tuple[bytes, str]:
    """The bytes and the plain name of an uploaded file. Raises Malformed if it is larger than uploads may be."""
    most = settings.UPLOAD_MOST_BYTES
    if (upload.size or 0) > most:
        raise refuse("too-big", _("文件超过 %(most)d MB。") % {"most": most // 1024 // 1024}, _("请分成几个文件上传。"))
    return upload.read(), (upload.name or "")[-200:]
