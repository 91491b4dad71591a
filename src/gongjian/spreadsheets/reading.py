"""Reading what people send: .xlsx, .xls, .ods, .csv. The content decides what it is, not the name."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from gongjian.kernel.refused import Malformed
from gongjian.kernel.text import listed

from .dates import is_blank, parse_date, parse_datetime
from .headers import Aliases, Fault, joined_titles, match_columns, tidy
from .opening import open_table

Range = tuple[int, int, int, int]  # first row, first column, last row, last column
MOST_HEADER_ROW = 15  # a header stands in one of the first rows, below a title at most


@dataclass(frozen=True)
class RowError:
    """What is wrong, and where: worksheet, row as Excel counts it, column title ("" = the whole row), a sentence,
    and what stood in the cell."""

    sheet: str
    row: int
    column: str
    sentence: str
    value: str = ""

    @property
    def place(self) -> str:
        return place(self.sheet, self.row, self.column)

    def __str__(self) -> str:
        return _("%(place)s：%(sentence)s") % {"place": self.place, "sentence": self.sentence}


def place(sheet: str, row: int, column: str = "") -> str:
    """The words for a place: 工作表『举措清单』第 5 行“责任人”列."""
    if column:
        return _("工作表『%(sheet)s』第 %(row)d 行“%(column)s”列") % {"sheet": sheet, "row": row, "column": column}
    return _("工作表『%(sheet)s』第 %(row)d 行") % {"sheet": sheet, "row": row}


@dataclass(frozen=True)
class Row:
    """One row with its number as Excel shows it."""

    number: int
    values: tuple[Any, ...]

    @property
    def blank(self) -> bool:
        return all(v is None or (tidy(v) == "" and not isinstance(v, Fault)) for v in self.values)


@dataclass
class SheetRows:
    """One worksheet: ``headers`` (the last row of the header is ``header_row``) and the non-blank ``rows`` below.

    ``encoding`` is said of a .csv. ``merged`` (first row, first column, last row, last column) are filled downwards: each row of
    a merged cell has its content.
    """

    name: str
    all_rows: list[Row]
    encoding: str = ""
    visible: bool = True
    hidden_rows: frozenset[int] = frozenset()
    merged: Sequence[Range] = ()
    date1904: bool = False
    header_row: int = 0
    headers: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._fill_merged()
        self.take_header(next((r.number for r in self.all_rows if not r.blank), 0))

    def _fill_merged(self) -> None:
        for top, left, bottom, _right in self.merged:
            if bottom > top and 0 < top <= len(self.all_rows) and left < len(self.all_rows[top - 1].values):
                value = self.all_rows[top - 1].values[left]
                for at in range(top, min(bottom, len(self.all_rows))):
                    row = self.all_rows[at]
                    if left < len(row.values) and value is not None:
                        values = (*row.values[:left], value, *row.values[left + 1 :])
                        self.all_rows[at] = Row(row.number, values)

    def take_header(self, number: int, titles: Sequence[str] | None = None) -> None:
        """Take the row with this number for the (last row of the) header, with its titles or these."""
        self.header_row = number
        if titles is None:
            titles = next((tuple(tidy(v) for v in r.values) for r in self.all_rows if r.number == number), ())
        self.headers = tuple(titles)
        self.rows = [r for r in self.all_rows if r.number > number and not r.blank]

    def find_header(self, aliases: Aliases) -> dict[str, int]:
        """Take that of the first rows, or of two that follow each other, for the header in which most fields are found.

        Gives ``match_columns`` of it.
        """
        best: tuple[int, int, list[str] | None] = (0, self.header_row, None)
        first = [row for row in self.all_rows[:MOST_HEADER_ROW] if row.number <= MOST_HEADER_ROW]
        for row in first:
            score = len(match_columns(row.values, aliases))
            if score > best[0]:
                best = (score, row.number, None)
        for upper, lower in pairwise(first):
            if not lower.blank and (titles := joined_titles(self._across(upper), self._padded(lower), aliases)):
                score = len(match_columns(titles, aliases))
                if score > best[0]:
                    best = (score, lower.number, titles)
        self.take_header(best[1], best[2])
        return match_columns(self.headers, aliases)

    @cached_property
    def _width(self) -> int:
        return max((len(row.values) for row in self.all_rows[:MOST_HEADER_ROW]), default=0)

    def _padded(self, row: Row) -> list[Any]:
        return [*row.values, *[None] * (self._width - len(row.values))]

    def _across(self, row: Row) -> list[Any]:
        """The cells of a row with the titles of groups over all their columns."""
        values = self._padded(row)
        for top, left, _bottom, right in self.merged:
            if top == row.number and left < len(values):
                values[left : right + 1] = [values[left]] * len(values[left : right + 1])
        return values

    def place(self, row: int, column: str = "") -> str:
        """The words for a row of this sheet, with a column if one is named."""
        return place(self.name, row, column)

    def records(self, aliases: Aliases, required: Sequence[str] = ()) -> "Iterator[Record]":
        """The rows by field name, below the best header.

        Raises Malformed if a required column is missing, with the titles that would do.
        """
        columns = self.find_header(aliases)
        missing = [name for name in required if name not in columns]
        if missing:
            words = listed("/".join(aliases[name][:3]) for name in missing)
            raise Malformed.at(
                "file",
                _("工作表『%(sheet)s』缺少这些列：%(columns)s。") % {"sheet": self.name, "columns": words},
                code="columns-missing",
                remedy=_("请对照模板补上列名，再上传一次。"),
            )
        return (Record(self, row, columns) for row in self.rows)


@dataclass(frozen=True)
class Record:
    """One row read by field names. The readers raise ValueError with a sentence; ``error`` makes a RowError of it."""

    sheet: SheetRows
    row: Row
    columns: Mapping[str, int]

    @property
    def number(self) -> int:
        return self.row.number

    def has(self, name: str) -> bool:
        """Whether the file has this column at all (to tell "not there" from "empty")."""
        return name in self.columns

    def value(self, name: str) -> Any:
        """The cell as it is; None if the column is absent or the cell empty."""
        at = self.columns.get(name)
        return self.row.values[at] if at is not None and at < len(self.row.values) else None

    def text(self, name: str) -> str:
        return tidy(self.value(name))

    def date(self, name: str) -> dt.date | None:
        return parse_date(self.value(name), date1904=self.sheet.date1904)

    def datetime(self, name: str) -> dt.datetime | None:
        return parse_datetime(self.value(name), date1904=self.sheet.date1904)

    def integer(self, name: str) -> int | None:
        value = self.value(name)
        if is_blank(value):
            return None
        try:
            number = float(unicodedata.normalize("NFKC", tidy(value)).replace(",", ""))
            if not number.is_integer():
                raise ValueError
            return int(number)
        except (ValueError, OverflowError):
            raise ValueError(_("“%(text)s”不是整数。") % {"text": tidy(value)[:40]}) from None

    def title(self, name: str) -> str:
        """How the column of this field is titled in the file; "" if it is not there."""
        at = self.columns.get(name)
        return self.sheet.headers[at] if at is not None and at < len(self.sheet.headers) else ""

    def error(self, name: str, sentence: object) -> RowError:
        """A RowError at this row and the column of this field (as it is titled in the file)."""
        return RowError(self.sheet.name, self.number, self.title(name), str(sentence), self.text(name)[:60])


def _with_faults(rows: list[Row], faults: Mapping[tuple[int, int], str]) -> list[Row]:
    """The rows with a ``Fault`` in each cell whose error or missing value the reader passes over."""
    for (number, column), text in faults.items():
        if 0 < number <= len(rows):
            values = list(rows[number - 1].values)
            values += [None] * (column + 1 - len(values))
            values[column] = Fault(text)
            rows[number - 1] = Row(number, tuple(values))
    return rows


def read_workbook(data: bytes, filename: str) -> list[SheetRows]:
    """All worksheets of a file, read in a child process: .xlsx/.xls/.ods; everything else is taken for .csv.

    Raises Malformed with a sentence: empty, too large, broken, locked, not a table, unknown encoding.
    """
    found = open_table(data)
    name = re.sub(r"\.\w{1,5}$", "", re.split(r"[/\\]", filename)[-1]) or "CSV"
    return [_sheet(sheet, name, found["encoding"]) for sheet in found["sheets"]]


def _sheet(found: Mapping[str, Any], name: str, encoding: str) -> SheetRows:
    rows = [Row(number, tuple(values)) for number, values in enumerate(found["rows"], start=1)]
    faults = {(row, column): text for row, column, text in found.get("faults", ())}
    return SheetRows(
        found["name"] or name,
        _with_faults(rows, faults),
        encoding=encoding,
        visible=found.get("visible", True),
        hidden_rows=frozenset(found.get("hidden", ())),
        merged=[(top, left, bottom, right) for top, left, bottom, right in found.get("merged", ())],
        date1904=found.get("date1904", False),
    )
