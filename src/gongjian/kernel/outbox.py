"""The outbox: events are rows of the verb's own transaction; reactions are delivered after commit.

With no worker they are delivered right after commit, in place; with ``gongjian work`` running
(``settings.DELIVERY == "worker"``), workers claim rows by conditional update. Same table, same code, both databases.
Each reaction runs in its own transaction together with the note that it is done: it happens once or is tried again.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from . import clock
from .events import DomainEvent, revive
from .models import OutboxEvent
from .pruning import prune

log = logging.getLogger("gongjian.outbox")

Reaction = Callable[[Any], object]
_REACTIONS: dict[str, tuple[Reaction, ...]] = {}
CLAIM_LASTS = dt.timedelta(seconds=60)
MOST_ATTEMPTS = 8


def connect(reactions_by_event: Mapping[type[DomainEvent], Sequence[Reaction]]) -> None:
    """Called once by ``reactions``: who reacts to what."""
    _REACTIONS.clear()
    _REACTIONS.update({cls.kind: tuple(reactions) for cls, reactions in reactions_by_event.items()})


def reactions_to(kind: str) -> tuple[Reaction, ...]:
    """Who reacts to this kind of event, in order; nobody for a kind that the table of reactions does not name."""
    return _REACTIONS.get(kind, ())


_muted_before: ContextVar[dt.datetime | None] = ContextVar("muted_before", default=None)


@contextmanager
def reactions_muted_before(moment: dt.datetime) -> Iterator[None]:
    """Within: events of before *moment* are written as delivered and nobody reacts. For a history entered afterwards."""
    token = _muted_before.set(moment)
    try:
        yield
    finally:
        _muted_before.reset(token)


def announce(event: DomainEvent) -> OutboxEvent:
    """Write the event into the outbox of this transaction; see that it is delivered after commit."""
    muted_before = _muted_before.get()
    if muted_before is not None and event.at < muted_before:
        return OutboxEvent.objects.create(
            kind=event.kind, payload=event.payload(), at=event.at, state="delivered", delivered_at=event.at
        )
    row = OutboxEvent.objects.create(kind=event.kind, payload=event.payload(), at=event.at)
    if settings.DELIVERY == "in-place":
        transaction.on_commit(partial(deliver, row.pk), robust=True)
    return row


def deliver(pk: int) -> bool:
    """Deliver one event if it is still open and nobody else has it. True if this call delivered it."""
    moment = clock.now()
    free = OutboxEvent.objects.filter(pk=pk, state="waiting") | OutboxEvent.objects.filter(
        pk=pk, state="claimed", claimed_at__lt=moment - CLAIM_LASTS
    )
    if not free.update(state="claimed", claimed_at=moment, attempts=F("attempts") + 1):
        return False
    row = OutboxEvent.objects.get(pk=pk)
    event = revive(row.kind, row.payload)
    for reaction in reactions_to(row.kind):
        name = f"{reaction.__module__}.{getattr(reaction, '__qualname__', repr(reaction))}"
        if name in row.done:
            continue
        try:
            with transaction.atomic():
                reaction(event)
                row.done = [*row.done, name]
                OutboxEvent.objects.filter(pk=pk).update(done=row.done)
        except Exception as error:
            row.done = [d for d in row.done if d != name]
            log.exception("reaction %s to %s #%s failed", name, row.kind, pk)
            state = "failed" if row.attempts >= MOST_ATTEMPTS else "waiting"
            OutboxEvent.objects.filter(pk=pk).update(state=state, error=f"{name}: {error}"[:2000])
            return False
    OutboxEvent.objects.filter(pk=pk).update(state="delivered", delivered_at=clock.now(), error="")
    return True


def deliver_waiting(limit: int = 200) -> int:
    """Claim and deliver up to *limit* open events in order. Gives how many were delivered."""
    stale = clock.now() - CLAIM_LASTS
    open_rows = OutboxEvent.objects.filter(state="waiting") | OutboxEvent.objects.filter(
        state="claimed", claimed_at__lt=stale
    )
    return sum(deliver(pk) for pk in open_rows.order_by("id").values_list("pk", flat=True)[:limit])


def prune_delivered(before: dt.datetime) -> int:
    """Take away events delivered before that moment; those given up stay. Gives how many."""
    return prune(OutboxEvent.objects.filter(state="delivered", delivered_at__lt=before))


def state() -> dict[str, int]:
    """How many events wait and how many were given up; both counted to 1000 at most, through partial indexes."""
    waiting = OutboxEvent.objects.filter(state__in=["waiting", "claimed"]).order_by("id")
    failed = OutboxEvent.objects.filter(state="failed").order_by("id")
    return {"waiting": waiting[:1000].count(), "failed": failed[:1000].count()}
