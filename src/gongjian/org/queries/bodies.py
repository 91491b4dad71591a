"""Reading bodies: one, many, a page of them, the tree, the picker."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from gongjian.kernel import clock
from gongjian.kernel.actor import Actor
from gongjian.kernel.paging import Page, page_by_key
from gongjian.kernel.prefix import begins
from gongjian.kernel.refused import NotFound
from gongjian.org.models import STEP, Affiliation, Body, Host, Membership, PartyOrganisation, Unit


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body as shown in lists and pickers; ``kind`` is a unit's kind or an organisation's tier."""

    id: int
    code: str
    name: str
    short: str
    sort: str
    path: str
    kind: str
    kind_label: str
    form: str
    form_label: str
    place: str
    duties: str
    parent_id: int | None
    ended: dt.date | None

    @property
    def depth(self) -> int:
        """0 for a root."""
        return len(self.path) // (STEP + 1) - 1


def parts_of(body: Body) -> tuple[Unit | None, PartyOrganisation | None]:
    """The body as the unit or as the organisation it is; no query if it was read so, or with ``with_kinds``."""
    if isinstance(body, Unit):
        return body, None
    if isinstance(body, PartyOrganisation):
        return None, body
    if body.sort == Body.Sort.UNIT:
        return body.unit, None
    return None, body.partyorganisation


def row_of(body: Body) -> BodyRow:
    """The row of a body, with its unit or organisation part."""
    unit, organisation = parts_of(body)
    return BodyRow(
        id=body.pk,
        code=body.code,
        name=body.name,
        short=body.short,
        sort=body.sort,
        path=body.path,
        kind=unit.kind if unit else organisation.tier if organisation else "",
        kind_label=str(unit.get_kind_display() if unit else organisation.get_tier_display() if organisation else ""),
        form=organisation.form if organisation else "",
        form_label=str(organisation.get_form_display()) if organisation else "",
        place=body.place,
        duties=unit.duties if unit else "",
        parent_id=body.parent_id,
        ended=body.ended,
    )


def with_kinds() -> QuerySet[Body]:
    """All bodies, each read together with its unit or organisation part."""
    return Body.objects.select_related("unit", "partyorganisation")


def standing(day: dt.date) -> Q:
    """Condition for bodies that exist on *day*."""
    return (Q(founded__isnull=True) | Q(founded__lte=day)) & (Q(ended__isnull=True) | Q(ended__gte=day))


def get_body(actor: Actor, body_id: int) -> Body:
    """The body, with its unit or organisation part. Everyone signed in may see bodies. Raises NotFound."""
    body = with_kinds().filter(pk=body_id).first() if actor.is_signed_in or actor.is_system else None
    if body is None:
        raise NotFound()
    return body


def get_unit(actor: Actor, body_id: int) -> Unit:
    """The unit. Raises NotFound if it is absent or not a unit."""
    unit = Unit.objects.filter(pk=body_id).first() if actor.is_signed_in or actor.is_system else None
    if unit is None:
        raise NotFound()
    return unit


def get_organisation(actor: Actor, body_id: int) -> PartyOrganisation:
    """The party organisation. Raises NotFound if it is absent or not an organisation."""
    found = PartyOrganisation.objects.filter(pk=body_id).first() if actor.is_signed_in or actor.is_system else None
    if found is None:
        raise NotFound()
    return found


def bodies_below(path: str) -> QuerySet[Body]:
    """The body with this path and all below it ("" = all)."""
    return Body.objects.filter(begins("path", path))


def body_ids_below(paths: Iterable[str]) -> QuerySet[Body, int]:
    """Ids of the bodies with these paths and of all below them, as a subquery for ``…_id__in``; no paths, no bodies."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= begins("path", path)
    return Body.objects.filter(condition).order_by().values_list("pk", flat=True)


def is_whole(paths: Iterable[str]) -> bool:
    """Whether these paths (of an actor's scopes) take in every body: "" or the university's own. No query."""
    return any(len(path) <= STEP + 1 for path in paths)  # one step and its stroke


def units_below(paths: Iterable[str]) -> dict[int, str]:
    """Departments, colleges, academies, hospitals and student bodies below these paths: id → short name, by name. One query."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= begins("path", path)
    kinds = (Unit.Kind.DEPARTMENT, Unit.Kind.COLLEGE, Unit.Kind.ACADEMY, Unit.Kind.HOSPITAL, Unit.Kind.STUDENT_BODY)
    rows = Unit.objects.filter(condition, kind__in=kinds, ended__isnull=True).order_by("name", "id")
    return dict(rows.values_list("pk", "short"))


def path_of(body_id: int) -> str:
    """The path of a body; "" for an unknown id."""
    return Body.objects.filter(pk=body_id).values_list("path", flat=True).first() or ""


def choices(*, sort: str = "", at: dt.datetime | None = None) -> list[tuple[int, str]]:
    """Bodies (id, name) by name for a select: those standing at *at*, or (None) not ended. ``sort`` narrows. One query."""
    rows = Body.objects.filter(standing(clock.local_date(at)) if at else Q(ended__isnull=True))
    if sort:
        rows = rows.filter(sort=sort)
    return list(rows.order_by("sort", "name", "id").values_list("pk", "name"))


def body_rows(ids: Iterable[int]) -> dict[int, BodyRow]:
    """Rows by id; unknown ids are left out. One query."""
    return {b.pk: row_of(b) for b in with_kinds().filter(pk__in=set(ids))}


def bodies_by_name(names: Iterable[str]) -> dict[str, BodyRow]:
    """Rows by exact name or short name, for imports. One query; of two namesakes the one founded first."""
    wanted = set(names)
    rows = with_kinds().filter(Q(name__in=wanted) | Q(short__in=wanted)).order_by("-id")
    found: dict[str, BodyRow] = {}
    for body in rows:
        row = row_of(body)
        found.update({n: row for n in (body.short, body.name) if n in wanted})
    return found


def units_by_name(names: Iterable[str]) -> dict[str, BodyRow]:
    """The units among ``bodies_by_name``."""
    return {name: row for name, row in bodies_by_name(names).items() if row.sort == "unit"}


def _filtered(
    *, sort: str, kind: str, tier: str, form: str, words: str, below: str, day: dt.date | None
) -> QuerySet[Body]:
    rows = with_kinds()
    if sort:
        rows = rows.filter(sort=sort)
    if kind:
        rows = rows.filter(unit__kind=kind)
    if tier:
        rows = rows.filter(partyorganisation__tier=tier)
    if form:
        rows = rows.filter(partyorganisation__form=form)
    if below:
        rows = rows.filter(begins("path", below))
    if day is not None:
        rows = rows.filter(standing(day))
    for word in words.split():
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(short__icontains=word)
            | Q(code__icontains=word)
            | Q(unit__duties__icontains=word)
        )
    return rows


def bodies_page(
    *,
    sort: str = "",
    kind: str = "",
    tier: str = "",
    form: str = "",
    words: str = "",
    below: str = "",
    day: dt.date | None = None,
    after: str = "",
    before: str = "",
    size: int = 50,
) -> Page[Body]:
    """One page of bodies in tree order; ``words`` look into name, short name, code and duties; ``day``: only those that stand then."""
    rows = _filtered(sort=sort, kind=kind, tier=tier, form=form, words=words, below=below, day=day)
    return page_by_key(rows, ["path", "id"], after=after, before=before, size=size)


def pick(
    *, words: str, sort: str = "", kind: str = "", tier: str = "", form: str = "", at: dt.datetime, limit: int = 20
) -> list[BodyRow]:
    """Bodies standing now that fit the words, for the picker: names that begin with the words come first."""
    rows = _filtered(
        sort=sort, kind=kind, tier=tier, form=form, words=words, below="", day=clock.local_date(at)
    ).order_by("path", "id")
    found = [row_of(b) for b in rows[: limit * 5]]
    found.sort(key=lambda r: (not (r.name.startswith(words) or r.short.startswith(words)), words not in r.name, r.path))
    return found[:limit]


ID_OF = re.compile(r"#(\d{1,15})$")
NAMED_AT_MOST = 5


def said(row: BodyRow, among: Iterable[BodyRow]) -> str:
    """How a body is written into a line so that ``meant`` finds it again: its name, and its id where others bear the name."""
    namesakes = [r for r in among if r.name == row.name]
    return row.name if len(namesakes) < 2 else f"{row.name} #{row.id}"


def meant(words: str) -> list[BodyRow]:
    """The bodies that somebody means by what they typed: by id ("17", "… #17"), else by whole name or short name, else those that
    have not ended and have the words in their name, at most five. One query, two if no name fits whole.
    """
    words = words.strip()
    if (by_id := ID_OF.search(f"#{words}" if words.isdecimal() else words)) is not None:
        return list(body_rows([int(by_id[1])]).values())
    rows = with_kinds().filter(Q(name=words) | Q(short=words)).order_by("path", "id")[:NAMED_AT_MOST]
    if not rows:
        rows = with_kinds().filter(name__icontains=words, ended__isnull=True).order_by("path", "id")[:NAMED_AT_MOST]
    return [row_of(b) for b in rows]


def tree(*, sort: str, day: dt.date | None = None, below: str = "", tiers: Sequence[str] = ()) -> list[BodyRow]:
    """Bodies in tree order; with ``tiers`` only organisations of these tiers."""
    rows = _filtered(sort=sort, kind="", tier="", form="", words="", below=below, day=day).order_by("path")
    if tiers:
        rows = rows.filter(partyorganisation__tier__in=tiers)
    return [row_of(b) for b in rows]


def all_rows(
    *,
    sort: str = "",
    kind: str = "",
    tier: str = "",
    form: str = "",
    words: str = "",
    below: str = "",
    day: dt.date | None = None,
    limit: int,
) -> Iterator[BodyRow]:
    """The rows of ``bodies_page`` one after the other, for exports; read in portions."""
    rows = _filtered(sort=sort, kind=kind, tier=tier, form=form, words=words, below=below, day=day)
    return (row_of(b) for b in rows.order_by("path", "id")[:limit].iterator(chunk_size=500))


def branch_counts(day: dt.date) -> dict[int, int]:
    """How many branches stand directly below each committee or general branch. One query."""
    rows = Body.objects.filter(standing(day), partyorganisation__tier=PartyOrganisation.Tier.BRANCH)
    return {
        parent: n
        for parent, n in rows.order_by().values_list("parent_id").annotate(n=Count("id"))
        if parent is not None
    }


def children(body: Body, day: dt.date) -> list[BodyRow]:
    """The bodies directly below that stand on *day*."""
    return [row_of(b) for b in with_kinds().filter(standing(day), parent=body).order_by("path")]


def ancestors(path: str) -> list[str]:
    """The paths from the root down to and including this one: "0001/0012/" → ["0001/", "0001/0012/"]."""
    steps = path.rstrip("/").split("/") if path else []
    return ["/".join(steps[: n + 1]) + "/" for n in range(len(steps))]


def lineage(path: str) -> list[BodyRow]:
    """The body with this path and those above it, from the root down. One query."""
    return [row_of(b) for b in with_kinds().filter(path__in=ancestors(path)).order_by("path")]


def hosts_of(organisation_ids: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    """The host units (id, name) of each organisation. One query."""
    found: dict[int, list[tuple[int, str]]] = {i: [] for i in organisation_ids}
    rows = Host.objects.filter(organisation_id__in=list(found)).order_by("id")
    for organisation_id, unit_id, name in rows.values_list("organisation_id", "unit_id", "unit__name"):
        found[organisation_id].append((unit_id, name))
    return found


def hosted_by(unit_id: int, day: dt.date) -> list[BodyRow]:
    """The organisations that live in this unit."""
    rows = with_kinds().filter(standing(day), partyorganisation__host_rows__unit_id=unit_id)
    return [row_of(b) for b in rows.order_by("path")]


def members_count(organisation_ids: Iterable[int], day: dt.date) -> dict[int, dict[str, int]]:
    """Open memberships by stage for each of a few organisations. One query over these organisations only."""
    found: dict[int, dict[str, int]] = {i: {} for i in organisation_ids}
    rows = (
        Membership.objects.filter(organisation_id__in=list(found), since__lte=day)
        .filter(Q(until__isnull=True) | Q(until__gte=day))
        .order_by()
        .values_list("organisation_id", "stage")
        .annotate(n=Count("id"))
    )
    for organisation_id, stage, n in rows:
        found[organisation_id][stage] = n
    return found


def default_branch_for(person_id: int, at: dt.datetime) -> int | None:
    """The branch a person's problem is naturally raised through: the one of membership, else a student branch hosted by
    the units of affiliation (the more of them, the better). None if there is none.
    """
    day = clock.local_date(at)
    own = (
        Membership.objects.filter(person_id=person_id, until__isnull=True, since__lte=day)
        .values_list("organisation_id", flat=True)
        .first()
    )
    if own is not None:
        return own
    units = list(
        Affiliation.objects.filter(person_id=person_id, since__lte=day)
        .filter(Q(until__isnull=True) | Q(until__gte=day))
        .values_list("unit_id", flat=True)
    )
    branches = (
        PartyOrganisation.objects.filter(standing(day), tier=PartyOrganisation.Tier.BRANCH, hosts__in=units)
        .annotate(shared=Count("id"))
        .order_by("-shared", "-students", "id")
    )
    return branches.values_list("pk", flat=True).first()


def kinds() -> dict[str, Sequence[tuple[str, str]]]:
    """The choices of the list's filters: sorts, kinds, tiers, forms."""
    return {
        "sort": [(v, str(w)) for v, w in Body.Sort.choices],
        "kind": [(v, str(w)) for v, w in Unit.Kind.choices],
        "tier": [(v, str(w)) for v, w in PartyOrganisation.Tier.choices],
        "form": [(v, str(w)) for v, w in PartyOrganisation.Form.choices],
        "partner_kind": [(v, str(w)) for v, w in Unit.PartnerKind.choices if v],
    }
