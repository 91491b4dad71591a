"""Entries of lives like others that are on record: for the bench's stores. Hashed and linked like every entry.

``originals`` reads what is on record about some subjects. ``alike`` makes from it the same for a copy of the subject,
without asking the database, so that several processes can hash. ``append`` gives them their places in the chain.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
from django.db import transaction

from gongjian.kernel import locks, many

from . import chain, codes, linking
from .models import Entry, Receipt

ENTRY = Entry._meta.db_table
RECEIPT = Receipt._meta.db_table
COLUMNS = (
    "salt",
    "content_hash",
    "content",
    "actor_person_id",
    "actor_name",
    "actor_title",
    "authority",
    "verb",
    "subject_kind",
    "subject_id",
    "at",
    "receipt",
)
RECEIPT_COLUMNS = ("code", "subject_kind", "subject_id", "label", "entry_id", "at")


class Original(NamedTuple):
    """One entry on record, with the label of its receipt if it has one."""

    content: str
    person_id: int | None
    name: str
    title: str
    authority: str
    verb: str
    kind: str
    at: dt.datetime
    receipt: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What the copy is: its id, how many days later it lived, which words stand for which, and persons for which."""

    id: int
    days: int
    words: Sequence[tuple[str, str]]
    persons: Mapping[int, tuple[int, str]]


def originals(kind: str, subject_ids: Iterable[int]) -> dict[int, list[Original]]:
    """All entries about these subjects in the order of the chain, by subject; forgotten ones are left out."""
    wanted = set(subject_ids)
    labels = dict(Receipt.objects.filter(subject_kind=kind).values_list("entry_id", "label"))
    found: dict[int, list[Original]] = defaultdict(list)
    rows = Entry.objects.filter(subject_kind=kind, content__isnull=False).order_by("id")
    for pk, subject_id, *columns in rows.values_list(
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
        if subject_id in wanted:
            found[subject_id].append(Original._make([*columns, labels.get(pk, "")]))
    return found


def moment(at: dt.datetime, zone: str) -> str:
    """A moment as both databases read it; *zone* is what PostgreSQL wants to be told ("+00"), SQLite nothing."""
    return str(at.astimezone(dt.UTC).replace(tzinfo=None)) + zone


def _changed(text: str, words: Sequence[tuple[str, str]]) -> str:
    for old, new in words:
        text = text.replace(old, new)
    return text


def as_in_content(text: str) -> str:
    """The text as it stands inside a content (canonical JSON)."""
    return orjson.dumps(text).decode()[1:-1]


def alike(
    entries: Sequence[Original], subject: Subject, first_id: int, zone: str
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The entries of the copy and its receipts, as rows; the ids go up from *first_id*. Asks no database."""
    made: list[tuple[Any, ...]] = []
    receipts: list[tuple[Any, ...]] = []
    inside = [(as_in_content(old), as_in_content(new)) for old, new in subject.words]
    span = dt.timedelta(days=subject.days)
    for n, one in enumerate(entries, start=first_id):
        salt = chain.make_salt()
        content = _changed(one.content, inside)
        person, name = one.person_id, one.name
        if person is not None and person in subject.persons:
            person, name = subject.persons[person]
        at = one.at + span
        hashed = chain.content_hash(salt, content, person, name, one.title, one.authority)
        written, given = moment(at, zone), ""
        if one.receipt:
            code, label = codes.make_code(), _changed(one.receipt, subject.words)[:200]
            receipts.append((code, one.kind, subject.id, label, n, written))
            given = chain.receipt_hash(code, one.kind, subject.id, label, at)
        body = chain.body_hash(n, one.verb, one.kind, subject.id, at, hashed, one.authority, given)
        who = (person, name, one.title, one.authority)
        made.append((n, body, salt, hashed, content, *who, one.verb, one.kind, subject.id, written, given))
    return made, receipts


def next_id() -> int:
    """The id of the next entry."""
    return (Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0) + 1


@transaction.atomic
def append(*, entries: Iterable[tuple[Any, ...]], receipts: Iterable[tuple[Any, ...]]) -> int:
    """Link these rows (of ``alike``) behind the chain's end and write them, in one transaction. Gives how many."""
    locks.lock(linking.LOCK)
    seq, prev, head = linking.end_of_chain()
    rows = []
    for entry_id, body, *columns in entries:
        seq += 1
        made = chain.place_hash(seq, prev, body)
        rows.append((entry_id, seq, prev, made, *columns))
        prev = made
    many.put_rows(ENTRY, ("id", "seq", "prev_hash", "hash", *COLUMNS), rows)
    many.put_rows(RECEIPT, RECEIPT_COLUMNS, receipts)
    if head is not None:
        head.seq, head.hash = seq, prev
        head.mark = linking.head_mark(head)
        head.save()
    return len(rows)
