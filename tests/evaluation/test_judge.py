"""Judging: who gets what to judge, who is kept away, when the scores close, and what comes of objections."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from gongjian.evaluation import operations, queries
from gongjian.evaluation.models import Contest, Entry, Review, Score
from gongjian.evaluation.operations import judging as closing
from gongjian.kernel.refused import Malformed, NotAllowed, NotFound, NotNow, Overtaken
from tests.cast import Cast
from tests.evaluation.scenarios import (
    JURORS,
    admitted,
    again,
    appoint,
    give,
    handed_in,
    judging,
    noticed,
    opened,
    settled,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def reviews(entry: Entry) -> dict[str, str]:
    """By juror's name: the exclusion, "" if there is none."""
    return {r.juror.person.name: r.exclusion for r in queries.again(entry).reviews.all()}


def test_judging_begins_after_the_closing_with_every_form_checked(cast: Cast, at: dt.datetime) -> None:
    contest = opened(cast, at)
    begin: dict[str, Any] = {"actor": cast.head}
    entry = handed_in(cast, contest, at)
    for when, says in (
        (at + 20 * DAY, "次日起"),
        (at + 31 * DAY, "评审截止日期已过"),
        (at + 21 * DAY, "1 项申报没有完成形式审查"),
    ):
        with pytest.raises(NotNow, match=says):
            operations.begin_judging(contest=again(contest), at=when, **begin)
    operations.turn_down(entry=entry, reason="不是提案", actor=cast.head, at=at + 21 * DAY)
    with pytest.raises(NotNow, match="没有通过形式审查的申报"):
        operations.begin_judging(contest=again(contest), at=at + 21 * DAY, **begin)
    assert not Review.objects.exists()


def test_who_is_in_the_way_is_kept_away_and_on_record(cast: Cast, at: dt.datetime) -> None:
    """苏文澜 and 鲁望舒 serve the student's college; 乔未央 is of the team; the leader of the university is in nobody's way."""
    _contest, (first, second), _when = judging(cast, at, jurors=(*JURORS, "secretary", "organiser", "stranger"))
    assert reviews(first) == {
        "翟明轩": "",
        "贺知微": "",
        "康乐山": "",
        "苏文澜": "body",
        "鲁望舒": "body",
        "乔未央": "",
    }
    assert reviews(second)["乔未央"] == "member" and reviews(second)["苏文澜"] == ""
    reasons = {(r.juror.person.name, r.entry_id): r.reason for r in queries.exclusions_of(first.contest)}
    assert "机电学院" in reasons["苏文澜", first.pk] and "团队成员" in reasons["乔未央", second.pk]


def test_a_juror_in_conflict_neither_scores_nor_sees(cast: Cast, at: dt.datetime) -> None:
    _contest, (first, second), when = judging(cast, at, jurors=(*JURORS, "secretary", "stranger"))
    with pytest.raises(NotFound):
        queries.get_entry(cast.secretary, first.number)
    with pytest.raises(NotAllowed, match="机电学院"):
        queries.get_to_judge(cast.secretary, first.number)
    with pytest.raises(NotAllowed, match="机电学院"):
        give(first, cast.secretary, (30, 20, 50), when)
    with pytest.raises(NotAllowed, match="团队成员"):
        give(second, cast.stranger, (30, 20, 50), when)
    assert not queries.may_read_files(cast.secretary, first.pk)
    assert not Score.objects.exists()
    assert queries.get_to_judge(cast.secretary, second.number) == second


def test_who_was_given_nothing_neither_scores_nor_sees(cast: Cast, at: dt.datetime) -> None:
    _contest, (first, _second), when = judging(cast, at)
    for actor in (cast.administrator, cast.member, cast.head, cast.guest):
        with pytest.raises(NotAllowed):
            give(first, actor, (30, 20, 50), when)
        with pytest.raises(NotFound):
            queries.get_to_judge(actor, first.number)
    assert not Score.objects.exists()


def test_a_conflict_that_came_up_later_is_found_when_scoring(cast: Cast, at: dt.datetime) -> None:
    contest, (first, second), when = judging(cast, at)
    first.members.create(person=cast.leader_person, place=5)
    with pytest.raises(NotAllowed, match="团队成员"):
        give(first, cast.leader, (30, 20, 50), when)
    for part in JURORS[:2]:
        give(first, getattr(cast, part), (30, 20, 50), when)
    with pytest.raises(NotNow, match="不足 3 份"):
        operations.notice_results(contest=again(contest), actor=cast.head, at=contest_end(when))
    assert queries.again(first).score is None and queries.again(second).state == "admitted"


def contest_end(when: dt.datetime) -> dt.datetime:
    return when + 10 * DAY


def test_too_few_jurors_after_exclusions_are_refused(cast: Cast, at: dt.datetime) -> None:
    contest = opened(cast, at, jurors=("other_head", "other_handler", "secretary"))
    entry = admitted(cast, contest, at)
    with pytest.raises(NotNow, match=entry.number):
        operations.begin_judging(contest=again(contest), actor=cast.head, at=at + 21 * DAY)
    assert again(contest).state == "open" and not Review.objects.exists()


def test_with_a_number_of_jurors_the_load_is_shared(cast: Cast, at: dt.datetime) -> None:
    many = (*JURORS, "liaison", "administrator", "other_administrator")
    contest, entries, _when = judging(cast, at, ("student", "stranger"), jurors=many, jurors_per_entry=3)
    assert [len(reviews(e)) for e in entries] == [3, 3]
    assert sorted(g for g, _s, _e in queries.progress_of(contest).values()) == [1] * 6


def test_scores_are_given_and_changed_until_the_closing(cast: Cast, at: dt.datetime) -> None:
    contest, (first, _second), when = judging(cast, at)
    give(first, cast.other_head, (20, 10, "30.5"), when)
    give(first, cast.other_head, (27, 18, 40), when + DAY)
    review = Review.objects.get(entry=first, juror__person=cast.other_head_person)
    assert sorted(review.scores.values_list("points", flat=True)) == [Decimal(18), Decimal(27), Decimal(40)]
    assert Score.objects.count() == 3 and review.scored_at == when + DAY
    with pytest.raises(NotNow, match="截止"):
        give(first, cast.other_head, (30, 20, 50), when + 12 * DAY)
    operations.prolong(
        contest=again(contest),
        closes_on=contest.closes_on,
        judging_until=contest.judging_until + 5 * DAY,
        reason="评委出差",
        actor=cast.head,
        at=when,
    )
    give(first, cast.other_head, (30, 20, 50), when + 12 * DAY)


@pytest.mark.parametrize("values", [(31, 20, 50), (-1, 20, 50), ("2.55", 20, 50), ("NaN", 1, 1), ("Infinity", 1, 1)])
def test_points_are_within_range(cast: Cast, at: dt.datetime, values: tuple[Any, ...]) -> None:
    _contest, (first, _second), when = judging(cast, at)
    with pytest.raises(Malformed):
        give(first, cast.other_head, values, when)
    with pytest.raises(Malformed):
        operations.score(entry=queries.again(first), points={}, actor=cast.other_head, at=when)
    assert not Score.objects.exists()


def test_a_declared_conflict_takes_the_score_out(cast: Cast, at: dt.datetime) -> None:
    contest, (first, _second), when = judging(cast, at)
    give(first, cast.leader, (30, 20, 50), when)
    with pytest.raises(Malformed):
        operations.declare_conflict(entry=queries.again(first), reason="", actor=cast.leader, at=when)
    operations.declare_conflict(entry=queries.again(first), reason="曾任其导师", actor=cast.leader, at=when)
    assert reviews(first)["康乐山"] == "declared"
    with pytest.raises(NotAllowed, match="曾任其导师"):
        give(first, cast.leader, (30, 20, 50), when)
    with pytest.raises(NotFound):
        queries.get_entry(cast.leader, first.number)
    (juror,) = appoint(cast, contest, ["administrator"], when)  # all judge all: the entries are given at once
    assert reviews(first)["秦默言"] == ""
    operations.dismiss_juror(contest=again(contest), juror_id=juror.pk, reason="出差", actor=cast.head, at=when)
    assert reviews(first)["秦默言"] == "dismissed"


def test_a_juror_is_assigned_where_scores_are_lacking(cast: Cast, at: dt.datetime) -> None:
    many = (*JURORS, "liaison", "organiser")
    contest, (first, second), when = judging(cast, at, jurors=many, jurors_per_entry=3)
    jurors = {j.person.name: j for j in queries.jurors_of(contest)}
    idle = next(j for name, j in jurors.items() if name not in reviews(second))
    with pytest.raises(NotAllowed):
        operations.assign_juror(entry=second, juror_id=idle.pk, actor=cast.other_head, at=when)
    operations.assign_juror(entry=second, juror_id=idle.pk, actor=cast.head, at=when)
    assert reviews(second)[idle.person.name] == ""
    for juror in (idle, jurors["鲁望舒"]):  # given already; in conflict and on record
        target = second if juror is idle else first
        with pytest.raises(Malformed):
            operations.assign_juror(entry=queries.again(target), juror_id=juror.pk, actor=cast.head, at=when)


def test_results_wait_for_the_jurors_or_the_closing(cast: Cast, at: dt.datetime) -> None:
    contest, entries, when = judging(cast, at)
    for entry in entries:
        for part in JURORS[:2]:
            give(entry, getattr(cast, part), (27, 18, 40), when)
    with pytest.raises(NotNow, match="还有 2 份评分"):
        operations.notice_results(contest=again(contest), actor=cast.head, at=when)
    with pytest.raises(NotNow, match="有效评分不足 3 份"):
        operations.notice_results(contest=again(contest), actor=cast.head, at=when + 12 * DAY)
    assert again(contest).state == "judging"
    assert {e.state for e in Entry.objects.all()} == {"admitted"}


def test_the_results_are_worked_out_and_noticed(cast: Cast, at: dt.datetime) -> None:
    contest, (first, second), when = noticed(cast, at)
    assert (first.score, first.rank, first.valid_reviews) == (Decimal("87.00"), 1, 3)
    assert (second.score, second.rank) == (Decimal("83.00"), 2)
    assert first.award is not None and first.award.name == "一等奖"
    assert contest.notice_until == dt.date(2026, 3, 30)  # five working days after Monday, 23 March
    with pytest.raises(NotNow):
        give(first, cast.other_head, (30, 20, 50), when)
    assert queries.again(first).score == Decimal("87.00")


def test_nothing_is_settled_before_the_notice_is_over_and_objections_are_answered(cast: Cast, at: dt.datetime) -> None:
    contest, (first, _second), when = noticed(cast, at)
    with pytest.raises(NotNow, match="期满"):
        operations.settle(contest=contest, actor=cast.head, at=when + 7 * DAY)
    with pytest.raises(NotAllowed, match="实名"):
        operations.object_to(contest=contest, text="有误", actor=cast.guest, at=when)
    with pytest.raises(NotNow, match="公示期已于"):
        operations.object_to(contest=contest, text="有误", actor=cast.stranger, at=when + 8 * DAY)
    made = operations.object_to(contest=contest, text="调研日期有误", actor=cast.stranger, at=when, entry_id=first.pk)
    with pytest.raises(NotNow, match="1 项异议"):
        operations.settle(contest=again(contest), actor=cast.head, at=when + 8 * DAY)
    answer: dict[str, Any] = {"objection_id": made.pk, "answer": "已核对无误", "upheld": False, "at": when}
    with pytest.raises(NotAllowed):
        operations.answer_objection(contest=again(contest), actor=cast.stranger, **answer)
    operations.answer_objection(contest=again(contest), actor=cast.head, **answer)
    with pytest.raises(NotNow):
        operations.answer_objection(contest=again(contest), actor=cast.head, **answer)
    with pytest.raises(NotNow, match="没有成立的异议"):
        operations.rejudge(
            contest=again(contest), judging_until=when.date() + 5 * DAY, reason="重评", actor=cast.head, at=when
        )
    done = operations.settle(contest=again(contest), actor=cast.head, at=when + 8 * DAY)
    assert done.state == "settled"
    assert [o.person_id for o in queries.objections_for(cast.stranger, done)] == [cast.stranger.person_id]
    assert queries.objections_for(cast.student, done) == []


def test_an_upheld_objection_sends_the_entries_back(cast: Cast, at: dt.datetime) -> None:
    contest, (first, second), when = noticed(cast, at)
    made = operations.object_to(contest=contest, text="漏看附件", actor=cast.stranger, at=when, entry_id=second.pk)
    operations.answer_objection(
        contest=again(contest), objection_id=made.pk, answer="成立", upheld=True, actor=cast.head, at=when
    )
    operations.rejudge(
        contest=again(contest), judging_until=when.date() + 5 * DAY, reason="重评", actor=cast.head, at=when
    )
    assert queries.again(first).score is None and queries.again(first).state == "admitted"
    for part in JURORS:
        give(second, getattr(cast, part), (30, 20, 50), when)
    operations.notice_results(contest=again(contest), actor=cast.head, at=when + DAY)
    assert [(e.rank, str(e.score)) for e in map(queries.again, (first, second))] == [(2, "87.00"), (1, "100.00")]


def test_who_is_disqualified_makes_room(cast: Cast, at: dt.datetime) -> None:
    _contest, (first, second), when = noticed(cast, at)
    operations.disqualify(entry=first, reason="调研不实", actor=cast.head, at=when)
    first, second = queries.again(first), queries.again(second)
    assert (first.state, first.award) == ("turned-down", None)
    assert second.rank == 1 and second.award is not None and second.award.name == "一等奖"


def test_settled_gives_awards_and_ends(cast: Cast, at: dt.datetime) -> None:
    contest, (first, second), when = settled(cast, at)
    assert (contest.state, first.state, second.state) == ("settled", "awarded", "awarded")
    assert queries.get_entry(cast.guest, first.number) == first
    with pytest.raises(NotNow):
        operations.settle(contest=contest, actor=cast.head, at=when)


def test_without_quota_there_is_no_award(cast: Cast, at: dt.datetime) -> None:
    _contest, entries, _when = settled(cast, at, parts=("student", "stranger", "stranger"))
    assert [e.state for e in entries] == ["awarded", "awarded", "not-awarded"]
    with pytest.raises(NotFound):
        queries.get_entry(cast.student, entries[2].number)


def test_what_waits_on_the_desk(cast: Cast, at: dt.datetime, django_assert_max_num_queries: Any) -> None:
    contest = opened(cast, at)
    assert queries.waiting_for(cast.head, at.date()) == []
    handed_in(cast, contest, at)
    assert [w.what for w in queries.waiting_for(cast.head, at.date())] == ["形式审查"]
    assert queries.waiting_for(cast.student, at.date()) == []
    contest, _entries, when = judging(cast, at)
    juror = cast.other_head
    with django_assert_max_num_queries(2):
        (waiting,) = queries.waiting_for(juror, when.date())
    assert (waiting.number, waiting.what, waiting.due) == (contest.number, "评分（2 项）", contest.judging_until)
    assert "公示结果" in [w.what for w in queries.waiting_for(cast.head, when.date() + 12 * DAY)]


def test_whoever_has_read_an_entry_before_the_closing_of_the_scores_writes_on_it_no_more(
    cast: Cast, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entries are taken before a score is read: what comes in between would be missing from the result."""
    contest, entries, when = judging(cast, at)
    for entry in entries:
        for part in JURORS:
            give(entry, getattr(cast, part), (27, 18, 40), when)
    stale = {entry.pk: queries.again(entry) for entry in entries}
    refused: list[int] = []
    work_out = closing._results

    def results(contest: Contest, held: list[Entry], moment: dt.datetime) -> Any:
        for row in stale.values():
            with pytest.raises(Overtaken), transaction.atomic():
                row.change(remark="补充说明")
            refused.append(row.pk)
        return work_out(contest, held, moment)

    monkeypatch.setattr(closing, "_results", results)
    operations.notice_results(contest=again(contest), actor=cast.head, at=when)
    assert set(refused) == set(stale)
    assert {queries.again(entry).remark for entry in entries} == {""}
