"""Bodies are founded, renamed and ended."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.audit import queries as ledger
from gongjian.kernel.refused import Malformed, NotAllowed, NotNow
from gongjian.org import operations, queries
from gongjian.org.models import Appointment, Body, Liaison
from tests.cast import SYSTEM

pytestmark = pytest.mark.django_db


def test_the_administrator_founds_a_department(cast, at):
    unit = operations.found_unit(
        parent=cast.university,
        kind="department",
        name="图书馆",
        duties="借阅 座位",
        actor=cast.administrator,
        at=at,
    )
    assert unit.path == "0001/0008/"
    assert unit.code == "U0001.0008"
    row = ledger.latest("org.body", unit.pk)
    assert row is not None
    assert row.verb == "org.founded-unit"
    assert "图书馆" in row.sentence


@pytest.mark.parametrize("part", ["student", "secretary", "head", "leader", "committee_secretary"])
def test_nobody_else_founds(cast, at, part):
    before = Body.objects.count()
    with pytest.raises(NotAllowed):
        operations.found_unit(
            parent=cast.university, kind="department", name="图书馆", actor=getattr(cast, part), at=at
        )
    assert Body.objects.count() == before


def test_siblings_have_different_names(cast, at):
    with pytest.raises(Malformed) as refused:
        operations.found_unit(
            parent=cast.university, kind="department", name="后勤保障部", actor=cast.administrator, at=at
        )
    assert "name" in refused.value.fields


def test_a_partner_says_which_kind(cast, at):
    with pytest.raises(Malformed) as refused:
        operations.found_unit(parent=cast.university, kind="partner", name="东风街道", actor=cast.administrator, at=at)
    assert "partner_kind" in refused.value.fields
    made = operations.found_unit(
        parent=cast.university,
        kind="partner",
        partner_kind="community",
        name="东风街道",
        actor=cast.administrator,
        at=at,
    )
    assert made.partner_kind == "community"


def found(cast, at, **fields):
    given_fields = {"parent": cast.committee, "tier": "branch", "name": "新支部", "actor": cast.administrator, "at": at}
    return operations.found_organisation(**{**given_fields, **fields})


def test_a_joint_branch_belongs_to_a_college_and_an_academy(cast, at):
    with pytest.raises(Malformed, match="学院和书院"):
        found(cast, at, form="joint", hosts=[cast.college])
    made = found(cast, at, form="joint", hosts=[cast.college, cast.academy])
    assert [name for _id, name in queries.hosts_of([made.pk])[made.pk]] == ["机电学院", "明远书院"]


def test_a_temporary_branch_has_its_end_and_purpose(cast, at):
    with pytest.raises(Malformed) as refused:
        found(cast, at, form="temporary")
    assert set(refused.value.fields) == {"planned_end", "purpose"}
    made = found(cast, at, form="temporary", planned_end=dt.date(2026, 6, 30), purpose="校庆志愿服务")
    assert made.planned_end == dt.date(2026, 6, 30)


def test_only_a_temporary_branch_has_a_planned_end(cast, at):
    with pytest.raises(Malformed):
        found(cast, at, planned_end=dt.date(2026, 6, 30))


@pytest.mark.parametrize(
    ("parent", "tier", "fits"),
    [
        ("university", "committee", True),
        ("university", "branch", False),
        ("committee", "committee", True),
        ("committee", "general-branch", True),
        ("committee", "branch", True),
        ("committee", "group", False),
        ("branch", "group", True),
        ("branch", "branch", False),
        ("college", "committee", False),
    ],
)
def test_three_tiers_stand_below_one_another(cast, at, parent, tier, fits):
    below = getattr(cast, parent)
    if fits:
        assert found(cast, at, parent=below, tier=tier).path.startswith(below.path)
    else:
        with pytest.raises(Malformed):
            found(cast, at, parent=below, tier=tier)


def test_a_rename_keeps_the_old_name_in_the_ledger(cast, at):
    operations.rename(body=cast.department, name="后勤服务部", actor=cast.administrator, at=at)
    row = ledger.latest("org.body", cast.department.pk)
    assert row is not None
    assert row.details["old"] == "后勤保障部"


def test_an_ended_branch_ends_its_posts_and_its_liaison(cast, at):
    for membership in cast.office_branch.memberships.filter(until__isnull=True):
        operations.leave(membership=membership, on=dt.date(2026, 3, 1), actor=cast.administrator, at=at)
    operations.end_body(
        body=cast.office_branch, on=dt.date(2026, 3, 1), reason="机构调整", actor=cast.administrator, at=at
    )
    assert Appointment.objects.get(body=cast.office_branch).until == dt.date(2026, 3, 1)
    assert Liaison.objects.get(organisation=cast.office_branch).until == dt.date(2026, 3, 1)
    assert not cast.again("office_secretary").grants


def test_a_branch_with_members_is_not_ended(cast, at):
    with pytest.raises(NotNow, match="组织关系"):
        operations.end_body(
            body=cast.branch, on=dt.date(2026, 3, 1), reason="机构调整", actor=cast.administrator, at=at
        )
    cast.branch.refresh_from_db()
    assert cast.branch.ended is None


def test_a_body_with_bodies_below_is_not_ended(cast, at):
    with pytest.raises(NotNow, match="之下还有"):
        operations.end_body(
            body=cast.committee, on=dt.date(2026, 3, 1), reason="机构调整", actor=cast.administrator, at=at
        )


@given(shape=st.lists(st.integers(min_value=0, max_value=7), min_size=1, max_size=12))
def test_a_subtree_is_always_a_prefix(db, at, shape):
    """However the tree grows, a body's path begins with its parent's and no two are alike."""
    number = Body.objects.count()
    bodies = [operations.found_unit(parent=None, kind="university", name=f"示范大学{number}", actor=SYSTEM, at=at)]
    for n, choice in enumerate(shape):
        parent = bodies[choice % len(bodies)]
        bodies.append(operations.found_unit(parent=parent, kind="department", name=f"单位{n}", actor=SYSTEM, at=at))
    assert len({b.path for b in bodies}) == len(bodies)
    for body in bodies[1:]:
        assert body.path.startswith(body.parent.path)
        assert [r.pk for r in queries.bodies_below(body.path).filter(pk=body.pk)] == [body.pk]
