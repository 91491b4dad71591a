"""Writing .xlsx: constant memory, no formulas from data, print-ready on A4 landscape."""

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Literal

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.kernel.clock import local_date

Kind = Literal["text", "int", "number", "date", "datetime", "percent"]
FONT = "宋体"
LONGEST_CELL = 32_767
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FORMATS: dict[Kind, dict[str, Any]] = {
    "text": {"num_format": "@", "align": "left"},
    "int": {"num_format": "0", "align": "right"},
    "number": {"num_format": "0.##", "align": "right"},
    "date": {"num_format": "yyyy-mm-dd", "align": "center"},
    "datetime": {"num_format": "yyyy-mm-dd hh:mm:ss", "align": "center"},
    "percent": {"num_format": "0.0%", "align": "right"},
}


@dataclass(frozen=True)
class Column:
    """One column: its title, width in characters, what its cells hold, the words it may hold (a drop-down list), and a
    note that opens over its title."""

    title: str
    width: float = 14
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """One worksheet. ``rows`` may be a generator: it is walked once. ``title`` is printed on top of each page, in no cell."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    title: str = ""
    landscape: bool = True


@dataclass
class _Names:
    taken: set[str] = field(default_factory=set)

    def fresh(self, name: str) -> str:
        """A name that Excel takes: at most 31 characters, none of []:*?/\\, unique without regard to case."""
        base = re.sub(r"[\[\]:*?/\\]", "", name).strip("' ")[:31] or _("工作表")
        made, n = base, 2
        while made.lower() in self.taken:
            made = f"{base[: 31 - len(str(n)) - 1]}_{n}"
            n += 1
        self.taken.add(made.lower())
        return made


def cell_text(value: Any) -> str:
    """The text as a cell can hold it: no control characters, one kind of line end, at most 32,767 characters."""
    text = str(value)
    if not text.isprintable():  # line ends are not
        text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def _write(sheet: Any, row: int, column: int, value: Any, kind: Kind, style: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_string(row, column, _("是") if value else _("否"), style)
    elif kind in ("date", "datetime") and isinstance(value, dt.date):
        if isinstance(value, dt.datetime):
            moment = value if timezone.is_aware(value) else value.replace(tzinfo=timezone.get_default_timezone())
            value = local_date(moment) if kind == "date" else timezone.make_naive(moment).replace(microsecond=0)
        sheet.write_datetime(row, column, value, style)
    elif kind in ("int", "number", "percent") and isinstance(value, int | float):
        sheet.write_number(row, column, value, style)
    else:  # write_string makes a text cell whatever it begins with: = + - @ are never a formula
        text = cell_text(value)
        if text:
            sheet.write_string(row, column, text, style)
        else:
            sheet.write_blank(row, column, None, style)


def _write_sheet(book: Any, sheet: Sheet, name: str, head: Any, styles: dict[Kind, Any]) -> None:
    page = book.add_worksheet(name)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_paper(9)
    if sheet.landscape:
        page.set_landscape()
    page.set_margins(left=0.5, right=0.5, top=0.8 if sheet.title else 0.6, bottom=0.7)
    page.fit_to_pages(1, 0)
    if sheet.title:
        page.set_header(f'&C&"{FONT},Bold"&14{sheet.title.replace("&", "&&")[:180]}')
    page.set_footer(_("&C第 &P 页，共 &N 页"))
    for n, column in enumerate(sheet.columns):
        page.set_column(n, n, column.width)
    for n, column in enumerate(sheet.columns):
        page.write_string(0, n, cell_text(column.title), head)
        if column.note:
            page.write_comment(0, n, cell_text(column.note), {"author": "", "font_size": 10, "x_scale": 1.6})
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for n, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
            _write(page, last, n, value, column.kind, styles[column.kind])
    if sheet.columns:
        page.autofilter(0, 0, max(last, 1), len(sheet.columns) - 1)
    for n, column in enumerate(sheet.columns):
        if column.choices and len(",".join(column.choices)) <= 255:
            page.data_validation(
                1, n, max(last, 1) + 500, n, {"validate": "list", "source": list(column.choices), "ignore_blank": True}
            )


def write_workbook_to(out: BinaryIO, sheets: Sequence[Sheet]) -> None:
    """Write the workbook into an open binary file, row by row: memory stays the same however long it gets."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    plain = {"font_name": FONT, "font_size": 11, "text_wrap": True, "valign": "vcenter", "border": 1}
    head = book.add_format({**plain, "bold": True, "align": "center", "bg_color": "#EDEDED"})
    styles = {kind: book.add_format({**plain, **extra}) for kind, extra in _FORMATS.items()}
    names = _Names()
    for sheet in sheets:
        _write_sheet(book, sheet, names.fresh(sheet.name), head, styles)
    book.close()


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """The workbook as bytes (.xlsx)."""
    out = io.BytesIO()
    write_workbook_to(out, sheets)
    return out.getvalue()
