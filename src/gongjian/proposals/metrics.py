"""The yearly report of a session: every number with the sentence that defines it. proposal-rules:18."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel.refused import Words

from .models import CongressSession, Proposal
from .operations import category_labels
from .queries import all_of_session

IN_HAND = ("assigned", "handling", "waiting", "to-sign", "answered", "promised")
CLOSED = ("closed-solved", "closed-reference", "closed-unsatisfied")
NOT_ACCEPTED = ("draft", "seconding", "submitted", "declined", "turned", "withdrawn")

# In the order of the report; the words stand over the columns, the sentences under the numbers.
LABELS: dict[str, Words] = {
    "submitted": pgettext_lazy("figure", "提交"),
    "accepted": pgettext_lazy("figure", "立案"),
    "handed_over": pgettext_lazy("figure", "移交"),
    "answered": pgettext_lazy("figure", "答复"),
    "solved": pgettext_lazy("figure", "解决"),
    "in_hand": pgettext_lazy("figure", "正在办理"),
    "declined": pgettext_lazy("figure", "不予立案"),
    "turned": pgettext_lazy("figure", "转为诉求"),
}
DEFINITIONS: dict[str, Words] = {
    "submitted": _("本届提交审查的提案，含由大赛转入和批量登记的，不含草稿、征集附议中和已撤回的。"),
    "accepted": _("提案委员会审查后立案的提案，含并案办理的。"),
    "handed_over": _("立案的提案中，已经交给承办单位、没有被退回的；移交率是它除以立案数。并案的随主案计算。"),
    "answered": _("移交的提案中，单位负责人已签发正式答复，并且没有因为不满意正在再次办理的。"),
    "solved": _("答复的提案中，最后一次答复的办理结果为“A 已解决”，并且没有以提案人不满意办结的。"),
    "in_hand": _("移交的提案中还没有答复的，等于移交数减去答复数，含正在再次办理的。"),
    "declined": _("审查后按规则列出的理由不予立案的提案。"),
    "turned": _("没有具体建议，转为诉求办理的提案。"),
    "units": _("移交的提案涉及的主办单位数。"),
    "meetings": _("本届已召开并登记纪要的面对面会议数。"),
    "promised": _("答复为“B 列入计划”，正在跟踪到期的提案。"),
}


@dataclass
class Counts:
    """The numbers of some proposals."""

    submitted: int = 0
    accepted: int = 0
    handed_over: int = 0
    answered: int = 0
    solved: int = 0
    in_hand: int = 0
    declined: int = 0
    turned: int = 0
    promised: int = 0

    @property
    def share(self) -> str:
        """The rate of hand-over, "100%"; "—" where nothing is accepted."""
        if not self.accepted:
            return "—"
        percent = 100 * self.handed_over / self.accepted
        return f"{percent:.0f}%" if percent == int(percent) else f"{percent:.1f}%"

    def values(self) -> list[int]:
        return [getattr(self, name) for name in LABELS]


@dataclass
class Report:
    """All figures of a session: in all, by unit (name → counts), by category (word → counts), meetings."""

    session: CongressSession
    total: Counts
    units: list[tuple[str, Counts]] = field(default_factory=list)
    categories: list[tuple[str, Counts]] = field(default_factory=list)
    meetings: int = 0
    discussed: int = 0  # proposals that came up at a meeting


def _is_handed_over(proposal: Proposal) -> bool:
    state = proposal.matter.state
    if state == "bundled" and proposal.matter.bundled_into is not None:
        state = proposal.matter.bundled_into.state
    return state in IN_HAND or state in CLOSED


def _facts(proposal: Proposal) -> Iterable[str]:
    """The words of the report that this proposal counts under."""
    matter = proposal.matter
    if matter.state in ("draft", "seconding", "withdrawn"):
        return
    yield "submitted"
    if matter.state in ("declined", "turned"):
        yield matter.state
    if matter.state in NOT_ACCEPTED:
        return
    yield "accepted"
    if not _is_handed_over(proposal):
        return
    yield "handed_over"
    final = [reply for reply in matter.replies.all() if reply.final]
    again = any(not v.solved and v.round == matter.round - 1 for v in matter.verdicts.all())
    if not final or (again and final[-1].round < matter.round):
        yield "in_hand"
        return
    yield "answered"
    if matter.state == "promised":
        yield "promised"
    if final[-1].grade == "A" and matter.state != "closed-unsatisfied":
        yield "solved"


def _add(counts: Counts, words: Sequence[str]) -> None:
    for word in words:
        setattr(counts, word, getattr(counts, word) + 1)


def report_of(session: CongressSession) -> Report:
    """The yearly report as things stand now. Five queries, however many proposals."""
    total = Counts()
    units: dict[str, Counts] = {}
    categories: dict[str, Counts] = {}
    for proposal in all_of_session(session):
        words = list(_facts(proposal))
        _add(total, words)
        if words:
            _add(categories.setdefault(proposal.matter.category, Counts()), words)
        lead = proposal.matter.lead
        if "handed_over" in words and lead is not None:
            _add(units.setdefault(lead.name, Counts()), words)
    held = session.meetings.filter(state="held")
    labels = dict(category_labels())
    return Report(
        session,
        total,
        sorted(units.items(), key=lambda pair: (-pair[1].handed_over, pair[0])),
        [(str(labels[code]), categories[code]) for code in labels if code in categories],
        held.count(),
        Proposal.objects.filter(session=session, discussions__meeting__state="held").distinct().count(),
    )
