"""What goes around the ORM is measured beside what Django does: both ways read the same rows, and both figures come out."""

from typing import Any

import pytest

from gongjian.matters import queries
from gongjian.matters.models import Matter
from gongjian_bench.parts import prefetching
from tests.cast import Cast
from tests.matters import scenarios

pytestmark = pytest.mark.django_db


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
