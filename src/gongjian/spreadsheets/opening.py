"""The one place where the bytes of an uploaded table become cells: read in a child process, and every failure a sentence."""

from typing import Any

from django.utils.translation import gettext as _

from gongjian.kernel.isolation import SECONDS, Unreadable, run_isolated
from gongjian.kernel.refused import Malformed

from .guards import MOST_COLUMNS, MOST_ROWS

READER = "gongjian.spreadsheets.grids:read_grids"


def refuse(code: str, sentence: str, remedy: str = "") -> Malformed:
    """A refusal of the uploaded file, at the field ``file``."""
    return Malformed.at("file", sentence, code=f"file-{code}", remedy=remedy)


def open_table(data: bytes, reader: str = READER) -> dict[str, Any]:
    """What *reader* ("module:function", run isolated) makes of the file: sheets with rows, as ``grids.read_grids`` says.

    Raises Malformed with a sentence, whatever the file does to who reads it: it is broken, locked, too large, no table, in an
    unknown encoding; its reader hangs or aborts.
    """
    try:
        found: dict[str, Any] = run_isolated(reader, data)
    except Unreadable as unreadable:
        raise _refusal(unreadable) from unreadable
    return found


def _refusal(unreadable: Unreadable) -> Malformed:
    code = unreadable.code
    if code == "too-large" and "sheet" in unreadable.details:
        sentence = _("工作表『%(sheet)s』超过 %(rows)d 行或 %(columns)d 列。") % {
            "sheet": unreadable.details["sheet"],
            "rows": MOST_ROWS,
            "columns": MOST_COLUMNS,
        }
        return refuse(code, sentence, _("请删去多余的行列，或分成几个文件上传。"))
    if code in ("too-large", "memory"):
        return refuse(
            "too-large",
            _("表格展开后过大：最多 %(rows)d 行、%(columns)d 列。") % {"rows": MOST_ROWS, "columns": MOST_COLUMNS},
            _("请删去多余的行列（包括看不见的空行），或分成几个文件上传。"),
        )
    if code == "too-many-rows":
        return refuse(code, _("表格超过 %(most)d 行。") % {"most": MOST_ROWS}, _("请分成几个文件上传。"))
    if code == "too-many-columns":
        return refuse(code, _("表格超过 %(most)d 列。") % {"most": MOST_COLUMNS}, _("请删去多余的列。"))
    if code == "time":
        return refuse(
            code,
            _("这个文件 %(seconds)d 秒还没有读完，已经停止读取。") % {"seconds": SECONDS},
            _("请用 Excel 打开并另存为 .xlsx，或分成几个文件上传。"),
        )
    if code == "busy":
        return refuse(code, _("现在正在读取别人上传的文件。"), _("请过一会儿再上传。"))
    if code == "empty":
        return refuse(code, _("这个文件是空的。"), _("请选择有内容的表格。"))
    if code == "locked":
        return refuse(code, _("这个文件设了密码，无法读取。"), _("请取消密码后再上传。"))
    if code == "not-a-table":
        return refuse(code, _("这不是表格文件。"), _("请上传 .xlsx、.xls、.ods 或 .csv 文件。"))
    if code == "encoding":
        return refuse(
            code,
            _("无法识别这个文本文件的编码，既不是 UTF-8 也不是 GB18030。"),
            _("请另存为“CSV UTF-8”后再上传。"),
        )
    return refuse(
        "broken",
        _("这个文件已损坏、设了密码，或者不是表格文件。"),
        _("请用 Excel 打开并另存为 .xlsx 后再上传。"),
    )
