"""The answer and its promise: graded, signed by the head, tracked until it is kept."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Malformed
from gongjian.matters import operations as matters
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Choice, Day, LongText, Text

from ..events import PromisePostponed
from ..models import Postponement, Proposal
from .workflows import PROPOSALS, proposal_of

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

SOLVED, PLANNED, REFERENCE = ("A", _("A 已解决")), ("B", _("B 列入计划")), ("C", _("C 留作参考"))


@PROPOSALS.command(
    log=matters.REPLY_SUBMITTED, event=matters.ReplySubmitted, done=_("答复已送签，等待单位负责人签发。")
)
def submit_reply(
    *,
    matter: "Matter",
    grade: Annotated[
        str,
        Choice(
            _("办理结果"),
            options=(SOLVED, PLANNED, REFERENCE),
            radio=True,
            missing=_("请选择办理结果：A 已解决、B 列入计划、C 留作参考。"),
        ),
    ],
    text: Annotated[
        str,
        LongText(
            _("答复"),
            _("逐条回应建议，写明结论、下一步、时间和联系人。"),
            limit=matters.LONGEST_REPLY,
            rows=10,
            missing=_("请写明答复内容：结论、下一步、时间、联系人。"),
        ),
    ],
    promise_on: Annotated[dt.date | None, Day(_("完成日期"), _("选“B 列入计划”时填写，到期以前一直跟踪。"))] = None,
    promise_by: Annotated[str, Text(_("责任人"), _("选“B 列入计划”时填写。"), limit=60)] = "",
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> Proposal:
    """Put the graded reply before the head for signature; B names a day and an owner. proposal-rules:6, :7, :12.

    Raises Refused: not of the lead, not in hand, empty, no grade, a promise without day or owner or too far away.
    """
    matters.submit_reply(step=step, text=text, grade=grade, promise_on=promise_on, promise_by=promise_by)
    return proposal_of(matter)


@PROPOSALS.command(
    log=matters.REPLY_SUBMITTED, event=matters.ReplySubmitted, done=_("已送签，签发后请提案人和附议人再次评价。")
)
def fulfil(
    *,
    matter: "Matter",
    grade: Annotated[
        str,
        Choice(
            _("办理结果"),
            options=(SOLVED, REFERENCE),
            radio=True,
            missing=_("兑现时请选择 A 已解决或 C 留作参考；还要延后的，请变更承诺日期。"),
        ),
    ] = "A",
    text: Annotated[
        str,
        LongText(
            _("兑现情况"),
            _("对照承诺，写明做了什么、何时完成、怎样核对。"),
            limit=matters.LONGEST_REPLY,
            rows=8,
            missing=_("请写明答复内容：结论、下一步、时间、联系人。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> Proposal:
    """The promise is kept (A), or it turned out otherwise (C): answered once more, signed, and judged anew. proposal-rules:12.

    Raises Refused: not of the lead, nothing is promised, empty, a grade that promises again.
    """
    matters.submit_reply(step=step, text=text, grade=grade, next_round=True)
    return proposal_of(matter)


@PROPOSALS.command(
    log=Log("proposals.postponed", _("变更承诺日期"), _("承诺日期由%(before)s改为%(after)s：%(reason)s")),
    event=PromisePostponed,
    done=_("承诺日期已变更，提案人和附议人会看到理由。"),
)
def postpone(
    *,
    matter: "Matter",
    promise_on: Annotated[dt.date, Day(_("新的日期"))],
    reason: Annotated[str, LongText(_("变更理由"), limit=1000, missing=_("请写明变更的理由，提案人和附议人会看到。"))],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> Proposal:
    """The head moves the day of the promise, with a reason; everybody with a voice is told. proposal-rules:12.

    Raises Refused: not the head of the lead, nothing is promised, a day that is past or too far, no reason.
    """
    proposal, today = proposal_of(matter), step.today
    most = int(rulebook.parameter("proposal-rules:12", "promise_most_days", today))
    if not today < promise_on <= today + dt.timedelta(days=most):
        raise Malformed.at(
            "promise_on",
            say("新的日期要在明天起%(n)d天之内。") % {"n": most},
            authority=rulebook.cite(step.line.article, on=today),
        )
    before = local_date(matter.due_at) if matter.due_at else today
    Postponement.objects.create(
        proposal=proposal,
        at=at,
        due_before=before,
        due_after=promise_on,
        reason=reason,
        by=actor.title or actor.name,
    )
    step.move(due=promise_on)
    step.record(before=before, after=promise_on)
    step.announce(due_after=promise_on.isoformat())
    return proposal
