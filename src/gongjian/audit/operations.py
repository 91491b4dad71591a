"""What can be done to the ledger: record (with a receipt, if one is to be given), seal, forget. There is no other verb."""

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from gongjian.kernel import bulk_insert, locks
from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed

from . import chain, codes, ledger_verbs, linking, permissions, signing, verification
from .models import Entry, Receipt, Seal, Verification
from .verification import Report, walk

FORGOTTEN = "audit.forgotten"
SUBJECT = "audit.ledger"
NEWEST = 100_000  # about a second
ENTRY_COLUMNS = (  # when it was written, the database says
    *("id", "seq", "prev_hash", "hash", "salt", "content_hash", "content"),
    *("actor_person_id", "actor_name", "actor_title", "authority"),
    *("verb", "subject_kind", "subject_id", "at", "receipt"),
)
RECEIPT_COLUMNS = ("code", "subject_kind", "subject_id", "label", "entry_id", "at")


@dataclass(frozen=True, slots=True)
class NewEntry:
    """One line for ``record_many``: the subject, its label as shown, the details, and the label of a receipt if one is given."""

    subject_kind: str
    subject_id: int
    label: str
    details: Mapping[str, Any] = field(default_factory=dict)
    receipt: str = ""


def record(
    *,
    actor: Actor,
    verb: str,
    subject_kind: str,
    subject_id: int,
    label: str,
    at: dt.datetime,
    details: Mapping[str, Any] | None = None,
    authority: object = "",
    receipt: str = "",
) -> Entry:
    """Append one entry in the transaction of the verb; it is linked into the chain there or right after the commit.

    ``label`` is the subject as shown; ``details`` must be JSON-safe; ``authority`` is the rule (a text or a Citation).
    With a ``receipt`` (its label, which must not name the raiser) a receipt is given: ``entry.given.code`` is what the
    person takes home.
    Raises LookupError if no app has registered *verb*, RuntimeError outside a transaction.
    """
    _may_record(verb)
    new_entry = NewEntry(subject_kind, subject_id, label, details or {}, receipt)
    given = _receipt(new_entry, at) if receipt else None
    entry = _entry(actor, verb, new_entry, at, str(authority or ""), given)
    entry.save(force_insert=True)
    if given is not None:
        given.entry = entry
        given.save(force_insert=True)
    linking.arrange()
    return entry


def record_many(
    *, actor: Actor, verb: str, new_entries: Sequence[NewEntry], at: dt.datetime, authority: object = ""
) -> None:
    """Append one entry for each new entry (imports), with its receipt if it is to have one, by one statement for many.

    Where nobody else is linking they are linked as they are written. Raises like ``record``.
    """
    _may_record(verb)
    if not new_entries:
        return
    entries, receipts = _rows(actor, verb, new_entries, at, str(authority or "")[:200])
    bodies = [body for body, _row in entries]
    links = linking.placed(bodies) if linking.is_ours_now() else [(None, "", "")] * len(bodies)
    linked = ((row[0], *link, *row[1:]) for (_body, row), link in zip(entries, links, strict=True))
    bulk_insert.insert_rows(Entry, ENTRY_COLUMNS, linked)
    bulk_insert.insert_rows(Receipt, RECEIPT_COLUMNS, receipts)
    linking.arrange()


def _rows(
    actor: Actor, verb: str, new_entries: Sequence[NewEntry], at: dt.datetime, authority: str
) -> tuple[list[tuple[str, tuple[Any, ...]]], list[tuple[Any, ...]]]:
    """The entries of these new entries as (hash of the body, row without its link), and their receipts as rows."""
    who = (actor.person_id, actor.name[:120], actor.title[:200], authority)
    moment = str(at.astimezone(dt.UTC).replace(tzinfo=None)) + ("+00" if connection.vendor == "postgresql" else "")
    entries, receipts = [], []
    for entry_id, new_entry in zip(bulk_insert.reserve_ids(Entry, len(new_entries)), new_entries, strict=True):
        salt = chain.make_salt()
        content = chain.canonical(new_entry.label, new_entry.details)
        hashed = chain.content_hash(salt, content, *who)
        subject, given = (new_entry.subject_kind, new_entry.subject_id), ""
        if new_entry.receipt:
            code, label = codes.make_code(), new_entry.receipt[:200]
            receipts.append((code, *subject, label, entry_id, moment))
            given = chain.receipt_hash(code, *subject, label, at)
        body = chain.body_hash(entry_id, verb, *subject, at, hashed, authority, given)
        entries.append((body, (entry_id, salt, hashed, content, *who, verb, *subject, moment, given)))
    return entries, receipts


def _may_record(verb: str) -> None:
    ledger_verbs.verb_for(verb)
    if not connection.in_atomic_block:
        raise RuntimeError("an entry is written in the transaction of its verb, and there is none")


def linked_at_the_end() -> AbstractContextManager[None]:
    """``with linked_at_the_end():`` around many verbs of one transaction: their entries are linked once, after the last."""
    return linking.at_the_end()


def link_all() -> int:
    """Link all that is committed and waits, for commands that write much and wait for no worker. Gives how many."""
    return linking.link_waiting(rounds=1_000_000)


def _receipt(new_entry: NewEntry, at: dt.datetime) -> Receipt:
    """A receipt with a fresh code (75 random bits: no two are ever the same)."""
    label = new_entry.receipt[:200]
    return Receipt(
        code=codes.make_code(), subject_kind=new_entry.subject_kind, subject_id=new_entry.subject_id, label=label, at=at
    )


def _entry(
    actor: Actor, verb: str, new_entry: NewEntry, at: dt.datetime, authority: str, receipt: Receipt | None
) -> Entry:
    salt = chain.make_salt()
    content = chain.canonical(new_entry.label, new_entry.details)
    name, title, authority = actor.name[:120], actor.title[:200], authority[:200]
    return Entry(
        salt=salt,
        content=content,
        receipt=verification.hash_of(receipt) if receipt is not None else "",
        content_hash=chain.content_hash(salt, content, actor.person_id, name, title, authority),
        actor_person_id=actor.person_id,
        actor_name=name,
        actor_title=title,
        authority=authority,
        verb=verb,
        subject_kind=new_entry.subject_kind,
        subject_id=new_entry.subject_id,
        at=at,
    )


@transaction.atomic
def seal(*, at: dt.datetime) -> Seal | None:
    """Sign the present head with the key outside the database; None if there is nothing new to seal. For the clock."""
    locks.lock(linking.LOCK)
    last = Entry.objects.filter(seq__isnull=False).order_by("-seq").first()
    if last is None or last.seq is None or Seal.objects.filter(seq=last.seq).exists():
        return None
    number, prev = _end_of_seals()
    text = signing.seal_text(number, prev, last.seq, last.hash, at)
    public_key, signature = signing.sign(text)
    linking.note_on_head(seals=number, seal_hash=chain.seal_hash(prev, text, public_key, signature))
    return Seal.objects.create(
        number=number,
        prev_hash=prev,
        seq=last.seq,
        hash=last.hash,
        at=at,
        public_key=public_key,
        signature=signature,
    )


def _end_of_seals() -> tuple[int, str]:
    """Number and predecessor of the next seal. Of seals that were taken away the head still knows."""
    last = Seal.objects.order_by("-number").first()
    head = linking.the_head()
    if head is not None and head.seals >= (last.number if last else 0):
        return head.seals + 1, head.seal_hash
    return (last.number + 1, verification.hash_of_seal(last)) if last else (1, chain.GENESIS)


@transaction.atomic
def forget(
    *, person_id: int, actor: Actor, reason: str, at: dt.datetime, subjects: Sequence[tuple[str, int]] = ()
) -> int:
    """Wipe the personal content of a person's entries: names, labels, details. Hashes stay, so the chain still verifies.

    Wiped are the entries of the person's own actions and those about ``("people.person", person_id)`` and *subjects*.
    Each wiping is itself recorded, with the numbers of the wiped rows. Gives how many entries were wiped.
    Raises Refused: if the actor may not manage persons or no reason is given.
    """
    permit(permissions.forget_person, actor, person_id)
    if not reason.strip():
        raise Malformed.at("reason", _("抹去个人信息必须写明理由。"))
    whose = Q(actor_person_id=person_id) | Q(subject_kind="people.person", subject_id=person_id)
    for kind, subject_id in subjects:
        whose |= Q(subject_kind=kind, subject_id=subject_id)
    ids = list(
        Entry.objects.filter(whose, content__isnull=False)
        .exclude(verb=FORGOTTEN)
        .order_by("id")
        .values_list("id", flat=True)
    )
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        Entry.objects.filter(id__in=some).update(
            content=None, salt="", actor_person_id=None, actor_name="", actor_title=""
        )
        record(
            actor=actor,
            verb=FORGOTTEN,
            subject_kind=SUBJECT,
            subject_id=some[0],
            label=reason.strip()[:200],
            at=at,
            details={"entries": some, "count": len(some)},
        )
    return len(ids)


@transaction.atomic
def note_verification(*, report: Report, at: dt.datetime) -> Verification:
    """Keep the outcome of a walk over the chain, for the ledger's page and the health check."""
    locks.lock(linking.LOCK)
    last = Verification.objects.order_by("-number").first()
    head = linking.the_head()
    if head is not None and head.walks >= (last.number if last else 0):
        number, prev = head.walks + 1, head.walk_hash
    else:
        number, prev = (last.number + 1, last.hash) if last else (1, chain.GENESIS)
    findings = [f.as_json() for f in report.findings]
    made = chain.walk_hash(prev, number, at, report.entries, report.seconds, report.sound, findings)
    linking.note_on_head(walks=number, walk_hash=made)
    return Verification.objects.create(
        number=number,
        prev_hash=prev,
        hash=made,
        at=at,
        entries=report.entries,
        seconds=report.seconds,
        sound=report.sound,
        findings=findings,
    )


def check_now(*, actor: Actor, at: dt.datetime) -> Verification:
    """Walk the newest ``NEWEST`` entries at once, on a person's demand, and keep the outcome.

    Raises NotAllowed without ``audit.read``.
    """
    permit(permissions.read_ledger, actor, None)
    last = Entry.objects.filter(seq__isnull=False).order_by("-seq").values_list("seq", flat=True).first() or 0
    return note_verification(report=walk(at, first=max(1, last - NEWEST + 1)), at=at)
