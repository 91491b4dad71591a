"""The answer and its promise: graded, signed by the head, tracked until it is kept."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.refused import Malformed
from gongjian.matters import operations as matters
from gongjian.rulebook import queries as rulebook

from ..events import PromisePostponed
from ..models import Postponement, Proposal
from ._shape import proposal_of


@transaction.atomic
def submit_reply(
    *,
    matter: Any,
    text: str,
    grade: str,
    actor: Actor,
    at: dt.datetime,
    promise_on: dt.date | None = None,
    promise_by: str = "",
    seen: int | None = None,
) -> Proposal:
    """Put the graded reply before the head for signature; B names a day and an owner. proposal-rules:6, :7, :12.

    Raises Refused: not of the lead, not in hand, empty, no grade, a promise without day or owner or too far away.
    """
    proposal = proposal_of(matter)
    matters.submit_reply(
        matter=proposal.matter,
        text=text,
        grade=grade,
        promise_on=promise_on,
        promise_by=promise_by,
        actor=actor,
        at=at,
        seen=seen,
    )
    return proposal


@transaction.atomic
def fulfil(
    *, matter: Any, text: str, actor: Actor, at: dt.datetime, grade: str = "A", seen: int | None = None
) -> Proposal:
    """The promise is kept (A), or it turned out otherwise (C): answered once more, signed, and judged anew. proposal-rules:12.

    Raises Refused: not of the lead, nothing is promised, empty, a grade that promises again.
    """
    proposal = proposal_of(matter)
    if grade not in ("A", "C"):
        raise Malformed.at("grade", _("兑现时请选择 A 已解决或 C 留作参考；还要延后的，请变更承诺日期。"))
    matters.submit_reply(
        verb="fulfil", matter=proposal.matter, text=text, grade=grade, next_round=True, actor=actor, at=at, seen=seen
    )
    return proposal


@transaction.atomic
def postpone(
    *, matter: Any, promise_on: dt.date, reason: str, actor: Actor, at: dt.datetime, seen: int | None = None
) -> Proposal:
    """The head moves the day of the promise, with a reason; everybody with a voice is told. proposal-rules:12.

    Raises Refused: not the head of the lead, nothing is promised, a day that is past or too far, no reason.
    """
    proposal = proposal_of(matter)
    row = proposal.matter
    line = matters.begin("postpone", row, actor, seen=seen)
    today = local_date(at)
    most = int(rulebook.parameter("proposal-rules:12", "promise_most_days", today))
    if not today < promise_on <= today + dt.timedelta(days=most):
        raise Malformed.at(
            "promise_on",
            _("新的日期要在明天起%(n)d天之内。") % {"n": most},
            authority=rulebook.cite(line.article, on=local_date(at)),
        )
    if not reason.strip():
        raise Malformed.at("reason", _("请写明变更的理由，提案人和附议人会看到。"))
    before = local_date(row.due_at) if row.due_at else today
    Postponement.objects.create(
        proposal=proposal,
        at=at,
        due_before=before,
        due_after=promise_on,
        reason=reason.strip(),
        by=actor.title or actor.name,
    )
    matters.move(row, line, at=at, due=promise_on)
    details = {"before": before.isoformat(), "after": promise_on.isoformat(), "reason": reason.strip()}
    matters.record("proposals.postponed", row, line, actor, at, details)
    announce(PromisePostponed(**matters.facts(row, actor, at), due_after=promise_on.isoformat()))
    return proposal
