"""The raiser's verdict, spoken or presumed."""

import datetime as dt
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Malformed
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Choice, LongText

from ..events import VerdictGiven
from ..models import Matter, Verdict
from ..permissions import speaks_for_absent
from ..procedures import LIVES
from .moving import flow
from .urging import release_if_lead_ended
from .voicing import presume_silent, take_verdict
from .workflows import CASES

SATISFACTION = ((5, _("5 很满意")), (4, _("4 满意")), (3, _("3 一般")), (2, _("2 不满意")), (1, _("1 很不满意")))
VERDICT_GIVEN = Log(
    "matters.verdict-given",
    _("评价"),
    _("%(actor)s评价：满意度%(satisfaction)s。%(words)s"),
    also=("solved",),
)


@CASES.command(
    log=VERDICT_GIVEN,
    event=VerdictGiven,
    done=_("感谢您的评价。"),
)
def give_verdict(
    *,
    matter: Matter,
    solved: Annotated[
        bool,
        Choice(
            _("问题是否解决"),
            options=((True, _("已经解决")), (False, _("没有解决，请再次办理"))),
            radio=True,
        ),
    ],
    satisfaction: Annotated[int, Choice(_("满意度"), options=SATISFACTION, radio=True, missing=_("满意度请选1到5。"))],
    words: Annotated[str, LongText(_("评价意见"), _("没有解决的，请写明哪里没有解决。"), limit=5000)] = "",
    contacted: bool | None = None,
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Matter] = RUNNING,
) -> Matter:
    """The raiser's word: solved or not, satisfied 1–5. "Not solved" has the matter handled again. problem-rules:12, :14.

    Of an appeal or a proposal each voice gives its own (``contacted``: somebody had spoken with them before the answer).

    An imported matter has no raiser at hand: the secretary of the receiving branch gives it in their place, and the ledger
    says so. Raises Refused: not the raiser, nothing was claimed, satisfaction out of range, "not solved" without words.
    """
    if not solved and not words:
        raise Malformed.at("words", _("请写明哪里没有解决，主办单位会据此再次办理。"))
    step.note(for_absent=speaks_for_absent(actor, matter))
    if LIVES[matter.kind].each_voice:  # one verdict for each voice
        return take_verdict(step=step, solved=solved, satisfaction=satisfaction, words=words, contacted=contacted)
    Verdict.objects.create(
        matter=matter,
        round=matter.round,
        at=at,
        solved=solved,
        satisfaction=satisfaction,
        words=words,
        lead_id=matter.lead_id,
    )
    flow(matter.kind, f"verdict-{satisfaction}", at, matter.lead_id)
    flow(matter.kind, "verdict-solved" if solved else "verdict-not-solved", at, matter.lead_id)
    if solved:
        return step.move()
    step.go_by("handle_again")
    step.move(round=matter.round + 1)
    step.finish()
    release_if_lead_ended(matter, at)
    return matter


@CASES.command(
    log=Log("matters.presumed", _("默认评价"), _("提出人逾期未评价，按默认处理，单独统计")), event=VerdictGiven
)
def presume(*, matter: Matter, actor: Actor, at: dt.datetime, step: Transition[Matter] = RUNNING) -> Matter:
    """By the clock: the raiser was silent past the limit. Counted apart from spoken verdicts. problem-rules:12."""
    step.note(solved=True, presumed=True)
    if LIVES[matter.kind].each_voice:
        return presume_silent(step=step)
    Verdict.objects.create(matter=matter, round=matter.round, at=at, solved=True, presumed=True, lead_id=matter.lead_id)
    flow(matter.kind, "verdict-presumed", at, matter.lead_id)
    return step.move(presumed=True)
