"""Who acts: the rights of a moment, from the appointments in force."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F, Q, QuerySet, Value
from django.utils import translation

from gongjian.kernel import clock
from gongjian.kernel.actor import GUEST, Actor, Grant
from gongjian.kernel.prepared_sql import PreparedQuery
from gongjian.org.models import Affiliation, Appointment, Host, Liaison, Membership
from gongjian.org.procedures import LIAISON_CAPABILITIES, POSTS
from gongjian.people.queries import person_by_id, sealed_index

if TYPE_CHECKING:
    from gongjian.people.models import Account, Person

# Which of several posts a person is addressed by.
RANK = (
    "leader",
    "head",
    "party-committee-secretary",
    "secretary",
    "organiser",
    "handler",
    "receptionist",
    "proposal-chair",
    "proposal-officer",
    "administrator",
    "deputy-secretary",
    "party-committee-member",
    "committee-member",
)


def in_force(day: dt.date, body: str = "body", tie: str = "") -> Q:
    """Condition for appointments, ties and memberships that hold on *day*: begun, not over, the body not ended.

    ``tie`` is the way to the tie ("unit__appointments__") where it is not the row itself.
    """
    return (
        Q(**{f"{tie}since__lte": day})
        & (Q(**{f"{tie}until__isnull": True}) | Q(**{f"{tie}until__gte": day}))
        & (Q(**{f"{body}__ended__isnull": True}) | Q(**{f"{body}__ended__gte": day}))
    )


def _ties(rows: QuerySet[Any], sort: str, word: str | F, body: str) -> QuerySet[Any, Any]:
    return rows.order_by().values_list(
        Value(sort),
        word if isinstance(word, F) else Value(word),
        F(f"{body}_id"),
        F(f"{body}__path"),
        F(f"{body}__name"),
    )


def _title(parts: Sequence[object]) -> str:
    with translation.override(settings.LANGUAGE_CODE):  # the ledger speaks one language
        return " · ".join(str(part) for part in parts)


def actor_for(account: "Account", at: dt.datetime) -> Actor:
    """The acting person with the rights of this moment. One query, when the account came with its person.

    A disabled account acts as a guest.
    """
    return _actor(account.person, account.pk, at) if account.is_active else GUEST


def actor_of_person(person: "Person", at: dt.datetime) -> Actor:
    """A person with the rights of this moment, with or without an account: for imports, demos and the clock. One query."""
    return _actor(person, None, at)


def actor_of_person_id(person_id: int, at: dt.datetime) -> Actor:
    """Like ``actor_of_person``. Two queries. Raises NotFound if there is no such person."""
    return actor_of_person(person_by_id(person_id), at)


def _all_ties(person: int, day: dt.date) -> QuerySet[Any, Any]:
    """Every tie of a person that holds on this day: sort, word, body's id, path and name."""
    return _ties(Appointment.objects.filter(in_force(day), person_id=person), "post", F("post"), "body").union(
        _ties(Liaison.objects.filter(in_force(day, "organisation"), person_id=person), "liaison", "", "organisation"),
        _ties(
            Host.objects.filter(
                in_force(day, "organisation", "unit__appointments__"),
                unit__appointments__person_id=person,
                unit__appointments__post="organiser",
            ),
            "hosted",
            "organiser",
            "organisation",
        ),
        _ties(
            Affiliation.objects.filter(in_force(day, "unit"), person_id=person, main=True),
            "affiliation",
            "main",
            "unit",
        ),
        _ties(
            Affiliation.objects.filter(in_force(day, "unit"), person_id=person, main=False), "affiliation", "", "unit"
        ),
        _ties(
            Membership.objects.filter(in_force(day, "organisation"), person_id=person),
            "membership",
            F("stage"),
            "organisation",
        ),
        all=True,
    )


# Asked on every page of everybody who has signed in.
_ties_of = PreparedQuery(_all_ties, person=int, day=dt.date)


def _actor(person: "Person", account_id: int | None, at: dt.datetime) -> Actor:
    ties = _ties_of(person=person.pk, day=clock.local_date(at))
    grants: set[Grant] = set()
    bodies: set[int] = set()
    posts: list[tuple[int, str, int, str, str]] = []
    home: list[tuple[int, int, str]] = []
    for sort, word, body_id, path, name in ties:
        if sort == "post" and word in POSTS:
            grants.update(Grant(capability, path) for capability in POSTS[word].capabilities)
            posts.append((RANK.index(word), path, body_id, name, word))
            home.append((3, body_id, name))
        elif sort == "hosted":  # an organiser seconded to a college serves the branches that live there (S14)
            grants.update(Grant(capability, path) for capability in POSTS[word].capabilities)
            continue
        elif sort == "liaison":
            grants.update(Grant(capability, path) for capability in LIAISON_CAPABILITIES)
            continue  # she answers for the branch, she does not belong to it
        elif sort == "membership":
            home.append((0, body_id, name))
        elif sort == "affiliation":
            home.append((1 if word == "main" else 2, body_id, name))
        bodies.add(body_id)
    home.sort()
    posts.sort()
    affiliated = [h for h in home if h[0] in (1, 2)]
    shown: tuple[object, ...] = (type(person).Kind(person.kind).label,)  # lazy: it is said in two languages
    if posts:
        shown = (posts[0][3], POSTS[posts[0][4]].label)
    elif affiliated:
        shown = (affiliated[0][2], *shown)
    return Actor(
        account_id=account_id,
        person_id=person.pk,
        name=person.name,
        title=_title(shown),
        shown_parts=shown,
        grants=frozenset(grants),
        bodies=frozenset(bodies),
        home_body_id=home[0][1] if home else None,
        sealed=sealed_index(person.pk),
    )
