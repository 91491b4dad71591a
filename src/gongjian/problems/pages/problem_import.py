"""The pages of an import of problems: upload, preview with duplicates and mistakes, and what it did."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.matters.queries import CATEGORIES
from gongjian.org import queries as org
from gongjian.spreadsheets.models import ImportBatch
from gongjian.spreadsheets.queries import Reading
from gongjian.web.dates import day
from gongjian.web.pages import PlainPage
from gongjian.web.shapes import Action, Column, FormBox, ImportPreview, Link, Note, PageHead, Row, Table, WrongRow

from .. import operations
from ..operations import ProblemRow
from ..operations.importing import ProblemsImported, Sorted
from ..problems_sheet import read_problems

MOST_SHOWN = 200


@dataclass(frozen=True)
class Uploaded:
    """What became of an uploaded file: what was read, and the batch it is kept in (None if it has mistakes)."""

    name: str
    reading: Reading[ProblemRow]
    batch: ImportBatch | None


def upload(data: bytes, name: str, *, origin_id: int, actor: Actor, at: dt.datetime) -> Uploaded:
    """Read the file; keep it for confirmation if it has no mistake. Raises Refused for what is no such file."""
    reading = read_problems(data, name, at)
    batch = None
    if not reading.errors:
        batch = operations.preview_problems(
            rows=reading.rows, data=data, name=name, origin_id=origin_id, actor=actor, at=at
        )
    return Uploaded(name, reading, batch)


def _head() -> PageHead:
    return PageHead(
        _("批量导入难题"),
        lead=_("把别处收集的诉求一次导入。先预览，确认后才保存；内容相同的不会重复导入。"),
        crumbs=[Link(_("难题"), reverse("matters:list"))],
    )


def upload_page(form: Any, uploaded: Uploaded | None) -> PlainPage:
    """The form, and below a refused file all its mistakes by sheet and row."""
    preview = note = None
    if uploaded is not None:
        reading = uploaded.reading
        preview = ImportPreview(
            uploaded.name,
            read=reading.read,
            wrong=[WrongRow(e.sheet, e.row, e.column, e.sentence, e.value) for e in reading.errors],
        )
        note = _encoding(reading.encoding)
    return PlainPage(_head(), [note, preview, FormBox(form, _("上传并预览"), reverse("matters:list"))])


def _encoding(encoding: str) -> Note | None:
    return Note(_("文件编码：%(encoding)s。") % {"encoding": encoding}) if encoding else None


def confirm_page(batch: ImportBatch, path: str) -> PlainPage:
    """What the kept file would bring: new ones, and duplicates with what they repeat."""
    found = operations.tell_apart(operations.rows_of(batch))
    origin = org.body_rows([int(batch.counts["origin"])]).get(int(batch.counts["origin"]))
    note = Note(_("由%(origin)s接收，共%(n)d件新的。") % {"origin": origin.name if origin else "", "n": len(found.new)})
    if batch.applied:
        note = Note(_("这份文件已由%(who)s导入过，没有重复导入。") % {"who": batch.applied_by}, "good")
    elif not found.new:
        note = Note(_("文件中的内容都已导入过，没有新的。"))
    confirm = Action(_("确认导入"), path, tone="primary", method="post") if found.new and not batch.applied else None
    preview = ImportPreview(
        batch.name,
        read=int(batch.counts.get("read", 0)),
        new=len(found.new),
        duplicate=len(found.duplicates),
        rows=None if batch.applied else _table(found),
        confirm=confirm,
        again=reverse("problems:import"),
    )
    return PlainPage(_head(), [note, preview])


def _table(found: Sorted) -> Table:
    labels = dict(CATEGORIES)
    doubles = [(row, _("重复：%(what)s") % {"what": what}) for row, what in found.duplicates]
    rows = [*doubles, *((row, "") for row in found.new)]
    shown = [
        Row(
            [
                row.row,
                row.title,
                day(row.raised_at) if row.raised_at else "—",
                labels.get(row.category, ""),
                what or _("新增"),
            ],
            tone="quiet" if what else "new",
        )
        for row, what in rows[:MOST_SHOWN]
    ]
    columns = (
        Column(_("行"), "number"),
        Column(_("标题"), phone="head", grow=True),
        Column(_("提出时间"), "date"),
        Column(_("类别")),
        Column(_("结果"), phone="end"),
    )
    caption = _("将要导入的内容")
    if len(rows) > MOST_SHOWN:
        caption = _("将要导入的内容（共%(n)d件，列出前%(m)d件）") % {"n": len(rows), "m": MOST_SHOWN}
    return Table(columns, shown, caption=caption, plain=True)


def done_words(done: ProblemsImported) -> str:
    """What the import did."""
    return _("已导入%(new)d件，重复%(duplicate)d件没有再导入。") % {"new": done.new, "duplicate": done.duplicate}


def count_line(*, read: int, new: int, duplicate: int, wrong: int) -> str:
    """One line for the end of a command, in words and for machines."""
    counts = {"read": read, "new": new, "duplicate": duplicate, "wrong": wrong}
    said = _("读取 %(read)d，新增 %(new)d，重复 %(duplicate)d，错误 %(wrong)d") % counts
    return f"{said}  {' '.join(f'{name}={n}' for name, n in counts.items())}"
