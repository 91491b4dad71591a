"""What is alike: similar appeals while typing, near copies among replies."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Refused, Words
from gongjian.matters import operations as matter_verbs
from gongjian.matters import queries as matters
from gongjian.search import queries as search

from .. import likeness
from ..models import Appeal

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

SUBJECT = "matters.matter"
CANDIDATES = 30
SNIPPET = 120
REPLIES = 200


@dataclass(frozen=True)
class Similar:
    """One appeal that is alike, with enough to judge: ``joinable`` while it is not answered."""

    matter: "Matter"
    score: float
    state_label: Words
    unit: str
    snippet: str
    joinable: bool


def similar(title: str, text: str, actor: Actor, *, limit: int = 5, besides: int = 0) -> list[Similar]:
    """Appeals alike to these words among the public ones and those this actor may read, the likest first."""
    if not title.strip() and not text.strip():
        return []
    ids = [i for i in search.nearest(SUBJECT, f"{title}\n{text}", CANDIDATES) if i != besides]
    readable = {m.pk: m for m in matters.visible_to(actor).filter(pk__in=ids, kind="appeal")}
    readable |= {m.pk: m for m in matters.public_ones().filter(pk__in=ids, kind="appeal")}
    candidates = [likeness.Candidate(m.pk, m.title, m.text) for m in readable.values()]
    found = likeness.similar(candidates, title, text, most=limit)
    return [_shown(readable[a.id], a.score, actor) for a in found]


def joinable(matter: "Matter", actor: Actor) -> bool:
    """Whether this actor may join it now."""
    try:
        matter_verbs.check(verb="join", matter=matter, actor=actor)
    except Refused:
        return False
    return True


def _shown(matter: "Matter", score: float, actor: Actor) -> Similar:
    return Similar(
        matter=matter,
        score=score,
        state_label=matters.chip(matter).label,
        unit=(matter.lead or matter.holder).name,
        snippet=matter.text[:SNIPPET],
        joinable=joinable(matter, actor),
    )


def earlier_replies(matter: "Matter", since: dt.datetime) -> list[tuple[int, str]]:
    """(id of the matter, text) of the last final answers of the same unit, for finding near copies."""
    if matter.lead_id is None:
        return []
    rows = Appeal.objects.filter(
        matter__replies__final=True, matter__replies__body_id=matter.lead_id, matter__replies__at__gte=since
    )
    rows = rows.exclude(pk=matter.pk).order_by("-matter__replies__at", "-pk")
    return [(pk, text) for pk, text in rows.values_list("pk", "matter__replies__text")[:REPLIES]]
