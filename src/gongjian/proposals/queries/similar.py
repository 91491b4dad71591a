"""Earlier proposals that are like the one being written: enough of each to judge whether it is the same."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from gongjian.kernel.actor import Actor
from gongjian.matters import queries as matters
from gongjian.search import queries as search

from ..models import Proposal
from .proposals import MATTERS, ROWS

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

MOST = 5
LOOKED_AT = 60
QUIET = ("draft", "withdrawn")


@dataclass(frozen=True, slots=True)
class Likeness:
    """One earlier proposal, and what became of it: the official answer in its first words; ``url`` if it may be opened."""

    matter: "Matter"
    answer: str
    inside: bool  # the actor may open its page; else its public one


def similar(text: str, actor: Actor, *, besides: int | None = None) -> list[Likeness]:
    """Proposals like this text, the likest first: public ones, and what the actor may read. Three queries and a search."""
    if len(text.strip()) < 4:
        return []
    ids = [pk for pk in search.nearest(MATTERS, text[:300], LOOKED_AT) if pk != besides]
    inside = set(matters.visible_to(actor).filter(pk__in=ids, kind="proposal").values_list("pk", flat=True))
    rows = Proposal.objects.select_related(*ROWS).prefetch_related(Prefetch("matter__replies"))
    rows = rows.filter(Q(matter__public=True) | Q(pk__in=inside), pk__in=ids).exclude(matter__state__in=QUIET)
    found = {p.pk: p for p in rows}
    return [Likeness(found[pk].matter, _answer(found[pk].matter), pk in inside) for pk in ids if pk in found][:MOST]


def _answer(matter: "Matter") -> str:
    final = [reply.text for reply in matter.replies.all() if reply.final]
    return final[-1][:120] if final else ""
