"""The room's numbers; each carries the sentence that defines it."""

import logging
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Count

from gongjian.kernel import counters

from .models import Matter

log = logging.getLogger("gongjian.matters")


def by_state(kind: str = "problem") -> dict[str, int]:
    """How many matters are in each state now, from counters kept by the verbs."""
    prefix = f"matters|{kind}|"
    return {name.removeprefix(prefix): n for name, n in counters.read_prefix(prefix).items() if n}


def held_by(body_ids: list[int], kind: str = "problem") -> dict[int, dict[str, int]]:
    """For each of these bodies, how many matters it holds in each state now."""
    out: dict[int, dict[str, int]] = {}
    for body in body_ids:
        prefix = f"matters-held|{body}|{kind}|"
        out[body] = {name.removeprefix(prefix): n for name, n in counters.read_prefix(prefix).items() if n}
    return out


def _counted() -> Mapping[str, int]:
    rows = Matter.objects.values_list("kind", "state", "holder_id").order_by().annotate(Count("id"))
    totals: dict[str, int] = {}
    for kind, state, holder, n in rows:
        totals[f"matters|{kind}|{state}"] = totals.get(f"matters|{kind}|{state}", 0) + n
        totals[f"matters-held|{holder}|{kind}|{state}"] = n
    return totals


@transaction.atomic
def drift() -> dict[str, int]:
    """Counter name → (counted − kept), only where the two differ. Walks the whole table: for the night."""
    truth = _counted()
    kept = counters.read_prefix("matters|") | counters.read_prefix("matters-held|")
    names = set(truth) | set(kept)
    return {n: truth.get(n, 0) - kept.get(n, 0) for n in names if truth.get(n, 0) != kept.get(n, 0)}


@transaction.atomic
def mend_counters() -> int:
    """Correct drifted counters; gives how many there were (0 is what is expected)."""
    wrong = drift()
    if wrong:
        log.error("counters had drifted: %s", wrong)
        counters.add(wrong)
    return len(wrong)
