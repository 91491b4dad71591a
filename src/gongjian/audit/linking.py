"""Linking entries into the chain, so that writers do not wait for one another (measured: ``gongjian bench ledger``).

On SQLite there is one writer at a time anyway: an entry is linked in the transaction that writes it, which saves a
commit. On PostgreSQL a sealer links committed entries, in order, in a short transaction of its own: writers never wait
for the chain. They insert their entries unlinked and commit; whoever commits tries the lock and
links what it finds. Who does not get the lock leaves its entries to the one who has it: after letting go of the lock
that one looks again, and by then our commit is visible to it. What a killed process leaves behind is linked by the
tick within a second. Entries are found by ``seq IS NULL``, never by "id greater than the last": an entry with a lower
id that commits later is linked later, but never skipped.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from gongjian.kernel import locks

from . import chain
from .models import Entry, Head

log = logging.getLogger("gongjian.audit")

LOCK = "audit.chain"
BATCH = 500
ROUNDS = 4  # after that the tick carries on: nobody's request works for the others for long


def _marked_words(head: Head) -> str:
    return f"{head.seq}:{head.hash}:{head.seals}:{head.seal_hash}:{head.walks}:{head.walk_hash}"


def head_mark(head: Head) -> str:
    """The head's mark under the installation's key."""
    return salted_hmac("gongjian.audit.head", _marked_words(head), algorithm="sha256").hexdigest()


def mark_is_ours(head: Head) -> bool:
    """Whether the mark was made with this installation's key (or one of its earlier keys)."""
    text = _marked_words(head)
    return any(
        constant_time_compare(
            head.mark, salted_hmac("gongjian.audit.head", text, secret=key, algorithm="sha256").hexdigest()
        )
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )


def the_head() -> Head | None:
    """The noted head; None before the first entry (or if somebody has taken it away)."""
    return Head.objects.filter(pk=1).first()


def note_on_head(**fields: int | str) -> None:
    """Note these on the head and mark it anew, if its mark was ours. The caller holds ``LOCK``.

    A head that is gone or was tampered with is left as it is, for otherwise we ourselves would wipe out the trace.
    """
    head = the_head()
    if head is None or not mark_is_ours(head):
        return
    for name, value in fields.items():
        setattr(head, name, value)
    head.mark = head_mark(head)
    head.save()


def end_of_chain() -> tuple[int, str, Head | None]:
    """Where the next entry is linked: number and hash of the last, and the head to be noted on (None: not to be trusted).

    A trusted head that is further than the last entry there is tells that the end was cut off: the chain goes on behind
    the head, and the gap stays to be seen.
    """
    head = the_head()
    last = Entry.objects.filter(seq__isnull=False).order_by("-seq").first()
    seq, last_hash = (last.seq or 0, last.hash) if last else (0, chain.GENESIS)
    if head is not None and mark_is_ours(head) and head.seq >= seq:
        return head.seq, head.hash, head
    return seq, last_hash, Head(pk=1) if last is None and head is None else None


def link_held(limit: int = BATCH) -> int:
    """Link up to *limit* unlinked entries. The caller holds ``LOCK``. Gives how many were linked."""
    rows = list(
        Entry.objects.filter(seq__isnull=True)
        .order_by("id")
        .values_list("id", "verb", "subject_kind", "subject_id", "at", "content_hash", "authority", "receipt")[:limit]
    )
    if not rows:
        return 0
    seq, prev, head = end_of_chain()
    links = []
    for entry_id, verb, kind, subject_id, at, content_hash, authority, receipt in rows:
        seq += 1
        made = chain.link_hash(seq, prev, entry_id, verb, kind, subject_id, at, content_hash, authority, receipt)
        links.append((seq, prev, made, entry_id))
        prev = made
    with connection.cursor() as cursor:  # one statement, prepared once; the same words on both databases
        cursor.executemany("UPDATE audit_entry SET seq = %s, prev_hash = %s, hash = %s WHERE id = %s", links)
    if head is not None:
        head.seq, head.hash = seq, prev
        head.mark = head_mark(head)
        head.save()
    return len(links)


def link(limit: int = BATCH) -> int:
    """One round in one transaction: take the lock if it is free and link. Gives how many were linked."""
    with transaction.atomic():
        return link_held(limit) if locks.try_lock(LOCK) else 0


def link_waiting(rounds: int = ROUNDS) -> int:
    """Link until nothing is left, at most *rounds* rounds. Gives how many were linked by this call."""
    done = 0
    for _round in range(rounds):
        if not Entry.objects.filter(seq__isnull=True).exists():
            break
        linked = link()
        if not linked:  # another has the lock and will look again after letting it go
            break
        done += linked
    return done


def link_after_commit() -> None:
    """Called after the commit of a verb. A busy database is no reason to tell the person that the verb failed."""
    try:
        link_waiting()
    except DatabaseError:
        log.warning("linking put off to the next tick", exc_info=True)


def after_the_commit() -> None:
    """Have what this transaction wrote linked as soon as it is committed."""
    transaction.on_commit(link_after_commit, robust=True)


def inside_the_verb() -> None:
    """Link what this transaction wrote now; the head is ours until the commit."""
    locks.lock(LOCK)
    while link_held() == BATCH:
        pass


WAYS: dict[str, Callable[[], None]] = {"postgresql": after_the_commit, "sqlite": inside_the_verb}


_later: ContextVar[bool] = ContextVar("later", default=False)


@contextmanager
def at_the_end() -> Iterator[None]:
    """Within: the entries of many verbs are linked at once when the block ends. The block lies inside one transaction."""
    token = _later.set(True)
    try:
        yield
    finally:
        _later.reset(token)
    arrange()


def is_ours_now() -> bool:
    """Whether entries can be linked as they are written: for many at once, where nobody waits for the chain.

    Inside a transaction. On PostgreSQL only if nobody else is linking; others leave their entries to us until our commit.
    """
    return not _later.get() and locks.try_lock(LOCK)


def placed(bodies: Iterable[str]) -> list[tuple[int, str, str]]:
    """Number, predecessor and hash of entries with these bodies, one behind the other from the chain's end on, as the head now notes.

    They must be written in this transaction. The caller holds ``LOCK``.
    """
    seq, prev, head = end_of_chain()
    links = []
    for body in bodies:
        seq += 1
        made = chain.place_hash(seq, prev, body)
        links.append((seq, prev, made))
        prev = made
    if head is not None:
        head.seq, head.hash = seq, prev
        head.mark = head_mark(head)
        head.save()
    return links


def arrange() -> None:
    """See to it that the entries just written are linked, in the way that suits the database."""
    if not _later.get():
        WAYS[connection.vendor]()
