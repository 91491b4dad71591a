"""Which requests read the replica: a second connection to the same database stands for it here."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from gongjian.config.requests import reading
from gongjian.kernel import replica
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def second(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """That connection; a test may spoil it."""
    connections.settings[replica.ALIAS] = deepcopy(connection.settings_dict)
    connections[replica.ALIAS].connect()
    settings.DATABASE_ROUTERS = ["gongjian.kernel.replica.Router"]
    watch = replica.Watch()
    monkeypatch.setattr(replica, "WATCH", watch)
    monkeypatch.setattr(watch, "_look", lambda: setattr(watch, "_well", True))
    yield connections[replica.ALIAS]
    connections[replica.ALIAS].close()
    del connections[replica.ALIAS], connections.settings[replica.ALIAS]


def asked(client: Client, name: str) -> tuple[int, int]:
    """Status, and how many questions the replica got."""
    with CaptureQueriesContext(connections[replica.ALIAS]) as there:
        answer = client.get(reverse(name))
    return answer.status_code, len(there)


def test_a_public_list_is_read_there_and_one_s_own_things_are_not(cast: Cast, second: Any) -> None:
    status, questions = asked(Client(), "matters:public")
    assert status == 200 and questions > 0
    client = Client()
    client.force_login(cast.accounts["student"])
    status, questions = asked(client, "matters:list")
    assert status == 200 and questions > 0
    assert asked(client, "insight:desk") == (200, 0)
    assert asked(client, "problems:raise") == (200, 0)


def test_who_has_just_written_reads_what_was_written(cast: Cast, second: Any) -> None:
    client = Client()
    client.force_login(cast.accounts["student"])
    raised = {"title": "热水", "text": "没有热水。", "category": "living", "origin_id": cast.branch.pk}
    answer = client.post(reverse("problems:raise"), raised)
    assert answer.status_code == 302
    mark = client.cookies[reading.WROTE]
    assert mark["max-age"] == reading.WROTE_SECONDS > replica.BEHIND_AT_MOST
    assert mark["httponly"] and mark["samesite"] == "Lax"
    assert asked(client, "matters:list") == (200, 0)
    del client.cookies[reading.WROTE]
    assert asked(client, "matters:list")[1] > 0


def test_a_replica_that_fails_in_the_middle_is_not_noticed(
    cast: Cast, second: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(second, "ensure_connection", gone)
    second.close()
    for _time in range(2):
        assert Client().get(reverse("matters:public")).status_code == 200
    assert not replica.WATCH.usable()


def test_without_one_nothing_is_marked(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.accounts["student"])
    client.post(reverse("problems:raise"), {})
    assert reading.WROTE not in client.cookies


def test_every_name_on_the_list_is_an_address() -> None:
    known = {
        f"{space}:{name}" for space, (_p, part) in get_resolver().namespace_dict.items() for name in part.reverse_dict
    }
    assert sorted(reading.MAY_BE_OLD - known) == []
