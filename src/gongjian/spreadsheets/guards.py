"""Limits that a file must keep before it is opened: a small archive can unfold into something that fills the memory."""

from django.utils.translation import gettext as _

from gongjian.kernel.refused import Malformed

MOST_ROWS = 100_000
MOST_COLUMNS = 256
MOST_PARTS = 2_000
MOST_UNFOLDED = 150 * 1024 * 1024
MOST_RATIO = 400  # a sheet of one repeated row folds about 1 : 60
SMALL = 4 * 1024 * 1024  # below this the ratio does not matter
CHUNK = 1024 * 1024


def refuse(code: str, sentence: str, remedy: str = "") -> Malformed:
    """A refusal of the uploaded file, at the field ``file``."""
    return Malformed.at("file", sentence, code=f"file-{code}", remedy=remedy)


def too_large() -> Malformed:
    """The refusal of a file that would unfold into something that fills the memory."""
    return refuse(
        "too-large",
        _("表格展开后过大：最多 %(rows)d 行、%(columns)d 列。") % {"rows": MOST_ROWS, "columns": MOST_COLUMNS},
        _("请删去多余的行列（包括看不见的空行），或分成几个文件上传。"),
    )


def broken() -> Malformed:
    """The refusal of a file that cannot be opened."""
    return refuse(
        "broken", _("这个文件已损坏、设了密码，或者不是表格文件。"), _("请用 Excel 打开并另存为 .xlsx 后再上传。")
    )
