"""The three lists come back from Excel: what differs is proposed as 动态调整, all of it or nothing. problem-rules:9, :6."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed
from gongjian.matters import operations as matters

from ..permissions import may_import_lists
from ..procedures import PROBLEM
from .adjusting import propose_adjustment
from .lists import draw_up
from .planning_lists import ListsPlan


@dataclass(frozen=True)
class ListsImported:
    """What an import did."""

    adjusted: int
    drawn_up: int


@transaction.atomic
def import_lists(
    *, plan: ListsPlan, reason: str, file: str, sha256: str, actor: Actor, at: dt.datetime
) -> ListsImported:
    """Propose all changes of a file as adjustments, one for each matter, under one reason; draw up first lists.

    *plan* is what ``plan_lists`` says of its rows now. Raises Refused: no right, no reason, nothing to do, or a change is not
    possible: then nothing at all is written.
    """
    permit(may_import_lists, actor, None)
    if not plan.matters:
        raise Malformed.at("file", _("没有任何改动。"))
    if plan.adjusts and not reason.strip():
        raise Malformed.at("reason", _("请写明调整的理由，它会与新旧内容一起留存。"))
    for one in plan.matters:
        if one.lists is not None:
            draw_up(matter=one.matter, actor=actor, at=at, **one.lists)
            line = PROBLEM.step("draw_up")
        else:
            propose_adjustment(matter=one.matter, changes=one.changes, reason=reason, actor=actor, at=at, batch=sha256)
            line = PROBLEM.step("propose_adjustment")
        matters.record("matters.lists-imported", one.matter, line, actor, at, {"file": file, "sha256": sha256})
    drawn = sum(m.lists is not None for m in plan.matters)
    return ListsImported(adjusted=len(plan.matters) - drawn, drawn_up=drawn)
