"""The unit that was offered a matter takes it, or hands it back."""

import datetime as dt
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import NotNow
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import LongText

from .. import registry
from ..events import MatterHandedBack, MatterTaken
from ..models import Assignment, Matter
from ..procedures import PROCEDURES
from .workflows import CASES


@CASES.command(
    log=Log("matters.taken", _("签收"), _("%(title)s签收")),
    event=MatterTaken,
    done=_("已签收，由本单位负责办理。"),
    consequences=(_("从现在起由本单位负责，办结时限开始计算。"),),
)
def take(
    *, matter: Matter, actor: Actor, at: dt.datetime, seen: int | None = None, step: Transition[Matter] = RUNNING
) -> Matter:
    """The unit takes the matter over and holds it from now on, until the day that was agreed, if one was. problem-rules:7.

    Raises Refused: not of the unit it was offered to, or nothing is offered.
    """
    assert matter.lead_id is not None
    Assignment.objects.filter(matter=matter, outcome="offered").update(
        outcome="taken", answered_at=at, answered_by=actor.name
    )
    agreed = registry.kind(matter.kind).agreed_day
    return step.move(holder_id=matter.lead_id, due=agreed(step) if agreed is not None else None)


def too_late_to_hand_back(matter: Matter, actor: Actor, at: dt.datetime) -> NotNow | None:
    """After the days for taking it up, a unit takes it and adjusts. problem-rules:7."""
    if matter.due_at is None or at <= matter.due_at:
        return None
    return NotNow(
        _("退办期限已过（%(day)s），现在应当签收办理。") % {"day": local_date(matter.due_at).isoformat()},
        authority=rulebook.cite(PROCEDURES[matter.kind].step("hand_back").article, on=local_date(at)),
        remedy=_("请先签收；确实不属于本单位的，签收后与提出组织商定调整。"),
        code="hand-back-too-late",
    )


@CASES.command(
    log=Log("matters.handed-back", _("退办"), _("%(unit)s退办：%(reason)s")),
    event=MatterHandedBack,
    done=_("已退办，由交办的组织另行处理。"),
    conditions=(too_late_to_hand_back,),
)
def hand_back(
    *,
    matter: Matter,
    reason: Annotated[
        str,
        LongText(
            _("退办理由"),
            _("请写明为什么不属于本单位，最好指出应由哪个单位办理。"),
            limit=5000,
            missing=_("请写明退办的理由，最好指出应由哪个单位办理。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Matter] = RUNNING,
) -> Matter:
    """Hand the matter back to the branch that assigned it, with a reason. problem-rules:7.

    Raises Refused: not of the unit it was offered to, nothing is offered, or the 5 working days are over.
    """
    Assignment.objects.filter(matter=matter, outcome="offered").update(
        outcome="handed-back", answered_at=at, answered_by=actor.name, reason=reason
    )
    step.note(unit=matter.lead.name if matter.lead else "")
    return step.move()
