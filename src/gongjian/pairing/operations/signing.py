"""Signing: by each member's secretary in the system; partners without account on paper. The last signature begins the pair."""

import datetime as dt
from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.files import operations as files
from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Day, Files, LongText, Pick, Text, Uploads

from ..events import PairBegan, PairHandedBack, PairSigned
from ..models import Pair, PairMember, PairSignature
from ..permissions import signable_members, signs_for, unsigned_on_paper
from ..procedures import ACTIVE
from ..queries import FILES
from .workflows import PAIRS, body_ids, void_signatures

BEGAN = Log("pairing.began", gettext_lazy("开始共建"), gettext_lazy("各方已签署，结对生效。"))


@PAIRS.command(
    log=Log("pairing.signed", gettext_lazy("签署"), gettext_lazy("代表%(body)s签署了方案。")),
    event=PairSigned,
    done=gettext_lazy("已签署。"),
    consequences=(
        gettext_lazy("您以书记（副书记）的身份代表本支部签署，签署人和时间记入台账。"),
        gettext_lazy("最后一方签署后，结对即生效。"),
    ),
    shared=True,
)
def sign(
    *,
    pair: Pair,
    actor: Actor,
    at: dt.datetime,
    step: Transition[Pair] = RUNNING,
) -> Pair:
    """Sign for the members this person is secretary of. When all have signed, the pair begins.

    Raises Refused: not a secretary of a member, signed already, not in signing.
    """
    mine = signable_members(actor, pair)
    if not mine:
        raise NotNow(_("这一方已经签署，或不由您签署。"), remedy=_("请刷新页面，查看各方签署情况。"))
    step.move()
    for one in mine:
        PairSignature.objects.create(
            member=one, person_id=actor.person_id, name=actor.name, title=actor.title, at=at, signed_on=step.today
        )
        step.record(body=one.body.name, plan_version=pair.version)
        step.announce(body_id=one.body_id, waiting=_unsigned(pair))
    _begin_if_complete(step)
    return pair


@PAIRS.command(
    log=Log(
        "pairing.signature-recorded",
        gettext_lazy("登记纸质签署"),
        gettext_lazy("登记了%(body)s的纸质签署：%(name)s，%(signed_on)s。"),
    ),
    event=PairSigned,
    done=gettext_lazy("纸质签署已登记。"),
    shared=True,
)
def record_signature(
    *,
    pair: Pair,
    body_id: Annotated[
        int,
        Pick(
            gettext_lazy("签署单位"),
            options=lambda pair, actor, at: [(m.body_id, m.body.name) for m in unsigned_on_paper(pair)],
        ),
    ],
    name: Annotated[str, Text(gettext_lazy("签署人"), limit=60, missing=gettext_lazy("请写明签署人姓名。"))],
    title: Annotated[str, Text(gettext_lazy("职务"), limit=120)] = "",
    signed_on: Annotated[dt.date, Day(gettext_lazy("签署日期"))],
    scans: Annotated[
        Uploads,
        Files(
            gettext_lazy("扫描件"),
            gettext_lazy("签署页的扫描件或照片，只有参加各方和上级可以查看。"),
        ),
    ] = (),
    actor: Actor,
    at: dt.datetime,
    step: Transition[Pair] = RUNNING,
) -> PairSignature:
    """Record a signature given on paper by a partner without account (its body), with the scans of the paper.

    Raises Refused: not the initiator's, the member signs in the system or has signed, a day to come, no name.
    """
    member = next((m for m in unsigned_on_paper(pair) if m.body_id == body_id), None)
    if member is None:
        raise Malformed.at("body_id", _("这一方不需要登记纸质签署，或已经登记。"))
    if signed_on > step.today:
        raise Malformed.at("signed_on", _("签署日期不能晚于今天。"))
    step.move()
    signature = PairSignature.objects.create(
        member=member,
        name=name,
        title=title,
        at=at,
        signed_on=signed_on,
        on_paper=True,
        recorded_by_id=actor.person_id,
    )
    files.store_all(owner_kind=FILES, owner_id=pair.pk, uploads=scans, actor=actor, at=at)
    step.record(body=member.body.name)
    step.announce(waiting=_unsigned(pair))
    _begin_if_complete(step)
    return signature


@PAIRS.command(
    log=Log("pairing.handed-back", gettext_lazy("退回修改"), gettext_lazy("代表%(body)s退回方案：%(reason)s")),
    event=PairHandedBack,
    done=gettext_lazy("已退回，发起方会收到您的意见。"),
    consequences=(gettext_lazy("已有的签署作废，方案回到拟订状态，由发起方修改后重新送签。"),),
)
def hand_back(
    *,
    pair: Pair,
    reason: Annotated[
        str,
        LongText(
            gettext_lazy("退回原因"),
            gettext_lazy("写明哪里要改、怎样改。"),
            limit=300,
            rows=3,
            missing=gettext_lazy("请写明退回的原因。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Pair] = RUNNING,
) -> Pair:
    """Do not sign but give the plan back with a reason; signatures given so far become void.

    Raises Refused: not a secretary of a member, not in signing, no reason.
    """
    mine = next(m for m in pair.members.all() if signs_for(actor, m.body))
    void_signatures(step)
    step.move(sent_at=None, given_back=reason)
    step.note(body=mine.body.name)
    step.announce(body_id=mine.body_id)
    return pair


def _unsigned(pair: Pair) -> int:
    signed = PairSignature.objects.filter(member__pair=pair, void_at__isnull=True).values("member_id")
    return PairMember.objects.filter(pair=pair).exclude(pk__in=signed).count()


def _begin_if_complete(step: Transition[Pair]) -> None:
    if _unsigned(step.row):
        return
    step.move(target=ACTIVE, began_at=step.at)
    step.record(BEGAN, since=step.row.since)
    step.announce(PairBegan, body_ids=body_ids(step.row))
