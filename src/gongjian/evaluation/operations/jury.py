"""The jury: appoint, dismiss, give out the entries, and keep those apart who may not judge each other (contest-rules:6)."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.kernel.text import listed
from gongjian.org import queries as org
from gongjian.people import queries as people

from ..events import JudgingBegun, JurorAssigned
from ..models import Contest, Entry, Juror, Review
from ..permissions import review_of
from ..procedures import ADMITTED, HANDED_IN, JUDGING, JURORS
from ..queries import conflict, least_jurors, ties_of_entries, whole
from ._shape import begin, cite, move, record, words


@transaction.atomic
def appoint_juror(*, contest: Contest, number: str, actor: Actor, at: dt.datetime) -> Juror:
    """Appoint a person by number. During the judging of a contest where all judge all, the entries are given at once.

    Raises Refused: not theirs, the scoring closed, an unknown number, appointed already.
    """
    line = begin("appoint_juror", contest, actor)
    person = people.person_by_number(number)
    move(contest)
    try:
        with transaction.atomic():
            juror = Juror.objects.create(contest=contest, person=person, appointed_at=at)
    except IntegrityError as error:
        raise Malformed.at(
            "number", _("%(name)s已经是这次评选的评委，或者曾被解聘。") % {"name": person.name}
        ) from error
    record("evaluation.juror-appointed", contest, line, actor, at, {"name": person.name})
    if contest.state == JUDGING and not contest.jurors_per_entry:
        _give(list(whole(contest.entries.filter(state=ADMITTED))), [juror], 0, actor, at)
    return juror


@transaction.atomic
def dismiss_juror(*, contest: Contest, juror: Juror, reason: str, actor: Actor, at: dt.datetime) -> Juror:
    """Dismiss a juror with a reason; what the juror has scored does not count, and stays on record.

    Raises Refused: not theirs, the scoring closed, dismissed already, no reason.
    """
    line = begin("dismiss_juror", contest, actor)
    reason = words("reason", reason, 300, _("请写明解聘的理由。"))
    move(contest)
    won = Juror.objects.filter(pk=juror.pk, contest=contest, dismissed_at=None).update(dismissed_at=at, reason=reason)
    if not won:
        raise NotNow(_("这位评委已经解聘。"), code="juror-dismissed")
    juror.reviews.filter(exclusion="").update(exclusion=Review.Exclusion.DISMISSED, reason=reason, excluded_at=at)
    record("evaluation.juror-dismissed", contest, line, actor, at, {"name": juror.person.name, "reason": reason})
    juror.dismissed_at, juror.reason = at, reason
    return juror


@transaction.atomic
def begin_judging(*, contest: Contest, actor: Actor, at: dt.datetime, seen: int | None = None) -> Contest:
    """Give the entries to the jurors; whoever may not judge an entry is excluded from it, on record.

    Raises Refused: not theirs, entries still taken or not checked, nothing to judge, or an entry with too few jurors left.
    """
    line = begin("begin_judging", contest, actor, seen=seen)
    if local_date(at) <= contest.closes_on:
        raise NotNow(
            _("征集到 %(day)s 截止，次日起才能开始评审。") % {"day": contest.closes_on.isoformat()},
            code="entering-not-over",
            authority=cite(line.article, at),
        )
    if local_date(at) > contest.judging_until:
        raise NotNow(_("评审截止日期已过。"), code="judging-date-past", remedy=_("请先办理延期。"))
    waiting = contest.entries.filter(state=HANDED_IN).count()
    if waiting:
        raise NotNow(
            _("还有 %(n)d 项申报没有完成形式审查。") % {"n": waiting},
            code="forms-unchecked",
            remedy=_("请先逐项审查。"),
        )
    entries = list(whole(contest.entries.filter(state=ADMITTED)).order_by("id"))
    if not entries:
        raise NotNow(
            _("没有通过形式审查的申报，不能开始评审。"), code="no-entries", remedy=_("可以延期征集，或者取消评选。")
        )
    move(contest, target=line.target, judging_at=at)
    jurors = list(contest.jurors.filter(dismissed_at=None).select_related("person").order_by("id"))
    given, excluded = _give(entries, jurors, contest.jurors_per_entry, actor, at)
    _enough(entries, at)
    details = {"entries": len(entries), "jurors": len(jurors), "reviews": given, "excluded": excluded}
    record("evaluation.judging-begun", contest, line, actor, at, details)
    announce(JudgingBegun(at=at, actor_person_id=actor.person_id, contest_id=contest.pk, number=contest.number))
    return contest


@transaction.atomic
def assign_juror(*, entry: Entry, juror: Juror, actor: Actor, at: dt.datetime) -> Review:
    """Give one more juror an entry that is being judged.

    Raises Refused: not theirs, the scoring closed, not a juror of this contest, given already, or a conflict of interest.
    """
    line = begin("assign_juror", entry, actor)
    if entry.contest.state != JUDGING:
        raise NotNow(_("这次评选不在评审中，不能补派评委。"), code="not-judging")
    if juror.contest_id != entry.contest_id or juror.dismissed_at is not None:
        raise Malformed.at("juror", _("请选择这次评选的现任评委。"))
    if any(r.juror_id == juror.pk for r in entry.reviews.all()):
        raise Malformed.at("juror", _("这位评委已经在评这一项，或者须回避。"))
    kind, reason = conflict_with(juror.person_id, entry, at)
    if kind:
        raise NotNow(reason, code="conflict-of-interest", authority=cite(JURORS, at), remedy=_("请另派一位评委。"))
    move(entry)
    review = Review.objects.create(juror=juror, entry=entry, assigned_at=at)
    record("evaluation.juror-assigned", entry, line, actor, at, {"name": juror.person.name})
    announce(
        JurorAssigned(
            at=at,
            actor_person_id=actor.person_id,
            entry_id=entry.pk,
            number=entry.number,
            person_id=juror.person_id,
        )
    )
    return review


@transaction.atomic
def declare_conflict(*, entry: Entry, reason: str, actor: Actor, at: dt.datetime) -> Review:
    """The juror says why not to judge this entry; from now on excluded, what was scored does not count.

    Raises Refused: not given to this juror, excluded already, the scoring closed, no reason.
    """
    line = begin("declare_conflict", entry, actor)
    reason = words("reason", reason, 300, _("请写明与申报方的关系。"))
    if entry.contest.state != JUDGING:
        raise NotNow(_("评分已经截止。"), code="scoring-closed")
    review = review_of(actor, entry)
    assert review is not None
    Review.objects.filter(pk=review.pk, exclusion="").update(
        exclusion=Review.Exclusion.DECLARED, reason=reason, excluded_at=at
    )
    record("evaluation.conflict-declared", entry, line, actor, at, {"name": actor.name, "reason": reason})
    review.refresh_from_db()
    return review


def conflict_with(person_id: int, entry: Entry, at: dt.datetime) -> tuple[str, str]:
    """(kind, sentence) if this person may not judge this entry now; ("", "") otherwise."""
    ties = org.ties_of([person_id], at).get(person_id, [])
    kind, name = conflict(person_id, ties, entry, ties_of_entries([entry], at)[entry.pk])
    return (kind, reason_for(kind, name)) if kind else ("", "")


def reason_for(kind: str, name: str) -> str:
    """The exclusion in words."""
    if kind == Review.Exclusion.MEMBER:
        return _("是申报的团队成员")
    return _("与申报方同属%(body)s，或有上下级隶属关系") % {"body": name}


def exclude_late_conflicts(contest: Contest, entries: Sequence[Entry], at: dt.datetime) -> int:
    """Reviews that have come into conflict since they were given (a juror moved) are excluded, on record. How many."""
    reviews = [r for e in entries for r in e.reviews.all() if not r.exclusion]
    juror_ties = org.ties_of({r.juror.person_id for r in reviews}, at)
    entry_ties = ties_of_entries(entries, at)
    found = 0
    for entry in entries:
        for review in entry.reviews.all():
            if review.exclusion:
                continue
            person = review.juror.person_id
            kind, name = conflict(person, juror_ties.get(person, []), entry, entry_ties[entry.pk])
            if kind:
                Review.objects.filter(pk=review.pk).update(
                    exclusion=kind, reason=reason_for(kind, name), excluded_at=at
                )
                found += 1
    return found


def _give(
    entries: Sequence[Entry], jurors: Sequence[Juror], per_entry: int, actor: Actor, at: dt.datetime
) -> tuple[int, int]:
    """Reviews for these entries and jurors; with *per_entry* the least loaded get it. Gives (given, excluded)."""
    juror_ties = org.ties_of([j.person_id for j in jurors], at)
    entry_ties = ties_of_entries(entries, at)
    load: Counter[int] = Counter()
    rows: list[Review] = []
    for entry in entries:
        free = []
        for juror in jurors:
            kind, name = conflict(juror.person_id, juror_ties[juror.person_id], entry, entry_ties[entry.pk])
            if kind:
                rows.append(
                    Review(
                        juror=juror,
                        entry=entry,
                        assigned_at=at,
                        exclusion=kind,
                        reason=reason_for(kind, name),
                        excluded_at=at,
                    )
                )
            else:
                free.append(juror)
        chosen = sorted(free, key=lambda j: (load[j.pk], j.pk))[: per_entry or None]
        load.update(j.pk for j in chosen)
        rows.extend(Review(juror=j, entry=entry, assigned_at=at) for j in sorted(chosen, key=lambda j: j.pk))
    Review.objects.bulk_create(rows)
    excluded = sum(1 for r in rows if r.exclusion)
    return len(rows) - excluded, excluded


def _enough(entries: Sequence[Entry], at: dt.datetime) -> None:
    """Raises NotNow if an entry is left with fewer jurors than it needs scores."""
    least = least_jurors(local_date(at))
    given = Counter(
        Review.objects.filter(entry__in=[e.pk for e in entries], exclusion="").values_list("entry_id", flat=True)
    )
    short = [e for e in entries if given[e.pk] < least]
    if short:
        raise NotNow(
            _("回避以后，%(entries)s的评委不足 %(least)d 位，不能开始评审。")
            % {"entries": listed(e.number for e in short[:5]), "least": least},
            code="too-few-jurors",
            authority=cite(JURORS, at),
            remedy=_("请再聘任与申报方没有关系的评委；设定了每项评委数的，不能少于 %(least)d。") % {"least": least},
        )
