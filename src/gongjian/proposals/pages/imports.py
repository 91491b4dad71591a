"""The pages of imports: upload, preview with duplicates and mistakes, and what it did."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.spreadsheets.models import ImportBatch
from gongjian.spreadsheets.queries import RowError
from gongjian.web.pages import PlainPage
from gongjian.web.shapes import Action, Column, FormBox, ImportPreview, Link, Note, PageHead, Row, Table, WrongRow

from .. import operations, sheets
from ..models import CongressSession
from ..operations import ProposalsDone
from .congress import crumbs

MOST_SHOWN = 200


@dataclass(frozen=True)
class Uploaded:
    """What became of an uploaded file: mistakes, or the batch it is kept in."""

    name: str
    read: int
    errors: Sequence[RowError]
    batch: ImportBatch | None
    encoding: str = ""


def upload_delegates(session: CongressSession, data: bytes, name: str, *, actor: Actor, at: dt.datetime) -> Uploaded:
    """Read the file against what is there; keep it if it has no mistake. Raises Refused for what is no such file."""
    reading = sheets.read_delegates(data, name)
    plan = operations.plan_delegates(session=session, rows=reading.rows)
    errors = list(reading.errors)
    errors += [reading.records[row.sheet, row.row].error(column, message) for row, column, message in plan.wrong]
    errors.sort(key=lambda e: (e.sheet, e.row))
    batch = None
    if not errors:
        batch = operations.preview_delegates(
            session=session, rows=reading.rows, data=data, name=name, actor=actor, at=at
        )
    return Uploaded(name, reading.read, errors, batch, reading.encoding)


def upload_proposals(session: CongressSession, data: bytes, name: str, *, actor: Actor, at: dt.datetime) -> Uploaded:
    """Read the file; keep it for confirmation if it has no mistake. Raises Refused for what is no such file."""
    reading = sheets.read_proposals(data, name)
    batch = None
    if not reading.errors:
        batch = operations.preview_proposals(
            session=session, rows=reading.rows, data=data, name=name, actor=actor, at=at
        )
    return Uploaded(name, reading.read, reading.errors, batch, reading.encoding)


def _upload_page(
    session: CongressSession,
    form: Any,
    uploaded: Uploaded | None,
    *,
    title: str,
    lead: str,
    back: str = "",
    more: Link | None = None,
) -> PlainPage:
    preview = note = None
    if uploaded is not None:
        wrong = [WrongRow(e.sheet, e.row, e.column, e.sentence, e.value) for e in uploaded.errors]
        preview = ImportPreview(uploaded.name, read=uploaded.read, wrong=wrong)
        if uploaded.encoding:
            note = Note(_("文件编码：%(encoding)s。") % {"encoding": uploaded.encoding})
    return PlainPage(
        PageHead(title, lead=lead, crumbs=crumbs(session)),
        [
            note,
            preview,
            FormBox(form, _("上传并预览"), back or reverse("proposals:session", args=[session.pk]), more=more),
        ],
    )


def delegates_upload_page(session: CongressSession, form: Any, uploaded: Uploaded | None) -> PlainPage:
    """The form; below a refused file all its mistakes by row."""
    return _upload_page(
        session,
        form,
        uploaded,
        title=_("导入代表"),
        lead=_("先预览，确认后才保存；已经登记的不会重复。"),
        back=reverse("proposals:delegates", args=[session.pk]),
        more=Link(_("下载空白模板"), reverse("proposals:delegates-template")),
    )


def proposals_upload_page(session: CongressSession, form: Any, uploaded: Uploaded | None) -> PlainPage:
    """The form; below a refused file all its mistakes by row."""
    lead = _("登记到%(name)s，直接进入审查。先预览，确认后才保存；内容相同的不会重复登记。") % {"name": session.name}
    return _upload_page(session, form, uploaded, title=_("批量登记提案"), lead=lead)


def _applied(batch: ImportBatch) -> Note:
    return Note(_("这份文件已由%(who)s导入过，没有重复导入。") % {"who": batch.applied_by}, "good")


def delegates_confirm_page(session: CongressSession, batch: ImportBatch, path: str) -> PlainPage:
    """New delegates, and those who are there already."""
    plan = operations.plan_delegates(session=session, rows=operations.delegate_rows_of(batch))
    rows = [Row([r.row, r.name, r.number, r.constituency, _("新增")], tone="new") for r, _p, _b in plan.new]
    rows += [Row([r.row, r.name, r.number, r.constituency, _("已登记")], tone="quiet") for r in plan.same]
    columns = (
        Column(_("行"), "number", "hidden"),
        Column(_("姓名"), phone="head"),
        Column(_("学号或工号"), phone="line"),
        Column(_("选举单位"), "name", "line", grow=True),
        Column(_("结果"), phone="end"),
    )
    confirm = Action(_("确认导入"), path, tone="primary", method="post") if plan.new and not batch.applied else None
    preview = ImportPreview(
        batch.name,
        read=int(batch.counts.get("read", 0)),
        new=len(plan.new),
        same=len(plan.same),
        rows=None if batch.applied else Table(columns, rows[:MOST_SHOWN], caption=_("将要登记的代表"), plain=True),
        confirm=confirm,
        again=reverse("proposals:import-delegates", args=[session.pk]),
    )
    note = _applied(batch) if batch.applied else None
    return PlainPage(PageHead(_("导入代表"), lead=session.name, crumbs=crumbs(session)), [note, preview])


def proposals_confirm_page(session: CongressSession, batch: ImportBatch, path: str) -> PlainPage:
    """New proposals, and duplicates with what they repeat."""
    sorted_rows = operations.tell_apart(operations.proposal_rows_of(batch))
    labels = dict(operations.category_labels())
    doubles = [(row, _("重复：%(what)s") % {"what": what}) for row, what in sorted_rows.duplicates]
    rows = [
        Row(
            [
                row.row,
                row.title,
                labels[row.category],
                row.form or "—",
                row.signatories if row.signatories is not None else "—",
                _("有") if row.advice else _("没有"),
                what or _("新增"),
            ],
            tone="quiet" if what else "new",
        )
        for row, what in [*doubles, *((row, "") for row in sorted_rows.new)][:MOST_SHOWN]
    ]
    columns = (
        Column(_("行"), "number", "hidden"),
        Column(_("标题"), phone="head", grow=True),
        Column(_("类别"), phone="line"),
        Column(_("提案形式"), phone="line"),
        Column(_("署名人数"), "number", "hidden"),
        Column(_("具体建议"), phone="hidden"),
        Column(_("结果"), phone="end"),
    )
    confirm = (
        Action(_("确认导入"), path, tone="primary", method="post") if sorted_rows.new and not batch.applied else None
    )
    total = len(sorted_rows.new) + len(sorted_rows.duplicates)
    caption = _("将要登记的提案")
    if total > MOST_SHOWN:
        caption = _("将要登记的提案（共%(n)d件，列出前%(m)d件）") % {"n": total, "m": MOST_SHOWN}
    preview = ImportPreview(
        batch.name,
        read=int(batch.counts.get("read", 0)),
        new=len(sorted_rows.new),
        duplicate=len(sorted_rows.duplicates),
        rows=None if batch.applied else Table(columns, rows, caption=caption, plain=True),
        confirm=confirm,
        again=reverse("proposals:import-proposals", args=[session.pk]),
    )
    note = _applied(batch) if batch.applied else None
    return PlainPage(PageHead(_("批量登记提案"), lead=session.name, crumbs=crumbs(session)), [note, preview])


def done_words(done: ProposalsDone) -> str:
    """What the import did."""
    return _("已登记%(new)d件，重复%(duplicate)d件没有再登记。") % {"new": done.new, "duplicate": done.duplicate}


def count_line(*, read: int, new: int, duplicate: int, wrong: int) -> str:
    """One line for the end of a command, in words and for machines."""
    counts = {"read": read, "new": new, "duplicate": duplicate, "wrong": wrong}
    said = _("读取 %(read)d，新增 %(new)d，重复 %(duplicate)d，错误 %(wrong)d") % counts
    return f"{said}  {' '.join(f'{name}={n}' for name, n in counts.items())}"
