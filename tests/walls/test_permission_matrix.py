"""Every address × every part of the cast gives the expected answer; a refused order leaves the database as it was."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from gongjian.kernel.cache import clear_all_caches
from gongjian.people import operations as people
from tests.cast import build_cast
from tests.conftest import hour_of
from tests.lacking import lists
from tests.walls import matrix
from tests.walls.fixtures import PROPS, Props
from tests.walls.matrix import PARTS, Row

# Sessions and counted sign-ins are no records of the site: a refused request may touch them.
TOUCHED = {"people.Session", "kernel.OutboxEvent"}
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """pytest-django's ``db`` for a whole module: one transaction, undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def props(db: None) -> Iterator[Props]:
    """One set of fixtures for all rows: what stands in addresses is kept, what a request does is undone."""
    hour = hour_of("2026-03-02 09:00")
    with time_machine.travel(hour, tick=False):
        yield Props(build_cast(hour))


@pytest.fixture(scope="module")
def doors(props: Props) -> dict[str, "Door"]:
    return {part: Door(part, props) for part in PARTS}


@pytest.fixture(scope="module")
def stands() -> dict[str, Any]:
    """Everything in the tables between two requests: read anew only when a property was made since."""
    return {}


def test_every_route_has_its_row_and_every_row_its_route() -> None:
    assert lists.addresses_without_row() == [], "./test lacking shows the rows to add"
    assert lists.rows_without_address() == []


def test_a_route_without_a_row_and_a_row_without_a_route_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {p: lines for p, lines in matrix.table().items() if p != "/bulletin/write/"} | {"/gone/": {"GET": 200}}
    monkeypatch.setattr(matrix, "table", lambda: rows)
    assert lists.addresses_without_row() == ["GET /bulletin/write/"]
    assert lists.rows_without_address() == ["/gone/"]
    assert "/bulletin/write/: # bulletin:write" in matrix.skeleton()


def test_every_cell_is_filled_and_every_property_known(monkeypatch: pytest.MonkeyPatch) -> None:
    assert lists.cells_to_fill() == []
    for row in matrix.rows():
        for path in row.arguments.values():
            assert str(path).split(".")[0] in {*PROPS, "cast"}, row.path
    monkeypatch.setattr(matrix, "table", lambda: {"/new/": {"GET": {"guest": "…", "default": "…"}}})
    assert lists.cells_to_fill() == ["GET /new/"]


def fingerprint() -> dict[str, Any]:
    """Everything in the site's tables."""
    return {
        model._meta.label: sorted(map(repr, model._default_manager.values_list()))
        for model in apps.get_models()
        if model.__module__.startswith("gongjian.")
        and model._meta.label not in TOUCHED
        and model._meta.app_label != "search"  # made from the other tables, and cannot be walked
    }


def address(row: Row, props: Props) -> str:
    path = row.path
    for name, source in row.arguments.items():
        path = path.replace(f"<{name}>", str(props.value(str(source))))
    return path


def body(value: Any, props: Props) -> Any:
    if isinstance(value, dict):
        return {k: body(v, props) for k, v in value.items()}
    if isinstance(value, list):
        return [body(v, props) for v in value]
    if isinstance(value, str) and value.startswith("="):
        return props.value(value[1:])
    return value


class Door:
    """One part before the site: signed in once for the pages, with a token for the API."""

    def __init__(self, part: str, props: Props) -> None:
        self.session = self.token = self.led_to = ""
        if part == "guest":
            return
        account = props.cast.accounts[part]
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        self.session = client.cookies[settings.SESSION_COOKIE_NAME].value
        _row, self.token = people.make_token(
            account=account, label="matrix", days=1, actor=getattr(props.cast, part), at=props.at
        )
        people.use_token(token=self.token, at=props.at)  # the first use of a day leaves its own mark

    def ask(self, row: Row, props: Props) -> int:
        """The status that this part is answered with."""
        client = Client(raise_request_exception=False)
        options: dict[str, Any] = {}
        if row.path.startswith("/api/"):
            if self.token:
                options["headers"] = {"Authorization": f"Bearer {self.token}"}
            if row.method != "GET":
                options["content_type"] = "application/json"
        elif self.session:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        answer = getattr(client, row.method.lower())(address(row, props), body(row.body, props), **options)
        if answer.streaming:
            b"".join(answer.streaming_content)
        self.led_to = answer.headers.get("Location", "")
        return int(answer.status_code)


class Writes:
    """Whether a statement has tried to write: only then the whole database is compared."""

    def __init__(self) -> None:
        self.seen = False

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        self.seen = self.seen or sql.lstrip().upper().startswith(WRITES)
        return execute(sql, *rest)


@pytest.mark.parametrize("row", matrix.rows(), ids=lambda r: f"{r.method} {r.path}")
def test_everybody_gets_the_answer_of_the_matrix(
    row: Row, props: Props, doors: dict[str, Door], stands: dict[str, Any]
) -> None:
    got: dict[str, int] = {}
    changed: list[str] = []
    made = Writes()
    with connection.execute_wrapper(made):
        address(row, props)
        body(row.body, props)
    if made.seen:
        stands.clear()
    before: dict[str, Any] = {}
    clear_all_caches()
    for part, door in doors.items():
        writes = Writes()
        if row.method != "GET":
            stands.update({} if stands else fingerprint())
            before = stands
        with transaction.atomic():
            with connection.execute_wrapper(writes):
                got[part] = door.ask(row, props)
            refused = got[part] >= 400 or (part == "guest" and "/sign-in/" in door.led_to)
            if before and writes.seen and refused:
                after = fingerprint()
                changed += [f"{part}: {label}" for label in before if before[label] != after[label]]
            transaction.set_rollback(True)
        if writes.seen:  # what it wrote is undone, and may have been read
            clear_all_caches()
    assert got == row.expected, f"{row.method} {row.path} {got}"
    assert changed == []
