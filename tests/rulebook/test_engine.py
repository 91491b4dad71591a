"""Facts in, verdict with citations out: the worked cases of the rules, by the edition of the day."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.rulebook import checks, queries
from gongjian.rulebook.engine import UnknownProvision, Verdict
from gongjian.rulebook.library import volumes
from gongjian.workdays.arithmetic import Calendar

pytestmark = pytest.mark.django_db
OLD, NEW = dt.date(2026, 5, 17), dt.date(2026, 5, 18)


def judge(number: str, on: dt.date = NEW, code: str = "party-development", **facts: Any) -> Verdict:
    return queries.judge([f"{code}:{number}"], facts, on)


def outcomes(verdict: Verdict) -> list[str]:
    return [f.outcome for f in verdict.findings]


@pytest.mark.parametrize(("present", "ok"), [(10, False), (11, True), (21, True)])
def test_quorum_is_more_than_half_of_those_due(present: int, ok: bool) -> None:
    verdict = queries.judge(["branch-work:4"], {"due": 21, "present": present, "in_favour": 11}, NEW)
    assert verdict.ok is ok


@pytest.mark.parametrize(("in_favour", "ok"), [(10, False), (11, True)])
def test_the_vote_counts_against_all_due_not_those_present(in_favour: int, ok: bool) -> None:
    verdict = judge("20", due=21, secret=True, in_favour=in_favour)
    assert verdict.ok is ok
    if not ok:
        (finding,) = verdict.broken
        assert finding.sentence == "应到 21 人，赞成 10 人，赞成须超过应到的半数。"
        assert (finding.title, finding.article) == ("中国共产党发展党员工作细则", "第二十条")
        assert finding.mark == "R"


def test_the_notice_of_candidates_is_asked_only_since_the_revision() -> None:
    facts: dict[str, Any] = {
        "became_activist": dt.date(2025, 3, 1),
        "became_candidate": dt.date(2026, 5, 20),
        "opinions_heard": True,
        "filed": True,
        "agreed": True,
        "notice_from": dt.date(2026, 5, 11),
        "notice_to": dt.date(2026, 5, 14),
    }
    assert judge("13", OLD, **facts).ok
    assert [f.sentence[:2] for f in judge("13", NEW, **facts).broken] == ["公示"]
    # 9 May 2026 is a Saturday made up for: Saturday to Thursday are five working days (Sunday is none)
    assert judge("13", NEW, **{**facts, "notice_from": dt.date(2026, 5, 9)}).ok


def test_one_year_as_activist_to_the_day() -> None:
    facts = {"opinions_heard": True, "filed": True, "became_activist": dt.date(2024, 2, 29)}
    assert not judge("13", OLD, **facts, became_candidate=dt.date(2025, 2, 27)).ok
    assert judge("13", OLD, **facts, became_candidate=dt.date(2025, 2, 28)).ok


def test_the_months_meeting_limit_exists_only_since_the_revision() -> None:
    facts = {"pre_examined": dt.date(2026, 1, 31), "resolved": dt.date(2026, 3, 1), "due": 3, "present": 2}
    assert judge("19", OLD, **facts).ok
    assert not judge("19", NEW, **facts).ok
    assert judge("19", NEW, **{**facts, "resolved": dt.date(2026, 2, 28)}).ok


def test_three_days_or_twenty_four_hours() -> None:
    assert judge("17", days_trained=3).ok
    assert judge("17", days_trained=1, hours_trained=24).ok
    assert not judge("17", days_trained=2, hours_trained=23).ok
    assert outcomes(judge("17")) == ["unknown"]


def test_what_is_not_known_is_not_ok() -> None:
    verdict = judge("14", sponsors_named=2)
    assert outcomes(verdict) == ["kept", "unknown"]
    assert not verdict.ok
    assert verdict.unknown[0].missing == "sponsors_disciplined"
    assert judge("14", sponsors_named=2, sponsors_disciplined=0).ok


def test_who_may_approve_and_receive() -> None:
    assert judge("22", approving_tier="committee", temporary=False).ok
    assert outcomes(judge("22", approving_tier="general-branch", temporary=True)) == ["broken", "broken"]


def test_other_rules() -> None:
    assert judge("4", code="branch-work", due=9, present=5, in_favour=5).ok
    assert not judge("20", code="member-education", hours_studied=31).ok
    assert judge("18", code="problem-rules", openers=2).ok
    assert not judge("18", code="problem-rules", openers=1).ok
    assert judge("6", code="branch-work", electors_due=10, electors_present=9, votes=5).ok
    assert not judge("6", code="branch-work", electors_due=10, electors_present=8, votes=5).ok


def test_an_article_without_checks_finds_nothing_and_an_unknown_one_is_an_error() -> None:
    assert judge("12").findings == ()
    with pytest.raises(UnknownProvision):
        judge("99")


def test_every_check_of_the_library_can_be_made() -> None:
    """No check names an unknown kind or parameter, and each has its sentence and leaves no gap when nothing is known."""
    for volume in volumes():
        for provision in volume.provisions:
            parameters = {n: p["value"] for n, p in provision["parameters"].items()}
            for check in provision["checks"]:
                made = checks.resolve(check, parameters)
                assert made["says"].endswith("。")
                with pytest.raises(checks.Missing):
                    checks.KINDS[made["kind"]](made, {}, Calendar())


def test_both_editions_of_the_road_are_there() -> None:
    assert {v.head["edition"] for v in volumes() if v.head["code"] == "party-development"} == {"2014", "2026"}
    assert queries.cite("party-development:13", on=OLD).words != queries.cite("party-development:13", on=NEW).words


@given(st.integers(0, 300), st.integers(0, 300), st.integers(1, 4), st.integers(2, 5))
def test_more_than_a_share_is_the_fraction(part: int, whole: int, a: int, b: int) -> None:
    made = {"fact": "part", "of": "whole", "share": [a, b]}
    facts = {"part": part, "whole": whole}
    assert checks.more_than_share(made, facts, Calendar()) is (part > whole * a / b)


@given(st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)), st.integers(0, 900), st.integers(0, 24))
def test_within_and_after_meet_on_one_day_only(begin: dt.date, days: int, months: int) -> None:
    facts = {"a": begin, "b": begin + dt.timedelta(days)}
    check = {"from": "a", "to": "b", "months": months}
    within, after = checks.within_months(check, facts, Calendar()), checks.after_months(check, facts, Calendar())
    assert within or after
