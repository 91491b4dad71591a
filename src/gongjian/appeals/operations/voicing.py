"""Join an appeal, and judge its answer: with three steps of satisfaction, and whether somebody had spoken with the raiser."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.matters import operations as matters

from .. import queries
from ..models import FollowKey
from .counting import recount_now
from .sending import hold_off, note_sending, senders_of

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

# 满意, 基本满意, 不满意 as they are kept beside the verdicts of other matters. C5.
SATISFACTION = {"yes": 5, "mostly": 3, "no": 1}


@dataclass(frozen=True)
class Joined:
    """What the one who joins gets: the matter, and a key if they have no account."""

    matter: "Matter"
    key: str = ""


@transaction.atomic
def join(
    *,
    matter: "Matter",
    actor: Actor,
    at: dt.datetime,
    words: str = "",
    anonymous: bool = False,
    address: str = "",
    token: str = "",
) -> Joined:
    """我也遇到: from now on the answer comes to this person too, with a verdict of their own. appeal-rules:12.

    A guest is given a key. Raises Refused: it is answered already, it is one's own, one has joined, or too many lately.
    """
    guest = actor.person_id is None
    key = ""
    doer = actor
    senders = senders_of(actor, address)
    hold_off(senders, at)
    if guest:
        key = queries.key_for_token(f"{matter.pk}:{token}" if token else "")
        index = queries.index_of_key(key)
        if FollowKey.objects.filter(index=index).exists():
            return Joined(matter, key)  # a second click on the same form
        if actor.sealed:
            matters.check(verb="join", matter=matter, actor=actor)  # the raiser's own key does not join
            if matters.voice_of(matter, actor) is not None:
                raise NotNow(_("您已经在这件事项里了。"), code="voice-already")
        doer = Actor(kind="guest", sealed=index)
    matters.add_voice(
        verb="join", matter=matter, part="joined", actor=doer, at=at, words=words[:1000], anonymous=anonymous
    )
    if guest:
        FollowKey.objects.create(index=doer.sealed, matter=matter, made_at=at)
    note_sending(senders, "", matter.pk, at)
    return Joined(matter, key)


@transaction.atomic
def give_verdict(
    *,
    matter: "Matter",
    solved: bool,
    satisfied: str,
    actor: Actor,
    at: dt.datetime,
    contacted: bool | None = None,
    words: str = "",
    seen: int | None = None,
) -> "Matter":
    """One voice's verdict of this answer. ``satisfied``: "yes" 满意, "mostly" 基本满意, "no" 不满意. appeal-rules:11.

    "Not solved" has it handled again as often as the rules allow. Raises Refused: no voice in it, judged already, nothing was
    answered, "not solved" without words.
    """
    if satisfied not in SATISFACTION:
        raise Malformed.at("satisfied", _("请选择满意、基本满意或不满意。"))
    matters.give_verdict(
        matter=matter,
        solved=solved,
        satisfaction=SATISFACTION[satisfied],
        contacted=contacted,
        words=words,
        actor=actor,
        at=at,
        seen=seen,
    )
    recount_now(matter)
    return matter
