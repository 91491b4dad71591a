"""Objections to the results on public notice, their answers, and judging once more (contest-rules:9)."""

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Malformed, NotAllowed, NotNow
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Choice, Day, Identifier, LongText, Option, Pick

from ..events import JudgingBegun, ObjectionAnswered, ObjectionRaised
from ..models import Contest, Entry, Objection
from ..procedures import NOTICE, SCORED
from ..queries import get_objection, results_of
from .workflows import CONTESTS, cite, line_of_entry


def _notice_over(contest: Contest, actor: Actor, at: dt.datetime) -> NotNow | None:
    """Objections are taken until the end of the last day of the notice."""
    if contest.notice_until is None or local_date(at) <= contest.notice_until:
        return None
    return NotNow(
        _("公示期已于 %(day)s 结束，不再受理异议。") % {"day": contest.notice_until.isoformat()},
        code="notice-over",
        authority=cite(NOTICE, at),
    )


def _on_notice(row: Any, actor: Actor, at: dt.datetime) -> Iterable[Option]:
    return [(e.pk, f"{e.number} {e.title}") for e in results_of(row)]


@CONTESTS.command(
    log=Log("evaluation.objected", _("提出异议"), _("对公示的结果提出异议。")),
    event=ObjectionRaised,
    done=_("异议已提交，主办单位会核实答复。"),
    conditions=(_notice_over,),
)
def object_to(
    *,
    contest: Contest,
    entry_id: Annotated[
        int | None,
        Pick(_("针对哪一项"), _("不选表示针对整个评选。"), options=_on_notice, blank=_("整个评选")),
    ] = None,
    text: Annotated[
        str,
        LongText(
            _("异议的内容和依据"),
            _("主办单位能看到您的姓名，其他人看不到。"),
            limit=1000,
            rows=5,
            missing=_("请写明异议的内容和依据。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    step: Transition[Contest] = RUNNING,
) -> Objection:
    """Object to the results with one's name while they are on notice; the host must answer.

    Raises Refused: not signed in, not on notice or the notice over, an entry of another contest, no text.
    """
    entry = Entry.objects.filter(pk=entry_id, contest=contest, state=SCORED).first() if entry_id is not None else None
    if entry is None and entry_id is not None:
        raise Malformed.at("entry_id", _("请选择公示名单中的申报。"))
    step.move()
    assert actor.person_id is not None
    made = Objection.objects.create(contest=contest, entry=entry, person_id=actor.person_id, text=text, at=at)
    step.note(entry=entry.number if entry else "")
    step.announce(objection_id=made.pk)
    return made


@CONTESTS.command(
    log=Log("evaluation.objection-answered", _("答复异议"), _("答复异议，%(upheld)s。")),
    event=ObjectionAnswered,
    done=_("已答复，提出异议的人会收到消息。"),
)
def answer_objection(
    *,
    contest: Contest,
    objection_id: Annotated[int, Identifier(_("异议"))],
    upheld: Annotated[
        bool,
        Choice(
            _("异议是否成立"),
            _("成立的，再取消有关申报的资格，或者退回评审。"),
            options=((False, _("不成立，维持公示的结果")), (True, _("成立"))),
            radio=True,
        ),
    ],
    answer: Annotated[str, LongText(_("答复"), _("写明核实的经过和结论。"), limit=1000, missing=_("请写明答复。"))],
    actor: Actor,
    at: dt.datetime,
    step: Transition[Contest] = RUNNING,
) -> Objection:
    """Answer an objection, and say whether it is upheld.

    Raises Refused: not theirs, answered already, one's own, no answer; NotFound: an objection to another contest.
    """
    objection = get_objection(contest, objection_id)
    if objection.person_id == actor.person_id:
        raise NotAllowed(_("异议由您本人提出，须由主办单位的其他人答复。"))
    step.move()
    won = Objection.objects.filter(pk=objection.pk, answered_at=None).update(
        answered_at=at, answer=answer, upheld=upheld
    )
    if not won:
        raise NotNow(_("这项异议已经答复。"), code="objection-answered")
    objection.answered_at, objection.answer, objection.upheld = at, answer, upheld
    step.note(upheld=str(_("成立") if upheld else _("不成立")))
    return objection


def _no_upheld_objection(contest: Contest, actor: Actor, at: dt.datetime) -> NotNow | None:
    """Results go back to the jurors for an objection that was upheld since they were put on notice."""
    if contest.objections.filter(upheld=True, answered_at__gte=contest.noticed_at).exists():
        return None
    return NotNow(_("没有成立的异议，不能退回评审。"), code="no-upheld-objection", authority=cite(NOTICE, at))


@CONTESTS.command(
    log=Log("evaluation.sent-back", _("退回评审"), _("退回评审，到 %(until)s 截止：%(reason)s")),
    event=JudgingBegun,
    done=_("已退回评审，评委会收到消息。"),
    consequences=(_("公示的得分、名次和奖项撤下，评委可以修改评分，完成后重新公示。"),),
    conditions=(_no_upheld_objection,),
)
def rejudge(
    *,
    contest: Contest,
    judging_until: Annotated[dt.date, Day(_("评审截止"))],
    reason: Annotated[str, LongText(_("退回评审的理由"), limit=500, rows=3, missing=_("请写明退回评审的理由。"))],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Contest] = RUNNING,
) -> Contest:
    """After an upheld objection: the jurors can change their scores until a new day.

    Raises Refused: not theirs, not on notice, no objection upheld since the notice, a day past, no reason.
    """
    if judging_until < step.today:
        raise Malformed.at("judging_until", _("评审截止不能早于今天。"))
    step.move(judging_until=judging_until, remark=reason)
    for entry in contest.entries.filter(state=SCORED).order_by("id"):
        line_of_entry(step, entry, "score_again").move(
            score=None, rank=None, award=None, valid_reviews=0, dropped_reviews=0
        )
    step.note(until=judging_until)
    return contest
