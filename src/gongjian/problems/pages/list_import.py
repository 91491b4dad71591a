"""The pages of an import of the three lists: upload, preview with old beside new, and what it did."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.spreadsheets.models import ImportBatch
from gongjian.web.dates import when
from gongjian.web.pages import PlainPage
from gongjian.web.shapes import Column, FormBox, ImportPreview, Link, Note, PageHead, Row, Table, TwoLines, WrongRow

from .. import operations, sheets
from ..operations.importing_lists import ListsImported, kept_rows
from ..operations.planning_lists import ListsPlan, PlannedChange
from ..sheets_import import read_lists
from . import line_tables

MOST_SHOWN = 300


@dataclass(frozen=True)
class Uploaded:
    """What became of an uploaded file: its plan, and the batch it is kept in (None if it has mistakes or changes nothing)."""

    name: str
    read: int
    plan: ListsPlan
    batch: ImportBatch | None

    @property
    def goes_on(self) -> bool:
        """Whether there is something to confirm."""
        return self.batch is not None and not self.batch.applied


def upload(data: bytes, name: str, *, actor: Actor, at: dt.datetime) -> Uploaded:
    """Read and plan; keep the file if it has no mistake and changes something. Raises Malformed for what is no such file."""
    reading = read_lists(data, name)
    plan = operations.plan_lists(rows=reading.rows, actor=actor, at=at)
    plan.same += reading.same
    plan.errors = sorted([*reading.errors, *plan.errors], key=lambda e: (e.sheet, e.row))
    batch = None
    if not plan.errors:
        batch = operations.preview_lists(
            rows=reading.rows, plan=plan, read=reading.read, data=data, name=name, actor=actor, at=at
        )
    return Uploaded(name, reading.read, plan, batch)


def _head(title: str) -> PageHead:
    return PageHead(
        title,
        lead=_("导出的三张清单改好后在这里上传。改动成为待确认的动态调整，双方确认后生效。"),
        crumbs=[Link(_("三张清单"), reverse("problems:lists"))],
    )


def _rules() -> Note:
    return Note(
        _(
            "要新增一行，写上难题编号，行标识留空。要撤销一行，在“撤销”列选“撤销”；直接删掉的行不算撤销。有一处错误，整个文件都不导入。"
        )
    )


def upload_page(form: Any, uploaded: Uploaded | None) -> PlainPage:
    """The form, and below a refused file all its mistakes by sheet and row."""
    note, preview = _rules(), None
    if uploaded is not None and uploaded.plan.errors:
        preview = _preview(uploaded.name, uploaded.read, uploaded.plan)
    elif uploaded is not None and uploaded.batch is not None and uploaded.batch.applied:
        note = _applied_note(uploaded.batch)
    box = FormBox(form, _("上传并预览"), reverse("problems:lists"))
    return PlainPage(_head(_("导入三张清单")), [note, preview, box])


def _applied_note(batch: ImportBatch) -> Note:
    return Note(
        _("这份文件已在%(at)s由%(who)s导入过，没有重复导入。")
        % {"at": when(batch.applied_at), "who": batch.applied_by},
        "good",
    )


def _preview(name: str, read: int, plan: ListsPlan, *, again: str = "") -> ImportPreview:
    wrong = [WrongRow(e.sheet, e.row, e.column, e.sentence, e.value) for e in plan.errors]
    return ImportPreview(
        name,
        read=read,
        new=plan.new,
        changed=plan.changed + plan.dropped,
        same=plan.same,
        duplicate=plan.duplicate,
        wrong=wrong,
        rows=_changes(plan) if plan.shown and not wrong else None,
        again=again,
    )


def _shown(change: PlannedChange, value: str) -> str:
    if change.name == "part":
        value = sheets.PARTS.get(value, value)
    return value or "—"


def _changes(plan: ListsPlan) -> Table:
    """Old beside new, with the place in the file."""
    words = {"add": _("新增"), "drop": _("撤销"), "change": _("修改")}
    rows = [
        Row(
            [
                c.row.number,
                TwoLines(c.row.sheet, _("第%(n)d行") % {"n": c.row.row}),
                words[c.action],
                line_tables.field_label(c.name),
                _shown(c, c.old),
                _shown(c, c.new),
            ],
            tone={"add": "new", "drop": "quiet", "change": "changed"}[c.action],  # type: ignore[arg-type]
        )
        for c in plan.shown[:MOST_SHOWN]
    ]
    columns = (
        Column(_("编号"), phone="line"),
        Column(_("工作表"), phone="line"),
        Column(_("变动"), phone="end"),
        Column(_("项目"), phone="head"),
        Column(_("原内容"), phone="line"),
        Column(_("新内容"), phone="line"),
    )
    caption = _("变动内容")
    if len(plan.shown) > MOST_SHOWN:
        caption = _("变动内容（共%(n)d处，列出前%(m)d处）") % {"n": len(plan.shown), "m": MOST_SHOWN}
    return Table(columns, rows, caption=caption)


def confirm_page(batch: ImportBatch, form: Any, actor: Actor, at: dt.datetime) -> PlainPage:
    """What the kept file would do as things stand now, and the reason to be given once for all."""
    again = reverse("problems:lists-import")
    plan = operations.plan_lists(rows=kept_rows(batch), actor=actor, at=at)
    read = int(batch.counts.get("read", 0))
    plan.same += max(0, read - plan.same - plan.new - plan.changed - plan.dropped - plan.duplicate - len(plan.errors))
    note = None
    if batch.applied:
        note = _applied_note(batch)
    elif not plan.errors and not plan.matters:
        note = Note(_("与现在的清单相比没有任何改动，不需要导入。"))
    elif not plan.errors:
        note = Note(
            _("确认后，%(n)d件难题的改动分别成为待确认的动态调整；表格中缺少的行保持不变。") % {"n": len(plan.matters)}
        )
    asks = bool(plan.matters) and not plan.errors and not batch.applied
    box = FormBox(form, _("确认导入")) if asks else None
    return PlainPage(_head(_("导入三张清单")), [note, _preview(batch.name, read, plan, again=again), box])


def done_words(done: ListsImported) -> str:
    """What the import did."""
    if not done.drawn_up:
        return _("已导入：%(n)d件难题的调整已提出，等待确认。") % {"n": done.adjusted}
    return _("已导入：%(n)d件难题的调整已提出，%(m)d件制定了清单。") % {"n": done.adjusted, "m": done.drawn_up}
