"""Lists show what their conditions say, whether the list is few (ids named) or many (walked)."""

import pytest

from gongjian.matters import queries, visibility
from gongjian.matters.models import Matter
from tests.appeals import scenarios as appeals
from tests.matters import scenarios

pytestmark = pytest.mark.django_db
PARTS = ("secretary", "office_secretary", "handler", "student", "leader", "member", "stranger", "guest")


@pytest.fixture
def filled(cast, at, frozen):
    scenarios.struck_off(cast, at)
    for _n in range(3):
        scenarios.handling(cast, at)
    appeals.closed(cast, at)
    appeals.accepted(cast, at)
    return cast


def _ids(rows):
    return sorted(rows.values_list("pk", flat=True))


def test_few_and_many_are_the_same_list(filled, at, monkeypatch):
    for many in (1, 3, 4000):
        monkeypatch.setattr(visibility, "MANY", many)
        seen = {}
        for part in PARTS:
            actor = getattr(filled, part)
            for kind in ("", "problem", "appeal", "proposal"):
                listed, plain = _ids(queries.visible_list(actor, kind)), _ids(queries.visible_to(actor, kind))
                assert listed == plain, (part, kind, many)
                assert queries.readable_ids(actor, plain) == set(plain)
                seen[part, kind] = len(plain)
        assert seen["leader", "problem"] >= seen["handler", "problem"] > seen["stranger", "problem"]
        assert seen["guest", ""] == 0
        for body in {row.holder for row in Matter.objects.select_related("holder")}:
            wanted = queries.Filter(body=body.pk)
            found = _ids(queries.narrowed(Matter.objects.all(), wanted, actor=filled.leader, at=at))
            assert found == _ids(Matter.objects.filter(involved__body__path__startswith=body.path).distinct()), many


def test_ones_own_are_found_by_name_and_by_seal(cast, at):
    named = scenarios.raised(cast, at)
    rows = Matter.objects.filter(queries.own(cast.student))
    expected = {m.pk for m in Matter.objects.all() if m.raiser_id == cast.student.person_id}
    assert {m.pk for m in rows} >= expected
    assert (named.raiser_id == cast.student.person_id) == (named.pk in {m.pk for m in rows})
    assert not Matter.objects.filter(queries.own(cast.guest)).exists()
