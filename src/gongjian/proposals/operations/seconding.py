"""Other delegates support a proposal: they second it, or sign it jointly; and may take it back before it is submitted."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.matters import operations as matters
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import LongText

from ..events import ProposalSeconded, SecondsInvited
from ..models import Proposal
from .texts import require_complete
from .workflows import PROPOSALS, count_support, limit, not_collecting, proposal_of, require_delegate

if TYPE_CHECKING:
    from gongjian.matters.models import Matter


@PROPOSALS.command(
    log=Log("proposals.seconds-invited", _("征集附议"), _("向本届代表征集附议")),
    event=SecondsInvited,
    done=_("已征集附议，本届代表可以看到。"),
    consequences=(_("本届代表可以看到全文并附议；在提交以前您仍可修改。"),),
    conditions=(not_collecting,),
)
def invite_seconds(
    *,
    matter: "Matter",
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> Proposal:
    """Show it to the delegates of the session, who may second it. proposal-rules:2.

    Raises Refused: not the proposer, not a draft, the session does not collect, a part is too short.
    """
    proposal = proposal_of(matter)
    require_complete(proposal, at)
    step.move()
    return proposal


@PROPOSALS.command(
    log=matters.VOICE_ADDED,
    event=matters.VoiceAdded,
    done=_("已附议。"),
    consequences=(_("答复也会送达您，由您单独评价。"),),
    conditions=(not_collecting,),
)
def second(
    *,
    matter: "Matter",
    words: Annotated[str, LongText(_("附议意见"), limit=500, rows=2)] = "",
    actor: Actor,
    at: dt.datetime,
    step: "Transition[Matter]" = RUNNING,
) -> Proposal:
    """Support it as another delegate of the session: the answer comes to the seconder too, who judges it for themselves.

    Raises Refused: no delegate now, the proposer's side, seconded before, the session does not collect. proposal-rules:2.
    """
    proposal = proposal_of(matter)
    require_delegate(proposal.session, actor, at)
    matters.add_voice(step=step, part="second", words=words)
    step.finish()
    seconds, _joint = count_support(proposal)
    step.announce(ProposalSeconded, seconds=seconds, enough=seconds == limit("seconders", at))
    return proposal


@PROPOSALS.command(
    log=matters.VOICE_ADDED,
    event=matters.VoiceAdded,
    done=_("已联名。"),
    consequences=(_("您作为联名人与提案人一起提出，答复由您单独评价。"),),
    conditions=(not_collecting,),
)
def co_sign(*, matter: "Matter", actor: Actor, at: dt.datetime, step: "Transition[Matter]" = RUNNING) -> Proposal:
    """Sign jointly, as the proposer has asked. Raises Refused: not asked, too late, no delegate now. proposal-rules:2."""
    proposal = proposal_of(matter)
    require_delegate(proposal.session, actor, at)
    matters.add_voice(step=step, part="joint")
    return proposal


@PROPOSALS.command(log=matters.VOICE_DROPPED, done=_("已撤回。"))
def take_back_second(
    *, matter: "Matter", actor: Actor, at: dt.datetime, step: "Transition[Matter]" = RUNNING
) -> Proposal:
    """Take back one's second or joint signature. Raises Refused: none was given, or it is submitted. proposal-rules:13."""
    matters.drop_voice(step=step)
    return proposal_of(matter)
