"""Entries: who may enter, until when, what must be in them, and the check of their form."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongjian.evaluation import operations, queries
from gongjian.evaluation.models import Entry
from gongjian.files import queries as files
from gongjian.kernel.refused import Malformed, NotAllowed, NotFound, NotNow, Overtaken
from tests.cast import Cast
from tests.evaluation.scenarios import (
    AWARDS,
    CRITERIA,
    admitted,
    again,
    charter,
    drafted,
    handed_in,
    judging,
    opened,
    text,
    written,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"


def test_a_team_enters(cast: Cast, at: dt.datetime) -> None:
    entry = written(cast, opened(cast, at), at, team="")
    assert entry.number == "申报-2026-0001" and entry.state == "writing"
    assert [(m.person.name, m.unit) for m in entry.members.all()] == [("顾一苇", "机电学院、明远书院")]


def test_a_team_enters_by_numbers(cast: Cast, at: dt.datetime) -> None:
    entry = written(cast, opened(cast, at), at, team="s002，S002、S001 ")
    assert [m.person.name for m in entry.members.all()] == ["顾一苇", "祁安然"]
    for part in ("student", "member"):
        assert queries.get_entry(getattr(cast, part), entry.number) == entry
    for part in ("stranger", "other_head", "guest"):
        with pytest.raises(NotFound):
            queries.get_entry(getattr(cast, part), entry.number)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": ""}),
        ("team", {"team": "没有"}),
        ("team", {"team": "E003"}),
        ("background", {"background": "字" * 3001}),
        ("research_until", {"research_until": dt.date(2026, 1, 1)}),
        ("asked", {"asked": -1}),
    ],
)
def test_an_entry_holds_together(cast: Cast, at: dt.datetime, field: str, changes: dict[str, Any]) -> None:
    contest = opened(cast, at)
    with pytest.raises(Malformed) as refused:
        written(cast, contest, at, **changes)
    assert field in refused.value.fields
    assert not Entry.objects.exists()


@pytest.mark.parametrize("part", ["handler", "guest"])
def test_only_students_enter_a_contest_of_proposals(cast: Cast, at: dt.datetime, part: str) -> None:
    contest = opened(cast, at)
    with pytest.raises(NotAllowed):
        written(cast, contest, at, part)
    assert not Entry.objects.exists()


def test_a_second_click_finds_the_first_entry(cast: Cast, at: dt.datetime) -> None:
    contest = opened(cast, at)
    one, other = (
        operations.start_entry(contest=contest, **text(at), actor=cast.student, at=at, token="t") for _ in range(2)
    )
    assert one == other and Entry.objects.count() == 1


@pytest.mark.parametrize(("days", "says"), [(-1, "自 2026-03-02 开始"), (21, "已于 2026-03-22 截止")])
def test_the_days_of_entering_are_kept(cast: Cast, at: dt.datetime, days: int, says: str) -> None:
    contest = opened(cast, at)
    entry = written(cast, contest, at)
    when = at + days * DAY
    for verb in (
        lambda: operations.start_entry(contest=contest, **text(at), actor=cast.student, at=when),
        lambda: operations.write_entry(entry=entry, **text(at), actor=cast.student, at=when),
        lambda: operations.hand_in(entry=entry, actor=cast.student, at=when),
    ):
        with pytest.raises(NotNow, match=says):
            verb()


def test_the_last_day_counts(cast: Cast, at: dt.datetime) -> None:
    contest = opened(cast, at)
    handed_in(cast, contest, at + 20 * DAY + dt.timedelta(hours=14))


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("category", {"category": "天文"}),
        ("background", {"background": " "}),
        ("research_place", {"research_place": ""}),
        ("research_method", {"research_method": ""}),
        ("research_since", {"research_since": None}),
        ("research_until", {"research_until": dt.date(2026, 3, 9)}),
        ("asked", {"asked": 9}),
        ("asked", {"asked": None}),
        ("findings", {"findings": ""}),
        ("analysis", {"analysis": ""}),
        ("advice", {"advice": ""}),
    ],
)
def test_what_is_handed_in_is_complete(cast: Cast, at: dt.datetime, field: str, changes: dict[str, Any]) -> None:
    entry = written(cast, opened(cast, at), at, **changes)
    with pytest.raises(Malformed) as refused:
        operations.hand_in(entry=entry, actor=cast.student, at=at)
    assert list(refused.value.fields) == [field] and refused.value.authority
    assert queries.again(entry).state == "writing"


def test_writing_on_with_attachments(cast: Cast, at: dt.datetime) -> None:
    entry = written(cast, opened(cast, at), at)
    photo = SimpleUploadedFile("现场.png", PNG)
    entry = operations.write_entry(
        entry=entry, **text(at, title="改题"), actor=cast.student, at=at, uploads=[photo], seen=entry.version
    )
    (file,) = files.files_of(queries.FILES, entry.pk)
    assert entry.title == "改题"
    assert files.get_for(cast.student, file.pk) == file
    with pytest.raises(NotFound):
        files.get_for(cast.stranger, file.pk)
    entry = operations.write_entry(entry=entry, **text(at), actor=cast.student, at=at, drop=[file.pk])
    assert files.files_of(queries.FILES, entry.pk) == []
    with pytest.raises(Overtaken):
        operations.write_entry(entry=entry, **text(at), actor=cast.student, at=at, seen=1)
    with pytest.raises(NotAllowed):
        operations.write_entry(entry=entry, **text(at), actor=cast.stranger, at=at)


def test_the_form_is_checked_by_the_host(cast: Cast, at: dt.datetime) -> None:
    contest = opened(cast, at)
    entry = handed_in(cast, contest, at)
    for part in ("student", "other_head", "secretary"):
        with pytest.raises(NotAllowed):
            operations.admit(entry=entry, actor=getattr(cast, part), at=at)
    with pytest.raises(Malformed):
        operations.return_entry(entry=entry, reason="", actor=cast.head, at=at)
    operations.return_entry(entry=entry, reason="补充受访人数", actor=cast.head, at=at)
    entry = queries.again(entry)
    assert (entry.state, entry.remark) == ("writing", "补充受访人数")
    operations.hand_in(entry=entry, actor=cast.student, at=at)
    entry = queries.again(entry)
    with pytest.raises(NotNow, match="截止"):
        operations.return_entry(entry=entry, reason="再补", actor=cast.head, at=at + 21 * DAY)
    operations.turn_down(entry=entry, reason="不是提案", actor=cast.head, at=at + 21 * DAY)
    assert queries.again(entry).state == "turned-down"
    with pytest.raises(NotNow):
        operations.retract(entry=queries.again(entry), actor=cast.student, at=at)


def test_an_entry_is_taken_back_before_the_judging(cast: Cast, at: dt.datetime) -> None:
    contest = opened(cast, at)
    operations.retract(entry=handed_in(cast, contest, at), actor=cast.student, at=at)
    assert Entry.objects.get().state == "retracted"
    _contest, entries, when = judging(cast, at)
    with pytest.raises(NotNow):
        operations.retract(entry=entries[0], actor=cast.student, at=when)


def test_a_contest_of_bodies(cast: Cast, at: dt.datetime) -> None:
    """十佳党支部 (S34): a branch enters by its secretary; a juror of the branch's committee is in the way, others are not."""
    contest = operations.draw_up_contest(
        **charter(cast, at, kind="body", title="十佳党支部", edition=23, host_id=cast.committee.pk),
        actor=cast.committee_secretary,
        at=at,
    )
    operations.set_criteria(contest=contest, criteria=CRITERIA, awards=AWARDS, actor=cast.committee_secretary, at=at)
    operations.open_contest(contest=again(contest), actor=cast.committee_secretary, at=at)
    contest = again(contest)
    given: dict[str, Any] = {"title": "热水班", "background": "三年如一日。", "body_id": cast.branch.pk}
    with pytest.raises(NotAllowed):
        operations.start_entry(contest=contest, **given, actor=cast.student, at=at)
    with pytest.raises(Malformed):
        operations.start_entry(contest=contest, **given, actor=cast.office_secretary, at=at)
    entry = operations.start_entry(contest=contest, **given, actor=cast.secretary, at=at)
    operations.hand_in(entry=entry, actor=cast.secretary, at=at)
    entry = queries.again(entry)
    assert entry.body_id == cast.branch.pk and entry.state == "handed-in"


def test_nobody_checks_one_own_entry(cast: Cast, at: dt.datetime) -> None:
    contest = drafted(cast, at)
    operations.open_contest(contest=contest, actor=cast.head, at=at)
    entry = handed_in(cast, again(contest), at)
    entry.members.create(person=cast.head_person, place=9)
    with pytest.raises(NotAllowed, match="团队成员"):
        operations.admit(entry=queries.again(entry), actor=cast.head, at=at)
    assert admitted(cast, again(contest), at, "stranger").state == "admitted"
