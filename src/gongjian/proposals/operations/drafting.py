"""A proposal is written, changed, signed jointly, seconded and submitted; or brought in from a contest."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor, system
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotAllowed, NotNow, Words
from gongjian.matters import operations as matters
from gongjian.matters.operations import Raised
from gongjian.rulebook import queries as rulebook

from ..events import CoSignersInvited, ProposalRevised, ProposalSubmitted
from ..models import CongressSession, Delegate, Invitation, Proposal
from ..permissions import may_propose
from ._shape import CATEGORIES, check_parts, proposal_of, require_collecting, require_complete, whole_text

SYSTEM = system("系统·提案大赛")


def _limit(name: str, at: dt.datetime) -> int:
    return int(rulebook.parameter("proposal-rules:2", name, local_date(at)))


def _require_delegate(session: CongressSession, actor: Actor, at: dt.datetime) -> None:
    row = Delegate.objects.filter(session=session, person_id=actor.person_id or 0).first()
    if actor.person_id is None or row is None or not row.serves_on(local_date(at)):
        raise NotAllowed(
            _("您现在不是%(name)s的代表。") % {"name": session.name},
            authority=rulebook.cite("proposal-rules:2", on=local_date(at)),
            remedy=_("不是代表的同学可以提出诉求，或者请代表提出提案。"),
            code="not-a-delegate",
        )


def _check_text(title: str, category: str, parts: dict[str, str], on: dt.date) -> None:
    wrong: dict[str, list[Words]] = {}
    if not title.strip():
        wrong["title"] = [_("请写明案名，一件提案只写一件事。")]
    elif len(title.strip()) > 120:
        wrong["title"] = [_("案名请不超过120字。")]
    if category not in CATEGORIES:
        wrong["category"] = [_("请从五个类别中选择一个。")]
    if not parts["background"].strip():
        wrong["background"] = [_("请写明案由；其余部分可以以后补充。")]
    wrong |= {name: list(lines) for name, lines in check_parts(parts).items()}
    if wrong:
        raise Malformed(fields=wrong, authority=rulebook.cite("proposal-rules:1", on=on))


def _co_signers(session: CongressSession, ids: Sequence[int], actor: Actor, at: dt.datetime) -> list[int]:
    """The invited joint proposers: other delegates of the session, not more than the rules allow."""
    wanted = [pk for pk in dict.fromkeys(ids) if pk != actor.person_id]
    most = _limit("joint_most", at)
    if len(wanted) + 1 > most:
        raise Malformed.at(
            "co_signers",
            _("联合提出的最多%(n)d名，包括您自己。") % {"n": most},
            authority=rulebook.cite("proposal-rules:2", on=local_date(at)),
        )
    rows = {d.person_id: d for d in Delegate.objects.filter(session=session, person_id__in=wanted)}
    if any(pk not in rows or not rows[pk].serves_on(local_date(at)) for pk in wanted):
        raise Malformed.at("co_signers", _("联名人必须是本届代表，请从名单中选择。"))
    return wanted


def _invite(proposal: Proposal, person_ids: Sequence[int], actor: Actor, at: dt.datetime) -> None:
    """Ask new joint proposers to sign, and take back what was asked of others who have not signed."""
    signed = set(proposal.matter.voices.filter(part="joint").values_list("person_id", flat=True))
    there = set(proposal.invitations.values_list("person_id", flat=True))
    proposal.invitations.exclude(person_id__in=[*person_ids, *signed]).delete()
    fresh = [pk for pk in person_ids if pk not in there]
    Invitation.objects.bulk_create([Invitation(proposal=proposal, person_id=pk, at=at) for pk in fresh])
    if fresh:
        announce(CoSignersInvited(**matters.facts(proposal.matter, actor, at), person_ids=tuple(fresh)))


@transaction.atomic
def draft_proposal(
    *,
    session: CongressSession,
    title: str,
    category: str,
    background: str,
    actor: Actor,
    at: dt.datetime,
    research: str = "",
    analysis: str = "",
    advice: str = "",
    co_signers: Sequence[int] = (),
    publish: bool = True,
    token: str = "",
) -> Raised:
    """Begin a proposal in this session; the drafting delegate gets it with its receipt. Parts may still be missing.

    *co_signers* (person ids) are asked to sign jointly. Raises Refused: no delegate of the session, it does not collect now,
    no title, category or 案由, too many joint proposers. proposal-rules:1, :2, :15.
    """
    permit(may_propose, actor, None)
    require_collecting(session, at)
    _require_delegate(session, actor, at)
    parts = {"background": background, "research": research, "analysis": analysis, "advice": advice}
    parts = {name: text.strip() for name, text in parts.items()}
    _check_text(title, category, parts, local_date(at))
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
        token=token,
    )
    if not raised.receipt:  # a second click brings the first's result
        return raised
    proposal = Proposal.objects.create(matter=raised.matter, session=session, publish=publish, **parts)
    _invite(proposal, invited, actor, at)
    return raised


@transaction.atomic
def revise_proposal(
    *,
    matter: Any,
    title: str,
    category: str,
    background: str,
    actor: Actor,
    at: dt.datetime,
    research: str = "",
    analysis: str = "",
    advice: str = "",
    co_signers: Sequence[int] | None = None,
    publish: bool = True,
    seen: int | None = None,
) -> Proposal:
    """Change the text before it is submitted; whoever has signed or seconded it is told and may take that back.

    Raises Refused: not the proposer, submitted already, the session does not collect, words missing. proposal-rules:1.
    """
    proposal = proposal_of(matter)
    row = proposal.matter
    line = matters.begin("revise_proposal", row, actor, seen=seen)
    require_collecting(proposal.session, at)
    parts = {"background": background, "research": research, "analysis": analysis, "advice": advice}
    parts = {name: text.strip() for name, text in parts.items()}
    _check_text(title, category, parts, local_date(at))
    if co_signers is not None:
        _invite(proposal, _co_signers(proposal.session, co_signers, actor, at), actor, at)
    Proposal.objects.filter(pk=proposal.pk).update(publish=publish, **parts)
    matters.move(row, line, at=at, title=title.strip(), text=whole_text(parts), category=category)
    matters.index(row)
    matters.record("proposals.revised", row, line, actor, at)
    if row.voices.exclude(part="raiser").exists():
        announce(ProposalRevised(**matters.facts(row, actor, at)))
    proposal.refresh_from_db()
    return proposal


@transaction.atomic
def submit(*, matter: Any, actor: Actor, at: dt.datetime, seen: int | None = None) -> Proposal:
    """Hand it in for the first check. proposal-rules:2.

    Raises Refused: not the proposer, the session does not collect, a part is too short, too few seconds (one proposer) and
    too few joint proposers.
    """
    proposal = proposal_of(matter)
    row = proposal.matter
    line = matters.begin("submit", row, actor, seen=seen)
    require_collecting(proposal.session, at)
    require_complete(proposal, at)
    seconds, joint = count_support(proposal)
    least, joint_least = _limit("seconders", at), _limit("joint_least", at)
    if seconds < least and joint + 1 < joint_least:
        raise NotNow(
            _("附议 %(seconds)d 名，至少 %(least)d 名；或者由 %(joint)d 名以上代表联名，现在联名 %(now)d 名。")
            % {"seconds": seconds, "least": least, "joint": joint_least, "now": joint + 1},
            authority=rulebook.cite("proposal-rules:2", on=local_date(at)),
            remedy=_("请先征集附议，或者请被邀请的代表联名。"),
            code="too-few-seconds",
        )
    proposal.invitations.exclude(
        person_id__in=row.voices.filter(part="joint").values_list("person_id", flat=True)
    ).delete()  # who has not signed by now is no joint proposer
    matters.move(row, line, at=at)
    matters.record("proposals.submitted", row, line, actor, at, {"seconds": seconds, "joint": joint})
    announce(ProposalSubmitted(**matters.facts(row, actor, at)))
    return proposal


def count_support(proposal: Proposal) -> tuple[int, int]:
    """How many have seconded it, and how many have signed it jointly besides the proposer."""
    parts = list(proposal.matter.voices.values_list("part", flat=True))
    return parts.count("second"), parts.count("joint")


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
            _("还没有可以转入提案的届次。"),
            authority=rulebook.cite("proposal-rules:17", on=local_date(at)),
            remedy=_("请提案委员会先设立届次。"),
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
    _check_text(title, category if category in CATEGORIES else "other", parts, local_date(at))
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
    if raised.receipt:
        Proposal.objects.create(
            matter=raised.matter, session=session, entry_label=entry_label[:160], entry_url=url[:300], **parts
        )
        announce(ProposalSubmitted(**matters.facts(raised.matter, SYSTEM, at)))
    return raised
