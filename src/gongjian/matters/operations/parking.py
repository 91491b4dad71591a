"""Park what cannot be solved now: reason, plan, review date, approval; and resume."""

import datetime as dt
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Malformed
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.approval import Answered, Approval
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Day, LongText

from ..events import MatterResumed, ParkingAsked, ParkingSettled
from ..models import Matter, Parking
from ..procedures import LIVES
from .workflows import CASES

PARKING = Approval(
    waiting=lambda matter: Parking.objects.filter(matter=matter, settled_at__isnull=True),
    article="problem-rules:15",
    name="parking",
    asked=_("已经申请挂账，正等待审批。"),
    not_asked=_("没有等待审批的挂账申请。"),
    columns=Answered(by_id="", words="settled_words"),  # the table has no column for the person
)


@CASES.command(
    log=Log("matters.parking-asked", _("申请挂账"), _("申请挂账至%(review_on)s：%(reason)s"), also=("plan",)),
    event=ParkingAsked,
    done=_("已申请挂账，等待监督人审批。"),
)
def ask_to_park(
    *,
    matter: Matter,
    reason: Annotated[
        str,
        LongText(_("挂账理由"), _("为什么现在不能解决。"), limit=5000, missing=_("请写明现在不能解决的理由。")),
    ],
    plan: Annotated[
        str,
        LongText(
            _("后续方案"),
            _("等什么条件、由谁推动。"),
            limit=5000,
            missing=_("请写明后续方案：等什么条件、由谁推动。"),
        ),
    ],
    review_on: Annotated[dt.date, Day(_("复查日期"))],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Matter] = RUNNING,
) -> Matter:
    """The lead asks to park it. problem-rules:15.

    Raises Refused: not of the lead, no reason or plan, a review date that is past or further off than the rules allow.
    """
    most = int(rulebook.parameter(LIVES[matter.kind].review, "review_most_days", step.today))
    if not step.today < review_on <= step.today + dt.timedelta(days=most):
        raise Malformed.at(
            "review_on",
            _("复查日期应在明天起%(n)d天之内。") % {"n": most},
            authority=rulebook.cite(step.line.article, on=step.today),
        )
    Parking.objects.create(matter=matter, reason=reason, plan=plan, review_on=review_on, **PARKING.asking(step))
    return step.move()


@CASES.command(
    log=Log("matters.parked", _("挂账"), _("同意挂账，%(review_on)s复查"), also=("words",)),
    event=ParkingSettled,
    done=_("已同意挂账，到复查日期再提醒。"),
)
def approve_parking(
    *,
    matter: Matter,
    words: Annotated[str, LongText(_("审批意见"), limit=5000)] = "",
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Matter] = RUNNING,
) -> Matter:
    """The supervisor agrees: it rests until its review date. problem-rules:15."""
    parking = PARKING.answer(step, approved=True, words=words)
    step.note(review_on=parking.review_on, agreed=True)
    return step.move(due=parking.review_on)


@CASES.command(
    log=Log("matters.parking-refused", _("不同意挂账"), _("不同意挂账：%(reason)s")),
    event=ParkingSettled,
    done=_("未同意挂账，由主办单位继续办理。"),
)
def refuse_parking(
    *,
    matter: Matter,
    reason: Annotated[str, LongText(_("不同意的理由"), limit=5000, missing=_("请写明不同意挂账的理由。"))],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Matter] = RUNNING,
) -> Matter:
    """The supervisor does not agree: it is handled on. problem-rules:15."""
    PARKING.answer(step, approved=False, words=reason)
    step.note(agreed=False)
    return step.move()


@CASES.command(
    log=Log("matters.resumed", _("恢复办理"), _("恢复办理：%(reason)s")),
    event=MatterResumed,
    done=_("已恢复办理，恢复计时。"),
)
def resume(
    *,
    matter: Matter,
    reason: Annotated[str, LongText(_("恢复办理的理由"), limit=5000, missing=_("请写明恢复办理的理由。"))],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Matter] = RUNNING,
) -> Matter:
    """Take a parked matter up again; the handling clock runs on. problem-rules:15."""
    Parking.objects.filter(matter=matter, approved=True, resumed_at__isnull=True).update(
        resumed_at=at, resumed_reason=reason
    )
    return step.move()
