"""The life of a pair under the engine, and what its commands share."""

from typing import Any

from gongjian.kernel import counters
from gongjian.search import operations as search
from gongjian.workflow.engine import Transition, Workflow

from ..models import Offer, Pair, PairSignature
from ..permissions import PREDICATES
from ..procedures import PAIRING
from ..queries import SOURCE, again, texts_of


class Pairs(Workflow[Pair]):
    """Pairs: each is counted by kind and state; rights are read from the members, who come with the row."""

    def facts(self, row: Pair) -> dict[str, Any]:
        return {"pair_id": row.pk, "number": row.number}

    def latest(self, row: Pair) -> Pair:
        return again(row)

    def moved(self, step: Transition[Pair], old_state: str) -> None:
        pair = step.row
        counters.add({counter(pair.kind, old_state): -1, counter(pair.kind, pair.state): +1})


class Offers(Workflow[Offer]):
    """Offers: without states, called by body and title in the audit log."""

    def label_of(self, row: Offer) -> str:
        return f"{row.body.name} {row.title}"


OFFERS = Offers(app="pairing", model=Offer, subject="pairing.offer")
PAIRS = Pairs(app="pairing", model=Pair, subject=SOURCE, procedure=PAIRING, rights=PREDICATES)


def counter(kind: str, state: str) -> str:
    """The name of the counter of pairs of this kind in this state."""
    return f"pairing|{kind}|{state}"


def index(pair: Pair) -> None:
    """Put the pair's words into the search index."""
    fresh = Pair.objects.prefetch_related("members__body").get(pk=pair.pk)
    search.put(source=SOURCE, object_id=pair.pk, texts=texts_of(fresh))


def body_ids(pair: Pair) -> tuple[int, ...]:
    """The members' bodies, initiator first."""
    return tuple(pair.members.order_by("part", "id").values_list("body_id", flat=True))


def void_signatures(step: Transition[Pair]) -> int:
    """The signatures in force become void; how many."""
    in_force = PairSignature.objects.filter(member__pair=step.row, void_at__isnull=True)
    return in_force.update(void_at=step.at)
