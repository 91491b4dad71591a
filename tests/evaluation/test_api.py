"""The same for machines, for reading."""

import datetime as dt
from typing import Any

import pytest
from ninja.testing import TestClient

from gongjian.evaluation.api import router
from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import NotFound
from tests.cast import Cast
from tests.evaluation.scenarios import judging, noticed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
client = TestClient(router)


def call(actor: Actor, path: str) -> Any:
    return client.get(path, actor=actor)


def test_contests_and_results_are_read(cast: Cast, at: dt.datetime) -> None:
    contest, entries, _when = noticed(cast, at)
    (row,) = call(cast.student, "/contests").json()["rows"]
    assert (row["number"], row["state"], row["host"]) == (contest.number, "noticed", "后勤保障部")
    detail = call(cast.student, f"/contests/{contest.number}").json()
    assert [c["weight"] for c in detail["criteria"]] == [40, 30, 30]
    assert [a["name"] for a in detail["awards"]] == ["一等奖", "二等奖"]
    first, second = call(cast.student, f"/contests/{contest.number}/results").json()
    assert (first["number"], first["score"], first["rank"], first["award"]) == (
        entries[0].number,
        "87.00",
        1,
        "一等奖",
    )
    assert "顾一苇" in first["entrant"] and second["excluded_jurors"] == 0
    (mine,) = call(cast.student, "/entries").json()
    assert mine == {"number": entries[0].number, "title": "提案1", "state": "scored", "contest": contest.number}


def test_nothing_is_read_too_early(cast: Cast, at: dt.datetime) -> None:
    contest, _entries, _when = judging(cast, at)
    with pytest.raises(NotFound):
        call(cast.head, f"/contests/{contest.number}/results")
    (line,) = call(cast.leader, "/waiting").json()
    assert (line["number"], line["what"]) == (contest.number, "评分（2 项）")
    assert call(cast.student, "/waiting").json() == []
