"""Reading entries, reviews and results."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from gongjian.files import queries as files
from gongjian.kernel.actor import Actor
from gongjian.kernel.paging import Page, page_by_key
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import NotFound
from gongjian.org import queries as org

from .. import conflicts
from ..models import Contest, Entry, Review, Score
from ..permissions import may_read_entry, may_score, review_of
from ..procedures import ADMITTED, AWARDED, JUDGING, PRESENT, SCORED

FILES = "evaluation.entry"  # owner kind of attachments


def whole(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Each with contest, host, members with persons, and reviews with jurors: what permissions and pages need."""
    reviews = Review.objects.select_related("juror__person").order_by("id")
    return rows.select_related("contest__host", "award", "body").prefetch_related(
        "members__person", Prefetch("reviews", queryset=reviews)
    )


def again(entry: Entry) -> Entry:
    """The entry as it stands now, for one who has just changed it."""
    return whole(Entry.objects.all()).get(pk=entry.pk)


def get_entry(actor: Actor, number: str | int) -> Entry:
    """The entry with this number (or id). Raises NotFound: absent, not visible, or the actor is excluded as a juror."""
    which = {"pk": number} if isinstance(number, int) else {"number": number}
    found = whole(Entry.objects.filter(**which)).first()
    if found is None or not may_read_entry(actor, found):
        raise NotFound()
    return found


def get_to_judge(actor: Actor, number: str) -> Entry:
    """The entry for the juror's desk. Raises NotFound if it was not given to this juror; NotAllowed with the reason if the
    juror is excluded.
    """
    found = whole(Entry.objects.filter(number=number)).first()
    if found is None or review_of(actor, found) is None:
        raise NotFound()
    permit(may_score, actor, found)
    return found


def entries_page(
    contest: Contest, *, state: str = "", after: str = "", before: str = "", size: int = 50
) -> Page[Entry]:
    """One page of a contest's entries, oldest first, for those who manage it (the caller has asked)."""
    rows = whole(contest.entries.filter(state=state) if state else contest.entries.all())
    return page_by_key(rows, ["id"], after=after, before=before, size=size)


def entries_of(actor: Actor, limit: int = 100) -> list[Entry]:
    """The actor's own entries in all contests, newest first."""
    if actor.person_id is None:
        return []
    rows = Entry.objects.filter(members__person_id=actor.person_id).order_by("-id")
    return list(rows.select_related("contest__host", "award").prefetch_related("members__person")[:limit])


def results_of(contest: Contest, *, scores: bool = False) -> list[Entry]:
    """The entries that stand for judgement, by rank, then by number; with every score at hand where they are wanted."""
    rows = whole(contest.entries.filter(state__in=PRESENT))
    if scores:
        rows = rows.prefetch_related("reviews__scores")
    return sorted(rows, key=lambda e: (e.rank is None, e.rank or 0, e.pk))


def reviews_for(actor: Actor) -> list[Review]:
    """What this juror has to judge now and has judged, in contests being judged; exclusions too, at the end."""
    if actor.person_id is None:
        return []
    rows = Review.objects.filter(juror__person_id=actor.person_id, entry__contest__state=JUDGING)
    found = rows.select_related("entry__contest__host").prefetch_related("scores").order_by("entry__contest_id", "id")
    return sorted(found, key=lambda r: (r.entry.contest_id, bool(r.exclusion), r.entry.number))


def next_to_score(actor: Actor, contest: Contest) -> str:
    """The number of the next entry this juror has not scored yet; "" when all are done."""
    if actor.person_id is None:
        return ""
    rows = Review.objects.filter(
        juror__person_id=actor.person_id, entry__contest=contest, entry__state=ADMITTED, exclusion="", scored_at=None
    )
    return rows.order_by("entry_id").values_list("entry__number", flat=True).first() or ""


def points_of(review: Review) -> dict[int, str]:
    """The points given so far, by criterion, as typed."""
    return {s.criterion_id: f"{s.points.normalize():f}" for s in review.scores.all()}


def valid_reviews(entries: Iterable[Entry]) -> dict[int, list[dict[int, Score]]]:
    """By entry: the scores of every review that counts (scored, not excluded), by criterion. One query and its scores."""
    found: dict[int, list[dict[int, Score]]] = {e.pk: [] for e in entries}
    rows = Review.objects.filter(entry_id__in=list(found), exclusion="", scored_at__isnull=False).order_by("id")
    for review in rows.prefetch_related("scores"):
        found[review.entry_id].append({s.criterion_id: s for s in review.scores.all()})
    return found


def ties_of_entries(entries: Iterable[Entry], at: dt.datetime) -> dict[int, list[org.Tie]]:
    """By entry: the bodies of its members, or the body that enters."""
    rows = list(entries)
    people = org.ties_of({m.person_id for e in rows for m in e.members.all() if e.body_id is None}, at)
    found: dict[int, list[org.Tie]] = {}
    for entry in rows:
        if entry.body is not None:
            found[entry.pk] = [org.Tie(entry.body.pk, entry.body.path, entry.body.name, entry.body.sort)]
        else:
            found[entry.pk] = [t for m in entry.members.all() for t in people.get(m.person_id, [])]
    return found


def conflict(person_id: int, juror_ties: list[org.Tie], entry: Entry, ties: list[org.Tie]) -> tuple[str, str]:
    """(kind of exclusion, the body's name) if this juror may not judge this entry; ("", "") if nothing is in the way."""
    if any(m.person_id == person_id for m in entry.members.all()):
        return "member", ""
    tie = conflicts.in_the_way(juror_ties, ties)
    return ("body", tie.name) if tie else ("", "")


def may_read_files(actor: Actor, entry_id: int) -> bool:
    """Who may read an entry reads its attachments."""
    found = whole(Entry.objects.filter(pk=entry_id)).first()
    if found is None:
        return False
    if found.state == AWARDED and not actor.is_signed_in:
        return False
    return bool(may_read_entry(actor, found))


def url_of_entry(entry_id: int) -> str:
    """The page of an entry; "" if there is none."""
    number = Entry.objects.filter(pk=entry_id).values_list("number", flat=True).first()
    return reverse("evaluation:entry", args=[number]) if number else ""


def attached(entry: Entry) -> list[tuple[int, str]]:
    """The ids and names of its attachments."""
    return [(f.pk, f.name) for f in files.files_of(FILES, entry.pk)]


def still_scored(contest: Contest) -> list[Entry]:
    """The entries with a score that is not final yet."""
    return list(whole(contest.entries.filter(state=SCORED)).order_by("id"))
