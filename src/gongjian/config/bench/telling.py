"""What is told and recorded of a copy: words, ledger entries, texts for the search, counters. Asks no database.

So several processes can do it while another writes; they inherit the originals by fork.
"""

import datetime as dt
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from gongjian.appeals import operations as appeals
from gongjian.appeals import queries as appeal_queries
from gongjian.audit import operations as ledger
from gongjian.config.demo.subjects import Subject, Teller, bank
from gongjian.kernel.clock import local_date
from gongjian.search import operations as search

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
    texts: Sequence[str]  # for the search: after number, title and text
    entries: Sequence[ledger.copying.Original]
    counted: appeals.copying.Counted | None


@dataclass(frozen=True)
class Stage:
    """What all copies share."""

    originals: Sequence[Original]
    span: int
    colleges: Sequence[str]
    zone: str
    postgresql: bool
    by_category: Mapping[str, Sequence[Subject]] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """One copy to be told."""

    turn: int
    many: int
    days: int
    numbers: Sequence[str]
    first_entry: int
    persons: Mapping[int, tuple[int, str]]
    seed: str


@dataclass
class Told:
    """Rows ready to be written."""

    turn: int
    new: list[tuple[Any, ...]]
    entries: list[tuple[Any, ...]]
    receipts: list[tuple[Any, ...]]
    documents: list[tuple[Any, ...]]
    counts: Counter[str]


def by_category() -> dict[str, list[Subject]]:
    """The subjects of the demo by category."""
    found: dict[str, list[Subject]] = {}
    for subject in bank():
        found.setdefault(subject.category, []).append(subject)
    return found


_stage: list[Stage] = []


def set_stage(stage: Stage) -> None:
    """Before the processes are forked."""
    _stage[:] = [stage]


def tell(task: Task) -> Told:
    """All rows of one copy that need more than the database can do by itself."""
    stage = _stage[0]
    rng = random.Random(task.seed)
    teller = Teller(rng)
    everything = bank()
    told = Told(task.turn, [], [], [], [], Counter())
    next_entry = task.first_entry
    for one, number in zip(stage.originals[: task.many], task.numbers, strict=True):
        when = local_date(one.raised_at + dt.timedelta(days=task.days))
        subject = rng.choice(stage.by_category.get(one.category) or everything)
        said = teller.tell(subject, rng.choice(stage.colleges), rng.choice(WHO), f"{when.year}年{when.month}月")
        pk = one.id + task.turn * stage.span
        title, place, counted, text_hash = said.title[:120], said.place[:40], None, ""
        if one.counted is not None:
            adds = appeals.copying.counted_later(one.counted, days=task.days, category=one.category, place=place)
            told.counts.update(adds)
            counted, text_hash = orjson.dumps(adds).decode(), appeal_queries.text_hash(title, said.text)
        told.new.append((one.id, number, title, said.text, place, counted, text_hash))
        words = [(one.number, number), (one.title, title)]
        about = ledger.copying.Subject(pk, task.days, words, task.persons)
        entries, receipts = ledger.copying.alike(one.entries, about, next_entry, stage.zone)
        next_entry += len(one.entries)
        told.entries += entries
        told.receipts += receipts
        texts = [number, title, said.text, *one.texts]
        told.documents += search.prepared(SOURCE, pk, texts, postgresql=stage.postgresql)
    return told
