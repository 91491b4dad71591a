"""Join an appeal, and judge its answer: with three steps of satisfaction, and whether somebody had spoken with the raiser."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.matters import operations as matters
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Choice, Flag, LongText

from .. import queries
from ..models import FollowKey
from .counting import recount_now
from .sending import hold_off, note_sending, senders_of
from .workflows import APPEALS

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

# 满意, 基本满意, 不满意 as they are kept beside the verdicts of other matters. C5.
SATISFACTION = {"yes": 5, "mostly": 3, "no": 1}
SATISFIED = (("yes", _("满意")), ("mostly", _("基本满意")), ("no", _("不满意")))


@dataclass(frozen=True)
class Joined:
    """What the one who joins gets: the matter, and a key if they have no account."""

    matter: "Matter"
    key: str = ""


@APPEALS.command(log=matters.VOICE_ADDED, event=matters.VoiceAdded, done=_("已加入，有了答复会告诉您。"))
def join(
    *,
    matter: "Matter",
    words: Annotated[str, LongText(_("您的情况"), _("时间、地点有什么不同，可以补充一句。"), limit=1000, rows=3)] = "",
    anonymous: Annotated[bool, Flag(_("匿名"))] = False,
    actor: Actor,
    at: dt.datetime,
    address: str = "",
    form_token: str = "",
    step: "Transition[Matter]" = RUNNING,
) -> Joined:
    """我也遇到: from now on the answer comes to this person too, with a verdict of their own. appeal-rules:12.

    A guest is given a key; the same ``form_token`` gives the same one again. Raises Refused: it is answered already, it is
    one's own, one has joined, or too many lately.
    """
    key, speaker = "", actor
    senders = senders_of(actor, address)
    hold_off(senders, at)
    if actor.person_id is None:
        key = queries.key_for_token(f"{matter.pk}:{form_token}" if form_token else "")
        index = queries.index_of_key(key)
        if FollowKey.objects.filter(index=index).exists():  # a second click on the same form
            step.unchanged()
            return Joined(matter, key)
        if actor.sealed and matters.voice_of(matter, actor) is not None:
            raise NotNow(_("您已经在这件事项里了。"), code="voice-already")
        speaker = Actor(kind="guest", sealed=index)
    matters.add_voice(step=step, part="joined", words=words, anonymous=anonymous, speaker=speaker)
    if key:
        FollowKey.objects.create(index=speaker.sealed, matter=matter, made_at=at)
    note_sending(senders, "", matter.pk, at)
    return Joined(matter, key)


@APPEALS.command(log=matters.VERDICT_GIVEN, event=matters.VerdictGiven, done=_("感谢您的评价。"))
def give_verdict(
    *,
    matter: "Matter",
    contacted: Annotated[
        bool | None,
        Choice(_("办理单位和您联系过吗"), options=((True, _("联系过")), (False, _("没有联系"))), radio=True),
    ] = None,
    solved: Annotated[
        bool, Choice(_("事情解决了吗"), options=((True, _("已经解决")), (False, _("没有解决"))), radio=True)
    ],
    satisfied: Annotated[
        str,
        Choice(_("您满意吗"), options=SATISFIED, radio=True, missing=_("请选择满意、基本满意或不满意。")),
    ],
    words: Annotated[
        str, LongText(_("意见"), _("没有解决的，请写明哪里没有解决，会据此重新办理。"), limit=5000, rows=3)
    ] = "",
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> "Matter":
    """One voice's verdict of this answer. ``satisfied``: "yes" 满意, "mostly" 基本满意, "no" 不满意. appeal-rules:11.

    "Not solved" has it handled again as often as the rules allow. Raises Refused: no voice in it, judged already, nothing was
    answered, "not solved" without words.
    """
    if not solved and not words:
        raise Malformed.at("words", _("请写明哪里没有解决，主办单位会据此再次办理。"))
    satisfaction = SATISFACTION[satisfied]
    step.note(satisfaction=satisfaction)
    matters.take_verdict(step=step, solved=solved, satisfaction=satisfaction, words=words, contacted=contacted)
    recount_now(matter)
    return matter
