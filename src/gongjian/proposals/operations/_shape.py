"""What the verbs of this app share: the proposal of a matter, the window of a session, the ledger of sessions and meetings."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from gongjian.audit import operations as ledger
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Malformed, NotFound, NotNow
from gongjian.rulebook import queries as rulebook

from ..models import CongressSession, Proposal

SESSION = "proposals.session"  # what the ledger calls a session, and a meeting
MEETING = "proposals.meeting"
CATEGORIES = ("teaching", "growth", "living", "rights", "other")  # the five of proposal-rules:1, in its order
PARTS = ("background", "research", "analysis", "advice")
LONGEST_PART = 5000


def part_labels() -> dict[str, str]:
    """The words of the four parts."""
    return {
        "background": _("案由"),
        "research": _("调研情况"),
        "analysis": _("问题分析"),
        "advice": _("具体建议"),
    }


def category_labels() -> list[tuple[str, str]]:
    """The five categories of a proposal: code and word. proposal-rules:1."""
    words = (_("教育教学"), _("成长成才"), _("生活服务"), _("权益维护"), _("其他"))
    return list(zip(CATEGORIES, words, strict=True))


def whole_text(parts: Mapping[str, str]) -> str:
    """The four parts as one text, as the search and the papers read it."""
    labels = part_labels()
    return "\n\n".join(f"{labels[name]}：{parts[name]}" for name in PARTS if parts.get(name))


def proposal_of(matter: Any) -> Proposal:
    """The proposal of a matter, with its session. Raises NotFound for a matter of another kind."""
    row = Proposal.objects.select_related("session__host").filter(matter_id=matter.pk).first()
    if row is None:
        raise NotFound()
    return row


def require_collecting(session: CongressSession, at: dt.datetime) -> None:
    """Raises NotNow outside the days on which this session collects proposals. proposal-rules:15."""
    state = session.state_on(local_date(at))
    if state == "collecting":
        return
    days = {"name": session.name, "opens": session.opens_on.isoformat(), "closes": session.closes_on.isoformat()}
    if state == "coming":
        sentence = _("%(name)s的提案征集从%(opens)s开始，到%(closes)s结束，现在还没有开始。") % days
        remedy = _("可以先准备材料，%(opens)s起再来填写。") % days
    else:
        sentence = _("%(name)s的提案征集从%(opens)s开始，已在%(closes)s结束。") % days
        remedy = _("请等待下一届征集，或者改为提出诉求。")
    raise NotNow(
        sentence, authority=rulebook.cite("proposal-rules:15", on=local_date(at)), remedy=remedy, code="not-collecting"
    )


def least_lengths(at: dt.datetime) -> dict[str, int]:
    """The fewest characters of each part by the rules of that day. proposal-rules:1."""
    day = local_date(at)
    return {name: int(rulebook.parameter("proposal-rules:1", f"{name}_least", day)) for name in PARTS}


def check_parts(parts: Mapping[str, str]) -> dict[str, list[str]]:
    """What is too long in the parts, as sentences by field."""
    wrong = {}
    for name, label in part_labels().items():
        if len(parts.get(name, "")) > LONGEST_PART:
            wrong[name] = [_("%(part)s请不超过%(n)d字，更长的材料请作为附件。") % {"part": label, "n": LONGEST_PART}]
    return wrong


def require_complete(proposal: Proposal, at: dt.datetime) -> None:
    """Raises Malformed where a part is shorter than the rules ask. proposal-rules:1."""
    labels, wrong = part_labels(), {}
    for name, least in least_lengths(at).items():
        length = len("".join(getattr(proposal, name).split()))
        if length < least:
            words = {"part": labels[name], "least": least, "n": length}
            wrong[name] = [_("%(part)s不少于%(least)d字，现在是%(n)d字。") % words]
    if wrong:
        raise Malformed(
            _("提案还不完整：%(what)s") % {"what": "".join(line for lines in wrong.values() for line in lines)},
            fields={name: list(lines) for name, lines in wrong.items()},
            authority=rulebook.cite("proposal-rules:1", on=local_date(at)),
            remedy=_("请先修改提案，补充完整。"),
            code="proposal-incomplete",
        )


def note(
    verb: str,
    subject_kind: str,
    row: Any,
    actor: Actor,
    at: dt.datetime,
    article: str,
    details: Mapping[str, Any] | None = None,
) -> Any:
    """The ledger's entry for a verb on a session or a meeting."""
    return ledger.record(
        actor=actor,
        verb=verb,
        subject_kind=subject_kind,
        subject_id=row.pk,
        label=str(row),
        at=at,
        details=dict(details or {}),
        authority=str(rulebook.cite(article, on=local_date(at))),
    )
