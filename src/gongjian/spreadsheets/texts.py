"""Texts that people have typed or pasted into sheets: made clean, given a title that fits, dated no later than now."""

import datetime as dt
import re

from django.utils.translation import gettext as _

from .dates import is_blank
from .reading import Record, RowError

TITLE_FROM_TEXT = 30
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\ufeff]")
SPACES = re.compile(r"[ \t\u3000\xa0]+")
STOP = re.compile(r"[。！？!?\n；;]")


def clean(text: str) -> str:
    """One kind of space, no invisible characters, no padded lines."""
    text = CONTROLS.sub("", text.replace("&nbsp;", " ").replace("&ensp;", " ").replace("&emsp;", " "))
    lines = (SPACES.sub(" ", line).strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
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
