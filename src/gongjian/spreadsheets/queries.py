"""Reading files, and finding a kept preview: what other rooms may call."""

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import NotFound

from .dates import is_blank, parse_date, parse_datetime
from .models import ImportBatch
from .reading import Record, Row, RowError, SheetRows, match_columns, place, plain_title, read_workbook, tidy

__all__ = [
    "Record",
    "Row",
    "RowError",
    "SheetRows",
    "is_blank",
    "match_columns",
    "parse_date",
    "parse_datetime",
    "place",
    "plain_title",
    "read_workbook",
    "take_batch",
    "tidy",
]


def take_batch(actor: Actor, pk: int, kind: str, scope: str = "") -> ImportBatch:
    """The batch this person opened. Raises NotFound for absent ones and those of others."""
    batch = ImportBatch.objects.filter(pk=pk, kind=kind, scope=scope).first()
    if batch is None or (batch.opened_by_id != actor.person_id and not actor.is_system):
        raise NotFound()
    return batch
