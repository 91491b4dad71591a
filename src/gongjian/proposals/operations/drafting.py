"""A proposal is written, changed, signed jointly, seconded and submitted; or brought in from a contest."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

from django.db import transaction
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor, system
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.matters import operations as matters
from gongjian.matters.operations import Raised
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Choice, Flag, LongText, Option, Pick, PickMany, Text

from ..events import CoSignersInvited, ProposalRevised, ProposalSubmitted
from ..models import CongressSession, Delegate, Invitation, Proposal
from ..queries import collecting_sessions, delegate_choices, get_session, sessions_of
from .texts import (
    CATEGORIES,
    CATEGORY_LABELS,
    LONGEST_PART,
    LONGEST_TITLE,
    check_text,
    require_complete,
    whole_text,
)
from .workflows import (
    PROPOSALS,
    count_support,
    limit,
    not_collecting,
    proposal_of,
    require_collecting,
    require_delegate,
    too_few_seconds,
)

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

SYSTEM = system("系统·提案大赛")


def _co_signers(session: CongressSession, ids: Sequence[int], actor: Actor, at: dt.datetime) -> list[int]:
    """The invited joint proposers: other delegates of the session, not more than the rules allow."""
    wanted = [pk for pk in dict.fromkeys(ids) if pk != actor.person_id]
    most = limit("joint_most", at)
    if len(wanted) + 1 > most:
        raise Malformed.at(
            "co_signers",
            say("联合提出的最多%(n)d名，包括您自己。") % {"n": most},
            authority=rulebook.cite("proposal-rules:2", on=local_date(at)),
        )
    rows = {d.person_id: d for d in Delegate.objects.filter(session=session, person_id__in=wanted)}
    if any(pk not in rows or not rows[pk].serves_on(local_date(at)) for pk in wanted):
        raise Malformed.at("co_signers", say("联名人必须是本届代表，请从名单中选择。"))
    return wanted


def _delegates(matter: "Matter | None", actor: Actor, at: dt.datetime) -> Iterable[Option]:
    """The delegates of its session; for a proposal that is to be made the page offers them when the session is known."""
    if matter is None:
        return ()
    return delegate_choices(proposal_of(matter).session, local_date(at), besides=actor.person_id)


def _invite(proposal: Proposal, person_ids: Sequence[int], actor: Actor, at: dt.datetime) -> None:
    """Ask new joint proposers to sign, and take back what was asked of others who have not signed."""
    signed = set(proposal.matter.voices.filter(part="joint").values_list("person_id", flat=True))
    there = set(proposal.invitations.values_list("person_id", flat=True))
    proposal.invitations.exclude(person_id__in=[*person_ids, *signed]).delete()
    fresh = [pk for pk in person_ids if pk not in there]
    Invitation.objects.bulk_create([Invitation(proposal=proposal, person_id=pk, at=at) for pk in fresh])
    if fresh:
        announce(CoSignersInvited(**matters.facts(proposal.matter, actor, at), person_ids=tuple(fresh)))


def _sessions(row: object, actor: Actor, at: dt.datetime) -> Iterable[Option]:
    return [(s.pk, s.name) for s in collecting_sessions(actor, local_date(at)) or sessions_of(actor)]


def _drafted_before(matter: "Matter", actor: Actor, token: str) -> Raised:
    return matters.raised_again(matter)


Title = Annotated[
    str,
    Text(
        _("案名"),
        _("一件提案只写一件事，例如：关于延长考试周图书馆开放时间的提案。"),
        limit=LONGEST_TITLE,
        missing=_("请写明案名，一件提案只写一件事。"),
    ),
]
Category = Annotated[str, Choice(_("类别"), options=CATEGORY_LABELS, missing=_("请从五个类别中选择一个。"))]
Background = Annotated[str, LongText(_("案由"), limit=LONGEST_PART, missing=_("请写明案由；其余部分可以以后补充。"))]
Research = Annotated[str, LongText(_("调研情况"), limit=LONGEST_PART, rows=5)]
Analysis = Annotated[str, LongText(_("问题分析"), limit=LONGEST_PART, rows=5)]
Advice = Annotated[str, LongText(_("具体建议"), limit=LONGEST_PART, rows=5)]
CoSigners = Annotated[Sequence[int], PickMany(_("联名人"), options=_delegates, searched=True, most=10)]
Publish = Annotated[bool, Flag(_("立案后公开办理进度"), _("公开页面不显示任何人的姓名。"))]


@PROPOSALS.creation(
    log=Log("proposals.drafted", _("起草提案"), _("%(actor)s起草提案，提交%(session)s")),
    done=_("草稿已保存。补充完整以后征集附议。"),
    again=_drafted_before,
)
def draft_proposal(
    *,
    session_id: Annotated[int, Pick(_("届次"), options=_sessions)],
    title: Title,
    category: Category,
    background: Background,
    research: Research = "",
    analysis: Analysis = "",
    advice: Advice = "",
    co_signers: CoSigners = (),
    publish: Publish = True,
    actor: Actor,
    at: dt.datetime,
    token: str = "",
    step: "Transition[Matter]" = RUNNING,
) -> Raised:
    """Begin a proposal in this session; the drafting delegate gets it with its receipt. Parts may still be missing.

    *co_signers* (person ids) are asked to sign jointly. Raises Refused: no delegate of the session, it does not collect now,
    no title, category or 案由, too many joint proposers. proposal-rules:1, :2, :15.
    """
    session = get_session(actor, session_id)
    require_collecting(session, at)
    require_delegate(session, actor, at)
    parts = {"background": background, "research": research, "analysis": analysis, "advice": advice}
    invited = _co_signers(session, co_signers, actor, at)
    raised = matters.open_matter(
        kind="proposal",
        verb="draft_proposal",
        title=title,
        text=whole_text(parts),
        category=category,
        origin_id=session.host_id,
        actor=actor,
        at=at,
        word="proposals.drafted",
        details={"session": session.name},
        public=False,
        source="congress",
    )
    step.recorded()
    proposal = Proposal.objects.create(matter=raised.matter, session=session, publish=publish, **parts)
    _invite(proposal, invited, actor, at)
    return raised


@PROPOSALS.command(
    log=Log("proposals.revised", _("修改提案"), _("%(actor)s修改了提案")),
    event=ProposalRevised,
    done=_("修改已保存。"),
    conditions=(not_collecting,),
)
def revise_proposal(
    *,
    matter: "Matter",
    title: Title,
    category: Category,
    background: Background,
    research: Research = "",
    analysis: Analysis = "",
    advice: Advice = "",
    co_signers: CoSigners = (),
    publish: Publish = True,
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> Proposal:
    """Write it anew before it is submitted; whoever has signed or seconded it is told and may take that back.

    *co_signers* (person ids) are all who are asked to sign jointly. Raises Refused: not the proposer, submitted already, the
    session does not collect, words missing, too many joint proposers. proposal-rules:1, :2.
    """
    proposal = proposal_of(matter)
    parts = {"background": background, "research": research, "analysis": analysis, "advice": advice}
    _invite(proposal, _co_signers(proposal.session, co_signers, actor, at), actor, at)
    for name, text in parts.items():
        setattr(proposal, name, text)
    proposal.publish = publish
    proposal.save(update_fields=[*parts, "publish"])
    step.move(title=title, text=whole_text(parts), category=category)
    matters.index(matter)
    step.record()
    if matter.voices.exclude(part="raiser").exists():
        step.announce()
    else:
        step.unchanged()
    return proposal


@PROPOSALS.command(
    log=Log("proposals.submitted", _("提交提案"), _("提交审查：附议%(seconds)s名，联名%(joint)s名")),
    event=ProposalSubmitted,
    done=_("已提交，等待提案委员会审查。"),
    consequences=(_("提交以后不再修改，附议也不再变动。"),),
    conditions=(not_collecting, too_few_seconds),
)
def submit(
    *,
    matter: "Matter",
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> Proposal:
    """Hand it in for the first check. proposal-rules:2.

    Raises Refused: not the proposer, the session does not collect, a part is too short, too few seconds (one proposer) and
    too few joint proposers.
    """
    proposal = proposal_of(matter)
    require_complete(proposal, at)
    seconds, joint = count_support(proposal)
    proposal.invitations.exclude(
        person_id__in=matter.voices.filter(part="joint").values_list("person_id", flat=True)
    ).delete()  # who has not signed by now is no joint proposer
    step.note(seconds=seconds, joint=joint)
    step.move()
    return proposal


def _session_for(session_id: int | None, at: dt.datetime) -> CongressSession:
    rows = CongressSession.objects.select_related("host")
    if session_id is not None:
        found = rows.filter(pk=session_id).first()
    else:
        found = (
            rows.filter(concluded_on__isnull=True, opens_on__lte=local_date(at)).order_by("-opens_on", "-id").first()
        )
    if found is None:
        raise NotNow(
            say("还没有可以转入提案的届次。"),
            authority=rulebook.cite("proposal-rules:17", on=local_date(at)),
            remedy=say("请提案委员会先设立届次。"),
            code="no-session",
        )
    return found


@transaction.atomic
def raise_from_entry(
    *,
    entry_label: str,
    title: str,
    category: str,
    background: str,
    research: str,
    advice: str,
    proposer_person_id: int,
    session_id: int | None,
    url: str,
    actor: Actor,
    at: dt.datetime,
) -> Raised:
    """A winner of the contest becomes a proposal that waits for the first check, without seconding. proposal-rules:17.

    The right was asked by the contest. *session_id* None: the newest session that is not concluded. The same *url* gives the
    same proposal again. Raises Refused: no session, or a text that is too long.
    """
    session = _session_for(session_id, at)
    parts = {"background": background.strip(), "research": research.strip(), "analysis": "", "advice": advice.strip()}
    check_text(title, category if category in CATEGORIES else "other", parts, local_date(at))
    raised = matters.open_matter(
        kind="proposal",
        verb="bring_in",
        title=title,
        text=whole_text(parts),
        category=category if category in CATEGORIES else "other",
        origin_id=session.host_id,
        actor=SYSTEM,
        at=at,
        word="proposals.brought-in",
        details={"entry": entry_label, "by": actor.title or actor.name, "session": session.name},
        public=False,
        source="contest",
        raiser_id=proposer_person_id,
        token=f"entry:{url}" if url else "",
    )
    if not raised.again:
        Proposal.objects.create(
            matter=raised.matter, session=session, entry_label=entry_label[:160], entry_url=url[:300], **parts
        )
        announce(ProposalSubmitted(**matters.facts(raised.matter, SYSTEM, at)))
    return raised
