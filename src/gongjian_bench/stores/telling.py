"""What is told and recorded of a copy: words, ledger entries, texts for the search, counters. Asks no database.

So one process can do it while another writes. It inherits the originals by fork, tells the copies in turn and links their
entries, since it knows what it linked last.
"""

import datetime as dt
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from gongjian.appeals import queries as appeal_queries
from gongjian.kernel.clock import local_date
from gongjian_demo.subjects import Subject, Teller, bank

from . import appeal_counts, blocks, ledger_copies, matter_counts, search_index

SOURCE = "matters.matter"
WHO = ("本科生", "研究生", "教师")


@dataclass(frozen=True)
class Original:
    """One matter that is copied, with all that is told of it."""

    id: int
    kind: str
    category: str
    prefix: str  # of its number
    number: str
    title: str
    raised_at: dt.datetime
    ended: bool
    texts: search_index.Ending  # for the search: after number, title and text
    entries: Sequence[ledger_copies.Original]
    life: matter_counts.Counted
    counted: appeal_counts.Counted | None


@dataclass(frozen=True)
class Stage:
    """What all copies share."""

    originals: Sequence[Original]
    span: int
    colleges: Sequence[str]
    scribe: ledger_copies.Scribe
    postgresql: bool
    index: Path | None  # of the search, if it is built apart
    by_category: Mapping[str, Sequence[Subject]]


@dataclass(frozen=True)
class Task:
    """One copy to be told."""

    turn: int
    many: int
    days: int
    numbers: Sequence[str]
    persons: Mapping[int, tuple[int, str]]
    bodies: Mapping[int, int]
    seed: str
    last: bool


@dataclass(frozen=True, slots=True)
class CopiedRows:
    """Rows ready to be written."""

    new: blocks.Block
    entries: blocks.Block
    receipts: blocks.Block
    begin: ledger_copies.End
    end: ledger_copies.End
    documents: blocks.Block
    counts: blocks.Block  # of several copies, now and then


def by_category() -> dict[str, list[Subject]]:
    """The subjects of the demo by category."""
    found: dict[str, list[Subject]] = {}
    for subject in bank():
        found.setdefault(subject.category, []).append(subject)
    return found


_stage: list[Stage] = []
_counts: Counter[str] = Counter()  # of the copies told, until there are so many
MANY_COUNTS = 100_000
_indexes: list[search_index.Apart] = []


def set_stage(stage: Stage) -> None:
    """Before the processes are forked."""
    _stage[:] = [stage]


def tell(task: Task) -> CopiedRows:
    """All rows of one copy that need more than the database can do by itself. The copies are told in turn."""
    stage = _stage[0]
    scribe, postgresql = stage.scribe, stage.postgresql
    rng = random.Random(task.seed)
    teller = Teller(rng)
    everything = bank()
    begin = scribe.end
    new: list[tuple[Any, ...]] = []
    entries: list[tuple[Any, ...]] = []
    receipts: list[tuple[Any, ...]] = []
    documents: list[tuple[int, str, int, str, str]] = []
    counts = _counts
    for one, number in zip(stage.originals[: task.many], task.numbers, strict=True):
        when = local_date(one.raised_at + dt.timedelta(days=task.days))
        subject = rng.choice(stage.by_category.get(one.category) or everything)
        said = teller.tell(subject, rng.choice(stage.colleges), rng.choice(WHO), f"{when.year}年{when.month}月")
        pk = one.id + task.turn * stage.span
        title, place, counted, text_hash = said.title[:120], said.place[:40], None, ""
        if one.counted is not None:
            adds = appeal_counts.counted_later(one.counted, days=task.days, category=one.category, place=place)
            counts.update(adds)
            counted, text_hash = orjson.dumps(adds).decode(), appeal_queries.text_hash(title, said.text)
        matter_counts.count_later(one.life, days=task.days, bodies=task.bodies, into=counts)
        new.append((one.id, number, title, said.text, place, counted, text_hash))
        about = ledger_copies.Subject(pk, task.days, (number, title), task.persons)
        linked, given = scribe.write(one.entries, about)
        entries += linked
        receipts += given
        documents += search_index.prepared(SOURCE, pk, (number, title, said.text), one.texts, postgresql=postgresql)
    documents.sort()  # SQLite's index takes ascending ids together, and puts what it has away at each that is not
    count_rows = blocks.block([], postgresql=postgresql)
    if task.last or len(counts) > MANY_COUNTS:
        count_rows = blocks.block(counts.items(), postgresql=postgresql)
        counts.clear()
    return CopiedRows(
        blocks.block(new, postgresql=postgresql),
        blocks.block(entries, postgresql=postgresql),
        blocks.block(receipts, postgresql=postgresql),
        begin,
        scribe.end,
        search_index.packed(documents, _index()),
        count_rows,
    )


def _index() -> search_index.Apart | None:
    """The search index of this process, opened for the first documents."""
    path = _stage[0].index
    if path is not None and not _indexes:
        _indexes.append(search_index.Apart(path))
    return _indexes[0] if _indexes else None


def finish() -> float:
    """When all copies are told: the search index is made ready. Gives the processor seconds this process has taken."""
    while _indexes:
        _indexes.pop().close()
    return time.process_time()
