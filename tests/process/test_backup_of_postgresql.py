"""The restore drill from PostgreSQL, to both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.process import drills


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[drills.Drill]:
    with drills.made("postgresql", tmp_path_factory.mktemp("source")) as found:
        yield found


@pytest.mark.parametrize(("target", "tables"), [("sqlite", True), ("postgresql", False)])
def test_a_house_stands_again_elsewhere_row_for_row(
    drill: drills.Drill, target: str, tables: bool, tmp_path: Path
) -> None:
    drills.check_stands_again(drill, target, tmp_path, tables=tables)
