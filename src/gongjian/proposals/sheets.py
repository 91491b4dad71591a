"""The empty sheet in which delegates are listed."""

from django.utils.translation import gettext as _

from gongjian.spreadsheets.operations import Column, Sheet, write_workbook


def delegates_template() -> bytes:
    """An empty sheet for delegates."""
    columns = [Column(_("学号或工号"), 16), Column(_("姓名"), 14), Column(_("选举单位"), 30)]
    return write_workbook([Sheet(_("代表"), columns, [])])
