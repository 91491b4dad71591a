"""``gongjian work``: the loop that delivers events, folds counters, seals the ledger and runs what is due."""

import datetime as dt
import logging
import os
import signal
import threading
from types import FrameType

from django.db import DatabaseError, InterfaceError, close_old_connections, connections

from gongjian.config.processes.starting import settle_keys
from gongjian.kernel import clock, clock_watch, counters, held_database, outbox
from gongjian.kernel.commands import say
from gongjian.kernel.periodic import ROUNDS, each_round, every, run_due, run_rounds
from gongjian.kernel.refused import Refused
from gongjian.notify import operations as notify

log = logging.getLogger("gongjian.work")
LONG_STOP = dt.timedelta(hours=12)
IDLE_SECONDS = 0.3
TROUBLE_SECONDS = 3.0


@each_round
def deliver_events() -> int:
    """Events waiting in the outbox."""
    return outbox.deliver_waiting()


@each_round
def fold_counters() -> int:
    """Counter deltas; more than a full batch waiting means another round at once."""
    folded = counters.fold()
    return folded if folded >= 5000 else 0


@every(600)
def note_keys(at: dt.datetime) -> None:
    """The keys of a store that has come into use since the start; and an alarm in the log where one is missing or wrong."""
    try:
        settle_keys()
    except Refused as refused:
        log.error("%s", refused)


def one_round() -> int:
    """Everything that can be done now. Gives how many things were done."""
    return run_rounds() + run_due(clock.now())


def late_round() -> int:
    """A round after a long stop: messages are not sent one by one; once all is made up for, each person gets one digest."""
    with notify.gathering_late():
        done = one_round()
    if not done:
        notify.gather_digests(at=clock.now())
    return done


def work(*, once: bool = False) -> None:
    """Work until SIGTERM or Ctrl-C (what was begun is finished first), or until nothing is left if ``once``.

    If the environment names a parent (GONGJIAN_WORK_PARENT), the loop also ends when that process is gone.
    """
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    parent = int(os.environ.get("GONGJIAN_WORK_PARENT") or 0)
    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, signal.SIG_IGN if parent else on_signal)  # a parent ends its child itself
    held_database.hold()
    watch, late = clock_watch.ClockWatch(), False
    log.info("worker started, %s steps each round", len(ROUNDS))
    while not stop.is_set():
        if parent and os.getppid() != parent:
            log.info("the serving process is gone, the worker ends too")
            break
        try:
            close_old_connections()
            if watch.may_work(clock.now(), clock_watch.steady()):
                late = late or watch.missed > LONG_STOP
                watch.missed = dt.timedelta()
                done = late_round() if late else one_round()
                late = late and bool(done)
            else:
                done = 0
            pause = 0.0 if done else IDLE_SECONDS
        except (DatabaseError, InterfaceError, OSError) as error:
            if once:
                raise
            log.warning("database or disk do not do as asked, trying again: %s", error)
            done, pause = 0, TROUBLE_SECONDS
        if once and not done:
            break
        stop.wait(pause)
    held_database.let_go()
    connections.close_all()
    if once:
        say("该做的都做完了。")
