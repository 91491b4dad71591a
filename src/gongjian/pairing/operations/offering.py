"""Offers: what a body can bring to others."""

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.workflow.command import Log, Rule
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Day, LongText, Number, Option, Pick, Text

from ..models import Offer
from ..permissions import may_change_offer, may_offer
from ..queries import offering_bodies, sides_of
from .workflows import OFFERS

MOST_CAPACITY = 20
KEPT = ("words", "capacity")  # of what was typed, in the log beside the body and the title


def _bodies(row: object, actor: Actor, at: dt.datetime) -> Iterable[Option]:
    return offering_bodies(actor)


def _own_body(row: object, actor: Actor, at: dt.datetime) -> int | None:
    return actor.home_body_id


Title = Annotated[
    str,
    Text(_("可提供的力量"), _("例如“浴室与热水设备检修”。"), limit=80, missing=_("请写明可提供的力量。")),
]
Words = Annotated[
    str,
    Text(
        _("关键词"),
        _("匹配时以此寻找，用空格分开，例如“热水 浴室 维修 宿舍”。"),
        limit=300,
        missing=_("请写几个关键词，匹配时以此寻找。"),
    ),
]
OfferText = Annotated[str, LongText(_("说明"), limit=1000, rows=3)]
Capacity = Annotated[
    int,
    Number(
        _("最多同时承接"),
        least=1,
        most=MOST_CAPACITY,
        missing=_("最多同时承接须为 1 至 %(most)d。") % {"most": MOST_CAPACITY},
    ),
]
Place = Annotated[str, Text(_("所在校区"), limit=40)]
Since = Annotated[dt.date, Day(_("起"))]
Until = Annotated[dt.date | None, Day(_("止"), _("不填表示长期有效。"))]


def _fields(step: Transition[Offer]) -> dict[str, Any]:
    """The columns as typed. Raises Malformed for days turned round."""
    if step.values["until"] and step.values["until"] < step.values["since"]:
        raise Malformed.at("until", _("止期不能早于起期。"))
    return step.values


@OFFERS.creation(
    log=Log(
        "pairing.offer-made",
        _("填写可提供的力量"),
        _("%(body)s可提供“%(offer)s”，最多同时承接 %(capacity)s 项。"),
        also=KEPT,
    ),
    done=_("已填写，匹配时会被找到。"),
    rule=Rule(may_offer),
)
def make_offer(
    *,
    body_id: Annotated[int, Pick(_("单位或组织"), options=_bodies, first=_own_body)],
    title: Title,
    words: Words,
    text: OfferText = "",
    capacity: Capacity = 1,
    place: Place = "",
    since: Since,
    until: Until = None,
    actor: Actor,
    at: dt.datetime,
    token: str = "",
    step: Transition[Offer] = RUNNING,
) -> Offer:
    """State what the body can bring. ``words`` are key words. Raises Refused: without the right there, malformed."""
    side = sides_of([body_id]).get(body_id)
    if side is None:
        raise Malformed.at("body_id", _("请选择一个组织或单位。"))
    permit(may_offer, actor, side)
    fields = _fields(step)
    if until and until < step.today:
        raise Malformed.at("until", _("止期已过。"))
    step.note(body=side.name, offer=title)
    return Offer.objects.create(**fields)


def _withdrawn(offer: Offer, actor: Actor, at: dt.datetime) -> NotNow | None:
    """What was withdrawn stays so."""
    if offer.withdrawn_at is None:
        return None
    return NotNow(_("这项力量已经撤下。"), code="offer-withdrawn", remedy=_("需要时请重新填写一项。"))


@OFFERS.command(
    log=Log("pairing.offer-changed", _("修改可提供的力量"), _("%(body)s修改了“%(offer)s”。"), also=KEPT),
    done=_("已修改。"),
    conditions=(_withdrawn,),
    rule=Rule(may_change_offer),
)
def change_offer(
    *,
    offer: Offer,
    title: Title,
    words: Words,
    text: OfferText = "",
    capacity: Capacity = 1,
    place: Place = "",
    since: Since,
    until: Until = None,
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Offer] = RUNNING,
) -> Offer:
    """Write the offer anew. Raises Refused: without the right there, withdrawn, overtaken, malformed."""
    step.note(body=offer.body.name, offer=title)
    return step.change(**_fields(step))


@OFFERS.command(
    log=Log("pairing.offer-withdrawn", _("撤下可提供的力量"), _("%(body)s撤下了“%(offer)s”。")),
    done=_("已撤下。"),
    consequences=(_("匹配时不再找到这一项。"), _("已由此结成的共建不受影响。")),
    conditions=(_withdrawn,),
    rule=Rule(may_change_offer, tone="danger"),
)
def withdraw_offer(
    *, offer: Offer, actor: Actor, at: dt.datetime, seen: int | None = None, step: Transition[Offer] = RUNNING
) -> Offer:
    """The offer is no longer matched; pairs made by it stay. Raises Refused: without the right there, withdrawn already."""
    step.note(body=offer.body.name, offer=offer.title, words=offer.words, capacity=offer.capacity)
    return step.change(withdrawn_at=at)
