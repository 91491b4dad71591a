"""Which matters an actor may read or calls their own: as conditions for one matter, and for lists that are cut to a page.

A list is either **few**, and its ids are named one by one, or **many**, and then its order is walked until the page is full. No
planner can guess which: PostgreSQL reads everything for a condition with several subqueries behind "or".
"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from gongjian.kernel.actor import Actor
from gongjian.kernel.materialised_ids import materialised_ids
from gongjian.org import queries as org

from . import registry
from .models import Involved, Matter, Voice
from .procedures import PROCEDURES

# From here on a list is walked: then its share of all matters is big enough to fill a page soon.
MANY = 4000


def chief(actor: Actor) -> Q:
    """The condition "this actor raised it", without those who only joined or seconded."""
    condition = Q(pk__in=[])
    if actor.person_id:
        condition |= Q(raiser_id=actor.person_id)
    if actor.sealed:
        condition |= Q(sealed_index=actor.sealed)
    return condition


def own(actor: Actor) -> Q:
    """The condition "this actor raised it, joined it or seconded it", by name or by sealed index."""
    parts = _own_parts(actor)
    return Q(pk__in=_together(parts)) if parts else Q(pk__in=[])


def _own_parts(actor: Actor) -> list[QuerySet[Matter, int]]:
    """Ids, each part by its own index: together behind "or" the databases would read everything."""
    parts: list[QuerySet[Matter, int]] = []
    if actor.person_id:
        parts.append(Matter.objects.filter(raiser_id=actor.person_id).order_by().values_list("pk", flat=True))
        by_name = Voice.objects.filter(person_id=actor.person_id).order_by()
        parts.append(by_name.values_list("matter_id", flat=True))  # type: ignore[arg-type]
    if actor.sealed:
        parts.append(Matter.objects.filter(sealed_index=actor.sealed).order_by().values_list("pk", flat=True))
        by_seal = Voice.objects.filter(~Q(sealed_index=""), sealed_index=actor.sealed).order_by()
        parts.append(by_seal.values_list("matter_id", flat=True))  # type: ignore[arg-type]
    return parts


def _together(parts: list[QuerySet[Matter, int]]) -> QuerySet[Matter, int]:
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


def _of_kinds(actor: Actor, kind: str) -> list[QuerySet[Matter, int]]:
    """What the apps of the kinds add for this actor (proposals: what delegates may second)."""
    registered = [t for t in registry.kinds() if t.readable is not None and kind in ("", t.code)]
    rows = [Matter.objects.filter(t.readable(actor), kind=t.code) for t in registered if t.readable is not None]
    return [r.order_by().values_list("pk", flat=True) for r in rows]


def _reads_all(actor: Actor, kind: str) -> bool:
    """Nothing of this kind is hidden from this actor: drafts are, from all but their writers."""
    return actor.is_system or (org.is_whole(actor.scopes("matters.read")) and not _has_drafts(kind))


def _has_drafts(kind: str) -> bool:
    return kind == "" or PROCEDURES[kind].has_state("draft")


def _involving(paths: Iterable[str]) -> QuerySet[Involved]:
    return Involved.objects.filter(body_id__in=org.body_ids_below(paths)).order_by()


def _readable_by(actor: Actor, kind: str = "") -> Q:
    """Who may read what, as a condition for a few matters that are named."""
    if _reads_all(actor, kind):
        return Q()
    parts = [*_own_parts(actor), *_of_kinds(actor, kind)]
    mine = Q(pk__in=_together(parts)) if parts else Q(pk__in=[])
    scopes = actor.scopes("matters.read")
    if org.is_whole(scopes):
        return ~Q(state="draft") | mine
    if scopes:
        mine |= ~Q(state="draft") & Q(Exists(_involving(scopes).filter(matter=OuterRef("pk"))))
    return mine


def visible_to(actor: Actor, kind: str = "") -> QuerySet[Matter]:
    """All matters (of this kind) that this actor may read: raised by them, or involving a body where they hold matters.read.

    A draft is read by those who write it, whatever else anybody may read: it has not been raised yet. For matters that are
    named; what is listed comes from ``visible_list``.
    """
    rows = Matter.objects.select_related("origin", "holder", "lead")
    return (rows.filter(kind=kind) if kind else rows).filter(_readable_by(actor, kind))


def visible_list(actor: Actor, kind: str = "") -> QuerySet[Matter]:
    """The same for lists that are cut to a page. One small query beforehand, unless the actor reads all."""
    scopes = actor.scopes("matters.read")
    if _reads_all(actor, kind) or org.is_whole(scopes):
        return visible_to(actor, kind)
    rows = Matter.objects.select_related("origin", "holder", "lead")
    rows = rows.filter(kind=kind) if kind else rows
    parts = [*_own_parts(actor), *_of_kinds(actor, kind)]
    if scopes:
        involved = _involving(scopes).exclude(matter__state="draft") if _has_drafts(kind) else _involving(scopes)
        parts.append(involved.values_list("matter_id", flat=True))  # type: ignore[arg-type]
    ids = materialised_ids(_together(parts), MANY) if parts else []
    if ids is not None:
        return rows.filter(pk__in=sorted(set(ids)))
    mine = Q(pk__in=_together(parts[:-1])) if parts[:-1] else Q(pk__in=[])
    return rows.filter(mine | ~Q(state="draft") & _walked(scopes))


def touching(paths: Iterable[str]) -> Q:
    """The condition "has to do with a body at or below one of these paths", for lists that are cut to a page. One small query."""
    below = list(paths)
    if org.is_whole(below):
        return Q()
    ids = materialised_ids(_involving(below).values_list("matter_id", flat=True), MANY)
    # The impossible alternative keeps PostgreSQL from gathering all of them to sort them.
    return Q(pk__in=sorted(set(ids))) if ids is not None else _walked(below) | Q(pk__lt=0)


def _walked(paths: Iterable[str]) -> Q:
    """The condition asked of one matter after the other. Twice the same, once as no equality: with that alone PostgreSQL would
    look up everything beforehand instead.
    """
    here = _involving(paths).filter(matter=OuterRef("pk"), matter_id__lte=OuterRef("pk"))
    return Q(Exists(here))


def visible_or_public(actor: Actor) -> QuerySet[Matter]:
    """What this actor may read, and what everybody may read on its public page; ``readable_ids`` tells which is which."""
    rows = Matter.objects.select_related("origin", "holder", "lead")
    return rows.filter(_readable_by(actor) | Q(public=True)) if not actor.is_system else rows


def readable_ids(actor: Actor, matter_ids: Iterable[int]) -> set[int]:
    """Those of these matters whose inside page this actor may read. One query."""
    return set(Matter.objects.filter(_readable_by(actor), pk__in=list(matter_ids)).values_list("pk", flat=True))
