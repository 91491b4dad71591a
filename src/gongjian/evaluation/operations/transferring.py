"""What becomes of a winner: it goes into the procedure of proposals, one layer below (contest-rules:11)."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.text import listed
from gongjian.proposals import operations as proposals
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition

from ..events import EntryTransferred
from ..models import Entry
from ..queries import categories
from .workflows import ENTRIES

CODES = ("teaching", "growth", "living", "rights", "other")  # the categories of proposal-rules:1, in its order


@ENTRIES.command(
    log=Log("evaluation.transferred", gettext_lazy("转入提案程序"), gettext_lazy("转入提案程序，编号%(proposal)s。")),
    event=EntryTransferred,
    done=gettext_lazy("已转入提案程序，团队会收到消息。"),
    consequences=(
        gettext_lazy("以申报负责人为提案人，转入正在进行的届次，等待提案委员会审查。"),
        gettext_lazy("申报页和提案页互相注明，不能撤销。"),
    ),
)
def transfer(
    *, entry: Entry, actor: Actor, at: dt.datetime, seen: int | None = None, step: Transition[Entry] = RUNNING
) -> Entry:
    """Make the awarded entry a proposal of its leader; it waits for the first check like those of delegates.

    Raises Refused: not theirs, not awarded, transferred already, or no session of the congress to take it.
    """
    raised = proposals.raise_from_entry(
        entry_label=_("%(number)s %(title)s，获%(award)s")
        % {"number": entry.number, "title": entry.title, "award": entry.award.name if entry.award else ""},
        title=entry.title,
        category=category_code(entry.category, at),
        background=entry.background,
        research=research_of(entry),
        advice=entry.advice,
        proposer_person_id=entry.leader_id,
        session_id=None,
        url=reverse("evaluation:entry", args=[entry.number]),
        actor=actor,
        at=at,
    )
    number = raised.matter.number
    step.note(proposal=number)
    return step.move(transferred_at=at, proposal=number)


def category_code(word: str, at: dt.datetime) -> str:
    """The code by which proposals know a category."""
    words = categories(local_date(at))
    return CODES[words.index(word)] if word in words[: len(CODES)] else CODES[-1]


def research_of(entry: Entry) -> str:
    """The field research as one text: where, when, how, how many; what was found; the analysis."""
    facts = listed(
        [
            entry.research_place,
            _("%(since)s 至 %(until)s") % {"since": str(entry.research_since), "until": str(entry.research_until)},
            entry.research_method,
            _("受访 %(n)d 人") % {"n": entry.asked or 0},
        ]
    )
    parts = [facts, entry.findings, _("分析：%(text)s") % {"text": entry.analysis}]
    return "\n".join(part for part in parts if part.strip())
