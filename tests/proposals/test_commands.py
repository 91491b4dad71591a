"""What follows from the declarations of the commands: buttons and pages that say why not, the log, the limits."""

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gongjian.audit.models import Entry
from gongjian.kernel.clock import local_date
from gongjian.kernel.models import OutboxEvent
from gongjian.kernel.refused import Malformed, NotNow, Overtaken
from gongjian.matters.models import Matter, Voice
from gongjian.matters.pages.matter import actions
from gongjian.proposals import operations as ops
from gongjian.workflow.forms import form_of
from tests.cast import Cast

from . import scenarios

pytestmark = pytest.mark.django_db


@pytest.fixture
def c(cast: Cast, at: dt.datetime) -> scenarios.Congress:
    return scenarios.build(cast, at)


def trace(matter: Matter) -> tuple[Any, ...]:
    """All that a command could have written."""
    row = Matter.objects.filter(pk=matter.pk).values().get()
    return row, list(Voice.objects.values_list("pk", "part")), Entry.objects.count(), OutboxEvent.objects.count()


def last_details() -> dict[str, Any]:
    entry = Entry.objects.order_by("id").last()
    assert entry is not None
    found: dict[str, Any] = json.loads(entry.content or "")["details"]
    return found


def last_event() -> OutboxEvent:
    event = OutboxEvent.objects.order_by("id").last()
    assert event is not None
    return event


def signed_in(account: Any) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_the_button_says_how_many_seconds_are_missing(c: scenarios.Congress, at: dt.datetime) -> None:
    matter = scenarios.seconded(c, at, 1)
    shown, _more = actions(matter, c.proposer, at)
    (button,) = [a for a in shown if str(a.label) == "提交提案"]
    assert "附议 1 名，至少 2 名" in str(button.why_not)
    assert not button.href
    matter = scenarios.seconded(c, at, 2)
    shown, _more = actions(matter, c.proposer, at)
    (button,) = [a for a in shown if str(a.label) == "提交提案"]
    assert button.href == reverse("proposals:submit", args=[matter.number])


def test_nothing_is_offered_outside_the_days_of_the_session(c: scenarios.Congress, at: dt.datetime) -> None:
    matter, late = scenarios.seconded(c, at), at + dt.timedelta(days=31)
    before = trace(matter)
    for actor, names in ((c.proposer, {"修改提案", "提交提案"}), (c.delegates[4], {"附议"})):
        shown, _more = actions(scenarios.again(matter), actor, late)
        closed = {str(a.label) for a in shown if a.why_not and c.session.closes_on.isoformat() in str(a.why_not)}
        assert closed == names
    with time_machine.travel(late, tick=False):
        for path in ("revise-proposal", "submit"):
            answer = signed_in(c.accounts[2]).get(f"/proposals/{matter.number}/{path}/")
            assert answer.status_code == 409
            assert c.session.closes_on.isoformat() in answer.content.decode()
    with pytest.raises(NotNow) as refused:
        ops.revise_proposal(matter=matter, title="", category="", background="", actor=c.proposer, at=late)
    assert refused.value.code == "not-collecting"
    assert trace(matter) == before


def test_a_declined_one_keeps_reason_and_words_apart(c: scenarios.Congress, at: dt.datetime) -> None:
    matter = scenarios.submitted(c, at)
    ops.decline(matter=matter, reason="超出学校职权", words=" 属于市政职权。 ", actor=c.officer, at=at)
    assert last_details() == {"reason": "超出学校职权", "words": "属于市政职权。"}
    assert last_event().payload["reason"] == "超出学校职权。属于市政职权。"
    assert scenarios.again(matter).end_reason == "超出学校职权。属于市政职权。"


def test_a_reason_is_one_of_the_rules(c: scenarios.Congress, at: dt.datetime) -> None:
    matter = scenarios.submitted(c, at)
    form = form_of(ops.decline)()
    form.offer(matter, c.officer, at)
    assert [word for word, _label in form.fields["reason"].choices] == ops.reasons(at)  # type: ignore[attr-defined]
    before = trace(matter)
    for wrong in ("不喜欢", "", "长" * 201):
        with pytest.raises(Malformed) as refused:
            ops.decline(matter=matter, reason=wrong, words="说明", actor=c.officer, at=at)
        assert refused.value.fields == {"reason": ["请选择规则列出的一项理由。"]}
    assert trace(matter) == before


def test_a_promise_moves_with_both_days_on_record(c: scenarios.Congress, at: dt.datetime) -> None:
    matter = scenarios.judge(c, scenarios.answered(c, at, "B"), at)
    before, after = (local_date(at) + dt.timedelta(days=n) for n in (60, 90))
    ops.postpone(matter=matter, promise_on=after, reason="设备晚到", actor=c.cast.head, at=at)
    assert last_details() == {"before": before.isoformat(), "after": after.isoformat(), "reason": "设备晚到"}
    event = last_event()
    assert (event.kind, event.payload["due_after"]) == ("proposals.postponed", after.isoformat())


def test_a_promise_moves_no_further_than_the_rules_allow(c: scenarios.Congress, at: dt.datetime) -> None:
    matter = scenarios.judge(c, scenarios.answered(c, at, "B"), at)
    before = trace(matter)
    for wrong in (local_date(at), local_date(at) + dt.timedelta(days=3000)):
        with pytest.raises(Malformed) as refused:
            ops.postpone(matter=matter, promise_on=wrong, reason="设备晚到", actor=c.cast.head, at=at)
        assert list(refused.value.fields) == ["promise_on"]
    assert trace(matter) == before


def test_a_revision_is_told_only_to_those_who_stand_behind_it(c: scenarios.Congress, at: dt.datetime) -> None:
    given: dict[str, Any] = {
        "title": "改过的案名",
        "category": "living",
        **scenarios.PARTS,
        "actor": c.proposer,
        "at": at,
    }
    alone = scenarios.drafted(c, at)
    ops.revise_proposal(matter=alone, **given)
    assert last_details() == {}
    assert not OutboxEvent.objects.filter(kind="proposals.revised").exists()
    ops.revise_proposal(matter=scenarios.seconded(c, at, 1), **given)
    assert OutboxEvent.objects.filter(kind="proposals.revised").count() == 1


def test_a_second_changes_the_row_once_and_is_recorded_once(c: scenarios.Congress, at: dt.datetime) -> None:
    matter = scenarios.seconding(c, at)
    version, entries = matter.version, Entry.objects.count()
    ops.second(matter=matter, words="赞成", actor=c.delegates[1], at=at)
    assert scenarios.again(matter).version == version + 1
    assert Entry.objects.count() == entries + 1
    assert last_details() == {"part": "second", "words": "赞成"}


def test_who_comes_second_at_a_shared_operation_is_told_who_was_first(c: scenarios.Congress, at: dt.datetime) -> None:
    matter = scenarios.accepted(c, at)
    seen = matter.version
    ops.assign(matter=scenarios.again(matter), lead_id=c.cast.department.pk, actor=c.officer, at=at)
    before = trace(matter)
    with pytest.raises(Overtaken):
        ops.assign(matter=matter, lead_id=c.cast.other_department.pk, actor=c.chair, at=at)
    with pytest.raises(Overtaken):
        ops.assign(matter=scenarios.again(matter), lead_id=c.cast.department.pk, actor=c.officer, at=at, seen=seen)
    assert trace(matter) == before


def test_page_and_api_have_the_larger_of_two_limits(c: scenarios.Congress, at: dt.datetime) -> None:
    matter = scenarios.submitted(c, at)
    url = f"/proposals/{matter.number}/turn-into-appeal/"
    with time_machine.travel(at, tick=False):
        officer = signed_in(c.accounts[0])
        assert officer.post(url, {"reason": "长" * 2001}).status_code == 422
        assert scenarios.again(matter).state == "submitted"
        assert officer.post(url, {"reason": "长" * 2000}).status_code == 302
    assert scenarios.again(matter).end_reason == "长" * 2000


def test_the_api_refuses_names_it_does_not_know(c: scenarios.Congress, at: dt.datetime) -> None:
    matter = scenarios.submitted(c, at)
    body = json.dumps({"category": "living", "word": "属实"})
    with time_machine.travel(at, tick=False):
        client, url = signed_in(c.accounts[0]), f"/api/v1/proposals/{matter.number}/accept"
        before = trace(matter)
        assert client.post(url, body, content_type="application/json").status_code == 422
        assert trace(matter) == before
        assert client.post(url, content_type="application/json").status_code == 200
    assert (scenarios.again(matter).state, scenarios.again(matter).category) == ("accepted", "teaching")


def test_similar_ones_stand_on_the_pages_of_the_first_check(c: scenarios.Congress, at: dt.datetime) -> None:
    scenarios.answered(c, at)
    matter = scenarios.submitted(c, at, who=3, title="关于图书馆考试周开放时间的又一提案")
    with time_machine.travel(at, tick=False):
        html = signed_in(c.accounts[0]).get(f"/proposals/{matter.number}/accept/").content.decode()
    assert "已有的相似提案" in html
    assert scenarios.TITLE in html
    assert "联系人温如玉" in html
