"""The life of proposals under the engine, and what their commands ask beyond the table."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import NotAllowed, NotFound, NotNow
from gongjian.matters.operations import Cases
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.engine import Workflow

from ..meeting_procedure import MEETING
from ..models import CongressSession, Delegate, Meeting, Proposal
from ..permissions import MEETING_PREDICATES
from .recording import MEETING as MEETING_SUBJECT
from .recording import SESSION

if TYPE_CHECKING:
    from gongjian.matters.models import Matter


class Meetings(Workflow[Meeting]):
    """Meetings: their events name them by id and title."""

    def facts(self, row: Meeting) -> dict[str, Any]:
        return {"meeting_id": row.pk, "title": row.title}


PROPOSALS = Cases(app="proposals", kinds=("proposal",))
SESSIONS = Workflow(app="proposals", model=CongressSession, subject=SESSION)
MEETINGS = Meetings(
    app="proposals", model=Meeting, subject=MEETING_SUBJECT, procedure=MEETING, rights=MEETING_PREDICATES
)


def proposal_of(matter: "Matter") -> Proposal:
    """The proposal of a matter. Raises NotFound for a matter of another kind."""
    try:
        found: Proposal = matter.proposal
    except ObjectDoesNotExist:
        raise NotFound() from None
    return found


def limit(name: str, at: dt.datetime) -> int:
    """A number of proposal-rules:2 in force that day."""
    return int(rulebook.parameter("proposal-rules:2", name, local_date(at)))


def count_support(proposal: Proposal) -> tuple[int, int]:
    """How many have seconded it, and how many have signed it jointly besides the proposer."""
    parts = list(proposal.matter.voices.values_list("part", flat=True))
    return parts.count("second"), parts.count("joint")


def outside_collecting(session: CongressSession, at: dt.datetime) -> NotNow | None:
    """Why this session collects no proposals that day; None if it does. proposal-rules:15."""
    state = session.state_on(local_date(at))
    if state == "collecting":
        return None
    days = {"name": session.name, "opens": session.opens_on.isoformat(), "closes": session.closes_on.isoformat()}
    if state == "coming":
        sentence = _("%(name)s的提案征集从%(opens)s开始，到%(closes)s结束，现在还没有开始。") % days
        remedy = _("可以先准备材料，%(opens)s起再来填写。") % days
    else:
        sentence = _("%(name)s的提案征集从%(opens)s开始，已在%(closes)s结束。") % days
        remedy = _("请等待下一届征集，或者改为提出诉求。")
    return NotNow(
        sentence, authority=rulebook.cite("proposal-rules:15", on=local_date(at)), remedy=remedy, code="not-collecting"
    )


def require_collecting(session: CongressSession, at: dt.datetime) -> None:
    """Raises NotNow outside the days on which this session collects proposals. proposal-rules:15."""
    if (refused := outside_collecting(session, at)) is not None:
        raise refused


def require_delegate(session: CongressSession, actor: Actor, at: dt.datetime) -> None:
    """Raises NotAllowed for whoever is no delegate of this session that day. proposal-rules:2."""
    row = Delegate.objects.filter(session=session, person_id=actor.person_id or 0).first()
    if actor.person_id is None or row is None or not row.serves_on(local_date(at)):
        raise NotAllowed(
            _("您现在不是%(name)s的代表。") % {"name": session.name},
            authority=rulebook.cite("proposal-rules:2", on=local_date(at)),
            remedy=_("不是代表的同学可以提出诉求，或者请代表提出提案。"),
            code="not-a-delegate",
        )


# --- conditions ---


def not_collecting(matter: "Matter", actor: Actor, at: dt.datetime) -> NotNow | None:
    """Nothing is written, signed, seconded or submitted outside the days of the session. proposal-rules:15."""
    return outside_collecting(proposal_of(matter).session, at)


def too_few_seconds(matter: "Matter", actor: Actor, at: dt.datetime) -> NotNow | None:
    """One proposer needs seconds; several joint proposers do not. proposal-rules:2."""
    seconds, joint = count_support(proposal_of(matter))
    least, joint_least = limit("seconders", at), limit("joint_least", at)
    if seconds >= least or joint + 1 >= joint_least:
        return None
    return NotNow(
        _("附议 %(seconds)d 名，至少 %(least)d 名；或者由 %(joint)d 名以上代表联名，现在联名 %(now)d 名。")
        % {"seconds": seconds, "least": least, "joint": joint_least, "now": joint + 1},
        authority=rulebook.cite("proposal-rules:2", on=local_date(at)),
        remedy=_("请先征集附议，或者请被邀请的代表联名。"),
        code="too-few-seconds",
    )
