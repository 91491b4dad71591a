"""The first check by the proposal committee, and the way to the units: one at a time, or many at once."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.refused import Malformed, NotFound, NotNow, Refused
from gongjian.matters import operations as matters
from gongjian.matters import queries as matter_queries
from gongjian.rulebook import queries as rulebook

from ..events import ProposalAccepted, ProposalDeclined, ProposalTurnedIntoAppeal
from ..models import Proposal
from ._shape import CATEGORIES, proposal_of


@transaction.atomic
def accept(
    *, matter: Any, actor: Actor, at: dt.datetime, category: str = "", words: str = "", seen: int | None = None
) -> Proposal:
    """立案: it will be handed over and answered; from now on its progress is public if the proposer agreed. proposal-rules:8.

    *category* corrects the proposer's. Raises Refused: not of the committee, not submitted, no such category.
    """
    proposal = proposal_of(matter)
    row = proposal.matter
    line = matters.begin("accept", row, actor, seen=seen)
    category = category or row.category
    if category not in CATEGORIES:
        raise Malformed.at("category", _("请从五个类别中选择一个。"))
    matters.move(row, line, at=at, category=category, public=proposal.publish)
    matters.record("proposals.accepted", row, line, actor, at, {"words": words.strip()})
    announce(ProposalAccepted(**matters.facts(row, actor, at)))
    return proposal


def reasons(at: dt.datetime) -> list[str]:
    """The reasons for which a proposal may be declined, in the words of the rules. proposal-rules:3."""
    return [str(word) for word in rulebook.parameter("proposal-rules:3", "reasons", local_date(at))]


@transaction.atomic
def decline(
    *, matter: Any, reason: str, words: str, actor: Actor, at: dt.datetime, seen: int | None = None
) -> Proposal:
    """不予立案 for one of the reasons of the rules, explained. Raises Refused: not of the committee, no reason, no words."""
    proposal = proposal_of(matter)
    row = proposal.matter
    line = matters.begin("decline", row, actor, seen=seen)
    if reason not in reasons(at):
        raise Malformed.at(
            "reason", _("请选择规则列出的一项理由。"), authority=rulebook.cite(line.article, on=local_date(at))
        )
    if not words.strip():
        raise Malformed.at("words", _("请写明具体情况，提案人和附议人会看到这段话。"))
    full_reason = f"{reason}。{words.strip()}"
    matters.move(row, line, at=at, end_reason=full_reason)
    matters.record("proposals.declined", row, line, actor, at, {"reason": reason, "words": words.strip()})
    announce(ProposalDeclined(**matters.facts(row, actor, at), reason=full_reason))
    return proposal


@transaction.atomic
def turn_into_appeal(*, matter: Any, reason: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Proposal:
    """No concrete advice: it is handled as an appeal of the proposer instead. proposal-rules:4. Raises Refused: no right, no reason."""
    proposal = proposal_of(matter)
    row = proposal.matter
    line = matters.begin("turn_into_appeal", row, actor, seen=seen)
    if not reason.strip():
        raise Malformed.at("reason", _("请写明为什么转为诉求，提案人和附议人会看到。"))
    matters.move(row, line, at=at, end_reason=reason.strip())
    matters.record("proposals.turned-into-appeal", row, line, actor, at, {"reason": reason.strip()})
    announce(ProposalTurnedIntoAppeal(**matters.facts(row, actor, at), reason=reason.strip()))
    return proposal


@transaction.atomic
def bundle(*, matter: Any, original: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Proposal:
    """并案: work it as one with an accepted proposal; each keeps its verdicts. proposal-rules:9.

    Raises Refused: not of the committee, no such proposal, the main one is not accepted yet or is answered already.
    """
    proposal = proposal_of(matter)
    main = Proposal.objects.select_related("matter").filter(matter__number=original.strip()).first()
    if main is not None and main.matter.state == "submitted":
        raise NotNow(
            _("%(number)s还没有立案。") % {"number": main.matter.number},
            authority=rulebook.cite("proposal-rules:9", on=local_date(at)),
            remedy=_("请先对主案立案，再把这一件并入。"),
            code="main-not-accepted",
        )
    matters.bundle(matter=proposal.matter, original=original, actor=actor, at=at, seen=seen)
    if proposal.publish:
        proposal.matter.change(public=True)
    return proposal


@transaction.atomic
def assign(
    *,
    matter: Any,
    lead_id: int,
    actor: Actor,
    at: dt.datetime,
    co_unit_ids: Sequence[int] = (),
    words: str = "",
    seen: int | None = None,
) -> Proposal:
    """交办: offer it to the unit that leads, with helpers. The committee stays answerable until it is taken. proposal-rules:10.

    Raises Refused: not of the committee, not accepted, no such unit.
    """
    proposal = proposal_of(matter)
    matters.offer(
        verb="assign",
        matter=proposal.matter,
        lead_id=lead_id,
        co_unit_ids=tuple(co_unit_ids),
        words=words,
        actor=actor,
        at=at,
        seen=seen,
    )
    return proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """One row of a hand-over: which proposal goes to which unit."""

    number: str
    lead_id: int
    co_unit_ids: tuple[int, ...] = ()
    words: str = ""


@transaction.atomic
def hand_over(*, rows: Sequence[HandOver], actor: Actor, at: dt.datetime) -> int:
    """Assign many proposals at once, all or none; gives how many. proposal-rules:10, :16.

    Raises Malformed with a sentence for every row that cannot be assigned; then nothing has changed.
    """
    if not rows:
        raise Malformed(_("请至少为一件提案选择主办单位。"), code="nothing-to-hand-over")
    wrong: dict[str, list[Any]] = {}
    for n, row in enumerate(rows):
        try:
            found = matter_queries.get_for(actor, row.number)
            assign(
                matter=found,
                lead_id=row.lead_id,
                co_unit_ids=row.co_unit_ids,
                words=row.words,
                actor=actor,
                at=at,
            )
        except Malformed as refused:
            lines = [str(s) for said in refused.fields.values() for s in said] or [str(refused.sentence)]
            wrong[f"row-{n}"] = [f"{row.number}：{line}" for line in lines]
        except (Refused, NotFound) as refused:
            wrong[f"row-{n}"] = [f"{row.number}：{refused.sentence}"]
    if wrong:
        raise Malformed(
            _("有%(n)d件不能交办，一件也没有交办。") % {"n": len(wrong)}, fields=wrong, code="hand-over-refused"
        )
    return len(rows)
