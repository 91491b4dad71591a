"""Reading the three lists: adopted problems with their lines, among what this actor may see."""

from django.db.models import Prefetch, QuerySet

from gongjian.kernel.actor import Actor

from . import queries
from .models import Adjustment, Duty, Matter, Measure
from .procedures import PROBLEM

NEVER_ADOPTED = ("raised", "studied", "declined", "duplicate", "withdrawn")
WITH_LISTS = tuple(s.code for s in PROBLEM.states if s.code not in NEVER_ADOPTED)


def with_lists(actor: Actor) -> QuerySet[Matter]:
    """Adopted problems this actor may read, each with its standing lines: what the three lists are made of."""
    return (
        queries.visible_list(actor, "problem")
        .filter(state__in=WITH_LISTS)
        .select_related("pairing")
        .prefetch_related(
            Prefetch("measures", Measure.objects.filter(dropped_on__isnull=True).select_related("body")),
            Prefetch("duties", Duty.objects.filter(dropped_on__isnull=True).select_related("body")),
        )
    )


def with_all_lines(actor: Actor) -> QuerySet[Matter]:
    """Matters this actor may read, with all lines, dropped ones too, and the adjustments that wait for confirmation."""
    return queries.visible_to(actor).prefetch_related(
        "measures__body", "duties__body", Prefetch("adjustments", Adjustment.objects.filter(state="proposed"))
    )
