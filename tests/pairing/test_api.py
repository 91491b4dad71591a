"""The same verbs for machines."""

from typing import Any

import pytest
from ninja.testing import TestClient

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Malformed, NotAllowed, NotFound
from gongjian.pairing.api import router
from gongjian.pairing.models import Offer, Pair, PlannedActivity
from tests.cast import Cast
from tests.pairing.conftest import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
client = TestClient(router)


def call(actor: Actor, method: str, path: str, body: Any = None, **headers: str) -> Any:
    given: dict[str, Any] = {"headers": headers, "actor": actor}
    return (
        client.request(method, path, json=body, **given) if body is not None else client.request(method, path, **given)
    )


def plan(cast: Cast) -> dict[str, Any]:
    return {
        "title": "热水共建",
        "kind": "office-student",
        "goals": "热水到二十三点",
        "since": "2026-03-02",
        "until": "2026-12-31",
        "members": [{"body_id": cast.branch.pk}, {"body_id": cast.office_branch.pk, "brings": "检修"}],
        "activities": [{"title": "走访", "day": "2026-04-01", "host": 1}],
    }


def test_the_whole_walk(cast: Cast) -> None:
    made = call(cast.secretary, "POST", "/pairs", plan(cast), **{"Idempotency-Key": "k1"})
    assert made.status_code == 201
    number = made.json()["number"]
    again = call(cast.secretary, "POST", "/pairs", plan(cast), **{"Idempotency-Key": "k1"})
    assert again.json()["number"] == number
    amended = call(cast.secretary, "POST", f"/pairs/{number}/amend-plan", plan(cast) | {"title": "改"}).json()
    assert amended["title"] == "改"
    call(cast.secretary, "POST", f"/pairs/{number}/send-for-signing", {"seen": amended["version"]})
    call(cast.office_secretary, "POST", f"/pairs/{number}/hand-back", {"reason": "再想想"})
    call(cast.secretary, "POST", f"/pairs/{number}/send-for-signing", {})
    call(cast.secretary, "POST", f"/pairs/{number}/recall", {})
    call(cast.secretary, "POST", f"/pairs/{number}/send-for-signing", {})
    call(cast.secretary, "POST", f"/pairs/{number}/sign")
    signed = call(cast.office_secretary, "POST", f"/pairs/{number}/sign").json()
    assert (signed["state"], signed["members"][1]["signed_by"]) == ("active", "陶景行")
    added = call(
        cast.secretary,
        "POST",
        f"/pairs/{number}/plan-activity",
        {"title": "座谈", "day": "2026-05-01", "host_id": cast.branch.pk},
    ).json()
    first, second = added["activities"]
    held = {"held_on": "2026-03-02", "note": "好", "present": 9}
    call(cast.secretary, "POST", f"/pairs/{number}/hold-activity/{first['id']}", held)
    call(cast.secretary, "POST", f"/pairs/{number}/call-off-activity/{second['id']}", {"reason": "不办"})
    call(cast.secretary, "POST", f"/pairs/{number}/add-outcome", {"text": "有果", "served": 5})
    ended = call(cast.secretary, "POST", f"/pairs/{number}/conclude", {"summary": "完"}).json()
    assert (ended["state"], ended["outcomes"][0]["text"]) == ("concluded", "有果")
    listed = call(cast.stranger, "GET", "/pairs?state=concluded&q=热水").json()
    assert [p["number"] for p in listed["rows"]] == [number]


def test_a_draft_may_be_dissolved(cast: Cast, draft: Pair) -> None:
    assert (
        call(cast.secretary, "POST", f"/pairs/{draft.number}/dissolve", {"reason": "不办"}).json()["state"]
        == "dissolved"
    )


@pytest.mark.parametrize(
    ("part", "verb", "refusal"),
    [
        ("stranger", "dissolve", NotFound),
        ("office_secretary", "dissolve", NotAllowed),
        ("secretary", "dissolve", Malformed),
    ],
)
def test_refusals_are_the_same(cast: Cast, draft: Pair, part: str, verb: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        call(getattr(cast, part), "POST", f"/pairs/{draft.number}/{verb}", {"reason": ""})
    assert fresh(draft).state == "draft"


def test_offers_and_matches(cast: Cast) -> None:
    text = {"title": "检修", "words": "热水 浴室", "since": "2026-03-01", "capacity": 2}
    made = call(cast.handler, "POST", "/offers", text | {"body_id": cast.department.pk}).json()
    changed = call(cast.handler, "PUT", f"/offers/{made['id']}", text | {"capacity": 3, "seen": 1}).json()
    assert (changed["capacity"], changed["version"]) == (3, 2)
    assert len(call(cast.handler, "GET", "/offers").json()["rows"]) == 1
    found = call(cast.secretary, "POST", "/matching", {"lines": ["浴室热水停供"], "body_id": cast.branch.pk}).json()
    assert found["matched"] == 1
    assert "内容相合" in found["choices"][0]["chosen"]["sentence"]
    call(cast.handler, "POST", f"/offers/{made['id']}/withdraw", {})
    assert Offer.objects.get().withdrawn_at is not None
    assert call(cast.secretary, "POST", "/matching", {"lines": ["浴室热水停供"]}).json()["matched"] == 0


def test_an_activity_of_another_pair_is_not_there(cast: Cast, active: Pair) -> None:
    other = call(cast.secretary, "POST", "/pairs", plan(cast)).json()
    foreign = other["activities"][0]["id"]
    with pytest.raises(NotFound):
        call(cast.secretary, "POST", f"/pairs/{active.number}/call-off-activity/{foreign}", {"reason": "不办"})
    assert not PlannedActivity.objects.exclude(called_off="").exists()


def test_what_a_body_does_not_know_is_refused(cast: Cast, active: Pair) -> None:
    activity = active.activities.order_by("id")[0].pk
    path, body = f"/pairs/{active.number}/call-off-activity/{activity}", {"reason": "不办"}
    for wrong in ({"activity_id": activity}, {"raeson": "不办"}):
        assert call(cast.secretary, "POST", path, body | wrong).status_code == 422
    odd = plan(cast) | {"members": [{"body_id": cast.branch.pk, "brought": "x"}]}
    assert call(cast.secretary, "POST", "/pairs", odd).status_code == 422
    assert (Pair.objects.count(), PlannedActivity.objects.exclude(called_off="").count()) == (1, 0)
