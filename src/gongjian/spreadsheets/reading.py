"""Reading what people send: .xlsx, .xls, .ods, .csv. The content decides what it is, not the name."""

import csv
import datetime as dt
import io
import re
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, pairwise
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from gongjian.kernel.refused import Malformed
from gongjian.kernel.text import listed

from .archive import BookDetails, Range, SheetDetails, read_archive
from .dates import is_blank, parse_date, parse_datetime
from .guards import MOST_COLUMNS, MOST_ROWS, refuse
from .headers import Aliases, Fault, joined_titles, match_columns, tidy

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
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


def _plain_cell(value: Any) -> Any:
    if isinstance(value, str):
        return value if value else None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def _rows(lines: Iterator[Sequence[Any]]) -> list[Row]:
    out = []
    for number, values in enumerate(lines, start=1):
        if number > MOST_ROWS:
            raise refuse("too-many-rows", _("表格超过 %(most)d 行。") % {"most": MOST_ROWS}, _("请分成几个文件上传。"))
        if len(values) > MOST_COLUMNS:
            raise refuse(
                "too-many-columns", _("表格超过 %(most)d 列。") % {"most": MOST_COLUMNS}, _("请删去多余的列。")
            )
        out.append(Row(number, tuple(_plain_cell(v) for v in values)))
    return out


def _read_book(data: bytes, details: BookDetails) -> list[SheetRows]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        for meta in book.sheets_metadata:
            if "WorkSheet" not in str(meta.typ):
                continue
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
                raise refuse(
                    "too-large",
                    _("工作表『%(sheet)s』超过 %(rows)d 行或 %(columns)d 列。")
                    % {"sheet": meta.name, "rows": MOST_ROWS, "columns": MOST_COLUMNS},
                    _("请删去多余的行列，或分成几个文件上传。"),
                )
            more = details.sheets.get(meta.name) or SheetDetails()
            merged = [(r + 1, c, last + 1, end) for (r, c), (last, end) in sheet.merged_cell_ranges or ()]
            sheets.append(
                SheetRows(
                    meta.name,
                    _with_faults(_rows(iter(sheet.to_python(skip_empty_area=False))), more.faults),
                    visible=str(meta.visible).endswith(".Visible"),
                    hidden_rows=frozenset(more.hidden_rows),
                    merged=merged or more.merged,
                    date1904=details.date1904,
                )
            )
        return sheets
    except PasswordError as error:
        raise refuse("locked", _("这个文件设了密码，无法读取。"), _("请取消密码后再上传。")) from error
    except (CalamineError, OSError, ValueError, OverflowError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise refuse(
            "broken", _("这个文件已损坏，或者不是表格文件。"), _("请用 Excel 打开并另存为 .xlsx 后再上传。")
        ) from error


def _with_faults(rows: list[Row], faults: Mapping[tuple[int, int], str]) -> list[Row]:
    """The rows with a ``Fault`` in each cell whose error or missing value the reader passes over."""
    for (number, column), text in faults.items():
        if 0 < number <= len(rows):
            values = list(rows[number - 1].values)
            values += [None] * (column + 1 - len(values))
            values[column] = Fault(text)
            rows[number - 1] = Row(number, tuple(values))
    return rows


def _decode(data: bytes) -> tuple[str, str]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        names = (("utf-16", "UTF-16"),)
    else:
        names = (("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"))  # type: ignore[assignment]
        if b"\x00" in data[:4096]:
            raise refuse("not-a-table", _("这不是表格文件。"), _("请上传 .xlsx、.xls、.ods 或 .csv 文件。"))
    for codec, said in names:
        try:
            return data.decode(codec), said
        except UnicodeDecodeError:
            continue
    raise refuse(
        "encoding", _("无法识别这个文本文件的编码，既不是 UTF-8 也不是 GB18030。"), _("请另存为“CSV UTF-8”后再上传。")
    )


def _delimiter(text: str) -> str:
    """The separator of most of the first lines, so that a title line with a comma does not decide."""
    best, chosen = (0, 0), ","
    for delimiter in ",\t;":
        try:
            some = islice(csv.reader(io.StringIO(text[:50_000], newline=""), delimiter=delimiter), 30)
            lines = [len(line) for line in some if any(line)]
        except csv.Error:
            continue
        widths = Counter(n for n in lines if n > 1)
        width, often = max(widths.items(), key=lambda each: (each[1], each[0]), default=(0, 0))
        if 2 * often >= len(lines) and (often, width) > best:
            best, chosen = (often, width), delimiter
    return chosen


def _read_csv(data: bytes, filename: str) -> list[SheetRows]:
    text, encoding = _decode(data)
    try:
        rows = _rows(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise refuse("broken", _("这个 CSV 文件的格式有误，无法读取。"), _("请另存为 .xlsx 后再上传。")) from error
    name = re.sub(r"\.\w{1,5}$", "", re.split(r"[/\\]", filename)[-1]) or "CSV"
    return [SheetRows(name, rows, encoding=encoding)]


def read_workbook(data: bytes, filename: str) -> list[SheetRows]:
    """All worksheets of a file. Calamine reads .xlsx/.xls/.ods; everything else is taken for .csv.

    Raises Malformed with a sentence: empty, too large, broken, locked, not a table, unknown encoding.
    """
    if not data.strip():
        raise refuse("empty", _("这个文件是空的。"), _("请选择有内容的表格。"))
    if data[:4] == b"PK\x03\x04":
        return _read_book(data, read_archive(data))
    if data[:8] == OLE:
        return _read_book(data, BookDetails())
    if (
        data[:4] == b"%PDF"
        or data[:3] in (b"\xff\xd8\xff", b"GIF")
        or data[:4] in (b"\x89PNG", b"\x7fELF")
        or data[:2] == b"MZ"
    ):
        raise refuse("not-a-table", _("这不是表格文件。"), _("请上传 .xlsx、.xls、.ods 或 .csv 文件。"))
    return _read_csv(data, filename)
