"""Who may do what with a pair or an offer, and why not. Rights come from appointments alone (``Actor.can``).

Predicates about a pair expect its members with their bodies at hand (``queries.get_for`` brings them).
"""

from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import YES, Answer, Predicate, answer, no

if TYPE_CHECKING:
    from gongjian.org.models import Body

    from .models import Offer, Pair, PairMember


class Placed(Protocol):
    """Anything that stands somewhere in the tree of bodies."""

    @property
    def path(self) -> str: ...


DRAW_UP = ("pairing.propose", "pairing.match")  # the branch itself, or those who bring branches together
WORK = ("pairing.propose", "pairing.sign", "pairing.offer")
READ = ("pairing.read", "pairing.match", *WORK)


def initiator_of(pair: "Pair") -> "PairMember | None":
    """The member that set the pair going."""
    return next((m for m in pair.members.all() if m.part == "initiator"), None)


def signs_on_paper(body: "Body") -> bool:
    """A unit has no secretary in the system: partners outside and student bodies sign on paper."""
    return body.sort == "unit"


def signs_for(actor: Actor, body: Placed) -> bool:
    """A signature is given by the body's own secretary or deputy, never by those above."""
    return body.path in actor.scopes("pairing.sign")


def may_see_pairs(actor: Actor, subject: object = None) -> Answer:
    """Everyone signed in sees the pairs that have begun; drafts are for the members and those who supervise them."""
    return answer(actor.is_signed_in or actor.is_system, _("请先登录，再查看结对共建。"))


def may_propose(actor: Actor, body: Placed | None = None) -> Answer:
    """For this body as initiator; without a body: for any at all."""
    held = any(actor.can_anywhere(c) for c in DRAW_UP) if body is None else actor.can_any(DRAW_UP, body.path)
    return answer(held, _("只有支部书记、副书记，或负责牵线的上级党组织和组织员可以发起结对。"))


def may_lead(actor: Actor, pair: "Pair") -> Answer:
    """The initiator's secretary, or those who bring branches together there."""
    first = initiator_of(pair)
    held = first is not None and actor.can_any(DRAW_UP, first.body.path)
    return answer(held, _("只有发起方的书记、副书记，或负责牵线的上级党组织和组织员可以这样做。"))


def may_conclude(actor: Actor, pair: "Pair") -> Answer:
    """The initiator's secretary: what has come of it is for the sides to say."""
    first = initiator_of(pair)
    held = first is not None and actor.can("pairing.propose", first.body.path)
    return answer(held, _("只有发起方的书记、副书记可以结束结对。"))


def signable_members(actor: Actor, pair: "Pair") -> "list[PairMember]":
    """The members for whom this person may sign in the system and nobody has signed yet."""
    return [
        m
        for m in pair.members.all()
        if not signs_on_paper(m.body)
        and signs_for(actor, m.body)
        and not any(s.void_at is None for s in m.signatures.all())
    ]


def unsigned_on_paper(pair: "Pair") -> "list[PairMember]":
    """The members who sign on paper and whose signature is not recorded yet."""
    return [
        m
        for m in pair.members.all()
        if signs_on_paper(m.body) and not any(s.void_at is None for s in m.signatures.all())
    ]


def may_sign(actor: Actor, pair: "Pair") -> Answer:
    """The secretary of a side that has not signed yet."""
    if not actor.is_signed_in:
        return no(_("签署须由本人登录后进行。"))
    mine = [m for m in pair.members.all() if not signs_on_paper(m.body) and signs_for(actor, m.body)]
    if not mine:
        return no(_("只有参加各方的支部书记、副书记可以签署。"))
    return answer(bool(signable_members(actor, pair)), _("您所在的一方已经签署。"))


def may_hand_back(actor: Actor, pair: "Pair") -> Answer:
    """Any member's secretary, whether or not already signed, as long as not all have."""
    held = any(signs_for(actor, m.body) for m in pair.members.all())
    return answer(held, _("只有参加各方的支部书记、副书记可以退回方案。"))


def may_record_signature(actor: Actor, pair: "Pair") -> Answer:
    """The initiator, for sides that sign on paper and have not yet."""
    allowed = may_lead(actor, pair)
    if not allowed:
        return allowed
    if actor.person_id is None:
        return no(_("登记纸质签署须由本人登录后进行。"))
    return answer(bool(unsigned_on_paper(pair)), _("没有等待登记纸质签署的校外单位。"))


def may_work(actor: Actor, pair: "Pair") -> Answer:
    """Any of the sides, for activities and outcomes."""
    held = any(actor.can_any(WORK, m.body.path) for m in pair.members.all())
    return answer(held, _("只有参加各方可以登记活动和成果。"))


def may_dissolve(actor: Actor, pair: "Pair") -> Answer:
    """The initiator and those who bring branches together, at any time; once it has begun, any side."""
    if may_lead(actor, pair):
        return YES
    held = pair.began_at is not None and any(signs_for(actor, m.body) for m in pair.members.all())
    return answer(held, _("只有发起方，或者生效之后参加各方的书记、副书记可以解除结对。"))


def may_offer(actor: Actor, body: Placed | None = None) -> Answer:
    """For this body; without a body: for any at all."""
    held = actor.can_anywhere("pairing.offer") if body is None else actor.can("pairing.offer", body.path)
    return answer(held, _("只有本组织的书记、副书记、支委，或本单位的经办人、负责人可以填写可提供的力量。"))


def may_change_offer(actor: Actor, offer: "Offer") -> Answer:
    """Those who may make it."""
    return may_offer(actor, offer.body)


def may_match(actor: Actor, subject: object = None) -> Answer:
    """Those who draw up plans."""
    return answer(
        any(actor.can_anywhere(c) for c in DRAW_UP),
        _("匹配供支部书记、上级党组织和组织员使用。"),
    )


PREDICATES: dict[str, Predicate] = {
    "may_propose": may_propose,
    "may_lead": may_lead,
    "may_sign": may_sign,
    "may_hand_back": may_hand_back,
    "may_record_signature": may_record_signature,
    "may_work": may_work,
    "may_conclude": may_conclude,
    "may_dissolve": may_dissolve,
}
