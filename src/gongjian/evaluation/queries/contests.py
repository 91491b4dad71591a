"""Reading contests: who may see which, their criteria, awards, jurors and objections."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor, system
from gongjian.kernel.paging import Page, page_by_key
from gongjian.kernel.refused import NotAllowed, NotFound
from gongjian.org import queries as org
from gongjian.people import queries as people
from gongjian.rulebook import queries as rulebook
from gongjian.search import queries as search

from ..models import Award, Contest, Criterion, Entry, EntryMember, Juror, Objection, Review
from ..permissions import ENTER, MANAGE, may_manage
from ..procedures import ENTERING, NOTICE, NOTICED, SCORING, SETTLED

READER = system("系统·评选")  # reads for notices, which have no actor
ContestKind = Contest.Kind  # what pages offer to choose from
SOURCE = "evaluation.contest"  # of the search index


def visible_to(actor: Actor) -> QuerySet[Contest]:
    """Contests whose charter was published, for everybody; drafts for those who manage them."""
    if actor.is_system:
        return Contest.objects.all()
    mine = Q(pk__in=[])
    for scope in actor.scopes(MANAGE):
        mine |= Q(host__path__startswith=scope)
    return Contest.objects.filter(Q(opened_at__isnull=False) | mine)


def get_for(actor: Actor, number: str | int) -> Contest:
    """The contest with this number (or id), with its host. Raises NotFound (absent or not visible)."""
    which = {"pk": number} if isinstance(number, int) else {"number": number}
    found = visible_to(actor).select_related("host").filter(**which).first()
    if found is None:
        raise NotFound()
    return found


def filtered(actor: Actor, *, state: str = "", kind: str = "", words: str = "") -> QuerySet[Contest]:
    """Visible contests by state, kind and words (two characters or more)."""
    rows = visible_to(actor).select_related("host")
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if words:
        rows = rows.filter(pk__in=search.matching(SOURCE, words))
    return rows


def page(
    actor: Actor, *, state: str = "", kind: str = "", words: str = "", after: str = "", before: str = "", size: int = 30
) -> Page[Contest]:
    """One page of ``filtered``, newest first."""
    rows = filtered(actor, state=state, kind=kind, words=words)
    return page_by_key(rows, ["-id"], after=after, before=before, size=size)


def criteria_of(contest: Contest) -> list[Criterion]:
    """What is judged, in the order of the charter."""
    return list(contest.criteria.all())


def awards_of(contest: Contest) -> list[Award]:
    """What can be won, the highest first."""
    return list(contest.awards.all())


def jurors_of(contest: Contest) -> list[Juror]:
    """All who were appointed, with their person; who is still a juror first."""
    return list(contest.jurors.select_related("person").order_by("dismissed_at", "id"))


def get_juror(contest: Contest, juror_id: int) -> Juror:
    """A juror of this contest. Raises NotFound."""
    found = contest.jurors.select_related("person").filter(pk=juror_id).first()
    if found is None:
        raise NotFound()
    return found


def objections_of(contest: Contest) -> list[Objection]:
    """All objections with person and entry, oldest first."""
    return list(contest.objections.select_related("person", "entry").order_by("id"))


def objections_for(actor: Actor, contest: Contest) -> list[Objection]:
    """The objections this person may read: all for those who manage, one's own for the others."""
    rows = objections_of(contest)
    return rows if may_manage(actor, contest) else [o for o in rows if o.person_id == actor.person_id]


def get_objection(contest: Contest, objection_id: int) -> Objection:
    """An objection in this contest. Raises NotFound."""
    found = contest.objections.select_related("person", "entry").filter(pk=objection_id).first()
    if found is None:
        raise NotFound()
    return found


def host_choices(actor: Actor) -> list[tuple[int, str]]:
    """Bodies in whose name this person may hold a contest, by name: departments and colleges first, branches last."""
    rows = [r for r in org.tree(sort="") if r.kind != "group" and r.ended is None and actor.can(MANAGE, r.path)]
    order = {"unit": 0, "organisation": 1}
    rows = [r for r in rows if r.kind not in ("class", "partner")]
    return [(r.id, r.name) for r in sorted(rows, key=lambda r: (order[r.sort], r.depth, r.name))]


def check_entrant(actor: Actor, contest: Contest, on: dt.date) -> None:
    """A contest of proposals is for students. Raises NotAllowed with the article of that day (contest-rules:3)."""
    if contest.kind == "proposal" and not is_student(actor.person_id):
        raise NotAllowed(_("提案大赛由学生申报。"), authority=rulebook.cite(ENTERING, on=on))


def is_student(person_id: int | None) -> bool:
    """Whether this person is a student."""
    return person_id is not None and people.person_by_id(person_id).kind == "student"


def entering_choices(actor: Actor) -> list[tuple[int, str]]:
    """Branches in whose name this person may enter a contest of bodies, by name."""
    rows = org.tree(sort="organisation", tiers=("branch",))
    return [(r.id, r.name) for r in rows if r.ended is None and actor.can(ENTER, r.path)]


def check_published(contest: Contest) -> None:
    """Raises NotFound while there are no results on notice or final."""
    if contest.state not in (NOTICED, SETTLED):
        raise NotFound()


def counts_of(contest: Contest) -> dict[str, int]:
    """How many entries are in each state. One query over one contest's entries."""
    rows = contest.entries.order_by().values_list("state").annotate(n=Count("id"))
    return dict(rows)


def progress_of(contest: Contest) -> dict[int, tuple[int, int, int]]:
    """By juror: reviews given, scored, excluded. One query over one contest's reviews."""
    rows = (
        Review.objects.filter(entry__contest=contest)
        .order_by()
        .values_list("juror_id")
        .annotate(
            given=Count("id", filter=Q(exclusion="")),
            scored=Count("id", filter=Q(exclusion="", scored_at__isnull=False)),
            excluded=Count("id", filter=~Q(exclusion="")),
        )
    )
    return {juror: (given, scored, excluded) for juror, given, scored, excluded in rows}


def exclusions_of(contest: Contest) -> list[Review]:
    """Every exclusion on record, with juror and entry, in the order of the entries."""
    rows = Review.objects.filter(entry__contest=contest).exclude(exclusion="")
    return list(rows.select_related("juror__person", "entry").order_by("entry_id", "id"))


def least_jurors(day: dt.date) -> int:
    """How many valid reviews an entry needs (contest-rules:7)."""
    return int(rulebook.parameter(SCORING, "jurors_least", day))


def drop_from(day: dt.date) -> int:
    """From how many reviews on the highest and the lowest are left out (contest-rules:7)."""
    return int(rulebook.parameter(SCORING, "drop_from", day))


def notice_days(day: dt.date) -> int:
    """Working days of the public notice (contest-rules:9)."""
    return int(rulebook.parameter(NOTICE, "notice_days", day))


def team_most(day: dt.date) -> int:
    """Members of a team at most (contest-rules:3)."""
    return int(rulebook.parameter(ENTERING, "team_most", day))


def asked_least(day: dt.date) -> int:
    """People asked in the field research at least (contest-rules:3)."""
    return int(rulebook.parameter(ENTERING, "asked_least", day))


def categories(day: dt.date) -> list[str]:
    """The categories of proposals (proposal-rules:1)."""
    return list(rulebook.parameter("proposal-rules:1", "categories", day))


def search_texts() -> Iterator[tuple[int, list[str]]]:
    """Every contest with the texts by which it is found, for rebuilding the index."""
    for contest in Contest.objects.select_related("host").order_by("id").iterator(chunk_size=500):
        yield contest.pk, texts_of(contest)


def texts_of(contest: Contest) -> list[str]:
    """The texts by which a contest is found."""
    return [contest.number, contest.title, contest.text, contest.host.name]


def url_of(contest_id: int) -> str:
    """The page of a contest; "" if there is none."""
    number = Contest.objects.filter(pk=contest_id).values_list("number", flat=True).first()
    return reverse("evaluation:item", args=[number]) if number else ""


def own_entries(actor: Actor, contest: Contest) -> list[Entry]:
    """The actor's own entries in this contest, newest first."""
    if actor.person_id is None:
        return []
    rows = contest.entries.filter(members__person_id=actor.person_id).order_by("-id")
    return list(rows.prefetch_related("members__person"))


def entrants_of(contest: Contest) -> list[int]:
    """The persons of all teams that have handed in or are writing."""
    rows = EntryMember.objects.filter(entry__contest=contest).exclude(entry__state="retracted")
    return sorted(set(rows.values_list("person_id", flat=True)))


def jurors_at_work(contest: Contest) -> list[int]:
    """The jurors in office to whom something was given."""
    rows = Review.objects.filter(juror__contest=contest, juror__dismissed_at=None, exclusion="")
    return sorted(set(rows.values_list("juror__person_id", flat=True)))
