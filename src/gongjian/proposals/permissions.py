"""Who may do what in a congress, and why not. Rights come from appointments, from being a delegate, and from the matter's voices."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import YES, Answer, Predicate, answer, no

from .models import CongressSession, Delegate, Invitation, Meeting, Proposal

if TYPE_CHECKING:
    from gongjian.matters.models import Matter


def runs(actor: Actor, session: "CongressSession | None") -> Answer:
    """Whoever runs the congress at its host: opens sessions, enters delegates, plans meetings, imports. proposal-rules:15."""
    may = actor.can_anywhere("proposals.run") if session is None else actor.can("proposals.run", session.host.path)
    return answer(may, _("只有提案委员会的人员可以这样做。"))


def may_hold(actor: Actor, meeting: "Meeting | None") -> Answer:
    """The same, for a meeting. proposal-rules:16."""
    return runs(actor, meeting.session if meeting is not None else None)


def may_report(actor: Actor, session: CongressSession) -> Answer:
    """The yearly report: who runs it, its delegates, and those who read figures. proposal-rules:18."""
    if runs(actor, session) or actor.can("matters.read-figures", session.host.path):
        return YES
    return answer(
        actor.can_anywhere("matters.read-figures") or is_delegate(actor, session),
        _("只有代表、提案委员会和各单位负责人可以查看年度报告。"),
    )


def is_delegate(actor: Actor, session: "CongressSession | None" = None) -> bool:
    """Whether the actor is or was a delegate of this session (None: of any)."""
    rows = Delegate.objects.filter(person_id=actor.person_id or 0)
    return actor.person_id is not None and (rows if session is None else rows.filter(session=session)).exists()


def may_propose(actor: Actor, matter: object = None) -> Answer:
    """Delegates; of which session, and whether it collects now, is asked by the verb. proposal-rules:1."""
    return answer(actor.is_system or is_delegate(actor), _("只有学生代表大会的代表可以提出提案。"))


def may_bring_in(actor: Actor, matter: object = None) -> Answer:
    """The committee, who may import, and the system (winners of the contest). proposal-rules:17."""
    return answer(
        actor.can_anywhere("proposals.run") or actor.can_anywhere("matters.import"),
        _("只有提案委员会的人员可以转入提案。"),
    )


def _voiced(actor: Actor, matter: "Matter") -> bool:
    return any(v.person_id is not None and v.person_id == actor.person_id for v in matter.voices.all())


def may_second(actor: Actor, matter: "Matter") -> Answer:
    """The other delegates of the session, once each. proposal-rules:2."""
    if actor.person_id is not None and _voiced(actor, matter):
        return no(_("您已经是这件提案的提案人、联名人或附议人。"))
    row = Proposal.objects.filter(matter_id=matter.pk).select_related("session").first()
    return answer(row is not None and is_delegate(actor, row.session), _("只有本届代表可以附议。"))


def may_co_sign(actor: Actor, matter: "Matter") -> Answer:
    """Whom the proposer has invited as a joint proposer. proposal-rules:2."""
    if actor.person_id is None or _voiced(actor, matter):
        return no(_("您已经是这件提案的提案人、联名人或附议人。"))
    invited = Invitation.objects.filter(proposal_id=matter.pk, person_id=actor.person_id).exists()
    return answer(invited, _("只有被提案人邀请的代表可以联名。"))


def has_seconded(actor: Actor, matter: "Matter") -> Answer:
    """Whoever has seconded or signed it jointly. proposal-rules:13."""
    mine = [v for v in matter.voices.all() if v.person_id is not None and v.person_id == actor.person_id]
    return answer(any(v.part != "raiser" for v in mine), _("您没有可以撤回的联名或附议。"))


MEETING_PREDICATES: dict[str, Predicate] = {"may_hold": may_hold}
PREDICATES: dict[str, Predicate] = {
    "may_propose": may_propose,
    "may_bring_in": may_bring_in,
    "may_second": may_second,
    "may_co_sign": may_co_sign,
    "has_seconded": has_seconded,
}
