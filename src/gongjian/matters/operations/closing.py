"""Claim solved, the raiser's verdict, the supervisor's confirmation; struck off or handled again."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongjian.files import queries as files
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.kernel.wording import listed
from gongjian.rulebook import queries as rulebook

from ..events import MatterSentBack, MatterStruckOff, SolvedClaimed, VerdictGiven
from ..models import Adjustment, Claim, Matter, Verdict
from ..permissions import speaks_for_absent
from ..procedures import LIVES, SUBJECT
from ._shape import begin, facts, flow, index, move, record
from .urging import release_if_lead_ended
from .voicing import presume_silent, take_verdict


@transaction.atomic
def claim_solved(
    *, matter: Matter, statement: str, evidence: str, actor: Actor, at: dt.datetime, seen: int | None = None
) -> Matter:
    """The lead says it is done, with evidence in words or files. The handling clock stops; the raiser is asked. problem-rules:11.

    Raises Refused: not of the lead, a measure is not finished, an adjustment waits for confirmation, no evidence.
    """
    line = begin("claim_solved", matter, actor, seen=seen)
    if not statement.strip():
        raise Malformed.at("statement", _("请写明办理结果，对照目标逐条说明。"))
    evidence = evidence.strip()
    if not evidence:
        attached = [f.name for f in files.files_of(SUBJECT, matter.pk)]
        if not attached:
            raise Malformed.at(
                "evidence",
                _("申请销号必须有依据：请写明依据，或先上传文件、照片。"),
                authority=rulebook.cite(line.article, on=local_date(at)),
            )
        with translation.override(settings.LANGUAGE_CODE):  # the record speaks one language
            evidence = _("附件：%(names)s") % {"names": "、".join(attached)}
    unfinished = list(
        matter.measures.filter(dropped_on__isnull=True, percent__lt=100).values_list("position", flat=True)
    )
    if unfinished:
        raise NotNow(
            _("举措清单第%(lines)s条还没有完成，不能申请销号。") % {"lines": listed(unfinished)},
            authority=rulebook.cite("problem-rules:8", on=local_date(at)),
            remedy=_("请先报告这些举措完成；不再需要的，请先作动态调整。"),
            code="measures-unfinished",
        )
    if Adjustment.objects.filter(matter=matter, state="proposed").exists():
        raise NotNow(
            _("还有动态调整等待确认，不能申请销号。"),
            authority=rulebook.cite("problem-rules:9", on=local_date(at)),
            remedy=_("请先请双方确认或不同意这项调整。"),
            code="adjustment-open",
        )
    Claim.objects.create(
        matter=matter,
        round=matter.round,
        at=at,
        statement=statement.strip(),
        evidence=evidence,
        by=actor.title or actor.name,
        by_person_id=actor.person_id,
    )
    move(matter, line, at=at)
    index(matter)
    record(
        "matters.solved-claimed",
        matter,
        line,
        actor,
        at,
        {"statement": statement.strip(), "evidence": evidence, "round": matter.round},
    )
    announce(SolvedClaimed(**facts(matter, actor, at)))
    return matter


@transaction.atomic
def give_verdict(
    *,
    matter: Matter,
    solved: bool,
    satisfaction: int,
    actor: Actor,
    at: dt.datetime,
    words: str = "",
    contacted: bool | None = None,
    seen: int | None = None,
) -> Matter:
    """The raiser's word: solved or not, satisfied 1–5. "Not solved" has the matter handled again. problem-rules:12, :14.

    Of an appeal or a proposal each voice gives its own (``contacted``: somebody had spoken with them before the answer).

    An imported matter has no raiser at hand: the secretary of the receiving branch gives it in their place, and the ledger
    says so. Raises Refused: not the raiser, nothing was claimed, satisfaction out of range, "not solved" without words.
    """
    for_absent = speaks_for_absent(actor, matter)
    if LIVES[matter.kind].again:  # one verdict for each voice
        line = begin("give_verdict", matter, actor, seen=seen)
        return take_verdict(
            matter=matter,
            line=line,
            solved=solved,
            satisfaction=satisfaction,
            words=words,
            contacted=contacted,
            actor=actor,
            at=at,
        )
    line = begin("give_verdict" if solved else "handle_again", matter, actor, seen=seen)
    if not 1 <= satisfaction <= 5:
        raise Malformed.at("satisfaction", _("满意度请选1到5。"))
    if not solved and not words.strip():
        raise Malformed.at("words", _("请写明哪里没有解决，主办单位会据此再次办理。"))
    Verdict.objects.create(
        matter=matter,
        round=matter.round,
        at=at,
        solved=solved,
        satisfaction=satisfaction,
        words=words.strip(),
        lead_id=matter.lead_id,
    )
    flow(matter.kind, f"verdict-{satisfaction}", at, matter.lead_id)
    flow(matter.kind, "verdict-solved" if solved else "verdict-not-solved", at, matter.lead_id)
    if solved:
        move(matter, line, at=at)
    else:
        move(matter, line, at=at, round=matter.round + 1)
    record(
        "matters.verdict-given",
        matter,
        line,
        actor,
        at,
        {"solved": solved, "satisfaction": satisfaction, "words": words.strip(), "for_absent": for_absent},
    )
    announce(VerdictGiven(**facts(matter, actor, at), solved=solved))
    if not solved:
        release_if_lead_ended(matter, at)
    return matter


@transaction.atomic
def presume(*, matter: Matter, actor: Actor, at: dt.datetime) -> Matter:
    """By the clock: the raiser was silent past the limit. Counted apart from spoken verdicts. problem-rules:12."""
    line = begin("presume", matter, actor)
    if LIVES[matter.kind].again:
        return presume_silent(matter=matter, line=line, actor=actor, at=at)
    Verdict.objects.create(matter=matter, round=matter.round, at=at, solved=True, presumed=True, lead_id=matter.lead_id)
    flow(matter.kind, "verdict-presumed", at, matter.lead_id)
    move(matter, line, at=at, presumed=True)
    record("matters.presumed", matter, line, actor, at)
    announce(VerdictGiven(**facts(matter, actor, at), solved=True, presumed=True))
    return matter


@transaction.atomic
def confirm_solved(
    *, matter: Matter, actor: Actor, at: dt.datetime, words: str = "", seen: int | None = None
) -> Matter:
    """The supervisor confirms; the matter is struck off the list. problem-rules:13.

    Ends as solved-confirmed, or solved-presumed where the raiser was silent. Raises Refused: not a supervisor, the one who
    claimed it solved, or no verdict yet.
    """
    line = begin("confirm_solved", matter, actor, seen=seen)
    end = "solved-presumed" if matter.presumed else "solved-confirmed"
    move(matter, line, at=at, target=end, end_reason=words.strip())
    record("matters.struck-off", matter, line, actor, at, {"presumed": matter.presumed, "words": words.strip()})
    announce(MatterStruckOff(**facts(matter, actor, at), presumed=matter.presumed))
    return matter


@transaction.atomic
def send_back(*, matter: Matter, reason: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Matter:
    """The supervisor does not agree that it is solved: handled again, a new round. problem-rules:14."""
    line = begin("send_back", matter, actor, seen=seen)
    if not reason.strip():
        raise Malformed.at("reason", _("请写明为什么还不能销号，需要补做什么。"))
    move(matter, line, at=at, round=matter.round + 1, presumed=False)
    record("matters.sent-back", matter, line, actor, at, {"reason": reason.strip()})
    announce(MatterSentBack(**facts(matter, actor, at), reason=reason.strip()))
    release_if_lead_ended(matter, at)
    return matter
