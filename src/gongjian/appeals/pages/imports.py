"""The pages of an import of appeals: upload, preview with mistakes, duplicates and those sent again, and what it did."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.org import queries as org
from gongjian.spreadsheets.models import ImportBatch
from gongjian.spreadsheets.queries import Reading
from gongjian.web.dates import day
from gongjian.web.pages import PlainPage
from gongjian.web.shapes import (
    Action,
    Column,
    Empty,
    FormBox,
    ImportPreview,
    Link,
    Note,
    PageHead,
    Row,
    Table,
    TwoLines,
    WrongRow,
)

from .. import operations
from ..appeals_file import read_appeals
from ..desk_choices import CATEGORY_LABELS
from ..operations import AppealRow, AppealsImported

MOST_SHOWN = 200


@dataclass(frozen=True)
class Uploaded:
    """What became of an uploaded file: what was read, and the batch it is kept in (None if it has mistakes)."""

    name: str
    reading: Reading[AppealRow]
    batch: ImportBatch | None


def upload(data: bytes, name: str, *, origin_id: int | None, actor: Actor, at: dt.datetime) -> Uploaded:
    """Read the file; keep it for confirmation if it has no mistake. Raises Refused for what is no such file."""
    reading = read_appeals(data, name, at)
    batch = None
    if not reading.errors:
        batch = operations.preview_appeals(
            rows=reading.rows, data=data, name=name, origin_id=origin_id, actor=actor, at=at
        )
    return Uploaded(name, reading, batch)


def _head() -> PageHead:
    return PageHead(
        _("批量导入诉求"),
        lead=_("把别处收集的诉求连同答复一次导入。先预览，确认后才保存；导入过的不会再导入一次。"),
        crumbs=[Link(_("受理台"), reverse("appeals:desk"))],
    )


def encoding_note(encoding: str) -> Note | None:
    """In which encoding the file was read; said when it is not the usual one."""
    if not encoding:
        return None
    words = _("文件按 %(encoding)s 编码读取；如有乱码，请另存为 UTF-8 后重新上传。") % {"encoding": encoding.upper()}
    return Note(words, "info" if encoding.lower().startswith("utf") else "warn")


def upload_page(form: Any, uploaded: Uploaded | None) -> PlainPage:
    """The form, and below a refused file all its mistakes by sheet and row."""
    preview = note = None
    if uploaded is not None:
        reading = uploaded.reading
        wrong = [WrongRow(e.sheet, e.row, e.column, e.sentence, e.value) for e in reading.errors]
        preview = ImportPreview(uploaded.name, read=reading.read, wrong=wrong)
        note = encoding_note(reading.encoding)
    return PlainPage(_head(), [note, preview, FormBox(form, _("上传并预览"), reverse("appeals:desk"))])


def confirm_page(batch: ImportBatch, path: str, encoding: str) -> dict[str, Any]:
    """What the kept file would bring: new ones, duplicates, and those that seem to be sent again."""
    found = operations.tell_apart(operations.rows_of(batch))
    origin = org.body_rows([int(batch.counts["origin"])]).get(int(batch.counts["origin"]))
    answered = sum(bool(r.reply) for r in found.new)
    note = Note(
        _("由%(origin)s受理，共%(n)d件新的，其中%(answered)d件已有答复，%(open)d件待受理。")
        % {
            "origin": origin.name if origin else "",
            "n": len(found.new),
            "answered": answered,
            "open": len(found.new) - answered,
        }
    )
    if batch.applied:
        note = Note(_("这份文件已由%(who)s导入过，没有重复导入。") % {"who": batch.applied_by}, "good")
    elif not found.new:
        note = Note(_("文件中的内容都已导入过，没有新的。"))
    go = bool(found.new) and not batch.applied
    preview = ImportPreview(
        batch.name,
        read=int(batch.counts.get("read", 0)),
        new=len(found.new),
        duplicate=len(found.duplicates),
        rows=None if batch.applied else _table(found),
        confirm=Action(_("确认导入"), path, tone="primary", method="post") if go else None,
        again=reverse("appeals:import"),
    )
    return {
        "head": _head(),
        "note": note,
        "encoding": encoding_note(encoding),
        "preview": preview,
        "again": _again_table(found.again) if found.again and not batch.applied else None,
        "again_words": _("以下%(n)d件像是同一诉求再次提交。导入后可以在受理台并案。") % {"n": len(found.again)},
    }


def _table(found: Any) -> Table:
    doubles = [(row, _("重复：%(what)s") % {"what": what}) for row, what in found.duplicates]
    again = {id(row): other for row, other, _score in found.again}
    rows = [*doubles, *((row, "") for row in found.new)]
    shown = []
    for row, what in rows[:MOST_SHOWN]:
        other = again.get(id(row))
        result = what or (_("新增，与第%(n)d行相近") % {"n": other.row} if other else _("新增"))
        shown.append(
            Row(
                [
                    str(row.row),
                    row.title,
                    day(row.raised_at) if row.raised_at else "—",
                    CATEGORY_LABELS.get(row.category, ""),
                    _("有") if row.reply else "—",
                    result,
                ],
                tone="quiet" if what else "new",
            )
        )
    columns = (
        Column(_("行"), "number"),
        Column(_("标题"), phone="head", grow=True),
        Column(_("提出时间"), "date"),
        Column(_("类别")),
        Column(_("答复")),
        Column(_("结果"), phone="end"),
    )
    caption = _("将要导入的内容")
    if len(rows) > MOST_SHOWN:
        caption = _("将要导入的内容（共%(n)d件，列出前%(m)d件）") % {"n": len(rows), "m": MOST_SHOWN}
    return Table(columns, shown, caption=caption, plain=True)


def _again_table(pairs: Any) -> Table:
    rows = [
        Row(
            [
                str(row.row),
                TwoLines(row.title, _("第%(n)d行：%(title)s") % {"n": other.row, "title": other.title}),
                f"{round(100 * score)}%",
            ]
        )
        for row, other, score in pairs[:MOST_SHOWN]
    ]
    columns = (
        Column(_("行"), "number"),
        Column(_("标题"), phone="head", grow=True),
        Column(_("相近"), "number", "end"),
    )
    return Table(columns, rows, caption=_("再次提交的"), plain=True)


def done_words(done: AppealsImported) -> str:
    """What the import did."""
    said = _("已导入%(new)d件（%(answered)d件已有答复），重复%(duplicate)d件没有再导入。") % {
        "new": done.new,
        "answered": done.answered,
        "duplicate": done.duplicate,
    }
    if done.again:
        said += _("%(n)d件像是再次提交的，可以并案。") % {"n": len(done.again)}
    return said


def resubmitted_page(pairs: Any, token: str) -> PlainPage:
    """Appeals that seem to be sent again, each with a button to work the two as one."""
    rows = []
    for one, other in pairs:
        action = Action(
            _("并案"),
            reverse("matters:bundle", args=[one.number]),
            method="post",
            small=True,
            hidden={"original": other.number, "seen": str(one.version), "once": f"{token}-{one.pk}"},
            confirm=_("把%(one)s并入%(other)s？") % {"one": one.number, "other": other.number},
            consequences=[_("两件一起办理和答复；每位提出人保留自己的回执和评价；并案可以撤销。")],
        )
        rows.append(
            Row(
                [
                    Link(one.number, reverse("matters:item", args=[one.number]), strong=True),
                    one.title,
                    TwoLines(Link(other.number, reverse("matters:item", args=[other.number])), other.title),
                    action,
                ]
            )
        )
    columns = (
        Column(_("编号"), phone="line"),
        Column(_("标题"), phone="head", grow=True),
        Column(_("与哪一件相近"), "wrap", "line"),
        Column(_("下一步"), "actions", "end"),
    )
    empty = Empty(_("没有再次提交的诉求"), _("导入时发现的、与以前一件几乎相同的诉求会列在这里。"))
    return PlainPage(
        PageHead(
            _("再次提交的诉求"),
            lead=_("内容与以前一件几乎相同、还没有答复的。确是同一件的可以并案，一起答复。"),
            crumbs=[Link(_("受理台"), reverse("appeals:desk"))],
        ),
        [Table(columns, rows, caption=_("再次提交的"), empty=empty)],
    )
