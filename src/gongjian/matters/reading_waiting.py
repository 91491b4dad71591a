"""Who a matter waits for: conditions on matters from the tables of the lives, and what waits for one actor."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from gongjian.kernel.actor import Actor
from gongjian.org import queries as org

from . import registry
from .models import Matter, Voice
from .procedures import LIVES
from .visibility import chief


@dataclass(frozen=True)
class Task:
    """One thing that waits for the actor: the matter and the verb that is expected."""

    matter: Matter
    verb: str


States = dict[str, list[str]]  # by kind


def waiting_for(actor: Actor, *, limit: int = 100) -> list[Task]:
    """What waits for this actor, the most urgent first, then what the kinds add."""
    rows = Matter.objects.filter(pk__in=_waited_for(actor)).select_related("origin", "holder", "lead")
    tasks = [Task(matter, VERBS[matter.kind, matter.state]) for matter in rows.order_by("due_at", "id")[:limit]]
    own = [kind.tasks for kind in registry.kinds() if kind.tasks is not None]
    return tasks + [Task(*task) for more in own for task in more(actor, limit)]


VERBS = {(kind, row.state): row.verb for kind, life in LIVES.items() for row in life.waiting}


def _waited_for(actor: Actor) -> "QuerySet[Matter, int]":
    """Ids of what waits for this actor: few alternatives, each by an index of its own. Behind "or" the databases would try
    all that is open one after the other.
    """
    parts = [
        Matter.objects.filter(condition, ended_at__isnull=True).order_by().values_list("pk", flat=True)
        for condition in _alternatives(actor)
    ]
    return (
        parts[0].union(*parts[1:], all=True)
        if len(parts) > 1
        else parts[0]
        if parts
        else Matter.objects.none().values_list("pk", flat=True)
    )


def _alternatives(actor: Actor) -> Iterator[Q]:
    for where, scopes, states in _places(actor):
        yield _in_states(states) & at_bodies(where, scopes)
    for scopes, states in _absent(actor):  # they speak for the absent raiser of an imported text
        # So written that no index is tempted: without a raiser is a tenth of all there is, the branch's imports are few.
        absent = Q(Exact(Coalesce("raiser_id", 0), 0), ~Q(sealed_index__gt=""), source="import")
        yield _in_states(states) & absent & at_bodies("origin", scopes)
    if actor.person_id or actor.sealed:
        yield _in_states(_raisers_states(each_voice=False)) & chief(actor)
        yield _in_states(_raisers_states(each_voice=True)) & _not_yet_judged(actor)


def _in_states(states: States) -> Q:
    """In one of these states of its kind. The states alone, too: they are a column of the indexes."""
    pairs = Q(*(Q(kind=kind, state__in=codes) for kind, codes in states.items()), _connector=Q.OR)
    return Q(state__in=sorted({code for codes in states.values() for code in codes})) & pairs


def _places(actor: Actor) -> Iterator[tuple[str, tuple[str, ...], States]]:
    """Where this actor works: the place of the body in the matter, the bodies' paths, and the states that wait there."""
    found: dict[tuple[str, tuple[str, ...]], States] = {}
    for kind, life in LIVES.items():
        for row in life.waiting:
            if row.at not in RAISERS and (scopes := actor.scopes(row.capability)):
                found.setdefault((row.at, scopes), {}).setdefault(kind, []).append(row.state)
    return ((where, scopes, states) for (where, scopes), states in found.items())


def _absent(actor: Actor) -> Iterator[tuple[tuple[str, ...], States]]:
    """For whom this actor speaks: the bodies' paths, and the states that wait for a raiser."""
    found: dict[tuple[str, ...], States] = {}
    for kind, life in LIVES.items():
        if scopes := actor.scopes(life.speaks_for_absent):
            found.setdefault(scopes, {})[kind] = [row.state for row in life.waiting if row.at in RAISERS]
    return iter(found.items())


RAISERS = ("raiser", "chief")


def _raisers_states(*, each_voice: bool) -> States:
    """The states that wait for the raiser; where each voice judges for itself they are ``each_voice``."""
    return {
        kind: codes
        for kind, life in LIVES.items()
        if (
            codes := [
                row.state
                for row in life.waiting
                if row.at in RAISERS and (life.each_voice and row.at == "raiser") == each_voice
            ]
        )
    }


def _not_yet_judged(actor: Actor) -> Q:
    """Where each voice judges for itself: whoever has not yet judged this round."""
    found = Q(pk__in=[])
    # From the side of one's own voices, each by its index.
    waiting = Voice.objects.filter(judged_round__lt=F("matter__round"))
    if actor.person_id:
        found |= Q(pk__in=waiting.filter(person_id=actor.person_id).values("matter_id"))
    if actor.sealed:
        found |= Q(pk__in=waiting.filter(~Q(sealed_index=""), sealed_index=actor.sealed).values("matter_id"))
    return found


def at_bodies(where: str, scopes: tuple[str, ...]) -> Q:
    """The condition that the body in this place (``origin``, ``lead``) lies at or below one of these paths."""
    return Q() if org.is_whole(scopes) else Q(**{f"{where}_id__in": org.body_ids_below(scopes)})
