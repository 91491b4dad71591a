"""The menu: groups appear only with the right, entries only where a page stands."""

import pytest
from django.test import RequestFactory

from gongjian.config import navigation
from gongjian.kernel.actor import GUEST, Actor, Grant

pytestmark = pytest.mark.django_db
ALL_LANDED = True  # a dead entry fails here


def menu(actor: Actor, path: str = "/") -> navigation.Navigation:
    request = RequestFactory().get(path)
    request.actor = actor  # type: ignore[attr-defined]
    return navigation.navigation(request)["nav"]


def words(nav: navigation.Navigation) -> set[str]:
    return {str(e.label) for g in nav.menu.groups for e in g.entries}  # type: ignore[attr-defined]


def test_no_entry_leads_nowhere() -> None:
    assert navigation.missing() == [] or not ALL_LANDED


def test_a_group_appears_only_with_the_right(monkeypatch) -> None:
    monkeypatch.setattr(navigation, "address", lambda name: f"/{name}/")
    student = Actor(account_id=1, person_id=1, name="甲")
    manager = Actor(account_id=2, person_id=2, name="乙", grants=frozenset({Grant("people.manage", "")}))
    assert "账号" not in words(menu(student))
    assert "账号" in words(menu(manager))
    assert "我要提出" in words(menu(student))


def test_visitors_get_the_public_pages_and_the_way_in(monkeypatch) -> None:
    monkeypatch.setattr(navigation, "address", lambda name: f"/{name}/")
    nav = menu(GUEST)
    assert not nav.signed_in
    assert nav.menu is None
    assert nav.sign_in == "/people:sign-in/"


def test_the_entry_above_the_present_page_is_marked(monkeypatch) -> None:
    monkeypatch.setattr(navigation, "address", lambda name: f"/{name.replace(':', '/')}/")
    actor = Actor(account_id=1, person_id=1, name="甲", grants=frozenset({Grant("matters.read", "")}))
    nav = menu(actor, "/matters/list/难题-2026-0001/")
    assert [str(e.label) for g in nav.menu.groups for e in g.entries if e.here] == ["难题"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("number", "word"), [("提案-2026-0001", "提案"), ("诉求-2026-0001", "我的诉求")])
def test_a_matter_stands_below_the_list_of_its_kind(number, word) -> None:
    actor = Actor(account_id=1, person_id=1, name="甲", grants=frozenset({Grant("matters.read", "")}))
    nav = menu(actor, f"/matters/{number}/take/")
    assert [str(e.label) for g in nav.menu.groups for e in g.entries if e.here] == [word]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("kind", "marked"), [("appeal", ["我的诉求"]), ("all", []), ("problem", ["难题"])])
def test_a_list_of_another_kind_is_not_that_of_problems(kind, marked) -> None:
    actor = Actor(account_id=1, person_id=1, name="甲", grants=frozenset({Grant("matters.read", "")}))
    nav = menu(actor, f"/matters/?kind={kind}")
    assert [str(e.label) for g in nav.menu.groups for e in g.entries if e.here] == marked  # type: ignore[attr-defined]


def test_a_room_that_has_not_landed_is_left_out(monkeypatch) -> None:
    monkeypatch.setattr(navigation, "address", lambda name: "")
    assert menu(Actor(account_id=1, person_id=1, name="甲")).menu.groups == []
