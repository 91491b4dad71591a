"""One table: event → reactions. Each reaction runs in its own transaction and may be tried again."""

from collections.abc import Callable
from typing import Any

from gongjian.appeals import notices as appeals_notices
from gongjian.appeals import operations as appeals_operations
from gongjian.bulletin import notices as bulletin_notices
from gongjian.evaluation import events as evaluation
from gongjian.evaluation import notices as evaluation_notices
from gongjian.kernel.actor import system
from gongjian.kernel.events import DomainEvent
from gongjian.matters import events as matters
from gongjian.matters import notices as matters_notices
from gongjian.matters import operations as matters_operations
from gongjian.org import events as org
from gongjian.pairing import events as pairing
from gongjian.pairing import notices as pairing_notices
from gongjian.problems import events as problems
from gongjian.problems import notices as problems_notices
from gongjian.proposals import events as proposals
from gongjian.proposals import notices as proposals_notices

SYSTEM = system("系统·共建")


def rehome_matters(event: pairing.PairDissolved) -> int:
    """A dissolved pair's open matters get a new owner (problem-rules:19)."""
    return matters_operations.rehome_matters_of_pair(pair_id=event.pair_id, actor=SYSTEM, at=event.at)


def rehome_matters_of_body(event: org.BodyEnded) -> int:
    """What a body held when it ended gets a new owner (problem-rules:3)."""
    return matters_operations.rehome_matters_of_body(
        body_id=event.body_id, heir_id=event.parent_id, actor=SYSTEM, at=event.at
    )


def recount_appeal(event: matters.MatterEvent) -> bool:
    """The rates of appeals follow every answer and verdict; other kinds are no concern of theirs."""
    return appeals_operations.recount(matter_id=event.matter_id)


def raise_from_proposal(event: proposals.ProposalTurnedIntoAppeal) -> object:
    """A proposal without concrete advice goes on as an appeal of its proposer (proposal-rules:4)."""
    return appeals_operations.raise_from_proposal(proposal_matter_id=event.matter_id, actor=SYSTEM, at=event.at)


COUNTED = (matters.MatterAnswered, matters.VerdictGiven, matters.MatterClosed)
REACTIONS: dict[type[DomainEvent], tuple[Callable[[Any], object], ...]] = {
    **dict.fromkeys(matters_notices.NOTICES, (matters_notices.tell,)),
    **dict.fromkeys(COUNTED, (matters_notices.tell, recount_appeal)),
    **appeals_notices.NOTICES,
    matters.VoiceAdded: (),  # recorded only: the page shows how many have joined
    **dict.fromkeys(problems_notices.NOTICES, (problems_notices.tell,)),
    problems.ProblemsImported: (problems_notices.tell_imported,),
    matters.MatterRanLate: (matters_notices.tell_late,),
    **{event: (tell,) for event, tell in bulletin_notices.NOTICES.items()},
    **{event: (tell,) for event, tell in evaluation_notices.NOTICES.items()},
    evaluation.ContestOpened: (),  # recorded only: the page and the list say so
    org.BodyEnded: (rehome_matters_of_body,),
    pairing.PairProposed: (),  # recorded only: nobody waits before it is sent for signing
    pairing.PairSentForSigning: (pairing_notices.ask_for_signatures,),
    pairing.PairSigned: (pairing_notices.tell_of_signature,),
    pairing.PairHandedBack: (pairing_notices.tell_of_return,),
    pairing.PairBegan: (pairing_notices.tell_of_beginning,),
    pairing.PairConcluded: (pairing_notices.tell_of_conclusion,),
    pairing.PairDissolved: (rehome_matters, pairing_notices.tell_of_dissolution),
    **dict.fromkeys(proposals_notices.NOTICES, (proposals_notices.tell,)),
    proposals.ProposalTurnedIntoAppeal: (raise_from_proposal, proposals_notices.tell),
    proposals.ProposalSeconded: (proposals_notices.tell_of_second,),
    proposals.ProposalsImported: (proposals_notices.tell_imported,),
    **dict.fromkeys(proposals_notices.MEETING_WORDS, (proposals_notices.tell_of_meeting,)),
}
