"""Reading what people send: .xlsx, .xls, .ods, .csv. The content decides what it is, not the name."""

import csv
import datetime as dt
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from gongjian.kernel.refused import Malformed
from gongjian.kernel.text import listed

from .dates import is_blank, parse_date, parse_datetime
from .guards import MOST_COLUMNS, MOST_ROWS, check_archive, refuse

Aliases = Mapping[str, Sequence[str]]
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
    text = re.sub(r"\([^)]*\)|\[[^\]]*\]", "", text) or text
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


def _read_book(data: bytes) -> list[SheetRows]:
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
            sheets.append(SheetRows(meta.name, _rows(iter(sheet.to_python(skip_empty_area=False)))))
        return sheets
    except PasswordError as error:
        raise refuse("locked", _("这个文件设了密码，无法读取。"), _("请取消密码后再上传。")) from error
    except (CalamineError, OSError, ValueError, OverflowError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise refuse(
            "broken", _("这个文件已损坏，或者不是表格文件。"), _("请用 Excel 打开并另存为 .xlsx 后再上传。")
        ) from error


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


def _read_csv(data: bytes, filename: str) -> list[SheetRows]:
    text, encoding = _decode(data)
    head = text[:5000].split("\n", 1)[0]
    delimiter = max(",\t;", key=head.count)
    try:
        rows = _rows(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
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
        check_archive(data)
        return _read_book(data)
    if data[:8] == OLE:
        return _read_book(data)
    if (
        data[:4] == b"%PDF"
        or data[:3] in (b"\xff\xd8\xff", b"GIF")
        or data[:4] in (b"\x89PNG", b"\x7fELF")
        or data[:2] == b"MZ"
    ):
        raise refuse("not-a-table", _("这不是表格文件。"), _("请上传 .xlsx、.xls、.ods 或 .csv 文件。"))
    return _read_csv(data, filename)
