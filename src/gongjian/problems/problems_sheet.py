"""Reading a file of real texts: column aliases, mixed dates, odd spaces; a mistake is said by sheet and row."""

import datetime as dt

from django.utils.translation import gettext as _

from gongjian.matters.operations import LONGEST_TEXT, LONGEST_TITLE
from gongjian.matters.queries import category_of
from gongjian.spreadsheets.queries import (
    Reading,
    Record,
    RowError,
    clean,
    fit_title,
    past_moment,
    read_texts,
    titles_of,
)

from .operations import ProblemRow

COLUMNS = titles_of("title", "text", "raised_at", "category", "place", "reply", "replied_at", unit="raising_unit")


def _row(record: Record, at: dt.datetime) -> tuple[ProblemRow | None, list[RowError]]:
    errors: list[RowError] = []
    text = clean(record.text("text"))
    if not text:
        errors.append(record.error("text", _("正文是空的，请写明事由。")))
    title, text = fit_title(clean(record.text("title")), text, LONGEST_TITLE)
    if len(text) > LONGEST_TEXT:
        errors.append(record.error("text", _("正文有%(n)d字，不能超过20000字。") % {"n": len(text)}))
    raised_at = past_moment(record, "raised_at", errors, at)
    reply = clean(record.text("reply")) if record.has("reply") else ""
    replied_at = past_moment(record, "replied_at", errors, at) if reply else None
    if errors:
        return None, errors
    return (
        ProblemRow(
            sheet=record.sheet.name,
            row=record.number,
            title=title,
            text=text,
            raised_at=raised_at,
            category=category_of(record.text("category")),
            place=clean(record.text("place"))[:120],
            unit=clean(record.text("unit"))[:120],
            reply=reply,
            replied_at=replied_at,
        ).with_key(),
        [],
    )


def read_problems(data: bytes, filename: str, at: dt.datetime) -> Reading[ProblemRow]:
    """The rows of a file, cleaned, and what is wrong with the others. Raises Malformed: no table, no column of texts, no rows."""
    return read_texts(data, filename, COLUMNS, lambda record: _row(record, at))
