"""Several writers at once, on the database the tests run on."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from gongjian.audit import linking, operations, tasks, verification
from gongjian.audit.models import Entry
from gongjian.kernel import clock, locks

from .conftest import AT, HANDLER

pytestmark = pytest.mark.django_db(transaction=True)


def entry(subject_id: int) -> Entry:
    return operations.record(
        actor=HANDLER, verb="tests.noted", subject_kind="tests.thing", subject_id=subject_id, label="x", at=AT
    )


def at_once(*works: Callable[[], object]) -> None:
    """Run these in threads with connections of their own; the first error is raised."""
    errors: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(w,)) for w in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_eight_writers_make_one_chain_without_a_gap() -> None:
    def write(writer: int) -> None:
        for n in range(6):
            with transaction.atomic():
                entry(writer * 100 + n)

    at_once(*[lambda w=w: write(w) for w in range(8)])
    tasks.tick()
    assert sorted(Entry.objects.values_list("seq", flat=True)) == list(range(1, 49))
    assert verification.walk(clock.now()).sound


def test_a_deed_that_is_undone_leaves_no_gap() -> None:
    with transaction.atomic():
        entry(1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        entry(2)
        raise ZeroDivisionError
    with transaction.atomic():
        entry(3)
    assert list(Entry.objects.order_by("seq").values_list("seq", "subject_id")) == [(1, 1), (2, 3)]
    assert verification.walk(clock.now()).sound


def test_what_a_killed_process_left_behind_is_linked_by_the_tick(left_unlinked: None) -> None:
    with transaction.atomic():
        entry(1)
        entry(2)
    assert Entry.objects.filter(seq__isnull=True).count() == 2
    assert tasks.tick() == 2
    assert tasks.tick() == 0
    assert verification.walk(clock.now()).sound


def test_an_entry_that_commits_late_under_a_lower_id_is_linked_later_never_skipped() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: ids are committed in order")
    written, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            entry(1)
            written.set()
            assert go_on.wait(10)

    def quick() -> None:
        assert written.wait(10)
        with transaction.atomic():
            entry(2)
        assert list(Entry.objects.values_list("subject_id", "seq")) == [(2, 1)]
        go_on.set()

    at_once(slow, quick)
    rows = list(Entry.objects.order_by("id").values_list("subject_id", "seq"))
    assert rows == [(1, 2), (2, 1)]
    assert verification.walk(clock.now()).sound


def test_a_lock_is_held_by_one_transaction_at_a_time_and_is_not_waited_for() -> None:
    if connection.vendor != "postgresql":
        with transaction.atomic():
            assert locks.try_lock("tests.door")
        return
    held, done = threading.Event(), threading.Event()
    seen: list[bool] = []

    def holder() -> None:
        with transaction.atomic():
            assert locks.try_lock("tests.door") and locks.try_lock("tests.door")
            held.set()
            assert done.wait(10)

    def comer() -> None:
        assert held.wait(10)
        try:
            with transaction.atomic():
                seen.extend([locks.try_lock("tests.door"), locks.try_lock("tests.window")])
        finally:
            done.set()

    at_once(holder, comer)
    assert seen == [False, True]
    with transaction.atomic():
        assert locks.try_lock("tests.door")


def test_a_lock_needs_a_transaction() -> None:
    for take in (locks.try_lock, locks.lock):
        with pytest.raises(RuntimeError):
            take("tests.door")


def test_writers_do_not_wait_for_the_one_who_links() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite links inside the verb")
    linking_now, done = threading.Event(), threading.Event()

    def sealer() -> None:
        with transaction.atomic():
            assert locks.try_lock(linking.LOCK)
            linking_now.set()
            assert done.wait(10)

    def writer() -> None:
        assert linking_now.wait(10)
        try:
            with transaction.atomic():
                entry(1)
            assert Entry.objects.filter(seq__isnull=True).count() == 1
        finally:
            done.set()

    at_once(sealer, writer)
    assert tasks.tick() == 1
