"""The three lists come back from Excel: what differs is proposed as 动态调整, all of it or nothing. problem-rules:9, :6."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, Overtaken
from gongjian.matters import operations as matters
from gongjian.spreadsheets import operations as files
from gongjian.spreadsheets.models import ImportBatch

from ..permissions import may_import_lists
from ..procedures import PROBLEM
from .adjusting import propose_adjustment
from .lists import draw_up
from .planning_lists import ListRow, ListsPlan, plan_lists

BATCH = "matters.lists"


@dataclass(frozen=True)
class ListsImported:
    """What an import did."""

    adjusted: int
    drawn_up: int


@transaction.atomic
def preview_lists(
    *, rows: Sequence[ListRow], plan: ListsPlan, read: int, data: bytes, name: str, actor: Actor, at: dt.datetime
) -> ImportBatch:
    """Keep a file without mistakes between preview and confirmation. If it was imported before, that batch is given back.

    Raises Refused: no right to import lists, or the file has mistakes.
    """
    permit(may_import_lists, actor, None)
    if plan.errors:
        raise Malformed.at("file", _("有错误的行，整个文件都没有导入。"))
    return files.open_batch(
        kind=BATCH,
        data=data,
        name=name,
        counts={"read": read, **plan.counts},
        payload=[asdict(row) for row in rows],
        actor=actor,
        at=at,
    )


def kept_rows(batch: ImportBatch) -> list[ListRow]:
    """The touched rows of a kept file; none once it was applied."""
    return [ListRow(**row) for row in batch.payload or []]


@transaction.atomic
def import_lists(*, batch: ImportBatch, reason: str, actor: Actor, at: dt.datetime) -> ListsImported:
    """Propose all changes of a previewed file as adjustments, one for each matter, under one reason; draw up first lists.

    Raises Refused: no right, no reason, nothing to do, the file was imported before, or something of it has become
    impossible since the preview: then nothing at all is written.
    """
    permit(may_import_lists, actor, None)
    plan = plan_lists(rows=kept_rows(batch), actor=actor, at=at)
    if plan.errors:
        raise Overtaken(
            _("预览之后情况有变：%(first)s") % {"first": plan.errors[0]},
            remedy=_("整个文件都没有导入。请重新导出，在新的表格上再改。"),
            code="lists-changed-since",
        )
    if not batch.applied and not plan.matters:
        raise Malformed.at("file", _("没有任何改动。"))
    if plan.adjusts and not reason.strip():
        raise Malformed.at("reason", _("请写明调整的理由，它会与新旧内容一起留存。"))
    name, digest = batch.name, batch.sha256
    files.apply_batch(batch=batch, actor=actor, at=at)
    for one in plan.matters:
        if one.lists is not None:
            draw_up(matter=one.matter, actor=actor, at=at, **one.lists)
            line = PROBLEM.step("draw_up")
        else:
            propose_adjustment(matter=one.matter, changes=one.changes, reason=reason, actor=actor, at=at, batch=digest)
            line = PROBLEM.step("propose_adjustment")
        matters.record("matters.lists-imported", one.matter, line, actor, at, {"file": name, "sha256": digest})
    drawn = sum(m.lists is not None for m in plan.matters)
    return ListsImported(adjusted=len(plan.matters) - drawn, drawn_up=drawn)
