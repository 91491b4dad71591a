"""Anything that the description of the API allows, from several persons: no 5xx, no answer that is not described.

Schemathesis makes the requests from the description; half of them go to things that are there. What a request does
is undone. Bounded by the number of examples: some twenty seconds.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
import time_machine
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from gongjian.config.api import api
from gongjian.kernel.cache import clear_all_caches
from gongjian.people import operations as people
from tests.cast import build_cast
from tests.conftest import hour_of
from tests.walls import matrix
from tests.walls.fixtures import Props

DESCRIPTION = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
PARTS = ("guest", "student", "secretary", "handler", "liaison", "administrator")
EXAMPLES = 4
SHAPE = {"code", "sentence", "authority", "remedy", "fields", "details"}
OPERATIONS = [found.ok() for found in schemathesis.openapi.from_dict(DESCRIPTION).get_all_operations()]
ROWS = {(r.method, r.path): r for r in matrix.rows() if r.path.startswith("/api/")}


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """pytest-django's ``db`` for the whole module: one transaction, undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def site(db: None) -> Iterator[tuple[Props, dict[str, str]]]:
    """One stage for all requests, and a token for each part."""
    hour = hour_of("2026-03-02 09:00")
    with time_machine.travel(hour, tick=False):
        stage = Props(build_cast(hour))
        tokens = {}
        for part in PARTS[1:]:
            account = stage.cast.accounts[part]
            _row, tokens[part] = people.make_token(
                account=account, label="x", days=1, actor=getattr(stage.cast, part), at=hour
            )
        yield stage, tokens


def place_of(operation: Any, stage: Props) -> str:
    """The address of a thing that is there, by the permission matrix."""
    row = ROWS.get((operation.method.upper(), operation.full_path.replace("{", "<").replace("}", ">")))
    path = operation.full_path
    for name, source in (row.arguments if row else {}).items():
        path = path.replace("{" + name + "}", str(stage.value(str(source))))
    return path


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: f"{o.method.upper()} {o.path}")
def test_whatever_is_asked_the_answer_is_described(operation: Any, site: tuple[Props, dict[str, str]]) -> None:
    stage, tokens = site
    there = place_of(operation, stage)

    @given(case=operation.as_strategy(), part=st.sampled_from(PARTS), known=st.booleans())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any, part: str, known: bool) -> None:
        path = there if known and "{" not in there else case.formatted_path
        headers = {k: str(v) for k, v in (case.headers or {}).items() if k.lower() not in ("authorization", "cookie")}
        if part in tokens:
            headers["Authorization"] = f"Bearer {tokens[part]}"
        body = case.body if isinstance(case.body, dict | list | str | int | float | bool) or case.body is None else None
        data = json.dumps(body) if case.method.upper() != "GET" else ""
        clear_all_caches()
        with transaction.atomic():
            answer = Client(raise_request_exception=False, headers=headers).generic(
                case.method.upper(),
                path if path.startswith("/api/v1") else f"/api/v1{path}",
                data,
                content_type="application/json",
                query_params={k: v for k, v in (case.query or {}).items() if v is not None},
            )
            if answer.streaming:
                b"".join(answer.streaming_content)  # type: ignore[arg-type]
            transaction.set_rollback(True)
        assert answer.status_code < 500, (part, path, body, case.query)
        described = {str(code) for code in operation.definition.raw["responses"]}
        assert str(answer.status_code) in described, (answer.status_code, part, path)
        if answer.status_code >= 400:
            assert set(answer.json()) == SHAPE, (part, path)

    ask()
