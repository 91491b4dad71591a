"""Appointments and liaisons."""

import datetime as dt

import pytest

from gongjian.audit import queries as ledger
from gongjian.kernel.refused import Malformed, NotAllowed, NotNow, Overtaken
from gongjian.org import operations, queries
from gongjian.org.models import Appointment

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


def appoint(cast, at, **fields):
    given = {
        "person": cast.student_person,
        "body": cast.branch,
        "post": "deputy-secretary",
        "since": DAY,
        "actor": cast.committee_secretary,
        "at": at,
    }
    return operations.appoint(**{**given, **fields})


def test_the_committee_secretary_appoints_and_the_rights_follow(cast, at):
    appoint(cast, at)
    assert cast.again("student").can("matters.adopt", cast.branch.path)
    row = ledger.latest("org.body", cast.branch.pk)
    assert row is not None
    assert row.verb == "org.appointed"
    assert row.details["person"] == "顾一苇"


@pytest.mark.parametrize("part", ["student", "secretary", "head", "liaison", "organiser", "leader"])
def test_nobody_else_appoints(cast, at, part):
    with pytest.raises(NotAllowed):
        appoint(cast, at, person=cast.stranger_person, actor=getattr(cast, part))
    assert not Appointment.objects.filter(person=cast.stranger_person).exists()


def test_nobody_appoints_themselves(cast, at):
    with pytest.raises(NotAllowed, match="给自己"):
        appoint(cast, at, person=cast.administrator_person, actor=cast.administrator)


@pytest.mark.parametrize(
    ("body", "post"),
    [
        ("department", "secretary"),
        ("branch", "handler"),
        ("branch", "party-committee-secretary"),
        ("committee", "secretary"),
        ("department", "leader"),
        ("branch", "no-such-post"),
    ],
)
def test_a_post_is_held_only_where_it_belongs(cast, at, body, post):
    with pytest.raises(Malformed) as refused:
        appoint(cast, at, body=getattr(cast, body), post=post, actor=cast.administrator)
    assert "post" in refused.value.fields


def test_a_branch_has_one_secretary_at_a_time(cast, at):
    with pytest.raises(NotNow, match="苏文澜"):
        appoint(cast, at, post="secretary")
    present = Appointment.objects.get(body=cast.branch, post="secretary")
    operations.end_appointment(appointment=present, on=DAY, reason="换届", actor=cast.committee_secretary, at=at)
    made = appoint(cast, at, post="secretary", since=DAY + dt.timedelta(days=1))
    assert queries.secretaries(cast.branch.pk, at + dt.timedelta(days=1)) == [made.person_id]


def test_an_organiser_is_sent_by_a_body(cast, at):
    with pytest.raises(Malformed) as refused:
        appoint(cast, at, body=cast.college, post="organiser", actor=cast.administrator)
    assert "sent_by" in refused.value.fields
    made = appoint(cast, at, body=cast.college, post="organiser", sent_by=cast.department, actor=cast.administrator)
    assert made.sent_by_id == cast.department.pk


def test_a_term_in_a_temporary_branch_ends_with_it(cast, at):
    temporary = operations.found_organisation(
        parent=cast.committee,
        tier="branch",
        form="temporary",
        name="校庆志愿服务临时党支部",
        planned_end=dt.date(2026, 6, 30),
        purpose="校庆志愿服务",
        actor=cast.administrator,
        at=at,
    )
    assert appoint(cast, at, body=temporary, post="secretary").until == dt.date(2026, 6, 30)


def test_ending_a_post_takes_its_rights_from_the_next_day(cast, at):
    post = Appointment.objects.get(body=cast.department, post="handler")
    operations.end_appointment(appointment=post, on=DAY, reason="轮岗", actor=cast.administrator, at=at)
    assert cast.again("handler").can("matters.handle", cast.department.path)
    assert not cast.again("handler", at + dt.timedelta(days=1)).grants


def test_the_second_to_end_a_post_is_told_so(cast, at):
    post = Appointment.objects.get(body=cast.department, post="handler")
    stale = Appointment.objects.get(pk=post.pk)
    operations.end_appointment(appointment=post, on=DAY, reason="轮岗", actor=cast.administrator, at=at)
    with pytest.raises(Overtaken):
        operations.end_appointment(appointment=stale, on=DAY, reason="轮岗", actor=cast.administrator, at=at)


def test_a_liaison_is_a_member_of_the_committee_above(cast, at):
    with pytest.raises(Malformed, match="委员"):
        operations.set_liaison(
            person=cast.head_person, organisation=cast.branch, since=DAY, actor=cast.administrator, at=at
        )
    assert queries.liaison_of(cast.branch.pk, at) == cast.liaison.person_id


def test_a_new_liaison_relieves_the_former_one(cast, at):
    operations.set_liaison(
        person=cast.committee_secretary_person, organisation=cast.branch, since=DAY, actor=cast.administrator, at=at
    )
    assert queries.liaison_of(cast.branch.pk, at) == cast.committee_secretary.person_id
    assert not cast.again("liaison").can("matters.supervise", cast.branch.path)
    assert cast.again("liaison").can("matters.supervise", cast.office_branch.path)


def test_who_may_do_something_at_a_body(cast, at):
    found = queries.holders_of_capability("matters.supervise", cast.branch.path, at)
    assert found == sorted(a.person_id for a in (cast.committee_secretary, cast.liaison, cast.leader))
