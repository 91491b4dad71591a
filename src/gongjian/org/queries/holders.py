"""Who holds which post, who answers for which branch, who belongs where."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, Q, QuerySet, When

from gongjian.kernel import clock
from gongjian.kernel.actor import Actor
from gongjian.kernel.paging import Page, page_by_key
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import NotFound
from gongjian.org import permissions
from gongjian.org.models import Affiliation, Appointment, Body, Liaison, Membership
from gongjian.org.procedures import LIAISON_CAPABILITIES, POSTS

from .actor import RANK, in_force
from .bodies import ancestors

if TYPE_CHECKING:
    from gongjian.people.models import Person

SECRETARIES = ("secretary", "party-committee-secretary", "deputy-secretary")


def holders_of_post(body_ids: Iterable[int], posts: str | Iterable[str], at: dt.datetime) -> list[int]:
    """Ids of the persons who hold one of these posts in one of these bodies now, each once, in order of id."""
    wanted = [posts] if isinstance(posts, str) else list(posts)
    rows = Appointment.objects.filter(in_force(clock.local_date(at)), body_id__in=list(body_ids), post__in=wanted)
    return sorted(set(rows.values_list("person_id", flat=True)))


def holders_of_capability(capability: str, path: str, at: dt.datetime) -> list[int]:
    """Ids of all persons who may do this at the body with this path now: by a post there or above, or as its liaison."""
    day = clock.local_date(at)
    posts = [p.code for p in POSTS.values() if capability in p.capabilities]
    above = ancestors(path)
    found = set(
        Appointment.objects.filter(in_force(day), body__path__in=above, post__in=posts).values_list(
            "person_id", flat=True
        )
    )
    if capability in LIAISON_CAPABILITIES:
        found.update(
            Liaison.objects.filter(in_force(day, "organisation"), organisation__path__in=above).values_list(
                "person_id", flat=True
            )
        )
    return sorted(found)


def secretaries(body_id: int, at: dt.datetime) -> list[int]:
    """Ids of the secretary and deputies of an organisation."""
    return holders_of_post([body_id], SECRETARIES, at)


def liaison_of(organisation_id: int, at: dt.datetime) -> int | None:
    """The committee member who answers for this branch now (联系委员)."""
    rows = Liaison.objects.filter(in_force(clock.local_date(at), "organisation"), organisation_id=organisation_id)
    return rows.order_by("-since", "-id").values_list("person_id", flat=True).first()


def liaison_name(organisation_id: int, at: dt.datetime) -> str:
    """The name of the committee member who answers for this branch now; "" if there is none. One query."""
    rows = Liaison.objects.filter(in_force(clock.local_date(at), "organisation"), organisation_id=organisation_id)
    return rows.order_by("-since", "-id").values_list("person__name", flat=True).first() or ""


def appointments_of(body: Body) -> QuerySet[Appointment]:
    """All terms in this body, present ones first, each with its person and sending body."""
    return (
        Appointment.objects.filter(body=body)
        .select_related("person", "sent_by", "body")
        .annotate(rank=Case(*(When(post=p, then=n) for n, p in enumerate(RANK)), default=len(RANK)))
        .order_by(F("until").desc(nulls_first=True), "rank", "id")
    )


def get_appointment(actor: Actor, appointment_id: int) -> Appointment:
    """The appointment with body and person. Raises NotFound."""
    found = (
        Appointment.objects.select_related("person", "body", "sent_by").filter(pk=appointment_id).first()
        if actor.is_signed_in or actor.is_system
        else None
    )
    if found is None:
        raise NotFound()
    return found


def _in_force_filtered(posts: Iterable[str], below: str, words: str, at: dt.datetime) -> QuerySet[Appointment]:
    rows = Appointment.objects.filter(in_force(clock.local_date(at))).select_related("person", "body", "sent_by")
    wanted = list(posts)
    if wanted:
        rows = rows.filter(post__in=wanted)
    if below:
        rows = rows.filter(body__path__startswith=below)
    for word in words.split():
        rows = rows.filter(Q(person__name__icontains=word) | Q(body__name__icontains=word))
    return rows


def appointments_page(
    *, posts: Iterable[str] = (), below: str = "", words: str = "", at: dt.datetime, after: str = "", before: str = ""
) -> Page[Appointment]:
    """Terms in force now, by body then id; ``words`` look into person and body names."""
    return page_by_key(_in_force_filtered(posts, below, words, at), ["body_id", "id"], after=after, before=before)


def all_appointments(
    *, posts: Iterable[str] = (), words: str = "", at: dt.datetime, limit: int
) -> "Iterator[AppointmentRow]":
    """The rows of ``appointments_page`` one after the other, for exports; read in portions."""
    rows = _in_force_filtered(posts, "", words, at).order_by("body_id", "id")[:limit]
    return (appointment_row(a) for a in rows.iterator(chunk_size=500))


def liaisons_page(
    *, person_id: int | None = None, words: str = "", at: dt.datetime, after: str = "", before: str = ""
) -> Page[Liaison]:
    """联系点: which committee member answers for which branch now."""
    rows = Liaison.objects.filter(in_force(clock.local_date(at), "organisation")).select_related(
        "person", "organisation"
    )
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    for word in words.split():
        rows = rows.filter(Q(person__name__icontains=word) | Q(organisation__name__icontains=word))
    return page_by_key(rows, ["person_id", "id"], after=after, before=before)


def members_page(
    actor: Actor, organisation: Body, *, day: dt.date, after: str = "", before: str = ""
) -> Page[Membership]:
    """The members of an organisation on *day*. Raises NotAllowed without the right to read members there."""
    permit(permissions.may_read_members, actor, organisation)
    rows = (
        Membership.objects.filter(organisation_id=organisation.pk, since__lte=day)
        .filter(Q(until__isnull=True) | Q(until__gte=day))
        .select_related("person")
    )
    return page_by_key(rows, ["since", "id"], after=after, before=before)


def members_of(organisation_id: int, at: dt.datetime) -> list[int]:
    """Person ids of all open memberships of an organisation."""
    day = clock.local_date(at)
    rows = Membership.objects.filter(organisation_id=organisation_id, since__lte=day).filter(
        Q(until__isnull=True) | Q(until__gte=day)
    )
    return sorted(rows.values_list("person_id", flat=True))


@dataclass(frozen=True, slots=True)
class Tie:
    """A body that a person belongs to or serves in."""

    body_id: int
    path: str
    name: str
    sort: str


def ties_of(person_ids: Iterable[int], at: dt.datetime) -> dict[int, list[Tie]]:
    """Every body each person belongs to or serves in now, by affiliation, membership or appointment. One query."""
    found: dict[int, dict[int, Tie]] = {i: {} for i in person_ids}
    day, wanted = clock.local_date(at), list(found)
    sources: tuple[tuple[QuerySet[Any], str], ...] = (
        (Affiliation.objects.filter(in_force(day, "unit"), person_id__in=wanted), "unit"),
        (Membership.objects.filter(in_force(day, "organisation"), person_id__in=wanted), "organisation"),
        (Appointment.objects.filter(in_force(day), person_id__in=wanted), "body"),
    )
    first, *others = (
        rows.order_by().values_list("person_id", f"{body}_id", f"{body}__path", f"{body}__name", f"{body}__sort")
        for rows, body in sources
    )
    for person_id, body_id, path, name, sort in first.union(*others):
        found[person_id][body_id] = Tie(body_id, path, name, sort)
    return {i: sorted(ties.values(), key=lambda t: t.path) for i, ties in found.items()}


def pick_persons(actor: Actor, *, words: str, limit: int = 20) -> "list[tuple[Person, str]]":
    """Persons by name or exact number, each with the name of the main unit, only among those below bodies where the
    actor may read members. Two queries.
    """
    scopes = actor.scopes("org.read-members")
    if not words.strip() or not scopes:
        return []
    below = Q()
    for scope in scopes:
        below |= Q(unit__path__startswith=scope) | Q(unit__host_rows__organisation__path__startswith=scope)
    ties = (
        Affiliation.objects.filter(below, until__isnull=True, main=True, person__anonymised_at__isnull=True)
        .filter(Q(person__name__icontains=words.strip()) | Q(person__number=words.strip()))
        .select_related("person", "unit")
        .order_by("person__name", "person_id", "id")
        .distinct()
    )
    return [(t.person, t.unit.name) for t in ties[:limit]]


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """A term as shown."""

    id: int
    person_id: int
    name: str
    body_id: int
    body: str
    post: str
    post_label: str
    since: dt.date
    until: dt.date | None
    sent_by: str
    ended_reason: str


def appointment_row(appointment: Appointment) -> AppointmentRow:
    """The row of a term read with person, body and sending body."""
    known = POSTS.get(appointment.post)
    return AppointmentRow(
        id=appointment.pk,
        person_id=appointment.person_id,
        name=appointment.person.name,
        body_id=appointment.body_id,
        body=appointment.body.name,
        post=appointment.post,
        post_label=str(known.label) if known else appointment.post,
        since=appointment.since,
        until=appointment.until,
        sent_by=appointment.sent_by.name if appointment.sent_by else "",
        ended_reason=appointment.ended_reason,
    )
