"""Signing: by each member's secretary in the system; partners without account on paper. The last signature begins the pair."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.files import operations as files
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.refused import Malformed, NotNow, Overtaken

from ..events import PairBegan, PairHandedBack, PairSigned
from ..models import Pair, PairMember, PairSignature
from ..permissions import signable_members, signs_for, unsigned_on_paper
from ..procedures import ACTIVE, PAIRING
from ..queries import FILES, get_for
from ._shape import begin, body_ids, move, record, words

if TYPE_CHECKING:
    pass

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

TRIES = 5  # several may sign in the same moment: a signature is not refused because another was faster


@transaction.atomic
def sign(*, pair: Pair, actor: Actor, at: dt.datetime, member: PairMember | None = None) -> Pair:
    """Sign for the member this person is secretary of (all of them, if of several and *member* is None).

    When all have signed, the pair begins. Raises Refused: not a secretary of a member, signed already, not in signing.
    """
    line = begin("sign", pair, actor)
    mine = [m for m in signable_members(actor, pair) if member is None or m.pk == member.pk]
    if not mine:
        raise NotNow(_("这一方已经签署，或不由您签署。"), remedy=_("请刷新页面，查看各方签署情况。"))
    pair = _guard(pair, actor)
    for one in mine:
        _once(one)
        PairSignature.objects.create(
            member=one, person_id=actor.person_id, name=actor.name, title=actor.title, at=at, signed_on=local_date(at)
        )
        record("pairing.signed", pair, line, actor, at, {"body": one.body.name, "plan_version": pair.version})
        _announce_signed(pair, one, actor, at)
    return _begin_if_complete(pair, actor, at)


@transaction.atomic
def record_signature(
    *,
    pair: Pair,
    member: PairMember,
    name: str,
    title: str,
    signed_on: dt.date,
    actor: Actor,
    at: dt.datetime,
    scans: "Iterable[UploadedFile[bytes]]" = (),
) -> PairSignature:
    """Record a signature given on paper by a partner without account, with the scans of the paper.

    Raises Refused: not the initiator's, the member signs in the system or has signed, a day to come, no name.
    """
    line = begin("record_signature", pair, actor)
    if member.pk not in {m.pk for m in unsigned_on_paper(pair)}:
        raise Malformed.at("member", _("这一方不需要登记纸质签署，或已经登记。"))
    name = words("name", name, 60, _("请写明签署人姓名。"))
    if len(title) > 120:
        raise Malformed.at("title", _("最多 120 字。"))
    if signed_on > local_date(at):
        raise Malformed.at("signed_on", _("签署日期不能晚于今天。"))
    pair = _guard(pair, actor)
    _once(member)
    signature = PairSignature.objects.create(
        member=member,
        name=name,
        title=title.strip(),
        at=at,
        signed_on=signed_on,
        on_paper=True,
        recorded_by_id=actor.person_id,
    )
    files.store_all(owner_kind=FILES, owner_id=pair.pk, uploads=scans, actor=actor, at=at)
    details = {"body": member.body.name, "name": name, "signed_on": signed_on.isoformat()}
    record("pairing.signature-recorded", pair, line, actor, at, details)
    _announce_signed(pair, member, actor, at)
    _begin_if_complete(pair, actor, at)
    return signature


@transaction.atomic
def hand_back(*, pair: Pair, reason: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Pair:
    """Do not sign but give the plan back with a reason; signatures given so far become void.

    Raises Refused: not a secretary of a member, not in signing, no reason.
    """
    line = begin("hand_back", pair, actor, seen=seen)
    reason = words("reason", reason, 300, _("请写明退回的原因。"))
    mine = next(m for m in pair.members.all() if signs_for(actor, m.body))
    PairSignature.objects.filter(member__pair=pair, void_at__isnull=True).update(void_at=at)
    move(pair, target=line.target, sent_at=None, given_back=reason)
    record("pairing.handed-back", pair, line, actor, at, {"body": mine.body.name, "reason": reason})
    announce(
        PairHandedBack(
            at=at,
            actor_person_id=actor.person_id,
            pair_id=pair.pk,
            number=pair.number,
            body_id=mine.body_id,
            reason=reason,
        )
    )
    return pair


def _guard(pair: Pair, actor: Actor) -> Pair:
    """Take the row's version as one's own, so that two who sign together see one another. Raises NotNow, Overtaken."""
    for _attempt in range(TRIES):
        try:
            return pair.change()
        except Overtaken:
            pair = get_for(actor, pair.pk)
            PAIRING.require("sign", pair.state)
    raise Overtaken(_("多人正在同时签署。"), remedy=_("请稍候再试。"))


def _once(member: PairMember) -> None:
    if PairSignature.objects.filter(member=member, void_at__isnull=True).exists():
        raise NotNow(
            _("%(body)s已经签署。") % {"body": member.body.name},
            code="signed-already",
            remedy=_("请刷新页面，查看各方签署情况。"),
        )


def _unsigned(pair: Pair) -> int:
    signed = PairSignature.objects.filter(member__pair=pair, void_at__isnull=True).values("member_id")
    return pair.members.exclude(pk__in=signed).count()


def _announce_signed(pair: Pair, member: PairMember, actor: Actor, at: dt.datetime) -> None:
    announce(
        PairSigned(
            at=at,
            actor_person_id=actor.person_id,
            pair_id=pair.pk,
            number=pair.number,
            body_id=member.body_id,
            waiting=_unsigned(pair),
        )
    )


def _begin_if_complete(pair: Pair, actor: Actor, at: dt.datetime) -> Pair:
    if _unsigned(pair):
        return pair
    move(pair, target=ACTIVE, began_at=at)
    record("pairing.began", pair, PAIRING.step("sign"), actor, at, {"since": pair.since.isoformat()})
    announce(
        PairBegan(at=at, actor_person_id=actor.person_id, pair_id=pair.pk, number=pair.number, body_ids=body_ids(pair))
    )
    return pair
