"""Work in a second process gives what the same work gives here, and leaves nothing behind, however the block ends."""

import multiprocessing
import os
import signal
from collections.abc import Iterator

import pytest

from gongjian.kernel import worker_process

pytestmark = pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="one process everywhere else")


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_process, "MIN_ROWS", 3)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})


def whose() -> Iterator[int]:
    yield os.getpid()


def test_work_goes_on_beside_only_where_it_may() -> None:
    with worker_process.run_in_worker(whose, 10) as made:
        assert next(made) == os.getpid()
    with worker_process.worker_allowed():
        with worker_process.run_in_worker(whose, 2) as made:  # not worth it
            assert next(made) == os.getpid()
        with worker_process.run_in_worker(whose, 10) as made:
            assert next(made) != os.getpid()
        assert not multiprocessing.active_children()


@pytest.mark.parametrize("many", [0, 1, 2, 3, 7, 50])
def test_two_processes_make_the_same_in_the_same_order(many: int) -> None:
    items = [f"第{n}行" for n in range(many)]
    with worker_process.worker_allowed():
        assert list(worker_process.parallel_map(len, items)) == [len(i) for i in items]
        assert list(worker_process.parallel_map(str.upper, items)) == items


def test_more_than_a_pipe_holds_arrives_whole() -> None:
    with (
        worker_process.worker_allowed(),
        worker_process.run_in_worker(lambda: (str(n) * 200_000 for n in range(40)), 10) as made,
    ):
        assert [len(each) for each in made] == [200_000] * 10 + [400_000] * 30


def test_what_goes_wrong_there_is_raised_here() -> None:
    def wrong() -> Iterator[int]:
        yield 1
        raise LookupError("没有这一行")

    with worker_process.worker_allowed():
        with worker_process.run_in_worker(wrong, 10) as made:
            assert next(made) == 1
            with pytest.raises(LookupError, match="没有这一行"):
                next(made)
        with pytest.raises(ZeroDivisionError):
            list(worker_process.parallel_map(lambda n: 1 // (n - 5), range(7)))


def test_what_cannot_be_sent_is_an_error_and_no_silence() -> None:
    with (
        worker_process.worker_allowed(),
        worker_process.run_in_worker(lambda: iter([lambda: 1]), 10) as made,
        pytest.raises(Exception, match="pickle"),
    ):
        next(made)


def test_an_interrupted_block_leaves_no_process() -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        worker_process.worker_allowed(),
        worker_process.run_in_worker(endless, 10) as made,
    ):
        next(made)
        os.kill(next(made), signal.SIGINT)  # Ctrl-C reaches both; the second one waits to be ended
        next(made)
        raise KeyboardInterrupt
    assert not multiprocessing.active_children()


def test_a_second_process_that_is_ended_from_outside_is_noticed() -> None:
    with worker_process.worker_allowed(), worker_process.run_in_worker(endless, 10) as made:
        os.kill(next(made), signal.SIGKILL)
        with pytest.raises(RuntimeError, match="ended from outside"):
            list(made)


def endless() -> Iterator[int]:
    while True:
        yield os.getpid()
