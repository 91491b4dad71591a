"""Process tests run on SQLite and, where GONGJIAN_TEST_POSTGRES names a server, on PostgreSQL."""

import contextlib
import os
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.serving import ROOT, gongjian

sys.path.insert(0, str(ROOT / "scripts"))  # where ``./test`` finds PostgreSQL


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.process)


SERVER = os.environ.get("GONGJIAN_TEST_POSTGRES", "")


@contextlib.contextmanager
def fresh_database(vendor: str) -> Iterator[str]:
    """ "" for SQLite in the data folder, or the address of a fresh PostgreSQL database, dropped at the end."""
    if vendor == "sqlite":
        yield ""
        return
    if not SERVER:
        pytest.skip("GONGJIAN_TEST_POSTGRES names no PostgreSQL server (./test process starts one)")
    name = f"process_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield f"{SERVER.rsplit('/', 1)[0]}/{name}"
    finally:
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """ "" for SQLite in the data folder, or the address of a fresh PostgreSQL database."""
    with fresh_database(request.param) as url:
        yield url


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Path:
    """A data folder with its tables made and nothing else."""
    made = gongjian(tmp_path, "migrate", database_url=database_url)
    assert made.returncode == 0, made.stderr
    return tmp_path
