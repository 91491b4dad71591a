"""The description of the API: one schema for each name, headers as they travel, answers as described, made once."""

import json
import re
import threading
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client

from gongjian.audit.models import Receipt
from gongjian.config import openapi
from gongjian.config.api import api
from gongjian.config.processes import starting
from gongjian.kernel import clock
from gongjian.matters.models import Matter
from gongjian.people.operations import make_token
from tests.cast import Cast


def described() -> Any:
    return json.loads(json.dumps(api.get_openapi_schema(), default=str))


def operations(schema: Any) -> list[tuple[str, str, Any]]:
    return [(m, p, o) for p, ops in schema["paths"].items() for m, o in ops.items()]


def test_every_name_of_a_schema_means_one_schema() -> None:
    schema = openapi.Description(api, "/api/v1/")
    assert len(schema.schemas) > 150
    with pytest.raises(ValueError, match="two schemas"):
        schema.add_schema_definitions({next(iter(schema.schemas)): {"type": "nothing"}})


def test_every_body_has_the_fields_of_its_own_class() -> None:
    """The description of each body against the class that ninja really reads it with."""
    schema = described()
    compared = 0
    for path, view in (api.default_router.urls_paths("") and []) or []:
        del path, view
    for _prefix, router in api._routers:
        for path_operations in router.path_operations.values():
            for operation in path_operations.operations:
                for model in operation.models:
                    if model.__ninja_param_source__ != "body":
                        continue
                    for field in model.model_fields.values():
                        kind = field.annotation
                        fields = getattr(kind, "model_fields", None)
                        if fields is None:
                            continue
                        name = kind.__name__
                        same = [n for n in schema["components"]["schemas"] if n.endswith(name)]
                        wanted = {f.alias or n for n, f in fields.items()}
                        assert any(
                            set(schema["components"]["schemas"][n].get("properties", {})) == wanted for n in same
                        ), name
                        compared += 1
    assert compared > 20


def test_the_title_is_ascii_and_headers_have_no_underscore() -> None:
    schema = described()
    assert schema["info"]["title"].isascii()
    headers = {p["name"] for _m, _p, o in operations(schema) for p in o.get("parameters", []) if p["in"] == "header"}
    assert headers == {"Idempotency-Key"}
    assert all(re.fullmatch(r"[A-Za-z]\w*", name) for name in schema["components"]["schemas"])


def test_it_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = api.get_openapi_schema()
    monkeypatch.setattr(openapi, "Description", None)
    assert api.get_openapi_schema() is first


def resolve(schema: Any) -> Any:
    return {"components": schema["components"]}


@pytest.mark.django_db
def test_answers_are_as_they_are_described(cast: Cast, client: Client) -> None:
    """Every GET without a part of the address, as four persons: the answer against its schema."""
    schema = described()
    checked = 0
    for method, path, operation in operations(schema):
        if method != "get" or "{" in path:
            continue
        for part in ("student", "secretary", "handler", "liaison"):
            client.force_login(cast.accounts[part])
            answer = client.get(path)
            said = operation["responses"].get(str(answer.status_code))
            assert said is not None, (path, answer.status_code)
            for media in said.get("content", {}).values():
                jsonschema_rs.validate({**media["schema"], **resolve(schema)}, answer.json())
                checked += 1
    assert checked > 60


def raise_one(client: Client, cast: Cast, key: str, **more: Any) -> Any:
    typed = {"title": "热水", "text": "没有热水。", "category": "living", "origin_id": cast.branch.pk, **more}
    return client.post(
        "/api/v1/matters", json.dumps(typed), content_type="application/json", headers={"Idempotency-Key": key}
    )


@pytest.mark.django_db
def test_a_request_sent_again_gets_the_same_answer_with_its_receipt(cast: Cast, client: Client) -> None:
    _row, token = make_token(account=cast.accounts["student"], label="x", days=1, actor=cast.student, at=clock.now())
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    first, again = raise_one(client, cast, "k1"), raise_one(client, cast, "k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["receipt"] == again.json()["receipt"] != ""
    assert first.json()["number"] == again.json()["number"]
    other = raise_one(client, cast, "k1", title="冷水")
    assert (other.status_code, other.json()["code"]) == (422, "key-reused")
    assert Matter.objects.count() == 1 and Receipt.objects.count() == 1
    assert raise_one(client, cast, "k2", title="冷水").status_code == 201


@pytest.mark.django_db(transaction=True)
def test_two_migrations_wait_for_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, most = [0], [0]
    second_waits = threading.Event()

    def migrate(*_: object, **__: object) -> None:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        second_waits.wait(1)
        inside[0] -= 1

    monkeypatch.setattr(starting, "call_command", migrate)

    def run() -> None:
        try:
            starting.migrate_alone()
        finally:
            starting.connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert most == [1]
