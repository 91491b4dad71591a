"""What stands above and wants partners says so here: needs, and how loaded a body is. Filled in the other apps' ``apps.py``."""

from collections.abc import Callable, Iterable, Mapping

from gongjian.kernel.actor import Actor

from .matching import Need

NeedsFor = Callable[[Actor], list[Need]]
LoadOf = Callable[[Iterable[int]], Mapping[int, int]]

_NEEDS: list[NeedsFor] = []
_LOADS: list[LoadOf] = []


def register_needs(provider: NeedsFor) -> None:
    """*provider* gives the open needs that this actor may see and match (e.g. adopted problems without a pair)."""
    if provider not in _NEEDS:
        _NEEDS.append(provider)


def register_load(provider: LoadOf) -> None:
    """*provider* gives, by body id, how many open problems the body has."""
    if provider not in _LOADS:
        _LOADS.append(provider)


def needs_for(actor: Actor, most: int = 500) -> list[Need]:
    """All registered needs that this actor may match, at most *most*, in order of their keys."""
    found = [need for provider in _NEEDS for need in provider(actor)]
    return sorted(found, key=lambda n: n.key)[:most]


def load_of(body_ids: Iterable[int]) -> dict[int, int]:
    """Open problems by body id, summed over all providers."""
    ids = list(body_ids)
    total = dict.fromkeys(ids, 0)
    for provider in _LOADS:
        for body_id, load in provider(ids).items():
            total[body_id] = total.get(body_id, 0) + load
    return total
