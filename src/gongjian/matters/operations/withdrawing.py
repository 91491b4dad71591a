"""The raiser takes a matter back."""

import datetime as dt
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import LongText

from ..events import MatterWithdrawn
from ..models import Matter
from .workflows import CASES


@CASES.command(
    log=Log("matters.withdrawn", _("撤回"), _("%(actor)s撤回：%(reason)s")),
    event=MatterWithdrawn,
    done=_("已撤回。"),
    consequences=(_("撤回后不再办理；需要时可以重新提出。"),),
)
def withdraw(
    *,
    matter: Matter,
    reason: Annotated[str, LongText(_("撤回的理由"), limit=5000, missing=_("请写明撤回的理由。"))],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Matter] = RUNNING,
) -> Matter:
    """The raiser takes it back while its life allows. Raises Refused: not the raiser, or too late. problem-rules:22."""
    return step.move(end_reason=reason)
