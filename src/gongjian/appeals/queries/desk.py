"""What lies on the reception's desk, by time left; the cases a suggestion rests on; bundle members; what is lifted."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import permit
from gongjian.matters import queries as matters
from gongjian.org import queries as org

from ..models import Alarm, Appeal, EmergencyContact, Exclusion, Lift, Reception
from ..permissions import RECEIVE, may_enter, may_route, may_see_rates

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

TABS = ("accept", "assign", "late", "objected", "open")
WORKED = ("assigned", "handling", "to-sign", "park-asked")
MOST_COUNTED = 300


def _received(actor: Actor) -> "QuerySet[Matter]":
    """Open appeals first received where this actor receives. Raises NotAllowed for others."""
    permit(may_enter, actor, None)
    scopes = actor.scopes(RECEIVE)
    rows = matters.visible_to(actor, "appeal").filter(ended_at__isnull=True, due_at__isnull=False)
    if "" not in scopes:
        rows = rows.filter(origin_id__in=org.body_ids_below(scopes))
    return rows


def _of_tab(tab: str, at: dt.datetime) -> Q:
    return {
        "accept": Q(state="raised"),
        "assign": Q(state="accepted"),
        "late": Q(state__in=WORKED, clock_stopped=False, due_at__lt=at),
        "objected": Q(state="assigned", appeal__forced=True),
        "open": ~Q(state="answered"),
    }[tab]


def desk(actor: Actor, tab: str, at: dt.datetime) -> "QuerySet[Matter]":
    """What waits at the reception under this tab, the least time left first. Raises NotAllowed."""
    rows = _received(actor).filter(_of_tab(tab, at)).select_related("appeal__suggested_unit")
    return rows.order_by("due_at", "id")


def desk_counts(actor: Actor, at: dt.datetime) -> dict[str, int]:
    """How much is under each tab, counted up to a bound: one query over the most urgent ones."""
    rows = _received(actor).exclude(state="answered").order_by("due_at", "id")
    found = dict.fromkeys(TABS, 0)
    fields = ("state", "clock_stopped", "due_at", "appeal__forced")
    for state, stopped, due, forced in rows.values_list(*fields)[:MOST_COUNTED]:
        found["open"] += 1
        found["accept"] += state == "raised"
        found["assign"] += state == "accepted"
        found["late"] += state in WORKED and not stopped and due < at
        found["objected"] += state == "assigned" and bool(forced)
    return found


def of_ids(actor: Actor, ids: Iterable[int]) -> "list[Matter]":
    """These appeals, as far as this actor receives them, the least time left first."""
    rows = _received(actor).filter(pk__in=list(ids)).select_related("appeal__suggested_unit")
    return list(rows.order_by("due_at", "id"))


def cases_of(actor: Actor, ids: Sequence[int]) -> "list[Matter]":
    """The past appeals that a suggestion rests on, in its order, as far as this actor may read them."""
    rows = {m.pk: m for m in matters.visible_to(actor).filter(pk__in=list(ids))}
    return [rows[pk] for pk in ids if pk in rows]


def bundled_with(matter: "Matter") -> "list[Matter]":
    """What is worked as one with it: the main one of a bundled appeal, or those that were bundled into it."""
    if matter.bundled_into_id:
        return list(type(matter).objects.filter(pk=matter.bundled_into_id).select_related("origin", "holder", "lead"))
    rows = type(matter).objects.filter(bundled_into=matter.pk).select_related("origin", "holder", "lead")
    return list(rows.order_by("id")[:50])


def exclusion_of(matter: "Matter") -> Exclusion | None:
    """The last exclusion that was asked for this appeal."""
    return Exclusion.objects.filter(appeal=matter.pk).order_by("-asked_at", "-id").first()


def exclusions_asked(actor: Actor) -> list[Exclusion]:
    """Exclusions that wait for a second person. Raises NotAllowed."""
    permit(may_see_rates, actor, None)
    rows = Exclusion.objects.filter(settled_at__isnull=True).select_related("appeal__matter__lead")
    return list(rows.order_by("asked_at", "id")[:100])


def radar_weeks(most: int = 12) -> list[str]:
    """The weeks in which the radar saw anything, the newest first."""
    rows = Alarm.objects.order_by("-week").values_list("week", flat=True).distinct()
    return list(rows[:most])


def lifts(actor: Actor) -> QuerySet[Lift]:
    """What was lifted to problems, the latest first. Raises NotAllowed."""
    permit(may_see_rates, actor, None)
    return Lift.objects.select_related("problem__holder").prefetch_related("appeals__matter").order_by("-at", "-id")


def receptions_of(actor: Actor) -> list[Reception]:
    """The receiving bodies where this actor receives, the school's first."""
    rows = Reception.objects.filter(active=True).select_related("body", "default_unit").order_by("-main", "id")
    return [r for r in rows if actor.can(RECEIVE, r.body.path)]


def waiting_text(matter: "Matter") -> str:
    """The reply that waits for its signature; "" if none does."""
    return matter.replies.filter(waits_for_sign=True).values_list("text", flat=True).first() or ""


def returned_text(matter: "Matter") -> tuple[str, str]:
    """The reply that the head gave back last in this round, and why."""
    rows = matter.replies.filter(round=matter.round).exclude(returned_reason="").order_by("-at", "-id")
    return rows.values_list("text", "returned_reason").first() or ("", "")


def resubmitted(actor: Actor) -> "list[tuple[Matter, Matter]]":
    """Open appeals that are nearly the same as an earlier open one, with that one; not bundled yet. Raises NotAllowed."""
    rows = _received(actor).filter(appeal__resembles__isnull=False, bundled_into__isnull=True)
    rows = rows.exclude(state="answered").select_related("appeal__resembles__matter")
    pairs = [(m, r.matter) for m in rows.order_by("due_at", "id")[:200] if (r := m.appeal.resembles)]
    return [(one, other) for one, other in pairs if other.ended_at is None and other.state != "answered"]


def all_contacts(actor: Actor) -> list[EmergencyContact]:
    """All emergency contacts, those put away last. Raises NotAllowed."""
    permit(may_route, actor, None)
    return list(EmergencyContact.objects.order_by("-active", "position", "id"))


def item_with_units(matter: "Matter") -> Appeal | None:
    """The row beside this matter with suggested unit and topic, for its page; None without one."""
    row = Appeal.objects.select_related("suggested_unit", "board").filter(pk=matter.pk).first()
    if row is not None:
        row.matter = matter
        matter.appeal = row
    return row
