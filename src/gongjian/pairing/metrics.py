"""Figures of pairing, from the counters the verbs keep; each with the sentence that defines it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import counters
from gongjian.kernel.refused import Words

from .models import Pair
from .procedures import PAIRING

DEFINITIONS: dict[str, Words] = {
    "pairs": _("结对数：按类型和当前状态统计，每个结对只计一次。"),
    "activities": _("活动数：已登记举办的计划活动次数，取消的不计。"),
}


@dataclass(frozen=True, slots=True)
class PairFigures:
    """Counts by kind and state. ``by_kind[kind][state]``."""

    by_kind: dict[str, dict[str, int]]
    activities_held: int

    def of_state(self, state: str) -> int:
        """All kinds together."""
        return sum(row.get(state, 0) for row in self.by_kind.values())


def figures() -> PairFigures:
    """Pairs by kind and state, activities held. Two queries, however many pairs there are."""
    values = counters.read_prefix("pairing|")
    return PairFigures(
        {k: {s.code: values.get(f"pairing|{k}|{s.code}", 0) for s in PAIRING.states} for k in Pair.Kind.values},
        values.get("pairing|activities|held", 0),
    )
