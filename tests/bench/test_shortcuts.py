"""What goes around the ORM is measured beside what Django does: both ways read the same rows, and both figures come out."""

import contextlib
from typing import Any

import pytest

from gongjian.appeals import commands as _appeals
from gongjian.kernel import worker_process
from gongjian.matters import queries
from gongjian.matters.models import Matter
from gongjian_bench.parts import prefetching, second_process
from tests.cast import Cast
from tests.conftest import hour_of
from tests.matters import scenarios

pytestmark = pytest.mark.django_db
AT = hour_of("2026-03-02 09:00")
assert _appeals  # hangs its command into the group


def _rows(matter: Matter) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for table in queries.rows_of_kind("problem").tables.values():
        rows = list(getattr(matter, table.name).all())
        assert all(getattr(row, "matter") is matter for row in rows)
        found[table.name] = [{k: v for k, v in vars(row).items() if not k.startswith("_")} for row in rows]
        if table.along:
            found[f"{table.name} {table.along}"] = [getattr(row, table.along).pk for row in rows]
    return found


def test_both_ways_read_the_same_rows(cast: Cast, at: Any, django_assert_num_queries: Any) -> None:
    number = scenarios.handling(cast, at).number
    one, two = (Matter.objects.get(number=number) for _way in range(2))
    queries.rows_of_kind("problem").fill(one)
    prefetching.by_prefetch(two)
    with django_assert_num_queries(0):
        told = _rows(one)
        assert told == _rows(two)
    assert all(told[name] for name in ("involved", "measures", "duties"))


def test_a_page_is_measured_both_ways(cast: Cast, at: Any) -> None:
    scenarios.struck_off(cast, at)
    found = prefetching.run(cast.accounts["leader"].username, 5, 2, lambda _words: None)
    assert found["pages"] == 1
    assert found["statements"]["prefetch_related"] == found["statements"]["together"] + 3
    assert all(ms > 0 for ms in found["cpu_ms_a_page"].values())
    low, high = found["ratio_from_to"]
    assert 0 < low <= found["ratio"] <= high
    assert "fill" not in vars(queries.rows_of_kind("problem"))


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
