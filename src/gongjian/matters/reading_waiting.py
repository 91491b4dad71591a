"""Who a matter waits for: conditions on matters from the tables of the lives, and what waits for one actor."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from gongjian.kernel.actor import Actor
from gongjian.org import queries as org

from .models import Adjustment, Matter, Voice
from .permissions import SPEAKS_FOR_ABSENT
from .procedures import LIVES


def own(actor: Actor) -> Q:
    """The condition "this actor raised it, joined it or seconded it", by name or by sealed index."""
    condition = Q(pk__in=[])
    if actor.person_id:
        condition |= Q(raiser_id=actor.person_id)
    if actor.sealed:
        condition |= Q(sealed_index=actor.sealed)
    # Each by its own index: together in one subquery SQLite would read all voices there are.
    if actor.person_id:
        condition |= Q(pk__in=Voice.objects.filter(person_id=actor.person_id).values("matter_id"))
    if actor.sealed:
        sealed = Voice.objects.filter(~Q(sealed_index=""), sealed_index=actor.sealed)
        condition |= Q(pk__in=sealed.values("matter_id"))
    return condition


def _voices_of(actor: Actor) -> "QuerySet[Voice] | None":
    condition = Q(pk__in=[])
    if actor.person_id:
        condition |= Q(person_id=actor.person_id)
    if actor.sealed:
        condition |= Q(sealed_index=actor.sealed)
    return Voice.objects.filter(condition) if actor.person_id or actor.sealed else None


def chief(actor: Actor) -> Q:
    """The condition "this actor raised it", without those who only joined or seconded."""
    condition = Q(pk__in=[])
    if actor.person_id:
        condition |= Q(raiser_id=actor.person_id)
    if actor.sealed:
        condition |= Q(sealed_index=actor.sealed)
    return condition


@dataclass(frozen=True)
class Task:
    """One thing that waits for the actor: the matter and the verb that is expected."""

    matter: Matter
    verb: str


def waiting_for(actor: Actor, *, limit: int = 100) -> list[Task]:
    """What waits for this actor, the most urgent first. Two queries at most."""
    tasks: list[Task] = []
    condition = Q(pk__in=[])
    for kind, life in LIVES.items():
        for row in life.waiting:
            here = Q(kind=kind, state=row.state)
            if row.at in ("raiser", "chief"):
                condition |= here & _raiser_waited_for(actor, life.again != "" and row.at == "raiser")
                if scopes := actor.scopes(
                    SPEAKS_FOR_ABSENT[kind]
                ):  # they speak for the absent raiser of an imported text
                    condition |= here & Q(source="import", raiser__isnull=True, sealed_index="") & _at("origin", scopes)
            elif scopes := actor.scopes(row.capability):
                condition |= here & _at(row.at, scopes)
    verbs = {(kind, row.state): row.verb for kind, life in LIVES.items() for row in life.waiting}
    rows = Matter.objects.filter(condition).select_related("origin", "holder", "lead").order_by("due_at", "id")[:limit]
    tasks += [Task(matter, verbs[matter.kind, matter.state]) for matter in rows]
    tasks += [Task(a.matter, "confirm_adjustment") for a in adjustments_waiting_for(actor)[:limit]]
    return tasks


def _raiser_waited_for(actor: Actor, each_voice: bool) -> Q:
    """The raiser; or, where each voice judges for itself, whoever has not yet judged this round."""
    if not each_voice:
        return chief(actor)
    voices = _voices_of(actor)
    if voices is None:
        return Q(pk__in=[])
    return Q(Exists(voices.filter(matter=OuterRef("pk"), judged_round__lt=OuterRef("round"))))


def _at(where: str, scopes: tuple[str, ...]) -> Q:
    return Q() if "" in scopes else Q(**{f"{where}_id__in": org.body_ids_below(scopes)})


def adjustments_waiting_for(actor: Actor) -> QuerySet[Adjustment]:
    """Adjustments that wait for this actor's confirmation as lead or as supervisor."""
    condition = Q(pk__in=[])
    if scopes := actor.scopes("matters.handle"):
        condition |= Q(lead_at__isnull=True) & _at("matter__lead", scopes)
    if scopes := actor.scopes("matters.supervise"):
        condition |= Q(supervisor_at__isnull=True) & _at("matter__origin", scopes)
    rows = Adjustment.objects.filter(state="proposed").filter(condition)
    if actor.person_id:
        rows = rows.exclude(lead_by_id=actor.person_id).exclude(supervisor_by_id=actor.person_id)
    return rows.select_related("matter__origin", "matter__holder", "matter__lead").order_by("proposed_at", "id")
