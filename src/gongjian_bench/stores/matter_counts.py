"""What a copy of a matter, lived some days later with other bodies, adds to the counters: for the bench's stores."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from gongjian.kernel.clock import local_date
from gongjian.matters import tallies
from gongjian.matters.models import Matter


class Happening(NamedTuple):
    """Something that is counted in its month, for the school and for these bodies."""

    at: dt.datetime
    words: tuple[str, ...]
    bodies: tuple[int, ...]


class Counted(NamedTuple):
    """All that is needed to count a copy without asking the database."""

    kind: str
    state: str
    holder: int
    happenings: tuple[Happening, ...]


def _happening(at: dt.datetime, words: Iterable[str], *bodies: int | None) -> Happening:
    return Happening(at, tuple(words), tuple({b for b in bodies if b is not None}))


def originals(ids: Iterable[int]) -> dict[int, Counted]:
    """What is to be known of these matters."""
    found = {}
    for m in Matter.objects.filter(pk__in=list(ids)).prefetch_related("verdicts"):
        happened = [_happening(m.raised_at, ["raised"], m.origin_id)]
        if m.ended_at is not None:
            happened.append(_happening(m.ended_at, [f"ended-{m.state}"], m.origin_id, m.lead_id))
        for said in m.verdicts.all():
            solved = "verdict-solved" if said.solved else "verdict-not-solved"
            words = ["verdict-presumed"] if said.presumed else [solved, f"verdict-{said.satisfaction}"]
            happened.append(_happening(said.at, words, said.lead_id))
        found[m.pk] = Counted(m.kind, m.state, m.holder_id, tuple(happened))
    return found


def count_later(original: Counted, *, days: int, bodies: Mapping[int, int], into: Counter[str]) -> None:
    """Add what the copy adds; *bodies* says who stands for whom. Asks no database."""
    kind, state, holder, happenings = original
    span = dt.timedelta(days=days)
    into[tallies.state(kind, state)] += 1
    into[tallies.held(bodies.get(holder, holder), kind, state)] += 1
    for at, words, concerned in happenings:
        day = local_date(at + span)
        month = f"{day.year}-{day.month:02d}"
        for word in words:
            into[tallies.flow(kind, month, word)] += 1
            for body in {bodies.get(b, b) for b in concerned}:
                into[tallies.flow_of(body, kind, month, word)] += 1
