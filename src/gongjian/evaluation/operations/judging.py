"""Judging: scores, their closing with the public notice, objections, and the end."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.refused import Malformed, NotAllowed, NotNow, Words
from gongjian.kernel.text import listed
from gongjian.workdays.arithmetic import add_workdays
from gongjian.workdays.queries import calendar

from .. import scoring
from ..events import ContestSettled, JudgingBegun, ObjectionAnswered, ObjectionRaised, ResultsNoticed
from ..models import Contest, Entry, Objection, Review, Score
from ..permissions import review_of
from ..procedures import ADMITTED, ENTRY, JUDGING, JURORS, NOTICE, NOTICED, SCORED, SCORING
from ..queries import awards_of, criteria_of, drop_from, least_jurors, still_scored, valid_reviews, whole
from ._shape import begin, cite, move, record, words
from .jury import conflict_with, exclude_late_conflicts

LONGEST_COMMENT = 1000


@transaction.atomic
def score(*, entry: Entry, points: Mapping[int, Decimal], actor: Actor, at: dt.datetime, comment: str = "") -> Review:
    """Score an entry on every criterion, or change one's score, until the scoring is closed (contest-rules:7).

    Raises Refused: not given to this juror, excluded (with the reason), the judging not begun or over, points missing or
    out of range.
    """
    line = begin("score", entry, actor)
    _open_for_scores(entry.contest, at)
    assert actor.person_id is not None
    kind, reason = conflict_with(actor.person_id, entry, at)
    if kind:
        raise NotAllowed(
            _("您须回避这项申报，不能评分：%(reason)s") % {"reason": reason},
            code="conflict-of-interest",
            authority=cite(JURORS, at),
        )
    given = _checked(entry.contest, points)
    if len(comment) > LONGEST_COMMENT:
        raise Malformed.at("comment", _("最多 %(most)d 字。") % {"most": LONGEST_COMMENT})
    # The row is held until the end of the transaction: the closing of the scores waits for it, or has been before.
    if not Entry.objects.filter(pk=entry.pk, state=ADMITTED).update(version=F("version")):
        raise _closed(at)
    review = review_of(actor, entry)
    assert review is not None
    before = Score.objects.filter(review=review).exists()
    for criterion, value in given.items():
        Score.objects.update_or_create(review=review, criterion_id=criterion, defaults={"points": value})
    won = Review.objects.filter(pk=review.pk, exclusion="").update(scored_at=at, comment=comment.strip())
    if not won:
        raise _closed(at)
    record("evaluation.rescored" if before else "evaluation.scored", entry, line, actor, at, {"review": review.pk})
    review.scored_at, review.comment = at, comment.strip()
    return review


@transaction.atomic
def notice_results(*, contest: Contest, actor: Actor, at: dt.datetime, seen: int | None = None) -> Contest:
    """Close the scores, work out scores, ranks and awards, and put them on public notice (contest-rules:7–9).

    Raises Refused: not theirs, not being judged, scores still to come, or an entry with too few valid scores.
    """
    line = begin("notice_results", contest, actor, seen=seen)
    today = local_date(at)
    held = contest.entries.filter(state=ADMITTED)
    held.update(version=F("version") + 1)  # from here no score comes in any more
    entries = list(whole(held).order_by("id"))
    if not entries:
        raise NotNow(_("没有可以公示的申报。"), code="no-entries", remedy=_("可以取消评选，并写明理由。"))
    late = exclude_late_conflicts(contest, entries, at)
    _all_scored(contest, today)
    days = contest.notice_days
    move(contest, target=line.target, noticed_at=at, notice_until=add_workdays(today, days, calendar()))
    results = _results(contest, entries, at)
    _enough_scores(entries, results, at)
    ranks = scoring.ranked(results)
    step = ENTRY.step("close_scoring")
    for entry in entries:
        result = results[entry.pk]
        move(
            entry,
            target=step.target,
            score=result.score,
            rank=ranks[entry.pk],
            valid_reviews=result.valid,
            dropped_reviews=result.dropped,
        )
    rank_again(contest, at)
    details = {"entries": len(entries), "until": str(contest.notice_until), "late": late}
    record("evaluation.results-noticed", contest, line, actor, at, details)
    announce(ResultsNoticed(at=at, actor_person_id=actor.person_id, contest_id=contest.pk, number=contest.number))
    return contest


@transaction.atomic
def object_to(*, contest: Contest, text: str, actor: Actor, at: dt.datetime, entry: Entry | None = None) -> Objection:
    """Object to the results with one's name while they are on notice; the host must answer (contest-rules:9).

    Raises Refused: not signed in, not on notice or the notice over, an entry of another contest, no text.
    """
    line = begin("object_to", contest, actor)
    text = words("text", text, 1000, _("请写明异议的内容和依据。"))
    if contest.notice_until is not None and local_date(at) > contest.notice_until:
        raise NotNow(
            _("公示期已于 %(day)s 结束，不再受理异议。") % {"day": contest.notice_until.isoformat()},
            code="notice-over",
            authority=cite(NOTICE, at),
        )
    if entry is not None and (entry.contest_id != contest.pk or entry.state != SCORED):
        raise Malformed.at("entry", _("请选择公示名单中的申报。"))
    move(contest)
    assert actor.person_id is not None
    made = Objection.objects.create(contest=contest, entry=entry, person_id=actor.person_id, text=text, at=at)
    record("evaluation.objected", contest, line, actor, at, {"entry": entry.number if entry else ""})
    announce(
        ObjectionRaised(
            at=at,
            actor_person_id=actor.person_id,
            contest_id=contest.pk,
            number=contest.number,
            objection_id=made.pk,
        )
    )
    return made


@transaction.atomic
def answer_objection(
    *, contest: Contest, objection: Objection, answer: str, upheld: bool, actor: Actor, at: dt.datetime
) -> Objection:
    """Answer an objection, and say whether it is upheld. Raises Refused: not theirs, answered already, one's own, no answer."""
    line = begin("answer_objection", contest, actor)
    answer = words("answer", answer, 1000, _("请写明答复。"))
    if objection.person_id == actor.person_id:
        raise NotAllowed(_("异议由您本人提出，须由主办单位的其他人答复。"))
    move(contest)
    won = Objection.objects.filter(pk=objection.pk, contest=contest, answered_at=None).update(
        answered_at=at, answer=answer, upheld=upheld
    )
    if not won:
        raise NotNow(_("这项异议已经答复。"), code="objection-answered")
    objection.answered_at, objection.answer, objection.upheld = at, answer, upheld
    record("evaluation.objection-answered", contest, line, actor, at, {"upheld": _("成立") if upheld else _("不成立")})
    announce(
        ObjectionAnswered(
            at=at,
            actor_person_id=actor.person_id,
            contest_id=contest.pk,
            number=contest.number,
            objection_id=objection.pk,
        )
    )
    return objection


@transaction.atomic
def rejudge(
    *, contest: Contest, judging_until: dt.date, reason: str, actor: Actor, at: dt.datetime, seen: int | None = None
) -> Contest:
    """After an upheld objection: the jurors can change their scores until a new day (contest-rules:9).

    Raises Refused: not theirs, not on notice, no objection upheld since the notice, a day past, no reason.
    """
    line = begin("rejudge", contest, actor, seen=seen)
    reason = words("reason", reason, 500, _("请写明退回评审的理由。"))
    if judging_until < local_date(at):
        raise Malformed.at("judging_until", _("评审截止不能早于今天。"))
    if not contest.objections.filter(upheld=True, answered_at__gte=contest.noticed_at).exists():
        raise NotNow(_("没有成立的异议，不能退回评审。"), code="no-upheld-objection", authority=cite(NOTICE, at))
    step = ENTRY.step("score_again")
    move(contest, target=line.target, judging_until=judging_until, remark=reason)
    for entry in contest.entries.filter(state=SCORED).order_by("id"):
        move(entry, target=step.target, score=None, rank=None, award=None, valid_reviews=0, dropped_reviews=0)
    record("evaluation.sent-back", contest, line, actor, at, {"reason": reason, "until": judging_until.isoformat()})
    announce(JudgingBegun(at=at, actor_person_id=actor.person_id, contest_id=contest.pk, number=contest.number))
    return contest


@transaction.atomic
def settle(*, contest: Contest, actor: Actor, at: dt.datetime, seen: int | None = None) -> Contest:
    """The results are final: awards are given by rank and quota (contest-rules:10).

    Raises Refused: not theirs, the notice not over, objections not answered.
    """
    line = begin("settle", contest, actor, seen=seen)
    if contest.notice_until is None or local_date(at) <= contest.notice_until:
        raise NotNow(
            _("公示到 %(day)s 为止，期满以后才能公布结果。") % {"day": str(contest.notice_until)},
            code="notice-not-over",
            authority=cite(NOTICE, at),
        )
    unanswered = contest.objections.filter(answered_at=None).count()
    if unanswered:
        raise NotNow(
            _("还有 %(n)d 项异议没有答复，不能公布结果。") % {"n": unanswered},
            code="objections-unanswered",
            authority=cite(NOTICE, at),
            remedy=_("请逐项答复。"),
        )
    move(contest, target=line.target, ended_at=at)
    given = 0
    for entry in still_scored(contest):
        step = ENTRY.step("give_award" if entry.award_id else "pass_over")
        move(entry, target=step.target)
        given += bool(entry.award_id)
        if entry.award_id and entry.award:
            details = {"award": entry.award.name, "rank": entry.rank or 0, "contest": contest.number}
            record("evaluation.award-given", entry, step, actor, at, details)
    record("evaluation.settled", contest, line, actor, at, {"awards": given})
    announce(ContestSettled(at=at, actor_person_id=actor.person_id, contest_id=contest.pk, number=contest.number))
    return contest


def rank_again(contest: Contest, at: dt.datetime) -> None:
    """Ranks and awards of the entries on notice, anew (after the first closing, or one entry has gone)."""
    if contest.state != NOTICED:
        return
    entries = still_scored(contest)
    ranks = scoring.ranked(_results(contest, entries, at))
    awards = scoring.awarded(ranks, [(a.pk, a.quota) for a in awards_of(contest)])
    for entry in entries:
        if (entry.rank, entry.award_id) != (ranks[entry.pk], awards.get(entry.pk)):
            move(entry, rank=ranks[entry.pk], award_id=awards.get(entry.pk))


def _results(contest: Contest, entries: list[Entry], at: dt.datetime) -> dict[int, scoring.Result]:
    measures = [scoring.Measure(c.pk, c.most, c.weight) for c in criteria_of(contest)]
    reviews = valid_reviews(entries)
    drop = drop_from(local_date(at))
    return {
        e.pk: scoring.result_of([{k: s.points for k, s in r.items()} for r in reviews[e.pk]], measures, drop)
        for e in entries
    }


def _open_for_scores(contest: Contest, at: dt.datetime) -> None:
    if contest.state != JUDGING:
        raise _closed(at)
    if local_date(at) > contest.judging_until:
        raise NotNow(
            _("评审已于 %(day)s 截止，不再接受评分。") % {"day": contest.judging_until.isoformat()},
            code="scoring-closed",
            authority=cite(SCORING, at),
            remedy=_("确需评分的，请主办单位办理延期。"),
        )


def _closed(at: dt.datetime) -> NotNow:
    return NotNow(_("评分已经截止，不再接受评分。"), code="scoring-closed", authority=cite(SCORING, at))


def _checked(contest: Contest, points: Mapping[int, Decimal]) -> dict[int, Decimal]:
    wrong: dict[str, list[Words]] = {}
    given: dict[int, Decimal] = {}
    for criterion in criteria_of(contest):
        value = points.get(criterion.pk)
        field = f"points-{criterion.pk}"
        if value is None:
            wrong[field] = [_("请填写“%(name)s”的得分。") % {"name": criterion.name}]
        elif not value.is_finite() or not 0 <= value <= criterion.most:
            wrong[field] = [_("“%(name)s”为 0 至 %(most)d 分。") % {"name": criterion.name, "most": criterion.most}]
        elif value != round(value, 1):
            wrong[field] = [_("最多一位小数。")]
        else:
            given[criterion.pk] = value
    if wrong:
        raise Malformed(fields=wrong)
    return given


def _all_scored(contest: Contest, today: dt.date) -> None:
    """Raises NotNow while jurors still have time and have not used it."""
    if today > contest.judging_until:
        return
    open_reviews = Review.objects.filter(
        entry__contest=contest, entry__state=ADMITTED, exclusion="", scored_at=None
    ).count()
    if open_reviews:
        raise NotNow(
            _("评审到 %(day)s 截止，还有 %(n)d 份评分没有完成。")
            % {"day": contest.judging_until.isoformat(), "n": open_reviews},
            code="scores-outstanding",
            remedy=_("请等评委评完，或者等评审截止。"),
        )


def _enough_scores(entries: list[Entry], results: Mapping[int, scoring.Result], at: dt.datetime) -> None:
    least = least_jurors(local_date(at))
    short = [e for e in entries if results[e.pk].valid < least]
    if short:
        raise NotNow(
            _("%(entries)s的有效评分不足 %(least)d 份，不能公示结果。")
            % {"entries": listed(e.number for e in short[:5]), "least": least},
            code="too-few-scores",
            authority=cite(SCORING, at),
            remedy=_("请延期评审，补派评委评分。"),
        )
