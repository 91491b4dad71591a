"""What is read from the replica, and what never. With a real one: ``tests/process/test_cluster.py``."""

import itertools

import pytest
from django.db import OperationalError, transaction

from gongjian.kernel import replica
from gongjian.kernel.models import OutboxEvent

router = replica.Router()


def test_only_within_reading() -> None:
    assert router.db_for_read(OutboxEvent) == "default"
    with replica.reading():
        assert router.db_for_read(OutboxEvent) == "replica"
        with replica.reading(False):
            assert router.db_for_read(OutboxEvent) == "default"
        assert router.db_for_read(OutboxEvent) == "replica"
    assert router.db_for_read(OutboxEvent) == "default"


def test_after_a_write_the_primary_is_read() -> None:
    with replica.reading():
        assert router.db_for_write(OutboxEvent) == "default"
        assert router.db_for_read(OutboxEvent) == "default"
    with replica.reading():
        assert router.db_for_read(OutboxEvent) == "replica"


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_the_primary_is_read() -> None:
    with replica.reading():
        with transaction.atomic():
            assert router.db_for_read(OutboxEvent) == "default"
        assert router.db_for_read(OutboxEvent) == "replica"


def test_rows_that_came_from_it_are_written_and_read_on_at_the_primary() -> None:
    row, snapshot = OutboxEvent(), OutboxEvent()
    row._state.db, snapshot._state.db = "replica", "snapshot"
    assert router.db_for_write(OutboxEvent, instance=row) == router.db_for_read(OutboxEvent, instance=row) == "default"
    assert router.db_for_read(OutboxEvent, instance=snapshot) is None, "a row of a backup's moment stays there"
    assert router.allow_relation(row, OutboxEvent()) is None
    own = OutboxEvent()
    own._state.db = "default"
    assert router.allow_relation(row, own) is True
    assert router.allow_migrate("replica", "kernel") is False and router.allow_migrate("default", "kernel") is None


class Played:
    """Places in the log, as the two databases would say them; and a clock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.primary, self.there, self.moment = 100, 100, 1000.0
        self.gone = False
        self.asked = itertools.count()
        monkeypatch.setattr(replica, "_place", self.place)
        monkeypatch.setattr(replica.time, "monotonic", lambda: self.moment)

    def place(self, alias: str, function: str) -> int | None:
        next(self.asked)
        if alias == "default":
            return self.primary
        if self.gone:
            raise OperationalError("gone")
        return self.there


def test_it_is_read_while_it_keeps_up(monkeypatch: pytest.MonkeyPatch) -> None:
    played, watch = Played(monkeypatch), replica.Watch()
    assert watch.usable() and watch.usable()
    assert next(played.asked) == 2, "asked once in five seconds"
    for _step in range(4):  # a moment behind all the time: up to where the primary was at the look before
        played.moment += 5
        played.there, played.primary = played.primary, played.primary + 50
        assert watch.usable()
    played.moment += 5
    played.primary += 50
    assert not watch.usable(), "it stands still"
    played.moment += 5
    played.there = played.primary
    assert watch.usable()


def test_after_a_long_silence_an_old_place_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    played, watch = Played(monkeypatch), replica.Watch()
    assert watch.usable()
    played.moment, played.primary = played.moment + 3600, 500
    assert not watch.usable()


def test_it_is_not_read_when_gone_or_no_replica_and_read_again_when_back(monkeypatch: pytest.MonkeyPatch) -> None:
    played, watch = Played(monkeypatch), replica.Watch()
    played.gone = True
    assert not watch.usable()
    played.gone, played.moment = False, played.moment + 5
    assert watch.usable()
    watch.fell(OperationalError("in the middle of a page"))
    assert not watch.usable()
    played.moment += 5
    assert watch.usable()
    monkeypatch.setattr(played, "there", None)  # a server that was promoted replays nothing
    played.moment += 5
    assert not watch.usable()
