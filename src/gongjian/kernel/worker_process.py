"""Pure work in a second process while this one writes: for commands that take in much, on a machine with a second core.

The second process is a fork: it has whatever we have, so nothing is sent to it, only back. It must ask no database, and ends
without tidying up, so that what it has inherited (connections, files) stays ours. Where it may not be, or is not worth while,
the same work is done here, when its results are asked for: they are the same.
"""

import contextlib
import gc
import multiprocessing
import os
import pickle
import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import ContextVar
from multiprocessing.connection import Connection
from typing import Any, TypeVar

S = TypeVar("S")
T = TypeVar("T")
MIN_ROWS = 500  # rows from which a second process is worth its beginning
QUEUE_SIZE = 16  # results that wait to be taken, besides those in the pipe
OWN_SHARE = 45  # of a hundred items that two processes share: we also have to unpack what the other has made
END = b""
NICENESS = 5  # the one who writes goes first where there are fewer cores than processes

_allowed: ContextVar[bool] = ContextVar("allowed", default=False)


@contextlib.contextmanager
def worker_allowed() -> Iterator[None]:
    """Within: work may go on beside. Only for commands: a process that has other threads at work is not to be forked.

    Rows make no circles, so garbage is not looked for meanwhile: it would walk through all of them again and again.
    """
    token, collects = _allowed.set(True), gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        _allowed.reset(token)
        if collects:
            gc.enable()


def is_available() -> bool:
    """Whether there may be a second process, and a second core for it."""
    return _allowed.get() and sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


@contextlib.contextmanager
def run_in_worker(work: Callable[[], Iterable[T]], rows: int) -> Iterator[Iterator[T]]:
    """What *work* yields (about so many *rows* in all), made in a second process from now on; else here, as it is taken.

    What *work* raises is raised where its result would have been taken. At the end of the block the second process is ended.
    """
    if rows < MIN_ROWS or not is_available():
        yield iter(work())
        return
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(target=_worker_main, args=(work, ours, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield _received(ours)
    finally:
        ours.close()
        process.terminate()
        process.join()
        process.close()


def parallel_map(make: Callable[[S], T], items: Sequence[S]) -> Iterator[T]:
    """``map(make, items)``, the later part of it in a second process, where there may be one. *make* is pure."""
    here = len(items) * OWN_SHARE // 100 if len(items) >= MIN_ROWS and is_available() else len(items)

    def there() -> Iterator[list[T]]:
        for start in range(here, len(items), MIN_ROWS):
            yield [make(item) for item in items[start : start + MIN_ROWS]]

    with run_in_worker(there, len(items)) as later:
        yield from map(make, items[:here])
        for some in later:
            yield from some


def _received(ours: "Connection[Any, Any]") -> Iterator[Any]:
    while True:
        try:
            message = ours.recv_bytes()
        except EOFError as gone:
            raise RuntimeError("the second process was ended from outside") from gone
        if message == END:
            return
        good, result = pickle.loads(message)
        if not good:
            raise result
        yield result


def _worker_main(
    work: Callable[[], Iterable[Any]], ours: "Connection[Any, Any]", theirs: "Connection[Any, Any]"
) -> None:
    """The life of the second process. A thread sends, so that it can be some results ahead of who takes them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process is interrupted, and ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    ours.close()
    os.nice(NICENESS)
    gc.disable()
    waiting: queue.Queue[bytes] = queue.Queue(QUEUE_SIZE)
    sender = threading.Thread(target=_send, args=(theirs, waiting), daemon=True)
    sender.start()
    try:
        for result in work():
            waiting.put(pickle.dumps((True, result)))
        waiting.put(END)
    except Exception as error:
        waiting.put(_pickled_error(error))
        waiting.put(END)
    sender.join()


def _pickled_error(error: Exception) -> bytes:
    """The error, or at least its words: not every error comes whole out of a pickle."""
    try:
        whole = pickle.dumps((False, error))
        pickle.loads(whole)
    except Exception:
        return pickle.dumps((False, RuntimeError(repr(error))))
    return whole


def _send(theirs: "Connection[Any, Any]", waiting: "queue.Queue[bytes]") -> None:
    try:
        while True:
            theirs.send_bytes(each := waiting.get())
            if each == END:
                return
    except BrokenPipeError:
        os._exit(1)  # nobody takes anything any more
