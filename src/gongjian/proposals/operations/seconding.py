"""Other delegates support a proposal: they second it, or sign it jointly; and may take it back before it is submitted."""

import datetime as dt
from typing import Any

from django.db import transaction

from gongjian.kernel.actor import Actor
from gongjian.kernel.outbox import announce
from gongjian.matters import operations as matters

from ..events import ProposalSeconded, SecondsInvited
from ..models import Proposal
from ._shape import proposal_of, require_collecting, require_complete
from .drafting import _limit, _require_delegate, count_support


@transaction.atomic
def invite_seconds(*, matter: Any, actor: Actor, at: dt.datetime, seen: int | None = None) -> Proposal:
    """Show it to the delegates of the session, who may second it. proposal-rules:2.

    Raises Refused: not the proposer, not a draft, the session does not collect, a part is too short.
    """
    proposal = proposal_of(matter)
    row = proposal.matter
    line = matters.begin("invite_seconds", row, actor, seen=seen)
    require_collecting(proposal.session, at)
    require_complete(proposal, at)
    matters.move(row, line, at=at)
    matters.record("proposals.seconds-invited", row, line, actor, at)
    announce(SecondsInvited(**matters.facts(row, actor, at)))
    return proposal


@transaction.atomic
def second(*, matter: Any, actor: Actor, at: dt.datetime, words: str = "") -> Proposal:
    """Support it as another delegate of the session: the answer comes to the seconder too, who judges it for themselves.

    Raises Refused: no delegate now, the proposer's side, seconded before, the session does not collect. proposal-rules:2.
    """
    proposal = proposal_of(matter)
    matters.check(verb="second", matter=proposal.matter, actor=actor)
    require_collecting(proposal.session, at)
    _require_delegate(proposal.session, actor, at)
    matters.add_voice(verb="second", matter=proposal.matter, part="second", actor=actor, at=at, words=words)
    seconds, _joint = count_support(proposal)
    reached = seconds == _limit("seconders", at)
    announce(ProposalSeconded(**matters.facts(proposal.matter, actor, at), seconds=seconds, enough=reached))
    return proposal


@transaction.atomic
def co_sign(*, matter: Any, actor: Actor, at: dt.datetime) -> Proposal:
    """Sign jointly, as the proposer has asked. Raises Refused: not asked, too late, no delegate now. proposal-rules:2."""
    proposal = proposal_of(matter)
    matters.check(verb="co_sign", matter=proposal.matter, actor=actor)
    require_collecting(proposal.session, at)
    _require_delegate(proposal.session, actor, at)
    matters.add_voice(verb="co_sign", matter=proposal.matter, part="joint", actor=actor, at=at)
    return proposal


@transaction.atomic
def take_back_second(*, matter: Any, actor: Actor, at: dt.datetime) -> Proposal:
    """Take back one's second or joint signature. Raises Refused: none was given, or it is submitted. proposal-rules:13."""
    proposal = proposal_of(matter)
    matters.drop_voice(verb="take_back_second", matter=proposal.matter, actor=actor, at=at)
    return proposal
