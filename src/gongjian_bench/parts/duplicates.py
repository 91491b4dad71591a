"""Measuring how well appeals that were sent again are found: through the real index, then by likeness."""

import collections
import itertools
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import numpy as np
from django.db import connection
from scipy.sparse import csr_matrix

from gongjian.appeals import likeness
from gongjian.search import operations as search
from gongjian.search import queries as index
from gongjian.spreadsheets import queries as spreadsheets

from .temp_database import temp_database

SOURCE = "appeals.bench"
COLUMNS = spreadsheets.titles_of("title", body="text", label="category", who="raised_by")
CANDIDATES = 30  # as many as a page compares
COPIED = 0.7  # of the shorter body stands in the other, in pieces of at least four characters: a near copy
SHORTEST_COPY = 30
LONGEST_COPY = 2000
SEED = 20261122
Say = Callable[[object], None]


@dataclass(frozen=True, slots=True)
class Text:
    """One row of the file."""

    title: str
    body: str
    label: str = ""
    who: str = ""


def read(data: bytes, filename: str, required: Sequence[str] = ("title", "body")) -> list[Text]:
    """The rows that have a text, from .csv (UTF-8 or GB18030) or the first worksheet of an .xlsx that has these columns.

    Raises Malformed: columns missing, not a table.
    """
    sheets = spreadsheets.read_workbook(data, filename)
    whole = (s for s in sheets if set(required) <= s.find_header(COLUMNS).keys())
    records = next(whole, sheets[0]).records(COLUMNS, required)  # the first one says what is missing
    texts = (Text(*(record.text(name) for name in COLUMNS)) for record in records)
    return [t for t in texts if likeness.plain(t.title + t.body) and (t.label or "label" not in required)]


def shared_pieces(texts: Sequence[str], length: int, least: float) -> list[tuple[int, int]]:
    """Pairs of texts of which the shorter shares at least so large a part of its pieces with the other."""
    numbers: dict[str, int] = {}
    rows = [
        {numbers.setdefault(t[i : i + length], len(numbers)) for i in range(max(0, len(t) - length + 1))} for t in texts
    ]
    ends = np.cumsum([0, *map(len, rows)])
    flat = np.fromiter(itertools.chain.from_iterable(rows), np.int32, int(ends[-1]))
    held = csr_matrix((np.ones(len(flat), np.float32), flat, ends), shape=(len(rows), max(1, len(numbers))))
    found = (held @ held.T).tocoo()
    size = np.diff(ends)
    above = found.row < found.col
    one, two, both = found.row[above], found.col[above], found.data[above]
    near = both >= least * np.minimum(size[one], size[two])
    return [(int(a), int(b)) for a, b in zip(one[near], two[near], strict=True)]


def copied_part(one: str, two: str) -> float:
    """How much of the shorter text stands in the other, in the same order, in pieces of at least four characters."""
    one, two = one[:LONGEST_COPY], two[:LONGEST_COPY]
    blocks = SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
    return sum(b.size for b in blocks if b.size >= 4) / max(1, min(len(one), len(two)))


def truth(texts: Sequence[Text]) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Pairs of rows with the very same title or body, and pairs whose bodies are near copies without that."""
    same: set[tuple[int, int]] = set()
    for values in ([likeness.plain(t.title) for t in texts], [likeness.plain(t.body) for t in texts]):
        places: dict[str, list[int]] = collections.defaultdict(list)
        for n, value in enumerate(values):
            if value:
                places[value].append(n)
        same.update(pair for rows in places.values() for pair in itertools.combinations(rows, 2))
    bodies = [likeness.plain(t.body) for t in texts]
    near = {
        (a, b)
        for a, b in shared_pieces(bodies, 5, 0.3)
        if min(len(bodies[a]), len(bodies[b])) >= SHORTEST_COPY and copied_part(bodies[a], bodies[b]) >= COPIED
    }
    return same, near - same


def made_up(count: int, first: int) -> Iterator[tuple[int, Sequence[str]]]:
    """Invented texts whose words are as unevenly frequent as real ones: so many, numbered from *first*."""
    draw = random.Random(SEED)
    signs = [chr(0x4E00 + n * 7) for n in range(2500)]
    words = ["".join(draw.choices(signs, k=draw.choice((2, 2, 2, 3, 4)))) for _ in range(30_000)]
    shares = list(itertools.accumulate(1 / (n + 3) for n in range(len(words))))
    for n in range(first, first + count):
        text = draw.choices(words, cum_weights=shares, k=draw.randint(40, 140))
        yield n, ["".join(text[:6]), "，".join("".join(text[i : i + 6]) for i in range(6, len(text), 6))]


def suggest(texts: Sequence[Text], row: int) -> list[likeness.Alike]:
    """What a page does for a message: candidates of the index, their texts, and the likest of them (without itself)."""
    mine = texts[row]
    ids = [n for n in index.nearest(SOURCE, f"{mine.title}\n{mine.body}", CANDIDATES + 1) if n != row + 1]
    strangers = index.texts_of(SOURCE, [n for n in ids if n > len(texts)])
    candidates = [
        likeness.Candidate(n, texts[n - 1].title, texts[n - 1].body)
        if n <= len(texts)
        else likeness.Candidate(n, *strangers[n].split("\n", 1))
        for n in ids
    ]
    return likeness.similar(candidates, mine.title, mine.body)


def duplicates(texts: Sequence[Text], others: int, say: Say) -> dict[str, Any]:
    """Every message that has a partner asks for the others; how many partners are among five, and the first."""
    same, near = truth(texts)
    say(f"{len(texts)} texts, {len(same)} pairs with the same title or body, {len(near)} near copies besides")
    partners: dict[int, set[int]] = collections.defaultdict(set)
    for a, b in same | near:
        partners[a].add(b)
        partners[b].add(a)
    shown: dict[int, list[int]] = {}
    took: list[float] = []
    worked: list[float] = []
    with temp_database():
        search.put_many(source=SOURCE, rows=((n, [t.title, t.body]) for n, t in enumerate(texts, start=1)))
        if others:
            search.put_many(source=SOURCE, rows=made_up(others, len(texts) + 1))
        search.settle()
        for row in sorted(partners):
            began, work = time.perf_counter(), time.process_time()
            found = suggest(texts, row)
            took.append((time.perf_counter() - began) * 1000)
            worked.append((time.process_time() - work) * 1000)
            shown[row] = [a.id - 1 for a in found]
    person = {pair for pair in near if texts[pair[0]].who and texts[pair[0]].who == texts[pair[1]].who}
    return {
        "what": "duplicates",
        "rows": len(texts),
        "others": others,
        "database": connection.vendor,
        **_figures(same | near, shown),
        "ms_p50": _part(took, 50),
        "ms_p95": _part(took, 95),
        "cpu_ms_p50": _part(worked, 50),  # of this process alone: tells a busy machine from slow work
        "cpu_ms_p95": _part(worked, 95),
        "same_title_or_body": _figures(same, shown),
        "near_copies_only": _figures(near, shown),
        "near_copies_by_the_same_person": _figures(person, shown),
    }


def _part(values: list[float], percent: int) -> float | None:
    return round(float(np.percentile(values, percent)), 1) if values else None


def _figures(pairs: set[tuple[int, int]], shown: dict[int, list[int]]) -> dict[str, Any]:
    """Precision counts what was shown (at most five, and only what is alike enough); recall counts each way of a pair."""
    partners: dict[int, set[int]] = collections.defaultdict(set)
    for a, b in pairs:
        partners[a].add(b)
        partners[b].add(a)
    total = sum(map(len, partners.values()))
    hits = sum(len(partners[row] & set(shown[row][:5])) for row in partners)
    first = sum(len(partners[row] & set(shown[row][:1])) for row in partners)
    given = sum(len(shown[row][:5]) for row in partners)
    if not total:
        return {"queries": 0, "truth_pairs": 0}
    return {
        "queries": len(partners),
        "truth_pairs": len(pairs),
        "precision_at_5": round(hits / given, 4) if given else 0.0,
        "recall_at_5": round(hits / total, 4),
        "recall_at_1": round(first / total, 4),
        "most_recall_at_1": round(len(partners) / total, 4),
        "first_is_right": round(first / len(partners), 4),
        "shown_per_query": round(given / len(partners), 2),
    }
