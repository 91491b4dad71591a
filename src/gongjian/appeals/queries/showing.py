"""What the raiser's pages show beside a matter: its answers, how many have joined, one's own list, what is public."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Q, QuerySet

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import NotFound
from gongjian.matters import queries as matters

from ..models import Appeal
from .reading import get_for, get_public

if TYPE_CHECKING:
    from gongjian.matters.models import Matter


def joined_to(matter_ids: Iterable[int]) -> dict[int, int]:
    """How many have a voice in each of these appeals, with the one who raised it. One query."""
    rows = Appeal.objects.filter(pk__in=list(matter_ids)).order_by()
    return dict(rows.annotate(n=Count("matter__voices")).values_list("pk", "n"))


def answers_to(matter_ids: Iterable[int]) -> dict[int, str]:
    """The last answer given to each of these appeals, where there is one. One query."""
    rows = Appeal.objects.filter(pk__in=list(matter_ids), matter__replies__final=True)
    rows = rows.order_by("matter__replies__at", "matter__replies__id")
    return dict(rows.values_list("pk", "matter__replies__text"))


def own_appeals(actor: Actor) -> "QuerySet[Matter]":
    """What this actor raised or joined, the latest first; ``judged`` is the last round they have judged."""
    mine = Q(pk__in=[])
    if actor.person_id:
        mine |= Q(voices__person_id=actor.person_id)
    if actor.sealed:
        mine |= Q(voices__sealed_index=actor.sealed)
    rows = matters.visible_to(actor, "appeal").filter(matters.own(actor))
    return rows.annotate(judged=Max("voices__judged_round", filter=mine)).order_by("-raised_at", "-id")


def raised_it(actor: Actor, matter: "Matter") -> bool:
    """Whether this actor raised it, by name or by seal; not only joined it."""
    named = matter.raiser_id is not None and matter.raiser_id == actor.person_id
    return named or bool(matter.sealed_index and matter.sealed_index == actor.sealed)


def is_own_voice(actor: Actor, voice: Any) -> bool:
    """Whether this voice is the actor's, by name or by seal."""
    if voice is None:
        return False
    named = voice.person_id is not None and voice.person_id == actor.person_id
    return named or bool(voice.sealed_index and voice.sealed_index == actor.sealed)


def own_among(actor: Actor, matter_ids: Iterable[int]) -> set[int]:
    """Those of these appeals in which this actor has a voice. One query."""
    if not actor.person_id and not actor.sealed:
        return set()
    rows = matters.visible_to(actor).filter(matters.own(actor), pk__in=list(matter_ids)).order_by()
    return set(rows.values_list("pk", flat=True))


def get_to_join(actor: Actor, number: str) -> "Matter":
    """An appeal that somebody may want to join: a public one, or one they may read. Raises NotFound."""
    try:
        return get_public(number)
    except NotFound:
        return get_for(actor, number)


def said_in(matter: "Matter") -> dict[str, list[Any]]:
    """The answers that were given, what the raiser was asked, and who judged, oldest first. Three queries."""
    replies = (
        matter.replies.filter(waits_for_sign=False, returned_reason="").select_related("body").order_by("at", "id")
    )
    return {
        "replies": list(replies),
        "exchanges": list(matter.exchanges.order_by("asked_at", "id")),
        "verdicts": list(matter.verdicts.select_related("voice").order_by("at", "id")),
    }
