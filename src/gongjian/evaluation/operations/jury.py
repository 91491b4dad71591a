"""The jury: appoint, dismiss, give out the entries, and keep those apart who may not judge each other (contest-rules:6)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.kernel.text import listed
from gongjian.org import queries as org
from gongjian.people import queries as people
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Identifier, LongText, Option, Pick, Text

from ..events import JudgingBegun, JurorAssigned
from ..models import Contest, Entry, Juror, Review
from ..permissions import review_of
from ..procedures import ADMITTED, HANDED_IN, JUDGING, JURORS
from ..queries import conflict, get_juror, jurors_of, least_jurors, ties_of_entries, whole
from .workflows import CONTESTS, ENTRIES, cite


@CONTESTS.command(
    log=Log("evaluation.juror-appointed", _("聘任评委"), _("聘任%(name)s为评委。")),
    done=_("评委已聘任。"),
)
def appoint_juror(
    *,
    contest: Contest,
    number: Annotated[
        str,
        Text(_("工号或学号"), _("与申报方同属一个单位、有上下级隶属关系的，系统自动安排回避。"), limit=30),
    ],
    actor: Actor,
    at: dt.datetime,
    step: Transition[Contest] = RUNNING,
) -> Juror:
    """Appoint a person by number. During the judging of a contest where all judge all, the entries are given at once.

    Raises Refused: not theirs, the scoring closed, an unknown number, appointed already.
    """
    person = people.person_by_number(number)
    step.move()
    try:
        with transaction.atomic():
            juror = Juror.objects.create(contest=contest, person=person, appointed_at=at)
    except IntegrityError as error:
        raise Malformed.at(
            "number", _("%(name)s已经是这次评选的评委，或者曾被解聘。") % {"name": person.name}
        ) from error
    step.note(name=person.name)
    if contest.state == JUDGING and not contest.jurors_per_entry:
        _give(list(whole(contest.entries.filter(state=ADMITTED))), [juror], 0, at)
    return juror


@CONTESTS.command(
    log=Log("evaluation.juror-dismissed", _("解聘评委"), _("解聘评委%(name)s：%(reason)s")),
    done=_("评委已解聘。"),
    consequences=(_("这位评委已有的评分不计入结果，记录保留。"), _("解聘以后不能再次聘任。")),
)
def dismiss_juror(
    *,
    contest: Contest,
    juror_id: Annotated[int, Identifier(_("评委"))],
    reason: Annotated[str, LongText(_("解聘的理由"), limit=300, rows=2, missing=_("请写明解聘的理由。"))],
    actor: Actor,
    at: dt.datetime,
    step: Transition[Contest] = RUNNING,
) -> Juror:
    """Dismiss a juror with a reason; what the juror has scored does not count, and stays on record.

    Raises Refused: not theirs, the scoring closed, dismissed already, no reason; NotFound: not a juror of this contest.
    """
    juror = get_juror(contest, juror_id)
    step.move()
    won = Juror.objects.filter(pk=juror.pk, dismissed_at=None).update(dismissed_at=at, reason=reason)
    if not won:
        raise NotNow(_("这位评委已经解聘。"), code="juror-dismissed")
    juror.reviews.filter(exclusion="").update(exclusion=Review.Exclusion.DISMISSED, reason=reason, excluded_at=at)
    step.note(name=juror.person.name)
    juror.dismissed_at, juror.reason = at, reason
    return juror


def _entering_not_over(contest: Contest, actor: Actor, at: dt.datetime) -> NotNow | None:
    """Entries are taken until the end of the last day."""
    if local_date(at) > contest.closes_on:
        return None
    return NotNow(
        _("征集到 %(day)s 截止，次日起才能开始评审。") % {"day": contest.closes_on.isoformat()},
        code="entering-not-over",
        authority=cite(JURORS, at),
    )


def _judging_date_past(contest: Contest, actor: Actor, at: dt.datetime) -> NotNow | None:
    """The jurors need at least one day."""
    if local_date(at) <= contest.judging_until:
        return None
    return NotNow(_("评审截止日期已过。"), code="judging-date-past", remedy=_("请先办理延期。"))


def _forms_unchecked(contest: Contest, actor: Actor, at: dt.datetime) -> NotNow | None:
    """The form of every entry has been checked (contest-rules:5)."""
    waiting = contest.entries.filter(state=HANDED_IN).count()
    if not waiting:
        return None
    return NotNow(
        _("还有 %(n)d 项申报没有完成形式审查。") % {"n": waiting},
        code="forms-unchecked",
        remedy=_("请先逐项审查。"),
    )


def _nothing_to_judge(contest: Contest, actor: Actor, at: dt.datetime) -> NotNow | None:
    """At least one entry has passed the check."""
    if contest.entries.filter(state=ADMITTED).exists():
        return None
    return NotNow(
        _("没有通过形式审查的申报，不能开始评审。"), code="no-entries", remedy=_("可以延期征集，或者取消评选。")
    )


@CONTESTS.command(
    log=Log(
        "evaluation.judging-begun",
        _("开始评审"),
        _("%(entries)s 项申报分派给 %(jurors)s 位评委，共 %(reviews)s 份评审，回避 %(excluded)s 份。"),
    ),
    event=JudgingBegun,
    done=_("评审已开始，评委会收到消息。"),
    consequences=(
        _("通过形式审查的申报分派给评委；有利害关系的评委自动回避，并留下记录。"),
        _("没有提交的申报不再受理，申报不能再撤回。"),
    ),
    conditions=(_entering_not_over, _judging_date_past, _forms_unchecked, _nothing_to_judge),
)
def begin_judging(
    *, contest: Contest, actor: Actor, at: dt.datetime, seen: int | None = None, step: Transition[Contest] = RUNNING
) -> Contest:
    """Give the entries to the jurors; whoever may not judge an entry is excluded from it, on record.

    Raises Refused: not theirs, entries still taken or not checked, nothing to judge, or an entry with too few jurors left.
    """
    step.move(judging_at=at)
    entries = list(whole(contest.entries.filter(state=ADMITTED)).order_by("id"))
    jurors = list(contest.jurors.filter(dismissed_at=None).select_related("person").order_by("id"))
    given, excluded = _give(entries, jurors, contest.jurors_per_entry, at)
    _enough(entries, at)
    step.note(entries=len(entries), jurors=len(jurors), reviews=given, excluded=excluded)
    return contest


def _not_judging(entry: Entry, actor: Actor, at: dt.datetime) -> NotNow | None:
    """Jurors are assigned while the contest is being judged."""
    if entry.contest.state == JUDGING:
        return None
    return NotNow(_("这次评选不在评审中，不能补派评委。"), code="not-judging")


def _free_jurors(row: Any, actor: Actor, at: dt.datetime) -> Iterable[Option]:
    """The jurors in office to whom this entry was not given."""
    taken = {r.juror_id for r in row.reviews.all()}
    return [(j.pk, j.person.name) for j in jurors_of(row.contest) if j.pk not in taken and j.dismissed_at is None]


@ENTRIES.command(
    log=Log("evaluation.juror-assigned", _("补派评委"), _("补派%(name)s评审。")),
    event=JurorAssigned,
    done=_("已补派，评委会收到消息。"),
    conditions=(_not_judging,),
)
def assign_juror(
    *,
    entry: Entry,
    juror_id: Annotated[int, Pick(_("评委"), _("只列出还没有评这一项、也不须回避的评委。"), options=_free_jurors)],
    actor: Actor,
    at: dt.datetime,
    step: Transition[Entry] = RUNNING,
) -> Review:
    """Give one more juror an entry that is being judged.

    Raises Refused: not theirs, the scoring closed, not a juror of this contest, given already, or a conflict of interest.
    """
    juror = (
        Juror.objects.filter(pk=juror_id, contest_id=entry.contest_id, dismissed_at=None)
        .select_related("person")
        .first()
    )
    if juror is None:
        raise Malformed.at("juror_id", _("请选择这次评选的现任评委。"))
    if any(r.juror_id == juror.pk for r in entry.reviews.all()):
        raise Malformed.at("juror_id", _("这位评委已经在评这一项，或者须回避。"))
    kind, reason = conflict_with(juror.person_id, entry, at)
    if kind:
        raise NotNow(reason, code="conflict-of-interest", authority=cite(JURORS, at), remedy=_("请另派一位评委。"))
    step.move()
    step.note(name=juror.person.name)
    step.announce(person_id=juror.person_id)
    return Review.objects.create(juror=juror, entry=entry, assigned_at=at)


def _scoring_closed(entry: Entry, actor: Actor, at: dt.datetime) -> NotNow | None:
    """A conflict is declared while the contest is being judged."""
    return None if entry.contest.state == JUDGING else NotNow(_("评分已经截止。"), code="scoring-closed")


@ENTRIES.command(
    log=Log("evaluation.conflict-declared", _("申报回避"), _("%(name)s申报回避：%(reason)s")),
    done=_("已申报回避。"),
    consequences=(_("您不再评这一项，也不能查看；已有的评分不计入结果。"), _("回避和原因记入台账，在结果中列明。")),
    conditions=(_scoring_closed,),
)
def declare_conflict(
    *,
    entry: Entry,
    reason: Annotated[
        str,
        LongText(
            _("与申报方的关系"),
            _("例如“曾任团队成员的导师”。"),
            limit=300,
            rows=2,
            missing=_("请写明与申报方的关系。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    step: Transition[Entry] = RUNNING,
) -> Review:
    """The juror says why not to judge this entry; from now on excluded, what was scored does not count.

    Raises Refused: not given to this juror, excluded already, the scoring closed, no reason.
    """
    review = review_of(actor, entry)
    assert review is not None
    Review.objects.filter(pk=review.pk, exclusion="").update(
        exclusion=Review.Exclusion.DECLARED, reason=reason, excluded_at=at
    )
    step.note(name=actor.name)
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
        return gettext("是申报的团队成员")
    return gettext("与申报方同属%(body)s，或有上下级隶属关系") % {"body": name}


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


def _give(entries: Sequence[Entry], jurors: Sequence[Juror], per_entry: int, at: dt.datetime) -> tuple[int, int]:
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
