"""Judging: scores, their closing with the public notice, and the end."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Malformed, NotAllowed, NotNow, Words
from gongjian.kernel.text import listed
from gongjian.workdays.arithmetic import add_workdays
from gongjian.workdays.queries import calendar
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import LongText, Scores

from .. import scoring
from ..events import ContestSettled, ResultsNoticed
from ..models import Contest, Entry, Review, Score
from ..permissions import review_of
from ..procedures import ADMITTED, JUDGING, JURORS, NOTICE, NOTICED, SCORING
from ..queries import awards_of, criteria_of, drop_from, least_jurors, still_scored, valid_reviews, whole
from .jury import conflict_with, exclude_late_conflicts
from .workflows import CONTESTS, ENTRIES, cite, line_of_entry

RESCORED = Log("evaluation.rescored", _("修改评分"), _("修改了评分。"))
AWARD_GIVEN = Log("evaluation.award-given", _("授予奖项"), _("获%(award)s，第 %(rank)s 名。"))


def _closed_to_scores(entry: Entry, actor: Actor, at: dt.datetime) -> NotNow | None:
    """Scores are given and changed until the end of the last day of judging (contest-rules:7)."""
    contest = entry.contest
    if contest.state != JUDGING:
        return _closed(at)
    if local_date(at) <= contest.judging_until:
        return None
    return NotNow(
        _("评审已于 %(day)s 截止，不再接受评分。") % {"day": contest.judging_until.isoformat()},
        code="scoring-closed",
        authority=cite(SCORING, at),
        remedy=_("确需评分的，请主办单位办理延期。"),
    )


def _closed(at: dt.datetime) -> NotNow:
    return NotNow(_("评分已经截止，不再接受评分。"), code="scoring-closed", authority=cite(SCORING, at))


@ENTRIES.command(log=Log("evaluation.scored", _("评分"), _("提交了评分。")), conditions=(_closed_to_scores,))
def score(
    *,
    entry: Entry,
    points: Annotated[Mapping[int, Decimal], Scores(_("得分"), most=1000)],
    comment: Annotated[str, LongText(_("评语"), _("评选结束后，团队能看到评语，看不到是谁写的。"), limit=1000)] = "",
    actor: Actor,
    at: dt.datetime,
    step: Transition[Entry] = RUNNING,
) -> Review:
    """Score an entry on every criterion (``points`` by its id), or change one's score, until the scoring is closed.

    Raises Refused: not given to this juror, excluded (with the reason), the judging not begun or over, points missing or
    out of range. Source: contest-rules:7.
    """
    assert actor.person_id is not None
    kind, reason = conflict_with(actor.person_id, entry, at)
    if kind:
        raise NotAllowed(
            _("您须回避这项申报，不能评分：%(reason)s") % {"reason": reason},
            code="conflict-of-interest",
            authority=cite(JURORS, at),
        )
    given = _checked(entry.contest, points)
    review = review_of(actor, entry)
    assert review is not None
    before = Score.objects.filter(review=review).exists()
    for criterion, value in given.items():
        Score.objects.update_or_create(review=review, criterion_id=criterion, defaults={"points": value})
    won = Review.objects.filter(pk=review.pk, exclusion="").update(scored_at=at, comment=comment)
    if not won:
        raise _closed(at)
    step.note(review=review.pk)
    if before:
        step.record(RESCORED)
        step.unchanged()
    review.scored_at, review.comment = at, comment
    return review


@CONTESTS.command(
    log=Log("evaluation.results-noticed", _("公示结果"), _("公示 %(entries)s 项申报的得分和名次，到 %(until)s 为止。")),
    event=ResultsNoticed,
    done=_("结果已公示，团队会收到消息。"),
    consequences=(
        _("评分截止，不能再修改。"),
        _("按规则计算得分、名次和拟授奖项，在评选页公示。"),
        _("公示期内任何人可以实名提出异议，期满并逐一答复以后才能公布结果。"),
    ),
)
def notice_results(
    *, contest: Contest, actor: Actor, at: dt.datetime, seen: int | None = None, step: Transition[Contest] = RUNNING
) -> Contest:
    """Close the scores, work out scores, ranks and awards, and put them on public notice (contest-rules:7–9).

    Raises Refused: not theirs, not being judged, scores still to come, or an entry with too few valid scores.
    """
    held = contest.entries.filter(state=ADMITTED)
    held.update(version=F("version") + 1)  # from here no score comes in any more
    entries = list(whole(held).order_by("id"))
    if not entries:
        raise NotNow(_("没有可以公示的申报。"), code="no-entries", remedy=_("可以取消评选，并写明理由。"))
    late = exclude_late_conflicts(contest, entries, at)
    _all_scored(contest, step.today)  # after the exclusions: who is excluded is not waited for
    until = add_workdays(step.today, contest.notice_days, calendar())
    step.move(noticed_at=at, notice_until=until)
    results = _results(contest, entries, at)
    _enough_scores(entries, results, at)
    ranks = scoring.ranked(results)
    for entry in entries:
        result = results[entry.pk]
        line_of_entry(step, entry, "close_scoring").move(
            score=result.score,
            rank=ranks[entry.pk],
            valid_reviews=result.valid,
            dropped_reviews=result.dropped,
        )
    rank_again(step, contest)
    step.note(entries=len(entries), until=until, late=late)
    return contest


def _notice_not_over(contest: Contest, actor: Actor, at: dt.datetime) -> NotNow | None:
    """The results are final after the last day of the notice (contest-rules:9)."""
    if contest.notice_until is None or local_date(at) > contest.notice_until:
        return None
    return NotNow(
        _("公示到 %(day)s 为止，期满以后才能公布结果。") % {"day": contest.notice_until.isoformat()},
        code="notice-not-over",
        authority=cite(NOTICE, at),
    )


def _objections_unanswered(contest: Contest, actor: Actor, at: dt.datetime) -> NotNow | None:
    """Every objection has its answer (contest-rules:9)."""
    unanswered = contest.objections.filter(answered_at=None).count()
    if not unanswered:
        return None
    return NotNow(
        _("还有 %(n)d 项异议没有答复，不能公布结果。") % {"n": unanswered},
        code="objections-unanswered",
        authority=cite(NOTICE, at),
        remedy=_("请逐项答复。"),
    )


@CONTESTS.command(
    log=Log("evaluation.settled", _("公布结果"), _("公布结果，授予奖项 %(awards)s 个。")),
    event=ContestSettled,
    done=_("结果已公布，奖项已授予。"),
    consequences=(
        _("按名次和名额授予奖项，结果不再改动。"),
        _("获奖的提案可以逐项转入提案程序。"),
    ),
    conditions=(_notice_not_over, _objections_unanswered),
)
def settle(
    *, contest: Contest, actor: Actor, at: dt.datetime, seen: int | None = None, step: Transition[Contest] = RUNNING
) -> Contest:
    """The results are final: awards are given by rank and quota (contest-rules:10).

    Raises Refused: not theirs, the notice not over, objections not answered.
    """
    step.move(ended_at=at)
    given = 0
    for entry in still_scored(contest):
        line = line_of_entry(step, entry, "give_award" if entry.award_id else "pass_over")
        line.move()
        if entry.award:
            given += 1
            line.record(AWARD_GIVEN, award=entry.award.name, rank=entry.rank or 0, contest=contest.number)
    step.note(awards=given)
    return contest


def rank_again(step: Transition[Any], contest: Contest) -> None:
    """Ranks and awards of the entries on notice, anew (after the first closing, or one entry has gone)."""
    if contest.state != NOTICED:
        return
    entries = still_scored(contest)
    ranks = scoring.ranked(_results(contest, entries, step.at))
    awards = scoring.awarded(ranks, [(a.pk, a.quota) for a in awards_of(contest)])
    for entry in entries:
        if (entry.rank, entry.award_id) != (ranks[entry.pk], awards.get(entry.pk)):
            line = line_of_entry(step, entry, "close_scoring")
            line.move(rank=ranks[entry.pk], award_id=awards.get(entry.pk))


def _results(contest: Contest, entries: list[Entry], at: dt.datetime) -> dict[int, scoring.Result]:
    measures = [scoring.Measure(c.pk, c.most, c.weight) for c in criteria_of(contest)]
    reviews = valid_reviews(entries)
    drop = drop_from(local_date(at))
    return {
        e.pk: scoring.result_of([{k: s.points for k, s in r.items()} for r in reviews[e.pk]], measures, drop)
        for e in entries
    }


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
    waiting = Review.objects.filter(entry__contest=contest, entry__state=ADMITTED, exclusion="", scored_at=None).count()
    if waiting:
        raise NotNow(
            _("评审到 %(day)s 截止，还有 %(n)d 份评分没有完成。")
            % {"day": contest.judging_until.isoformat(), "n": waiting},
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
