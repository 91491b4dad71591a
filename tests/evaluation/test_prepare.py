"""A contest before it begins: charter, criteria, awards, jury, publication; and its early end."""

import datetime as dt
from typing import Any

import pytest

from gongjian.audit import queries as ledger
from gongjian.evaluation import operations, queries
from gongjian.evaluation.models import Contest
from gongjian.evaluation.operations import AwardLine, CriterionLine
from gongjian.kernel.models import OutboxEvent
from gongjian.kernel.refused import Malformed, NotAllowed, NotFound, NotNow, Overtaken
from tests.cast import Cast
from tests.evaluation import scenarios
from tests.evaluation.scenarios import AWARDS, CRITERIA, again, charter, drafted, opened

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_the_head_draws_up_a_contest(cast: Cast, at: dt.datetime) -> None:
    contest = operations.draw_up_contest(**charter(cast, at), actor=cast.head, at=at)
    assert (contest.number, contest.state, contest.notice_days) == ("评选-2026-0001", "draft", 5)
    (entry,) = ledger.timeline("evaluation.contest", contest.pk)
    assert entry.verb == "evaluation.drawn-up" and "第一条" in entry.authority


@pytest.mark.parametrize("part", ["student", "handler", "other_head", "secretary", "leader", "guest"])
def test_others_may_not(cast: Cast, at: dt.datetime, part: str) -> None:
    with pytest.raises(NotAllowed):
        operations.draw_up_contest(**charter(cast, at), actor=getattr(cast, part), at=at)
    assert not Contest.objects.exists()


@pytest.mark.parametrize("part", ["head", "administrator"])
def test_a_second_click_finds_the_first_contest(cast: Cast, at: dt.datetime, part: str) -> None:
    actor = getattr(cast, part)
    one = operations.draw_up_contest(**charter(cast, at), actor=actor, at=at, token="t")
    assert operations.draw_up_contest(**charter(cast, at), actor=actor, at=at, token="t") == one
    assert Contest.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": " "}),
        ("title", {"title": "长" * 81}),
        ("text", {"text": ""}),
        ("kind", {"kind": "beauty"}),
        ("edition", {"edition": 0}),
        ("closes_on", {"closes_on": dt.date(2026, 3, 1), "opens_on": dt.date(2026, 2, 1)}),
        ("closes_on", {"opens_on": dt.date(2026, 4, 1)}),
        ("judging_until", {"judging_until": dt.date(2026, 3, 20)}),
        ("notice_days", {"notice_days": 2}),
        ("jurors_per_entry", {"jurors_per_entry": 99}),
    ],
)
def test_a_charter_holds_together(cast: Cast, at: dt.datetime, field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(Malformed) as refused:
        operations.draw_up_contest(**charter(cast, at, **changes), actor=cast.head, at=at)
    assert field in refused.value.fields


@pytest.mark.parametrize(
    ("field", "criteria", "awards"),
    [
        ("criteria", (), AWARDS),
        ("criteria", CRITERIA[:2], AWARDS),
        ("criteria", (CriterionLine("", 10, 100),), AWARDS),
        ("criteria", (CriterionLine("好", 0, 100),), AWARDS),
        ("criteria", (CriterionLine("好", 10, 50), CriterionLine("好", 10, 50)), AWARDS),
        ("awards", CRITERIA, ()),
        ("awards", CRITERIA, (AwardLine("一等奖", 0),)),
    ],
)
def test_criteria_and_awards_hold_together(cast: Cast, at: dt.datetime, field: str, criteria: Any, awards: Any) -> None:
    contest = drafted(cast, at, criteria=False)
    with pytest.raises(Malformed) as refused:
        operations.set_criteria(contest=contest, criteria=criteria, awards=awards, actor=cast.head, at=at)
    assert field in refused.value.fields
    assert not contest.criteria.exists()


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("criteria", {"criteria": [CriterionLine("创新", 0, 100)]}, "第 1 行“满分”"),
        ("criteria", {"criteria": [CriterionLine("名" * 41, 10, 100)]}, "最多 40 字，现在 41 字"),
        ("criteria", {"criteria": [CriterionLine(f"项{n}", 10, 5) for n in range(21)]}, "最多 20 行，现在 21 行"),
        ("awards", {"awards": [AwardLine("一等奖", 1), AwardLine("二等奖", 501)]}, "第 2 行“名额”"),
    ],
)
def test_a_line_is_refused_by_name_whoever_calls(
    cast: Cast, at: dt.datetime, field: str, given: dict[str, Any], said: str
) -> None:
    contest = drafted(cast, at, criteria=False)
    values: dict[str, Any] = {"criteria": CRITERIA, "awards": AWARDS} | given
    with pytest.raises(Malformed, match=said) as refused:
        operations.set_criteria(contest=contest, **values, actor=cast.head, at=at)
    assert list(refused.value.fields) == [field]
    assert not contest.criteria.exists()
    assert not contest.awards.exists()


def test_nothing_opens_without_criteria(cast: Cast, at: dt.datetime) -> None:
    contest = drafted(cast, at, criteria=False)
    with pytest.raises(NotNow, match="评分项"):
        operations.open_contest(contest=contest, actor=cast.head, at=at)


def test_criteria_are_fixed_once_published(cast: Cast, at: dt.datetime) -> None:
    contest = opened(cast, at)
    for verb in (
        lambda: operations.set_criteria(contest=contest, criteria=CRITERIA, awards=AWARDS, actor=cast.head, at=at),
        lambda: operations.amend_contest(contest=contest, **charter(cast, at), actor=cast.head, at=at),
    ):
        with pytest.raises(NotNow):
            verb()


def test_a_draft_is_seen_by_its_host_alone(cast: Cast, at: dt.datetime) -> None:
    contest = drafted(cast, at)
    assert queries.get_for(cast.head, contest.number) == contest
    for actor in (cast.student, cast.other_head, cast.guest):
        with pytest.raises(NotFound):
            queries.get_for(actor, contest.number)
    operations.open_contest(contest=contest, actor=cast.head, at=at)
    assert queries.get_for(cast.guest, contest.number) == contest
    assert OutboxEvent.objects.filter(kind="evaluation.contest-opened").count() == 1


def test_dates_are_moved_for_everybody_and_only_onwards(cast: Cast, at: dt.datetime) -> None:
    contest = opened(cast, at)
    later = {"closes_on": contest.closes_on + 3 * DAY, "judging_until": contest.judging_until + 3 * DAY}

    def prolong(**dates: Any) -> Contest:
        return operations.prolong(
            contest=again(contest), actor=cast.head, at=at, **{"reason": "寒潮", **later, **dates}
        )

    for wrong in (
        {"closes_on": contest.closes_on - DAY},
        {"closes_on": contest.closes_on, "judging_until": contest.judging_until},
        {"judging_until": contest.closes_on + 2 * DAY},
        {"reason": ""},
    ):
        with pytest.raises(Malformed):
            prolong(**wrong)
    assert prolong().closes_on == contest.closes_on + 3 * DAY


def test_a_juror_is_appointed_once(cast: Cast, at: dt.datetime) -> None:
    contest = drafted(cast, at)
    (juror,) = scenarios.appoint(cast, contest, ["other_head"], at)
    for number in ("E007", "没有这个号"):
        with pytest.raises(Malformed):
            operations.appoint_juror(contest=again(contest), number=number, actor=cast.head, at=at)
    with pytest.raises(Malformed):
        operations.dismiss_juror(contest=again(contest), juror_id=juror.pk, reason="", actor=cast.head, at=at)
    operations.dismiss_juror(contest=again(contest), juror_id=juror.pk, reason="出国", actor=cast.head, at=at)
    with pytest.raises(NotNow):
        operations.dismiss_juror(contest=again(contest), juror_id=juror.pk, reason="出国", actor=cast.head, at=at)
    with pytest.raises(Malformed):
        operations.appoint_juror(contest=again(contest), number="E007", actor=cast.head, at=at)


def test_a_contest_is_called_off_with_a_reason(cast: Cast, at: dt.datetime) -> None:
    contest = opened(cast, at)
    with pytest.raises(Malformed):
        operations.call_off(contest=contest, reason=" ", actor=cast.head, at=at)
    with pytest.raises(Overtaken):
        operations.call_off(contest=contest, reason="停办", actor=cast.head, at=at, seen=1)
    done = operations.call_off(contest=contest, reason="停办", actor=cast.head, at=at)
    assert (done.state, done.remark, done.ended_at) == ("called-off", "停办", at)
    with pytest.raises(NotNow):
        operations.call_off(contest=done, reason="停办", actor=cast.head, at=at)
