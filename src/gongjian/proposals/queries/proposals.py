"""Reading proposals: of a session, one's own, those to second, to check, to hand over."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from gongjian.kernel.actor import Actor
from gongjian.kernel.paging import Page, page_by_key
from gongjian.kernel.refused import NotFound
from gongjian.matters import queries as matters
from gongjian.org import queries as org
from gongjian.search import queries as search

from ..models import CongressSession, Delegate, Invitation, Proposal

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

MATTERS = "matters.matter"  # what the search calls them
ROWS = ("matter__origin", "matter__holder", "matter__lead", "matter__raiser", "session__host")


def readable(actor: Actor) -> Q:
    """Condition on matters: delegates read what their session is asked to second, and what they are asked to sign."""
    if actor.person_id is None:
        return Q(pk__in=[])
    # From the person's side, each by its index: what they may second is little beside all matters.
    sessions = Delegate.objects.filter(person_id=actor.person_id).values("session_id")
    mine = Proposal.objects.filter(session_id__in=sessions).values("pk")
    asked = Invitation.objects.filter(person_id=actor.person_id).values("proposal_id")
    return Q(state="seconding", pk__in=mine) | Q(state__in=["draft", "seconding"], pk__in=asked)


def proposal_of(matter_id: int) -> Proposal:
    """The proposal of a matter, with its session. Raises NotFound."""
    found = Proposal.objects.select_related("session__host", "matter").filter(pk=matter_id).first()
    if found is None:
        raise NotFound()
    return found


def get_proposal(actor: Actor, number: str) -> "Matter":
    """The proposal's matter if the actor may read it. Raises NotFound for absent, forbidden and other kinds alike."""
    matter = matters.get_for(actor, number)
    if matter.kind != "proposal":
        raise NotFound()
    return matter


def of_session(
    actor: Actor, session: CongressSession, *, state: str = "", words: str = "", after: str = "", before: str = ""
) -> "Page[Matter]":
    """The proposals of a session that this actor or everybody may read, newest first, paged by key.

    Raises Malformed: a word too short.
    """
    rows = matters.visible_or_public(actor).filter(kind="proposal", proposal__session=session)
    if state:
        rows = rows.filter(state=state)
    if words.strip():
        rows = search.only_matching(rows, MATTERS, words)
    return page_by_key(rows, ["-raised_at", "-id"], after=after, before=before)


def mine(actor: Actor, limit: int = 200) -> list[Proposal]:
    """What this person proposes, has signed jointly or seconded, newest first."""
    rows = Proposal.objects.select_related(*ROWS).filter(matter__voices__person_id=actor.person_id or 0)
    return list(rows.order_by("-matter__raised_at", "-pk").distinct()[:limit])


def invited_of(actor: Actor) -> list[Proposal]:
    """Proposals that wait for this person's joint signature."""
    rows = Proposal.objects.select_related(*ROWS).filter(
        invitations__person_id=actor.person_id or 0, matter__state__in=["draft", "seconding"]
    )
    return list(rows.exclude(matter__voices__person_id=actor.person_id or 0).order_by("-pk")[:50])


@dataclass(frozen=True, slots=True)
class Support:
    """Who stands behind a proposal so far: names of those who signed jointly, and of those who seconded."""

    joint: tuple[str, ...]
    seconds: tuple[str, ...]
    invited: tuple[str, ...]


def support_of(proposal: Proposal) -> Support:
    """The proposer's companions. Two queries."""
    voices = list(proposal.matter.voices.select_related("person").order_by("at", "id"))
    signed = {v.person_id for v in voices if v.person_id is not None}
    asked = proposal.invitations.select_related("person").exclude(person_id__in=signed)
    return Support(
        tuple(v.person.name for v in voices if v.part == "joint" and v.person is not None),
        tuple(v.person.name for v in voices if v.part == "second" and v.person is not None),
        tuple(i.person.name for i in asked),
    )


def to_second(actor: Actor, day: dt.date, limit: int = 100) -> list[Proposal]:
    """What delegates are asked to second now, in the sessions of this delegate, the least supported first.

    ``n_seconds`` and ``is_mine`` stand on each row. Two queries.
    """
    sessions = Delegate.objects.filter(
        person_id=actor.person_id or 0, session__opens_on__lte=day, session__closes_on__gte=day
    ).values("session_id")
    own = Proposal.objects.filter(pk=OuterRef("pk"), matter__voices__person_id=actor.person_id or 0)
    rows = Proposal.objects.select_related(*ROWS).filter(matter__state="seconding", session_id__in=sessions)
    rows = rows.annotate(
        n_seconds=Count("matter__voices", filter=Q(matter__voices__part="second")), is_mine=Exists(own)
    )
    return list(rows.order_by("is_mine", "n_seconds", "-pk")[:limit])


def _at_hosts(actor: Actor, capability: str) -> Q:
    scopes = actor.scopes(capability)
    if actor.is_system or "" in scopes:
        return Q()
    return Q(matter__origin_id__in=org.body_ids_below(scopes))


def to_check(actor: Actor, limit: int = 300) -> list[Proposal]:
    """What waits for the first check at bodies where the actor receives, the most urgent first; ``n_seconds`` on each row."""
    if not actor.can_anywhere("matters.receive"):
        return []
    rows = Proposal.objects.select_related(*ROWS).filter(_at_hosts(actor, "matters.receive"), matter__state="submitted")
    rows = rows.annotate(n_seconds=Count("matter__voices", filter=Q(matter__voices__part="second")))
    return list(rows.order_by("matter__due_at", "pk")[:limit])


def to_hand_over(actor: Actor, session: CongressSession | None = None, limit: int = 300) -> list[Proposal]:
    """Accepted proposals that no unit has been given yet (or that were handed back), at bodies where the actor receives."""
    if not actor.can_anywhere("matters.receive"):
        return []
    rows = Proposal.objects.select_related(*ROWS).filter(_at_hosts(actor, "matters.receive"), matter__state="accepted")
    if session is not None:
        rows = rows.filter(session=session)
    return list(rows.order_by("matter__due_at", "pk")[:limit])


def all_of_session(session: CongressSession) -> "QuerySet[Proposal]":
    """Every proposal of a session with its replies and verdicts, for the report."""
    return (
        Proposal.objects.filter(session=session)
        .select_related("matter__lead", "matter__bundled_into")
        .prefetch_related(Prefetch("matter__replies"), Prefetch("matter__verdicts"))
        .order_by("pk")
    )
