"""Leave an appeal out of the rates: asked with a reason, agreed to by another person, listed. appeal-rules:5."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Malformed, NotAllowed, NotNow
from gongjian.rulebook import queries as rulebook
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

ARTICLE = "appeal-rules:5"
SHORTEST_REASON = 5


def asked_or_excluded(matter: "Matter", actor: Actor, at: dt.datetime) -> NotNow | None:
    """It is excluded already, or another request waits."""
    appeal = queries.appeal_of(matter)
    if not appeal.excluded and not _waiting(matter).exists():
        return None
    return NotNow(
        _("这件诉求已经剔除或者正在等待批准。"),
        authority=rulebook.cite(ARTICLE, on=local_date(at)),
        code="exclusion-asked",
    )


def not_asked(matter: "Matter", actor: Actor, at: dt.datetime) -> NotNow | None:
    """No request waits."""
    if _waiting(matter).exists():
        return None
    return NotNow(
        _("没有等待批准的剔除申请。"), authority=rulebook.cite(ARTICLE, on=local_date(at)), code="exclusion-not-asked"
    )


@APPEALS.command(
    log=Log("appeals.exclusion-asked", _("申请剔除统计"), _("申请剔除统计：%(reason)s")),
    event=ExclusionAsked,
    done=_("已申请剔除统计，等待监督人批准。"),
    consequences=(
        _("批准后，这件诉求的评价不再计入三率。"),
        _("理由、申请人和批准人会逐件列出，提出人也能看到。"),
    ),
    conditions=(asked_or_excluded,),
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
            missing=_("请写明剔除的理由，它会和批准人一起列出。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> Exclusion:
    """Ask to leave it out of the rates. Raises Refused: not of the lead, not answered, asked or excluded already, no reason."""
    if len(reason) < SHORTEST_REASON:
        raise Malformed.at("reason", _("请写明剔除的理由，它会和批准人一起列出。"))
    if actor.person_id is None:
        raise NotAllowed(_("剔除须由本人申请。"))
    asked = Exclusion.objects.create(
        appeal=queries.appeal_of(matter),
        asked_at=at,
        asked_by=actor.title or actor.name,
        asked_by_id=actor.person_id,
        reason=reason,
    )
    matter.change()  # the step does not move a matter that may have ended
    return asked


@APPEALS.command(
    log=Log("appeals.exclusion-approved", _("同意剔除"), _("同意剔除统计。%(words)s")),
    event=ExclusionSettled,
    done=_("已同意剔除，这件诉求的评价不再计入三率。"),
    consequences=(_("这件诉求的评价不再计入三率，理由和您的姓名职务会列出。"),),
    conditions=(not_asked,),
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
    _settle(step, words, approved=True)
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
    conditions=(not_asked,),
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
    _settle(step, reason, approved=False)
    matter.change()
    return matter


def _waiting(matter: "Matter") -> QuerySet[Exclusion]:
    return Exclusion.objects.filter(appeal=matter.pk, settled_at__isnull=True)


def _settle(step: "Transition[Matter]", words: str, *, approved: bool) -> None:
    actor, asked = step.actor, _waiting(step.row).get()
    article = rulebook.cite(ARTICLE, on=step.today)
    if asked.asked_by_id == actor.person_id:
        raise NotAllowed(_("申请人和批准人不能是同一人。"), authority=article, remedy=_("请另一位监督人批准。"))
    if actor.person_id is None:
        raise NotAllowed(_("剔除须由监督人本人批准。"), authority=article)
    Exclusion.objects.filter(pk=asked.pk).update(
        settled_at=step.at,
        settled_by=actor.title or actor.name,
        settled_by_id=actor.person_id,
        approved=approved,
        words=words,
    )
    step.announce(approved=approved)
