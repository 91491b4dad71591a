"""A clock that jumps stops the worker until somebody has looked; a due time far beyond its period is due now."""

import datetime as dt

import pytest
from django.test import Client

from gongjian.config import cli
from gongjian.config.processes import working
from gongjian.kernel import clock_watch, periodic
from gongjian.kernel.clock_watch import ClockWatch
from gongjian.kernel.models import PeriodicTask
from tests.conftest import hour_of

pytestmark = pytest.mark.django_db
START = hour_of("2026-03-02 09:00")
MONTH, HOUR, MINUTE = dt.timedelta(days=30), dt.timedelta(hours=1), dt.timedelta(minutes=1)


def test_time_that_passes_is_no_jump() -> None:
    watch = ClockWatch()
    for hours in (0, 1, 2, 100, 101):  # a round may take long, and a machine may sleep
        assert watch.may_work(START + hours * HOUR, 50 + hours * 3600)
    assert clock_watch.stopped() is None


@pytest.mark.parametrize("jump", [MONTH, -MONTH, 4 * HOUR, -dt.timedelta(days=1)])
def test_a_jump_stops_the_work_until_it_is_accepted(jump: dt.timedelta, client: Client) -> None:
    watch = ClockWatch()
    assert watch.may_work(START, 50)
    wrong = START + jump
    assert not watch.may_work(wrong, 51)
    assert not watch.may_work(START + MINUTE, 110)  # back again: still nobody has looked
    assert not ClockWatch().may_work(START + MINUTE, 5)  # and a new worker asks too
    said = client.get("/healthz")
    assert said.status_code == 503 and said.json()["clock"]["after"] == wrong.isoformat()
    assert cli.run(["clock"]) == 1
    assert cli.run(["clock", "--accept"]) == 0
    clock_watch.accept(START + 2 * MINUTE)
    assert watch.may_work(START + 2 * MINUTE, 170)


def test_small_corrections_are_no_jump() -> None:
    watch = ClockWatch()
    assert watch.may_work(START, 50)
    assert watch.may_work(START + 2 * HOUR, 51)
    assert watch.may_work(START, 52)


def test_after_a_restart_a_step_back_is_seen_and_a_long_stop_is_none() -> None:
    assert ClockWatch().may_work(START, 50)
    assert ClockWatch().may_work(START + 7 * dt.timedelta(days=1), 3)  # the worker was dead for a week
    assert not ClockWatch().may_work(START, 4)


def test_the_worker_does_nothing_while_it_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    monkeypatch.setattr(working, "one_round", lambda: done.append(1) or 0)
    monkeypatch.setattr(working.connections, "close_all", lambda: None)
    monkeypatch.setattr(working, "close_old_connections", lambda: None)
    working.work(once=True)
    assert done == [1]
    clock_watch.Setting.put(clock_watch.STOPPED, {"before": "a", "after": "b"}, at=START, by="x")
    working.work(once=True)
    assert done == [1]


@pytest.mark.parametrize("kind", ["every", "daily"])
def test_a_due_time_noted_by_a_wrong_clock_is_due_now(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periodic, "TASKS", {})
    runs: list[dt.datetime] = []
    (periodic.every(60) if kind == "every" else periodic.daily("02:30"))(lambda at: runs.append(at))
    periodic.run_due(START)
    runs.clear()
    PeriodicTask.objects.update(due_at=START + MONTH, claimed_until=START + MONTH)
    periodic.run_due(START + MINUTE)
    assert runs == [START + MINUTE]
    periodic.run_due(START + MINUTE)
    assert len(runs) == 1
    assert PeriodicTask.objects.get().due_at <= START + dt.timedelta(days=2)
