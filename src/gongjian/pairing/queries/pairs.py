"""Reading pairs: what a person may see, what waits for them."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.urls import reverse

from gongjian.kernel.actor import Actor
from gongjian.kernel.paging import Page, page_by_key
from gongjian.kernel.refused import NotFound
from gongjian.search import queries as search

from ..models import Outcome, Pair, PairMember, PairSignature, PlannedActivity
from ..permissions import READ, may_see_pairs
from ..procedures import ACTIVE, CONCLUDED, DISSOLVED, DRAFT, SIGNING

PairKind = Pair.Kind  # what pages offer to choose from
SOURCE = "pairing.pair"  # of the search index
FILES = "pairing.pair"  # owner kind of files: scans of signatures, photographs
PUBLIC_STATES = (ACTIVE, CONCLUDED)
STANDING = (DRAFT, SIGNING, ACTIVE)


def among(actor: Actor, capabilities: Iterable[str], field: str) -> Q:
    """Condition: the body at *field* lies where one of these is held."""
    found = Q(pk__in=[])
    for capability in capabilities:
        for scope in actor.scopes(capability):
            found |= Q(**{f"{field}__path__startswith": scope})
    return found


def visible_to(actor: Actor) -> QuerySet[Pair]:
    """Pairs this person may see: all that have begun; drafts and those in signing of bodies they serve or supervise."""
    if actor.is_system:
        return Pair.objects.all()
    if not may_see_pairs(actor):
        return Pair.objects.none()
    mine = among(actor, READ, "body") | Q(body_id__in=actor.bodies)
    return Pair.objects.filter(
        Q(state__in=PUBLIC_STATES)
        | Q(state=DISSOLVED, began_at__isnull=False)
        | Q(pk__in=PairMember.objects.filter(mine).values("pair_id"))
    )


def with_members(rows: QuerySet[Pair]) -> QuerySet[Pair]:
    """Each with its members (initiator first), their bodies and signatures: what permissions and pages need."""
    members = (
        PairMember.objects.select_related("body")
        .order_by("part", "id")
        .prefetch_related(
            Prefetch("signatures", queryset=PairSignature.objects.filter(void_at__isnull=True).order_by("id"))
        )
    )
    return rows.prefetch_related(Prefetch("members", queryset=members))


def with_figures(rows: QuerySet[Pair]) -> QuerySet[Pair]:
    """Each with members, activities and outcomes, newest first, for exports."""
    return with_members(rows).prefetch_related("activities", "outcomes").order_by("-id")


def again(pair: Pair) -> Pair:
    """The pair as it stands now, with members and signatures, for one who has just changed it."""
    return with_members(Pair.objects.all()).get(pk=pair.pk)


def get_for(actor: Actor, number: str | int) -> Pair:
    """The pair with this number (or id), with members, bodies and signatures. Raises NotFound (absent or not visible)."""
    which = {"pk": number} if isinstance(number, int) else {"number": number}
    found = with_members(visible_to(actor)).filter(**which).first()
    if found is None:
        raise NotFound()
    return found


def get_activity(pair: Pair, activity_id: int) -> PlannedActivity:
    """A planned activity of this pair. Raises NotFound."""
    found = PlannedActivity.objects.filter(pair=pair, pk=activity_id).select_related("host__body").first()
    if found is None:
        raise NotFound()
    return found


def activities_of(pair: Pair) -> list[PlannedActivity]:
    """The plan's activities by date."""
    return list(pair.activities.select_related("host__body").order_by("day", "id"))


def load_outcomes(pair: Pair) -> list[Outcome]:
    """The outcomes, latest first. They stay with the pair, so that its buttons ask for them no second time."""
    prefetch_related_objects([pair], Prefetch("outcomes", queryset=Outcome.objects.order_by("-at", "-id")))
    return list(pair.outcomes.all())


def filtered(
    actor: Actor, *, state: str = "", kind: str = "", body_path: str = "", year: int | None = None, words: str = ""
) -> QuerySet[Pair]:
    """Visible pairs by state, kind, body (with all below), year of the term, and words (two characters or more)."""
    rows = visible_to(actor)
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if body_path:
        below = PairMember.objects.filter(body__path__startswith=body_path)
        rows = rows.filter(pk__in=below.values("pair_id"))
    if year:
        rows = rows.filter(since__year__lte=year, until__year__gte=year)
    if words:
        rows = rows.filter(pk__in=search.matching(SOURCE, words))
    return rows


def page(
    actor: Actor,
    *,
    state: str = "",
    kind: str = "",
    body_path: str = "",
    year: int | None = None,
    words: str = "",
    after: str = "",
    before: str = "",
    size: int = 50,
) -> Page[Pair]:
    """One page of ``filtered``, newest first, with members."""
    rows = filtered(actor, state=state, kind=kind, body_path=body_path, year=year, words=words)
    return page_by_key(with_members(rows), ["-id"], after=after, before=before, size=size)


@dataclass(frozen=True)
class Waiting:
    """Pairs that wait for a person: to be signed (oldest first), to be amended after they came back, to be concluded."""

    to_sign: list[Pair]
    returned: list[Pair]
    past_term: list[Pair]


def waiting_for(actor: Actor, day: dt.date, limit: int = 50) -> Waiting:
    """What waits for this person on that day: signatures, drafts of their bodies that came back, terms that are over.

    One query; nobody's members are read. At most *limit* in all.
    """
    mine = among(actor, ("pairing.propose",), "body")
    led = PairMember.objects.filter(mine, part="initiator").values("pair_id")
    wanted = Q(state=DRAFT, pk__in=led) & ~Q(given_back="") | Q(state=ACTIVE, until__lt=day, pk__in=led)
    if actor.can_anywhere("pairing.sign") and not actor.is_system:
        unsigned = (
            PairMember.objects.filter(body__path__in=actor.scopes("pairing.sign"), body__sort="organisation")
            .exclude(pk__in=PairSignature.objects.filter(void_at__isnull=True).values("member_id"))
            .values("pair_id")
        )
        wanted |= Q(state=SIGNING, pk__in=unsigned)
    rows = list(Pair.objects.filter(wanted).order_by("sent_at", "id")[:limit])
    return Waiting(
        to_sign=[p for p in rows if p.state == SIGNING],
        returned=sorted((p for p in rows if p.state == DRAFT), key=lambda p: p.pk),
        past_term=sorted((p for p in rows if p.state == ACTIVE), key=lambda p: (p.until, p.pk)),
    )


def active() -> QuerySet[Pair]:
    """All active pairs."""
    return Pair.objects.filter(state=ACTIVE)


def choices_for(actor: Actor, body_path: str = "") -> list[tuple[int, str]]:
    """Active pairs (id, "number title") to which this person may give a problem: of the bodies they serve or supervise."""
    rows = active().filter(
        pk__in=PairMember.objects.filter(among(actor, READ, "body") | Q(body_id__in=actor.bodies)).values("pair_id")
    )
    if body_path:
        rows = rows.filter(pk__in=PairMember.objects.filter(body__path__startswith=body_path).values("pair_id"))
    return [
        (pk, f"{number} {title}") for pk, number, title in rows.order_by("-id").values_list("pk", "number", "title")
    ]


def may_read_files(actor: Actor, pair_id: int) -> bool:
    """Who sees a pair sees its files, except that scans need a tie to a member (or supervision)."""
    rows = PairMember.objects.filter(pair_id=pair_id)
    return actor.is_system or rows.filter(among(actor, READ, "body") | Q(body_id__in=actor.bodies)).exists()


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as others need it."""

    body_id: int
    name: str
    path: str
    initiator: bool
    signed: bool


def members_of(pair_id: int) -> list[MemberRow]:
    """The members of a pair, initiator first. One query."""
    signed = PairSignature.objects.filter(member=OuterRef("pk"), void_at__isnull=True)
    rows = PairMember.objects.filter(pair_id=pair_id).annotate(has_signed=Exists(signed)).order_by("part", "id")
    return [
        MemberRow(body_id, name, path, part == "initiator", has_signed)
        for body_id, name, path, part, has_signed in rows.values_list(
            "body_id", "body__name", "body__path", "part", "has_signed"
        )
    ]


def search_texts() -> Iterator[tuple[int, list[str]]]:
    """Every pair with the texts by which it is found, for rebuilding the index."""
    for pair in Pair.objects.order_by("id").prefetch_related("members__body").iterator(chunk_size=500):
        yield pair.pk, texts_of(pair)


def texts_of(pair: Pair) -> list[str]:
    """The texts by which a pair is found."""
    texts = [pair.number, pair.title, pair.goals, pair.problems, pair.end_note]
    return [t for t in (*texts, *(m.body.name for m in pair.members.all())) if t]


def url_of(pair_id: int) -> str:
    """The page of a pair; "" if there is none."""
    number = Pair.objects.filter(pk=pair_id).values_list("number", flat=True).first()
    return reverse("pairing:item", args=[number]) if number else ""


def is_member(actor: Actor, pair: Pair) -> bool:
    """Whether the actor serves in, or belongs to, one of the sides (members at hand)."""
    return any(m.body_id in actor.bodies or actor.can_any(READ, m.body.path) for m in pair.members.all())
