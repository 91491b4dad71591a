"""Messages go to those concerned, never to the one who acts."""

import datetime as dt

import pytest

from gongjian.kernel.actor import Actor, system
from gongjian.notify.models import Message, Preference
from gongjian.notify.operations import send

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC)  # 21 November at the school
HANDLER = Actor(person_id=7, name="甲")


def test_never_to_the_actor_and_never_twice() -> None:
    assert send(to=[7, 8, 8, 9], kind="test.sent", text="已签收", url="/matters/1/", at=AT, actor=HANDLER) == 2
    assert set(Message.objects.values_list("recipient_id", flat=True)) == {8, 9}


def test_gathered_by_default_for_the_schools_day() -> None:
    send(to=[8], kind="test.sent", text="已签收", url="", at=AT, actor=system("系统·时限"))
    assert Message.objects.get().digest_on == dt.date(2026, 11, 21)


def test_wishes_are_kept_but_urgent_ones_always_arrive() -> None:
    Preference.objects.create(person_id=8, kind="test.sent", way="off")
    Preference.objects.create(person_id=9, kind="test.sent", way="immediate")
    assert send(to=[8, 9], kind="test.sent", text="已签收", url="", at=AT, actor=None) == 1
    assert Message.objects.get().digest_on is None
    assert send(to=[8, 9], kind="test.sent", text="督办", url="", at=AT, actor=None, urgent=True) == 2
    assert set(Message.objects.filter(urgent=True).values_list("recipient_id", "digest_on")) == {(8, None), (9, None)}


def test_nobody_is_no_message() -> None:
    assert send(to=[7], kind="x", text="", url="", at=AT, actor=HANDLER) == 0
