"""The whole site at once: for generators, exports and nightly checks, never for a page."""

import datetime as dt
from dataclasses import dataclass, field

from gongjian.kernel import clock
from gongjian.org.models import Affiliation, Appointment, Host, Liaison, Membership, PartyOrganisation, Unit

from .actor import in_force


@dataclass(frozen=True)
class AllTies:
    """Person ids by body, at one moment."""

    posts: dict[tuple[int, str], list[int]] = field(default_factory=dict)
    liaisons: dict[int, int] = field(default_factory=dict)
    members: dict[int, list[int]] = field(default_factory=dict)
    hosts: dict[int, list[int]] = field(default_factory=dict)
    belonging: dict[int, list[int]] = field(default_factory=dict)


def all_ties(at: dt.datetime) -> AllTies:
    """Every tie in force at *at*. Five queries; ``belonging`` are main affiliations, ``members`` probationary and full."""
    day = clock.local_date(at)
    ties = AllTies()
    appointments = Appointment.objects.filter(in_force(day)).order_by("id")
    for body_id, post, person_id in appointments.values_list("body_id", "post", "person_id"):
        ties.posts.setdefault((body_id, post), []).append(person_id)
    liaisons = Liaison.objects.filter(in_force(day, "organisation")).order_by("since", "id")
    ties.liaisons.update(liaisons.values_list("organisation_id", "person_id"))
    stages = [Membership.Stage.PROBATIONARY, Membership.Stage.FULL]
    memberships = Membership.objects.filter(in_force(day, "organisation"), stage__in=stages).order_by("id")
    for organisation_id, person_id in memberships.values_list("organisation_id", "person_id"):
        ties.members.setdefault(organisation_id, []).append(person_id)
    for organisation_id, unit_id in Host.objects.order_by("id").values_list("organisation_id", "unit_id"):
        ties.hosts.setdefault(organisation_id, []).append(unit_id)
    affiliations = Affiliation.objects.filter(in_force(day, "unit"), main=True).order_by("id")
    for unit_id, person_id in affiliations.values_list("unit_id", "person_id"):
        ties.belonging.setdefault(unit_id, []).append(person_id)
    return ties


def all_units() -> list[Unit]:
    """All units, in tree order."""
    return list(Unit.objects.order_by("path"))


def all_organisations() -> list[PartyOrganisation]:
    """All party organisations, in tree order."""
    return list(PartyOrganisation.objects.order_by("path"))


def is_empty() -> bool:
    """Whether there is no body yet."""
    return not Unit.objects.exists()
