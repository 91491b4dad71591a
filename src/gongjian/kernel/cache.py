"""Small tables kept in memory: read once, used often, forgotten when edited.

The process that edits forgets at once; other processes follow within ``TTL`` seconds.
"""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import transaction

T = TypeVar("T")
TTL = 20.0  # seconds

_instances: "list[CachedTable[object]]" = []


class CachedTable(Generic[T]):
    """One value made by *load*. Calling it gives the value; no query while it is fresh."""

    def __init__(self, load: Callable[[], T], ttl: float = TTL) -> None:
        self._load = load
        self._ttl = ttl
        self._lock = threading.Lock()
        self._value: tuple[float, T] | None = None
        self._edition = 0
        _instances.append(self)  # type: ignore[arg-type]

    def __call__(self) -> T:
        value = self._value
        if value is not None and time.monotonic() - value[0] < self._ttl:
            return value[1]
        edition = self._edition
        loaded = self._load()
        with self._lock:
            if edition == self._edition:  # nobody edited while we were reading
                self._value = (time.monotonic(), loaded)
        return loaded

    def clear(self) -> None:
        """Forget now."""
        with self._lock:
            self._edition += 1
            self._value = None

    def invalidate(self) -> None:
        """Forget now, for the rest of this transaction, and once more when it has been committed."""
        self.clear()
        transaction.on_commit(self.clear)


def clear_all_caches() -> None:
    """Forget all kept values (between tests, whose changes are rolled back)."""
    for table in _instances:
        table.clear()
