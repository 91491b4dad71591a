"""The API: the same walk, the same refusals in ``{code, sentence, authority}``."""

import pytest

from gongjian.matters.models import Matter
from gongjian.people.operations import make_token
from gongjian.problems.procedures import PROBLEM
from tests.cast import build_cast

from . import scenarios

pytestmark = pytest.mark.django_db
BASE = "/api/v1/matters"


@pytest.fixture
def cast(at):
    return build_cast(at)


@pytest.fixture
def call(client, cast, at, frozen):
    """``call("handler", "POST", "/…", {…})`` with that part's bearer token."""
    tokens: dict[str, str] = {}

    def send(part: str, method: str, path: str, body: object = None, **headers: str):
        if part not in tokens:
            tokens[part] = make_token(
                account=cast.accounts[part], label="测试", days=30, actor=getattr(cast, part), at=at
            )[1]
        sender = client.get if method == "GET" else client.post
        extra = {} if method == "GET" else {"data": body or {}, "content_type": "application/json"}
        return sender(path, headers={"Authorization": f"Bearer {tokens[part]}", **headers}, **extra)

    return send


def test_the_whole_walk_through_the_api(call, cast):
    raised = call(
        "student",
        "POST",
        BASE,
        {"title": scenarios.TITLE, "text": scenarios.TEXT, "category": "living", "origin_id": cast.branch.pk},
    )
    assert raised.status_code == 201, raised.content
    number = raised.json()["number"]
    assert len(raised.json()["receipt"]) > 10
    day = "2026-03-02"
    walk = [
        ("secretary", "study", {"held_on": day, "opinion": "属实"}),
        ("secretary", "adopt", {"held_on": day, "due": 21, "present": 11, "in_favour": 11}),
        (
            "secretary",
            "draw-up",
            {
                "goal": "热水不断供",
                "measures": [
                    {
                        "text": "检修",
                        "metric": "45度",
                        "starts_on": day,
                        "ends_on": "2026-03-20",
                        "body_id": cast.department.pk,
                        "person_name": "甲",
                    }
                ],
                "duties": [
                    {
                        "part": "lead",
                        "body_id": cast.department.pk,
                        "person_name": "甲",
                        "task": "统筹",
                        "due_on": "2026-04-30",
                    }
                ],
            },
        ),
        ("secretary", "assign", {"lead_id": cast.department.pk}),
        ("handler", "take", {}),
        ("handler", "reply", {"text": "已安排检修"}),
    ]
    for part, verb, body in walk:
        answer = call(part, "POST", f"{BASE}/{number}/{verb}", body)
        assert answer.status_code == 200, (verb, answer.content.decode())
    measure = answer.json()["measures"][0]["id"]
    change = {"changes": [{"line": "measure", "id": measure, "new": {"ends_on": "2026-03-25"}}], "reason": "配件推迟"}
    adjusted = call("handler", "POST", f"{BASE}/{number}/propose-adjustment", change)
    assert adjusted.status_code == 200, adjusted.content.decode()
    change_id = adjusted.json()["adjustments"][0]["id"]
    confirmed = call("liaison", "POST", f"{BASE}/{number}/adjustments/{change_id}/confirm")
    assert confirmed.json()["measures"][0]["ends_on"] == "2026-03-25"
    assert confirmed.json()["measures"][0]["planned_ends_on"] == "2026-03-20"
    for part, verb, body in [
        ("handler", "report-progress", {"measure_id": measure, "percent": 100, "text": "完成", "evidence": "验收单"}),
        ("handler", "claim-solved", {"statement": "已解决", "evidence": "记录"}),
        ("student", "give-verdict", {"solved": True, "satisfaction": 5}),
        ("liaison", "confirm-solved", {}),
    ]:
        answer = call(part, "POST", f"{BASE}/{number}/{verb}", body)
        assert answer.status_code == 200, (verb, answer.content.decode())
    got = answer.json()
    assert got["state"] == "solved-confirmed" and got["possible"] == []
    assert sum(s["seconds"] for s in got["custody"]) == 0


def test_the_second_of_two_equal_requests_makes_nothing_new(call, cast):
    body = {"title": scenarios.TITLE, "text": scenarios.TEXT, "category": "living", "origin_id": cast.branch.pk}
    first = call("student", "POST", BASE, body, **{"Idempotency-Key": "k1"})
    again = call("student", "POST", BASE, body, **{"Idempotency-Key": "k1"})
    assert first.json()["number"] == again.json()["number"]
    assert Matter.objects.count() == 1


@pytest.mark.parametrize(
    ("part", "verb", "body", "status", "code"),
    [
        ("secretary", "take", {}, 403, "not-allowed"),
        ("stranger", "take", {}, 404, "not-found"),
        ("handler", "claim-solved", {"statement": "好了", "evidence": "有"}, 409, "claim-solved-not-now"),
        ("handler", "hand-back", {"reason": ""}, 422, "malformed"),
        ("handler", "hand-back", {}, 422, "malformed"),
        ("handler", "hand-back", {"reason": "不是我们", "seen": 1}, 409, "overtaken"),
    ],
)
def test_refusals_have_one_shape_and_change_nothing(call, cast, at, part, verb, body, status, code):
    matter = scenarios.assigned(cast, at)
    before = Matter.objects.filter(pk=matter.pk).values().get()
    answer = call(part, "POST", f"{BASE}/{matter.number}/{verb}", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content.decode()
    assert answer.json()["sentence"] and "authority" in answer.json()
    assert Matter.objects.filter(pk=matter.pk).values().get() == before


def test_public_progress_needs_no_token_and_names_nobody(client, call, cast, at):
    scenarios.handling(cast, at)
    answer = client.get(f"{BASE}/public")
    assert answer.status_code == 200
    assert answer.json()["rows"][0]["title"] == scenarios.TITLE
    assert "顾一苇" not in answer.content.decode()


def test_desk_and_figures(call, cast, at):
    matter = scenarios.assigned(cast, at)
    assert call("handler", "GET", "/api/v1/desk").json()["tasks"][0]["number"] == matter.number
    assert call("leader", "GET", "/api/v1/figures").json()["raised"] == 1
    assert call("student", "GET", "/api/v1/figures").status_code == 403


def test_every_verb_of_the_table_has_its_route(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    from_table = {s.verb for s in PROBLEM.steps if not s.by_system and s.sources} - {
        "confirm_adjustment",
        "reject_adjustment",
    }
    assert {p.rsplit("/", 1)[1].replace("-", "_") for p in paths if p.startswith(f"{BASE}/{{number}}/")} >= from_table
