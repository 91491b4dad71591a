"""Reading problems: the three lists, adopted ones that need a pair, adjustments that wait for somebody."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import F, Prefetch, Q, QuerySet
from django.urls import reverse

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import NotFound
from gongjian.matters import queries as matters
from gongjian.pairing import queries as pairing
from gongjian.pairing.matching import Need

from .models import Adjustment, Claim, Duty, Measure, Progress, Resolution, Study
from .procedures import PROBLEM

if TYPE_CHECKING:
    from gongjian.matters.models import Matter


def get_for_command(actor: Actor, number: str, verb: str) -> "Matter":
    """The problem with this number, for the page of this command. Raises NotFound for absent, forbidden and other kinds alike."""
    matter = matters.get_for(actor, number)
    if matter.kind != PROBLEM.code or not PROBLEM.has(verb):
        raise NotFound()
    return matter


NEVER_ADOPTED = ("raised", "studied", "declined", "duplicate", "withdrawn")
WITH_LISTS = tuple(s.code for s in PROBLEM.states if s.code not in NEVER_ADOPTED)


def with_lists(actor: Actor) -> "QuerySet[Matter]":
    """Adopted problems this actor may read, each with its standing lines: what the three lists are made of."""
    return (
        matters.visible_list(actor, "problem")
        .filter(state__in=WITH_LISTS)
        .select_related("pairing")
        .prefetch_related(
            Prefetch("measures", Measure.objects.filter(dropped_on__isnull=True).select_related("body")),
            Prefetch("duties", Duty.objects.filter(dropped_on__isnull=True).select_related("body")),
        )
    )


def with_all_lines(actor: Actor) -> "QuerySet[Matter]":
    """Matters this actor may read, with all lines, dropped ones too, and the adjustments that wait for confirmation."""
    return matters.visible_to(actor).prefetch_related(
        "measures__body", "duties__body", Prefetch("adjustments", Adjustment.objects.filter(state="proposed"))
    )


NEEDS_STATES = ("adopted", "listed")


def needs_for(actor: Actor) -> list[Need]:
    """Adopted problems without a pairing, as needs for matching; only those this actor may see."""
    rows = (
        matters.visible_to(actor)
        .filter(kind="problem", state__in=NEEDS_STATES, pairing__isnull=True)
        .order_by("raised_at", "id")[:500]
    )
    sorts = pairing.sorts_of({m.origin_id for m in rows})
    return [
        Need(
            key=f"matter-{m.pk}",
            title=f"{m.number} {m.title}",
            text=m.text[:500],
            body_id=m.origin_id,
            body_name=m.origin.name,
            sort=sorts.get(m.origin_id, ""),
            place=m.origin.place,  # the campus: the place of the matter is free text
            url=reverse("matters:item", args=[m.number]),
        )
        for m in rows
    ]


def adjustments_waiting_for(actor: Actor) -> QuerySet[Adjustment]:
    """Adjustments that wait for this actor's confirmation as lead or as supervisor."""
    condition = Q(pk__in=[])
    if scopes := actor.scopes("matters.handle"):
        condition |= Q(lead_at__isnull=True) & matters.at_bodies("matter__lead", scopes)
    if scopes := actor.scopes("matters.supervise"):
        condition |= Q(supervisor_at__isnull=True) & matters.at_bodies("matter__origin", scopes)
    rows = Adjustment.objects.filter(state="proposed").filter(condition)
    if actor.person_id:
        rows = rows.exclude(lead_by_id=actor.person_id).exclude(supervisor_by_id=actor.person_id)
    return rows.select_related("matter__origin", "matter__holder", "matter__lead").order_by("proposed_at", "id")


def tasks(actor: Actor, limit: int) -> "list[tuple[Matter, str]]":
    """Adjustments that wait for this actor, as (problem, command)."""
    return [(a.matter, "confirm_adjustment") for a in adjustments_waiting_for(actor)[:limit]]


def claims_of(matter_ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """What was said when these problems were claimed solved, by their ids, for the search."""
    found: dict[int, list[str]] = {}
    for pk, words in Claim.objects.filter(matter_id__in=matter_ids).values_list("matter_id", "statement"):
        found.setdefault(pk, []).append(words)
    return found


def _studies(matter: int) -> QuerySet[Any, Any]:
    return matters.part("studies", Study.objects.filter(matter_id=matter), "held_on", "opinion")


def _resolutions(matter: int) -> QuerySet[Any, Any]:
    fields = ("held_on", "due", "present", "in_favour", "adopted", "words")
    return matters.part("resolutions", Resolution.objects.filter(matter_id=matter), *fields)


def _progress(matter: int) -> QuerySet[Any, Any]:
    rows = Progress.objects.filter(measure__matter_id=matter)
    return matters.part("progress", rows, "at", "percent", "text", "evidence", "by", position=F("measure__position"))


def _claims(matter: int) -> QuerySet[Any, Any]:
    return matters.part("claims", Claim.objects.filter(matter_id=matter), "at", "statement", "evidence", "by")


# What the record of a matter reads of a problem's own tables.
RECORD = {"studies": _studies, "resolutions": _resolutions, "progress": _progress, "claims": _claims}
