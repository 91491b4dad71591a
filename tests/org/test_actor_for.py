"""Rights follow from appointments in force alone."""

import datetime as dt

import pytest

from gongjian.kernel import clock
from gongjian.org import queries
from gongjian.org.models import Affiliation, Appointment, Body, Liaison, Membership, PartyOrganisation, Unit
from gongjian.people.models import Account, Person

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 10, 12, 9, tzinfo=dt.UTC)
DAY = clock.local_date(AT)


@pytest.fixture
def office() -> Unit:
    return Unit.objects.create(
        sort=Body.Sort.UNIT, path="0001/", code="D1", name="后勤保障部", short="后勤", kind="department"
    )


@pytest.fixture
def branch() -> PartyOrganisation:
    return PartyOrganisation.objects.create(
        sort=Body.Sort.ORGANISATION, path="0002/", code="B1", name="学生第一党支部", short="学一", tier="branch"
    )


@pytest.fixture
def account() -> Account:
    person = Person.objects.create(name="苏文澜", number="S1", kind="student")
    return Account.objects.create_user("suwl", "x", person=person, created_at=AT)


def test_a_post_gives_its_rights_below_its_body_only(office, branch, account, django_assert_num_queries):
    Appointment.objects.create(person=account.person, body=office, post="handler", since=DAY)
    account = Account.objects.get(pk=account.pk)
    with django_assert_num_queries(1):
        actor = queries.actor_for(account, AT)
    assert actor.can("matters.handle", "0001/0003/")
    assert not actor.can("matters.handle", branch.path)
    assert actor.title == "后勤保障部 · 经办人"
    assert actor.bodies == {office.pk}
    assert len(actor.sealed) == 64


@pytest.mark.parametrize(
    ("since", "until", "held"),
    [(-10, None, True), (0, 0, True), (1, None, False), (-10, -1, False)],
    ids=["open", "only today", "tomorrow", "over"],
)
def test_a_term_counts_from_its_first_to_its_last_day(office, account, since, until, held):
    Appointment.objects.create(
        person=account.person,
        body=office,
        post="head",
        since=DAY + dt.timedelta(since),
        until=None if until is None else DAY + dt.timedelta(until),
    )
    assert queries.actor_for(account, AT).can("matters.sign-off", office.path) is held


def test_an_ended_body_gives_no_rights(office, account):
    Appointment.objects.create(person=account.person, body=office, post="head", since=DAY)
    Body.objects.filter(pk=office.pk).update(ended=DAY - dt.timedelta(1))
    assert not queries.actor_for(account, AT).grants


def test_a_liaison_supervises_the_branch_without_belonging_to_it(branch, account):
    Liaison.objects.create(person=account.person, organisation=branch, since=DAY)
    actor = queries.actor_for(account, AT)
    assert actor.can("matters.supervise", branch.path)
    assert branch.pk not in actor.bodies


def test_home_is_the_branch_before_the_unit(office, branch, account):
    Affiliation.objects.create(person=account.person, unit=office, since=DAY)
    assert queries.actor_for(account, AT).home_body_id == office.pk
    assert queries.actor_for(account, AT).title == "后勤保障部 · 学生"
    Membership.objects.create(person=account.person, organisation=branch, stage="full", since=DAY)
    actor = queries.actor_for(account, AT)
    assert actor.home_body_id == branch.pk
    assert actor.bodies == {office.pk, branch.pk}


def test_a_disabled_account_is_a_guest(account):
    account.is_active = False
    assert not queries.actor_for(account, AT).is_signed_in
