"""The API root: one shape for every answer that is not a success; tokens and sessions."""

import datetime as dt
import json
import re

import pytest
from django.test import Client

from gongjian.org.models import Body
from gongjian.people import operations as people

pytestmark = pytest.mark.django_db
SHAPE = {"code", "sentence", "authority", "remedy", "fields", "details"}


@pytest.fixture
def token_of(cast, at, frozen):
    def make(part: str) -> dict[str, str]:
        _row, token = people.make_token(
            account=cast.accounts[part], label="测试", days=30, actor=getattr(cast, part), at=at
        )
        return {"Authorization": f"Bearer {token}"}

    return make


def test_a_token_speaks_for_its_account(client, cast, token_of):
    said = client.get("/api/v1/me", headers=token_of("handler"))
    assert said.status_code == 200
    assert said.json()["title"] == "后勤保障部 · 经办人"
    assert {"capability": "matters.handle", "scope": cast.department.path} in said.json()["grants"]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer gj_nothing"}, {"Authorization": "Basic eDp5"}])
def test_without_a_token_nobody_speaks(client, headers, db):
    said = client.get("/api/v1/me", headers=headers)
    assert said.status_code == 401
    assert set(said.json()) == SHAPE
    assert said.json()["code"] == "not-signed-in"


def test_a_token_ends(client, cast, token_of, frozen):
    headers = token_of("handler")
    frozen.shift(dt.timedelta(days=31))
    assert client.get("/api/v1/me", headers=headers).status_code == 401


def test_a_revoked_token_is_refused_at_once(client, cast, token_of):
    headers = token_of("handler")
    (row,) = client.get("/api/v1/me/tokens", headers=headers).json()
    assert client.delete(f"/api/v1/me/tokens/{row['id']}", headers=headers).status_code == 200
    assert client.get("/api/v1/me", headers=headers).status_code == 401


def test_a_disabled_account_takes_its_tokens_along(client, cast, token_of, at):
    headers = token_of("handler")
    people.disable_account(account=cast.accounts["handler"], reason="离职", actor=cast.administrator, at=at)
    assert client.get("/api/v1/me", headers=headers).status_code == 401


def test_a_session_needs_the_page_s_csrf_token(cast, frozen):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.accounts["handler"], backend="django.contrib.auth.backends.ModelBackend")
    said = client.post("/api/v1/me/tokens", {"label": "x"}, content_type="application/json")
    assert said.status_code == 403
    assert set(said.json()) == SHAPE
    assert "防伪" in said.json()["sentence"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("get", "/api/v1/no-such-thing", 404, "not-found"),
        ("put", "/api/v1/me", 405, "method-not-allowed"),
        ("get", "/api/v1/bodies/999999", 404, "not-found"),
        ("get", "/api/v1/bodies/99999999999999999999", 404, "not-found"),
        ("get", "/api/v1/bodies?after=nonsense", 422, "malformed"),
        ("get", "/api/v1/bodies/abc", 422, "malformed"),
    ],
)
def test_every_refusal_has_one_shape(client, token_of, method, path, status, code):
    said = getattr(client, method)(path, headers=token_of("student"))
    assert (said.status_code, said.json()["code"]) == (status, code)
    assert set(said.json()) == SHAPE


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"label"}),
        ({"label": "x", "days": 0}, {"days"}),
        ({"label": "x", "days": "soon"}, {"days"}),
        ({"label": "x" * 61}, {"label"}),
        ({"label": "x", "dayz": 3}, {"dayz"}),
        ([], {"body"}),
    ],
)
def test_wrong_fields_are_named_in_chinese(client, token_of, body, fields):
    said = client.post("/api/v1/me/tokens", body, content_type="application/json", headers=token_of("student"))
    assert said.status_code == 422
    assert set(said.json()["fields"]) == fields or fields == {"body"}
    for sentences in said.json()["fields"].values():
        assert all(any("一" <= letter <= "鿿" for letter in s) for s in sentences)


def test_a_body_that_is_no_json_is_refused(client, token_of):
    said = client.post("/api/v1/me/tokens", b"{not json", content_type="application/json", headers=token_of("student"))
    assert said.status_code == 400
    assert set(said.json()) == SHAPE


def test_an_unexpected_error_tells_nothing_of_the_inside(client, token_of, monkeypatch):
    def broken(*args: object) -> None:
        raise RuntimeError("the secret inside")

    monkeypatch.setattr("gongjian.people.api.queries.tokens_of", broken)
    client.raise_request_exception = False
    said = client.get("/api/v1/me/tokens", headers=token_of("student"))
    assert said.status_code == 500
    assert "secret" not in said.content.decode()
    assert said.json()["code"] == "internal"


def test_the_page_of_the_description_carries_the_token_of_its_session(client, db):
    page = client.get("/api/v1/docs")
    body = page.content.decode()
    assert page.status_code == 200
    assert f'data-csrf-token="{client.cookies["csrftoken"].value}"' not in body  # masked anew for each page
    assert re.search(r'data-csrf-token="[A-Za-z0-9]{64}"', body)
    (shown,) = re.findall(r'<script id="swagger-settings" type="application/json">(.*?)</script>', body)
    assert json.loads(shown)["url"] == "/api/v1/openapi.json"


def test_the_description_of_the_api_stands(client, db):
    assert client.get("/api/v1/openapi.json").json()["info"]["title"] == "gongjian"


def test_a_refusal_cites_and_changes_nothing(client, cast, token_of):
    said = client.post(
        "/api/v1/units",
        {"parent_id": cast.university.pk, "kind": "department", "name": "图书馆"},
        content_type="application/json",
        headers=token_of("student"),
    )
    assert said.status_code == 403
    assert "系统管理员" in said.json()["sentence"]
    assert client.get("/api/v1/bodies?q=图书馆", headers=token_of("student")).json()["rows"] == []


def test_bodies_page_by_key_to_the_end(client, cast, token_of):
    headers = token_of("student")
    seen = [r["name"] for r in client.get("/api/v1/bodies", headers=headers).json()["rows"]]
    assert seen[0] == "示范大学"
    assert len(seen) == Body.objects.count()
    detail = client.get(f"/api/v1/bodies/{cast.branch.pk}", headers=headers).json()
    assert [h["name"] for h in detail["hosts"]] == ["机电学院", "明远书院"]
    assert [a["name"] for a in detail["above"]] == ["示范大学", "学校党委"]


def test_appointing_by_the_api(client, cast, token_of):
    said = client.post(
        "/api/v1/appointments",
        {"person_id": cast.student.person_id, "body_id": cast.department.pk, "post": "handler", "since": "2026-03-02"},
        content_type="application/json",
        headers=token_of("administrator"),
    )
    assert said.status_code == 201, said.content
    assert said.json()["post_label"] == "经办人"
    ended = client.post(
        f"/api/v1/appointments/{said.json()['id']}/end",
        {"on": "2026-03-03", "reason": "轮岗"},
        content_type="application/json",
        headers=token_of("administrator"),
    )
    assert ended.json()["until"] == "2026-03-03"
