"""Preparing a contest: charter, criteria and awards, publication, prolongation, calling off."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.idempotency import store_result, stored_result
from gongjian.kernel.outbox import announce
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.kernel.sequences import next_number
from gongjian.org import queries as org
from gongjian.rulebook import queries as rulebook

from ..events import ContestCalledOff, ContestOpened, ContestProlonged
from ..models import Award, Contest, Criterion
from ..permissions import may_draw_up
from ..procedures import CONTEST, CRITERIA, JUDGING, OPEN
from ..queries import notice_days
from ._shape import begin, cite, index, move, record, words

SERIES = "评选"


@dataclass(frozen=True, slots=True)
class Charter:
    """章程: what the host decides about a contest. ``notice_days`` 0: as many as the rules say."""

    title: str
    edition: int
    kind: str
    host_id: int
    text: str
    opens_on: dt.date
    closes_on: dt.date
    judging_until: dt.date
    anonymous: bool = True
    jurors_per_entry: int = 0
    notice_days: int = 0


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """评分项: its name, most points, weight."""

    name: str
    most: int
    weight: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class AwardLine:
    """奖项: its name and quota; the first of the list is the highest."""

    name: str
    quota: int


@transaction.atomic
def draw_up_contest(*, charter: Charter, actor: Actor, at: dt.datetime, token: str = "") -> Contest:
    """Draw up a contest; it gets a number and waits, as a draft, for criteria, awards, jurors and publication (S9, S34).

    Raises Refused: without the right for the host body, or if the charter does not hold together.
    """
    known = stored_result(actor=actor, kind="evaluation.draw-up", token=token)
    if known is not None:
        return Contest.objects.select_related("host").get(pk=known)
    host = org.body_rows([charter.host_id]).get(charter.host_id)
    if host is None:
        raise Malformed.at("host", _("请选择主办单位。"))
    permit(may_draw_up, actor, host)
    fields = _checked(charter, at)
    year = local_date(at).year
    contest = Contest.objects.create(
        number=f"{SERIES}-{year}-{next_number(f'{SERIES}-{year}'):04d}",
        state=CONTEST.start,
        drawn_up_at=at,
        **fields,
    )
    contest = Contest.objects.select_related("host").get(pk=contest.pk)
    index(contest)
    record("evaluation.drawn-up", contest, CONTEST.step("draw_up_contest"), actor, at, _details(charter))
    store_result(actor=actor, kind="evaluation.draw-up", token=token, object_id=contest.pk, at=at)
    return contest


@transaction.atomic
def amend_contest(
    *, contest: Contest, charter: Charter, actor: Actor, at: dt.datetime, seen: int | None = None
) -> Contest:
    """Change the charter while it is a draft. Raises Refused: not theirs, published already, malformed."""
    line = begin("amend_contest", contest, actor, seen=seen)
    host = org.body_rows([charter.host_id]).get(charter.host_id)
    if host is None:
        raise Malformed.at("host", _("请选择主办单位。"))
    permit(may_draw_up, actor, host)
    move(contest, **_checked(charter, at))
    contest = Contest.objects.select_related("host").get(pk=contest.pk)
    index(contest)
    record("evaluation.amended", contest, line, actor, at, _details(charter))
    return contest


@transaction.atomic
def set_criteria(
    *,
    contest: Contest,
    criteria: Sequence[CriterionLine],
    awards: Sequence[AwardLine],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
) -> Contest:
    """Say what is judged and what can be won, in place of what was said before (contest-rules:2).

    Raises Refused: not theirs, published already, weights that do not sum up, nothing to win.
    """
    line = begin("set_criteria", contest, actor, seen=seen)
    _check_lines(criteria, awards, at)
    move(contest)
    contest.criteria.all().delete()
    contest.awards.all().delete()
    Criterion.objects.bulk_create(
        Criterion(contest=contest, place=n, name=c.name.strip(), text=c.text.strip(), most=c.most, weight=c.weight)
        for n, c in enumerate(criteria, start=1)
    )
    Award.objects.bulk_create(
        Award(contest=contest, place=n, name=a.name.strip(), quota=a.quota) for n, a in enumerate(awards, start=1)
    )
    details = {
        "criteria": [f"{c.name} {c.weight}" for c in criteria],
        "awards": [f"{a.name} {a.quota}" for a in awards],
        "count": len(criteria),
        "kinds": len(awards),
    }
    record("evaluation.criteria-set", contest, line, actor, at, details)
    return contest


@transaction.atomic
def open_contest(*, contest: Contest, actor: Actor, at: dt.datetime, seen: int | None = None) -> Contest:
    """Publish the charter and call for entries. Criteria and awards are fixed from here on (contest-rules:1).

    Raises Refused: not theirs, not a draft, no criteria or awards yet, the dates over.
    """
    line = begin("open_contest", contest, actor, seen=seen)
    if not contest.criteria.exists() or not contest.awards.exists():
        raise NotNow(
            _("还没有设定评分项和奖项，不能公布征集。"),
            code="no-criteria-yet",
            authority=cite(CRITERIA, at),
            remedy=_("请先填写评分项与奖项。"),
        )
    if contest.closes_on < local_date(at):
        raise NotNow(_("征集截止日期已过，不能公布征集。"), code="closed-already", remedy=_("请先修改章程中的日期。"))
    move(contest, target=line.target, opened_at=at)
    record("evaluation.opened", contest, line, actor, at, {"until": contest.closes_on.isoformat()})
    announce(ContestOpened(at=at, actor_person_id=actor.person_id, contest_id=contest.pk, number=contest.number))
    return contest


@transaction.atomic
def prolong(
    *,
    contest: Contest,
    closes_on: dt.date,
    judging_until: dt.date,
    reason: str,
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
) -> Contest:
    """Move the dates for everybody, never forward to an earlier day (contest-rules:4).

    Raises Refused: not theirs, not open or judged, a date earlier than before, no reason.
    """
    line = begin("prolong", contest, actor, seen=seen)
    reason = words("reason", reason, 500, _("请写明延期的理由。"))
    if contest.state == JUDGING and closes_on != contest.closes_on:
        raise Malformed.at("closes_on", _("评审已经开始，征集截止日期不再改动。"))
    if closes_on < contest.closes_on or judging_until < contest.judging_until:
        raise Malformed.at("closes_on", _("只能延后，不能提前。"))
    if (closes_on, judging_until) == (contest.closes_on, contest.judging_until):
        raise Malformed.at("closes_on", _("日期没有改动。"))
    if judging_until <= closes_on:
        raise Malformed.at("judging_until", _("评审截止须晚于征集截止。"))
    move(contest, closes_on=closes_on, judging_until=judging_until, remark=reason)
    details = {"until": closes_on.isoformat(), "judging": judging_until.isoformat(), "reason": reason}
    record("evaluation.prolonged", contest, line, actor, at, details)
    announce(
        ContestProlonged(
            at=at, actor_person_id=actor.person_id, contest_id=contest.pk, number=contest.number, reason=reason
        )
    )
    return contest


@transaction.atomic
def call_off(*, contest: Contest, reason: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Contest:
    """There will be no contest; what was entered stays as it is (contest-rules:12).

    Raises Refused: not theirs, ended already, no reason.
    """
    line = begin("call_off", contest, actor, seen=seen)
    reason = words("reason", reason, 500, _("请写明取消的理由。"))
    was_open = contest.state != CONTEST.start
    move(contest, target=line.target, ended_at=at, remark=reason)
    record("evaluation.called-off", contest, line, actor, at, {"reason": reason})
    if was_open:
        announce(
            ContestCalledOff(
                at=at, actor_person_id=actor.person_id, contest_id=contest.pk, number=contest.number, reason=reason
            )
        )
    return contest


def _checked(charter: Charter, at: dt.datetime) -> dict[str, Any]:
    """The fields of the row. Raises Malformed naming every wrong field."""
    wrong: dict[str, list[Any]] = {}
    for field, text, most, why in (
        ("title", charter.title, 80, _("请写明名称。")),
        ("text", charter.text, 5000, _("请写明章程。")),
    ):
        try:
            words(field, text, most, why)
        except Malformed as error:
            wrong.update(error.fields)
    if charter.kind not in Contest.Kind.values:
        wrong["kind"] = [_("请选择类型。")]
    if not 1 <= charter.edition <= 999:
        wrong["edition"] = [_("届次须为 1 至 999。")]
    if charter.closes_on < charter.opens_on:
        wrong["closes_on"] = [_("征集截止不能早于征集开始。")]
    elif charter.closes_on < local_date(at):
        wrong["closes_on"] = [_("征集截止不能早于今天。")]
    if charter.judging_until <= charter.closes_on:
        wrong["judging_until"] = [_("评审截止须晚于征集截止。")]
    least = notice_days(local_date(at))
    if charter.notice_days and charter.notice_days < least:
        wrong["notice_days"] = [_("公示不少于 %(n)d 个工作日。") % {"n": least}]
    if not 0 <= charter.jurors_per_entry <= 50 or charter.notice_days > 60:
        wrong.setdefault("jurors_per_entry", []).append(_("数字超出范围。"))
    if wrong:
        raise Malformed(fields=wrong)
    return {
        "title": charter.title.strip(),
        "edition": charter.edition,
        "kind": charter.kind,
        "host_id": charter.host_id,
        "text": charter.text.strip(),
        "opens_on": charter.opens_on,
        "closes_on": charter.closes_on,
        "judging_until": charter.judging_until,
        "anonymous": charter.anonymous,
        "jurors_per_entry": charter.jurors_per_entry,
        "notice_days": charter.notice_days or least,
    }


def _details(charter: Charter) -> dict[str, Any]:
    """What the ledger keeps of the charter."""
    return {
        "opens": charter.opens_on.isoformat(),
        "until": charter.closes_on.isoformat(),
        "judging": charter.judging_until.isoformat(),
        "anonymous": charter.anonymous,
    }


def _check_lines(criteria: Sequence[CriterionLine], awards: Sequence[AwardLine], at: dt.datetime) -> None:
    wrong: dict[str, list[Any]] = {}
    total = int(rulebook.parameter(CRITERIA, "weights_total", local_date(at)))
    if not criteria:
        wrong["criteria"] = [_("至少填写一个评分项。")]
    elif sum(c.weight for c in criteria) != total:
        wrong["criteria"] = [
            _("各项权重合计须为 %(total)d，现在是 %(now)d。") % {"total": total, "now": sum(c.weight for c in criteria)}
        ]
    for c in criteria:
        if not c.name.strip() or len(c.name) > 40 or not 1 <= c.most <= 1000 or c.weight < 1 or len(c.text) > 300:
            wrong.setdefault("criteria", []).append(_("评分项须有名称、满分（1 至 1000）和权重。"))
            break
    names = [c.name.strip() for c in criteria]
    if len(set(names)) < len(names):
        wrong.setdefault("criteria", []).append(_("评分项的名称不能重复。"))
    if not awards:
        wrong["awards"] = [_("至少填写一个奖项。")]
    if any(not a.name.strip() or len(a.name) > 40 or not 1 <= a.quota <= 500 for a in awards):
        wrong.setdefault("awards", []).append(_("奖项须有名称和名额（1 至 500）。"))
    if wrong:
        raise Malformed(fields=wrong)


def next_entry_number(at: dt.datetime) -> str:
    """The next number of an entry."""
    year = local_date(at).year
    return f"申报-{year}-{next_number(f'申报-{year}'):04d}"


def within_entering(contest: Contest, at: dt.datetime) -> bool:
    """Whether entries can be written and handed in on this day."""
    return contest.state == OPEN and contest.opens_on <= local_date(at) <= contest.closes_on
