"""Raise a problem, mark it as a duplicate."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow, Words
from gongjian.matters import operations as matters
from gongjian.matters import queries as matters_queries
from gongjian.org import queries as org
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Text

from ..events import MatterMarkedDuplicate, MatterRaised
from ..models import FieldRecord
from ..permissions import may_raise
from .workflows import PROBLEMS

if TYPE_CHECKING:
    from gongjian.matters.models import Matter


@dataclass(frozen=True, kw_only=True)
class Found:
    """调研记录: how a problem was found in the field. ``affected`` is a number of persons."""

    place: str
    found_on: dt.date
    by_whom: str
    affected: int
    method: str


def _check(title: str, text: str, found: Found | None, today: dt.date) -> None:
    wrong: dict[str, list[Words]] = {k: list(v) for k, v in matters.check_words(title, text).items()}
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
) -> matters.Raised:
    """Raise a problem with the party organisation *origin_id*, which is the first receiver and stays answerable.

    The caller gets the matter and a receipt. With ``anonymous`` the raiser is sealed: handlers never learn who.
    The same form token gives the same matter again. Raises Refused: not signed in, a field is missing, the organisation
    does not exist or has ended. Source: S1, problem-rules:2, :3.
    """
    permit(may_raise, actor, None)
    if (before := matters.raised_before(actor, token)) is not None:
        return before
    _check(title, text, found, local_date(at))
    origin = org.body_rows([origin_id]).get(origin_id)
    if origin is None or origin.sort != "organisation":
        raise Malformed.at("origin", _("请选择一个在册的党支部作为接收组织。"))
    raised = matters.open_matter(
        kind="problem",
        verb="raise_problem",
        title=title,
        text=text,
        category=category,
        origin_id=origin_id,
        actor=actor,
        at=at,
        anonymous=anonymous,
        public=public,
        place=place,
        on_behalf_of=on_behalf_of,
        source="field" if found is not None and source == "self" else source,
        token=token,
    )
    matter = raised.matter
    if found is not None:
        FieldRecord.objects.create(
            matter=matter,
            place=found.place.strip(),
            found_on=found.found_on,
            by_whom=found.by_whom.strip(),
            affected=found.affected,
            method=found.method,
        )
    announce(MatterRaised(**matters.facts(matter, actor, at)))
    return raised


@PROBLEMS.command(
    log=Log("matters.marked-duplicate", _("并为重复"), _("与%(original)s重复，并入办理")),
    event=MatterMarkedDuplicate,
    done=_("已并入。"),
    consequences=(_("本事项就此办结，提出人可以跟踪被并入的事项。"),),
)
def mark_duplicate(
    *,
    matter: "Matter",
    original: Annotated[str, Text(_("被并入事项的编号"), _("例如：难题-2026-0001"), limit=30)],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> "Matter":
    """End it as a duplicate of the matter numbered *original*; the raiser follows that one. problem-rules:21.

    Raises Refused: no such matter, itself, or the other one is itself a duplicate or withdrawn.
    """
    other = matters_queries.numbered(original)
    if other is None:
        raise Malformed.at("original", _("没有编号为“%(number)s”的事项，请核对。") % {"number": original})
    if other.pk == matter.pk:
        raise Malformed.at("original", _("不能并入自身，请填写另一件事项的编号。"))
    if other.state in ("duplicate", "withdrawn"):
        raise NotNow(
            _("%(number)s已经撤回或并入其他事项，不能作为被并入的事项。") % {"number": other.number},
            remedy=_("请填写仍在办理或已销号的事项编号。"),
        )
    step.note(original=other.number, original_id=other.pk)
    return step.move(duplicate_of=other, end_reason=_("与%(number)s重复") % {"number": other.number})


@transaction.atomic
def raise_with_files(*, uploads: Iterable[Any], actor: Actor, at: dt.datetime, **given: Any) -> matters.Raised:
    """``raise_problem`` together with its files: all or none. Raises like both."""
    raised = raise_problem(actor=actor, at=at, **given)
    chosen = list(uploads)
    if chosen and raised.receipt:  # a second click brings the first's result: nothing is attached twice
        matters.attach(matter=raised.matter, uploads=chosen, actor=actor, at=at)
    return raised
