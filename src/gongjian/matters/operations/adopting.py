"""Study by the committee, adoption or decline by the members' meeting."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.refused import Malformed, NotFound
from gongjian.rulebook import queries as rulebook

from ..events import MatterAdopted, MatterDeclined, MatterStudied
from ..models import Matter, Resolution, Study
from ._shape import begin, facts, move, record


def _check_day(field: str, day: dt.date, matter: Matter, at: dt.datetime) -> None:
    if day > local_date(at):
        raise Malformed.at(field, _("日期不能晚于今天：只登记已经开过的会。"))
    if day < local_date(matter.raised_at):
        raise Malformed.at(
            field, _("日期不能早于提出之日（%(day)s）。") % {"day": local_date(matter.raised_at).isoformat()}
        )


@transaction.atomic
def study(
    *, matter: Matter, held_on: dt.date, opinion: str, actor: Actor, at: dt.datetime, seen: int | None = None
) -> Matter:
    """Record the committee's study: day and opinion. problem-rules:4.

    Raises Refused: not of the receiving branch, not just raised, a day to come or before the matter was raised.
    """
    line = begin("study", matter, actor, seen=seen)
    _check_day("held_on", held_on, matter, at)
    if not opinion.strip():
        raise Malformed.at("opinion", _("请写明支委会的意见。"))
    Study.objects.create(matter=matter, held_on=held_on, opinion=opinion.strip())
    move(matter, line, at=at)
    record("matters.studied", matter, line, actor, at, {"held_on": held_on.isoformat(), "opinion": opinion.strip()})
    announce(MatterStudied(**facts(matter, actor, at)))
    return matter


def _check_votes(due: int, present: int, in_favour: int, *, adopting: bool, on: dt.date) -> None:
    """Present more than half of those due; adopted by more than half of all due. problem-rules:5; branch rules (2018)."""
    authority = rulebook.cite("problem-rules:5", on=on)
    if due < 1 or present < 0 or in_favour < 0:
        raise Malformed.at("due", _("应到人数至少为1，其余人数不能为负。"))
    if present > due:
        raise Malformed.at("present", _("实到人数不能多于应到人数。"))
    if in_favour > present:
        raise Malformed.at("in_favour", _("赞成人数不能多于实到人数。"))
    if present * 2 <= due:
        raise Malformed.at(
            "present",
            _("实到%(present)d人，没有超过应到%(due)d人的半数，会议无效。") % {"present": present, "due": due},
            authority=authority,
        )
    if adopting and in_favour * 2 <= due:
        raise Malformed.at(
            "in_favour",
            _("赞成%(yes)d人，没有超过应到%(due)d人的半数，不能立项。") % {"yes": in_favour, "due": due},
            authority=authority,
            remedy=_("可以登记为不予立项，或再次讨论后登记。"),
        )


@transaction.atomic
def adopt(
    *,
    matter: Matter,
    held_on: dt.date,
    due: int,
    present: int,
    in_favour: int,
    actor: Actor,
    at: dt.datetime,
    words: str = "",
    seen: int | None = None,
) -> Matter:
    """Record that the members' meeting adopted it. problem-rules:5.

    Raises Refused: not the secretary, not studied yet, no quorum, or no majority of those due.
    """
    line = begin("adopt", matter, actor, seen=seen)
    _check_day("held_on", held_on, matter, at)
    _check_votes(due, present, in_favour, adopting=True, on=local_date(at))
    Resolution.objects.create(
        matter=matter, held_on=held_on, due=due, present=present, in_favour=in_favour, adopted=True, words=words.strip()
    )
    move(matter, line, at=at)
    record(
        "matters.adopted",
        matter,
        line,
        actor,
        at,
        {"held_on": held_on.isoformat(), "due": due, "present": present, "in_favour": in_favour},
    )
    announce(MatterAdopted(**facts(matter, actor, at)))
    return matter


@transaction.atomic
def decline(
    *,
    matter: Matter,
    held_on: dt.date,
    due: int,
    present: int,
    in_favour: int,
    reason: str,
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
) -> Matter:
    """Record that the members' meeting did not adopt it, with the reason the raiser will read. problem-rules:5."""
    if matter.kind != "problem":  # a word of other lives too, with another meaning there
        raise NotFound()
    line = begin("decline", matter, actor, seen=seen)
    _check_day("held_on", held_on, matter, at)
    _check_votes(due, present, in_favour, adopting=False, on=local_date(at))
    if not reason.strip():
        raise Malformed.at("reason", _("不予立项必须说明理由，提出人会看到。"))
    Resolution.objects.create(
        matter=matter,
        held_on=held_on,
        due=due,
        present=present,
        in_favour=in_favour,
        adopted=False,
        words=reason.strip(),
    )
    move(matter, line, at=at, end_reason=reason.strip())
    record("matters.declined", matter, line, actor, at, {"held_on": held_on.isoformat(), "reason": reason.strip()})
    announce(MatterDeclined(**facts(matter, actor, at)))
    return matter
