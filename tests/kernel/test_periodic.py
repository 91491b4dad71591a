"""Periodic work: due once, claimed by one, made up after a failure or a lost worker."""

import datetime as dt
from collections.abc import Iterator

import pytest

from gongjian.kernel import periodic
from gongjian.kernel.models import PeriodicTask
from tests.conftest import hour_of

pytestmark = pytest.mark.django_db
MORNING = hour_of("2026-03-02 09:00")
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def no_other_tasks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(periodic, "TASKS", {})
    monkeypatch.setattr(periodic, "ROUNDS", {})
    yield


def test_every_minute_means_once_a_minute() -> None:
    runs: list[dt.datetime] = []
    periodic.every(60)(lambda at: runs.append(at))
    for seconds in (0, 1, 59, 60, 61, 119, 121):
        periodic.run_due(MORNING + dt.timedelta(seconds=seconds))
    assert [(r - MORNING).seconds for r in runs] == [0, 60, 121]


def test_daily_waits_for_its_hour_and_is_made_up_when_missed() -> None:
    runs: list[dt.datetime] = []
    periodic.daily("02:30")(lambda at: runs.append(at))
    periodic.run_due(MORNING)
    assert runs == []
    periodic.run_due(hour_of("2026-03-03 02:29"))
    assert runs == []
    late = hour_of("2026-03-03 11:00")  # nobody was there at half past two
    periodic.run_due(late)
    periodic.run_due(late + MINUTE)
    assert runs == [late]
    assert PeriodicTask.objects.get().due_at == hour_of("2026-03-04 02:30")


def test_a_task_that_another_worker_has_is_left_alone_until_the_lease_ends() -> None:
    runs: list[dt.datetime] = []
    periodic.every(60, lease=10 * MINUTE)(lambda at: runs.append(at))
    periodic.run_due(MORNING)
    PeriodicTask.objects.update(claimed_until=MORNING + 11 * MINUTE)  # a worker claimed it and was killed
    periodic.run_due(MORNING + 5 * MINUTE)
    assert len(runs) == 1
    periodic.run_due(MORNING + 12 * MINUTE)
    assert len(runs) == 2


def test_a_failing_task_is_noted_and_tried_again_without_stopping_the_others() -> None:
    runs: list[str] = []

    def broken(at: dt.datetime) -> None:
        runs.append("broken")
        raise ValueError("no")

    def sound(at: dt.datetime) -> None:
        runs.append("sound")

    periodic.daily("09:00")(broken)
    periodic.daily("09:00")(sound)
    periodic.run_due(MORNING - MINUTE)
    periodic.run_due(MORNING)
    assert runs == ["broken", "sound"]
    assert PeriodicTask.objects.get(name__endswith="broken").error == "ValueError: no"
    periodic.run_due(MORNING + periodic.RETRY_AFTER)
    assert runs == ["broken", "sound", "broken"]


def test_a_round_goes_on_after_a_failing_step() -> None:
    def broken() -> int:
        raise ValueError("no")

    def sound() -> int:
        return 3

    periodic.each_round(broken)
    periodic.each_round(sound)
    assert periodic.run_rounds() == 3
