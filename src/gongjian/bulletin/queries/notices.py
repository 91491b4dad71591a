"""Reading notices: what everybody sees, what a desk of writers and reviewers sees, what waits for whom."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from gongjian.files import queries as files
from gongjian.kernel.actor import Actor
from gongjian.kernel.cache import CachedTable
from gongjian.kernel.clock import local_date
from gongjian.kernel.paging import Page, page_by_key
from gongjian.kernel.refused import NotFound
from gongjian.org import queries as org
from gongjian.rulebook import queries as rulebook
from gongjian.search import queries as search
from gongjian.workdays import arithmetic
from gongjian.workdays import queries as workdays

from ..columns import WRITTEN
from ..models import Joining, Notice, Subscription
from ..permissions import REVIEW, WORK, WRITE
from ..procedures import DISCARDED, DRAFT, IN_REVIEW, PUBLISHED, REVIEWING, TAKEN_DOWN

SOURCE = FILES = "bulletin.notice"  # of the search index; owner kind of pictures and papers
FRONT_MOST = 6
NEWEST_FIRST = ["-published_at", "-id"]


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """A notice as lists and other apps' pages show it."""

    number: str
    column: str
    title: str
    body: str
    state: str
    published_at: dt.datetime | None
    reads: int
    joined: int
    url: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for a person: the verb that is to be ordered, where, and (a review) until which day."""

    verb: str
    number: str
    title: str
    body: str
    since: dt.datetime
    url: str
    remark: str = ""
    due: dt.date | None = None


def url_of(number: str) -> str:
    """The page of the notice with this number."""
    return reverse("bulletin:item", args=[number])


def url_of_id(notice_id: int) -> str:
    """The page of a notice; "" if there is none."""
    number = Notice.objects.filter(pk=notice_id).values_list("number", flat=True).first()
    return url_of(number) if number else ""


def card_of(notice: Notice) -> NoticeCard:
    """The card of a notice whose body is at hand."""
    return NoticeCard(
        notice.number,
        notice.column,
        notice.title,
        notice.body.short or notice.body.name,
        notice.state,
        notice.published_at,
        notice.reads,
        notice.joined,
        url_of(notice.number),
    )


def published() -> QuerySet[Notice]:
    """What everybody may read, without the text, with the body."""
    return Notice.objects.filter(state=PUBLISHED).select_related("body").defer("text")


def among(actor: Actor, capabilities: Iterable[str], field: str = "body") -> Q:
    """Condition: the body at *field* lies where one of these is held."""
    found = Q(pk__in=[])
    for capability in capabilities:
        for scope in actor.scopes(capability):
            found |= Q(**{f"{field}__path__startswith": scope})
    return found


def visible_to(actor: Actor) -> QuerySet[Notice]:
    """What is published; the rest for those who write or review for its body, and for whoever wrote on it."""
    if actor.is_system:
        return Notice.objects.all()
    if not actor.is_signed_in:
        return Notice.objects.filter(state=PUBLISHED)
    mine = Q(pk__in=Notice.objects.filter(authors__person_id=actor.person_id or 0).values("pk"))
    return Notice.objects.filter(Q(state=PUBLISHED) | among(actor, WORK) | mine)


def get_for(actor: Actor, number: str) -> Notice:
    """The notice with body and authors prefetched. Raises NotFound (absent or not visible)."""
    rows = visible_to(actor).select_related("body", "writer", "reviewer").prefetch_related("authors")
    found = rows.filter(number=number).first()
    if found is None:
        raise NotFound()
    return found


def again(notice: Notice) -> Notice:
    """The notice as it stands now, with body and authors."""
    rows = Notice.objects.select_related("body", "writer", "reviewer").prefetch_related("authors")
    return rows.get(pk=notice.pk)


def version_of(notice_id: int) -> int:
    """The present version of the row, for a page that was overtaken."""
    return Notice.objects.values_list("version", flat=True).get(pk=notice_id)


def page(column: str = "", *, words: str = "", after: str = "", before: str = "", size: int = 30) -> Page[Notice]:
    """One page of what is published, in a column or in all, newest first; by words of two characters or more.

    Raises Malformed: for words that cannot be looked for.
    """
    rows = published()
    if column:
        rows = rows.filter(column=column)
    if words:
        rows = search.only_matching(rows, SOURCE, words)
    return page_by_key(rows, NEWEST_FIRST, after=after, before=before, size=size)


def _front() -> Mapping[str, Sequence[NoticeCard]]:
    """The newest of each column; one small query a column, along its index."""
    return {
        c.code: [card_of(n) for n in published().filter(column=c.code).order_by(*NEWEST_FIRST)[:FRONT_MOST]]
        for c in WRITTEN
    }


front = CachedTable(_front)  # for some seconds; a verb that changes what is published lets it be read anew


def latest(columns: Iterable[str], n: int = 5) -> list[NoticeCard]:
    """The newest published notices of these columns, at most *n* (≤ 6 a column); mostly without a query."""
    wanted = set(columns)
    cards = [card for code, found in front().items() if code in wanted for card in found]
    return sorted(cards, key=_moment, reverse=True)[:n]


def _moment(card: NoticeCard) -> tuple[float, str]:
    return (card.published_at.timestamp() if card.published_at else 0.0, card.number)


def outcome_of(source_kind: str, source_id: int) -> NoticeCard | None:
    """The standing notice on how this matter was solved, in any state; who may open it, its page decides. One query."""
    rows = Notice.objects.filter(source_kind=source_kind, source_id=source_id).exclude(
        state__in=(TAKEN_DOWN, DISCARDED)
    )
    found = rows.select_related("body").defer("text").first()
    return card_of(found) if found else None


def desk_page(actor: Actor, *, state: str = "", mine: bool = False, after: str = "", before: str = "") -> Page[Notice]:
    """Notices of the bodies this person writes or reviews for, latest first; ``mine``: those they wrote on."""
    written = Q(pk__in=Notice.objects.filter(authors__person_id=actor.person_id or 0).values("pk"))
    rows = Notice.objects.filter(written if mine else among(actor, WORK) | written)
    if state:
        rows = rows.filter(state=state)
    return page_by_key(rows.select_related("body", "writer").defer("text"), ["-id"], after=after, before=before)


def review_due(sent_at: dt.datetime) -> dt.date:
    """The last day on which a notice sent for review then is to be reviewed (bulletin-rules:3)."""
    sent_on = local_date(sent_at)
    return arithmetic.add_workdays(
        sent_on, int(rulebook.parameter(REVIEWING, "review_days", sent_on)), workdays.calendar()
    )


def waiting_for(actor: Actor, limit: int = 50) -> list[Waiting]:
    """What waits for this person, longest first: notices to be reviewed, and own ones handed back. At most two queries."""
    if actor.is_system or actor.person_id is None:
        return []
    waiting: list[Waiting] = []
    if actor.can_anywhere(REVIEW):
        rows = Notice.objects.filter(among(actor, (REVIEW,)), state=IN_REVIEW).exclude(
            authors__person_id=actor.person_id
        )
        for n in rows.select_related("body").defer("text").order_by("sent_at", "id")[:limit]:
            assert n.sent_at is not None
            due = review_due(n.sent_at)
            waiting.append(Waiting("publish", n.number, n.title, n.body.name, n.sent_at, url_of(n.number), due=due))
    if actor.can_anywhere(WRITE):
        back = Notice.objects.filter(state=DRAFT, writer_id=actor.person_id).exclude(given_back="")
        for n in back.select_related("body").defer("text").order_by("id")[:limit]:
            waiting.append(
                Waiting("amend", n.number, n.title, n.body.name, n.written_at, url_of(n.number), n.given_back)
            )
    return waiting[:limit]


def bodies_to_write_for(actor: Actor, limit: int = 500) -> list[tuple[int, str]]:
    """The bodies standing now (id, name) this person may write for; where they serve first, units before organisations.

    One query.
    """
    below = Q(pk__in=[])
    for scope in actor.scopes(WRITE):
        below |= Q(path__startswith=scope)
    rows = org.bodies_below("").filter(below, ended__isnull=True).exclude(unit__kind="partner")
    found = list(rows.order_by("path").values_list("pk", "name", "sort")[:limit])
    found.sort(key=lambda row: (row[0] not in actor.bodies, row[2] != "unit"))
    return [(pk, name) for pk, name, _sort in found]


def may_read_files(actor: Actor, notice_id: int) -> bool:
    """Who sees a notice sees its pictures and papers."""
    return visible_to(actor).filter(pk=notice_id).exists()


def files_choices(notice: Notice) -> list[tuple[int, str]]:
    """What is attached to the notice (file id, name), for a form. One query."""
    return [(f.pk, f.name) for f in files.files_of(FILES, notice.pk)]


def has_joined(actor: Actor, notice: Notice) -> bool:
    """Whether this person has joined the call. One query for those signed in."""
    if actor.person_id is None:
        return False
    return Joining.objects.filter(notice=notice, person_id=actor.person_id).exists()


def columns_of(actor: Actor) -> list[str]:
    """The columns this person has subscribed."""
    return sorted(Subscription.objects.filter(person_id=actor.person_id or 0).values_list("column", flat=True))


def subscribers(column: str) -> list[int]:
    """Ids of the persons who want to hear of this column."""
    return list(Subscription.objects.filter(column=column).order_by("person_id").values_list("person_id", flat=True))


def feed_of(column: str, most: int) -> list[Notice]:
    """The newest notices with their texts, in a column or ("") in all. One query."""
    rows = Notice.objects.filter(state=PUBLISHED).select_related("body")
    return list((rows.filter(column=column) if column else rows).order_by(*NEWEST_FIRST)[:most])


def feed_mark(column: str, most: int) -> list[tuple[int, int, dt.datetime]]:
    """(id, version, published) of what ``feed_of`` would give, cheap to read. One query."""
    rows = Notice.objects.filter(state=PUBLISHED)
    rows = (rows.filter(column=column) if column else rows).order_by(*NEWEST_FIRST)
    return [(pk, v, at) for pk, v, at in rows.values_list("pk", "version", "published_at")[:most] if at]


def search_texts() -> Iterator[tuple[int, list[str]]]:
    """Every published notice with the texts by which it is found, for rebuilding the index."""
    for notice in Notice.objects.filter(state=PUBLISHED).order_by("id").select_related("body").iterator(chunk_size=500):
        yield notice.pk, texts_of(notice)


def texts_of(notice: Notice) -> list[str]:
    """The texts by which a notice is found."""
    return [notice.number, notice.title, notice.text, notice.body.name]


def person_concerned(notice_id: int) -> tuple[int | None, list[int], str, str]:
    """(writer, hands, path of the body, title) of a notice, for the messages about it."""
    notice = Notice.objects.select_related("body").prefetch_related("authors").get(pk=notice_id)
    return notice.writer_id, [h.person_id for h in notice.authors.all()], notice.body.path, notice.title
