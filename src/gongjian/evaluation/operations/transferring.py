"""What becomes of a winner: it goes into the procedure of proposals, one layer below (contest-rules:11)."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.text import listed
from gongjian.proposals import operations as proposals

from ..events import EntryTransferred
from ..models import Entry
from ..queries import categories
from ._shape import begin, move, record

CODES = ("teaching", "growth", "living", "rights", "other")  # the categories of proposal-rules:1, in its order


@transaction.atomic
def transfer(*, entry: Entry, actor: Actor, at: dt.datetime, seen: int | None = None) -> Entry:
    """Make the awarded entry a proposal of its leader; it waits for the first check like those of delegates.

    Raises Refused: not theirs, not awarded, transferred already, or no session of the congress to take it.
    """
    line = begin("transfer", entry, actor, seen=seen)
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
    move(entry, transferred_at=at, proposal=number)
    record("evaluation.transferred", entry, line, actor, at, {"proposal": number})
    announce(
        EntryTransferred(
            at=at, actor_person_id=actor.person_id, entry_id=entry.pk, number=entry.number, proposal=number
        )
    )
    return entry


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
