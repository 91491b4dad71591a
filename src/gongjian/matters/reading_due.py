"""What the clock looks for: verdicts and supplements past their limit, who is to be reminded of what."""

import datetime as dt

from django.db.models import QuerySet

from .models import Matter

RAISER_WAITED_FOR = ("waiting", "claimed", "answered")


def verdicts_overdue(at: dt.datetime) -> QuerySet[Matter]:
    """Matters whose raiser has been silent past the limit."""
    return (
        Matter.objects.filter(state__in=["claimed", "answered"], due_at__lt=at)
        .select_related("origin", "holder", "lead")
        .order_by("due_at", "id")
    )


def supplements_overdue(at: dt.datetime) -> QuerySet[Matter]:
    """Matters whose raiser was asked for more and did not answer within the limit."""
    return (
        Matter.objects.filter(state="waiting", due_at__lt=at)
        .select_related("origin", "holder", "lead")
        .order_by("due_at", "id")
    )


def due_for_reminder(
    at: dt.datetime, rung: int, late: dt.datetime | None, higher: dt.datetime | None
) -> QuerySet[Matter]:
    """Open matters that have reached this rung of the ladder, not the next one, and have not been told of it.

    ``late``: they were due before that moment; None: the light is amber. ``higher``: what was due before has reached the
    next rung. Where the raiser is waited for nobody is told.
    """
    reached = {"amber_at__lte": at} if late is None else {"due_at__lt": late}
    if higher is not None:
        reached["due_at__gte"] = higher
    return (
        Matter.objects.filter(ended_at__isnull=True, reminded__lt=rung, **reached)
        .exclude(state__in=RAISER_WAITED_FOR)
        .select_related("origin", "holder", "lead")
        .order_by("due_at", "id")
    )


def raisers_to_remind(at: dt.datetime) -> QuerySet[Matter]:
    """Matters that wait for a verdict or a supplement, with the light amber, whose people have not been reminded."""
    rows = Matter.objects.filter(ended_at__isnull=True, state__in=RAISER_WAITED_FOR, reminded__lt=0, amber_at__lte=at)
    return rows.filter(due_at__gt=at).select_related("origin", "holder", "lead").order_by("due_at", "id")
