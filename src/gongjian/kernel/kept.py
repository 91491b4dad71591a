"""Small tables kept in memory: read once, used often, forgotten when edited.

The process that edits forgets at once; other processes follow within ``LASTS`` seconds.
"""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import transaction

T = TypeVar("T")
LASTS = 20.0  # seconds

_all: "list[Kept[object]]" = []


class Kept(Generic[T]):
    """One value made by *load*. Calling it gives the value; no query while it is fresh."""

    def __init__(self, load: Callable[[], T], lasts: float = LASTS) -> None:
        self._load = load
        self._lasts = lasts
        self._lock = threading.Lock()
        self._value: tuple[float, T] | None = None
        self._edition = 0
        _all.append(self)  # type: ignore[arg-type]

    def __call__(self) -> T:
        value = self._value
        if value is not None and time.monotonic() - value[0] < self._lasts:
            return value[1]
        edition = self._edition
        made = self._load()
        with self._lock:
            if edition == self._edition:  # nobody edited while we were reading
                self._value = (time.monotonic(), made)
        return made

    def drop(self) -> None:
        """Forget now."""
        with self._lock:
            self._edition += 1
            self._value = None

    def forget(self) -> None:
        """Forget now, for the rest of this transaction, and once more when it has been committed."""
        self.drop()
        transaction.on_commit(self.drop)


def forget_everything() -> None:
    """Forget all kept values (between tests, whose changes are rolled back)."""
    for kept in _all:
        kept.drop()
