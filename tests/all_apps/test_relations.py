"""Who may give a command, by relation to what it is about: own and other unit, raiser and others, invited or not, two posts, a post
that has ended or not begun. Refused relations leave no trace.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from gongjian.appeals import operations as appeals
from gongjian.audit.models import Entry
from gongjian.evaluation import operations as contests
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.models import OutboxEvent
from gongjian.kernel.refused import NotAllowed, NotFound, Refused
from gongjian.matters import operations as matters
from gongjian.matters import queries as reading
from gongjian.org.models import Appointment, Liaison
from gongjian.pairing import operations as pairing
from gongjian.pairing import queries as pairs
from gongjian.problems import operations as problem_commands
from tests.appeals import scenarios as hearing
from tests.cast import Cast
from tests.evaluation import scenarios as entering
from tests.matters import scenarios as problems

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
Command = Callable[..., Any]  # called with ``actor``
Maker = Callable[[Cast, dt.datetime], Command]


# --- relations: how an actor stands to what is made below ---


def second_post(part: str, body: str, post: str, *, begins: int = -10) -> Callable[[Cast, dt.datetime], Actor]:
    """The part, who also holds this post at this body since so many days."""

    def make(cast: Cast, at: dt.datetime) -> Actor:
        since = local_date(at) + begins * DAY
        Appointment.objects.create(person=cast.persons[part], body=getattr(cast, body), post=post, since=since)
        return cast.again(part)

    return make


def former(part: str) -> Callable[[Cast, dt.datetime], Actor]:
    """The part, whose posts ended yesterday."""

    def make(cast: Cast, at: dt.datetime) -> Actor:
        until = local_date(at) - DAY
        Appointment.objects.filter(person=cast.persons[part]).update(until=until)
        Liaison.objects.filter(person=cast.persons[part]).update(until=until)
        return cast.again(part)

    return make


RELATIONS: dict[str, Callable[[Cast, dt.datetime], Actor]] = {
    "guest": lambda cast, at: cast.guest,
    "raiser": lambda cast, at: cast.student,
    "another student": lambda cast, at: cast.stranger,
    "a member of the branch": lambda cast, at: cast.member,
    "handler of the lead": lambda cast, at: cast.handler,
    "head of the lead": lambda cast, at: cast.head,
    "handler elsewhere": lambda cast, at: cast.other_handler,
    "head elsewhere": lambda cast, at: cast.other_head,
    "handler elsewhere and at the lead": second_post("other_handler", "department", "handler"),
    "handler elsewhere, at the lead from tomorrow": second_post("other_handler", "department", "handler", begins=1),
    "former handler of the lead": former("handler"),
    "secretary of the branch": lambda cast, at: cast.secretary,
    "secretary of another branch": lambda cast, at: cast.office_secretary,
    "secretary of another branch, deputy of this": second_post("office_secretary", "branch", "deputy-secretary"),
    "former secretary of the branch": former("secretary"),
    "receptionist": lambda cast, at: cast.receptionist,
    "receptionist elsewhere": second_post("stranger", "other_department", "receptionist"),
    "liaison": lambda cast, at: cast.liaison,
    "former liaison": former("liaison"),
    "leader": lambda cast, at: cast.leader,
    "administrator": lambda cast, at: cast.administrator,
}
AT_THE_LEAD = {"handler of the lead", "head of the lead", "handler elsewhere and at the lead"}
OF_THE_HELPER = {  # the unit elsewhere has a part in the measures
    "handler elsewhere",
    "head elsewhere",
    "receptionist elsewhere",
    "handler elsewhere, at the lead from tomorrow",
}
OF_THE_BRANCH = {"secretary of the branch", "secretary of another branch, deputy of this"}


# --- commands: what is made, and how the command is then given ---


def on_matter(operation: Command, scenario: Command, **given: Any) -> Maker:
    def make(cast: Cast, at: dt.datetime) -> Command:
        matter = scenario(cast, at)
        again = hearing.again if matter.kind == "appeal" else problems.again
        return lambda actor: operation(matter=again(matter), actor=actor, at=at, **given)

    return make


def read(scenario: Command, **given: Any) -> Maker:
    def make(cast: Cast, at: dt.datetime) -> Command:
        number = scenario(cast, at, **given).number
        return lambda actor: reading.get_for(actor, number)

    return make


def on_pair(operation: Command, *, upto: str, **given: Any) -> Maker:
    def make(cast: Cast, at: dt.datetime) -> Command:
        day = local_date(at)
        members = [pairing.MemberLine(cast.branch.pk), pairing.MemberLine(cast.office_branch.pk)]
        plan = pairing.Plan(
            title="热水共建",
            kind="office-student",
            goals="热水到二十三点",
            since=day,
            until=day + 200 * DAY,
            members=members,
            activities=[pairing.ActivityLine("走访", day + 9 * DAY)],
        )
        pair = pairing.propose(**vars(plan), actor=cast.secretary, at=at)
        if upto != "draft":
            pairing.send_for_signing(pair=pairs.again(pair), actor=cast.secretary, at=at)
        if upto == "active":
            for signer in (cast.secretary, cast.office_secretary):
                pairing.sign(pair=pairs.again(pair), actor=signer, at=at)
        return lambda actor: operation(pair=pairs.again(pair), actor=actor, at=at, **given)

    return make


def on_entry(operation: Command, scenario: Command, **given: Any) -> Maker:
    def make(cast: Cast, at: dt.datetime) -> Command:
        entry = scenario(cast, entering.opened(cast, at), at)
        return lambda actor: operation(entry=entering.queries.again(entry), actor=actor, at=at, **given)

    return make


def score(cast: Cast, at: dt.datetime) -> Command:
    """A juror of the three, to whom the entry was given; the head elsewhere is one of them."""
    _contest, entries, when = entering.judging(cast, at)
    return lambda actor: entering.give(entering.queries.again(entries[0]), actor, [30, 20, 40], when)


# Command → the relations that may give it.
MAY: dict[str, tuple[Maker, set[str]]] = {
    "problem: read": (
        read(problems.handling),
        {
            *AT_THE_LEAD,
            *OF_THE_BRANCH,
            "raiser",
            "liaison",
            "leader",
            "administrator",
            *OF_THE_HELPER,
        },
    ),
    "problem: study": (
        on_matter(problem_commands.study, problems.raised, opinion="情况属实", held_on=dt.date(2026, 3, 2)),
        OF_THE_BRANCH,
    ),
    "problem: reply": (on_matter(matters.reply, problems.handling, text="已安排检修，本周内完成。"), AT_THE_LEAD),
    "problem: withdraw": (on_matter(matters.withdraw, problems.raised, reason="不用了"), {"raiser"}),
    "problem: give_verdict": (
        on_matter(matters.give_verdict, problems.claimed, solved=True, satisfaction=5),
        {"raiser"},
    ),
    "problem: confirm_solved": (on_matter(problem_commands.confirm_solved, problems.judged), {"liaison", "leader"}),
    "appeal: accept": (
        on_matter(appeals.accept, hearing.raised, category="living", answer_class="general"),
        {"receptionist"},
    ),
    "appeal: answer": (on_matter(appeals.answer, hearing.handling, text=hearing.REPLY, confirmed=True), AT_THE_LEAD),
    "appeal: give_verdict": (
        on_matter(appeals.give_verdict, hearing.answered, solved=True, satisfied="yes", contacted=True),
        {"raiser"},
    ),
    "appeal: withdraw": (on_matter(matters.withdraw, hearing.raised, reason="不用了"), {"raiser"}),
    "pair: send_for_signing": (on_pair(pairing.send_for_signing, upto="draft"), {*OF_THE_BRANCH, "liaison"}),
    "pair: sign": (on_pair(pairing.sign, upto="signing"), {*OF_THE_BRANCH, "secretary of another branch"}),
    "pair: hand_back": (
        on_pair(pairing.hand_back, upto="signing", reason="目标太大"),
        {*OF_THE_BRANCH, "secretary of another branch"},
    ),
    "pair: dissolve": (
        on_pair(pairing.dissolve, upto="active", reason="撤并"),
        {*OF_THE_BRANCH, "secretary of another branch", "liaison"},
    ),
    "entry: retract": (on_entry(contests.retract, entering.handed_in), {"raiser"}),
    "entry: admit": (on_entry(contests.admit, entering.handed_in), {"head of the lead", "administrator"}),
    "entry: score": (
        score,
        {
            "head elsewhere",
            "leader",
            "handler elsewhere",
            "handler elsewhere and at the lead",
            "handler elsewhere, at the lead from tomorrow",
        },
    ),
}


def traces() -> tuple[int, int]:
    """What every command leaves behind."""
    return Entry.objects.count(), OutboxEvent.objects.count()


def answer(command: Command, actor: Actor) -> str:
    """ "may", "may not", or why it was refused for another reason."""
    try:
        command(actor)
    except (NotAllowed, NotFound):
        return "may not"
    except Refused as refused:
        return f"{type(refused).__name__}: {refused}"
    return "may"


@pytest.mark.parametrize("name", MAY)
def test_by_relation(name: str, cast: Cast, at: dt.datetime) -> None:
    make, allowed = MAY[name]
    command = make(cast, at)
    got: dict[str, str] = {}
    left: list[str] = []
    for relation, stand in RELATIONS.items():
        with transaction.atomic():
            actor = stand(cast, at)
            before = traces()
            with transaction.atomic():
                got[relation] = answer(command, actor)
            if got[relation] == "may not" and traces() != before:
                left.append(relation)
            transaction.set_rollback(True)
    wanted = {relation: "may" if relation in allowed else "may not" for relation in RELATIONS}
    assert {relation: found for relation, found in got.items() if found != wanted[relation]} == {}
    assert left == []
