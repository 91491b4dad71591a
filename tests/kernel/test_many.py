"""Many rows at once: as if written one by one, refused as a whole, and only in a transaction."""

import pytest
from django.db import IntegrityError, connection, transaction

from gongjian.kernel import bulk_insert
from gongjian.kernel.models import NumberSeries, OutboxEvent
from tests.conftest import hour_of

pytestmark = pytest.mark.django_db
AT = hour_of("2026-03-02 09:00")


def test_many_rows_are_written_as_one_by_one() -> None:
    one = OutboxEvent(kind="a", payload={"甲": [1, None, "“"]}, at=AT)
    one.save()
    ids = bulk_insert.reserve_ids(OutboxEvent, 3)
    assert ids == sorted(ids) and ids[0] > one.pk
    told = {"payload": [{"n": n} for n in range(3)], "state": "delivered", "delivered_at": AT}
    bulk_insert.insert_columns(OutboxEvent, 3, id=ids, kind=[f"b{n}" for n in range(3)], at=AT, **told)
    found = OutboxEvent.objects.get(pk=ids[2])
    assert (found.kind, found.payload, found.at, found.delivered_at, found.done) == ("b2", {"n": 2}, AT, AT, [])
    later = OutboxEvent.objects.create(kind="c", payload={}, at=AT)
    assert later.pk > ids[-1]  # ids go on behind
    bulk_insert.insert_columns(OutboxEvent, 2, kind="d", payload=[{}, {}], at=AT)  # ids by the database
    assert OutboxEvent.objects.filter(kind="d", pk__gt=later.pk, delivered_at=None).count() == 2


def test_columns_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"), transaction.atomic():
        bulk_insert.insert_columns(OutboxEvent, 3, kind=["a", "b"], at=AT)
    with pytest.raises(TypeError, match="sort"):
        bulk_insert.insert_columns(OutboxEvent, 3, kind="a", at=AT, sort="b")
    assert not OutboxEvent.objects.exists()


def test_what_the_database_refuses_is_refused_and_nothing_is_kept() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk_insert.insert_columns(NumberSeries, 2, name="甲", last=[1, 2])
    assert not NumberSeries.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_rows_need_a_transaction() -> None:
    assert not connection.in_atomic_block
    for call in (
        lambda: bulk_insert.insert_columns(OutboxEvent, 1, kind="a", at=AT),
        lambda: bulk_insert.reserve_ids(OutboxEvent, 1),
    ):
        with pytest.raises(RuntimeError):
            call()
