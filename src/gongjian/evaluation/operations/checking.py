"""The check of an entry's form by the host: give it back, admit it, turn it down, disqualify it (contest-rules:5)."""

import datetime as dt
from collections.abc import Collection
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import NotNow
from gongjian.workflow.command import Condition, Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import LongText

from ..events import EntryAdmitted, EntryReturned, EntryTurnedDown
from ..models import Entry
from ..procedures import FORM_CHECK, JUDGING, NOTICED, OPEN
from .entering import within_entering
from .judging import rank_again
from .workflows import ENTRIES, cite


def _entering_over(entry: Entry, actor: Actor, at: dt.datetime) -> NotNow | None:
    """What is given back must be handed in again in time."""
    if within_entering(entry.contest, at):
        return None
    return NotNow(
        _("征集已经截止，不能再退回补正。"),
        code="entering-over",
        authority=cite(FORM_CHECK, at),
        remedy=_("请通过形式审查，或者写明理由不予通过；确需补正的，先办理延期。"),
    )


def _while_contest_is(states: Collection[str]) -> Condition:
    def checking_over(entry: Entry, actor: Actor, at: dt.datetime) -> NotNow | None:
        """The form is checked while the contest is in one of these states."""
        if entry.contest.state in states:
            return None
        return NotNow(
            _("这次评选现在是“%(state)s”，不能再办理形式审查。") % {"state": entry.contest.get_state_display()},
            code="checking-over",
        )

    return checking_over


@ENTRIES.command(
    log=Log("evaluation.entry-returned", _("退回补正"), _("退回补正：%(reason)s")),
    event=EntryReturned,
    done=_("已退回，团队会收到消息。"),
    conditions=(_entering_over,),
)
def return_entry(
    *,
    entry: Entry,
    reason: Annotated[str, LongText(_("要补正什么"), limit=500, rows=3, missing=_("请写明要补正什么。"))],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Entry] = RUNNING,
) -> Entry:
    """Give the entry back to be completed, as long as entries are taken.

    Raises Refused: not theirs to check, not handed in, the days of entering over, no reason.
    """
    return step.move(remark=reason)


@ENTRIES.command(
    log=Log("evaluation.entry-admitted", _("通过形式审查"), _("通过形式审查。")),
    event=EntryAdmitted,
    done=_("已通过形式审查。"),
    conditions=(_while_contest_is((OPEN,)),),
)
def admit(
    *, entry: Entry, actor: Actor, at: dt.datetime, seen: int | None = None, step: Transition[Entry] = RUNNING
) -> Entry:
    """The entry has what an entry needs and will be judged. Raises Refused: not theirs to check, not handed in."""
    return step.move(checked_at=at)


@ENTRIES.command(
    log=Log("evaluation.entry-turned-down", _("不予通过"), _("形式审查不予通过：%(reason)s")),
    event=EntryTurnedDown,
    done=_("已办理，团队会收到消息。"),
    consequences=(_("这项申报不再参加评选，不能恢复；征集期内可以另行申报。"),),
    conditions=(_while_contest_is((OPEN,)),),
)
def turn_down(
    *,
    entry: Entry,
    reason: Annotated[
        str,
        LongText(_("不予通过的理由"), _("写明不符合哪一条申报要求。"), limit=500, rows=3, missing=_("请写明理由。")),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Entry] = RUNNING,
) -> Entry:
    """The entry does not take part, for a reason of form. Raises Refused: not theirs to check, not handed in, no reason."""
    return step.move(**_out(entry, reason, at))


@ENTRIES.command(
    log=Log("evaluation.entry-disqualified", _("取消资格"), _("取消资格：%(reason)s")),
    event=EntryTurnedDown,
    done=_("已取消资格，团队会收到消息。"),
    consequences=(_("这项申报不再参加评选，不能恢复。"), _("已经公示的，其余申报的名次和奖项顺延。")),
    conditions=(_while_contest_is((OPEN, JUDGING, NOTICED)),),
)
def disqualify(
    *,
    entry: Entry,
    reason: Annotated[str, LongText(_("取消资格的理由"), limit=500, rows=3, missing=_("请写明理由。"))],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Entry] = RUNNING,
) -> Entry:
    """The entry does not take part any more; the ranks below it move up.

    Raises Refused: not theirs to check, the contest ended, no reason.
    """
    step.move(**_out(entry, reason, at))
    rank_again(step, entry.contest)
    return entry


def _out(entry: Entry, reason: str, at: dt.datetime) -> dict[str, Any]:
    return {"checked_at": entry.checked_at or at, "remark": reason, "award": None}
