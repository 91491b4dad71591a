"""The work itself: progress, reply, question to the raiser and their supplement."""

import datetime as dt
from collections.abc import Iterable
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Malformed
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import LongText, Number, Option, Pick, Text

from ..events import MatterReplied, MatterResumed, MatterSupplied, ProgressReported, RaiserAsked
from ..models import Exchange, Matter, Measure, Progress, Reply
from .moving import index
from .workflows import CASES, PROBLEMS


def _measures(matter: Matter, actor: Actor, at: dt.datetime) -> Iterable[Option]:
    return [(m.pk, f"{m.position}. {m.text}") for m in matter.measures.all() if m.dropped_on is None]


@PROBLEMS.command(
    log=Log("matters.progress-reported", _("报进度"), _("第%(measure)s条举措由%(from)s%%到%(to)s%%：%(text)s")),
    event=ProgressReported,
    done=_("进度已登记。"),
)
def report_progress(
    *,
    matter: Matter,
    measure_id: Annotated[
        int, Pick(_("举措"), options=_measures, alias="measure", missing=_("请选择这件事项的一条举措。"))
    ],
    percent: Annotated[int, Number(_("完成比例（%）"), most=100, missing=_("进度是0到100之间的整数。"))],
    text: Annotated[
        str,
        LongText(
            _("进展"),
            _("做了什么、到了哪一步、下一步是什么。"),
            limit=5000,
            missing=_("请写明做了什么、到了哪一步。"),
        ),
    ],
    evidence: Annotated[str, Text(_("依据"), _("文件、通知、照片、数据等；报告完成时必须填写。"), limit=300)] = "",
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Matter] = RUNNING,
) -> Matter:
    """Report how far one measure has come (0–100 %), in words, with what shows it. problem-rules:8.

    Raises Refused: not of the lead or a helping unit, not in hand, no such measure, percent out of range or going back.
    """
    measure = Measure.objects.filter(matter=matter, pk=measure_id, dropped_on__isnull=True).first()
    if measure is None:
        raise Malformed.at("measure", _("请选择这件事项的一条举措。"))
    if percent == 100 and not evidence:
        raise Malformed.at("evidence", _("报告完成时请写明依据（文件、通知、照片、数据等）。"))
    Progress.objects.create(
        measure=measure, at=at, percent=percent, text=text, evidence=evidence, by=actor.title or actor.name
    )
    Measure.objects.filter(pk=measure.pk).update(percent=percent)
    step.move()
    step.note(**{"measure": measure.position, "from": measure.percent, "to": percent})
    return matter


@PROBLEMS.command(
    log=Log("matters.replied", _("答复"), _("答复：%(text)s")), event=MatterReplied, done=_("答复已发出。")
)
def reply(
    *,
    matter: Matter,
    text: Annotated[
        str,
        LongText(
            _("答复内容"),
            _("结论、下一步、时间和联系人。提出人会看到。"),
            limit=5000,
            rows=8,
            missing=_("请写明答复内容：结论、下一步、时间、联系人。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Matter] = RUNNING,
) -> Matter:
    """Give the lead's official answer to the raiser. Raises Refused: not of the lead, not in hand, empty. problem-rules:8."""
    assert matter.lead_id is not None
    Reply.objects.create(matter=matter, at=at, text=text, by=actor.title or actor.name, body_id=matter.lead_id)
    step.move()
    index(matter)
    return matter


@CASES.command(
    log=Log("matters.raiser-asked", _("请补充"), _("请提出人补充：%(question)s")),
    event=RaiserAsked,
    done=_("已请提出人补充，办结时限暂停计算。"),
)
def ask_raiser(
    *,
    matter: Matter,
    question: Annotated[str, LongText(_("需要补充的情况"), limit=5000, missing=_("请写明需要提出人补充什么。"))],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Matter] = RUNNING,
) -> Matter:
    """Ask the raiser for more; the handling clock stands still until they answer. problem-rules:10."""
    Exchange.objects.create(matter=matter, asked_at=at, asked_by=actor.title or actor.name, question=question)
    return step.move()


@CASES.command(
    log=Log("matters.supplied", _("补充情况"), _("%(actor)s补充：%(text)s")),
    event=MatterSupplied,
    done=_("补充的情况已送达，恢复计时。"),
)
def supply(
    *,
    matter: Matter,
    text: Annotated[str, LongText(_("补充的情况"), limit=5000, rows=6, missing=_("请写明补充的情况。"))],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Matter] = RUNNING,
) -> Matter:
    """The raiser answers; the handling clock runs on. Raises Refused: not the raiser, nothing was asked. problem-rules:10."""
    Exchange.objects.filter(matter=matter, answered_at__isnull=True).update(answered_at=at, answer=text)
    return step.move()


@CASES.command(
    log=Log("matters.went-on-unsupplied", _("恢复办理"), _("提出人逾期未补充，恢复办理")), event=MatterResumed
)
def go_on_unsupplied(*, matter: Matter, actor: Actor, at: dt.datetime, step: Transition[Matter] = RUNNING) -> Matter:
    """By the clock: the raiser did not answer within the limit; handling goes on. problem-rules:10."""
    # Closed without an answer: what the raiser supplies to a later question is no answer to this one.
    Exchange.objects.filter(matter=matter, answered_at__isnull=True).update(answered_at=at)
    return step.move()
