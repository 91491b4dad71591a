"""Proposals for machines: the same verbs, the same refusals."""

import json

import pytest
import time_machine

from gongjian.matters.models import Matter

from . import scenarios

pytestmark = pytest.mark.django_db


@pytest.fixture
def c(cast, at):
    return scenarios.build(cast, at)


@pytest.fixture
def call(c, at, client):
    """``call(account, path, body)``: the decoded answer with its status."""

    def send(account, path, body=None):
        client.force_login(account)
        address = f"/api/v1/proposals{path}"
        with time_machine.travel(at, tick=False):
            if body is None:
                answer = client.get(address)
            else:
                answer = client.post(address, json.dumps(body), content_type="application/json")
        return answer.status_code, json.loads(answer.content)

    return send


def test_from_draft_to_the_signature(c, call):
    proposer, second, third = c.accounts[2:5]
    body = {"session_id": c.session.pk, "title": scenarios.TITLE, "category": "teaching", **scenarios.PARTS}
    status, made = call(proposer, "", body)
    assert (status, made["state"]) == (201, "draft")
    path = f"/{made['number']}"
    assert call(proposer, f"{path}/invite-seconds", {})[1]["state"] == "seconding"
    status, answer = call(proposer, f"{path}/submit", {})
    assert (status, answer["code"]) == (409, "too-few-seconds")
    for account in (second, third):
        assert call(account, f"{path}/second", {})[0] == 200
    assert len(call(proposer, path)[1]["seconds"]) == 2
    assert call(proposer, f"{path}/submit", {})[1]["state"] == "submitted"
    assert call(c.accounts[0], f"{path}/accept", {"category": "living"})[1]["category"] == "living"
    rows = {"rows": [{"number": made["number"], "lead_id": c.cast.department.pk}]}
    assert call(c.accounts[0], "/hand-over", rows) == (200, {"handed_over": 1})
    assert Matter.objects.get().state == "assigned"
    status, report = call(c.accounts[0], f"/sessions/{c.session.pk}/report")
    assert (status, report["total"]["accepted"], report["total"]["handed_over"]) == (200, 1, 1)
    assert "移交率" in report["definitions"]["handed_over"]
    assert call(c.accounts[0], "/sessions")[1][0]["name"] == c.session.name
