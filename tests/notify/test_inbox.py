"""One's inbox: announced at once or gathered each morning, one's own only."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gongjian.kernel.actor import GUEST
from gongjian.kernel.refused import Malformed, NotAllowed, NotFound
from gongjian.notify import operations, queries, registry
from gongjian.notify.models import Message
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
KIND = "test.taken"


@pytest.fixture(autouse=True)
def a_kind_of_message() -> Iterator[None]:
    registry.register_kind(KIND, "事项签收")
    yield
    registry._KINDS.pop(KIND)


@pytest.fixture
def reader(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.accounts["secretary"], backend="django.contrib.auth.backends.ModelBackend")
    return client


def send(cast: Cast, text: str = "难题-2026-0001 已签收", *, urgent: bool = False, hours: int = 0) -> None:
    operations.send(
        to=[cast.secretary.person_id, cast.handler.person_id],
        kind=KIND,
        text=text,
        url="/matters/",
        at=cast.at + dt.timedelta(hours=hours),
        actor=cast.handler,
        urgent=urgent,
    )


def test_what_waits_for_the_digest_is_not_counted_but_can_be_read(cast: Cast) -> None:
    send(cast)
    send(cast, "督办", urgent=True)
    assert queries.unread_count(cast.secretary.person_id) == 1
    assert queries.unread_count(None) == 0
    assert [m.text for m in queries.inbox(cast.secretary).rows] == ["督办", "难题-2026-0001 已签收"]
    assert queries.inbox(cast.handler).rows == []


def test_each_morning_one_digest(cast: Cast) -> None:
    for n in range(3):
        send(cast, f"第 {n} 条")
    morning = cast.at + dt.timedelta(days=1)
    assert operations.gather_digests(at=morning) == 1
    assert operations.gather_digests(at=morning) == 0
    (digest,) = queries.inbox(cast.secretary).rows
    assert digest.text == "每日汇总：3 条消息"
    assert [m.text for m in queries.gathered_in(digest)] == ["第 0 条", "第 1 条", "第 2 条"]
    assert queries.unread_count(cast.secretary.person_id) == 1
    assert operations.mark_read(messages=[digest.pk], actor=cast.secretary, at=morning) == 4
    assert queries.unread_count(cast.secretary.person_id) == 0


def test_what_was_read_before_the_morning_is_not_gathered(cast: Cast) -> None:
    send(cast)
    operations.mark_all_read(actor=cast.secretary, at=cast.at)
    assert operations.gather_digests(at=cast.at + dt.timedelta(days=1)) == 0


def test_one_reads_ones_own_only(cast: Cast) -> None:
    send(cast, urgent=True)
    message = Message.objects.get()
    assert operations.mark_read(messages=[message.pk], actor=cast.handler, at=cast.at) == 0
    with pytest.raises(NotFound):
        queries.get_for(cast.handler, message.pk)
    for verb in (
        lambda: queries.inbox(GUEST),
        lambda: queries.preferences(GUEST),
        lambda: operations.mark_all_read(actor=GUEST, at=cast.at),
        lambda: operations.set_preferences(preferences={KIND: "off"}, actor=GUEST),
    ):
        with pytest.raises(NotAllowed):
            verb()
    message.refresh_from_db()
    assert message.read_at is None


def test_wishes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert queries.preferences(cast.secretary)[KIND] == "digest"
    operations.set_preferences(preferences={KIND: "off"}, actor=cast.secretary)
    assert queries.preferences(cast.secretary)[KIND] == "off"
    send(cast)
    assert not Message.objects.exists()
    monkeypatch.setattr(registry, "_GROUPS", {})
    registry.register_kind(KIND, "事项签收", members=["test.taken-by-other"])
    operations.send(
        to=[cast.secretary.person_id], kind="test.taken-by-other", text="甲", url="", at=cast.at, actor=None
    )
    assert not Message.objects.exists()
    assert registry.label_of("test.taken-by-other") == "事项签收"
    monkeypatch.undo()
    for wrong in ({KIND: "never"}, {"no.such": "off"}):
        with pytest.raises(Malformed):
            operations.set_preferences(preferences=wrong, actor=cast.secretary)


def test_the_inbox_page(cast: Cast, reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for n in range(40):
        send(cast, f"第 {n} 条", hours=n, urgent=True)
    with django_assert_max_num_queries(8):
        page = reader.get(reverse("notify:inbox")).content.decode()
    assert "第 39 条" in page
    assert "第 5 条" not in page
    assert "after=" in page
    first = Message.objects.order_by("id").first()
    assert first is not None
    opened = reader.get(reverse("notify:message", args=[first.pk]))
    assert (opened.status_code, opened["Location"]) == (302, "/matters/")
    assert "第 0 条" not in reader.get(reverse("notify:inbox"), {"unread": "1"}).content.decode()
    reader.post(reverse("notify:mark-read"), {"row": [str(first.pk + 1), "x"]})
    assert Message.objects.filter(read_at__isnull=False).count() == 2
    reader.post(reverse("notify:mark-all-read"))
    # those that "come later" by their hour stay unread
    assert queries.unread_count(cast.secretary.person_id) == 38


def test_a_digest_opens_in_place(cast: Cast, reader: Client) -> None:
    send(cast)
    operations.gather_digests(at=cast.at)
    digest = Message.objects.get(kind=registry.DIGEST)
    assert "已签收" in reader.get(reverse("notify:message", args=[digest.pk])).content.decode()
    assert reader.get(reverse("notify:message", args=[digest.pk + 100])).status_code == 404


def test_no_message_leads_away_from_the_house(cast: Cast, reader: Client) -> None:
    operations.send(
        to=[cast.secretary.person_id], kind=KIND, text="甲", url="https://example.org/", at=cast.at, actor=None
    )
    assert reader.get(reverse("notify:message", args=[Message.objects.get().pk])).status_code == 200


def test_the_page_of_wishes(cast: Cast, reader: Client) -> None:
    url = reverse("notify:preferences")
    assert "事项签收" in reader.get(url).content.decode()
    kinds = registry.kinds()
    assert reader.post(url, dict.fromkeys(kinds, "immediate")).status_code == 302
    assert queries.preferences(cast.secretary)[KIND] == "immediate"
    assert reader.post(url, dict.fromkeys(kinds, "never")).status_code == 422
    assert Client().get(url).status_code == 403
    assert Client().get(reverse("notify:inbox")).status_code == 403
