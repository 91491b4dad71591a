"""One appeal with what is peculiar to it; dangers; what lies on the desk of reception and radar."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import NotFound
from gongjian.matters import queries as matters
from gongjian.rulebook import queries as rulebook
from gongjian.workdays import arithmetic
from gongjian.workdays import queries as calendar

from .. import tallies
from ..models import Alarm, Appeal, EmergencyContact, Exclusion, Lift
from ..permissions import may_route, may_see_radar

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

WITH = ("matter__origin", "matter__holder", "matter__lead", "suggested_unit", "board", "resembles__matter")


def get_for(actor: Actor, number: str) -> "Matter":
    """The matter of an appeal with all that its page and its permissions need; ``matter.appeal`` is read with it.

    Raises NotFound for absent, forbidden and other kinds alike.
    """
    matter = matters.get_for(actor, number)
    appeal_of(matter)
    return matter


def get_public(number: str) -> "Matter":
    """A public appeal. Raises NotFound for absent, not public and other kinds alike."""
    matter = matters.get_public(number)
    appeal_of(matter)
    return matter


def check_may_route(actor: Actor) -> None:
    """Raises NotAllowed without the right to routing rules and suggestions."""
    permit(may_route, actor, None)


def appeal_of(matter: "Matter") -> Appeal:
    """The row beside the matter, read once. Raises NotFound for a matter of another kind."""
    appeal: Appeal | None = getattr(matter, "appeal", None)
    if appeal is None:
        raise NotFound()
    appeal.matter = matter
    return appeal


def item(matter_id: int) -> Appeal | None:
    """The row of this matter, if it is an appeal."""
    return Appeal.objects.select_related("matter").filter(pk=matter_id).first()


def marked(matter_ids: Iterable[int]) -> dict[int, Appeal]:
    """The rows of these matters, for lists. One query."""
    return {a.pk: a for a in Appeal.objects.filter(pk__in=list(matter_ids))}


def dangers_in(*texts: str, at: dt.datetime) -> list[str]:
    """Which dangers these words name ("safety", "health"), by the words of appeal-rules:17."""
    whole, day = "\n".join(texts), local_date(at)
    return [
        sort
        for sort in EmergencyContact.Sort.values
        if any(word in whole for word in rulebook.parameter("appeal-rules:17", f"{sort}_words", day))
    ]


def contacts(sorts: Iterable[str] = ()) -> list[EmergencyContact]:
    """Whom to call now: for these dangers, or all; in the school's order."""
    rows = EmergencyContact.objects.filter(active=True).order_by("position", "id")
    wanted = list(sorts)
    return list(rows.filter(sort__in=wanted) if wanted else rows)


def own_same(actor: Actor, words_hash: str) -> "Matter | None":
    """An open appeal of this actor with the very same words."""
    if not actor.person_id and not actor.sealed:
        return None
    rows = matters.visible_to(actor, "appeal").filter(matters.chief(actor), ended_at__isnull=True)
    return rows.filter(appeal__text_hash=words_hash).order_by("-raised_at", "-id").first()


# --- figures ---


def facts_of(appeal: Appeal) -> tallies.Facts:
    """What the counters ask of this appeal, from its rows."""
    matter = appeal.matter
    first = min((r for r in matter.replies.all() if r.final), key=lambda r: (r.at, r.pk), default=None)
    worked = None
    if first is not None:
        since = appeal.accepted_at or matter.raised_at
        worked = max(0, arithmetic.workdays_between(local_date(since), local_date(first.at), calendar.calendar()))
    return tallies.Facts(
        category=matter.category,
        place=matter.place,
        raised_at=matter.raised_at,
        unit_id=first.body_id if first is not None else None,
        answered_at=first.at if first is not None else None,
        workdays=worked,
        excluded=appeal.excluded,
        verdicts=[
            tallies.Said(v.at, v.lead_id, v.presumed, v.solved, v.satisfaction, v.contacted)
            for v in matter.verdicts.all()
        ],
    )


def exclusions_between(since: dt.datetime, until: dt.datetime, unit_ids: Iterable[int] = ()) -> QuerySet[Exclusion]:
    """Approved exclusions of a period with reason and approver, newest first. appeal-rules:5."""
    rows = Exclusion.objects.filter(approved=True, settled_at__gte=since, settled_at__lt=until)
    wanted = list(unit_ids)
    if wanted:
        rows = rows.filter(appeal__matter__lead_id__in=wanted)
    # The appeals in a query of their own: joined to them, SQLite would begin with all appeals there are.
    beside = Prefetch("appeal", Appeal.objects.select_related("matter__lead"))
    return rows.prefetch_related(beside).order_by("-settled_at", "-id")


def parked(unit_ids: Iterable[int] = ()) -> QuerySet[Appeal]:
    """Appeals that rest now, with the parkings that were approved. appeal-rules:5."""
    rows = Appeal.objects.filter(matter__state="parked", matter__kind="appeal")
    wanted = list(unit_ids)
    if wanted:
        rows = rows.filter(matter__lead_id__in=wanted)
    return rows.select_related("matter__lead").prefetch_related("matter__parkings").order_by("-matter__moved_at", "-pk")


# --- radar ---


def alarms(actor: Actor, week: str = "") -> QuerySet[Alarm]:
    """What the radar has seen (in this week), the newest week first, with cases and lifts. Raises NotAllowed without the right."""
    permit(may_see_radar, actor, None)
    cases = Prefetch("cases", Appeal.objects.select_related("matter").order_by("-pk"))
    rows = Alarm.objects.prefetch_related(cases, "lifts__problem")
    return (rows.filter(week=week) if week else rows).order_by("-week", "p_value", "id")


def get_alarm(actor: Actor, alarm_id: int) -> Alarm:
    """One of them. Raises NotAllowed, NotFound."""
    found = alarms(actor).filter(pk=alarm_id).first()
    if found is None:
        raise NotFound()
    return found


def lifts_of(matter: "Matter") -> list[Lift]:
    """The problems to which this appeal was lifted."""
    return list(Lift.objects.filter(appeals=matter.pk).select_related("problem").order_by("-at", "-id"))


def problems_of(problem_ids: Iterable[int]) -> Mapping[int, list[Any]]:
    """The appeals behind each of these problems."""
    found: dict[int, list[Any]] = {}
    cases = Prefetch("appeals", Appeal.objects.select_related("matter").order_by("pk"))
    for lift in Lift.objects.filter(problem_id__in=list(problem_ids)).prefetch_related(cases):
        found[lift.problem_id] = list(lift.appeals.all())
    return found
