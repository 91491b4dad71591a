"""Every address × every part of the cast gives the expected answer; a refused order leaves the database as it was."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client

from gongjian.people import operations as people
from tests.cast import Cast
from tests.walls import matrix
from tests.walls.matrix import PARTS, Row
from tests.walls.stage import PROPS, Stage

# Sessions and counted sign-ins are no records of the house: a refused request may touch them.
TOUCHED = {"people.Session", "kernel.OutboxEvent"}


@pytest.fixture
def stage(cast: Cast, frozen: object) -> Iterator[Stage]:
    yield Stage(cast)


def test_every_route_has_its_row() -> None:
    lacking = matrix.missing()
    assert not lacking, f"python -m tests.walls.matrix shows the rows to add for:\n{matrix.skeleton()}"


def test_every_row_has_its_route() -> None:
    assert sorted(set(matrix.table()) - set(matrix.routes())) == []


def test_every_cell_is_filled_and_every_property_known() -> None:
    for row in matrix.rows():
        assert all(isinstance(code, int) for code in row.expected.values()), row.path
        for path in row.arguments.values():
            assert str(path).split(".")[0] in {*PROPS, "cast"}, row.path


def fingerprint() -> dict[str, Any]:
    """Everything in the house's tables."""
    return {
        model._meta.label: sorted(map(repr, model._default_manager.values_list()))
        for model in apps.get_models()
        if model.__module__.startswith("gongjian.")
        and model._meta.label not in TOUCHED
        and model._meta.app_label != "search"  # made from the other tables, and cannot be walked
    }


def address(row: Row, stage: Stage) -> str:
    path = row.path
    for name, source in row.arguments.items():
        path = path.replace(f"<{name}>", str(stage.value(str(source))))
    return path


def body(value: Any, stage: Stage) -> Any:
    if isinstance(value, dict):
        return {k: body(v, stage) for k, v in value.items()}
    if isinstance(value, list):
        return [body(v, stage) for v in value]
    if isinstance(value, str) and value.startswith("="):
        return stage.value(value[1:])
    return value


def at_the_door(row: Row, part: str, stage: Stage) -> tuple[Client, dict[str, Any]]:
    """The part's client, signed in (pages) or with a token (API), before anything is asked."""
    client = Client(raise_request_exception=False)
    options: dict[str, Any] = {}
    if row.path.startswith("/api/"):
        if part != "guest":
            options["headers"] = {"Authorization": f"Bearer {bearer(part, stage)}"}
        if row.method != "GET":
            options["content_type"] = "application/json"
    elif part != "guest":
        client.force_login(stage.cast.accounts[part], backend="django.contrib.auth.backends.ModelBackend")
    return client, options


def ask(row: Row, client: Client, options: dict[str, Any], stage: Stage) -> Any:
    return getattr(client, row.method.lower())(address(row, stage), body(row.body, stage), **options)


def bearer(part: str, stage: Stage) -> str:
    """A token of this part's account."""
    cast = stage.cast
    _row, token = people.make_token(
        account=cast.accounts[part], label="matrix", days=1, actor=getattr(cast, part), at=stage.at
    )
    people.use_token(token=token, at=stage.at)  # the first use of a day leaves its own mark
    return token


@pytest.mark.django_db
@pytest.mark.parametrize("row", matrix.rows(), ids=lambda r: f"{r.method} {r.path}")
def test_everybody_gets_the_answer_of_the_matrix(row: Row, stage: Stage) -> None:
    got: dict[str, int] = {}
    changed: list[str] = []
    address(row, stage)
    for part in PARTS:
        with transaction.atomic():
            client, options = at_the_door(row, part, stage)
            before = fingerprint() if row.method != "GET" else {}
            got[part] = ask(row, client, options, stage).status_code
            if before and (got[part] >= 400 or (part == "guest" and got[part] == 302)):
                after = fingerprint()
                changed += [f"{part}: {label}" for label in before if before[label] != after[label]]
            transaction.set_rollback(True)
    assert got == row.expected
    assert changed == []
