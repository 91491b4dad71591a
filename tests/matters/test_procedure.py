"""The table of a problem's life against the rest of the site, and worked cases as data (``cases/*.yaml``)."""

import datetime as dt
import inspect
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from gongjian.audit import ledger_verbs as ledger_words
from gongjian.kernel.clock import day_end, local_date
from gongjian.kernel.refused import Malformed, NotAllowed, NotNow, Refused
from gongjian.matters import operations as ops
from gongjian.matters import tasks
from gongjian.matters.models import Clock, ClockStop, Matter
from gongjian.matters.operations import COMMANDS as SHARED
from gongjian.matters.operations import clocks
from gongjian.matters.permissions import PREDICATES as FOR_ALL_KINDS
from gongjian.matters.procedures import LIVES
from gongjian.problems import api
from gongjian.problems import operations as problem_commands
from gongjian.problems.operations import COMMANDS
from gongjian.problems.permissions import PREDICATES
from gongjian.problems.procedures import PROBLEM
from gongjian.rulebook import queries as rulebook
from tests.cast import build_cast
from tests.conftest import hour_of

from . import arguments, scenarios

pytestmark = pytest.mark.django_db
LIFE = LIVES["problem"]
CASES = Path(__file__).parent / "cases"
OWN_PAGES = {"raise_problem": "raise", "draw_up": "draw-up", "propose_adjustment": "propose-adjustment"}
ROUTES = {f"/{path.rpartition(chr(47))[2]}" for path in api.router.path_operations}
OWN_ROUTES = {"raise_problem", "confirm_adjustment", "reject_adjustment"}


def cases(name: str) -> list[Any]:
    """The rows of ``cases/NAME.yaml`` as parameters."""
    rows = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(row, id=str(row.get("says") or row)) for row in rows]


@pytest.fixture
def cast(at):
    return build_cast(at)


@pytest.mark.parametrize("step", PROBLEM.steps, ids=lambda s: s.verb)
def test_every_line_has_all_that_belongs_to_it(step):
    operation = arguments.operation(step.verb)
    taken = inspect.signature(operation).parameters
    assert {"actor", "at"} <= set(taken)
    assert all(p.kind is inspect.Parameter.KEYWORD_ONLY for p in taken.values())
    assert "problem-rules" in (operation.__doc__ or "")
    assert step.who in {**FOR_ALL_KINDS, **PREDICATES}
    command = COMMANDS.named(step.verb) or SHARED.named(step.verb)
    assert command is None or (command.log is not None and ledger_words.verb_for(command.log.verb).sentence)
    cited = rulebook.cite(step.article, on=dt.date(2026, 3, 2))
    assert cited.words and cited.article
    app = "problems" if COMMANDS.named(step.verb) or step.verb in OWN_ROUTES | set(OWN_PAGES) else "matters"
    if step.by_system:
        with pytest.raises(NoReverseMatch):
            reverse(f"{app}:{step.verb.replace('_', '-')}", args=["x"])
        return
    args = {"raise_problem": [], "confirm_adjustment": ["x", 1], "reject_adjustment": ["x", 1]}.get(step.verb, ["x"])
    assert reverse(f"{app}:{OWN_PAGES.get(step.verb, step.verb.replace('_', '-'))}", args=args)
    assert command or step.verb in {*OWN_PAGES, "confirm_adjustment", "reject_adjustment"}
    assert command or f"/{step.verb.replace('_', '-')}" in ROUTES or step.verb in OWN_ROUTES


def test_every_state_is_reached_and_every_open_state_has_a_way_out():
    reached, waiting = {PROBLEM.start}, [PROBLEM.start]
    while waiting:
        for step in PROBLEM.steps_from(waiting.pop()):
            fresh = {t for t in (step.target, *step.also_targets) if t} - reached
            reached |= fresh
            waiting += fresh
    assert reached == {s.code for s in PROBLEM.states}
    for state in PROBLEM.open_states:
        onward = [s for s in PROBLEM.steps_from(state) if s.target not in (None, state)]
        assert [s for s in onward if not s.by_system], f"no person can move {state}"
        assert LIFE.front[state] in LIFE.limits
        assert state == "parked" or state in {w.state for w in LIFE.waiting}
    for state in PROBLEM.ends:
        assert not [s for s in PROBLEM.steps_from(state) if s.target], f"{state} is not an end"
        assert state not in LIFE.front
    assert {s.stage for s in PROBLEM.states} <= {code for code, _label in LIFE.stages}


def test_every_state_is_watched_by_a_clock_that_some_step_into_it_starts():
    for state, clock in LIFE.front.items():
        into = [s for s in PROBLEM.steps if s.target == state and s.verb != "raise_problem"]
        for step in into:
            moved = {(m.action, m.clock) for m in step.clocks}
            runs_on = state in ("listed", "handling") and step.verb in ("draw_up",)
            assert runs_on or moved & {("start", clock), ("resume", clock)}, (step.verb, clock)


def test_every_state_is_named_in_a_constraint():
    conditions = " ".join(str(c) for c in Matter._meta.constraints)
    for state in PROBLEM.ends:
        assert state in conditions
    for limit in LIFE.limits.values():
        assert int(rulebook.parameter(limit.provision, limit.parameter, dt.date(2026, 3, 2))) > 0


@pytest.mark.parametrize("state", ["raised", "listed", "handling", "judged", "struck_off"])
def test_a_refusal_names_the_state_and_what_is_possible(cast, at, state):
    matter = getattr(scenarios, state)(cast, at, anonymous=True)
    label = str(PROBLEM.state(matter.state).label)
    possible = [str(s.label) for s in PROBLEM.steps_from(matter.state) if not s.by_system]
    for verb in arguments.VERBS:
        step = PROBLEM.step(verb)
        if matter.state in step.sources:
            continue
        part = arguments.lead_of(cast, matter, arguments.PLAYERS[verb][0])
        given = arguments.arguments(verb, cast, matter, at, random.Random(2))
        with pytest.raises(Refused) as refused:
            arguments.operation(verb)(matter=matter, actor=arguments.actor(cast, part), at=at, **given)
        if matter.lead_id is None and isinstance(refused.value, NotAllowed):
            continue  # nobody leads yet, so nobody may
        assert isinstance(refused.value, NotNow)
        assert label in str(refused.value.sentence), verb
        said = PROBLEM.step("give_verdict") if verb == "handle_again" else step  # "no" is a verdict
        assert str(said.label) in str(refused.value.sentence)
        assert all(word in str(refused.value.remedy) for word in possible), verb
        assert refused.value.remedy


@pytest.mark.parametrize("case", cases("meetings"))
def test_meetings(cast, at, case):
    matter = scenarios.studied(cast, at)
    day = local_date(at)
    order = {"held_on": day, "due": case["due"], "present": case["present"], "in_favour": case["in_favour"]}
    if not case["refused"]:
        assert problem_commands.adopt(matter=matter, actor=cast.secretary, at=at, **order).state == "adopted"
        return
    with pytest.raises(Malformed) as refused:
        problem_commands.adopt(matter=matter, actor=cast.secretary, at=at, **order)
    assert list(refused.value.fields) == case["refused"].split()
    assert scenarios.again(matter).state == "studied"


@pytest.mark.parametrize("case", cases("deadlines"))
def test_deadlines(case):
    start = local_date(hour_of(case["start"]))
    assert clocks.due_date("problem", case["clock"], start).isoformat() == case["due"]


@pytest.mark.parametrize("case", cases("stops"))
def test_stops(case):
    clock = Clock(due_at=day_end(dt.date.fromisoformat(case["due"])), stopped_at=hour_of(case["stopped"]))
    due = clocks._resumed_due(clock, hour_of(case["resumed"]))
    assert timezone.localtime(due).date().isoformat() == case["then"]


def test_handed_back_in_the_last_second_of_the_fifth_working_day(cast, at):
    last = hour_of("2026-03-09 23:59:59")
    matter = scenarios.assigned(cast, at)
    assert matter.due_at == last
    with pytest.raises(NotNow) as refused:
        ops.hand_back(matter=matter, reason="不属于", actor=cast.handler, at=last + dt.timedelta(seconds=1))
    assert refused.value.code == "hand-back-too-late" and refused.value.authority is not None
    assert ops.hand_back(matter=scenarios.again(matter), reason="不属于", actor=cast.handler, at=last).state == "listed"
    late = scenarios.assigned(cast, at)
    assert ops.take(matter=late, actor=cast.handler, at=last + dt.timedelta(days=9)).state == "handling"


def test_presumed_after_seven_working_days_and_not_a_second_before(cast, at):
    matter = scenarios.claimed(cast, at)  # Monday 2 March: the seventh working day is Wednesday 11 March
    assert matter.due_at == hour_of("2026-03-11 23:59:59")
    assert tasks.move_on(hour_of("2026-03-11 23:59:59")) == 0
    assert tasks.move_on(hour_of("2026-03-12 00:00:00")) == 1
    matter = scenarios.again(matter)
    assert (matter.state, matter.presumed, matter.verdicts.get().satisfaction) == ("judged", True, None)
    assert tasks.move_on(hour_of("2026-03-30 00:00:00")) == 0
    with pytest.raises(NotNow):
        ops.give_verdict(matter=matter, solved=False, satisfaction=1, words="晚了", actor=cast.student, at=at)


@pytest.mark.parametrize(("days", "allowed"), [(0, False), (-1, False), (1, True), (180, True), (181, False)])
def test_review_dates(cast, at, days, allowed):
    matter = scenarios.handling(cast, at)
    review = local_date(at) + dt.timedelta(days=days)
    given = {"reason": "等预算", "plan": "明年", "review_on": review, "actor": cast.handler, "at": at}
    if not allowed:
        with pytest.raises(Malformed) as refused:
            ops.ask_to_park(matter=matter, **given)
        assert list(refused.value.fields) == ["review_on"]
        return
    ops.ask_to_park(matter=matter, **given)
    ops.approve_parking(matter=scenarios.again(matter), actor=cast.liaison, at=at)
    assert scenarios.again(matter).due_at == day_end(review)


def test_an_unrelated_adjustment_leaves_a_shifted_deadline_alone_and_the_leads_date_moves_it(cast, at):
    matter = scenarios.handling(cast, at)
    ops.ask_raiser(matter=matter, question="几层", actor=cast.handler, at=at)
    ops.supply(matter=scenarios.again(matter), text="三层", actor=cast.student, at=scenarios.days(at, 7))
    shifted = scenarios.again(matter).due_at
    Matter.objects.filter(pk=matter.pk).update(reminded=2)

    def adjust(change: dict[str, Any]) -> Matter:
        now = scenarios.days(at, 8)
        made = problem_commands.propose_adjustment(
            matter=scenarios.again(matter), changes=[change], reason="推迟", actor=cast.handler, at=now
        )
        problem_commands.confirm_adjustment(
            matter=scenarios.again(matter), adjustment_id=made.pk, actor=cast.liaison, at=now
        )
        return scenarios.again(matter)

    line = matter.measures.get(position=1)
    after = adjust({"line": "measure", "id": line.pk, "new": {"person_name": "贺知微"}})
    assert (after.due_at, after.reminded) == (shifted, 2)
    helper, lead = matter.duties.get(part="help"), matter.duties.get(part="lead")
    after = adjust({"line": "duty", "id": helper.pk, "new": {"due_on": helper.due_on + dt.timedelta(days=1)}})
    assert (after.due_at, after.reminded) == (shifted, 2)
    later = lead.due_on + dt.timedelta(days=30)
    after = adjust({"line": "duty", "id": lead.pk, "new": {"due_on": later}})
    assert (after.due_at, after.reminded) == (day_end(later), -1)


def test_an_answer_to_the_second_question_is_none_to_the_first(cast, at):
    matter = scenarios.handling(cast, at)
    ops.ask_raiser(matter=matter, question="几层", actor=cast.handler, at=at)
    assert tasks.move_on(scenarios.days(at, 30)) == 1
    ops.ask_raiser(matter=scenarios.again(matter), question="几点", actor=cast.handler, at=scenarios.days(at, 31))
    ops.supply(matter=scenarios.again(matter), text="十一点", actor=cast.student, at=scenarios.days(at, 32))
    assert list(matter.exchanges.values_list("question", "answer")) == [("几层", ""), ("几点", "十一点")]
    assert not ClockStop.objects.filter(clock__matter=matter, until__isnull=True).exists()


def test_urged_once_in_24_hours_and_supervised_at_any_time(cast, at):
    matter = scenarios.handling(cast, at)
    ops.urge(matter=matter, words="请办", actor=cast.student, at=at)
    with pytest.raises(Refused, match="24小时"):
        ops.urge(matter=matter, words="请办", actor=cast.student, at=at + dt.timedelta(hours=23, minutes=59))
    ops.urge(matter=matter, words="请办", actor=cast.student, at=at + dt.timedelta(hours=24))
    ops.supervise(matter=matter, words="督办", actor=cast.liaison, at=at)
    ops.supervise(matter=matter, words="督办", actor=cast.liaison, at=at)


def test_urging_is_limited_for_each_person_and_not_for_each_post(cast, at):
    matter = scenarios.handling(cast, at)
    second = replace(cast.secretary, person_id=cast.member_person.pk, name=cast.member_person.name)
    assert second.title == cast.secretary.title
    ops.urge(matter=matter, words="请办", actor=cast.secretary, at=at)
    ops.urge(matter=matter, words="请办", actor=second, at=at)
    renamed = replace(cast.secretary, title="党委 · 委员")
    for actor in (cast.secretary, second, renamed):
        before = matter.urges.count()
        with pytest.raises(Refused, match="24小时"):
            ops.urge(matter=matter, words="请办", actor=actor, at=at + dt.timedelta(hours=1))
        assert matter.urges.count() == before


def test_an_anonymous_raiser_urges_once_in_24_hours_and_hinders_nobody(cast, at):
    matter = scenarios.handling(cast, at, anonymous=True)
    ops.urge(matter=matter, words="请办", actor=cast.student, at=at)
    with pytest.raises(Refused, match="24小时"):
        ops.urge(matter=matter, words="请办", actor=cast.student, at=at + dt.timedelta(hours=1))
    ops.urge(matter=matter, words="请办", actor=cast.secretary, at=at + dt.timedelta(hours=1))
    assert [u.by for u in matter.urges.all()] == ["匿名提出人", cast.secretary.title]
