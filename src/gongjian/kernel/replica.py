"""Reading from a replica of the database, where ``DATABASE_REPLICA_URL`` names one.

A replica is a moment behind. So it is read only within ``reading``, which the gate opens for pages named as allowed to be
a moment old; never inside a transaction, never after something was written in the same request. Everything else, and
everything when the replica is gone, is no replica, or is more than some seconds behind, is read from the primary.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

log = logging.getLogger("gongjian.replica")
ALIAS = "replica"
LOOK_EVERY = 5.0  # seconds
BEHIND_AT_MOST = 3 * LOOK_EVERY  # what ``Watch`` lets through can be no older
_reading: ContextVar[bool] = ContextVar("reading_from_replica", default=False)


@contextmanager
def reading(allowed: bool = True) -> Iterator[None]:
    """Within: what is read may come from the replica (or, with False, may not)."""
    token = _reading.set(allowed)
    try:
        yield
    finally:
        _reading.reset(token)


def allow(allowed: bool) -> None:
    """From now on, within ``reading``."""
    _reading.set(allowed)


def is_read() -> bool:
    """Whether a query would be put to the replica now."""
    return _reading.get() and not transaction.get_connection().in_atomic_block


def place() -> BaseDatabaseWrapper:
    """The database that a statement of our own is put to when it only reads: where Django would read now."""
    return connections[ALIAS if is_read() else DEFAULT_DB_ALIAS]


class Router:
    """Named by ``settings.DATABASE_ROUTERS`` where there is a replica."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        """The replica within ``reading``; for rows that came from it otherwise the primary, not the replica again."""
        if is_read():
            return ALIAS
        row = hints.get("instance")
        return None if row is not None and row._state.db not in {None, ALIAS} else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str | None:
        """The primary; and from here on this request reads there too."""
        allow(False)
        row = hints.get("instance")
        return None if row is not None and row._state.db not in {None, ALIAS} else DEFAULT_DB_ALIAS

    def allow_relation(self, one: models.Model, other: models.Model, **hints: Any) -> bool | None:
        """A row read there and one read here are rows of the same site."""
        return True if {one._state.db, other._state.db} <= {DEFAULT_DB_ALIAS, ALIAS} else None

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """Tables are made in the primary alone; the replica gets them from there."""
        return False if db == ALIAS else None


def _place(alias: str, function: str) -> int | None:
    """How far this database's log has come, as a number."""
    with connections[alias].cursor() as cursor:
        cursor.execute(f"SELECT {function}()")
        said = cursor.fetchone()[0]
    if said is None:
        return None
    high, low = said.split("/")
    return (int(high, 16) << 32) + int(low, 16)


class Watch:
    """Whether the replica may be read just now. Looks every few seconds, one thread at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._well = False
        self._looked_at = float("-inf")
        self._primary_then: int | None = None

    def usable(self) -> bool:
        """Cheap: two small questions every few seconds, otherwise the last answer."""
        if time.monotonic() - self._looked_at >= LOOK_EVERY and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._lock.release()
        return self._well

    def fell(self, error: BaseException) -> None:
        """It failed in use: not again before the next look."""
        log.warning("the replica fails, its pages are read from the primary: %s", error)
        self._well = False
        self._looked_at = time.monotonic()

    def _look(self) -> None:
        before, since = self._primary_then, time.monotonic() - self._looked_at
        try:
            now = _place(DEFAULT_DB_ALIAS, "pg_current_wal_lsn")
            there = _place(ALIAS, "pg_last_wal_replay_lsn")
        except DatabaseError as error:
            if self._well:
                self.fell(error)
            now = there = None
        recent = before if before is not None and since <= 2 * LOOK_EVERY else now
        well = there is not None and now is not None and recent is not None and there >= min(recent, now)
        if self._well and not well:
            log.warning("the replica is behind or is none: its pages are read from the primary")
        self._well, self._primary_then, self._looked_at = well, now, time.monotonic()


WATCH = Watch()


def is_configured() -> bool:
    """Whether there is a replica at all."""
    return ALIAS in connections.settings
