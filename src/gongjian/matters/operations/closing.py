"""Claim solved, the raiser's verdict, the supervisor's confirmation; struck off or handled again."""

import datetime as dt
from typing import Annotated

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from gongjian.files import queries as files
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.kernel.text import listed
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Choice, LongText

from ..events import MatterSentBack, MatterStruckOff, SolvedClaimed, VerdictGiven
from ..models import Claim, Matter, Verdict
from ..permissions import speaks_for_absent
from ..procedures import LIVES, SUBJECT
from .moving import flow, index
from .urging import release_if_lead_ended
from .voicing import presume_silent, take_verdict
from .workflows import CASES, PROBLEMS

SATISFACTION = ((5, _("5 很满意")), (4, _("4 满意")), (3, _("3 一般")), (2, _("2 不满意")), (1, _("1 很不满意")))
VERDICT_GIVEN = Log(
    "matters.verdict-given",
    _("评价"),
    _("%(actor)s评价：满意度%(satisfaction)s。%(words)s"),
    also=("solved",),
)


def unfinished_measures(matter: Matter, actor: Actor, at: dt.datetime) -> NotNow | None:
    """Nothing is claimed solved while a measure is not done. problem-rules:8."""
    left = [m.position for m in matter.measures.all() if m.dropped_on is None and m.percent < 100]
    if not left:
        return None
    return NotNow(
        _("举措清单第%(lines)s条还没有完成，不能申请销号。") % {"lines": listed(left)},
        authority=rulebook.cite("problem-rules:8", on=local_date(at)),
        remedy=_("请先报告这些举措完成；不再需要的，请先作动态调整。"),
        code="measures-unfinished",
    )


def open_adjustment(matter: Matter, actor: Actor, at: dt.datetime) -> NotNow | None:
    """Nor while a change of the lists waits to be confirmed. problem-rules:9."""
    if not any(a.state == "proposed" for a in matter.adjustments.all()):
        return None
    return NotNow(
        _("还有动态调整等待确认，不能申请销号。"),
        authority=rulebook.cite("problem-rules:9", on=local_date(at)),
        remedy=_("请先请双方确认或不同意这项调整。"),
        code="adjustment-open",
    )


@PROBLEMS.command(
    log=Log("matters.solved-claimed", _("申请销号"), _("申请销号：%(statement)s"), also=("evidence",)),
    event=SolvedClaimed,
    done=_("已申请销号，等待提出人评价。"),
    conditions=(unfinished_measures, open_adjustment),
)
def claim_solved(
    *,
    matter: Matter,
    statement: Annotated[
        str,
        LongText(
            _("办理结果"),
            _("对照目标（销号标准）逐条说明。"),
            limit=5000,
            rows=6,
            missing=_("请写明办理结果，对照目标逐条说明。"),
        ),
    ],
    evidence: Annotated[
        str, LongText(_("依据"), _("文件、照片、数据、验收记录；已上传附件的可以不填。"), limit=5000)
    ] = "",
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Matter] = RUNNING,
) -> Matter:
    """The lead says it is done, with evidence in words or files. The handling clock stops; the raiser is asked. problem-rules:11.

    Raises Refused: not of the lead, a measure is not finished, an adjustment waits for confirmation, no evidence.
    """
    if not evidence:
        attached = [f.name for f in files.files_of(SUBJECT, matter.pk)]
        if not attached:
            raise Malformed.at(
                "evidence",
                _("申请销号必须有依据：请写明依据，或先上传文件、照片。"),
                authority=rulebook.cite(step.line.article, on=step.today),
            )
        with translation.override(settings.LANGUAGE_CODE):  # the record speaks one language
            evidence = _("附件：%(names)s") % {"names": "、".join(attached)}
    Claim.objects.create(
        matter=matter,
        round=matter.round,
        at=at,
        statement=statement,
        evidence=evidence,
        by=actor.title or actor.name,
        by_person_id=actor.person_id,
    )
    step.move()
    index(matter)
    step.note(round=matter.round, evidence=evidence)
    return matter


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
    if LIVES[matter.kind].again:  # one verdict for each voice
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
    if LIVES[matter.kind].again:
        return presume_silent(step=step)
    Verdict.objects.create(matter=matter, round=matter.round, at=at, solved=True, presumed=True, lead_id=matter.lead_id)
    flow(matter.kind, "verdict-presumed", at, matter.lead_id)
    return step.move(presumed=True)


@PROBLEMS.command(
    log=Log("matters.struck-off", _("销号"), _("%(title)s确认，予以销号。%(words)s")),
    event=MatterStruckOff,
    done=_("已销号。"),
    consequences=(_("事项从清单上划去，就此办结。"),),
)
def confirm_solved(
    *,
    matter: Matter,
    words: Annotated[str, LongText(_("确认意见"), limit=5000)] = "",
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Matter] = RUNNING,
) -> Matter:
    """The supervisor confirms; the matter is struck off the list. problem-rules:13.

    Ends as solved-confirmed, or solved-presumed where the raiser was silent. Raises Refused: not a supervisor, the one who
    claimed it solved, or no verdict yet.
    """
    step.note(presumed=matter.presumed)
    return step.move(target="solved-presumed" if matter.presumed else "solved-confirmed", end_reason=words)


@PROBLEMS.command(
    log=Log("matters.sent-back", _("退回再办"), _("监督人退回再办：%(reason)s")),
    event=MatterSentBack,
    done=_("已退回，由主办单位再次办理。"),
)
def send_back(
    *,
    matter: Matter,
    reason: Annotated[
        str,
        LongText(
            _("退回的理由"),
            _("请写明为什么还不能销号，需要补做什么。"),
            limit=5000,
            missing=_("请写明为什么还不能销号，需要补做什么。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Matter] = RUNNING,
) -> Matter:
    """The supervisor does not agree that it is solved: handled again, a new round. problem-rules:14."""
    step.move(round=matter.round + 1, presumed=False)
    step.finish()
    release_if_lead_ended(matter, at)
    return matter
