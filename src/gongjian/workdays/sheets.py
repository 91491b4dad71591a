"""The sheet of a year's days. Its headings and words are a format: ``day_import`` reads them back."""

from django.utils.translation import gettext as _

from gongjian.spreadsheets.operations import Column, Sheet, write_workbook

from .queries import YearView


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
