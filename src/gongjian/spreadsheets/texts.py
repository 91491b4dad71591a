"""Texts that people have typed or pasted into sheets: read row by row, made clean, given a title, dated no later than now."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from gongjian.kernel.refused import Malformed
from gongjian.kernel.worker_process import parallel_map

from .dates import is_blank
from .headers import Aliases, match_columns
from .reading import Record, RowError, read_workbook

Made = TypeVar("Made")

TITLE_FROM_TEXT = 30
_PICTURE = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
# Controls, soft hyphen, zero-width characters, direction marks, half of a pair; the joiner stays inside a picture of several.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]"
    f"|(?<![{_PICTURE}])\u200d|\u200d(?![{_PICTURE}])"
)
MARKS = re.compile("[\u0300-\u036f]")
LINES = re.compile("\r\n|[\r\u2028\u2029]")
SPACES = re.compile(r"[ \t\u3000\xa0]+")
STOP = re.compile(r"[。！？!?\n；;]")


def has_invisible(text: str) -> bool:
    """Whether ``clean`` takes something out that nobody sees."""
    return INVISIBLE.search(text) is not None


def clean(text: str) -> str:
    """One kind of space and of line end, letters with their marks as one, no invisible characters, no padded lines."""
    if text.isprintable() and "  " not in text and "&" not in text and not MARKS.search(text):
        return text.strip()
    if "&" in text:
        text = text.replace("&nbsp;", " ").replace("&ensp;", " ").replace("&emsp;", " ")
    if MARKS.search(text):
        text = unicodedata.normalize("NFC", text)
    text = INVISIBLE.sub("", LINES.sub("\n", text))
    lines = (SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def fit_title(title: str, text: str, longest: int) -> tuple[str, str]:
    """A title that fits, and the text; a title too long goes whole into the text."""
    title = title.replace("\n", " ")
    if not title:
        first = next((part.strip() for part in STOP.split(text) if part.strip()), text)
        return first[:TITLE_FROM_TEXT], text
    if len(title) > longest:
        return title[: longest - 1] + "…", f"{title}\n{text}"
    return title, text


def past_moment(record: Record, name: str, errors: list[RowError], at: dt.datetime) -> dt.datetime | None:
    """The moment in this column, or None; one that cannot be read or is later than *at* is added to *errors*."""
    if not record.has(name) or is_blank(record.value(name)):
        return None
    try:
        moment = record.datetime(name)
    except ValueError as wrong:
        errors.append(record.error(name, wrong))
        return None
    if moment is not None and moment > at:
        errors.append(record.error(name, _("这个日期晚于今天，请核对。")))
        return None
    return moment


@dataclass
class Reading(Generic[Made]):
    """What was read: the good rows, the mistakes, how many rows in all, and the encoding of a .csv."""

    rows: list[Made] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    read: int = 0
    wrong: int = 0  # rows with a mistake
    encoding: str = ""


def read_texts(
    data: bytes,
    filename: str,
    aliases: Aliases,
    made_of: Callable[[Record], tuple[Made | None, list[RowError]]],
) -> Reading[Made]:
    """The rows of a file with a column "text", each made by *made_of* (pure), and what is wrong with the others.

    Worksheets without that column are left out, if one has it. Raises Malformed: no table, no column of texts, no rows.
    """
    reading: Reading[Made] = Reading()
    sheets = read_workbook(data, filename)
    with_texts = [s for s in sheets if "text" in match_columns(s.headers, aliases) or "text" in s.find_header(aliases)]
    for sheet in with_texts or sheets[:1]:  # the first one says what is missing
        reading.encoding = reading.encoding or sheet.encoding
        for row, errors in parallel_map(made_of, list(sheet.records(aliases, required=["text"]))):
            reading.read += 1
            reading.errors += errors
            reading.wrong += bool(errors)
            if row is not None:
                reading.rows.append(row)
    if not reading.read:
        raise Malformed.at("file", _("这个文件里没有一行内容。"), code="no-rows", remedy=_("请填写后再上传。"))
    return reading
