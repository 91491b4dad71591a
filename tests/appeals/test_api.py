"""Appeals over the API: the same verbs, the same refusals."""

import json
from typing import Any

import pytest
from django.test import Client

from gongjian.people.operations import make_token

from . import scenarios

pytestmark = pytest.mark.django_db


class Caller:
    """One part of the cast with a token."""

    def __init__(self, cast: Any, part: str, at: Any) -> None:
        _row, token = make_token(account=cast.accounts[part], label="x", days=30, actor=getattr(cast, part), at=at)
        self.headers = {"authorization": f"Bearer {token}"}

    def get(self, path: str) -> Any:
        return Client().get(f"/api/v1/appeals{path}", headers=self.headers)

    def post(self, path: str, **body: Any) -> Any:
        extra = body.pop("headers", {})
        return Client().post(
            f"/api/v1/appeals{path}",
            json.dumps(body),
            content_type="application/json",
            headers=self.headers | extra,
        )


def test_from_raising_to_the_verdict(cast, at, frozen):
    call = {part: Caller(cast, part, at) for part in ("student", "receptionist", "handler", "stranger", "member")}
    words = {"text": "明远书院三层没有热水", "nature": "complaint", "category": "living", "publish": True}
    made = call["student"].post("", **words, headers={"Idempotency-Key": "k" * 20})
    assert made.status_code == 201, made.content
    number = made.json()["number"]
    again = call["student"].post("", **words, headers={"Idempotency-Key": "k" * 20}).json()
    assert again["number"] == number and again["again"]
    assert call["stranger"].get(f"/{number}").status_code == 404
    accepted = call["receptionist"].post(f"/{number}/accept", category="living", answer_class="general")
    assert accepted.json()["state"] == "accepted"
    assert call["receptionist"].get(f"/{number}/routes").json() == []
    assigned = call["receptionist"].post(f"/{number}/assign", lead_id=cast.department.pk)
    assert assigned.json()["lead"]["name"] == "后勤保障部"
    headers = call["handler"].headers
    Client().post(f"/api/v1/matters/{number}/take", "{}", content_type="application/json", headers=headers)
    assert call["member"].post(f"/{number}/join").json()["voices"] == 2
    refused = call["handler"].post(f"/{number}/answer", text="好的")
    assert refused.status_code == 422 and "text" in refused.json()["fields"]
    answered = call["handler"].post(f"/{number}/answer", text=scenarios.REPLY, confirmed=True)
    assert answered.json()["state"] == "answered"
    for part in ("student", "member"):
        given = call[part].post(f"/{number}/give-verdict", solved=True, satisfied="yes", contacted=True)
        assert given.status_code == 200, given.content
    assert given.json()["state"] == "closed-confirmed"
    rates = Client().get(f"/api/v1/appeals/rates?month={at:%Y-%m}").json()
    assert (rates["valid"], rates["contacted"], rates["response"]) == (2, 2, None)
    rows = call["receptionist"].get("?category=living").json()["rows"]
    assert [r["number"] for r in rows] == [number]


def test_entered_for_somebody(cast, at, frozen):
    words = {"text": "来电反映停水", "nature": "request", "channel": "phone"}
    made = Caller(cast, "receptionist", at).post("/entered", **words)
    assert made.status_code == 201 and len(made.json()["key"]) == 32
    assert Caller(cast, "head", at).post("/entered", **words).status_code == 403


def test_similar_ones_are_found(cast, at, frozen):
    first = scenarios.raised(cast, at, publish=True)
    found = Caller(cast, "member", at).get("/similar?title=浴室没有热水&text=三层浴室没有热水").json()
    assert [s["number"] for s in found] == [first.number] and found[0]["joinable"]
