"""Leave an appeal out of the rates: asked with a reason, agreed to by another person, listed. appeal-rules:5."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import NotNow
from gongjian.workflow.approval import Approval
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import LongText

from .. import queries
from ..events import ExclusionAsked, ExclusionSettled
from ..models import Exclusion
from .counting import recount_now
from .workflows import APPEALS

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

EXCLUSION = Approval(
    waiting=lambda matter: Exclusion.objects.filter(appeal=matter.pk, settled_at__isnull=True),
    article="appeal-rules:5",
    name="exclusion",
    asked=_("这件诉求已经剔除或者正在等待批准。"),
    not_asked=_("没有等待批准的剔除申请。"),
    same_person=_("申请人和批准人不能是同一人，请另一位监督人批准。"),
    nobody=_("剔除须由本人申请、由监督人本人批准。"),
)


def excluded_already(matter: "Matter", actor: Actor, at: dt.datetime) -> NotNow | None:
    """What was excluded is not excluded a second time."""
    return EXCLUSION.refused_asking(at) if queries.appeal_of(matter).excluded else None


@APPEALS.command(
    log=Log("appeals.exclusion-asked", _("申请剔除统计"), _("申请剔除统计：%(reason)s")),
    event=ExclusionAsked,
    done=_("已申请剔除统计，等待监督人批准。"),
    consequences=(
        _("批准后，这件诉求的评价不再计入三率。"),
        _("理由、申请人和批准人会逐件列出，提出人也能看到。"),
    ),
    rights=(EXCLUSION.by_a_person,),
    conditions=(excluded_already, EXCLUSION.none_waits),
)
def ask_exclusion(
    *,
    matter: "Matter",
    reason: Annotated[
        str,
        LongText(
            _("剔除的理由"),
            _("例如诉求超出学校职权，或者提出人评价的不是这件事。"),
            limit=5000,
            least=5,
            missing=_("请写明剔除的理由，它会和批准人一起列出。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> Exclusion:
    """Ask to leave it out of the rates. Raises Refused: not of the lead, not answered, asked or excluded already, no reason."""
    asked = Exclusion.objects.create(appeal=queries.appeal_of(matter), reason=reason, **EXCLUSION.asking(step))
    matter.change()  # the step does not move a matter that may have ended
    return asked


@APPEALS.command(
    log=Log("appeals.exclusion-approved", _("同意剔除"), _("同意剔除统计。%(words)s")),
    event=ExclusionSettled,
    done=_("已同意剔除，这件诉求的评价不再计入三率。"),
    consequences=(_("这件诉求的评价不再计入三率，理由和您的姓名职务会列出。"),),
    rights=(EXCLUSION.by_another,),
    conditions=(EXCLUSION.one_waits,),
)
def approve_exclusion(
    *,
    matter: "Matter",
    words: Annotated[str, LongText(_("批准意见"), limit=5000, rows=2)] = "",
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> "Matter":
    """Agree: its follow-ups count no more. Raises Refused: not a supervisor, nothing was asked, the one who asked."""
    EXCLUSION.answer(step, approved=True, words=words)
    step.announce(approved=True)
    appeal = queries.appeal_of(matter)
    appeal.excluded = True
    appeal.save(update_fields=["excluded"])
    matter.change()
    recount_now(matter)
    return matter


@APPEALS.command(
    log=Log("appeals.exclusion-refused", _("不同意剔除"), _("不同意剔除统计：%(reason)s")),
    event=ExclusionSettled,
    done=_("已不同意剔除，照常统计。"),
    rights=(EXCLUSION.by_another,),
    conditions=(EXCLUSION.one_waits,),
)
def refuse_exclusion(
    *,
    matter: "Matter",
    reason: Annotated[str, LongText(_("不同意的理由"), limit=5000, rows=2, missing=_("请写明不同意剔除的理由。"))],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> "Matter":
    """Do not agree, with a reason: it goes on counting. Raises as ``approve_exclusion``, and without a reason."""
    EXCLUSION.answer(step, approved=False, words=reason)
    step.announce(approved=False)
    matter.change()
    return matter
