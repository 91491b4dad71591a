"""Process tests run on SQLite and, where GONGJIAN_TEST_POSTGRES names a server, on PostgreSQL."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import prepared


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.process)


SERVER = os.environ.get("GONGJIAN_TEST_POSTGRES", "")


@contextlib.contextmanager
def fresh_database(vendor: str, data: Path, *, tables: bool = True) -> Iterator[str]:
    """ "" for SQLite in the data folder, or the address of a PostgreSQL database of one's own, dropped at the end.

    Its tables are made, unless *tables* says no.
    """
    if vendor == "sqlite":
        if tables:
            prepared.put_sqlite(data)
        yield ""
        return
    if not SERVER:
        pytest.skip("GONGJIAN_TEST_POSTGRES names no PostgreSQL server (./test process starts one)")
    with prepared.postgres_database(SERVER, tables=tables) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """ "" for SQLite in the data folder, or the address of a PostgreSQL database of one's own; its tables are made."""
    with fresh_database(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def site(tmp_path: Path, database_url: str) -> Path:
    """A data folder with its tables made and nothing else."""
    return tmp_path
