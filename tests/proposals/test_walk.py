"""The whole walk of a proposal, and the rules on its way."""

import datetime as dt

import pytest

from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Refused
from gongjian.matters import metrics as matter_metrics
from gongjian.matters import operations as matters
from gongjian.matters import queries as matter_queries
from gongjian.proposals import metrics
from gongjian.proposals import operations as ops
from gongjian.proposals.models import Proposal

from . import scenarios

pytestmark = pytest.mark.django_db


@pytest.fixture
def c(cast, at):
    return scenarios.build(cast, at)


def later(at, days):
    return at + dt.timedelta(days=days)


def refused(call):
    with pytest.raises(Refused) as caught:
        call()
    return caught.value


def test_a_proposal_goes_from_draft_to_solved(c, at):
    matter = scenarios.answered(c, at)
    assert matter.number == "提案-2026-0001"
    assert matter.state == "answered"
    assert matter.public
    matter = scenarios.judge(c, matter, at)
    assert (matter.state, matter.ended_at) == ("closed-solved", at)
    assert matter_metrics.drift() == {}


def test_it_waits_for_the_right_people(c, at):
    matter = scenarios.submitted(c, at)
    assert [(t.matter.pk, t.verb) for t in matter_queries.waiting_for(c.officer)] == [(matter.pk, "accept")]
    matter = scenarios.again(matter)
    ops.accept(matter=matter, actor=c.officer, at=at)
    assert [t.verb for t in matter_queries.waiting_for(c.chair)] == ["assign"]
    assert matter_queries.waiting_for(c.cast.handler) == []
    ops.assign(matter=scenarios.again(matter), lead_id=c.cast.department.pk, actor=c.officer, at=at)
    assert [t.verb for t in matter_queries.waiting_for(c.cast.handler)] == ["take"]


def test_only_while_the_session_collects(c, at):
    matter = scenarios.seconded(c, at)
    late = later(at, 31)
    for call in (
        lambda: scenarios.drafted(c, late),
        lambda: ops.submit(matter=matter, actor=c.proposer, at=late),
        lambda: ops.second(matter=matter, actor=c.delegates[4], at=late),
        lambda: ops.invite_seconds(matter=scenarios.drafted(c, at, 1), actor=c.delegates[1], at=late),
    ):
        refusal = refused(call)
        assert refusal.code == "not-collecting"
        assert c.session.closes_on.isoformat() in str(refusal)
    early = later(at, -1)
    assert c.session.opens_on.isoformat() in str(refused(lambda: scenarios.drafted(c, early)))
    ops.submit(matter=matter, actor=c.proposer, at=later(at, 30))


def test_two_seconds_or_three_proposers(c, at):
    matter = scenarios.seconded(c, at, 1)
    refusal = refused(lambda: ops.submit(matter=matter, actor=c.proposer, at=at))
    assert refusal.code == "too-few-seconds"
    assert "第二条" in str(refusal)
    ops.second(matter=matter, actor=c.delegates[3], at=at)
    ops.submit(matter=scenarios.again(matter), actor=c.proposer, at=at)
    joint = scenarios.drafted(c, at, 1, co_signers=[c.persons[2].pk, c.persons[3].pk])
    assert refused(lambda: ops.submit(matter=joint, actor=c.delegates[1], at=at)).code == "too-few-seconds"
    for k in (2, 3):
        assert joint in matter_queries.visible_to(c.delegates[k])
        ops.co_sign(matter=scenarios.again(joint), actor=c.delegates[k], at=at)
    ops.submit(matter=scenarios.again(joint), actor=c.delegates[1], at=at)
    assert scenarios.again(joint).voices.filter(part="joint").count() == 2
    refusal = refused(lambda: scenarios.drafted(c, at, 1, co_signers=[p.pk for p in c.persons]))
    assert "最多4名" in str(refusal.fields)


def test_the_proposers_do_not_second_and_nobody_seconds_twice(c, at):
    matter = scenarios.drafted(c, at, co_signers=[c.persons[1].pk])
    ops.invite_seconds(matter=matter, actor=c.proposer, at=at)
    ops.co_sign(matter=scenarios.again(matter), actor=c.delegates[1], at=at)
    for who in (c.proposer, c.delegates[1], c.cast.student):
        assert refused(lambda w=who: ops.second(matter=scenarios.again(matter), actor=w, at=at)).status == 403
    ops.second(matter=scenarios.again(matter), actor=c.delegates[2], at=at)
    assert refused(lambda: ops.second(matter=scenarios.again(matter), actor=c.delegates[2], at=at)).status == 403
    ops.take_back_second(matter=scenarios.again(matter), actor=c.delegates[2], at=at)
    assert scenarios.again(matter).voices.filter(part="second").count() == 0
    assert refused(lambda: ops.take_back_second(matter=scenarios.again(matter), actor=c.proposer, at=at)).status == 403


def test_a_part_too_short_is_said_at_its_field(c, at):
    matter = scenarios.drafted(c, at, advice="请改善。")
    refusal = refused(lambda: ops.invite_seconds(matter=matter, actor=c.proposer, at=at))
    assert refusal.code == "proposal-incomplete"
    assert list(refusal.fields) == ["advice"]
    ops.revise_proposal(
        matter=scenarios.again(matter),
        title=scenarios.TITLE,
        category="living",
        actor=c.proposer,
        at=at,
        **scenarios.PARTS,
    )
    ops.invite_seconds(matter=scenarios.again(matter), actor=c.proposer, at=at)


def test_declined_with_a_reason_of_the_rules(c, at):
    matter = scenarios.submitted(c, at)
    assert (
        "reason"
        in refused(lambda: ops.decline(matter=matter, reason="不喜欢", words="说明", actor=c.officer, at=at)).fields
    )
    assert refused(lambda: ops.accept(matter=matter, actor=c.cast.head, at=at)).status == 403
    ops.decline(matter=scenarios.again(matter), reason="超出学校职权", words="属于市政职权。", actor=c.officer, at=at)
    matter = scenarios.again(matter)
    assert (matter.state, matter.end_reason) == ("declined", "超出学校职权。属于市政职权。")
    assert not matter.public


def test_handed_back_within_five_working_days_only(c, at):
    matter = scenarios.assigned(c, at)
    refusal = refused(
        lambda: matters.hand_back(matter=matter, reason="不属于本单位", actor=c.cast.handler, at=later(at, 8))
    )
    assert refusal.code == "hand-back-too-late"
    assert "第五条" in str(refusal)
    matters.hand_back(matter=scenarios.again(matter), reason="应由网络中心", actor=c.cast.handler, at=later(at, 7))
    matter = scenarios.again(matter)
    assert (matter.state, matter.holder_id) == ("accepted", c.host.pk)
    assert metrics.report_of(c.session).total.handed_over == 0
    ops.assign(matter=matter, lead_id=c.cast.other_department.pk, actor=c.officer, at=later(at, 7))
    matters.take(matter=scenarios.again(matter), actor=c.cast.other_handler, at=later(at, 8))
    assert scenarios.again(matter).state == "handling"


def test_unsatisfied_once_is_handled_again_and_twice_is_closed_so(c, at):
    matter = scenarios.answered(c, at)
    matter = scenarios.judge(c, matter, at, solved=False, who=(1,))
    assert (matter.state, matter.round) == ("handling", 2)
    assert metrics.report_of(c.session).total.in_hand == 1
    ops.submit_reply(matter=matter, text="两个阅览室都已延长。", grade="A", actor=c.cast.handler, at=at)
    matters.sign(matter=scenarios.again(matter), actor=c.cast.head, at=at)
    assert metrics.report_of(c.session).total.solved == 1
    matter = scenarios.judge(c, matter, at, who=(0, 1))
    matter = scenarios.judge(c, matter, at, solved=False, who=(2,))
    assert matter.state == "closed-unsatisfied"
    total = metrics.report_of(c.session).total
    assert (total.answered, total.solved, total.in_hand) == (1, 0, 0)


def test_a_promise_has_an_owner_and_is_tracked_until_it_is_kept(c, at):
    matter = scenarios.handling(c, at)
    refusal = refused(
        lambda: ops.submit_reply(matter=matter, text="列入计划。", grade="B", actor=c.cast.handler, at=at)
    )
    assert set(refusal.fields) == {"promise_on", "promise_by"}
    day = local_date(at) + dt.timedelta(days=60)
    ops.submit_reply(
        matter=scenarios.again(matter),
        text="列入暑期改造计划。",
        grade="B",
        promise_on=day,
        promise_by="温如玉",
        actor=c.cast.handler,
        at=at,
    )
    matters.sign(matter=scenarios.again(matter), actor=c.cast.head, at=at)
    matter = scenarios.judge(c, matter, at)
    assert (matter.state, local_date(matter.due_at)) == ("promised", day)
    assert [t.verb for t in matter_queries.waiting_for(c.cast.handler)] == ["fulfil"]
    new = day + dt.timedelta(days=30)
    assert (
        refused(
            lambda: ops.postpone(matter=matter, promise_on=new, reason="设备晚到", actor=c.cast.handler, at=at)
        ).status
        == 403
    )
    ops.postpone(matter=scenarios.again(matter), promise_on=new, reason="设备晚到", actor=c.cast.head, at=later(at, 30))
    assert local_date(scenarios.again(matter).due_at) == new
    ops.fulfil(matter=scenarios.again(matter), text="改造已完成。", actor=c.cast.handler, at=later(at, 80))
    matters.sign(matter=scenarios.again(matter), actor=c.cast.head, at=later(at, 81))
    matter = scenarios.judge(c, matter, later(at, 82))
    assert (matter.state, matter.round) == ("closed-solved", 2)


def test_bundled_ones_are_answered_together_and_each_keeps_its_verdicts(c, at):
    main = scenarios.accepted(c, at)
    other = scenarios.submitted(c, at, who=3, title="图书馆应当延长开放")
    ops.bundle(matter=other, original=main.number, actor=c.officer, at=at)
    third = scenarios.submitted(c, at, who=4, title="图书馆开放到十二点")
    waiting = scenarios.submitted(c, at, who=5, title="图书馆夜里开放")
    refusal = refused(lambda: ops.bundle(matter=third, original=waiting.number, actor=c.officer, at=at))
    assert refusal.code == "main-not-accepted"
    ops.assign(matter=scenarios.again(main), lead_id=c.cast.department.pk, actor=c.officer, at=at)
    total = metrics.report_of(c.session).total
    assert (total.accepted, total.handed_over) == (2, 2)
    matters.take(matter=scenarios.again(main), actor=c.cast.handler, at=at)
    ops.submit_reply(matter=scenarios.again(main), text="已延长。", grade="A", actor=c.cast.handler, at=at)
    matters.sign(matter=scenarios.again(main), actor=c.cast.head, at=at)
    assert scenarios.again(other).state == "answered"
    assert metrics.report_of(c.session).total.solved == 2


def test_turned_into_an_appeal(c, at):
    matter = scenarios.submitted(c, at)
    ops.turn_into_appeal(matter=matter, reason="没有具体建议", actor=c.officer, at=at)
    assert scenarios.again(matter).state == "turned"


def test_a_winner_of_the_contest_waits_for_the_first_check(c, at):
    given = {
        "entry_label": "集智思源 2026 第3号",
        "title": "关于自习室预约的提案",
        "category": "living",
        "background": "座位紧张",
        "research": "问卷",
        "advice": "统一预约",
        "proposer_person_id": c.cast.student_person.pk,
        "session_id": None,
        "url": "/evaluation/entries/3/",
        "actor": c.officer,
        "at": later(at, 60),
    }
    raised = ops.raise_from_entry(**given)
    assert (raised.matter.state, raised.matter.source) == ("submitted", "contest")
    assert raised.matter.voices.get().person_id == c.cast.student_person.pk
    again = ops.raise_from_entry(**given)
    assert (again.matter.pk, again.receipt) == (raised.matter.pk, raised.receipt)
    assert Proposal.objects.count() == 1
    ops.accept(matter=scenarios.again(raised.matter), actor=c.officer, at=later(at, 61))


def test_many_are_handed_over_at_once_all_or_none(c, at):
    rows = [scenarios.accepted(c, at, who=k, title=f"第{k}件提案") for k in range(3)]
    unit = c.cast.department.pk
    lines = [ops.HandOver(number=m.number, lead_id=unit) for m in rows]
    wrong = [*lines[:2], ops.HandOver(number=rows[2].number, lead_id=999999)]
    refusal = refused(lambda: ops.hand_over(rows=wrong, actor=c.officer, at=at))
    assert list(refusal.fields) == ["row-2"]
    assert {scenarios.again(m).state for m in rows} == {"accepted"}
    assert ops.hand_over(rows=lines, actor=c.officer, at=at) == 3
    assert {scenarios.again(m).state for m in rows} == {"assigned"}


def test_silent_ones_are_presumed(c, at):
    matter = scenarios.answered(c, at, grade="C")
    matters.presume(matter=matter, actor=c.cast.system, at=later(at, 20))
    assert scenarios.again(matter).state == "closed-reference"
    assert scenarios.again(matter).verdicts.filter(presumed=True).count() == 3
