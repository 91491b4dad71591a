"""What the commands of an appeal record, announce and hold possible."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from gongjian.appeals import operations as ops
from gongjian.appeals.models import Appeal, Exclusion
from gongjian.audit.models import Entry
from gongjian.kernel.actor import Actor
from gongjian.kernel.models import OutboxEvent
from gongjian.kernel.refused import Malformed, NotAllowed, NotNow
from gongjian.matters import queries as matters
from gongjian.matters.models import Matter, Voice
from gongjian.people.operations import make_token
from tests.cast import Cast

from . import scenarios
from .scenarios import again

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def untouched(matter: Matter) -> Callable[[], bool]:
    """Whether, when called, nothing has changed since: matter, appeal, voices, requests, audit log, outbox."""

    def state() -> tuple[Any, ...]:
        return (
            Matter.objects.filter(pk=matter.pk).values().get(),
            Appeal.objects.filter(pk=matter.pk).values().get(),
            *(rows.objects.count() for rows in (Voice, Exclusion, Entry, OutboxEvent)),
        )

    before = state()
    return lambda: state() == before


def entries(since: int) -> list[tuple[str, dict[str, Any]]]:
    rows = Entry.objects.filter(pk__gt=since).order_by("pk")
    return [(row.verb, json.loads(row.content or "{}")["details"]) for row in rows]


def events(since: int) -> list[tuple[str, dict[str, Any]]]:
    rows = OutboxEvent.objects.filter(pk__gt=since).order_by("pk")
    return [(row.kind, row.payload) for row in rows]


@pytest.fixture
def marks() -> Callable[[], tuple[int, int]]:
    """The last entry and the last event so far."""

    def last() -> tuple[int, int]:
        found = [rows.objects.order_by("pk").last() for rows in (Entry, OutboxEvent)]
        return (found[0].pk if found[0] else 0, found[1].pk if found[1] else 0)

    return last


def possible(matter: Matter, actor: Actor, at: dt.datetime) -> list[str]:
    return matters.possible(actor, again(matter), at)


# --- what is recorded and announced ---


def test_an_objection_is_recorded_with_the_assignment_it_makes(cast: Cast, at: dt.datetime, marks: Any) -> None:
    matter = scenarios.assigned(cast, at, unit=cast.other_department)
    entry, event = marks()
    ops.hand_back(matter=matter, reason=" 浴室归后勤 ", actor=cast.other_handler, at=at)
    said = f"{cast.other_department.name}提出异议：浴室归后勤"
    assert entries(entry) == [
        ("matters.assigned", {"to": cast.department.name, "words": said, "reason": ""}),
        (
            "appeals.handed-back",
            {"unit": cast.other_department.name, "reason": "浴室归后勤", "to": cast.department.name},
        ),
    ]
    assert [(kind, said.get("lead_id"), said.get("unit")) for kind, said in events(event)] == [
        ("matters.assigned", cast.department.pk, None),
        ("appeals.handed-back", None, cast.other_department.name),
    ]


def test_declining_records_the_whole_reason_and_announces_the_chosen_one(
    cast: Cast, at: dt.datetime, marks: Any
) -> None:
    matter = scenarios.raised(cast, at)
    entry, event = marks()
    chosen = "不属于学校职权范围"
    ops.decline(matter=matter, reason=chosen, words="请向街道反映", actor=cast.receptionist, at=at)
    assert entries(entry) == [("appeals.declined", {"reason": f"{chosen}。请向街道反映"})]
    assert [(kind, said["reason"]) for kind, said in events(event)] == [("appeals.declined", chosen)]


def test_a_guest_who_joins_is_on_record_without_a_name(cast: Cast, at: dt.datetime, marks: Any) -> None:
    matter = scenarios.handling(cast, at, publish=True)
    entry, event = marks()
    ops.join(matter=matter, words="四层也没有", actor=cast.guest, at=at, form_token="f" * 20)
    assert entries(entry) == [("matters.voice-added", {"part": "joined", "words": "四层也没有"})]
    written = Entry.objects.order_by("pk").last()
    assert written is not None
    assert written.actor_name == "匿名同诉人"
    assert [(kind, said["actor_person_id"]) for kind, said in events(event)] == [("matters.voice-added", None)]


def test_the_same_form_sent_twice_joins_once(cast: Cast, at: dt.datetime) -> None:
    matter = scenarios.handling(cast, at, publish=True)
    first = ops.join(matter=matter, actor=cast.guest, at=at, form_token="f" * 20)
    unchanged = untouched(matter)
    assert ops.join(matter=again(matter), actor=cast.guest, at=at, form_token="f" * 20).key == first.key
    assert unchanged()


def test_a_verdict_is_recorded_in_steps_of_five(cast: Cast, at: dt.datetime, marks: Any) -> None:
    matter = scenarios.answered(cast, at)
    entry, _event = marks()
    ops.give_verdict(matter=matter, solved=True, satisfied="mostly", words="好", actor=cast.student, at=at)
    verb, details = entries(entry)[0]
    assert (verb, details["satisfaction"], details["solved"], details["words"]) == (
        "matters.verdict-given",
        3,
        True,
        "好",
    )
    assert "contacted" not in details


# --- what is possible now ---


def test_an_objection_is_not_possible_after_its_limit_nor_for_the_default_unit(cast: Cast, at: dt.datetime) -> None:
    matter = scenarios.assigned(cast, at, unit=cast.other_department)
    assert matter.due_at is not None
    assert "hand_back" in possible(matter, cast.other_handler, matter.due_at - dt.timedelta(seconds=1))
    assert "hand_back" not in possible(matter, cast.other_handler, matter.due_at)
    own = scenarios.assigned(cast, at, title="灯坏了", text="走廊的灯坏了三盏。")
    assert "hand_back" not in possible(own, cast.handler, at)


def test_a_class_that_is_signed_is_submitted_and_not_answered(cast: Cast, at: dt.datetime) -> None:
    simple = scenarios.handling(cast, at)
    assert {"answer", "submit_reply"} <= set(possible(simple, cast.handler, at))
    complex_one = scenarios.handling(cast, at, title="灯坏了", text="走廊的灯坏了三盏。", answer_class="complex")
    assert {"answer", "submit_reply"} & set(possible(complex_one, cast.handler, at)) == {"submit_reply"}


def test_an_exclusion_is_settled_only_when_it_was_asked_and_asked_once(cast: Cast, at: dt.datetime) -> None:
    matter = scenarios.closed(cast, at)
    settling = {"approve_exclusion", "refuse_exclusion"}
    assert not settling & set(possible(matter, cast.leader, at))
    assert "ask_exclusion" in possible(matter, cast.handler, at)
    unchanged = untouched(matter)
    with pytest.raises(NotNow) as refused:
        ops.approve_exclusion(matter=matter, actor=cast.leader, at=at)
    assert refused.value.code == "exclusion-not-asked"
    assert unchanged()
    ops.ask_exclusion(matter=matter, reason="评价的是另一件事情", actor=cast.handler, at=at)
    assert settling <= set(possible(matter, cast.leader, at))
    assert "ask_exclusion" not in possible(matter, cast.handler, at)


def test_who_asked_for_an_exclusion_does_not_settle_it_though_the_post_would_allow_it(
    cast: Cast, at: dt.datetime
) -> None:
    matter = scenarios.closed(cast, at)
    ops.ask_exclusion(matter=matter, reason="评价的是另一件事情", actor=cast.handler, at=at)
    asker = replace(cast.leader, person_id=cast.handler.person_id)
    nobody = replace(cast.leader, person_id=None)
    unchanged = untouched(matter)
    for actor, said in ((asker, "申请人和批准人不能是同一人"), (nobody, "须由本人申请、由监督人本人批准")):
        assert not {"approve_exclusion", "refuse_exclusion"} & set(possible(matter, actor, at))
        with pytest.raises(NotAllowed, match=said):
            ops.approve_exclusion(matter=matter, actor=actor, at=at)
        with pytest.raises(NotAllowed, match=said):
            ops.refuse_exclusion(matter=matter, reason="照常统计", actor=actor, at=at)
    assert unchanged()


def test_the_answer_to_an_exclusion_is_kept_with_its_person(cast: Cast, at: dt.datetime) -> None:
    matter = scenarios.closed(cast, at)
    ops.ask_exclusion(matter=matter, reason="评价的是另一件事情", actor=cast.handler, at=at)
    ops.refuse_exclusion(matter=matter, reason="照常统计", actor=cast.leader, at=at)
    row = Exclusion.objects.get(appeal=matter.pk)
    assert (row.asked_by_id, row.settled_by_id, row.settled_at) == (cast.handler.person_id, cast.leader.person_id, at)
    assert (row.approved, row.words, row.settled_by) == (False, "照常统计", cast.leader.title or cast.leader.name)
    assert "ask_exclusion" in possible(matter, cast.handler, at)


def test_a_reason_of_four_characters_is_too_short_for_an_exclusion(cast: Cast, at: dt.datetime) -> None:
    matter = scenarios.closed(cast, at)
    unchanged = untouched(matter)
    with pytest.raises(Malformed) as refused:
        ops.ask_exclusion(matter=matter, reason=" 评价不对 ", actor=cast.handler, at=at)
    assert list(refused.value.fields) == ["reason"]
    assert unchanged()
    ops.ask_exclusion(matter=matter, reason="评价不属实", actor=cast.handler, at=at)
    assert Exclusion.objects.get().reason == "评价不属实"


# --- the API ---


def test_an_unknown_name_and_an_unknown_class_are_refused(cast: Cast, at: dt.datetime, frozen: Any) -> None:
    matter = scenarios.raised(cast, at)
    account = cast.accounts["receptionist"]
    _row, token = make_token(account=account, label="x", days=30, actor=cast.receptionist, at=at)
    unchanged = untouched(matter)

    def sent(**body: Any) -> int:
        headers = {"authorization": f"Bearer {token}"}
        address = f"/api/v1/appeals/{matter.number}/accept"
        return Client().post(address, json.dumps(body), content_type="application/json", headers=headers).status_code

    given = {"category": "living", "answer_class": "general"}
    assert sent(**given, natur="request") == 422
    assert sent(**given | {"answer_class": "instant"}) == 422
    assert unchanged()
    assert sent(**given) == 200
    assert again(matter).state == "accepted"
