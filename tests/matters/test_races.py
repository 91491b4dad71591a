"""Two at once: one wins, the other is told who was faster; nothing is half done, no number is lost. On both databases."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from gongjian.audit import tasks as ledger_tasks
from gongjian.audit import verification
from gongjian.audit.models import Entry, Receipt
from gongjian.kernel.refused import Refused
from gongjian.matters import metrics
from gongjian.matters.models import Clock, Holding, Involved, Matter
from gongjian.problems import operations as ops
from tests.cast import Cast, build_cast
from tests.conftest import hour_of

from . import arguments, scenarios

pytestmark = pytest.mark.django_db(transaction=True)
AT = hour_of("2026-03-02 09:00")
Order = Callable[[], Any]


def at_once(*orders: Order) -> list[Any]:
    """What each order gave: its result or its refusal. All start together, each with a connection of its own."""
    start = threading.Barrier(len(orders))
    got: list[Any] = [None] * len(orders)

    def run(n: int, order: Order) -> None:
        translation.activate("zh-hans")
        try:
            start.wait(20)
            got[n] = order()
        except BaseException as error:
            got[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, order)) for n, order in enumerate(orders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def sound(at: dt.datetime) -> None:
    ledger_tasks.tick()
    assert verification.walk(at).sound
    assert metrics.drift() == {}
    for matter in Matter.objects.all():
        assert Holding.objects.filter(matter=matter, until__isnull=True).count() == matter.is_open


def refusal_in(got: list[Any]) -> Refused:
    """The one refusal among what was given; everything else succeeded."""
    refused = [g for g in got if isinstance(g, BaseException)]
    assert len(refused) == 1, got
    assert isinstance(refused[0], Refused), repr(refused[0])
    assert refused[0].status == 409
    return refused[0]


def pair_of(cast: Cast, name: str) -> tuple[Matter, list[Order]]:
    """The matter of this duel, and its two orders, each on its own reading of the row."""

    def by(part: str, verb: str, **given: Any) -> Order:
        seen = scenarios.again(matter)
        return lambda: arguments.operation(verb)(matter=seen, actor=getattr(cast, part), at=AT, **given)

    day = AT.date()
    claim = {"statement": "好了", "evidence": "记录"}
    votes = {"held_on": day, "due": 21, "present": 15, "in_favour": 12}
    lists = {"goal": "热水", "measures": scenarios.measures(cast, AT), "duties": scenarios.duties(cast, AT)}
    verdict = {"solved": True, "satisfaction": 5}
    park = {"reason": "等预算", "plan": "明年", "review_on": day + dt.timedelta(days=30)}
    reach, one, other = {
        "take, hand back": (
            scenarios.assigned,
            ("handler", "take", {}),
            ("head", "hand_back", {"reason": "不属于本单位"}),
        ),
        "take, take": (scenarios.assigned, ("handler", "take", {}), ("head", "take", {})),
        "claim, claim": (scenarios.finished, ("handler", "claim_solved", claim), ("head", "claim_solved", claim)),
        "claim, park": (scenarios.finished, ("handler", "claim_solved", claim), ("head", "ask_to_park", park)),
        "park, park": (scenarios.handling, ("handler", "ask_to_park", park), ("head", "ask_to_park", park)),
        "verdict, verdict": (
            scenarios.claimed,
            ("student", "give_verdict", verdict),
            ("student", "give_verdict", {"solved": False, "satisfaction": 1, "words": "没有"}),
        ),
        "verdict, presume": (scenarios.claimed, ("student", "give_verdict", verdict), ("system", "presume", {})),
        "confirm, send back": (
            scenarios.judged,
            ("liaison", "confirm_solved", {}),
            ("leader", "send_back", {"reason": "再看一周"}),
        ),
        "study, withdraw": (
            scenarios.raised,
            ("secretary", "study", {"held_on": day, "opinion": "属实"}),
            ("student", "withdraw", {"reason": "已自行解决"}),
        ),
        "adopt, decline": (
            scenarios.studied,
            ("secretary", "adopt", votes),
            ("secretary", "decline", {**votes, "reason": "不具代表性"}),
        ),
        "draw up, draw up": (scenarios.adopted, ("secretary", "draw_up", lists), ("secretary", "draw_up", lists)),
        "assign, assign": (
            scenarios.listed,
            ("secretary", "assign", {"lead_id": cast.department.pk}),
            ("secretary", "assign", {"lead_id": cast.other_department.pk}),
        ),
    }[name]
    matter = reach(cast, AT)
    return matter, [by(one[0], one[1], **one[2]), by(other[0], other[1], **other[2])]


@pytest.fixture
def cast() -> Cast:
    cast = build_cast(AT)
    for part in ("student", "secretary", "handler", "head", "liaison", "leader"):
        getattr(cast, part)
    return cast


def test_of_two_orders_at_once_one_wins_and_the_other_is_told_by_whom(cast):
    """Every pair of verbs that two people may order on the same page."""
    for name in (
        "take, hand back",
        "take, take",
        "claim, claim",
        "claim, park",
        "park, park",
        "verdict, verdict",
        "verdict, presume",
        "confirm, send back",
        "study, withdraw",
        "adopt, decline",
        "draw up, draw up",
        "assign, assign",
    ):
        matter, orders = pair_of(cast, name)
        before = Entry.objects.count()
        refused = refusal_in(at_once(*orders))
        assert refused.code == "overtaken", (name, refused.code)
        assert refused.details.get("who") and refused.details.get("what"), (name, str(refused))
        assert str(refused.details["who"]) in str(refused.sentence)
        assert Entry.objects.count() == before + 1, name
        assert scenarios.again(matter).version == matter.version + 1, name
    sound(AT)


def test_an_adjustment_confirmed_by_two_at_once_takes_effect_once(cast):
    matter = scenarios.handling(cast, AT)
    line = matter.measures.get(position=1)
    change = [
        {
            "line": "measure",
            "action": "add",
            "new": {
                "text": "加水箱",
                "metric": "两只",
                "starts_on": line.starts_on,
                "ends_on": line.ends_on,
                "body": cast.department.pk,
                "person_name": "温如玉",
            },
        }
    ]
    made = ops.propose_adjustment(matter=matter, changes=change, reason="水压不足", actor=cast.handler, at=AT)

    def confirm(part: str) -> Order:
        seen = scenarios.again(matter)
        return lambda: ops.confirm_adjustment(matter=seen, adjustment_id=made.pk, actor=getattr(cast, part), at=AT)

    refused = refusal_in(at_once(confirm("liaison"), confirm("leader")))
    assert refused.code in ("adjustment-settled", "overtaken")
    assert matter.measures.count() == 3
    assert Entry.objects.filter(verb="matters.adjusted").count() == 1


def raise_one(cast: Cast, title: str, **given: Any) -> Order:
    wanted = {"title": title, "text": "事由", "category": "living", "origin_id": cast.branch.pk} | given
    return lambda: ops.raise_problem(**wanted, actor=cast.student, at=AT)


def test_a_form_sent_twice_at_once_makes_one_matter(cast):
    got = at_once(*[raise_one(cast, "同一张表单", token="form-1") for _ in range(4)])
    for one in got:
        assert not isinstance(one, BaseException) or (isinstance(one, Refused) and one.code == "already-sent"), one
    assert {g.matter.pk for g in got if not isinstance(g, BaseException)} == {Matter.objects.get().pk}
    assert Receipt.objects.count() == 1
    assert (
        ops.raise_problem(
            title="同一张表单",
            text="事由",
            category="living",
            origin_id=cast.branch.pk,
            token="form-1",
            actor=cast.student,
            at=AT,
        ).matter
        == Matter.objects.get()
    )


def test_eight_at_once_leave_no_gap_in_the_numbers(cast):
    """Also where some of them fail half-way."""

    def several(n: int) -> Order:
        def run() -> int:
            for k in range(3):
                raise_one(cast, f"{n}-{k}")()
                with pytest.raises(Refused):
                    raise_one(cast, f"{n}-{k}", origin_id=cast.department.pk)()
            return n

        return run

    assert at_once(*[several(n) for n in range(8)]) == list(range(8))
    numbers = sorted(Matter.objects.values_list("number", flat=True))
    assert numbers == [f"难题-2026-{n:04d}" for n in range(1, 25)]
    for rows in (Holding, Clock, Involved, Receipt):
        assert rows.objects.count() == 24
    sound(AT)
