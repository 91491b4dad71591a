"""Reading offers, and the proposal of who fits whom."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Count, Q, QuerySet

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.paging import Page, page_by_key
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import NotFound

from .. import matching, registry
from ..models import Offer, Pair, PairMember
from ..permissions import may_match
from ..procedures import CONCLUDED
from .pairs import STANDING, among
from .sides import sides_of

HISTORY_YEARS = 4  # older cooperation has faded to nothing
USED = Count("taken_by", filter=Q(taken_by__pair__state__in=STANDING))


def offers_in_force(day: dt.date) -> QuerySet[Offer]:
    """Offers that hold on *day*."""
    return Offer.objects.filter(withdrawn_at__isnull=True, since__lte=day).filter(
        Q(until__isnull=True) | Q(until__gte=day)
    )


def offers_of(actor: Actor) -> QuerySet[Offer]:
    """The offers this person may change, newest first, with how many pairs stand on each."""
    rows = Offer.objects.filter(among(actor, ("pairing.offer",), "body"), withdrawn_at__isnull=True)
    return rows.select_related("body").annotate(used=USED).order_by("-id")


def get_offer(actor: Actor, offer_id: int) -> Offer:
    """An offer this person may change. Raises NotFound."""
    found = offers_of(actor).filter(pk=offer_id).first()
    if found is None:
        raise NotFound()
    return found


def offers_page(actor: Actor, *, after: str = "", before: str = "") -> Page[Offer]:
    """One page of ``offers_of``."""
    return page_by_key(offers_of(actor), ["-id"], after=after, before=before)


def typed_needs(lines: Sequence[str], body_id: int | None) -> list[matching.Need]:
    """Needs that were typed in, one a line, as of this body (if any)."""
    side = sides_of([body_id]).get(body_id) if body_id else None
    place = {"body_id": side.id, "body_name": side.name, "sort": side.sort, "place": side.place} if side else {}
    return [matching.Need(key=f"{n:04}", title=line[:200], **place) for n, line in enumerate(lines, start=1)]  # type: ignore[arg-type]


def _matchable_offers(day: dt.date) -> list[matching.Offer]:
    rows = list(offers_in_force(day).select_related("body").annotate(used=USED).order_by("id"))
    ids = {o.body_id for o in rows}
    sides = sides_of(ids)
    load = registry.load_of(ids)
    for body_id, standing in (
        PairMember.objects.filter(body_id__in=ids, pair__state__in=STANDING)
        .values_list("body_id")
        .annotate(Count("id"))
        .order_by()
    ):
        load[body_id] += standing
    return [
        matching.Offer(
            key=f"{o.pk:09}",
            body_id=o.body_id,
            name=o.body.name,
            words=f"{o.title} {o.words} {o.text} {sides[o.body_id].duties}",
            sort=sides[o.body_id].sort,
            place=o.place or sides[o.body_id].place,
            capacity=max(0, o.capacity - o.used),
            load=load[o.body_id],
        )
        for o in rows
    ]


def history_of(body_ids: Iterable[int], today: dt.date) -> matching.History:
    """What these bodies have done together with others in pairs that have begun and ended. Two queries."""
    ids = set(body_ids)
    ended = Pair.objects.filter(
        began_at__isnull=False, ended_at__isnull=False, ended_at__year__gte=today.year - HISTORY_YEARS
    ).filter(pk__in=PairMember.objects.filter(body_id__in=ids).values("pair_id"))
    pairs: dict[tuple[int, int], tuple[matching.Cooperation, ...]] = {}
    for pair in ended.prefetch_related("members").order_by("id"):
        assert pair.ended_at is not None
        bodies = sorted(m.body_id for m in pair.members.all())
        cooperation = matching.Cooperation(local_date(pair.ended_at), pair.state == CONCLUDED)
        for i, one in enumerate(bodies):
            for other in bodies[i + 1 :]:
                pairs[one, other] = (*pairs.get((one, other), ()), cooperation)
    return matching.History(today, pairs)


def needs_waiting(actor: Actor) -> list[matching.Need]:
    """The needs that the apps above have registered and this actor may match. Raises NotAllowed."""
    permit(may_match, actor, None)
    return registry.needs_for(actor)


def propose_matches(actor: Actor, needs: Sequence[matching.Need], day: dt.date) -> matching.Proposal:
    """The best assignment of these needs to all offers in force. Raises NotAllowed. Nothing is decided: people do."""
    permit(may_match, actor, None)
    history = history_of((n.body_id for n in needs if n.body_id), day)
    return matching.propose(needs, _matchable_offers(day), history)
