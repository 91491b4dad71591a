"""Needs × offers → the best assignment, with reasons. Pure: no Django, no clock, no database.

The assignment maximises the total score under the offers' capacities; a need may stay without an offer if no offer
reaches the floor. Scores are whole points (of 1000), so sums are exact and two machines agree. The solver is
``scipy.optimize.linear_sum_assignment`` (Jonker–Volgenant); an offer of capacity *c* is *c* columns, a need's own
column of the floor value is "none". Nothing depends on the order of the input.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from . import likeness

Points = NDArray[np.int64]
Sort = Literal["office", "college", "student", "local", "firm", ""]

WHOLE = 1000  # points of a perfect match
UNKNOWN = 0.5  # of a part about which nothing is known


@dataclass(frozen=True, slots=True)
class Need:
    """Something that wants a partner. ``key`` is unique and stable; ``body_id`` is who has the need (never its own partner)."""

    key: str
    title: str
    text: str = ""
    body_id: int | None = None
    body_name: str = ""
    sort: Sort = ""
    place: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a body can bring. ``words`` are its duties and key words; ``capacity`` how many needs it can still take on;
    ``load`` how many open problems and pairs it has already."""

    key: str
    body_id: int
    name: str
    words: str
    sort: Sort = ""
    place: str = ""
    capacity: int = 1
    load: int = 0


@dataclass(frozen=True, slots=True)
class Cooperation:
    """A past pair of two bodies: when it ended, and whether with outcomes (or was dissolved)."""

    ended: dt.date
    good: bool


@dataclass(frozen=True)
class History:
    """Past cooperation by pair of body ids (order does not matter), seen from ``today``."""

    today: dt.date
    pairs: Mapping[tuple[int, int], tuple[Cooperation, ...]] = field(default_factory=dict)

    def between(self, one: int | None, other: int) -> tuple[Cooperation, ...]:
        """What the two have done together."""
        if one is None:
            return ()
        return self.pairs.get((one, other), ()) or self.pairs.get((other, one), ())


@dataclass(frozen=True, slots=True)
class Weights:
    """Points for each part at its best (they should sum to 1000) and the floor below which nobody is proposed."""

    subject: int = 500
    kind: int = 150
    place: int = 100
    load: int = 150
    history: int = 100
    floor: int = 350


STANDARD = Weights()

# Which two sorts make which kind of pair (S4), and how good a fit that is.
KINDS: Mapping[frozenset[str], tuple[str, float]] = {
    frozenset({"office"}): ("office-office", 0.8),
    frozenset({"office", "college"}): ("office-college", 1.0),
    frozenset({"office", "student"}): ("office-student", 1.0),
    frozenset({"office", "local"}): ("local", 0.8),
    frozenset({"college", "local"}): ("local", 0.8),
    frozenset({"student", "local"}): ("local", 0.8),
    frozenset({"office", "firm"}): ("firm", 0.8),
    frozenset({"college", "firm"}): ("firm", 1.0),
    frozenset({"student", "firm"}): ("firm", 0.8),
    frozenset({"student"}): ("undergraduate-graduate", 0.7),
}
OTHERWISE = ("one-with-many", 0.4)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: its points, and what it rests on (``facts`` are shown in the sentence)."""

    name: Literal["subject", "kind", "place", "load", "history"]
    points: int
    facts: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One offer judged for one need."""

    offer: Offer
    score: int
    kind: str  # the kind of pair the two would make; "" where a side's sort is not known
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The proposal for one need. ``chosen`` None: nobody; ``why_none`` says which of three reasons.

    ``next_best`` is the best other offer that still has room after the whole assignment; ``difference`` ≥ 0 is by how
    much it is behind the chosen one (behind the floor, where nobody was chosen).
    """

    need: Need
    chosen: Candidate | None
    next_best: Candidate | None
    difference: int | None
    why_none: Literal["", "nothing-in-common", "below-floor", "all-taken"] = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """All choices, ordered by the needs' keys, and the total in points (a need without offer counts the floor)."""

    choices: tuple[Choice, ...]
    total: int

    @property
    def matched(self) -> int:
        return sum(1 for c in self.choices if c.chosen)


def _pair_kind(need: Need, offer: Offer) -> tuple[str, float]:
    if not need.sort or not offer.sort:
        return "", UNKNOWN
    return KINDS.get(frozenset({need.sort, offer.sort}), OTHERWISE)


def _place(need: Need, offer: Offer) -> float:
    if not need.place or not offer.place:
        return UNKNOWN
    return 1.0 if need.place == offer.place else 0.0


def _history(past: Sequence[Cooperation], today: dt.date) -> float:
    """½ for strangers; good endings lift it towards 1, broken ones lower it; each counts half after a year."""
    value = UNKNOWN
    for one in past:
        weight = 0.5 ** (max(0, (today - one.ended).days) / 365)
        value += 0.5 * weight if one.good else -0.5 * weight
    return min(1.0, max(0.0, value))


def _load_points(load: int, weights: Weights) -> int:
    """Full points for an idle body, half with one open problem, a third with two …"""
    return round(weights.load / (1 + load))


def propose(
    needs: Sequence[Need], offers: Sequence[Offer], history: History, *, weights: Weights = STANDARD
) -> Proposal:
    """The assignment of needs to offers with the greatest total score, each with its reasons and the next best.

    An offer is *possible* for a need if it belongs to another body and they share at least one word. A further need
    taken on by the same offer in this assignment counts as one more on its load. Raises ValueError if a key stands
    twice or a capacity is negative. 500 × 800 takes well under five seconds.
    """
    needs = sorted(needs, key=lambda n: n.key)
    offers = sorted(offers, key=lambda o: o.key)
    for name, keys in (("need", [n.key for n in needs]), ("offer", [o.key for o in offers])):
        if len(set(keys)) != len(keys):
            raise ValueError(f"a {name} key stands twice")
    if any(o.capacity < 0 or o.load < 0 for o in offers):
        raise ValueError("capacity and load cannot be negative")
    if not needs:
        return Proposal((), 0)
    judge = _Judge(needs, offers, history, weights)
    slots = judge.assign()
    return judge.report(slots)


class _Judge:
    """The scores of one run: ``base`` without the load part (which depends on the slot), ``possible`` as a mask."""

    def __init__(self, needs: Sequence[Need], offers: Sequence[Offer], history: History, weights: Weights) -> None:
        self.needs, self.offers, self.history, self.weights = needs, offers, history, weights
        count = (len(needs), len(offers))
        self.subject = np.zeros(count, dtype=np.int64)
        self.base = np.zeros(count, dtype=np.int64)
        self.possible = np.zeros(count, dtype=bool)
        if not offers:
            return
        fits = likeness.fits([(n.title, n.text) for n in needs], [o.words for o in offers])
        self.subject = np.rint(fits * weights.subject).astype(np.int64)
        self.possible = fits > 0
        self.base = self.subject + self._kinds() + self._places() + self._histories()
        bodies = np.asarray([-1 if n.body_id is None else n.body_id for n in needs])
        self.possible &= bodies[:, None] != np.asarray([o.body_id for o in offers])[None, :]

    def _by_word(self, wanted: Sequence[str], given: Sequence[str], points: Callable[[int, int], int]) -> Points:
        """A table of points that depend on two words only: each pair of words is judged once (``points`` of examples)."""
        mine, theirs = sorted(set(wanted)), sorted(set(given))
        small = np.asarray([[points(wanted.index(m), given.index(t)) for t in theirs] for m in mine], dtype=np.int64)
        rows, columns = [mine.index(w) for w in wanted], [theirs.index(g) for g in given]
        return np.asarray(small[np.ix_(rows, columns)])

    def _kinds(self) -> Points:
        def points(i: int, j: int) -> int:
            return round(self.weights.kind * _pair_kind(self.needs[i], self.offers[j])[1])

        return self._by_word([n.sort for n in self.needs], [o.sort for o in self.offers], points)

    def _places(self) -> Points:
        def points(i: int, j: int) -> int:
            return round(self.weights.place * _place(self.needs[i], self.offers[j]))

        return self._by_word([n.place for n in self.needs], [o.place for o in self.offers], points)

    def _histories(self) -> Points:
        table = np.full(self.possible.shape, self._history_points(()), dtype=np.int64)
        known = {body for pair in self.history.pairs for body in pair}
        rows = [i for i, n in enumerate(self.needs) if n.body_id in known]
        columns = [j for j, o in enumerate(self.offers) if o.body_id in known]
        for i in rows:
            for j in columns:
                past = self.history.between(self.needs[i].body_id, self.offers[j].body_id)
                table[i, j] = self._history_points(past)
        return table

    def _history_points(self, past: Sequence[Cooperation]) -> int:
        return round(self.weights.history * _history(past, self.history.today))

    def _fixed_parts(self, need: Need, offer: Offer) -> tuple[Part, Part, Part]:
        kind, kind_fit = _pair_kind(need, offer)
        past = self.history.between(need.body_id, offer.body_id)
        good = sum(1 for c in past if c.good)
        return (
            Part("kind", round(self.weights.kind * kind_fit), (kind,)),
            Part("place", round(self.weights.place * _place(need, offer)), (need.place, offer.place)),
            Part("history", self._history_points(past), (good, len(past) - good)),
        )

    def assign(self) -> list[int | None]:
        """For each need the index of its offer, or None."""
        size = len(self.needs)
        owners: list[int] = []
        extra: list[int] = []
        for j, offer in enumerate(self.offers):
            useful = int(self.possible[:, j].sum())
            for slot in range(min(offer.capacity, useful)):
                owners.append(j)
                extra.append(_load_points(offer.load + slot, self.weights))
        width = len(owners)
        table = np.full((size, width + size), -np.inf)
        if width:
            columns = np.asarray(owners)
            scores = self.base[:, columns] + np.asarray(extra)
            table[:, :width] = np.where(self.possible[:, columns], scores, -np.inf)
        table[np.arange(size), width + np.arange(size)] = self.weights.floor
        # The solver wants finite numbers: "impossible" is worse than any sum of possible ones.
        worst = -float(size + 1) * (WHOLE + abs(self.weights.floor) + 1) * 2
        _rows, chosen = linear_sum_assignment(np.where(np.isfinite(table), table, worst), maximize=True)
        return [owners[c] if c < width else None for c in chosen]

    def candidate(self, i: int, j: int, slot: int) -> Candidate:
        need, offer = self.needs[i], self.offers[j]
        kind, place, history = self._fixed_parts(need, offer)
        load = Part("load", _load_points(offer.load + slot, self.weights), (offer.load + slot,))
        subject = Part(
            "subject", int(self.subject[i, j]), likeness.shared_words(f"{need.title} {need.text}", offer.words)
        )
        parts = (subject, kind, place, load, history)
        return Candidate(offer, sum(p.points for p in parts), str(kind.facts[0]), parts)

    def report(self, assigned: Sequence[int | None]) -> Proposal:
        """Slots of an offer go to its needs by strength, then key; the sum is the same for every order."""
        slot_of: dict[int, int] = {}
        used = [0] * len(self.offers)
        for i in sorted(
            (i for i, j in enumerate(assigned) if j is not None), key=lambda i: (-self.base[i, assigned[i]], i)
        ):
            j = assigned[i]
            assert j is not None
            slot_of[i] = used[j]
            used[j] += 1
        free = np.asarray([used[j] < o.capacity for j, o in enumerate(self.offers)], dtype=bool)
        following = np.asarray([_load_points(o.load + used[j], self.weights) for j, o in enumerate(self.offers)])
        choices = []
        total = 0
        for i, need in enumerate(self.needs):
            j = assigned[i]
            chosen = None if j is None else self.candidate(i, j, slot_of[i])
            mark = self.weights.floor if chosen is None else chosen.score
            total += mark
            other = self._next_best(i, j, free, following)
            next_best = None if other is None else self.candidate(i, other, used[other])
            choices.append(
                Choice(
                    need,
                    chosen,
                    next_best,
                    None if next_best is None else mark - next_best.score,
                    "" if chosen else self._why_none(i),
                )
            )
        return Proposal(tuple(choices), total)

    def _next_best(self, i: int, j: int | None, free: NDArray[np.bool_], following: NDArray[np.int64]) -> int | None:
        open_ones = self.possible[i] & free
        if j is not None:
            open_ones[j] = False
        if not open_ones.any():
            return None
        scores = np.where(open_ones, self.base[i] + following, -1)
        return int(scores.argmax())

    def _why_none(self, i: int) -> Literal["nothing-in-common", "below-floor", "all-taken"]:
        if not self.possible[i].any():
            return "nothing-in-common"
        alone = [
            self.base[i, j] + _load_points(o.load, self.weights)
            for j, o in enumerate(self.offers)
            if self.possible[i, j] and o.capacity
        ]
        return "all-taken" if not alone or max(alone) > self.weights.floor else "below-floor"
