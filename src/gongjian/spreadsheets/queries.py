"""Reading files: what other rooms may call."""

from .dates import is_blank, parse_date, parse_datetime
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
    "tidy",
]
