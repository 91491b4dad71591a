"""The official answer: written, signed by the head where the rules ask for it, and given to everybody with a voice."""

import datetime as dt
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor, system
from gongjian.kernel.outbox import announce
from gongjian.kernel.refused import Malformed, NotNow, Words
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import LongText

from ..events import MatterAnswered, ReplyReturned
from ..models import Matter, Reply
from ..procedures import LIVES, PROCEDURES
from .moving import bundled_in, facts, index, involve, move, record
from .workflows import CASES

SYSTEM = system("系统·并案")
LONGEST_REPLY = 20_000
ANSWERED = Log("matters.answered", _("正式答复"), _("答复：%(text)s"))
REPLY_SUBMITTED = Log("matters.reply-submitted", _("送签答复"), _("答复送单位负责人签发"))


def _write(
    step: Transition[Matter],
    text: str,
    grade: str = "",
    promise_on: dt.date | None = None,
    promise_by: str = "",
    *,
    waits: bool,
    turn: int | None = None,
) -> Reply:
    matter, actor = step.row, step.actor
    wrong: dict[str, list[Words]] = {}
    if not text.strip():
        wrong["text"] = [_("请写明答复内容：结论、下一步、时间、联系人。")]
    elif len(text) > LONGEST_REPLY:
        wrong["text"] = [_("答复请不超过20000字，更长的材料请作为附件。")]
    if LIVES[matter.kind].graded and grade not in Reply.Grade.values:
        wrong["grade"] = [_("请选择办理结果：A 已解决、B 列入计划、C 留作参考。")]
    if grade == "B":
        most = int(rulebook.parameter(LIVES[matter.kind].limits["promise"].provision, "promise_most_days", step.today))
        if promise_on is None or not step.today < promise_on <= step.today + dt.timedelta(days=most):
            wrong["promise_on"] = [_("列入计划的要写明完成日期，在明天起%(n)d天之内。") % {"n": most}]
        if not promise_by.strip():
            wrong["promise_by"] = [_("列入计划的要写明责任人。")]
    if wrong:
        raise Malformed(
            fields={k: list(v) for k, v in wrong.items()}, authority=rulebook.cite(step.line.article, on=step.today)
        )
    assert matter.lead_id is not None
    promised = grade == "B"
    return Reply.objects.create(
        matter=matter,
        at=step.at,
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


def answer(*, step: Transition[Matter], text: str) -> None:
    """Give the answer without a signature by the running step; everybody with a voice is asked for their verdict.

    What is bundled into the matter is answered with it. Raises Refused: empty or too long. Whether the class asks for a
    signature is known by the app of the kind, which asks before it calls. appeal-rules:10.
    """
    reply = _write(step, text, waits=False)
    step.move()
    _give(step, reply)


def submit_reply(
    *,
    step: Transition[Matter],
    text: str,
    grade: str = "",
    promise_on: dt.date | None = None,
    promise_by: str = "",
    next_round: bool = False,
) -> None:
    """Put a reply before the head of the unit for signature by the running step. proposal-rules:6, :7.

    ``grade`` (A, B, C) is asked where the kind is graded, a promise of B. ``next_round``: after this reply every voice judges anew (a
    promise that was kept). Raises Refused: empty or too long, no grade, a promise without day or owner.
    """
    turn = step.row.round + int(next_round)
    _write(step, text, grade, promise_on, promise_by, waits=True, turn=turn)
    step.move(round=turn)
    step.note(grade=grade)


@CASES.command(
    log=ANSWERED,
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
    _give(step, reply)
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


def _give(step: Transition[Matter], reply: Reply) -> None:
    """The answer is out: found by the search, on record, and given to what is bundled into the matter."""
    index(step.row)
    step.note(**_details(reply))
    step.finish()
    for child in bundled_in(step.row):
        _answer_bundled(child, step.row, reply, step.at)


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
