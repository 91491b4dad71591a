"""Reading what people send: .xlsx, .xls, .ods, .csv. The content decides what it is, not the name."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from gongjian.kernel.refused import Malformed
from gongjian.kernel.text import listed

from .dates import is_blank, parse_date, parse_datetime
from .opening import open_table

Aliases = Mapping[str, Sequence[str]]
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


def tidy(value: Any) -> str:
    """A cell as text: outer spaces (&nbsp; and full-width ones too) gone, whole numbers without ".0", dates as ISO."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, dt.datetime):
        value = value.isoformat(sep=" ", timespec="seconds")
    text = str(value).replace("&nbsp;", " ").replace("\xa0", " ").replace("\r\n", "\n").replace("\r", "\n")
    return text.strip(" \t\n\u3000\ufeff")


def plain_title(value: Any) -> str:
    """A column title for comparing: NFKC, without spaces, marks like ＊ and words in brackets, lower case."""
    text = unicodedata.normalize("NFKC", tidy(value))
    text = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", text) or text
    return re.sub(r"[\s*:：_]+", "", text).lower()


def match_columns(headers: Sequence[Any], aliases: Aliases) -> dict[str, int]:
    """Which field stands in which column (0-based). A field that is not there is left out; the first of twins wins.

    An alias matches the whole title; spaces, &nbsp;, full-width forms, 「*」 and remarks in brackets do not matter.
    """
    titles = [plain_title(h) for h in headers]
    found: dict[str, int] = {}
    for name, words in aliases.items():
        for word in words:
            title = plain_title(word)
            if title in titles:
                place_ = titles.index(title)
                if place_ not in found.values():
                    found[name] = place_
                    break
    return found


@dataclass(frozen=True)
class Row:
    """One row with its number as Excel shows it."""

    number: int
    values: tuple[Any, ...]

    @property
    def blank(self) -> bool:
        return all(v is None or tidy(v) == "" for v in self.values)


@dataclass
class SheetRows:
    """One worksheet: ``headers`` (row ``header_row``) and the non-blank ``rows`` below. ``encoding`` is said of a .csv."""

    name: str
    all_rows: list[Row]
    encoding: str = ""
    header_row: int = 0
    headers: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        first = next((r.number for r in self.all_rows if not r.blank), 0)
        self.take_header(first)

    def take_header(self, number: int) -> None:
        """Take the row with this number for the header."""
        self.header_row = number
        self.headers = next((tuple(tidy(v) for v in r.values) for r in self.all_rows if r.number == number), ())
        self.rows = [r for r in self.all_rows if r.number > number and not r.blank]

    def find_header(self, aliases: Aliases) -> dict[str, int]:
        """Take that one of the first rows for the header in which most fields are found; gives ``match_columns`` of it."""
        best: tuple[int, int] = (0, self.header_row)
        for row in self.all_rows:
            if row.number > MOST_HEADER_ROW:
                break
            score = len(match_columns(row.values, aliases))
            if score > best[0]:
                best = (score, row.number)
        self.take_header(best[1])
        return match_columns(self.headers, aliases)

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
        return parse_date(self.value(name))

    def datetime(self, name: str) -> dt.datetime | None:
        return parse_datetime(self.value(name))

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

    def error(self, name: str, sentence: object) -> RowError:
        """A RowError at this row and the column of this field (as it is titled in the file)."""
        at = self.columns.get(name)
        title = self.sheet.headers[at] if at is not None and at < len(self.sheet.headers) else ""
        return RowError(self.sheet.name, self.number, title, str(sentence), self.text(name)[:60])


def read_workbook(data: bytes, filename: str) -> list[SheetRows]:
    """All worksheets of a file, read in a child process: .xlsx/.xls/.ods; everything else is taken for .csv.

    Raises Malformed with a sentence: empty, too large, broken, locked, not a table, unknown encoding.
    """
    found = open_table(data)
    name = re.sub(r"\.\w{1,5}$", "", re.split(r"[/\\]", filename)[-1]) or "CSV"
    return [
        SheetRows(
            sheet["name"] or name,
            [Row(number, tuple(values)) for number, values in enumerate(sheet["rows"], start=1)],
            encoding=found["encoding"],
        )
        for sheet in found["sheets"]
    ]
