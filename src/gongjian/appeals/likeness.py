"""How alike two appeals are: the same one sent again, or the same subject from another person. Pure.

The index of ``search`` gives candidates (``search.queries.nearest``); here they are compared exactly and put in order. See
``docs/algorithms/likeness.md`` for the reasons and the measured figures.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import add

TITLE_PIECE = 2  # titles are short: pieces of two characters
TEXT_PIECE = 3  # bodies are long: pieces of three say more
MOST_CHARACTERS = 1200  # of a body; what is alike is alike before that
ENOUGH = 40  # pieces in the shorter body from which its containment is believed in full
WORTH_SHOWING = 0.30  # from here on a suggestion is of use (measured by ``gongjian bench duplicates``)
SAMPLES = 16  # pieces of a body that are looked for before it is compared
ENOUGH_SAMPLES = 5
SHARED_BODY = 0.6  # 1 − 0.25 × (1 − body) ≥ 0.9
NEAR_COPY = 0.70  # from here on it is the same text with small changes

_EMPTY = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Only letters, digits and Chinese characters; width, capitals, blanks and punctuation made no difference."""
    bare = _EMPTY.sub("", text.replace("&nbsp;", " ")).casefold()
    if unicodedata.is_normalized("NFKC", bare):  # nearly always, once the wide punctuation is gone
        return bare
    return _EMPTY.sub("", unicodedata.normalize("NFKC", bare).casefold())


def _pieces(text: str, length: int) -> frozenset[str]:
    if len(text) <= length:
        return frozenset([text] if text else [])
    pieces = map(add, text, text[1:])
    for i in range(2, length):
        pieces = map(add, pieces, text[i:])
    return frozenset(pieces)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is compared of one appeal: its plain title and body, and the pieces of each."""

    title: str
    body: str
    title_pieces: frozenset[str]
    body_pieces: frozenset[str]

    def holding(self, pieces: Iterable[str]) -> list[str]:
        """Those of *pieces* that stand anywhere in the title or the body."""
        return [p for p in pieces if p in self.title or p in self.body]


def fingerprint(title: str, body: str) -> Fingerprint:
    """The fingerprint of an appeal; either text may be empty."""
    head, text = plain(title[:MOST_CHARACTERS]), plain(body[:MOST_CHARACTERS])
    return Fingerprint(head, text, _pieces(head, TITLE_PIECE), _pieces(text, TEXT_PIECE))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An appeal that may be alike: its id and its texts."""

    id: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Alike:
    """How alike a candidate is, 0…1: in all, by title, by body; and whether title or body are the very same."""

    id: int
    score: float
    by_title: float
    by_body: float
    same: bool


def similar(
    candidates: Sequence[Candidate], title: str, body: str, *, least: float = WORTH_SHOWING, most: int = 5
) -> list[Alike]:
    """The candidates that are at least so much alike, the likest first (then the newest, the highest id)."""
    mine = fingerprint(title, body)
    others = [(c.id, fingerprint(c.title, c.body)) for c in candidates]
    rarity = _rarity(mine.title_pieces, [mine, *(f for _, f in others)])
    found = [_compare(id_, mine, other, rarity) for id_, other in others]
    found = [a for a in found if a.score >= least]
    return sorted(found, key=lambda a: (-a.score, -a.id))[:most]


class Glance:
    """What is looked at before two appeals are compared exactly: plain texts, some pieces of the body, all of them if need be."""

    __slots__ = ("_pieces", "body", "samples", "title")

    def __init__(self, title: str, body: str) -> None:
        self.title, self.body = plain(title[:MOST_CHARACTERS]), plain(body[:MOST_CHARACTERS])
        step, last = max(1, len(self.body) // SAMPLES), len(self.body) - TEXT_PIECE + 1
        self.samples = [self.body[i : i + TEXT_PIECE] for i in range(0, last, step)]
        self._pieces: frozenset[str] | None = None

    @property
    def pieces(self) -> frozenset[str]:
        """All pieces of the body; made when they are first asked for."""
        if self._pieces is None:
            self._pieces = _pieces(self.body, TEXT_PIECE)
        return self._pieces


def may_be_the_same(one: Glance, two: Glance) -> bool:
    """Whether the two could be alike to nine tenths or more: many times quicker than finding out.

    The titles count for three quarters at most, so the bodies must share six tenths of their pieces, unless a text is the
    very same. Of sixteen pieces of the shorter body, five at least then stand in the other (199 times in 200).
    """
    if not (one.body and two.body) or one.body == two.body or (one.title and one.title == two.title):
        return True
    shorter, longer = (one, two) if len(one.body) <= len(two.body) else (two, one)
    if sum(piece in longer.body for piece in shorter.samples) < min(ENOUGH_SAMPLES, len(shorter.samples)):
        return False
    return _share(one.pieces, two.pieces) >= SHARED_BODY


def nearest_copy(texts: Sequence[tuple[int, str]], text: str, *, least: float = NEAR_COPY) -> tuple[int, float] | None:
    """The earlier text that *text* copies most of, with how much of the shorter one is the same; None if none does."""
    mine = _pieces(plain(text[:MOST_CHARACTERS]), TEXT_PIECE)
    best: tuple[int, float] | None = None
    for id_, other in texts:
        theirs = _pieces(plain(other[:MOST_CHARACTERS]), TEXT_PIECE)
        both = len(mine & theirs)
        share = round(both / len(mine | theirs), 4) if both else 0.0
        if share >= least and (best is None or share > best[1]):
            best = (id_, share)
    return best


def _rarity(pieces: frozenset[str], prints: Sequence[Fingerprint]) -> dict[str, float]:
    """The weight of each of *pieces*: log(1 + all ÷ those that have it). What every text has counts little.

    A piece that only my own title has counts as little: it may be a mere turn of phrase (室没, in 浴室没热水).
    """
    seen: Counter[str] = Counter()
    for each in prints:
        seen.update(each.holding(pieces))
    return {piece: math.log(1 + len(prints) / seen[piece]) if seen[piece] > 1 else math.log(2) for piece in pieces}


def _weight(pieces: Iterable[str], rarity: Mapping[str, float], other: float) -> float:
    return math.fsum(rarity.get(p, other) for p in pieces)


def _compare(id_: int, mine: Fingerprint, other: Fingerprint, rarity: Mapping[str, float]) -> Alike:
    by_title = _by_title(mine, other, rarity)
    by_body = _by_body(mine, other)
    same = bool((mine.title and mine.title == other.title) or (mine.body and mine.body == other.body))
    if mine.body and other.body:
        # Either of the two can show that it is the same matter; together they show it better.
        score = 1 - (1 - 0.75 * by_title) * (1 - by_body)
    else:
        score = by_title
    if same:
        score = max(score, 0.95)
    return Alike(id_, round(score, 4), round(by_title, 4), round(by_body, 4), same)


def _by_title(mine: Fingerprint, other: Fingerprint, rarity: Mapping[str, float]) -> float:
    """Titles against each other; and how much of my title stands anywhere in the other, which counts less."""
    if not mine.title_pieces:
        return 0.0
    unseen = max(rarity.values(), default=1.0)
    my_weight = _weight(mine.title_pieces, rarity, unseen)
    shared = _weight(mine.title_pieces & other.title_pieces, rarity, unseen)
    dice = 2 * shared / (my_weight + _weight(other.title_pieces, rarity, unseen))
    cover = _weight(other.holding(mine.title_pieces), rarity, unseen) / my_weight
    return max(dice, 0.35 * dice + 0.5 * cover)


def _by_body(mine: Fingerprint, other: Fingerprint) -> float:
    """The shared part of both bodies; or of the shorter one, if it is long enough for that to say something."""
    return _share(mine.body_pieces, other.body_pieces)


def _share(mine: frozenset[str], other: frozenset[str]) -> float:
    shared = len(mine & other)
    if not shared:
        return 0.0
    shorter, longer = sorted((len(mine), len(other)))
    resemblance = shared / (shorter + longer - shared)
    contained = shared / shorter * min(1.0, shorter / ENOUGH)
    return max(resemblance, 0.9 * contained)
