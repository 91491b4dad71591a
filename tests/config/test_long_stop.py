"""After a long stop nobody gets a hundred messages: what is late is gathered into one for each person."""

import datetime as dt

import pytest
from django.db import connection

from gongjian.audit import append_only, linking
from gongjian.audit.models import Entry
from gongjian.audit.queries import backward_times
from gongjian.config.processes import working
from gongjian.kernel import clock, clock_watch
from gongjian.notify import operations as notify
from gongjian.notify.models import Message, Preference
from tests.audit.conftest import note  # noqa: F401 - a fixture
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def connections_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working.connections, "close_all", lambda: None)
    monkeypatch.setattr(working, "close_old_connections", lambda: None)


def rounds_that_send(monkeypatch: pytest.MonkeyPatch, person: int) -> None:
    left = [3]

    def one_round() -> int:
        if not left[0]:
            return 0
        left[0] -= 1
        for n in range(42):
            notify.send(
                to=[person], kind="matters.late", text=f"{n}", url="/", at=clock.now(), actor=None, urgent=n < 9
            )
        notify.gather_digests(at=clock.now())  # what the morning's task does
        return 1

    monkeypatch.setattr(working, "one_round", one_round)


@pytest.mark.parametrize(("hours", "announced"), [(24 * 7, 1), (1, 3 * 9 + 3)])
def test_late_messages_come_as_one(cast: Cast, monkeypatch: pytest.MonkeyPatch, hours: int, announced: int) -> None:
    person = cast.student_person.pk
    at = clock.now()
    clock_watch.Setting.put(clock_watch.SEEN, (at - dt.timedelta(hours=hours)).isoformat(), at=at, by="x")
    rounds_that_send(monkeypatch, person)
    working.work(once=True)
    assert Message.objects.filter(recipient_id=person).count() > 126
    assert Message.objects.filter(recipient_id=person, digest_on=None).count() == announced


def test_who_wants_none_of_a_kind_gets_none_late_either(cast: Cast) -> None:
    person = cast.student_person.pk
    with notify.gathering_late():
        sent = notify.send(to=[person], kind="x.y", text="a", url="", at=cast.at, actor=None, urgent=True)
    assert sent == 1 and not Message.objects.get().urgent
    assert Preference.objects.count() == 0


def test_verify_names_where_time_ran_backwards(note: object) -> None:  # noqa: F811
    for n in range(1, 5):
        note(n)  # type: ignore[operator]
    linking.link_waiting()
    assert backward_times() == []
    append_only.lower_walls(connection)
    third = Entry.objects.get(seq=3)
    Entry.objects.filter(seq=3).update(written_at=third.written_at - dt.timedelta(days=1))
    assert [seq for seq, _at, _before in backward_times()] == [3]
