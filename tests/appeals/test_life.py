"""The life of an appeal, step by step: what each verb does, what it refuses, and that a refusal changes nothing."""

import datetime as dt

import pytest

from gongjian.appeals import metrics, queries
from gongjian.appeals import operations as ops
from gongjian.appeals.models import Appeal, FollowKey
from gongjian.audit.models import Entry
from gongjian.kernel.clock import day_end
from gongjian.kernel.models import OutboxEvent
from gongjian.kernel.refused import Malformed, NotAllowed, NotFound, NotNow, Refused
from gongjian.matters import operations as shared

from . import scenarios

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_raise_appeal_goes_to_the_schools_reception(cast, at):
    got = ops.raise_appeal(
        title="", text="食堂二楼排队太长\n中午要等半小时", nature="suggestion", actor=cast.student, at=at
    )
    matter = scenarios.again(got.matter)
    assert matter.title == "食堂二楼排队太长"
    assert matter.holder_id == matter.origin_id == cast.reception_unit.pk
    assert matter.number.startswith("诉求-") and got.receipt and not got.key
    assert not matter.public and matter.appeal.nature == "suggestion"


def test_anonymous_is_sealed_and_still_the_raiser(cast, at):
    matter = scenarios.raised(cast, at, anonymous=True)
    assert matter.raiser_id is None and matter.sealed_index == cast.student.sealed
    shared.withdraw(matter=matter, reason="不需要了", actor=cast.student, at=at)
    assert scenarios.again(matter).state == "withdrawn"
    entries = Entry.objects.filter(subject_kind="matters.matter", subject_id=matter.pk)
    assert {(e.actor_person_id, e.actor_name) for e in entries} == {(None, "匿名提出人")}
    payloads = OutboxEvent.objects.filter(payload__matter_id=matter.pk).values_list(
        "payload__actor_person_id", flat=True
    )
    assert set(payloads) == {None}


def test_a_guest_follows_by_a_key(cast, at):
    got = ops.raise_appeal(
        title="校门口路灯坏了", text="东门外路灯不亮", nature="request", actor=cast.guest, at=at, address="10.0.0.7"
    )
    assert len(got.key) >= 32
    assert FollowKey.objects.get().index != got.key
    matter, actor = queries.matter_of_key(got.key, at)
    assert matter.pk == got.matter.pk
    shared.urge(matter=matter, words="请尽快", actor=actor, at=at)
    with pytest.raises(NotFound):
        queries.actor_of_key(got.key[:-1] + ("x" if got.key[-1] != "x" else "y"), at)
    with pytest.raises(NotNow, match="过期"):
        queries.actor_of_key(got.key, at + 91 * DAY)


def test_the_same_form_twice_gives_the_same_appeal_and_key(cast, at):
    given = {"title": "路灯", "text": "不亮", "nature": "request", "actor": cast.guest, "at": at, "token": "t" * 32}
    one, two = ops.raise_appeal(**given), ops.raise_appeal(**given)
    assert (one.matter.pk, one.key, one.receipt) == (two.matter.pk, two.key, two.receipt)
    assert two.again and not one.again
    assert Appeal.objects.count() == 1


def test_the_same_words_are_refused_while_they_are_open(cast, at):
    first = scenarios.raised(cast, at)
    with pytest.raises(NotNow) as refused:
        scenarios.raised(cast, at + DAY)
    assert refused.value.code == "raised-before" and refused.value.details["number"] == first.number
    assert scenarios.raised(cast, at, actor=cast.member).pk != first.pk


def test_floods_are_held_off_with_the_hour(cast, at):
    for n in range(5):
        scenarios.raised(cast, at + dt.timedelta(minutes=n), text=f"第{n}件")
    with pytest.raises(NotNow) as refused:
        scenarios.raised(cast, at + dt.timedelta(minutes=9), text="第6件")
    assert refused.value.code == "too-many" and "以后" in str(refused.value)
    scenarios.raised(cast, at + dt.timedelta(minutes=61), text="过了一小时")
    assert ops.forget_sendings(at=at + 2 * DAY) == 6


def test_danger_is_named(cast, at):
    got = ops.raise_appeal(title="三号楼冒烟", text="有人晕倒了", nature="request", actor=cast.student, at=at)
    assert got.dangers == ["safety", "health"]


def test_accept_sets_the_limit_by_class(cast, at):
    matter = scenarios.accepted(cast, at, answer_class="simple")
    clock = matter.clocks.get(name="answer")
    assert matter.state == "accepted"
    assert clock.due_at == day_end(clock.due_at.astimezone(at.tzinfo).date()) or clock.due_at > at
    with pytest.raises(NotAllowed):
        ops.accept(
            matter=scenarios.raised(cast, at, text="别的"),
            category="living",
            answer_class="simple",
            actor=cast.handler,
            at=at,
        )


def test_decline_needs_one_of_the_reasons(cast, at):
    matter = scenarios.raised(cast, at)
    with pytest.raises(Malformed):
        ops.decline(matter=matter, reason="不想管", words="无", actor=cast.receptionist, at=at)
    ops.decline(
        matter=scenarios.again(matter),
        reason="不属于学校职权范围",
        words="请向街道办事处反映。",
        actor=cast.receptionist,
        at=at,
    )
    assert scenarios.again(matter).state == "declined"


def test_the_reason_of_the_route_is_kept(cast, at):
    ops.add_rule(unit_id=cast.department.pk, words="热水 浴室", actor=cast.receptionist, at=at)
    matter = scenarios.accepted(cast, at)
    assert matter.appeal.suggested_unit_id == cast.department.pk
    ops.assign(matter=matter, lead_id=cast.department.pk, actor=cast.receptionist, at=at)
    appeal = scenarios.again(matter).appeal
    assert appeal.routed_by == "rule" and "热水" in appeal.routed_why
    assert scenarios.again(matter).holder_id == cast.reception_unit.pk  # until it is taken


def test_hand_back_goes_to_the_default_unit_which_must_take_it(cast, at):
    matter = scenarios.assigned(cast, at, unit=cast.other_department)
    ops.hand_back(matter=matter, reason="浴室归后勤", actor=cast.other_handler, at=at)
    matter = scenarios.again(matter)
    assert matter.lead_id == cast.department.pk and matter.state == "assigned" and matter.appeal.forced
    with pytest.raises(NotAllowed, match="不得再退"):
        ops.hand_back(matter=matter, reason="不想办", actor=cast.handler, at=at)
    shared.take(matter=scenarios.again(matter), actor=cast.handler, at=at)
    outcomes = list(matter.assignments.order_by("id").values_list("outcome", flat=True))
    assert outcomes == ["handed-back", "taken"]


def test_hand_back_at_the_limit_is_too_late(cast, at):
    matter = scenarios.assigned(cast, at, unit=cast.other_department)
    with pytest.raises(NotNow, match="期限已过"):
        ops.hand_back(matter=matter, reason="不归我们", actor=cast.other_handler, at=matter.due_at)
    ops.hand_back(
        matter=scenarios.again(matter), reason="不归我们", actor=cast.other_handler, at=matter.due_at - DAY / 86400
    )


def test_answer_is_looked_through(cast, at):
    matter = scenarios.handling(cast, at)
    with pytest.raises(Malformed) as blocked:
        ops.answer(matter=matter, text="收到，谢谢。", actor=cast.handler, at=at)
    assert "text" in blocked.value.fields
    unclear = (
        "关于您反映的浴室热水情况，经了解是管道老化造成的，目前的水温可以满足基本需要，感谢您对后勤工作的关心和支持。"
    )
    with pytest.raises(Malformed) as asked:
        ops.answer(matter=scenarios.again(matter), text=unclear, actor=cast.handler, at=at)
    assert asked.value.code == "reply-not-confirmed"
    ops.answer(matter=scenarios.again(matter), text=unclear, actor=cast.handler, at=at, confirmed=True)
    assert scenarios.again(matter).state == "answered"


def test_a_complex_answer_is_signed_by_the_head(cast, at):
    matter = scenarios.handling(cast, at, answer_class="complex")
    with pytest.raises(NotNow, match="送签"):
        ops.answer(matter=matter, text=scenarios.REPLY, actor=cast.handler, at=at)
    ops.submit_reply(matter=scenarios.again(matter), text=scenarios.REPLY, confirmed=True, actor=cast.handler, at=at)
    shared.sign(matter=scenarios.again(matter), actor=cast.head, at=at)
    assert scenarios.again(matter).state == "answered"


def test_every_voice_gives_its_own_verdict(cast, at):
    matter = scenarios.handling(cast, at, publish=True)
    ops.join(matter=matter, actor=cast.member, at=at)
    guest = ops.join(matter=scenarios.again(matter), actor=cast.guest, at=at, form_token="f" * 20)
    assert ops.join(matter=scenarios.again(matter), actor=cast.guest, at=at, form_token="f" * 20).key == guest.key
    with pytest.raises(Refused):
        ops.join(matter=scenarios.again(matter), actor=cast.member, at=at)
    with pytest.raises(NotAllowed):
        ops.join(matter=scenarios.again(matter), actor=cast.student, at=at)
    ops.answer(matter=scenarios.again(matter), text=scenarios.REPLY, confirmed=True, actor=cast.handler, at=at)
    _m, holder = queries.matter_of_key(guest.key, at)
    for actor in (cast.student, cast.member, holder):
        assert scenarios.again(matter).state == "answered"
        ops.give_verdict(matter=scenarios.again(matter), solved=True, satisfied="yes", actor=actor, at=at)
    assert scenarios.again(matter).state == "closed-confirmed"
    assert metrics.mend_counters() == 0


def test_not_solved_is_handled_again_once(cast, at):
    matter = scenarios.answered(cast, at)
    ops.give_verdict(matter=matter, solved=False, satisfied="no", words="还是没有热水", actor=cast.student, at=at)
    matter = scenarios.again(matter)
    assert (matter.state, matter.round) == ("handling", 2)
    ops.answer(matter=matter, text=scenarios.REPLY + "另已增加加热设备。", confirmed=True, actor=cast.handler, at=at)
    ops.give_verdict(
        matter=scenarios.again(matter), solved=False, satisfied="no", words="仍然没有", actor=cast.student, at=at
    )
    assert scenarios.again(matter).state == "closed-unsolved"


def test_exclusion_takes_two_persons(cast, at):
    matter = scenarios.closed(cast, at)
    before = metrics.rates([f"{at:%Y-%m}"]).whole
    assert before.valid == 1
    ops.ask_exclusion(matter=matter, reason="重复统计的测试件", actor=cast.handler, at=at)
    with pytest.raises(NotAllowed):
        ops.approve_exclusion(matter=scenarios.again(matter), actor=cast.handler, at=at)
    ops.approve_exclusion(matter=scenarios.again(matter), actor=cast.reception_head, at=at)
    after = metrics.rates([f"{at:%Y-%m}"]).whole
    assert (after.valid, after.excluded) == (0, 1)
    assert scenarios.again(matter).ended_at == matter.ended_at
    assert metrics.mend_counters() == 0


def test_bundled_before_it_was_accepted_is_accepted_after_it_is_freed(cast, at):
    main, other = scenarios.accepted(cast, at), scenarios.raised(cast, at, actor=cast.member)
    shared.bundle(matter=other, original=main.number, actor=cast.receptionist, at=at)
    shared.unbundle(matter=scenarios.again(other), reason="不是一回事", actor=cast.receptionist, at=at)
    assert scenarios.again(other).state == "raised"
    ops.accept(matter=scenarios.again(other), category="living", answer_class="simple", actor=cast.receptionist, at=at)
    assert scenarios.again(other).clocks.filter(name="answer", met_at=None, dropped_at=None).count() == 1


def test_enter_appeal_for_somebody_without_account(cast, at):
    got = ops.enter_appeal(
        title="电话反映停水", text="家属区停水", nature="request", channel="phone", actor=cast.receptionist, at=at
    )
    assert got.key and scenarios.again(got.matter).appeal.entered_by_id == cast.receptionist.person_id
    known = ops.enter_appeal(
        title="来人反映", text="宿舍漏水", nature="request", channel="counter", person_number="S001",
        actor=cast.receptionist, at=at,
    )  # fmt: skip
    assert known.matter.raiser_id == cast.student.person_id and not known.key
    with pytest.raises(NotAllowed):
        ops.enter_appeal(title="a", text="b", nature="request", channel="phone", actor=cast.handler, at=at)


def test_lift_links_both_ways(cast, at):
    one, two = scenarios.raised(cast, at), scenarios.raised(cast, at, actor=cast.member)
    made = ops.lift(
        appeal_ids=[one.pk, two.pk], title="浴室热水问题", text="集中反映浴室热水", category="living",
        origin_id=cast.branch.pk, topic=True, actor=cast.receptionist, at=at,
    )  # fmt: skip
    assert queries.lifts_of(one)[0].problem == made.problem
    assert [a.pk for a in queries.problems_of([made.problem_id])[made.problem_id]] == [one.pk, two.pk]
    with pytest.raises(NotNow, match="每月一题"):
        ops.lift(
            appeal_ids=[one.pk], title="另一题", text="另一题", category="living",
            origin_id=cast.branch.pk, topic=True, actor=cast.receptionist, at=at,
        )  # fmt: skip
