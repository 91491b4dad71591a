"""What goes around the ORM is measured beside what Django does: both ways read the same rows, and both figures come out."""

import contextlib

import pytest

from gongjian.appeals import commands as _appeals
from gongjian.kernel import worker_process
from gongjian_bench.parts import second_process
from tests.conftest import hour_of

pytestmark = pytest.mark.django_db
AT = hour_of("2026-03-02 09:00")
assert _appeals  # hangs its command into the group


def test_an_import_is_measured_with_the_second_process_and_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_process, "temp_database", contextlib.nullcontext)
    monkeypatch.setattr(worker_process, "MIN_ROWS", 10)
    asked: list[bool] = []
    monkeypatch.setattr(worker_process, "is_available", lambda: asked.append(True) or False)
    said: list[object] = []
    found = second_process.run(["appeals"], 12, AT, said.append)
    told = found["kinds"]["appeals"]
    assert set(told) >= {"two processes", "one process", "ratio_of_seconds", "ratio_with_two_free_cores_at_most"}
    assert len(said) == 4
    assert asked  # only where a second process was allowed
