"""Who is told what about pairs. Each function reacts to one event; ``reactions`` joins them."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel.events import DomainEvent
from gongjian.notify import operations as notify
from gongjian.org import queries as org

from . import queries
from .events import PairBegan, PairConcluded, PairDissolved, PairHandedBack, PairSentForSigning, PairSigned


def _url(number: str) -> str:
    return reverse("pairing:item", args=[number])


def ask_for_signatures(event: PairSentForSigning) -> int:
    """Every secretary who may sign for a member is asked to. Gives how many were told."""
    members = [m for m in queries.members_of(event.pair_id) if not m.signed]
    to = {p for m in members for p in org.secretaries(m.body_id, event.at)}
    text = _("%(number)s的实施方案已送签，请您审阅并签署。") % {"number": event.number}
    return _send(event, to, "pairing.to-sign", text)


def tell_of_signature(event: PairSigned) -> int:
    """The initiator hears who has signed, as long as others have still to."""
    if not event.waiting:
        return 0
    members = queries.members_of(event.pair_id)
    name = next((m.name for m in members if m.body_id == event.body_id), "")
    to = {p for m in members if m.initiator for p in org.secretaries(m.body_id, event.at)}
    text = _("%(body)s已签署%(number)s，还有 %(n)d 方待签署。") % {
        "body": name,
        "number": event.number,
        "n": event.waiting,
    }
    return _send(event, to, "pairing.began", text)


def tell_of_return(event: PairHandedBack) -> int:
    """The initiator's secretaries hear who gave the plan back, and why."""
    members = queries.members_of(event.pair_id)
    name = next((m.name for m in members if m.body_id == event.body_id), "")
    to = {p for m in members if m.initiator for p in org.secretaries(m.body_id, event.at)}
    text = _("%(body)s退回了%(number)s的实施方案：%(reason)s") % {
        "body": name,
        "number": event.number,
        "reason": event.reason,
    }
    return _send(event, to, "pairing.handed-back", text)


def tell_of_beginning(event: PairBegan) -> int:
    """All members' secretaries hear that the pair has begun."""
    text = _("各方已签署，%(number)s开始共建。") % {"number": event.number}
    return _send(event, _secretaries(event), "pairing.began", text)


def tell_of_conclusion(event: PairConcluded) -> int:
    """All members' secretaries hear that the pair has been concluded."""
    text = _("%(number)s已结束，成果和总结可在页面查看。") % {"number": event.number}
    return _send(event, _secretaries(event), "pairing.ended", text)


def tell_of_dissolution(event: PairDissolved) -> int:
    """All members' secretaries hear that the pair was dissolved, and why."""
    text = _("%(number)s已解除：%(reason)s") % {"number": event.number, "reason": event.reason}
    return _send(event, _secretaries(event), "pairing.ended", text)


def _secretaries(event: PairBegan | PairConcluded | PairDissolved) -> set[int]:
    return set(org.holders_of_post(event.body_ids, ("secretary", "deputy-secretary"), event.at))


def _send(
    event: PairSentForSigning | PairSigned | PairHandedBack | PairBegan | PairConcluded | PairDissolved,
    to: set[int],
    kind: str,
    text: str,
) -> int:
    to.discard(event.actor_person_id or 0)  # never to the one who acted
    return notify.send(to=to, kind=kind, text=text, url=_url(event.number), at=event.at, actor=None)


# Event → the one function that tells of it; ``reactions`` spreads this into its table.
NOTICES: dict[type[DomainEvent], Callable[[Any], int]] = {
    PairSentForSigning: ask_for_signatures,
    PairSigned: tell_of_signature,
    PairHandedBack: tell_of_return,
    PairBegan: tell_of_beginning,
    PairConcluded: tell_of_conclusion,
    PairDissolved: tell_of_dissolution,
}
