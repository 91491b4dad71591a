"""Bodies as sides of a pair: who may be one, of which sort they are, who may be initiator."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongjian.kernel.actor import Actor
from gongjian.org import queries as org

from .. import matching
from ..permissions import DRAW_UP

if TYPE_CHECKING:
    from gongjian.org.models import Body

BY_UNIT_KIND: dict[str, matching.Sort] = {
    "department": "office",
    "university": "office",
    "college": "college",
    "hospital": "college",
    "academy": "student",
    "student-body": "student",
    "class": "student",
}
ON_PAPER = ("partner", "student-body")  # units that may be a side themselves; they sign on paper

TIERS = ("branch", "general-branch")  # a committee pairs through its branches


@dataclass(frozen=True, slots=True)
class Side:
    """A body as a side of a pair. ``sort`` is "" where nothing says what it is; ``duties`` are its hosts' words."""

    id: int
    name: str
    path: str
    sort: matching.Sort
    place: str
    duties: str
    fits: bool  # may be a member


def _side(body: "Body") -> Side:
    unit, organisation = getattr(body, "unit", None), getattr(body, "partyorganisation", None)
    sort: matching.Sort = ""
    duties, place, fits = "", body.place, True
    if unit is not None:
        partner: matching.Sort = "firm" if unit.partner_kind == "firm" else "local"
        sort = partner if unit.kind == "partner" else BY_UNIT_KIND.get(unit.kind, "")
        duties, fits = unit.duties, unit.kind in ON_PAPER
    elif organisation is not None:
        hosts = sorted(organisation.hosts.all(), key=lambda h: h.pk)
        kinds = [k for h in hosts if (k := BY_UNIT_KIND.get(h.kind, ""))]
        sort = "student" if organisation.students else kinds[0] if kinds else ""
        fits = organisation.tier in TIERS
        duties = " ".join(h.duties for h in hosts)
        place = place or next((h.place for h in hosts if h.place), "")
    return Side(body.pk, body.name, body.path, sort, place, duties, fits)


def sides_of(body_ids: Iterable[int]) -> dict[int, Side]:
    """By body id what it is as a side; unknown ids are left out. Two queries.

    An organisation is of the sort of its host unit; one mainly of students is a student organisation.
    """
    rows = org.bodies_below("").filter(pk__in=set(body_ids)).select_related("unit", "partyorganisation")
    return {b.pk: _side(b) for b in rows.prefetch_related("partyorganisation__hosts")}


def sorts_of(body_ids: Iterable[int]) -> dict[int, matching.Sort]:
    """By body id: office, college, student, local, firm, or "" where nothing says so. Two queries."""
    return {i: side.sort for i, side in sides_of(body_ids).items()}


def initiators_for(actor: Actor, limit: int = 300) -> list[tuple[int, str]]:
    """The branches for which this person may draw up a plan, as (id, name) in tree order."""
    found: dict[int, tuple[str, str]] = {}
    for scope in sorted({s for c in DRAW_UP for s in actor.scopes(c)}):
        rows = org.bodies_below(scope).filter(partyorganisation__tier__in=TIERS, ended__isnull=True)
        found.update(
            {pk: (path, name) for pk, path, name in rows.order_by("path").values_list("pk", "path", "name")[:limit]}
        )
    return [(pk, name) for pk, (_path, name) in sorted(found.items(), key=lambda x: x[1])][:limit]


def partner_choices(limit: int = 3000) -> list[tuple[int, str]]:
    """All bodies standing that may be a side, as (id, name): branches and above, partners outside, student bodies."""
    rows = org.bodies_below("").filter(ended__isnull=True)
    organisations = rows.filter(partyorganisation__tier__in=TIERS)
    units = rows.filter(unit__kind__in=ON_PAPER)
    found = [*units.order_by("name", "id").values_list("pk", "name")[:limit]]
    return [*organisations.order_by("path").values_list("pk", "name")[:limit], *found]


def offering_bodies(actor: Actor, limit: int = 300) -> list[tuple[int, str]]:
    """The bodies for which this person may state an offer, as (id, name) in tree order."""
    found: dict[int, tuple[str, str]] = {}
    for scope in actor.scopes("pairing.offer"):
        rows = org.bodies_below(scope).filter(ended__isnull=True)
        found.update(
            {pk: (path, name) for pk, path, name in rows.order_by("path").values_list("pk", "path", "name")[:limit]}
        )
    return [(pk, name) for pk, (_path, name) in sorted(found.items(), key=lambda x: x[1])][:limit]


def branch_of(body_id: int | None) -> int | None:
    """The body itself if it may be a side, else (a department, a college) the first branch it hosts; None if there is none."""
    side = sides_of([body_id]).get(body_id) if body_id else None
    if side is None or side.fits:
        return side.id if side else None
    rows = org.bodies_below("").filter(partyorganisation__tier__in=TIERS, ended__isnull=True)
    found = rows.filter(partyorganisation__host_rows__unit_id=side.id).order_by("path").values_list("pk", flat=True)
    return found.first()
