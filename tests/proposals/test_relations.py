"""Who may support a proposal, by relation: invited or not, delegate or not, proposer, signed or seconded before."""

from collections.abc import Callable
from typing import Any

import pytest

from gongjian.audit.models import Entry
from gongjian.kernel.models import OutboxEvent
from gongjian.kernel.refused import Refused
from gongjian.matters.models import Matter
from gongjian.proposals import operations as ops
from gongjian.proposals.models import Delegate, Invitation
from tests.cast import Cast
from tests.proposals import scenarios

pytestmark = pytest.mark.django_db
Command = Callable[..., Any]
# Relation to the proposal → may sign jointly, may second. The proposal is collecting seconds.
RELATIONS = {
    "proposer": (False, False),
    "invited": (True, True),
    "invited and no delegate any more": (False, False),
    "invited to another proposal": (False, True),
    "no longer invited": (False, True),
    "has signed jointly": (False, False),
    "has seconded": (False, False),
    "delegate": (False, True),
    "delegate of another session": (False, False),
    "no delegate": (False, False),
    "guest": (False, False),
    "committee": (False, False),
}


def related(c: scenarios.Congress, relation: str, at: Any) -> tuple[Matter, Any]:
    """A proposal that collects seconds, and an actor in this relation to it."""
    other = c.delegates[3]
    person = c.persons[3].pk
    asked = relation in ("invited", "invited and no delegate any more", "no longer invited", "has signed jointly")
    matter = scenarios.seconding(c, at, co_signers=[person] if asked else [])
    if relation == "invited to another proposal":
        scenarios.drafted(c, at, who=1, title="另一件提案", co_signers=[person])
    if relation == "no longer invited":
        given = {"title": scenarios.TITLE, "category": "teaching", "co_signers": [], **scenarios.PARTS}
        ops.revise_proposal(matter=scenarios.again(matter), actor=c.proposer, at=at, **given)  # type: ignore[arg-type]
    if relation == "invited and no delegate any more":
        Delegate.objects.filter(person_id=person).delete()
    if relation == "has signed jointly":
        ops.co_sign(matter=scenarios.again(matter), actor=other, at=at)
    if relation == "has seconded":
        ops.second(matter=scenarios.again(matter), actor=other, at=at)
    if relation == "delegate of another session":
        Delegate.objects.filter(person_id=person).delete()
        past = ops.open_session(
            name="第九届", host_id=c.host.pk, opens_on=at.date(), closes_on=at.date(), actor=c.officer, at=at
        )
        ops.enter_delegate(session=past, number="S93", constituency_id=c.cast.college.pk, actor=c.officer, at=at)
    actors = {"proposer": c.proposer, "no delegate": c.cast.student, "guest": c.cast.guest, "committee": c.officer}
    return scenarios.again(matter), actors.get(relation, other)


def trace() -> tuple[list[Any], ...]:
    """All that a command could have written."""
    voices = Matter.objects.order_by("pk").values_list("pk", "version", "voices__person_id", "voices__part")
    invited = Invitation.objects.order_by("pk").values_list("proposal_id", "person_id")
    return [*voices], [*invited], [Entry.objects.count()], [OutboxEvent.objects.count()]


@pytest.mark.parametrize("which", ["co_sign", "second"])
@pytest.mark.parametrize("relation", RELATIONS)
def test_support_by_relation(relation: str, which: str, cast: Cast, at: Any) -> None:
    matter, actor = related(scenarios.build(cast, at), relation, at)
    command: Command = getattr(ops, which)
    allowed = RELATIONS[relation][("co_sign", "second").index(which)]
    before = trace()
    if allowed:
        command(matter=matter, actor=actor, at=at)
        part = {"co_sign": "joint", "second": "second"}[which]
        assert matter.voices.filter(person_id=actor.person_id, part=part).count() == 1
    else:
        with pytest.raises(Refused) as refused:
            command(matter=matter, actor=actor, at=at)
        assert refused.value.status == 403
        assert trace() == before


def test_enough_seconds_are_announced_once_and_not_at_each_further_one(cast: Cast, at: Any) -> None:
    c = scenarios.build(cast, at)
    matter = scenarios.seconded(c, at, n=4)
    rows = OutboxEvent.objects.filter(kind="proposals.seconded").order_by("id")
    assert [(r.payload["seconds"], r.payload["enough"]) for r in rows] == [
        (1, False),
        (2, True),
        (3, False),
        (4, False),
    ]
    ops.take_back_second(matter=scenarios.again(matter), actor=c.delegates[4], at=at)
    ops.second(matter=scenarios.again(matter), actor=c.delegates[4], at=at)  # the fourth again
    assert [r.payload["enough"] for r in rows.all()][4:] == [False]
