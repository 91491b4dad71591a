"""What the clock and the table of reactions do by themselves: the ladder, the limits, the nightly check, bodies that end."""

import datetime as dt
from types import SimpleNamespace

import pytest

from gongjian.appeals import operations as appeal_ops
from gongjian.kernel import counters
from gongjian.kernel.models import CounterDelta
from gongjian.matters import metrics, queries, tasks
from gongjian.matters import operations as ops
from gongjian.matters.models import Holding, Matter
from gongjian.notify.models import Message
from gongjian.org import operations as org
from gongjian.org.models import Membership, PartyOrganisation, Unit
from gongjian.pairing import operations as pairing
from gongjian.pairing import queries as pairs
from gongjian.problems import operations as problem_commands
from tests.appeals import scenarios as appeals
from tests.cast import build_cast
from tests.conftest import hour_of

from . import scenarios

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(at):
    return build_cast(at)


@pytest.fixture
def delivered(django_capture_on_commit_callbacks):
    """``with delivered():`` the events of the verbs within reach the table of reactions after the commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def messages(cast, kind: str = "matters.ran-late") -> dict[str, int]:
    """How many such messages each part has received."""
    names = {person.pk: part for part, person in cast.persons.items()}
    out: dict[str, int] = {}
    for recipient in Message.objects.filter(kind=kind).values_list("recipient_id", flat=True):
        out[names[recipient]] = out.get(names[recipient], 0) + 1
    return out


def test_the_ladder_tells_each_rung_once_and_leaders_on_the_last(cast, at, delivered):
    with delivered():
        scenarios.assigned(cast, at)  # to be taken by the end of Monday 9 March; amber from Thursday the 5th
    steps = [
        ("2026-03-04 23:59", 0, {}),
        ("2026-03-05 00:00", 1, {"handler": 1}),
        ("2026-03-05 12:00", 0, {"handler": 1}),
        ("2026-03-09 23:59", 0, {"handler": 1}),
        ("2026-03-10 00:00", 1, {"handler": 2, "head": 1}),
        ("2026-03-11 23:00", 0, {"handler": 2, "head": 1}),
        ("2026-03-12 08:00", 1, {"handler": 3, "head": 2, "liaison": 1}),
        ("2026-03-17 08:00", 0, {"handler": 3, "head": 2, "liaison": 1}),
        ("2026-03-18 08:00", 1, None),
        ("2026-04-30 08:00", 0, None),
    ]
    for hour, times, expected in steps:
        with delivered():
            assert tasks.climb_ladder(hour_of(hour)) == times, hour
        if expected is not None:
            assert messages(cast) == expected, hour
    last = messages(cast)
    assert (last["handler"], last["head"], last["liaison"], last["leader"]) == (4, 3, 2, 1)
    assert not {"student", "secretary", "stranger", "member"} & set(last)


def test_a_worker_that_slept_tells_only_the_rung_that_is_reached(cast, at, delivered):
    scenarios.assigned(cast, at)
    with delivered():
        assert tasks.climb_ladder(hour_of("2026-03-31 08:00")) == 1
    assert messages(cast)["handler"] == 1 and messages(cast)["leader"] == 1
    with delivered():
        assert tasks.climb_ladder(hour_of("2026-04-30 08:00")) == 0


def test_a_new_step_begins_the_ladder_anew_and_a_stopped_clock_climbs_none(cast, at, delivered):
    matter = scenarios.assigned(cast, at)
    tasks.climb_ladder(hour_of("2026-03-12 08:00"))
    ops.take(matter=scenarios.again(matter), actor=cast.handler, at=hour_of("2026-03-12 09:00"))
    assert scenarios.again(matter).reminded == -1
    ops.ask_raiser(matter=scenarios.again(matter), question="几层", actor=cast.handler, at=hour_of("2026-03-12 10:00"))
    assert tasks.climb_ladder(hour_of("2026-12-12 08:00")) == 0


def test_who_is_waited_for_is_reminded_once_before_silence_counts(cast, at, delivered):
    claimed = scenarios.claimed(cast, at)  # to be judged within seven working days
    asked = ops.ask_raiser(matter=scenarios.handling(cast, at), question="几层", actor=cast.handler, at=at)
    others = appeals.handling(cast, at)  # two voices, one of whom has judged
    appeal_ops.join(matter=others, actor=cast.member, at=at)
    others = appeals.again(others)
    appeal_ops.answer(matter=others, text=appeals.REPLY, confirmed=True, actor=cast.handler, at=at)
    others = appeals.again(others)
    verdict = {"contacted": True, "solved": True, "satisfied": "yes", "words": ""}
    appeal_ops.give_verdict(matter=others, actor=cast.student, at=at, **verdict)
    # Verdicts by the end of Wednesday 11 March, supplements by the end of Monday the 16th; amber two working days before.
    for moment, times in (
        ("03-02 09:00", 0),
        ("03-10 09:00", 2),
        ("03-10 09:10", 0),
        ("03-13 09:00", 1),
        ("05-01 09:00", 0),
    ):
        with delivered():
            assert tasks.remind_raisers(hour_of(f"2026-{moment}")) == times, moment
    assert messages(cast, "matters.raiser-reminded") == {"student": 2, "member": 1}
    assert [scenarios.again(m).state for m in (claimed, asked, others)] == ["claimed", "waiting", "answered"]


def test_matters_that_were_told_do_not_keep_others_from_being_told(cast, at, monkeypatch):
    """More matters late than one run looks at: those told already must not fill the run for ever."""
    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    for _n in range(5):
        scenarios.assigned(cast, at)
    late = hour_of("2026-03-10 08:00")
    assert sum(tasks.climb_ladder(late) for _run in range(4)) == 5
    assert set(Matter.objects.values_list("reminded", flat=True)) == {1}


def test_limits_move_matters_on_and_more_than_one_run_takes(cast, at, monkeypatch):
    monkeypatch.setattr(tasks, "AT_ONCE", 1)
    for _n in range(2):
        scenarios.claimed(cast, at)
        asked = scenarios.handling(cast, at)
        ops.ask_raiser(matter=asked, question="几层", actor=cast.handler, at=at)
    late = scenarios.days(at, 40)
    assert [tasks.move_on(late) for _run in range(3)] == [2, 2, 0]
    assert sorted(Matter.objects.values_list("state", flat=True)) == ["handling", "handling", "judged", "judged"]
    assert metrics.drift() == {}


def test_the_nightly_check_mends_a_planted_drift(cast, at):
    scenarios.handling(cast, at)
    assert tasks.check_counters(at) == 0
    counters.add({"matters|problem|handling": 3, f"matters-held|{cast.branch.pk}|problem|raised": -1})
    CounterDelta.objects.filter(name="matters-flow|problem|2026-03|raised").delete()
    assert tasks.check_counters(at) == 3
    assert metrics.drift() == {} and tasks.check_counters(at) == 0
    counters.fold()
    assert metrics.by_state() == {"handling": 1} and metrics.drift() == {}


def active_pair(cast, at) -> SimpleNamespace:
    day = at.date()
    plan = pairing.Plan(
        title="热水共建",
        kind="office-student",
        goals="热水到二十三点",
        since=day,
        until=day + dt.timedelta(days=200),
        members=[pairing.MemberLine(cast.branch.pk), pairing.MemberLine(cast.office_branch.pk)],
        activities=[pairing.ActivityLine("走访", day + dt.timedelta(days=9))],
    )
    made = pairing.propose(**vars(plan), actor=cast.secretary, at=at)
    pairing.send_for_signing(pair=pairs.again(made), actor=cast.secretary, at=at)
    for signer in (cast.secretary, cast.office_secretary):
        pairing.sign(pair=pairs.again(made), actor=signer, at=at)
    return pairs.again(made)


def test_a_dissolved_pair_gives_its_problems_back_through_the_switchboard(cast, at, delivered):
    pair = active_pair(cast, at)
    in_hand, claimed, other, ended = (
        scenarios.handling(cast, at),
        scenarios.claimed(cast, at),
        scenarios.handling(cast, at),
        scenarios.struck_off(cast, at),
    )
    Matter.objects.filter(pk__in=[in_hand.pk, claimed.pk, ended.pk]).update(pairing=pair)
    later = scenarios.days(at, 3)
    with delivered():
        pairing.dissolve(pair=pair, reason="一方撤销", actor=cast.secretary, at=later)
    in_hand, claimed, other, ended = map(scenarios.again, (in_hand, claimed, other, ended))
    assert (in_hand.state, in_hand.holder_id, in_hand.pairing_id) == ("listed", cast.branch.pk, None)
    assert (claimed.state, claimed.pairing_id) == ("claimed", None)
    assert (other.state, ended.state, ended.pairing_id) == ("handling", "solved-confirmed", pair.pk)
    assert sum(s.seconds for s in queries.custody(in_hand, later)) == queries.age_seconds(in_hand, later)
    assert messages(cast, "matters.released")["secretary"] == 1
    assert metrics.drift() == {}


def test_a_body_that_ends_leaves_nothing_without_an_owner(cast, at, delivered):
    """What the unit led goes back to the branch; what the branch received passes to the committee."""
    raised, in_hand, offered = scenarios.raised(cast, at), scenarios.handling(cast, at), scenarios.assigned(cast, at)
    later = scenarios.days(at, 2)
    with delivered():
        org.end_body(
            body=Unit.objects.get(pk=cast.department.pk),
            on=later.date(),
            reason="机构调整",
            actor=cast.administrator,
            at=later,
        )
    for matter in map(scenarios.again, (in_hand, offered)):
        assert (matter.state, matter.holder_id) == ("listed", cast.branch.pk)
    Membership.objects.filter(organisation=cast.branch).update(until=later.date())
    with delivered():
        org.end_body(
            body=PartyOrganisation.objects.get(pk=cast.branch.pk),
            on=later.date(),
            reason="支部调整",
            actor=cast.administrator,
            at=later,
        )
    for matter in map(scenarios.again, (raised, in_hand, offered)):
        assert (matter.origin_id, matter.holder_id) == (cast.committee.pk, cast.committee.pk)
        assert Holding.objects.filter(matter=matter, until__isnull=True).count() == 1
        assert sum(s.seconds for s in queries.custody(matter, later)) == queries.age_seconds(matter, later)
    assert metrics.drift() == {}
    assert scenarios.again(raised).state == "raised"


def test_what_a_unit_that_ended_had_claimed_goes_back_to_the_branch_when_it_is_not_solved(cast, at, delivered):
    matter, judged = scenarios.claimed(cast, at), scenarios.judged(cast, at)
    later = scenarios.days(at, 2)
    with delivered():
        org.end_body(
            body=Unit.objects.get(pk=cast.department.pk),
            on=at.date(),
            reason="机构调整",
            actor=cast.administrator,
            at=later,
        )
    assert scenarios.again(matter).state == "claimed"
    ops.give_verdict(
        matter=scenarios.again(matter), solved=False, satisfaction=1, words="没有", actor=cast.student, at=later
    )
    problem_commands.send_back(matter=scenarios.again(judged), reason="再办", actor=cast.liaison, at=later)
    for one in map(scenarios.again, (matter, judged)):
        assert (one.state, one.holder_id) == ("listed", cast.branch.pk)
    assert metrics.drift() == {}


def test_of_two_workers_that_saw_the_same_rung_one_tells(cast, at):
    matter = scenarios.assigned(cast, at)
    order = {"rung": 1, "days_over": 0, "tell": ("holder",), "actor": cast.system, "at": at}
    assert ops.run_late(matter=scenarios.again(matter), **order)
    assert not ops.run_late(matter=scenarios.again(matter), **order)
    assert not ops.run_late(matter=scenarios.again(matter), **order | {"rung": 0})
