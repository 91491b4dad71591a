"""A form sent twice counts once, and the note of it does not say whose it was."""

import datetime as dt

import pytest

from gongjian.kernel import idempotency
from gongjian.kernel.actor import Actor
from gongjian.kernel.models import SpentToken
from gongjian.kernel.refused import Overtaken

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
HER, HIM = Actor(account_id=41), Actor(account_id=42)


def test_a_second_click_finds_the_first_ones_result() -> None:
    idempotency.store_result(actor=HER, kind="raise", token="t1", object_id=7, at=AT)
    assert idempotency.stored_result(actor=HER, kind="raise", token="t1") == 7
    assert idempotency.stored_result(actor=HER, kind="raise", token="t2") is None
    assert idempotency.stored_result(actor=HER, kind="propose", token="t1") is None
    assert idempotency.stored_result(actor=HIM, kind="raise", token="t1") is None


def test_of_two_that_come_at_once_the_second_is_told() -> None:
    idempotency.store_result(actor=HER, kind="raise", token="t1", object_id=7, at=AT)
    with pytest.raises(Overtaken):
        idempotency.store_result(actor=HER, kind="raise", token="t1", object_id=8, at=AT)


def test_without_a_token_nothing_is_noted() -> None:
    idempotency.store_result(actor=HER, kind="raise", token="", object_id=7, at=AT)
    assert not SpentToken.objects.exists()


def test_the_note_names_neither_account_nor_token() -> None:
    idempotency.store_result(actor=HER, kind="raise", token="t1", object_id=7, at=AT)
    key = SpentToken.objects.get().key
    assert len(key) == 64 and set(key) <= set("0123456789abcdef")
    again = Actor(account_id=41)
    assert idempotency.stored_result(actor=again, kind="raise", token="t1") == 7
