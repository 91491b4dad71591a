"""The official answer: written, signed by the head where the rules ask for it, and given to everybody with a voice."""

import datetime as dt
from typing import Annotated

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor, system
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.procedure import Step
from gongjian.kernel.refused import Malformed, NotNow, Words
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import LongText

from ..events import MatterAnswered, ReplyReturned, ReplySubmitted
from ..models import Matter, Reply
from ..procedures import LIVES, PROCEDURES
from ._shape import begin, bundled_in, facts, index, involve, move, record
from .workflows import CASES

SYSTEM = system("系统·并案")
LONGEST_REPLY = 20_000


def _write(
    matter: Matter,
    line: Step,
    text: str,
    grade: str,
    promise_on: dt.date | None,
    promise_by: str,
    actor: Actor,
    at: dt.datetime,
    *,
    waits: bool,
    turn: int | None = None,
) -> Reply:
    wrong: dict[str, list[Words]] = {}
    if not text.strip():
        wrong["text"] = [_("请写明答复内容：结论、下一步、时间、联系人。")]
    elif len(text) > LONGEST_REPLY:
        wrong["text"] = [_("答复请不超过20000字，更长的材料请作为附件。")]
    if matter.kind == "proposal" and grade not in Reply.Grade.values:
        wrong["grade"] = [_("请选择办理结果：A 已解决、B 列入计划、C 留作参考。")]
    if grade == "B":
        today = local_date(at)
        most = int(rulebook.parameter(LIVES[matter.kind].limits["promise"].provision, "promise_most_days", today))
        if promise_on is None or not today < promise_on <= today + dt.timedelta(days=most):
            wrong["promise_on"] = [_("列入计划的要写明完成日期，在明天起%(n)d天之内。") % {"n": most}]
        if not promise_by.strip():
            wrong["promise_by"] = [_("列入计划的要写明责任人。")]
    if wrong:
        raise Malformed(
            fields={k: list(v) for k, v in wrong.items()}, authority=rulebook.cite(line.article, on=local_date(at))
        )
    assert matter.lead_id is not None
    promised = grade == "B"
    return Reply.objects.create(
        matter=matter,
        at=at,
        text=text.strip(),
        by=actor.title or actor.name,
        by_person_id=actor.person_id,
        body_id=matter.lead_id,
        round=turn or matter.round,
        final=not waits,
        grade=grade,
        promise_on=promise_on if promised else None,
        promise_by=promise_by.strip()[:60] if promised else "",
        waits_for_sign=waits,
    )


@transaction.atomic
def answer(*, matter: Matter, text: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Matter:
    """Give the answer without a signature; everybody with a voice is asked for their verdict. appeal-rules:10.

    Raises Refused: not of the lead, not in hand, empty. Whether the class asks for a signature is known by the app of the
    kind, which asks before it calls.
    """
    line = begin("answer", matter, actor, seen=seen)
    reply = _write(matter, line, text, "", None, "", actor, at, waits=False)
    _give(matter, line, reply, actor, at)
    return matter


@transaction.atomic
def submit_reply(
    *,
    matter: Matter,
    text: str,
    actor: Actor,
    at: dt.datetime,
    grade: str = "",
    promise_on: dt.date | None = None,
    promise_by: str = "",
    verb: str = "submit_reply",
    next_round: bool = False,
    seen: int | None = None,
) -> Matter:
    """Put a reply before the head of the unit for signature. ``grade`` (A, B, C) is asked of proposals, a promise of B.

    ``next_round``: after this reply every voice judges anew (a promise that was kept).

    Raises Refused: not of the lead, not in hand, empty, no grade, a promise without day or owner. proposal-rules:6, :7.
    """
    line = begin(verb, matter, actor, seen=seen)
    turn = matter.round + int(next_round)
    _write(matter, line, text, grade, promise_on, promise_by, actor, at, waits=True, turn=turn)
    move(matter, line, at=at, round=turn)
    record("matters.reply-submitted", matter, line, actor, at, {"grade": grade})
    announce(ReplySubmitted(**facts(matter, actor, at)))
    return matter


@CASES.command(
    log=Log("matters.answered", _("正式答复"), _("答复：%(text)s")),
    event=MatterAnswered,
    done=_("答复已签发，已通知提出人评价。"),
    consequences=(_("签发后答复立即送达提出人和所有加入的人，由他们分别评价。"),),
)
def sign(
    *, matter: Matter, actor: Actor, at: dt.datetime, seen: int | None = None, step: Transition[Matter] = RUNNING
) -> Matter:
    """The head signs the reply; it is given. proposal-rules:6, appeal-rules:10. Raises Refused: no right, nothing waits."""
    reply = waiting_reply(matter)
    Reply.objects.filter(pk=reply.pk).update(
        waits_for_sign=False,
        final=True,
        signed_at=at,
        signed_by=actor.title or actor.name,
        signed_by_id=actor.person_id,
    )
    reply.refresh_from_db()
    step.move()
    index(matter)
    step.note(**_details(reply))
    step.finish()
    for child in bundled_in(matter):
        _answer_bundled(child, matter, reply, at)
    return matter


@CASES.command(
    log=Log("matters.reply-returned", _("退回修改"), _("负责人退回修改答复：%(reason)s")),
    event=ReplyReturned,
    done=_("答复已退回经办人修改。"),
)
def return_reply(
    *,
    matter: Matter,
    reason: Annotated[str, LongText(_("要修改什么"), limit=5000, missing=_("请写明要修改什么。"))],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Matter] = RUNNING,
) -> Matter:
    """The head does not sign: back to the handler with a reason. Raises Refused: no right, nothing waits, no reason."""
    Reply.objects.filter(pk=waiting_reply(matter).pk).update(waits_for_sign=False, returned_reason=reason)
    return step.move()


def waiting_reply(matter: Matter) -> Reply:
    """The reply that waits for its signature. Raises NotNow if there is none."""
    reply = Reply.objects.filter(matter=matter, waits_for_sign=True).first()
    if reply is None:
        raise NotNow(_("没有等待签发的答复。"), remedy=_("请先由经办人送签答复。"), code="no-reply-waits")
    return reply


def _give(matter: Matter, line: Step, reply: Reply, actor: Actor, at: dt.datetime) -> None:
    move(matter, line, at=at)
    index(matter)
    record("matters.answered", matter, line, actor, at, _details(reply))
    announce(MatterAnswered(**facts(matter, actor, at)))
    for child in bundled_in(matter):
        _answer_bundled(child, matter, reply, at)


def _details(reply: Reply) -> dict[str, str]:
    """What the log keeps of an answer."""
    details = {"text": reply.text, "grade": reply.grade}
    if reply.promise_on:
        details |= {"promise_on": reply.promise_on.isoformat(), "promise_by": reply.promise_by}
    return details


def _answer_bundled(child: Matter, main: Matter, reply: Reply, at: dt.datetime) -> None:
    """What was worked as one is answered as one; each keeps its own receipt and verdicts. appeal-rules:12."""
    line = PROCEDURES[child.kind].require("answer_bundled", child.state)
    assert main.lead_id is not None
    involve(child, (main.lead_id, "lead"))
    copied = {
        name: getattr(reply, name)
        for name in ("at", "text", "by", "by_person_id", "body_id", "grade", "promise_on", "promise_by")
    } | {"signed_at": reply.signed_at, "signed_by": reply.signed_by, "signed_by_id": reply.signed_by_id}
    Reply.objects.create(matter=child, round=child.round, final=True, **copied)
    move(child, line, at=at, bundled_into=None, lead_id=main.lead_id, holder_id=main.holder_id)
    index(child)
    record("matters.answered", child, line, SYSTEM, at, {"text": reply.text, "with": main.number})
    announce(MatterAnswered(**facts(child, SYSTEM, at)))
