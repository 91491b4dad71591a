"""The demo university has everyone in place, and never mixes with a real one."""

import random

import pytest

from gongjian.kernel import clock
from gongjian.kernel.refused import NotNow
from gongjian.org.models import Membership
from gongjian.people.models import Account, Person
from gongjian_demo import foundation
from gongjian_demo.bodies import lay_out
from gongjian_demo.people import invent_name
from gongjian_demo.university import University

pytestmark = pytest.mark.django_db


def test_a_university_stands(at):
    foundation.found(scale=1, seed=1, at=at, step=lambda n: None)
    university = University.read(at)
    kinds = {k: len(university.of_kind(k)) for k in ("department", "college", "academy", "branch", "partner")}
    assert kinds == {"department": 18, "college": 20, "academy": 9, "branch": 117, "partner": 8}
    assert 1900 <= Person.objects.count() <= 2100
    for branch in university.of_kind("branch"):
        assert len(university.holders(branch.id, "secretary")) == 1, branch.name
        assert branch.id in university.liaisons, branch.name
        if branch.form in ("regular", "joint"):
            assert len(university.members[branch.id]) >= 3, branch.name
    for body in university.of_kind("department", "college", "academy"):
        assert university.holders(body.id, "head")
        assert university.holders(body.id, "handler")
    for college in university.of_kind("college"):
        assert university.holders(college.id, "organiser")
    joint = [b for b in university.of_kind("branch") if b.form == "joint"]
    for branch in joint:
        kinds_of_hosts = {university.bodies[u].kind for u in university.hosts[branch.id]}
        assert kinds_of_hosts == {"college", "academy"}
    temporary = [b.id for b in university.of_kind("branch") if b.form == "temporary"]
    assert len(temporary) == 2
    assert not Membership.objects.filter(organisation_id__in=temporary).exists()

    listed = foundation.account_list(at)
    parts = {a["part"] for a in listed}
    assert parts >= {"student", "secretary", "handler", "head", "liaison", "organiser", "administrator", "leader"}
    assert len(listed) == Account.objects.count() >= 35
    assert Account.objects.get(username="secretary").check_password(listed[0]["password"])

    with pytest.raises(NotNow):
        foundation.found(scale=1, seed=1, at=at, step=lambda n: None)


def test_a_real_store_is_left_alone(cast, at):
    before = Person.objects.count()
    with pytest.raises(NotNow, match="真实数据"):
        foundation.found(scale=1, seed=1, at=at, step=lambda n: None)
    assert Person.objects.count() == before


def test_the_same_seed_gives_the_same_names():
    one, two = random.Random("7"), random.Random("7")
    assert [invent_name(one) for _n in range(50)] == [invent_name(two) for _n in range(50)]


@pytest.mark.parametrize("scale", [1, 3, 25])
def test_the_layout_grows_with_the_scale(scale, at):
    layout = lay_out(scale, clock.local_date(at))
    assert 110 * scale <= len(layout.branches) <= 125 * scale
    assert len({p.code for p in layout.plans}) == len(layout.plans)
    assert max(len(p.name) for p in layout.plans) <= 80
    assert max(len(p.short) for p in layout.plans) <= 30
