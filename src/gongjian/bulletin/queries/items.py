"""Reading the lost-and-found board."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import day_start, local_date
from gongjian.kernel.paging import Page, page_by_key
from gongjian.kernel.refused import NotFound
from gongjian.search import queries as search

from ..models import ItemAnswer, LostItem
from ..permissions import REVIEW
from ..procedures import OPEN, SETTLED

ItemKind, ItemSort = LostItem.Kind, LostItem.Sort  # what pages offer to choose from
ITEMS = "bulletin.item"  # source of the search index; owner kind of the photographs
COVERS = "bulletin.cover"  # owner kind of the small pictures
PUBLIC = (OPEN, SETTLED)


@dataclass(frozen=True, slots=True)
class Talk:
    """What was said between the one who entered an item and one other person."""

    other_id: int
    other: str
    lines: Sequence[ItemAnswer]


def item_url(number: str) -> str:
    """The page of the item with this number."""
    return reverse("bulletin:lost-item", args=[number])


def item_url_of_id(item_id: int) -> str:
    """The page of an item; "" if there is none."""
    number = LostItem.objects.filter(pk=item_id).values_list("number", flat=True).first()
    return item_url(number) if number else ""


def visible_items(actor: Actor) -> QuerySet[LostItem]:
    """Open and settled ones for everybody; the others for the one who entered them and for reviewers."""
    if actor.is_system or actor.can_anywhere(REVIEW):
        return LostItem.objects.all()
    if actor.person_id is None:
        return LostItem.objects.filter(state__in=PUBLIC)
    return LostItem.objects.filter(Q(state__in=PUBLIC) | Q(person_id=actor.person_id))


def get_item(actor: Actor, number: str) -> LostItem:
    """The item with the one who entered it. Raises NotFound (absent or not visible)."""
    found = visible_items(actor).select_related("person").filter(number=number).first()
    if found is None:
        raise NotFound()
    return found


def items_page(
    *,
    state: str = OPEN,
    sort: str = "",
    kind: str = "",
    words: str = "",
    person_id: int | None = None,
    after: str = "",
    before: str = "",
    size: int = 24,
) -> Page[LostItem]:
    """One page of the board, newest first; ``person_id``: everything one person has entered, in any state.

    Raises Malformed: for words that cannot be looked for.
    """
    if person_id is not None:
        rows = LostItem.objects.filter(person_id=person_id)
    else:
        rows = LostItem.objects.filter(state=state if state in PUBLIC else OPEN)
    if sort:
        rows = rows.filter(sort=sort)
    if kind:
        rows = rows.filter(kind=kind)
    if words:
        rows = search.only_matching(rows, ITEMS, words)
    return page_by_key(rows, ["-entered_at", "-id"], after=after, before=before, size=size)


def latest_items(n: int = 5) -> list[LostItem]:
    """The newest open items. One query along its index."""
    return list(LostItem.objects.filter(state=OPEN).order_by("-entered_at", "-id")[:n])


def entered_today(person_id: int, at: dt.datetime) -> int:
    """How many items this person has entered on this day."""
    since = day_start(local_date(at))
    return LostItem.objects.filter(person_id=person_id, entered_at__gte=since).count()


def answers_today(person_id: int, at: dt.datetime) -> int:
    """How many times this person has written about items of others on this day."""
    since = day_start(local_date(at))
    return ItemAnswer.objects.filter(other_id=person_id, by_owner=False, at__gte=since).count()


def talks_of(item: LostItem, actor: Actor) -> list[Talk]:
    """All talks for the one who entered it; one's own for anybody else. One query."""
    if actor.person_id is None:
        return []
    rows = ItemAnswer.objects.filter(item=item).select_related("other")
    if item.person_id != actor.person_id:
        rows = rows.filter(other_id=actor.person_id)
    talks: dict[int, list[ItemAnswer]] = {}
    for row in rows.order_by("id")[:500]:
        talks.setdefault(row.other_id, []).append(row)
    return [Talk(other, lines[0].other.name, lines) for other, lines in talks.items()]


def to_expire(today: dt.date, limit: int) -> list[LostItem]:
    """Open items whose time is over."""
    return list(LostItem.objects.filter(state=OPEN, expires_on__lt=today).order_by("expires_on", "id")[:limit])


def may_read_photos(actor: Actor, item_id: int) -> bool:
    """Who sees an item sees its photographs."""
    return visible_items(actor).filter(pk=item_id).exists()


def items_mark(most: int) -> list[tuple[int, int, dt.datetime]]:
    """(id, version, entered) of the newest open items. One query."""
    rows = LostItem.objects.filter(state=OPEN).order_by("-entered_at", "-id")
    return list(rows.values_list("pk", "version", "entered_at")[:most])


def item_texts() -> Iterator[tuple[int, list[str]]]:
    """Every item on the board with the texts by which it is found, for rebuilding the index."""
    for item in LostItem.objects.filter(state__in=PUBLIC).order_by("id").iterator(chunk_size=500):
        yield item.pk, texts_of_item(item)


def texts_of_item(item: LostItem) -> list[str]:
    """The texts by which an item is found."""
    return [item.number, item.title, item.text, item.place]


def item_concerned(item_id: int) -> tuple[int, str]:
    """(who entered it, what it is), for the messages about it."""
    person_id, title = LostItem.objects.values_list("person_id", "title").get(pk=item_id)
    return person_id, title
