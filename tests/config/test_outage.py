"""A full disk, a disk that can only be read, a database that is gone: a sentence, nothing by half, and on again by itself.

A whole server on a disk that is really full, and on a PostgreSQL that is really gone: ``tests/process/test_outage.py``.
"""

import contextlib
import errno
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, OperationalError, ProgrammingError, connection
from django.test import Client
from django.urls import reverse

from gongjian.config import cli
from gongjian.config.processes import working
from gongjian.config.requests import health
from gongjian.files import operations
from gongjian.files.models import StoredFile
from gongjian.files.stores import INCOMING
from gongjian.kernel import outage, periodic
from gongjian.kernel.models import OutboxEvent
from gongjian.matters.models import Matter
from tests.cast import Cast

RAISED = {"title": "热水", "text": "没有热水。", "category": "living"}


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (OSError(errno.ENOSPC, "x"), outage.FULL),
        (OSError(errno.EROFS, "x"), outage.READ_ONLY),
        (OSError(errno.EHOSTUNREACH, "x"), outage.FILES_GONE),
        (FileNotFoundError(errno.ENOENT, "x"), None),
        (OperationalError("database or disk is full"), outage.FULL),
        (OperationalError("could not extend file: No space left on device"), outage.FULL),
        (OperationalError("attempt to write a readonly database"), outage.READ_ONLY),
        (InternalError("cannot execute INSERT in a read-only transaction"), outage.READ_ONLY),
        (InternalError("something else"), None),
        (OperationalError("database is locked"), outage.BUSY),
        (OperationalError("server closed the connection unexpectedly"), outage.GONE),
        (OperationalError("no such table: x"), None),
        (ProgrammingError("relation does not exist"), None),
        (ValueError("database or disk is full"), None),
        (None, None),
    ],
)
def test_which_error_is_which_trouble(error: BaseException | None, found: outage.Outage | None) -> None:
    assert outage.outage_of(error) is found


@contextlib.contextmanager
def only_reading() -> Iterator[None]:
    """The database refuses to write, as on a disk that was mounted read-only."""
    on, off = ("PRAGMA query_only=ON", "PRAGMA query_only=OFF")
    if connection.vendor == "postgresql":
        on, off = ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off")
    with connection.cursor() as cursor:
        cursor.execute(on)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(off)


@contextlib.contextmanager
def full_disk() -> Iterator[None]:
    """The SQLite file may not grow by one page."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # or what earlier tests have left free would be used up first
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count={cursor.fetchone()[0]}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count=1073741823")


def standing() -> tuple[int, int, int]:
    return Matter.objects.count(), OutboxEvent.objects.count(), StoredFile.objects.count()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["read-only", "disk-full"])
def test_it_is_said_nothing_is_written_and_it_goes_on_by_itself(cast: Cast, what: str) -> None:
    if what == "disk-full" and connection.vendor != "sqlite":
        pytest.skip("a full disk is played with SQLite's own limit; PostgreSQL's error is recognised by its words")
    client = Client(raise_request_exception=False)
    client.force_login(cast.accounts["student"])
    address = reverse("problems:raise")
    typed = {**RAISED, "text": "没有热水。" * 2000, "origin_id": cast.branch.pk}
    before = standing()
    with only_reading() if what == "read-only" else full_disk():
        page = client.post(address, typed)
        said = client.post("/api/v1/matters", typed, content_type="application/json")
        assert client.get(reverse("insight:home")).status_code == 200
    found = outage.READ_ONLY if what == "read-only" else outage.FULL
    assert (page.status_code, page["Retry-After"]) == (503, "10")
    assert str(found.sentence) in page.content.decode() and str(found.remedy) in page.content.decode()
    assert (said.status_code, said["Retry-After"]) == (503, "10")
    assert standing() == before
    assert client.post(address, typed).status_code == 302
    assert standing()[0] == before[0] + 1


@pytest.mark.django_db
def test_the_api_says_it_in_its_own_shape(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_args: object, **_given: object) -> None:
        raise OperationalError("server closed the connection unexpectedly: secret")

    monkeypatch.setattr("gongjian.audit.queries.receipt", gone)
    said = Client(raise_request_exception=False).get("/api/v1/ledger/receipts/0000-0000-0000-0000")
    assert said.status_code == 503
    assert said.json()["code"] == "database-gone" and "secret" not in said.content.decode()
    assert said["Retry-After"] == "10"


@pytest.mark.django_db
def test_a_content_that_no_longer_fits_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(name: str, content: Any) -> str:
        kept(name, SimpleUploadedFile("x", content.read()[:5]))
        raise OSError(errno.ENOSPC, "No space left on device")

    kept = default_storage.save
    monkeypatch.setattr(default_storage, "save", half)
    with pytest.raises(OSError):
        operations.store(
            owner_kind="tests.thing",
            owner_id=1,
            upload=SimpleUploadedFile("a.txt", b"words that are nowhere else"),
            actor=cast.student,
            at=cast.at,
        )
    assert not default_storage.exists(INCOMING) or default_storage.listdir(INCOMING)[1] == []
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_healthz_tells_of_the_disk(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/healthz").json()["disk"]["ok"]

    def full(**_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(health.tempfile, "TemporaryFile", full)
        said = client.get("/healthz")
    assert said.status_code == 503 and "磁盘" in said.json()["reasons"][0]
    monkeypatch.setattr(health, "LITTLE_ROOM", 2**60)
    assert client.get("/healthz").json()["status"] == "attention"


@pytest.mark.django_db
def test_the_worker_waits_instead_of_failing_at_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> int:
        raise OperationalError("the connection is closed")

    def broken() -> int:
        raise ValueError

    monkeypatch.setattr(periodic, "ROUNDS", {"a": broken, "b": lambda: 2})
    assert periodic.run_rounds() == 2
    monkeypatch.setattr(periodic, "ROUNDS", {"a": gone})
    with pytest.raises(OperationalError):
        periodic.run_rounds()
    with pytest.raises(OperationalError):
        working.one_round()


def test_a_command_says_it_in_a_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def full(**_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(cli.cli, "main", full)
    assert cli.run(["verify"]) == 1
    assert "磁盘已满" in capsys.readouterr().err
