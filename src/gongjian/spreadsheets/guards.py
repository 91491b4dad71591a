"""Limits that a file must keep before it is opened: a small archive can unfold into something that fills the memory."""

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext as _

from gongjian.kernel.refused import Malformed

MOST_ROWS = 100_000
MOST_COLUMNS = 256
MOST_PARTS = 2_000
MOST_UNFOLDED = 150 * 1024 * 1024
MOST_RATIO = 400  # a sheet of one repeated row folds about 1 : 60
SMALL = 4 * 1024 * 1024  # below this the ratio does not matter
CHUNK = 1024 * 1024

_CELL = re.compile(rb'<(?:\w+:)?(?:c|row)\s[^>]{0,200}?\br="([A-Z]{0,4})(\d{1,9})"')
_ROWS_REPEATED = re.compile(rb'number-rows-repeated="(\d+)"[^>]*>(.{0,4000}?)</table:table-row>', re.DOTALL)
_COLUMNS_REPEATED = re.compile(rb'<table:table-cell\b([^>]*number-columns-repeated="(\d+)"[^>]*)>(.{0,40})', re.DOTALL)


def refuse(code: str, sentence: str, remedy: str = "") -> Malformed:
    """A refusal of the uploaded file, at the field ``file``."""
    return Malformed.at("file", sentence, code=f"file-{code}", remedy=remedy)


def _column(letters: bytes) -> int:
    n = 0
    for letter in letters:
        n = n * 26 + letter - 64
    return n


def _too_large() -> Malformed:
    return refuse(
        "too-large",
        _("表格展开后过大：最多 %(rows)d 行、%(columns)d 列。") % {"rows": MOST_ROWS, "columns": MOST_COLUMNS},
        _("请删去多余的行列（包括看不见的空行），或分成几个文件上传。"),
    )


def _check_cells(part: bytes) -> None:
    """The reader lays out a dense grid, so one cell far out would claim gigabytes: look at the addresses first."""
    for letters, number in _CELL.findall(part):
        if int(number) > MOST_ROWS or _column(letters) > MOST_COLUMNS:
            raise _too_large()


def _check_repeats(part: bytes) -> None:
    for number, inside in _ROWS_REPEATED.findall(part):
        if int(number) > 1000 and (b"office:value" in inside or b"text:p" in inside):
            raise _too_large()
    for attributes, number, inside in _COLUMNS_REPEATED.findall(part):
        if int(number) > MOST_COLUMNS and (b"office:value" in attributes or b"text:p" in inside):
            raise _too_large()


def check_archive(data: bytes) -> None:
    """Unfold a .xlsx/.ods piece by piece and look at sizes and cell addresses; nothing is kept.

    Raises Malformed if it is broken or claims too much. Sizes that lie are found by their checksum.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise _too_large()
            total = 0
            for part in parts:
                ods = part.filename == "content.xml"
                sheet = part.filename.startswith("xl/worksheets/")
                tail = b""
                with archive.open(part) as stream:
                    while chunk := stream.read(CHUNK):
                        total += len(chunk)
                        if total > MOST_UNFOLDED or (total > SMALL and total > MOST_RATIO * len(data)):
                            raise _too_large()
                        if sheet:
                            _check_cells(tail + chunk)
                        elif ods:
                            _check_repeats(tail + chunk)
                        tail = chunk[-5000:] if sheet or ods else b""
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        raise refuse(
            "broken", _("这个文件已损坏、设了密码，或者不是表格文件。"), _("请用 Excel 打开并另存为 .xlsx 后再上传。")
        ) from error
