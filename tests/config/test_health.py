"""``/healthz`` tells machines how the site stands, and no secrets."""

import pytest
from django.db import connections
from django.test import Client

from gongjian.config.requests import health
from gongjian.kernel.models import OutboxEvent
from tests.conftest import hour_of

pytestmark = pytest.mark.django_db


def test_a_well_house_says_so(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    said = response.json()
    assert said["status"] == "ok"
    assert said["database"]["ok"]
    assert said["database"]["engine"] in {"sqlite", "postgresql"}
    assert said["migrations"] == {"pending": 0}
    assert said["ledger"] == {"ok": True, "head": 0, "unlinked_since": None}
    assert said["outbox"] == {"waiting": 0, "failed": 0}
    assert response["Cache-Control"] == "no-store"


def test_events_given_up_ask_for_attention_but_the_house_serves(client: Client) -> None:
    OutboxEvent.objects.create(kind="x", payload={}, at=hour_of("2026-03-02 09:00"), state="failed")
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json()["status"] == "attention"


def test_waiting_migrations_are_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    known = health._migrations_on_disk()
    monkeypatch.setattr(health, "_migrations_on_disk", lambda: known | {("matters", "9999_new")})
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["migrations"] == {"pending": 1}
    assert "gongjian migrate" in response.json()["reasons"][0]


def test_without_the_database_it_still_answers_and_keeps_secrets(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(self: object, *args: object, **kwargs: object) -> None:
        raise connections["default"].Database.OperationalError("password=hunter2 refused")

    monkeypatch.setattr(type(connections["default"]), "get_new_connection", gone)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["database"]["ok"] is False
    assert "hunter2" not in response.content.decode()


def test_a_part_that_cannot_be_read_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> dict[str, object]:
        raise ValueError("secret detail")

    monkeypatch.setitem(health.PARTS, "outbox", broken)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert "secret" not in response.content.decode()
