"""What the matter's page shows of a proposal besides its life: the four parts, who stands behind it, meetings, the promise."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Words
from gongjian.kernel.text import listed
from gongjian.web.dates import day, when
from gongjian.web.shapes import Fact, Facts, Link, Timeline, TimelineItem
from gongjian.web.shapes.atoms import Shape

from . import queries
from .operations import part_labels

if TYPE_CHECKING:
    from .models import Proposal


@dataclass(frozen=True, slots=True)
class Parts(Shape):
    """The four parts under their headings."""

    template: ClassVar[str] = "proposals/parts.html"
    parts: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class SectionPart:
    """One part of the page: anchor, heading, what is drawn, and whether it stands in the narrow column."""

    anchor: str
    heading: Words
    shape: Any
    aside: bool = False


def sections(matter: Any, actor: Actor, at: dt.datetime) -> Iterator[SectionPart]:
    """The parts of the page, in their order."""
    proposal = queries.proposal_of(matter.pk)
    yield SectionPart(
        "parts", _("提案内容"), Parts([(label, getattr(proposal, name)) for name, label in part_labels().items()])
    )
    yield SectionPart("support", _("届次与附议"), _support(proposal), aside=True)
    if (promise := _promise(proposal, matter)) is not None:
        yield SectionPart("promise", _("承诺"), promise, aside=True)
    if (met := _met(matter.pk)) is not None:
        yield SectionPart("meetings", _("面对面"), met)


def _support(proposal: "Proposal") -> Facts:
    support = queries.support_of(proposal)
    session = Link(proposal.session.name, reverse("proposals:session", args=[proposal.session_id]))
    facts = [Fact(_("届次"), session)]
    if support.joint:
        facts.append(Fact(_("联名人"), listed(support.joint)))
    if support.invited and proposal.matter.state in ("draft", "seconding"):
        facts.append(Fact(_("待签署的联名人"), listed(support.invited)))
    if support.seconds:
        facts.append(Fact(_("附议人"), listed(support.seconds), hint=_("共%(n)d名") % {"n": len(support.seconds)}))
    elif proposal.matter.source == "congress":
        facts.append(Fact(_("附议人"), _("还没有")))
    if proposal.form:
        facts.append(Fact(_("提案形式"), proposal.form))
    if proposal.signatories:
        facts.append(Fact(_("署名人数"), proposal.signatories))
    if proposal.entry_label:
        label = proposal.entry_label
        facts.append(Fact(_("参赛作品"), Link(label, proposal.entry_url) if proposal.entry_url else label))
    return Facts(facts)


def _promise(proposal: "Proposal", matter: Any) -> Facts | None:
    promises = [reply for reply in matter.replies.all() if reply.grade == "B" and reply.final]
    reply = max(promises, key=lambda r: (r.at, r.pk), default=None)
    if reply is None:
        return None
    facts = [Fact(_("责任人"), reply.promise_by), Fact(_("最初承诺"), day(reply.promise_on))]
    for moved in proposal.postponements.all():
        facts.append(
            Fact(
                _("变更为"),
                day(moved.due_after),
                hint=_("%(day)s，%(who)s：%(why)s") % {"day": day(moved.at), "who": moved.by, "why": moved.reason},
            )
        )
    if matter.state == "promised" and matter.due_at is not None:
        facts.append(Fact(_("跟踪到"), day(local_date(matter.due_at))))
    return Facts(facts)


def _met(matter_id: int) -> Timeline | None:
    rows = queries.meetings_of(matter_id)
    if not rows:
        return None
    items = []
    for row in rows:
        meeting = row.meeting
        facts = [Fact(_("会议"), Link(meeting.title, reverse("proposals:meeting", args=[meeting.pk])))]
        if row.next_step:
            facts.append(Fact(_("下一步"), row.next_step))
        said = row.said or (_("会议已经取消。") if meeting.state == "called-off" else _("列入议程，还没有登记说明。"))
        tone: Any = "active" if row.said else "quiet"
        items.append(TimelineItem(when(meeting.starts_at), meeting.get_state_display(), row.by, said, facts, tone=tone))
    return Timeline(items)
