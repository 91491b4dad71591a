"""From the bytes of a table to its cells: what runs in the child process for ``spreadsheets.opening``. Knows no Django."""

import csv
import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from gongjian.kernel.isolated import Unreadable

from .archive import BookDetails, SheetDetails, read_archive
from .guards import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, check_archive

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
ZIP = b"PK\x03\x04"
NOT_TABLES = (b"%PDF", b"\xff\xd8\xff", b"GIF8", b"\x89PNG", b"\x7fELF", b"MZ")
BEGINNING = 50_000  # characters in which the delimiter of a .csv is looked for


def read_grids(data: bytes) -> dict[str, Any]:
    """``sheets``: each with ``name`` and ``rows`` (lists of cells: None, text, number, bool, date, time), of a workbook also
    ``visible``, ``hidden`` (numbers of rows), ``merged`` (first row, first column, last row, last column), ``faults`` (row, column,
    text: "#N/A", or "" for a formula without a value) and ``date1904``; and the ``encoding`` of a .csv, whose one sheet has no name.

    Raises Unreadable: empty, broken, locked, doctype, not-a-table, encoding, too-many-rows, too-many-columns, too-large (with the
    ``sheet`` if it is known).
    """
    if not data.strip():
        raise Unreadable("empty")
    if data.startswith(ZIP):
        check_archive(data)
        return {"sheets": _book(data, read_archive(data)), "encoding": ""}
    if data.startswith(OLE):
        return {"sheets": _book(data, BookDetails()), "encoding": ""}
    if data.startswith(NOT_TABLES):
        raise Unreadable("not-a-table")
    text, encoding = decode(data)
    return {"sheets": [{"name": "", "rows": _csv(text)}], "encoding": encoding}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value or None  # cleaned by who reads it, which says so
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def _rows(lines: Iterable[Sequence[Any]]) -> list[list[Any]]:
    out: list[list[Any]] = []
    cells = 0
    for values in lines:
        cells += len(values)
        if len(out) >= MOST_ROWS:
            raise Unreadable("too-many-rows")
        if len(values) > MOST_COLUMNS:
            raise Unreadable("too-many-columns")
        if cells > MOST_CELLS:
            raise Unreadable("too-large")
        out.append([_plain(v) for v in values])
    return out


def _book(data: bytes, details: BookDetails) -> list[dict[str, Any]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        for meta in book.sheets_metadata:
            if "WorkSheet" not in str(meta.typ):
                continue
            sheet = book.get_sheet_by_name(meta.name)
            height, width = sheet.total_height, sheet.total_width
            if height > MOST_ROWS or width > MOST_COLUMNS or height * width > MOST_CELLS:
                raise Unreadable("too-large", sheet=meta.name)
            more = details.sheets.get(meta.name) or SheetDetails()
            merged = [(r + 1, c, last + 1, end) for (r, c), (last, end) in sheet.merged_cell_ranges or ()]
            sheets.append(
                {
                    "name": meta.name,
                    "rows": _rows(sheet.to_python(skip_empty_area=False)),
                    "visible": str(meta.visible).endswith(".Visible"),
                    "hidden": sorted(more.hidden_rows),
                    "merged": merged or more.merged,
                    "faults": [(row, column, text) for (row, column), text in more.faults.items()],
                    "date1904": details.date1904,
                }
            )
        return sheets
    except PasswordError as error:
        raise Unreadable("locked") from error
    except (CalamineError, OSError, ValueError, OverflowError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise Unreadable("broken") from error


def decode(data: bytes) -> tuple[str, str]:
    """A text and the name of its encoding: UTF-16 by its mark, else UTF-8, else GB18030. Raises Unreadable: encoding, not-a-table."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codecs: tuple[tuple[str, str], ...] = (("utf-16", "UTF-16"),)
    else:
        codecs = (("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"))
        if b"\x00" in data[:4096]:
            raise Unreadable("not-a-table")
    for codec, said in codecs:
        try:
            return data.decode(codec), said
        except UnicodeDecodeError:
            continue
    raise Unreadable("encoding")


def _delimiter(text: str) -> str:
    """The separator of most of the first lines, so that a title line with a comma does not decide."""
    best, chosen = (0, 0), ","
    for delimiter in ",\t;":
        try:
            some = islice(csv.reader(io.StringIO(text[:BEGINNING], newline=""), delimiter=delimiter), 30)
            lines = [len(line) for line in some if any(line)]
        except csv.Error:
            continue
        widths = Counter(n for n in lines if n > 1)
        width, often = max(widths.items(), key=lambda each: (each[1], each[0]), default=(0, 0))
        if 2 * often >= len(lines) and (often, width) > best:
            best, chosen = (often, width), delimiter
    return chosen


def _csv(text: str) -> list[list[Any]]:
    try:
        return _rows(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise Unreadable("broken") from error
