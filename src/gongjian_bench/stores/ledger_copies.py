"""Entries of lives like others that are on record: for the bench's stores. Hashed and linked like every entry.

``originals`` reads what is on record about some subjects. A ``Scribe`` makes from it the same for copies of the subjects,
one behind the other from the chain's ``end``, without asking the database: so another process can hash while this one
writes with ``append``.
"""

import datetime as dt
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
from django.db import transaction

from gongjian.audit import chain, codes, linking, operations
from gongjian.audit.models import Entry, Receipt
from gongjian.kernel import locks

from . import blocks

ENTRY = Entry._meta.db_table
RECEIPT = Receipt._meta.db_table
COLUMNS = (*operations.ENTRY_COLUMNS, "written_at")


class Original(NamedTuple):
    """One entry on record; content and label stand with slots for the words that differ from copy to copy."""

    content: str
    person_id: int | None
    name: str
    title: str
    authority: str
    verb: str
    kind: str
    at: dt.datetime
    day: int  # of ``at`` in UTC, as an ordinal
    hour: str  # and what comes after the day, as the databases read it
    label: str  # of its receipt; empty if none was given


@dataclass(frozen=True, slots=True)
class Subject:
    """What the copy is: its id, how many days later it lived, the words for the slots, and persons who stand for others."""

    id: int
    days: int
    words: tuple[str, ...]
    persons: Mapping[int, tuple[int, str]]


class End(NamedTuple):
    """Where the next entries go: the id, and the last number and hash of the chain."""

    next_id: int
    seq: int
    hash: str


def _slots(text: str, words: Sequence[str]) -> str:
    """The text with ``%(0)s`` for the first word and so on, wherever it stands."""
    text = text.replace("%", "%%")
    for n, word in enumerate(words):
        if word:
            text = text.replace(word.replace("%", "%%"), f"\0{n}\0")
    for n in range(len(words)):
        text = text.replace(f"\0{n}\0", f"%({n})s")
    return text


def as_in_content(text: str) -> str:
    """The text as it stands inside a content (canonical JSON)."""
    return orjson.dumps(text).decode()[1:-1]


def originals(kind: str, words: Mapping[int, Sequence[str]]) -> dict[int, list[Original]]:
    """All entries about these subjects, each with its own words, in the order of the chain; forgotten ones are left out."""
    labels = dict(Receipt.objects.filter(subject_kind=kind).values_list("entry_id", "label"))
    found: dict[int, list[Original]] = defaultdict(list)
    rows = Entry.objects.filter(subject_kind=kind, content__isnull=False).order_by("id")
    for pk, subject_id, content, *columns, at in rows.values_list(
        "id",
        "subject_id",
        "content",
        "actor_person_id",
        "actor_name",
        "actor_title",
        "authority",
        "verb",
        "subject_kind",
        "at",
    ):
        if subject_id in words:
            own, utc = words[subject_id], at.astimezone(dt.UTC).replace(tzinfo=None)
            inside = _slots(content or "", [as_in_content(w) for w in own])
            label = _slots(labels.get(pk, ""), own)
            found[subject_id].append(Original._make([inside, *columns, at, utc.toordinal(), str(utc)[10:], label]))
    return found


class Scribe:
    """Makes entries of copies, one behind the other, all written *now*.

    *zone* is what the database wants to be told ("+00"), or nothing.
    """

    def __init__(self, end: End, now: dt.datetime, zone: str) -> None:
        self.end = end
        self.now = f"{now.astimezone(dt.UTC).replace(tzinfo=None)}{zone}"
        self.zone = zone
        self._days: dict[int, str] = {}

    def _day(self, ordinal: int) -> str:
        if ordinal not in self._days:
            self._days[ordinal] = dt.date.fromordinal(ordinal).isoformat()
        return self._days[ordinal]

    def write(
        self, entries: Sequence[Original], subject: Subject
    ) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        """The entries of the copy, linked, and its receipts: rows for ``append``. Asks no database."""
        made: list[tuple[Any, ...]] = []
        receipts: list[tuple[Any, ...]] = []
        words = {str(n): w for n, w in enumerate(subject.words)}
        inside = {n: as_in_content(w) for n, w in words.items()}
        about, days, persons, zone = subject.id, subject.days, subject.persons, self.zone
        span = dt.timedelta(days=days)
        random = os.urandom(16 * len(entries)).hex()  # the salts: one asking of the system for all
        pk, seq, prev = self.end
        for n, one in enumerate(entries):
            content, person, name, title, authority, verb, kind, at, day, hour, label = one
            salt = random[32 * n : 32 * n + 32]
            content %= inside
            if person is not None and person in persons:
                person, name = persons[person]
            at += span
            written, given = f"{self._day(day + days)}{hour}{zone}", ""
            if label:
                code, label = codes.make_code(), (label % words)[:200]
                receipts.append((code, kind, about, label, pk, written))
                given = chain.receipt_hash(code, kind, about, label, at)
            hashed = chain.content_hash(salt, content, person, name, title, authority)
            body = chain.body_hash(pk, verb, kind, about, at, hashed, authority, given)
            seq += 1
            link = chain.place_hash(seq, prev, body)
            made.append(
                (
                    *(pk, seq, prev, link, salt, hashed, content, person, name, title, authority),
                    *(verb, kind, about, written, given, self.now),
                )
            )
            pk += 1
            prev = link
        self.end = End(pk, seq, prev)
        return made, receipts


def end() -> End:
    """The end of the ledger as it stands."""
    seq, prev, _head = linking.end_of_chain()
    return End((Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0) + 1, seq, prev)


@transaction.atomic
def append(*, entries: blocks.Block, receipts: blocks.Block, begin: End, end: End) -> None:
    """Write these rows of a ``Scribe``, which go from *begin* to *end*, in one transaction.

    Raises RuntimeError if the ledger does not end where they begin.
    """
    locks.lock(linking.LOCK)
    seq, prev, head = linking.end_of_chain()
    if (seq, prev) != begin[1:]:
        raise RuntimeError("the ledger has gone on in the meantime")
    blocks.put(ENTRY, COLUMNS, entries)
    blocks.put(RECEIPT, operations.RECEIPT_COLUMNS, receipts)
    if head is not None:
        head.seq, head.hash = end.seq, end.hash
        head.mark = linking.head_mark(head)
        head.save()
