"""What waits for one person in contests. Two queries at most, however many contests there are."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor

from ..models import Contest, Entry, Objection, Review
from ..permissions import MANAGE
from ..procedures import ADMITTED, HANDED_IN, JUDGING, NOTICED, OPEN


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the desk: the contest, what is to be done, until when (a day, or None), and where."""

    number: str
    title: str
    what: str
    due: dt.date | None
    url: str


def waiting_for(actor: Actor, today: dt.date) -> list[Waiting]:
    """Entries to be scored; for those who manage: forms to check, judging to begin or close, objections, results to settle."""
    if actor.person_id is None:
        return []
    return sorted(
        [*_to_judge(actor.person_id), *_to_manage(actor, today)],
        key=lambda w: (w.due is None, w.due or today, w.number),
    )


def _to_judge(person_id: int) -> list[Waiting]:
    rows = (
        Review.objects.filter(
            juror__person_id=person_id,
            exclusion="",
            scored_at__isnull=True,
            entry__state=ADMITTED,
            entry__contest__state=JUDGING,
        )
        .order_by()
        .values_list("entry__contest__number", "entry__contest__title", "entry__contest__judging_until")
        .annotate(n=Count("id"))
    )
    return [
        Waiting(number, title, _("评分（%(n)d 项）") % {"n": n}, until, reverse("evaluation:desk"))
        for number, title, until, n in rows
    ]


def _to_manage(actor: Actor, today: dt.date) -> list[Waiting]:
    scopes = actor.scopes(MANAGE)
    if not scopes:
        return []
    mine = Q(pk__in=[])
    for scope in scopes:
        mine |= Q(host__path__startswith=scope)
    unchecked = Entry.objects.filter(contest=OuterRef("pk"), state=HANDED_IN)
    unanswered = Objection.objects.filter(contest=OuterRef("pk"), answered_at__isnull=True)
    rows = Contest.objects.filter(mine, state__in=[OPEN, JUDGING, NOTICED]).annotate(
        unchecked=Exists(unchecked), unanswered=Exists(unanswered)
    )
    found = []
    for contest in rows.order_by("id")[:50]:
        what, due = _step(contest, today)
        if what:
            url = reverse("evaluation:item", args=[contest.number])
            found.append(Waiting(contest.number, contest.title, what, due, url))
    return found


def _step(contest: Contest, today: dt.date) -> tuple[str, dt.date | None]:
    if contest.state == OPEN:
        if contest.unchecked:  # type: ignore[attr-defined]
            return _("形式审查"), contest.closes_on
        return (_("开始评审"), contest.closes_on) if today > contest.closes_on else ("", None)
    if contest.state == JUDGING:
        return (_("公示结果"), contest.judging_until) if today > contest.judging_until else ("", None)
    if contest.unanswered:  # type: ignore[attr-defined]
        return _("答复异议"), contest.notice_until
    over = contest.notice_until is not None and today > contest.notice_until
    return (_("公布结果"), contest.notice_until) if over else ("", None)
