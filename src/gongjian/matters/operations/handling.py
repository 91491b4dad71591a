"""The work itself: reply, question to the raiser and their supplement."""

import datetime as dt
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import LongText

from ..events import MatterReplied, MatterResumed, MatterSupplied, RaiserAsked
from ..models import Exchange, Matter, Reply
from .moving import index
from .workflows import CASES


@CASES.command(log=Log("matters.replied", _("答复"), _("答复：%(text)s")), event=MatterReplied, done=_("答复已发出。"))
def reply(
    *,
    matter: Matter,
    text: Annotated[
        str,
        LongText(
            _("答复内容"),
            _("结论、下一步、时间和联系人。提出人会看到。"),
            limit=5000,
            rows=8,
            missing=_("请写明答复内容：结论、下一步、时间、联系人。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Matter] = RUNNING,
) -> Matter:
    """Give the lead's official answer to the raiser. Raises Refused: not of the lead, not in hand, empty. problem-rules:8."""
    assert matter.lead_id is not None
    Reply.objects.create(matter=matter, at=at, text=text, by=actor.title or actor.name, body_id=matter.lead_id)
    step.move()
    index(matter)
    return matter


@CASES.command(
    log=Log("matters.raiser-asked", _("请补充"), _("请提出人补充：%(question)s")),
    event=RaiserAsked,
    done=_("已请提出人补充，办结时限暂停计算。"),
)
def ask_raiser(
    *,
    matter: Matter,
    question: Annotated[str, LongText(_("需要补充的情况"), limit=5000, missing=_("请写明需要提出人补充什么。"))],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Matter] = RUNNING,
) -> Matter:
    """Ask the raiser for more; the handling clock stands still until they answer. problem-rules:10."""
    Exchange.objects.create(matter=matter, asked_at=at, asked_by=actor.title or actor.name, question=question)
    return step.move()


@CASES.command(
    log=Log("matters.supplied", _("补充情况"), _("%(actor)s补充：%(text)s")),
    event=MatterSupplied,
    done=_("补充的情况已送达，恢复计时。"),
)
def supply(
    *,
    matter: Matter,
    text: Annotated[str, LongText(_("补充的情况"), limit=5000, rows=6, missing=_("请写明补充的情况。"))],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Matter] = RUNNING,
) -> Matter:
    """The raiser answers; the handling clock runs on. Raises Refused: not the raiser, nothing was asked. problem-rules:10."""
    Exchange.objects.filter(matter=matter, answered_at__isnull=True).update(answered_at=at, answer=text)
    return step.move()


@CASES.command(
    log=Log("matters.went-on-unsupplied", _("恢复办理"), _("提出人逾期未补充，恢复办理")), event=MatterResumed
)
def go_on_unsupplied(*, matter: Matter, actor: Actor, at: dt.datetime, step: Transition[Matter] = RUNNING) -> Matter:
    """By the clock: the raiser did not answer within the limit; handling goes on. problem-rules:10."""
    # Closed without an answer: what the raiser supplies to a later question is no answer to this one.
    Exchange.objects.filter(matter=matter, answered_at__isnull=True).update(answered_at=at)
    return step.move()
