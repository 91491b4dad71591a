"""Affiliations and memberships."""

import datetime as dt

import pytest

from gongjian.kernel.refused import NotAllowed, NotNow
from gongjian.org import operations, queries
from gongjian.org.models import Membership

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


def test_a_person_has_one_open_membership(cast, at):
    with pytest.raises(NotNow, match="明远书院学生第一党支部"):
        operations.join(
            person=cast.member_person,
            organisation=cast.office_branch,
            stage="full",
            since=DAY,
            actor=cast.administrator,
            at=at,
        )
    present = Membership.objects.get(person=cast.member_person, until__isnull=True)
    operations.leave(membership=present, on=DAY, actor=cast.administrator, at=at)
    operations.join(
        person=cast.member_person,
        organisation=cast.office_branch,
        stage="full",
        since=DAY,
        actor=cast.administrator,
        at=at,
    )
    assert cast.again("member", at + dt.timedelta(days=1)).home_body_id == cast.office_branch.pk


def test_a_temporary_branch_takes_no_memberships(cast, at):
    temporary = operations.found_organisation(
        parent=cast.committee,
        tier="branch",
        form="temporary",
        name="临时党支部",
        planned_end=dt.date(2026, 6, 30),
        purpose="校庆志愿服务",
        actor=cast.administrator,
        at=at,
    )
    with pytest.raises(NotNow, match="临时党支部不转接组织关系"):
        operations.join(
            person=cast.student_person,
            organisation=temporary,
            stage="full",
            since=DAY,
            actor=cast.administrator,
            at=at,
        )


def test_a_secretary_does_not_enter_members(cast, at):
    with pytest.raises(NotAllowed):
        operations.join(
            person=cast.student_person,
            organisation=cast.branch,
            stage="activist",
            since=DAY,
            actor=cast.secretary,
            at=at,
        )
    assert not Membership.objects.filter(person=cast.student_person).exists()


def test_the_branch_a_student_speaks_through(cast, at):
    assert queries.default_branch_for(cast.student.person_id, at) == cast.branch.pk
    assert queries.default_branch_for(cast.stranger.person_id, at) is None
    assert queries.default_branch_for(cast.head.person_id, at) == cast.office_branch.pk


def test_persons_are_picked_only_where_members_may_be_read(cast):
    assert [p.name for p, _unit in queries.pick_persons(cast.secretary, words="顾")] == ["顾一苇"]
    assert queries.pick_persons(cast.secretary, words="乔") == []
    assert queries.pick_persons(cast.student, words="顾") == []
    assert [p.name for p, _unit in queries.pick_persons(cast.administrator, words="S003")] == ["乔未央"]


def test_bodies_are_picked_by_name_and_duties(cast, at):
    assert [r.name for r in queries.pick(words="热水", at=at)] == ["后勤保障部"]
    assert queries.pick(words="支部", sort="unit", at=at) == []
    assert [r.name for r in queries.pick(words="明远", sort="organisation", at=at)] == ["明远书院学生第一党支部"]
