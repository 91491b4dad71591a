"""The work itself: progress, reply, question to the raiser and their supplement."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.outbox import announce
from gongjian.kernel.refused import Malformed

from ..events import MatterReplied, MatterResumed, MatterSupplied, ProgressReported, RaiserAsked
from ..models import Exchange, Matter, Measure, Progress, Reply
from ._shape import begin, facts, index, move, record


@transaction.atomic
def report_progress(
    *,
    matter: Matter,
    measure_id: int,
    percent: int,
    text: str,
    actor: Actor,
    at: dt.datetime,
    evidence: str = "",
    seen: int | None = None,
) -> Matter:
    """Report how far one measure has come (0–100 %), in words, with what shows it. problem-rules:8.

    Raises Refused: not of the lead or a helping unit, not in hand, no such measure, percent out of range or going back.
    """
    line = begin("report_progress", matter, actor, seen=seen)
    measure = Measure.objects.filter(matter=matter, pk=measure_id, dropped_on__isnull=True).first()
    if measure is None:
        raise Malformed.at("measure", _("请选择这件事项的一条举措。"))
    if not 0 <= percent <= 100:
        raise Malformed.at("percent", _("进度是0到100之间的整数。"))
    if not text.strip():
        raise Malformed.at("text", _("请写明做了什么、到了哪一步。"))
    if percent == 100 and not evidence.strip():
        raise Malformed.at("evidence", _("报告完成时请写明依据（文件、通知、照片、数据等）。"))
    Progress.objects.create(
        measure=measure,
        at=at,
        percent=percent,
        text=text.strip(),
        evidence=evidence.strip()[:300],
        by=actor.title or actor.name,
    )
    Measure.objects.filter(pk=measure.pk).update(percent=percent)
    move(matter, line, at=at)
    record(
        "matters.progress-reported",
        matter,
        line,
        actor,
        at,
        {"measure": measure.position, "from": measure.percent, "to": percent, "text": text.strip()},
    )
    announce(ProgressReported(**facts(matter, actor, at)))
    return matter


@transaction.atomic
def reply(*, matter: Matter, text: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Matter:
    """Give the lead's official answer to the raiser. Raises Refused: not of the lead, not in hand, empty. problem-rules:8."""
    line = begin("reply", matter, actor, seen=seen)
    if not text.strip():
        raise Malformed.at("text", _("请写明答复内容：结论、下一步、时间、联系人。"))
    assert matter.lead_id is not None
    Reply.objects.create(matter=matter, at=at, text=text.strip(), by=actor.title or actor.name, body_id=matter.lead_id)
    move(matter, line, at=at)
    index(matter)
    record("matters.replied", matter, line, actor, at, {"text": text.strip()})
    announce(MatterReplied(**facts(matter, actor, at)))
    return matter


@transaction.atomic
def ask_raiser(*, matter: Matter, question: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Matter:
    """Ask the raiser for more; the handling clock stands still until they answer. problem-rules:10."""
    line = begin("ask_raiser", matter, actor, seen=seen)
    if not question.strip():
        raise Malformed.at("question", _("请写明需要提出人补充什么。"))
    Exchange.objects.create(matter=matter, asked_at=at, asked_by=actor.title or actor.name, question=question.strip())
    move(matter, line, at=at)
    record("matters.raiser-asked", matter, line, actor, at, {"question": question.strip()})
    announce(RaiserAsked(**facts(matter, actor, at)))
    return matter


@transaction.atomic
def supply(*, matter: Matter, text: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Matter:
    """The raiser answers; the handling clock runs on. Raises Refused: not the raiser, nothing was asked. problem-rules:10."""
    line = begin("supply", matter, actor, seen=seen)
    if not text.strip():
        raise Malformed.at("text", _("请写明补充的情况。"))
    Exchange.objects.filter(matter=matter, answered_at__isnull=True).update(answered_at=at, answer=text.strip())
    move(matter, line, at=at)
    record("matters.supplied", matter, line, actor, at, {"text": text.strip()})
    announce(MatterSupplied(**facts(matter, actor, at)))
    return matter


@transaction.atomic
def go_on_unsupplied(*, matter: Matter, actor: Actor, at: dt.datetime) -> Matter:
    """By the clock: the raiser did not answer within the limit; handling goes on. problem-rules:10."""
    line = begin("go_on_unsupplied", matter, actor)
    # Closed without an answer: what the raiser supplies to a later question is no answer to this one.
    Exchange.objects.filter(matter=matter, answered_at__isnull=True).update(answered_at=at)
    move(matter, line, at=at)
    record("matters.went-on-unsupplied", matter, line, actor, at)
    announce(MatterResumed(**facts(matter, actor, at)))
    return matter
