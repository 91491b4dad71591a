"""Claim solved, the supervisor's confirmation; struck off or handled again."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from gongjian.files import queries as files
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.kernel.text import listed
from gongjian.matters import operations as matters
from gongjian.matters.life import SUBJECT
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import LongText

from ..events import MatterSentBack, MatterStruckOff, SolvedClaimed
from ..models import Claim
from .workflows import PROBLEMS

if TYPE_CHECKING:
    from gongjian.matters.models import Matter


def unfinished_measures(matter: "Matter", actor: Actor, at: dt.datetime) -> NotNow | None:
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


def open_adjustment(matter: "Matter", actor: Actor, at: dt.datetime) -> NotNow | None:
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
    matter: "Matter",
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
    step: "Transition[Matter]" = RUNNING,
) -> "Matter":
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
    matters.index(matter)
    step.note(round=matter.round, evidence=evidence)
    return matter


@PROBLEMS.command(
    log=Log("matters.struck-off", _("销号"), _("%(title)s确认，予以销号。%(words)s")),
    event=MatterStruckOff,
    done=_("已销号。"),
    consequences=(_("事项从清单上划去，就此办结。"),),
)
def confirm_solved(
    *,
    matter: "Matter",
    words: Annotated[str, LongText(_("确认意见"), limit=5000)] = "",
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> "Matter":
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
    matter: "Matter",
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
    step: "Transition[Matter]" = RUNNING,
) -> "Matter":
    """The supervisor does not agree that it is solved: handled again, a new round. problem-rules:14."""
    step.move(round=matter.round + 1, presumed=False)
    step.finish()
    matters.release_if_lead_ended(matter, at)
    return matter
