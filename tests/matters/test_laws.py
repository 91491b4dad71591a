"""The laws of the site: whatever anybody orders, in whatever order and hour, these hold after every step."""

import datetime as dt
import itertools
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from gongjian.audit import tasks as ledger_tasks
from gongjian.audit import verification
from gongjian.audit.models import Entry, Receipt
from gongjian.kernel import outbox
from gongjian.kernel.clock import local_date
from gongjian.kernel.models import CounterDelta, NumberSeries, OutboxEvent
from gongjian.kernel.refused import NotAllowed, Refused
from gongjian.matters import metrics, queries
from gongjian.matters import operations as ops
from gongjian.matters.models import Assignment, Clock, ClockStop, Holding, Matter
from gongjian.matters.operations.clocks import amber_at
from gongjian.matters.procedures import LIVES
from gongjian.notify.models import Message
from gongjian.problems import operations as problem_commands
from gongjian.problems.models import Adjustment
from gongjian.problems.procedures import PROBLEM
from tests.cast import Cast, build_cast

from . import arguments, scenarios

pytestmark = pytest.mark.django_db
LIFE = LIVES["problem"]
ENDS = PROBLEM.ends
PARTS = [
    "student",
    "secretary",
    "handler",
    "head",
    "other_handler",
    "other_head",
    "liaison",
    "leader",
    "organiser",
    "member",
    "stranger",
    "administrator",
    "other_administrator",
    "office_secretary",
    "committee_secretary",
    "guest",
]
SECOND, MINUTE, HOUR, DAY = 1, 60, 3600, 86400
PAUSES = [0, SECOND, 17 * MINUTE, 5 * HOUR, DAY, 3 * DAY, 8 * DAY, 20 * DAY]
ROWS = [m for m in apps.get_models() if m._meta.app_label == "matters"]
# Tables a refused verb must leave as they were.
WATCHED = [*ROWS, Entry, Receipt, OutboxEvent, CounterDelta, NumberSeries]


def whole_of() -> dict[str, list[Any]]:
    """All rows of these tables."""
    return {m._meta.label: list(m._default_manager.order_by("pk").values_list()) for m in WATCHED}


def traces(matter: Matter) -> list[Any]:
    """What a verb on this matter would change, cheaply: the rows that are updated, the ends of the rows that are appended."""
    changing = (Matter.objects.filter(pk=matter.pk), matter.clocks, matter.assignments, matter.adjustments)
    appended = (Holding, Entry, OutboxEvent, CounterDelta)
    return [list(rows.order_by("pk").values_list()) for rows in changing] + [
        m.objects.order_by("-pk").values_list("pk", flat=True).first() for m in appended
    ]


def spans_of(matter: Matter, at: dt.datetime) -> int:
    return sum(span.seconds for span in queries.custody(matter, at))


def check_laws(matter: Matter, at: dt.datetime) -> None:
    """What must hold for this matter now."""
    ended = matter.state in ENDS
    holdings = list(Holding.objects.filter(matter=matter).order_by("since", "id"))
    still = [h for h in holdings if h.until is None]
    assert [h.body_id for h in still] == ([] if ended else [matter.holder_id])
    assert spans_of(matter, at) == queries.age_seconds(matter, at)
    for one, following in itertools.pairwise(holdings):
        assert one.until == following.since and one.body_id != following.body_id
    assert (matter.ended_at is not None) == ended

    running = list(Clock.objects.filter(matter=matter, met_at__isnull=True, dropped_at__isnull=True))
    names = [c.name for c in running]
    assert len(names) == len(set(names))
    assert not ended or not names, f"a clock runs on after {matter.state}: {names}"
    stops = set(ClockStop.objects.filter(clock__matter=matter, until__isnull=True).values_list("clock_id", flat=True))
    assert stops == {c.pk for c in running if c.stopped_at}
    front = next((c for c in running if c.name == LIFE.front.get(matter.state)), None)
    assert (front is None) == ended, f"{matter.state}: {names}"
    assert matter.due_at == (front.due_at if front else None)
    assert matter.amber_at == (amber_at(front.due_at) if front else None)
    assert matter.clock_stopped == (matter.state in LIFE.stopped)
    stands = any(c.name == "solve" and c.stopped_at for c in running)
    assert stands == (matter.state in ("waiting", "claimed", "judged", "park-asked", "parked"))
    assert light_should_be(matter, at) == queries.light_of(matter, at)
    wanted = queries.with_light(Matter.objects.filter(pk=matter.pk), queries.light_of(matter, at) or "green", at)
    assert wanted.exists() != ended

    offered = Assignment.objects.filter(matter=matter, outcome="offered")
    assert offered.count() == (matter.state == "assigned")
    assert matter.exchanges.filter(answered_at__isnull=True).count() == (matter.state == "waiting")
    assert matter.parkings.filter(settled_at__isnull=True).count() == (matter.state == "park-asked")
    for change in Adjustment.objects.filter(matter=matter, state="effective"):
        assert change.lead_at and change.supervisor_at and change.settled_at
        assert change.lead_by_id != change.supervisor_by_id
    if matter.state.startswith("solved"):
        claim, verdict = matter.claims.get(round=matter.round), matter.verdicts.get(round=matter.round)
        assert claim.evidence.strip() and verdict.solved and verdict.presumed == matter.presumed
        done = Entry.objects.filter(subject_kind="matters.matter", subject_id=matter.pk, verb="matters.struck-off")
        assert done.get().actor_person_id not in (None, claim.by_person_id)
    assert metrics.drift() == {}


def light_should_be(matter: Matter, at: dt.datetime) -> str:
    if matter.state in ENDS:
        return ""
    if matter.state in LIFE.stopped:
        return "grey"
    assert matter.due_at is not None and matter.amber_at is not None
    return "red" if at > matter.due_at else "amber" if at >= matter.amber_at else "green"


def entries(matter: Matter) -> int:
    return Entry.objects.filter(subject_kind="matters.matter", subject_id=matter.pk).count()


def run_command(cast: Cast, matter: Matter, verb: str, part: str, at: dt.datetime, given: dict[str, Any]) -> bool:
    """Order the verb; a refusal must be a sentence and change nothing, a success must be on record. True if done."""
    before, recorded = traces(matter), entries(matter)
    try:
        arguments.operation(verb)(matter=matter, actor=arguments.actor(cast, part), at=at, **given)
    except Refused as refused:
        assert str(refused.sentence) and refused.status in (403, 404, 409, 422)
        assert traces(matter) == before, f"{part} was refused {verb} and it left traces"
        return False
    step = PROBLEM.step(verb)
    assert entries(matter) > recorded, f"{verb} left nothing in the ledger"
    assert not step.by_system or part == "system" or verb == "handle_again"
    return True


def choose(cast: Cast, matter: Matter, number: int, chance: random.Random) -> tuple[str, str, bool]:
    """A verb, who orders it, and whether what they write is sound: mostly what is possible now by one who may."""
    wild = number % 5 == 0
    verbs = arguments.VERBS if wild else [s.verb for s in PROBLEM.steps_from(matter.state)]
    onward = [v for v in verbs if PROBLEM.step(v).target and v not in ("release", "withdraw", "decline")]
    verb = chance.choice(onward if onward and number % 3 else verbs or arguments.VERBS)
    part = chance.choice(PARTS) if wild or number % 11 == 0 else chance.choice(arguments.PLAYERS[verb])
    return verb, arguments.lead_of(cast, matter, part), number % 7 != 0


class Stage:
    """The cast without its long name in a failing example."""

    def __init__(self, cast: Cast, at: dt.datetime) -> None:
        self.cast, self.at = cast, at

    def __repr__(self) -> str:
        return "stage"


@pytest.fixture
def cast(at: dt.datetime) -> Iterator[Cast]:
    yield build_cast(at)


@pytest.fixture
def stage(cast: Cast, at: dt.datetime) -> Stage:
    return Stage(cast, at)


MOVES = st.lists(st.tuples(st.integers(0, 200), st.sampled_from(PAUSES)), min_size=12, max_size=22)


@settings(max_examples=5, derandomize=True, phases=[Phase.explicit, Phase.generate])
@given(seed=st.integers(0, 10**6), anonymous=st.booleans(), moves=MOVES)
@example(seed=5, anonymous=True, moves=[(n, DAY) for n in range(1, 40)])
def test_whatever_is_ordered_the_laws_hold(stage: Stage, seed: int, anonymous: bool, moves: Any) -> None:
    cast, at = stage.cast, stage.at
    chance = random.Random(seed)
    with transaction.atomic():
        scenarios.raised(cast, at)
        ids = [scenarios.raised(cast, at, anonymous=anonymous).pk, scenarios.handling(cast, at, anonymous=anonymous).pk]
        for number, pause in moves:
            at += dt.timedelta(seconds=pause)
            matter = scenarios.again(Matter(pk=chance.choice(ids)))
            verb, part, sound = choose(cast, matter, number, chance)
            given = arguments.arguments(verb, cast, matter, at, chance)
            run_command(
                cast, matter, verb, part, at, given if sound or part == "system" else arguments.broken(given, chance)
            )
            check_laws(scenarios.again(matter), at)
        check_the_whole(at, anonymous)
        transaction.set_rollback(True)


def check_the_whole(at: dt.datetime, anonymous: bool) -> None:
    """At the end of a story: numbers without a gap, a sound chain, rows that keep their own constraints, no name told."""
    numbers = [int(n.rsplit("-", 1)[1]) for n in Matter.objects.order_by("id").values_list("number", flat=True)]
    assert numbers == list(range(1, len(numbers) + 1))
    ledger_tasks.tick()
    report = verification.walk(at)
    assert report.sound, report.findings
    for model in ROWS:
        for row in model._default_manager.all():
            for constraint in model._meta.constraints:
                constraint.validate(model, row)
    outbox.deliver_waiting()
    assert not OutboxEvent.objects.exclude(state="delivered").exists(), list(OutboxEvent.objects.values("error"))
    if anonymous:
        assert_not_named(1)


def assert_not_named(raised_openly: int) -> None:
    """The student raised *raised_openly* matters under their name; nowhere else are they named."""
    hidden = Matter.objects.exclude(sealed_index="").values_list("pk", flat=True)
    everything = json.dumps(
        [
            list(Entry.objects.filter(subject_id__in=hidden).values_list("content", "actor_name", "actor_title")),
            [e.payload for e in OutboxEvent.objects.all() if e.payload.get("matter_id") in hidden],
            list(Message.objects.values_list("text", flat=True)),
        ],
        ensure_ascii=False,
    )
    assert "顾一苇" not in everything and "S001" not in everything
    student = Entry.objects.filter(actor_name="顾一苇", subject_kind="matters.matter", subject_id__in=hidden)
    assert not student.exists()


def test_no_page_tells_who_raised_it_anonymously(cast, at, client, frozen):
    """Nor the list of the raiser's branch, the ledger's receipt page, the API, or a sheet."""
    matter = scenarios.judged(cast, at, anonymous=True)
    ops.urge(matter=matter, words="请抓紧", actor=cast.student, at=at)
    outbox.deliver_waiting()
    code = Receipt.objects.get(subject_id=matter.pk).code
    addresses = [
        reverse("matters:item", args=[matter.number]),
        reverse("matters:public-item", args=[matter.number]),
        reverse("matters:list"),
        reverse("matters:public"),
        reverse("problems:paper", args=[matter.number]),
        reverse("audit:receipt", args=[code]),
        f"/api/v1/matters/{matter.number}",
        f"/api/v1/ledger/receipts/{code}",
        "/api/v1/matters?q=热水",
    ]
    for part in ("handler", "secretary", "liaison", "leader", "administrator"):
        client.force_login(cast.accounts[part], backend="django.contrib.auth.backends.ModelBackend")
        for address in addresses:
            answer = client.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert answer.status_code in (200, 404), (part, address)
            assert "顾一苇" not in body.decode(errors="replace"), (part, address)
    named = Message.objects.filter(recipient_id=cast.student.person_id)
    assert not named.exists(), "a message to the sealed raiser would name them"


@pytest.mark.parametrize("verb", [s.verb for s in PROBLEM.steps if s.who == "is_system"])
def test_what_only_the_clock_may_do_is_refused_to_everybody(cast, at, verb):
    reach = {"presume": scenarios.claimed, "go_on_unsupplied": scenarios.handling}.get(verb, scenarios.handling)
    matter = reach(cast, at)
    if verb == "go_on_unsupplied":
        ops.ask_raiser(matter=matter, question="几层", actor=cast.handler, at=at)
        matter = scenarios.again(matter)
    before = whole_of()
    given = arguments.arguments(verb, cast, matter, at, random.Random(1))
    for part in [*PARTS, "administrator"]:
        with pytest.raises(NotAllowed):
            arguments.operation(verb)(matter=matter, actor=arguments.actor(cast, part), at=at, **given)
    assert whole_of() == before
    arguments.operation(verb)(matter=matter, actor=cast.system, at=at, **given)


def test_there_is_no_way_to_solved_that_leaves_out_claim_verdict_or_confirmation(cast, at):
    """In every state short of judged, nobody can strike off; in judged, not the one who claimed."""
    reached = {
        "handling": scenarios.handling(cast, at),
        "claimed": scenarios.claimed(cast, at),
        "listed": scenarios.listed(cast, at),
    }
    for matter in reached.values():
        for part in ("handler", "head", "secretary", "student", "liaison", "leader", "system"):
            assert not run_command(cast, scenarios.again(matter), "confirm_solved", part, at, {})
    judged = scenarios.judged(cast, at)
    for part in ("handler", "head", "secretary", "student", "stranger", "member", "organiser"):
        assert not run_command(cast, scenarios.again(judged), "confirm_solved", part, at, {})
    assert run_command(cast, scenarios.again(judged), "confirm_solved", "liaison", at, {})


def test_one_who_leads_and_supervises_does_not_strike_off_their_own_work(cast, at):
    """A leader has both rights; whoever claimed it solved must leave the confirmation to another."""
    matter = scenarios.finished(cast, at)
    both = cast.leader
    claimer = type(both)(
        account_id=both.account_id,
        person_id=both.person_id,
        name=both.name,
        title=both.title,
        grants=both.grants | cast.handler.grants,
    )
    problem_commands.claim_solved(matter=matter, statement="好了", evidence="记录", actor=claimer, at=at)
    ops.give_verdict(matter=scenarios.again(matter), solved=True, satisfaction=5, actor=cast.student, at=at)
    before = whole_of()
    with pytest.raises(NotAllowed):
        problem_commands.confirm_solved(matter=scenarios.again(matter), actor=claimer, at=at)
    assert whole_of() == before


def test_an_adjustment_needs_two_different_people(cast, at):
    """The proposer's side has confirmed by proposing; the same person never gives the other side as well."""
    matter = scenarios.handling(cast, at)
    both = type(cast.handler)(
        account_id=1,
        person_id=cast.handler.person_id,
        name="温如玉",
        grants=cast.handler.grants | cast.liaison.grants,
    )
    line = matter.measures.get(position=1)
    change = [{"line": "measure", "id": line.pk, "new": {"ends_on": local_date(at) + dt.timedelta(days=50)}}]
    made = problem_commands.propose_adjustment(matter=matter, changes=change, reason="配件推迟", actor=both, at=at)
    for actor in (both, cast.handler, cast.head, cast.student, cast.secretary):
        with pytest.raises(NotAllowed):
            problem_commands.confirm_adjustment(
                matter=scenarios.again(matter), adjustment_id=made.pk, actor=actor, at=at
            )
    line.refresh_from_db()
    assert line.ends_on == line.planned_ends_on
    problem_commands.confirm_adjustment(
        matter=scenarios.again(matter), adjustment_id=made.pk, actor=cast.liaison, at=at
    )
    line.refresh_from_db()
    assert line.ends_on == local_date(at) + dt.timedelta(days=50)
    assert line.planned_ends_on != line.ends_on
    with pytest.raises(Refused, match="已经处理完毕"):
        problem_commands.confirm_adjustment(
            matter=scenarios.again(matter), adjustment_id=made.pk, actor=cast.leader, at=at
        )


def test_the_database_itself_refuses_what_cannot_be(cast, at):
    """Constraints hold against code that goes round the verbs."""
    matter = scenarios.handling(cast, at)
    impossible: list[dict[str, Any]] = [
        {"state": "nowhere"},
        {"state": "solved-confirmed"},
        {"lead_id": None},
        {"goal": ""},
        {"state": "withdrawn", "ended_at": at, "due_at": None},
        {"state": "duplicate", "ended_at": at, "due_at": None},
        {"raiser_id": None},
        {"ended_at": at},
        {"state": "solved-presumed", "ended_at": at, "due_at": None, "presumed": False},
    ]
    for fields in impossible:
        with pytest.raises(IntegrityError), transaction.atomic():
            Matter.objects.filter(pk=matter.pk).update(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Holding.objects.create(matter=matter, body=cast.branch, since=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.create(matter=matter, name="solve", started_at=at, due_at=at)
    check_laws(scenarios.again(matter), at)
