"""Raise, withdraw, mark as a duplicate."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.audit import operations as ledger
from gongjian.kernel import once
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.numbers import take_number
from gongjian.kernel.outbox import announce
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.org import queries as org
from gongjian.people import operations as people

from ..events import MatterMarkedDuplicate, MatterRaised, MatterWithdrawn
from ..models import FieldRecord, Holding, Involved, Matter
from ..permissions import may_raise
from ..procedures import PROBLEM, SUBJECT
from . import clocks
from ._shape import begin, facts, flow, index, move, record, tally

LONGEST_TEXT = 20_000


@dataclass(frozen=True, kw_only=True)
class Found:
    """调研记录: how a problem was found in the field. ``affected`` is a number of persons."""

    place: str
    found_on: dt.date
    by_whom: str
    affected: int
    method: str


@dataclass(frozen=True)
class Raised:
    """What the raiser gets: the matter and the code of the receipt (empty if the same form was sent before)."""

    matter: Matter
    receipt: str


def _check(title: str, text: str, found: Found | None, today: dt.date) -> None:
    wrong: dict[str, list[str]] = {}
    if not title.strip():
        wrong["title"] = [_("请写一个标题，让人一眼看出是什么事。")]
    elif len(title) > 120:
        wrong["title"] = [_("标题请不超过120字，现在是%(n)d字。") % {"n": len(title)}]
    if not text.strip():
        wrong["text"] = [_("请写明事由：什么时间、什么地点、遇到了什么问题。")]
    elif len(text) > LONGEST_TEXT:
        wrong["text"] = [_("事由请不超过20000字，现在是%(n)d字；更长的材料请作为附件。") % {"n": len(text)}]
    if found is not None:
        if found.found_on > today:
            wrong["found_on"] = [_("调研日期不能晚于今天。")]
        if found.affected < 1:
            wrong["affected"] = [_("涉及人数至少为1。")]
        if not found.place.strip() or not found.by_whom.strip():
            wrong["place"] = [_("调研记录需要写明地点和调研人。")]
    if wrong:
        raise Malformed(fields={k: list(v) for k, v in wrong.items()})


@transaction.atomic
def raise_problem(
    *,
    title: str,
    text: str,
    category: str,
    origin_id: int,
    actor: Actor,
    at: dt.datetime,
    anonymous: bool = False,
    public: bool = True,
    place: str = "",
    on_behalf_of: str = "",
    source: str = "self",
    found: Found | None = None,
    token: str = "",
) -> Raised:
    """Raise a problem with the party organisation *origin_id*, which is the first receiver and stays answerable.

    The caller gets the matter and a receipt. With ``anonymous`` the raiser is sealed: handlers never learn who.
    The same form token gives the same matter again. Raises Refused: not signed in, a field is missing, the organisation
    does not exist or has ended. Source: S1, problem-rules:2, :3.
    """
    permit(may_raise, actor, None)
    if (before := once.result_of(actor=actor, kind="raise", token=token)) is not None:
        return Raised(Matter.objects.get(pk=before), "")
    _check(title, text, found, local_date(at))
    if category not in Matter.Category.values:
        raise Malformed.at("category", _("请选择一个类别。"))
    origin = org.body_rows([origin_id]).get(origin_id)
    if origin is None or origin.sort != "organisation" or (origin.ended and origin.ended <= local_date(at)):
        raise Malformed.at("origin", _("请选择一个在册的党支部作为接收组织。"))
    if found is not None and source == "self":
        source = "field"
    line = PROBLEM.step("raise_problem")
    year = local_date(at).year
    matter = Matter(
        kind="problem",
        title=title.strip(),
        text=text.strip(),
        category=category,
        source=source,
        place=place.strip()[:120],
        on_behalf_of=on_behalf_of.strip()[:120],
        public=public,
        state=PROBLEM.start,
        raiser_id=None if anonymous else actor.person_id,
        sealed_index=actor.sealed if anonymous else "",
        sealed_raiser=people.seal_person(actor.person_id) if anonymous and actor.person_id else b"",
        origin_id=origin.id,
        holder_id=origin.id,
        rule_edition=PROBLEM.edition,
        raised_at=at,
        moved_at=at,
    )
    matter.number = f"难题-{year}-{take_number(f'难题-{year}'):04d}"
    matter.save(force_insert=True)
    if found is not None:
        FieldRecord.objects.create(
            matter=matter,
            place=found.place.strip(),
            found_on=found.found_on,
            by_whom=found.by_whom.strip(),
            affected=found.affected,
            method=found.method,
        )
    Involved.objects.create(matter=matter, body_id=origin.id, part=Involved.Part.ORIGIN)
    Holding.objects.create(matter=matter, body_id=origin.id, since=at)
    clocks.apply(matter, line.clocks, at=at)
    front = clocks.front(matter, matter.state)
    Matter.objects.filter(pk=matter.pk).update(**front)
    for name, value in front.items():
        setattr(matter, name, value)
    tally("problem", matter.state, origin.id, +1)
    flow("raised", at, origin.id)
    index(matter)
    entry = record(
        "matters.raised", matter, line, actor, at, {"to": origin.name, "anonymous": anonymous, "source": source}
    )
    receipt = ledger.issue_receipt(subject_kind=SUBJECT, subject_id=matter.pk, label=str(matter), entry=entry, at=at)
    once.spend(actor=actor, kind="raise", token=token, object_id=matter.pk, at=at)
    announce(MatterRaised(**facts(matter, actor, at)))
    return Raised(matter, receipt.code)


@transaction.atomic
def withdraw(*, matter: Matter, reason: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Matter:
    """The raiser takes it back before it is adopted. Raises Refused: not the raiser, or already adopted. problem-rules:22."""
    line = begin("withdraw", matter, actor, seen=seen)
    if not reason.strip():
        raise Malformed.at("reason", _("请写明撤回的理由。"))
    move(matter, line, at=at, end_reason=reason.strip())
    record("matters.withdrawn", matter, line, actor, at, {"reason": reason.strip()})
    announce(MatterWithdrawn(**facts(matter, actor, at)))
    return matter


@transaction.atomic
def mark_duplicate(*, matter: Matter, original: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Matter:
    """End it as a duplicate of the matter numbered *original*; the raiser follows that one. problem-rules:21.

    Raises Refused: no such matter, itself, or the other one is itself a duplicate or withdrawn.
    """
    line = begin("mark_duplicate", matter, actor, seen=seen)
    other = Matter.objects.filter(number=original.strip()).first()
    if other is None:
        raise Malformed.at("original", _("没有编号为“%(number)s”的事项，请核对。") % {"number": original.strip()[:40]})
    if other.pk == matter.pk:
        raise Malformed.at("original", _("不能并入自身，请填写另一件事项的编号。"))
    if other.state in ("duplicate", "withdrawn"):
        raise NotNow(
            _("%(number)s已经撤回或并入其他事项，不能作为被并入的事项。") % {"number": other.number},
            remedy=_("请填写仍在办理或已销号的事项编号。"),
        )
    move(matter, line, at=at, duplicate_of=other, end_reason=_("与%(number)s重复") % {"number": other.number})
    record("matters.marked-duplicate", matter, line, actor, at, {"original": other.number})
    announce(MatterMarkedDuplicate(**facts(matter, actor, at), original_id=other.pk))
    return matter
