"""Offers: what a body can bring to others."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.audit import operations as ledger
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.idempotency import store_result, stored_result
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow

from ..models import Offer
from ..permissions import may_change_offer, may_offer
from ..queries import sides_of

MOST_CAPACITY = 20


@dataclass(frozen=True, slots=True)
class OfferText:
    """An offer as written. ``words`` are key words, separated by spaces or commas."""

    title: str
    words: str
    since: dt.date
    text: str = ""
    capacity: int = 1
    place: str = ""
    until: dt.date | None = None

    def checked(self) -> dict[str, Any]:
        """The fields to be stored. Raises Malformed naming every wrong field."""
        wrong: dict[str, list[Any]] = {}
        fields: dict[str, Any] = {"since": self.since, "until": self.until, "capacity": self.capacity}
        for name, most, why in (
            ("title", 80, _("请写明可提供的力量。")),
            ("words", 300, _("请写几个关键词，匹配时以此寻找。")),
        ):
            fields[name] = getattr(self, name).strip()
            if not fields[name]:
                wrong[name] = [why]
            elif len(fields[name]) > most:
                wrong[name] = [_("最多 %(most)d 字，现在 %(now)d 字。") % {"most": most, "now": len(fields[name])}]
        for name, most in (("text", 1000), ("place", 40)):
            fields[name] = getattr(self, name).strip()
            if len(fields[name]) > most:
                wrong[name] = [_("最多 %(most)d 字。") % {"most": most}]
        if not 1 <= self.capacity <= MOST_CAPACITY:
            wrong["capacity"] = [_("最多同时承接须为 1 至 %(most)d。") % {"most": MOST_CAPACITY}]
        if self.until and self.until < self.since:
            wrong["until"] = [_("止期不能早于起期。")]
        if wrong:
            raise Malformed(fields=wrong)
        return fields


@transaction.atomic
def make_offer(*, body_id: int, offer: OfferText, actor: Actor, at: dt.datetime, token: str = "") -> Offer:
    """State what the body can bring. Raises Refused: without the right there, malformed."""
    known = stored_result(actor=actor, kind="pairing.make-offer", token=token)
    if known is not None:
        return Offer.objects.get(pk=known)
    side = sides_of([body_id]).get(body_id)
    if side is None:
        raise Malformed.at("body", _("请选择一个组织或单位。"))
    permit(may_offer, actor, side)
    fields = offer.checked()
    if fields["until"] and fields["until"] < local_date(at):
        raise Malformed.at("until", _("止期已过。"))
    made = Offer.objects.create(body_id=body_id, **fields)
    _record("pairing.offer-made", made, side.name, actor, at)
    store_result(actor=actor, kind="pairing.make-offer", token=token, object_id=made.pk, at=at)
    return made


@transaction.atomic
def change_offer(*, offer: Offer, text: OfferText, actor: Actor, at: dt.datetime, seen: int | None = None) -> Offer:
    """Write the offer anew. Raises Refused: without the right there, withdrawn, overtaken, malformed."""
    permit(may_change_offer, actor, offer)
    _standing(offer)
    offer.change(seen=seen, **text.checked())
    _record("pairing.offer-changed", offer, offer.body.name, actor, at)
    return offer


@transaction.atomic
def withdraw_offer(*, offer: Offer, actor: Actor, at: dt.datetime, seen: int | None = None) -> Offer:
    """The offer is no longer matched; pairs made by it stay. Raises Refused: without the right there, withdrawn already."""
    permit(may_change_offer, actor, offer)
    _standing(offer)
    offer.change(seen=seen, withdrawn_at=at)
    _record("pairing.offer-withdrawn", offer, offer.body.name, actor, at)
    return offer


def _standing(offer: Offer) -> None:
    if offer.withdrawn_at is not None:
        raise NotNow(_("这项力量已经撤下。"), code="offer-withdrawn", remedy=_("需要时请重新填写一项。"))


def _record(verb: str, offer: Offer, body: str, actor: Actor, at: dt.datetime) -> None:
    ledger.record(
        actor=actor,
        verb=verb,
        subject_kind="pairing.offer",
        subject_id=offer.pk,
        label=f"{body} {offer.title}",
        at=at,
        details={"body": body, "offer": offer.title, "words": offer.words, "capacity": offer.capacity},
    )
