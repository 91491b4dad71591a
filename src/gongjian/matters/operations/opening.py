"""开封: naming an anonymous raiser takes two persons and a reason, on record."""

import datetime as dt
from typing import Annotated

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Malformed, NotAllowed
from gongjian.people import operations as people
from gongjian.people import queries as people_queries
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.approval import Answered, Approval
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import LongText

from ..events import MatterOpened, OpeningAsked
from ..models import Matter, Opening
from .moving import begin, record
from .workflows import CASES

OPENING = Approval(
    waiting=lambda matter: Opening.objects.filter(matter=matter, approved_at__isnull=True),
    article="problem-rules:18",
    name="opening",
    asked=_("已经有人申请开封，正等待第二人同意。"),
    not_asked=_("还没有人申请开封。"),
    same_person=_("开封需要两个人：申请人不能自己同意。请另一位有开封权限的人同意。"),
    nobody=_("开封须由本人申请、由另一位有权限的人同意。"),
    columns=Answered("approved_at", "approved_by", "approved_by_id", approved="", words="approved_words"),
)


@CASES.command(
    log=Log("matters.opening-asked", _("申请开封"), _("%(actor)s申请开封：%(reason)s")),
    event=OpeningAsked,
    done=_("已申请开封，需要另一位有权限的人同意。"),
    consequences=(_("申请和理由永久留在台账中。"), _("在第二人同意之前，任何人都看不到提出人。")),
    rights=(OPENING.by_a_person,),
    conditions=(OPENING.none_waits,),
)
def ask_opening(
    *,
    matter: Matter,
    reason: Annotated[
        str,
        LongText(
            _("开封理由"), _("不少于10个字。"), missing=_("请写明开封的理由（不少于10个字），它会永久留在台账中。")
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    step: Transition[Matter] = RUNNING,
) -> Opening:
    """Ask to open the seal of an anonymous raiser. Nothing is shown yet. problem-rules:18.

    Raises Refused: no right to it, the raiser is named anyway, no reason, or it has been asked already.
    """
    if len(reason) < 10:
        raise Malformed.at("reason", _("请写明开封的理由（不少于10个字），它会永久留在台账中。"))
    return Opening.objects.create(matter=matter, reason=reason, **OPENING.asking(step))


@CASES.command(
    log=Log("matters.opened", _("同意开封"), _("%(actor)s同意开封：%(words)s")),
    event=MatterOpened,
    done=_("已同意开封。"),
    consequences=(_("申请人和您可以查看提出人，每次查看都留痕。"),),
    rights=(OPENING.by_another,),
    conditions=(OPENING.one_waits,),
)
def approve_opening(
    *,
    matter: Matter,
    reason: Annotated[str, LongText(_("同意开封的意见"), missing=_("请写明同意开封的意见。"))],
    actor: Actor,
    at: dt.datetime,
    step: Transition[Matter] = RUNNING,
) -> Opening:
    """A second person agrees; from now on the two who opened it may see who raised it. problem-rules:18.

    Raises Refused: nothing was asked, the same person, or no words.
    """
    opening = OPENING.answer(step, approved=True, words=reason)
    step.note(reason=opening.reason, words=reason)
    return opening


@transaction.atomic
def read_raiser(*, matter: Matter, actor: Actor, at: dt.datetime) -> str:
    """The name behind an opened seal, for the two who opened it; every look is on record. problem-rules:18."""
    opening = Opening.objects.filter(matter=matter, approved_at__isnull=False).order_by("-approved_at").first()
    if opening is None or actor.person_id not in (opening.asked_by_id, opening.approved_by_id):
        raise NotAllowed(
            _("只有办理开封的两个人可以查看提出人。"), authority=rulebook.cite("problem-rules:18", on=local_date(at))
        )
    person_id = people.open_seal(bytes(matter.sealed_raiser))
    line = begin("ask_opening", matter, actor)
    record("matters.raiser-read", matter, line, actor, at)
    return people_queries.names_of([person_id]).get(person_id, "")
