"""Reads are counted without slowing the page, once for a browser, and nobody is known."""

import datetime as dt
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from gongjian.bulletin import operations, queries, reading, tally
from gongjian.bulletin.models import DayReads, Notice
from tests.bulletin.conftest import SignedIn, fresh
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def page(client: Client, notice: Notice, **headers: str) -> str:
    answer = client.get(reverse("bulletin:item", args=[notice.number]), headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_read_is_counted_once_for_a_browser(notice: Notice, at: dt.datetime) -> None:
    one, other = Client(), Client()
    page(one, notice)
    page(one, notice)
    assert "2 次" in page(other, notice) or tally.waiting(notice.pk) == 2
    assert fresh(notice).reads == 0
    assert tally.flush() == 2
    assert fresh(notice).reads == 2 and tally.waiting(notice.pk) == 0
    assert tally.flush() == 0
    assert "2 次" in page(one, notice)
    assert DayReads.objects.get().reads == 2


def test_what_the_reader_did_not_ask_for_is_not_counted(notice: Notice) -> None:
    page(Client(), notice, sec_purpose="prefetch")
    Client().head(reverse("bulletin:item", args=[notice.number]))
    assert tally.waiting(notice.pk) == 0


def test_drafts_are_not_counted(signed_in: SignedIn, draft: Notice) -> None:
    page(signed_in("handler"), draft)
    assert tally.waiting(draft.pk) == 0


def test_a_forged_cookie_does_no_harm(notice: Notice) -> None:
    client = Client()
    client.cookies[reading.COOKIE] = "x.<script>.-1." + "9." * 3000
    answer = client.get(reverse("bulletin:item", args=[notice.number]))
    assert answer.cookies[reading.COOKIE].value == ".".join(["9"] * 59 + [str(notice.pk)])
    assert tally.waiting(notice.pk) == 1


def test_nobody_is_known_by_a_read(signed_in: SignedIn, notice: Notice) -> None:
    client = signed_in("student")
    page(client, notice)
    tally.flush()
    cookie = client.cookies[reading.COOKIE]
    assert cookie["httponly"] and not cookie["max-age"] and not cookie["expires"]
    fields = {f.name for f in apps.get_model("bulletin", "DayReads")._meta.get_fields()}
    assert fields == {"id", "day", "reads"}


def test_counting_costs_no_query(notice: Notice, django_assert_max_num_queries: Any) -> None:
    page(Client(), notice)
    with django_assert_max_num_queries(4):
        page(Client(), notice)
    with django_assert_max_num_queries(0):
        tally.note(notice.pk, dt.date(2026, 3, 2))


def test_reads_of_what_is_gone_are_passed_over(cast: Cast, notice: Notice, at: dt.datetime) -> None:
    operations.take_down(notice=notice, reason="有误", actor=cast.head, at=at)
    assert operations.add_reads(reads={notice.pk: 3, 999_999: 2}, day=at.date()) == 0
    assert not DayReads.objects.exists()


def test_what_could_not_be_written_waits_on(notice: Notice, monkeypatch: pytest.MonkeyPatch) -> None:
    tally.note(notice.pk, dt.date(2026, 3, 2))

    def broken(**_given: object) -> int:
        raise RuntimeError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(operations, "add_reads", broken)
        assert tally.flush() == 0
    assert tally.waiting(notice.pk) == 1
    assert tally.flush() == 1


def test_figures_by_day(notice: Notice) -> None:
    operations.add_reads(reads={notice.pk: 5}, day=dt.date(2026, 3, 2))
    operations.add_reads(reads={notice.pk: 7}, day=dt.date(2026, 3, 4))
    assert dict(DayReads.objects.values_list("day", "reads")) == {dt.date(2026, 3, 2): 5, dt.date(2026, 3, 4): 7}
    assert fresh(notice).reads == 12


# --- many at once ---


def together(work: Any, many: int = 8) -> None:
    """The same work in several threads, each with its own connection."""
    wrong: list[Exception] = []

    def run(place: int) -> None:
        try:
            work(place)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.fixture
def apart(transactional_db: None) -> Iterator[None]:
    """A database that several threads share."""
    return


@pytest.mark.django_db(transaction=True)
def test_many_readers_at_once_are_all_counted(apart: None, cast: Cast, notice: Notice, call: Notice) -> None:
    def read(place: int) -> None:
        for n in range(50):
            tally.note(notice.pk if n % 5 else call.pk, dt.date(2026, 3, 2))
            if n % 20 == place:
                tally.flush()

    together(read)
    tally.flush()
    assert (fresh(notice).reads, fresh(call).reads) == (320, 80)
    assert sum(DayReads.objects.values_list("reads", flat=True)) == 400


@pytest.mark.django_db(transaction=True)
def test_many_who_join_at_once_are_counted_once_each(apart: None, cast: Cast, call: Notice, at: dt.datetime) -> None:
    actors = [cast.student, cast.member, cast.stranger, cast.handler]

    def join(place: int) -> None:
        operations.join(notice=queries.again(call), actor=actors[place % 4], at=at)

    together(join)
    assert fresh(call).joined == 4
