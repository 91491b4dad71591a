"""The first check by the proposal committee, and the way to the units: one at a time, or many at once."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from django.db import transaction
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Malformed, NotFound, NotNow, Refused
from gongjian.matters import operations as matters
from gongjian.matters import queries as matter_queries
from gongjian.org import queries as org
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Choice, LongText, Option, Pick, PickMany, PickWord, Text, WrongValue
from gongjian.workflow.rows import Rows

from ..events import ProposalAccepted, ProposalDeclined, ProposalTurnedIntoAppeal
from ..models import Proposal
from .texts import CATEGORIES, CATEGORY_LABELS
from .workflows import PROPOSALS, proposal_of

if TYPE_CHECKING:
    from gongjian.matters.models import Matter


def units(at: dt.datetime) -> list[tuple[int, str]]:
    """Units that may lead a proposal."""
    return org.choices(sort="unit", at=at)


def reasons(at: dt.datetime) -> list[str]:
    """The reasons for which a proposal may be declined, in the words of the rules. proposal-rules:3."""
    return [str(word) for word in rulebook.parameter("proposal-rules:3", "reasons", local_date(at))]


def _units(matter: "Matter", actor: Actor, at: dt.datetime) -> Iterable[Option]:
    return units(at)


def _reasons(matter: "Matter", actor: Actor, at: dt.datetime) -> Iterable[Option]:
    return [(word, word) for word in reasons(at)]


@PROPOSALS.command(
    log=Log("proposals.accepted", _("立案"), _("审查后立案。%(words)s")),
    event=ProposalAccepted,
    done=_("已立案，请交办。"),
)
def accept(
    *,
    matter: "Matter",
    category: Annotated[str, Choice(_("类别"), options=CATEGORY_LABELS, missing=_("请从五个类别中选择一个。"))] = "",
    words: Annotated[str, LongText(_("审查意见"), limit=1000, rows=2)] = "",
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> Proposal:
    """立案: it will be handed over and answered; from now on its progress is public if the proposer agreed. proposal-rules:8.

    *category* corrects the proposer's. Raises Refused: not of the committee, not submitted, no such category.
    """
    proposal = proposal_of(matter)
    category = category or matter.category
    if category not in CATEGORIES:
        raise Malformed.at("category", say("请从五个类别中选择一个。"))
    step.move(category=category, public=proposal.publish)
    return proposal


@PROPOSALS.command(
    log=Log("proposals.declined", pgettext_lazy("verb", "不予立案"), _("不予立案：%(reason)s。%(words)s")),
    event=ProposalDeclined,
    done=_("已登记不予立案，提案人和附议人会看到理由。"),
    consequences=(_("提案就此办结；提案人和附议人会看到理由和说明。"),),
)
def decline(
    *,
    matter: "Matter",
    reason: Annotated[str, PickWord(_("理由"), options=_reasons, missing=_("请选择规则列出的一项理由。"))],
    words: Annotated[
        str,
        LongText(
            _("说明"),
            _("具体情况，以及可以走的其他途径。"),
            missing=_("请写明具体情况，提案人和附议人会看到这段话。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> Proposal:
    """不予立案 for one of the reasons of the rules, explained. Raises Refused: not of the committee, no reason, no words."""
    if reason not in reasons(at):
        raise Malformed.at(
            "reason", say("请选择规则列出的一项理由。"), authority=rulebook.cite(step.line.article, on=step.today)
        )
    full_reason = f"{reason}。{words}"
    step.move(end_reason=full_reason)
    step.record()
    step.announce(reason=full_reason)
    return proposal_of(matter)


@PROPOSALS.command(
    log=Log("proposals.turned-into-appeal", _("转为诉求"), _("转为诉求办理：%(reason)s")),
    event=ProposalTurnedIntoAppeal,
    done=_("已转为诉求。"),
    consequences=(_("提案就此办结，内容作为提案人的诉求继续办理。"),),
)
def turn_into_appeal(
    *,
    matter: "Matter",
    reason: Annotated[
        str,
        LongText(
            _("转为诉求的理由"),
            _("例如：没有具体建议，属于意见反映。"),
            missing=_("请写明为什么转为诉求，提案人和附议人会看到。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> Proposal:
    """No concrete advice: it is handled as an appeal of the proposer instead. proposal-rules:4. Raises Refused: no right, no reason."""
    step.move(end_reason=reason)
    return proposal_of(matter)


@PROPOSALS.command(
    log=matters.bundle.log,
    event=matters.bundle.event,
    done=_("已并案，随主案一起办理和答复。"),
    consequences=(_("每位提案人和附议人保留自己的评价；并案可以撤销。"),),
)
def bundle(
    *,
    matter: "Matter",
    original: Annotated[str, Text(_("主案编号"), _("与哪一件合并办理，填写它的编号。"), limit=40)],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> Proposal:
    """并案: work it as one with an accepted proposal; each keeps its verdicts. proposal-rules:9.

    Raises Refused: not of the committee, no such proposal, the main one is not accepted yet or is answered already.
    """
    proposal = proposal_of(matter)
    main = Proposal.objects.select_related("matter").filter(matter__number=original).first()
    if main is not None and main.matter.state == "submitted":
        raise NotNow(
            say("%(number)s还没有立案。") % {"number": main.matter.number},
            authority=rulebook.cite("proposal-rules:9", on=local_date(at)),
            remedy=say("请先对主案立案，再把这一件并入。"),
            code="main-not-accepted",
        )
    matters.bundle.function(matter=matter, original=original, actor=actor, at=at, step=step)
    if proposal.publish:
        matter.change(public=True)
    return proposal


@PROPOSALS.command(
    log=matters.ASSIGNED, event=matters.MatterAssigned, done=_("已交办，对方签收之前仍由提案委员会负责。")
)
def assign(
    *,
    matter: "Matter",
    lead_id: Annotated[int, Pick(_("主办单位"), options=_units, alias="lead", missing=_("请选择一个在册的单位。"))],
    co_unit_ids: Annotated[
        Sequence[int], PickMany(_("协办单位"), options=_units, searched=True, most=20, alias="co_units")
    ] = (),
    words: Annotated[str, LongText(_("交办意见"), limit=1000, rows=3)] = "",
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> Proposal:
    """交办: offer it to the unit that leads, with helpers. The committee stays answerable until it is taken. proposal-rules:10.

    Raises Refused: not of the committee, not accepted, no such unit.
    """
    step.note(**matters.offer(step=step, lead_id=lead_id, co_unit_ids=co_unit_ids, words=words))
    return proposal_of(matter)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """One row of a hand-over: which proposal goes to which unit."""

    number: Annotated[str, Text(_("编号"), limit=40)]
    lead_id: Annotated[int, Pick(_("主办单位"), options=_units)]
    co_unit_ids: Annotated[Sequence[int], PickMany(_("协办单位"), options=_units, searched=True, most=20)] = ()
    words: Annotated[str, Text(_("交办意见"), limit=1000)] = ""


HAND_OVERS = Rows(_("交办"), row=HandOver, most=300)


@transaction.atomic
def hand_over(*, rows: Sequence[HandOver], actor: Actor, at: dt.datetime) -> int:
    """Assign many proposals at once, all or none; gives how many. proposal-rules:10, :16.

    Raises Malformed with a sentence for every row that cannot be assigned; then nothing has changed.
    """
    if not rows:
        raise Malformed(say("请至少为一件提案选择主办单位。"), code="nothing-to-hand-over")
    try:
        rows = HAND_OVERS.clean(rows, required=True)
    except WrongValue as error:
        raise Malformed.at("rows", error.sentence) from error
    wrong: dict[str, list[Any]] = {}
    for n, row in enumerate(rows):
        try:
            found = matter_queries.get_for(actor, row.number)
            assign(
                matter=found,
                lead_id=row.lead_id,
                co_unit_ids=row.co_unit_ids,
                words=row.words,
                actor=actor,
                at=at,
            )
        except Malformed as refused:
            lines = [str(s) for said in refused.fields.values() for s in said] or [str(refused.sentence)]
            wrong[f"row-{n}"] = [f"{row.number}：{line}" for line in lines]
        except (Refused, NotFound) as refused:
            wrong[f"row-{n}"] = [f"{row.number}：{refused.sentence}"]
    if wrong:
        raise Malformed(
            say("有%(n)d件不能交办，一件也没有交办。") % {"n": len(wrong)}, fields=wrong, code="hand-over-refused"
        )
    return len(rows)
