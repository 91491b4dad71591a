"""How the engine runs a command: right, state, version, limits, then the change, its entry and its event, or nothing."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from gongjian.audit.models import Entry
from gongjian.bulletin import operations
from gongjian.bulletin.models import Joining, Notice
from gongjian.kernel.models import OutboxEvent
from gongjian.kernel.refused import Malformed, NotAllowed, NotNow, Overtaken
from tests.bulletin.conftest import fresh, published, sent, written
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def untouched(row: Notice) -> Callable[[], bool]:
    """Whether, when called, nothing has changed since: the row, the audit log, the outbox."""

    def state() -> tuple[Any, ...]:
        return (Notice.objects.filter(pk=row.pk).values().get(), Entry.objects.count(), OutboxEvent.objects.count())

    before = state()
    return lambda: state() == before


def test_the_entry_and_the_event_follow_from_the_declaration(cast: Cast, at: dt.datetime) -> None:
    notice = sent(cast, at)
    operations.hand_back(notice=notice, reason="  请写明时间。 ", actor=cast.head, at=at)
    entry = Entry.objects.order_by("id").last()
    assert entry is not None
    assert entry.verb == "bulletin.handed-back"
    assert json.loads(entry.content or "")["details"] == {"reason": "请写明时间。"}
    event = OutboxEvent.objects.order_by("id").last()
    assert event is not None
    assert event.kind == "bulletin.handed-back"
    assert event.payload | {"at": ""} == {
        "at": "",
        "actor_person_id": cast.head.person_id,
        "notice_id": notice.pk,
        "number": notice.number,
        "reason": "请写明时间。",
    }


def test_the_right_is_asked_before_the_values_are_looked_at(cast: Cast, at: dt.datetime) -> None:
    notice = sent(cast, at)
    unchanged = untouched(notice)
    with pytest.raises(NotAllowed):
        operations.hand_back(notice=notice, reason="", actor=cast.student, at=at)
    with pytest.raises(Malformed) as refused:
        operations.hand_back(notice=notice, reason="", actor=cast.head, at=at)
    assert list(refused.value.fields) == ["reason"]
    assert unchanged()


def test_the_state_is_asked_before_the_values_are_looked_at(cast: Cast, at: dt.datetime) -> None:
    notice = published(cast, at)
    unchanged = untouched(notice)
    with pytest.raises(NotNow):
        operations.hand_back(notice=notice, reason="", actor=cast.head, at=at)
    assert unchanged()


def test_a_limit_holds_for_every_caller(cast: Cast, at: dt.datetime) -> None:
    notice = sent(cast, at)
    unchanged = untouched(notice)
    with pytest.raises(Malformed, match="300"):
        operations.hand_back(notice=notice, reason="x" * 301, actor=cast.head, at=at)
    assert unchanged()


def test_a_stale_page_and_a_faster_one_are_told_who_was_first(cast: Cast, at: dt.datetime) -> None:
    notice = sent(cast, at)
    slow = fresh(notice)
    operations.recall(notice=notice, actor=cast.handler, at=at)
    unchanged = untouched(notice)
    with pytest.raises(Overtaken, match=cast.handler.name):
        operations.hand_back(notice=slow, reason="改", actor=cast.head, at=at)
    with pytest.raises(Overtaken):
        operations.send_for_review(notice=fresh(notice), actor=cast.handler, at=at, seen=slow.version)
    assert unchanged()


def test_what_changes_nothing_is_neither_recorded_nor_announced(cast: Cast, at: dt.datetime) -> None:
    call = published(cast, at, column="call", title="随手关灯")
    operations.join(notice=call, actor=cast.student, at=at)
    unchanged = untouched(call)
    operations.join(notice=fresh(call), actor=cast.student, at=at)
    assert Joining.objects.count() == 1
    assert unchanged()


def test_one_token_makes_one_row(cast: Cast, at: dt.datetime) -> None:
    given: dict[str, Any] = {"column": "official", "title": "通知", "body_id": cast.department.pk}
    first = operations.write(**given, actor=cast.handler, at=at, token="t-1")
    entries = Entry.objects.count()
    assert operations.write(**given, actor=cast.handler, at=at, token="t-1") == first
    assert (Notice.objects.count(), Entry.objects.count()) == (1, entries)


def test_possible_tells_what_right_and_state_allow(cast: Cast, at: dt.datetime) -> None:
    notice = written(cast, at)
    possible = operations.NOTICE_COMMANDS.possible
    assert possible(notice, cast.handler, at) == ["amend", "send_for_review", "discard"]
    assert possible(notice, cast.student, at) == []
    notice = sent(cast, at)
    assert possible(notice, cast.head, at) == ["recall", "publish", "hand_back"]


def test_an_unknown_name_in_a_body_is_refused(cast: Cast, at: dt.datetime, signed_in: Callable[[str], Client]) -> None:
    notice = sent(cast, at)
    unchanged = untouched(notice)
    address = f"/api/v1/bulletin/notices/{notice.number}/hand-back"
    client = signed_in("head")
    wrong = client.post(address, {"reason": "改", "reasn": "x"}, content_type="application/json")
    assert wrong.status_code == 422
    assert unchanged()
    assert client.post(address, {"reason": "改"}, content_type="application/json").status_code == 200


def test_a_row_one_may_not_see_is_not_there(cast: Cast, at: dt.datetime, signed_in: Callable[[str], Client]) -> None:
    notice = sent(cast, at)
    unchanged = untouched(notice)
    client = signed_in("student")
    assert client.post(f"/bulletin/notices/{notice.number}/hand-back/", {"reason": "改"}).status_code == 404
    assert unchanged()
