"""The sheet of a year's days: export, and reading it back."""

import datetime as dt

from django.utils.translation import gettext as _

from gongjian.spreadsheets.operations import Column, Sheet, write_workbook
from gongjian.spreadsheets.queries import Record, RowError, read_workbook, titles_of

from .operations import DayLine
from .queries import YearView

# The headings and words of a sheet are its format: Chinese in every language, so that it can always be read back.
COLUMNS = titles_of("working", date="day", name="holiday")
WORKING = {"上班": True, "是": True, "班": True, "补班": True, "调休上班": True, "工作日": True}
RESTING = {"放假": False, "否": False, "休": False, "休息": False, "节假日": False, "休息日": False}


def year_workbook(view: YearView) -> bytes:
    """The days of the year that differ from Monday–Friday, as .xlsx; it can be filled in and imported again."""
    columns = [
        Column("日期", 14, "date"),
        Column("上班或放假", 14, choices=("上班", "放假")),
        Column("名称", 24),
        Column("来源", 16),
    ]
    rows = [
        [d.date, "上班" if d.working else "放假", d.name, "本校设定" if d.own else "国家节假日数据"]
        for d in view.listed()
    ]
    return write_workbook(
        [Sheet(f"{view.year}年", columns, rows, title=_("%(year)d 年工作日历") % {"year": view.year})]
    )


def _line(record: Record, year: int) -> tuple[DayLine | None, list[RowError]]:
    errors: list[RowError] = []
    date: dt.date | None = None
    try:
        date = record.date("date")
        if date is None:
            errors.append(record.error("date", _("请填写日期。")))
        elif date.year != year:
            errors.append(record.error("date", _("这一天不在 %(year)d 年。") % {"year": year}))
    except ValueError as wrong:
        errors.append(record.error("date", wrong))
    word = record.text("working")
    working = {**WORKING, **RESTING}.get(word)
    if working is None:
        errors.append(record.error("working", _("请填写“上班”或“放假”。")))
    name = record.text("name")
    if not name or len(name) > 40:
        errors.append(record.error("name", _("请填写名称，不超过 40 个字。")))
    if errors or date is None or working is None:
        return None, errors
    return DayLine(date, working, name), []


def read_days(data: bytes, filename: str, year: int) -> tuple[list[DayLine], list[RowError]]:
    """The lines of an uploaded sheet and what is wrong with them. Raises Malformed if it is no such sheet."""
    lines: list[DayLine] = []
    errors: list[RowError] = []
    sheet = read_workbook(data, filename)[0]
    seen: dict[dt.date, int] = {}
    for record in sheet.records(COLUMNS, required=["date", "working", "name"]):
        line, wrong = _line(record, year)
        errors += wrong
        if line is None:
            continue
        if line.date in seen:
            errors.append(record.error("date", _("与第 %(row)d 行是同一天。") % {"row": seen[line.date]}))
            continue
        seen[line.date] = record.number
        lines.append(line)
    return lines, errors
