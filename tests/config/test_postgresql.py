"""How our connections to PostgreSQL are set up: as settings on both databases, as the server sees them on PostgreSQL."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import ConnectionHandler, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import CaptureQueriesContext

from gongjian.kernel import postgresql
from gongjian.kernel.models import Counter
from gongjian.kernel.postgresql.base import MOST_PARAMETERS
from tests.serving import environment

TOLD = (
    "import json; from gongjian.config import settings; "
    "print(json.dumps({k: {n: d.get(n) for n in ('OPTIONS', 'DISABLE_SERVER_SIDE_CURSORS')} for k, d in settings.DATABASES.items()}))"
)


def settings_of(tmp_path: Path, **variables: str) -> dict[str, Any]:
    """The settings in the order in which a process of that environment reads them."""
    made = subprocess.run(
        [sys.executable, "-c", TOLD],
        env=environment(tmp_path, **variables),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(made.stdout)
    return found


def test_what_the_address_says_is_not_lost(tmp_path: Path) -> None:
    found = settings_of(
        tmp_path,
        DATABASE_URL="postgres://u@127.0.0.1:1/one?options=-csearch_path=school_n&sslmode=disable",
        DATABASE_REPLICA_URL="postgres://u@127.0.0.1:2/one",
    )
    default, replica = found["default"]["OPTIONS"], found["replica"]["OPTIONS"]
    assert default["options"] == "-c jit=off -c max_parallel_workers_per_gather=0 -csearch_path=school_n"
    assert replica["options"] == "-c jit=off -c max_parallel_workers_per_gather=0 -c default_transaction_read_only=on"
    assert default["sslmode"] == "disable" and default["pool"]["max_size"] == 16
    for options in (default, replica):
        assert (options["server_side_binding"], options["prepare_threshold"]) == (True, postgresql.PREPARE_AFTER)
    assert found["default"]["DISABLE_SERVER_SIDE_CURSORS"] is False


def test_behind_a_pooler_nothing_is_left_on_a_connection(tmp_path: Path) -> None:
    found = settings_of(
        tmp_path,
        DATABASE_URL="postgres://u@127.0.0.1:1/one",
        DATABASE_REPLICA_URL="postgres://u@127.0.0.1:2/one",
        GONGJIAN_POOLER="1",
    )
    for database in found.values():
        assert database["OPTIONS"]["prepare_threshold"] is None
        assert database["OPTIONS"]["server_side_binding"] is True
        assert "options" not in database["OPTIONS"], "PgBouncer refuses start parameters"
        assert database["DISABLE_SERVER_SIDE_CURSORS"] is True


def test_sqlite_has_no_word_of_it(tmp_path: Path) -> None:
    options = settings_of(tmp_path, GONGJIAN_POOLER="1")["default"]["OPTIONS"]
    assert {"server_side_binding", "prepare_threshold", "options"}.isdisjoint(options)


@pytest.fixture
def server(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("asks a PostgreSQL server")


def asked(line: BaseDatabaseWrapper, statement: str, values: Any = None) -> list[Any]:
    with line.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


@pytest.fixture(params=[False, True], ids=["direct", "pooler"])
def line(server: None, request: pytest.FixtureRequest) -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own to the database of the tests, set up as ours are."""
    database = {**connection.settings_dict, "OPTIONS": {}, "TEST": {}, "DISABLE_SERVER_SIDE_CURSORS": False}
    postgresql.tune(database, pooler=request.param)
    made = ConnectionHandler({"default": database})["default"]
    yield made
    made.close()


def test_more_rows_than_one_statement_has_parameters_for(server: None) -> None:
    rows = [Counter(name=f"test|{n}", value=n) for n in range(MOST_PARAMETERS // 2 + 2)]
    with CaptureQueriesContext(connection) as asked_:
        Counter.objects.bulk_create(rows)
    assert len([q for q in asked_ if q["sql"].startswith("INSERT")]) == 2
    assert Counter.objects.filter(name__startswith="test|").count() == len(rows)
    assert len(Counter.objects.in_bulk([f"test|{n}" for n in range(MOST_PARAMETERS + 1)], field_name="name")) == len(
        rows
    )


def prepared(line: BaseDatabaseWrapper) -> list[str]:
    return [
        words for (words,) in asked(line, "SELECT statement FROM pg_prepared_statements") if "kernel_counter" in words
    ]


def test_the_server_has_our_parameters(server: None) -> None:
    for name, value in postgresql.SESSION.items():
        assert asked(connection, f"SHOW {name}") == [(value,)]
    assert connection.features.uses_server_side_binding


def test_statements_that_come_again_are_prepared_but_not_behind_a_pooler(line: BaseDatabaseWrapper) -> None:
    pooler = line.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]
    sql, values = Counter.objects.filter(name="no such counter").values_list("value").query.sql_with_params()
    for n in range(postgresql.PREPARE_AFTER + 1):
        assert prepared(line) == [], f"after {n}"
        assert asked(line, sql, values) == []
    found = prepared(line)
    if pooler:
        assert found == []
    else:
        assert len(found) == 1 and '"name" = $1' in found[0], "the values are no part of the statement"
    asked(line, sql, ("another counter",))
    assert prepared(line) == found
