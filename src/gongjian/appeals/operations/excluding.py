"""Leave an appeal out of the rates: asked with a reason, agreed to by another person, listed. appeal-rules:5."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.refused import Malformed, NotAllowed, NotNow
from gongjian.matters import operations as matters
from gongjian.rulebook import queries as rulebook

from .. import queries
from ..events import ExclusionAsked, ExclusionSettled
from ..models import Exclusion
from .counting import recount_now

if TYPE_CHECKING:
    from gongjian.matters.models import Matter


@transaction.atomic
def ask_exclusion(
    *, matter: "Matter", reason: str, actor: Actor, at: dt.datetime, seen: int | None = None
) -> Exclusion:
    """Ask to leave it out of the rates. Raises Refused: not of the lead, not answered, asked or excluded already, no reason."""
    line = matters.begin("ask_exclusion", matter, actor, seen=seen)
    appeal = queries.appeal_of(matter)
    if len(reason.strip()) < 5:
        raise Malformed.at("reason", _("请写明剔除的理由，它会和批准人一起列出。"))
    if appeal.excluded or Exclusion.objects.filter(appeal=appeal, settled_at__isnull=True).exists():
        raise NotNow(
            _("这件诉求已经剔除或者正在等待批准。"),
            authority=rulebook.cite(line.article, on=local_date(at)),
            code="exclusion-asked",
        )
    if actor.person_id is None:
        raise NotAllowed(_("剔除须由本人申请。"))
    asked = Exclusion.objects.create(
        appeal=appeal,
        asked_at=at,
        asked_by=actor.title or actor.name,
        asked_by_id=actor.person_id,
        reason=reason.strip(),
    )
    matter.change()
    matters.record("appeals.exclusion-asked", matter, line, actor, at, {"reason": reason.strip()})
    announce(ExclusionAsked(**matters.facts(matter, actor, at), reason=reason.strip()))
    return asked


@transaction.atomic
def approve_exclusion(
    *, matter: "Matter", actor: Actor, at: dt.datetime, words: str = "", seen: int | None = None
) -> "Matter":
    """Agree: its follow-ups count no more. Raises Refused: not a supervisor, nothing was asked, the one who asked."""
    line = matters.begin("approve_exclusion", matter, actor, seen=seen)
    _settle(matter, actor, at, words, approved=True)
    appeal = queries.appeal_of(matter)
    appeal.excluded = True
    appeal.save(update_fields=["excluded"])
    matter.change()
    matters.record("appeals.exclusion-approved", matter, line, actor, at, {"words": words.strip()})
    recount_now(matter)
    announce(ExclusionSettled(**matters.facts(matter, actor, at), approved=True))
    return matter


@transaction.atomic
def refuse_exclusion(
    *, matter: "Matter", reason: str, actor: Actor, at: dt.datetime, seen: int | None = None
) -> "Matter":
    """Do not agree, with a reason: it goes on counting. Raises as ``approve_exclusion``, and without a reason."""
    line = matters.begin("refuse_exclusion", matter, actor, seen=seen)
    if not reason.strip():
        raise Malformed.at("reason", _("请写明不同意剔除的理由。"))
    _settle(matter, actor, at, reason, approved=False)
    matter.change()
    matters.record("appeals.exclusion-refused", matter, line, actor, at, {"reason": reason.strip()})
    announce(ExclusionSettled(**matters.facts(matter, actor, at), approved=False))
    return matter


def _settle(matter: "Matter", actor: Actor, at: dt.datetime, words: str, *, approved: bool) -> None:
    asked = Exclusion.objects.filter(appeal=matter.pk, settled_at__isnull=True).first()
    article = rulebook.cite("appeal-rules:5", on=local_date(at))
    if asked is None:
        raise NotNow(_("没有等待批准的剔除申请。"), authority=article, code="exclusion-not-asked")
    if asked.asked_by_id == actor.person_id:
        raise NotAllowed(_("申请人和批准人不能是同一人。"), authority=article, remedy=_("请另一位监督人批准。"))
    if actor.person_id is None:
        raise NotAllowed(_("剔除须由监督人本人批准。"), authority=article)
    Exclusion.objects.filter(pk=asked.pk).update(
        settled_at=at,
        settled_by=actor.title or actor.name,
        settled_by_id=actor.person_id,
        approved=approved,
        words=words.strip(),
    )
