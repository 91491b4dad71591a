"""The thinnest whole walk: a student's complaint to 销号, and every hand it passed through."""

import datetime as dt

import pytest

from gongjian.audit import queries as ledger
from gongjian.kernel.refused import Refused
from gongjian.matters import metrics, queries
from gongjian.matters import operations as ops
from gongjian.matters.models import Holding, Matter
from gongjian.notify.models import Message
from gongjian.problems import operations as problem_commands
from tests.cast import build_cast

from . import scenarios

pytestmark = pytest.mark.django_db


def test_a_problem_goes_from_complaint_to_struck_off(at):
    cast = build_cast(at)
    matter = scenarios.struck_off(cast, at)
    assert matter.state == "solved-confirmed"
    assert matter.number == "难题-2026-0001"
    assert matter.ended_at == at
    verbs = [row.verb for row in ledger.timeline("matters.matter", matter.pk)]
    assert set(verbs) == {
        "matters.raised",
        "matters.studied",
        "matters.adopted",
        "matters.lists-drawn-up",
        "matters.assigned",
        "matters.taken",
        "matters.progress-reported",
        "matters.solved-claimed",
        "matters.verdict-given",
        "matters.struck-off",
    }
    assert metrics.by_state() == {"solved-confirmed": 1}
    assert metrics.drift() == {}


def test_the_branch_stays_answerable_until_the_unit_has_taken_it(at):
    cast = build_cast(at)
    matter = scenarios.assigned(cast, at)
    assert matter.holder_id == cast.branch.pk
    ops.take(matter=matter, actor=cast.handler, at=scenarios.days(at, 1))
    matter = scenarios.again(matter)
    assert matter.holder_id == cast.department.pk
    spans = queries.custody(matter, scenarios.days(at, 3))
    assert [s.seconds for s in spans] == [86400, 2 * 86400]
    assert sum(s.seconds for s in spans) == queries.age_seconds(matter, scenarios.days(at, 3))


def test_a_verdict_of_not_solved_has_it_handled_again(at):
    cast = build_cast(at)
    matter = scenarios.claimed(cast, at)
    ops.give_verdict(matter=matter, solved=False, satisfaction=2, words="十一点仍然没有热水", actor=cast.student, at=at)
    matter = scenarios.again(matter)
    assert (matter.state, matter.round, matter.presumed) == ("handling", 2, False)
    problem_commands.claim_solved(matter=matter, statement="更换水泵。", evidence="验收单", actor=cast.handler, at=at)
    ops.give_verdict(matter=scenarios.again(matter), solved=True, satisfaction=4, actor=cast.student, at=at)
    problem_commands.confirm_solved(matter=scenarios.again(matter), actor=cast.liaison, at=at)
    assert scenarios.again(matter).state == "solved-confirmed"


def test_a_silent_raiser_is_presumed_and_counted_apart(at):
    cast = build_cast(at)
    matter = scenarios.claimed(cast, at)
    ops.presume(matter=matter, actor=cast.system, at=scenarios.days(at, 30))
    problem_commands.confirm_solved(matter=scenarios.again(matter), actor=cast.liaison, at=scenarios.days(at, 31))
    matter = scenarios.again(matter)
    assert matter.state == "solved-presumed"
    assert metrics.by_state() == {"solved-presumed": 1}


def test_handed_back_returns_to_the_branch_with_its_reason(at):
    cast = build_cast(at)
    matter = scenarios.assigned(cast, at)
    ops.hand_back(matter=matter, reason="应由网络信息中心办理", actor=cast.handler, at=scenarios.days(at, 2))
    matter = scenarios.again(matter)
    assert (matter.state, matter.holder_id) == ("listed", cast.branch.pk)
    problem_commands.assign(
        matter=matter, lead_id=cast.other_department.pk, actor=cast.secretary, at=scenarios.days(at, 2)
    )
    matter = scenarios.again(matter)
    ops.take(matter=matter, actor=cast.other_handler, at=scenarios.days(at, 3))
    matter = scenarios.again(matter)
    assert matter.holder_id == cast.other_department.pk
    assert matter.duties.get(part="lead").body_id == cast.department.pk  # until the supervisor has confirmed the change
    change = matter.adjustments.get()
    problem_commands.confirm_adjustment(
        matter=matter, adjustment_id=change.pk, actor=cast.liaison, at=scenarios.days(at, 3)
    )
    assert matter.duties.get(part="lead").body_id == cast.other_department.pk
    assert scenarios.again(matter).state == "handling"


def test_after_five_working_days_it_can_no_longer_be_handed_back(at):
    cast = build_cast(at)
    matter = scenarios.assigned(cast, at)  # Monday; the fifth working day is the next Monday
    with pytest.raises(Refused) as refused:
        ops.hand_back(matter=matter, reason="不属于本单位", actor=cast.handler, at=scenarios.days(at, 8))
    assert refused.value.code == "hand-back-too-late"
    assert scenarios.again(matter).state == "assigned"
    assert Holding.objects.filter(matter=matter).count() == 1


def test_clocks_stand_still_while_the_raiser_is_asked(at):
    cast = build_cast(at)
    matter = scenarios.handling(cast, at)
    due = matter.due_at
    ops.ask_raiser(matter=matter, question="是哪一层？", actor=cast.handler, at=at)
    assert scenarios.light(matter, at) == "grey"
    ops.supply(matter=scenarios.again(matter), text="三层。", actor=cast.student, at=scenarios.days(at, 7))
    later = scenarios.again(matter).due_at
    assert due is not None and later is not None
    assert dt.timedelta(days=6) <= later - due <= dt.timedelta(days=10)


def test_the_second_comer_is_told_who_was_faster(at):
    cast = build_cast(at)
    matter = scenarios.assigned(cast, at)
    stale = scenarios.again(matter)
    ops.take(matter=matter, actor=cast.handler, at=at)
    with pytest.raises(Refused) as refused:
        ops.hand_back(matter=stale, reason="不属于本单位", actor=cast.head, at=at)
    assert refused.value.status == 409
    assert "温如玉" in str(refused.value)
    assert scenarios.again(matter).state == "handling"


def test_dissolved_pairs_and_changed_leads_give_the_matter_back(at):
    cast = build_cast(at)
    matter = scenarios.handling(cast, at)
    ops.release(matter=matter, why="共建解除", actor=cast.system, at=scenarios.days(at, 1))
    matter = scenarios.again(matter)
    assert (matter.state, matter.holder_id) == ("listed", cast.branch.pk)


def test_handlers_never_learn_who_raised_anonymously(at):
    cast = build_cast(at)
    matter = scenarios.judged(cast, at, anonymous=True)
    row = Matter.objects.filter(pk=matter.pk).values().get()
    assert row["raiser_id"] is None
    for entry in ledger.timeline("matters.matter", matter.pk):
        assert "顾一苇" not in f"{entry.actor_name}{entry.actor_title}{entry.sentence}{entry.details}"
    assert matter in queries.visible_to(cast.student)
    assert matter not in queries.visible_to(cast.stranger)
    opening = ops.ask_opening(matter=matter, reason="涉及人身安全，需要联系本人", actor=cast.administrator, at=at)
    with pytest.raises(Refused):
        ops.approve_opening(matter=matter, reason="同意", actor=cast.administrator, at=at)
    opening.refresh_from_db()
    assert opening.approved_at is None
    ops.approve_opening(matter=matter, reason="同意", actor=cast.other_administrator, at=at)
    assert ops.read_raiser(matter=matter, actor=cast.administrator, at=at) == "顾一苇"
    with pytest.raises(Refused):
        ops.read_raiser(matter=matter, actor=cast.liaison, at=at)


def test_parking_needs_approval_and_rests_until_review(at):
    cast = build_cast(at)
    matter = scenarios.handling(cast, at)
    review = (at + dt.timedelta(days=90)).date()
    ops.ask_to_park(matter=matter, reason="等待预算", plan="列入明年预算", review_on=review, actor=cast.handler, at=at)
    with pytest.raises(Refused):
        ops.approve_parking(matter=scenarios.again(matter), actor=cast.handler, at=at)
    assert scenarios.again(matter).state == "park-asked"
    ops.approve_parking(matter=scenarios.again(matter), actor=cast.liaison, at=at)
    matter = scenarios.again(matter)
    assert matter.state == "parked"
    assert scenarios.light(matter, at) == "grey"
    ops.resume(matter=matter, reason="预算已下达", actor=cast.handler, at=scenarios.days(at, 30))
    assert scenarios.again(matter).state == "handling"


def test_what_waits_for_whom(at):
    cast = build_cast(at)
    matter = scenarios.assigned(cast, at)
    assert [(t.matter, t.verb) for t in queries.waiting_for(cast.handler)] == [(matter, "take")]
    assert queries.waiting_for(cast.secretary) == []
    assert queries.waiting_for(cast.stranger) == []


def test_the_unit_is_told_and_the_doer_is_not(at, django_capture_on_commit_callbacks):
    cast = build_cast(at)
    with django_capture_on_commit_callbacks(execute=True):
        scenarios.assigned(cast, at)
    assert Message.objects.filter(recipient_id=cast.handler.person_id, kind="matters.assigned").count() == 1
    assert (
        not Message.objects.filter(recipient_id__in=[cast.stranger.person_id, cast.secretary.person_id])
        .exclude(kind="matters.raised")
        .exists()
    )
