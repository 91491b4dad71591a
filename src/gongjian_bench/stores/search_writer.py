"""Writing the search's documents beside the rest: PostgreSQL has two writers, with a connection and a transaction each."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack

from django.db import connection

from gongjian.search import operations as search

from .. import bulk
from . import blocks, search_index

TABLES = ("search_document",)
AHEAD = 2  # blocks handed over and not yet written


class Beside:
    """The second writer, in a thread. On SQLite, which has one writer, all is done at once in the caller's."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1) if bulk.is_postgresql() else None
        self._lean = ExitStack()
        self.tables = TABLES if self._thread else ()  # whose indexes are its own affair
        self._under_way: list[Future[None]] = []

    def _do(self, work: Callable[..., None], *what: object) -> None:
        if self._thread is None:
            work(*what)
            return
        self._under_way.append(self._thread.submit(work, *what))
        while len(self._under_way) > AHEAD:
            self._under_way.pop(0).result()

    def _begin(self) -> None:
        self._lean.enter_context(bulk.lean(TABLES))

    def _end(self) -> None:
        self._lean.close()
        search.settle()
        connection.close()

    def begin(self) -> None:
        """The documents' table without its index."""
        if self._thread is not None:
            self._do(self._begin)

    def put(self, documents: blocks.Block) -> None:
        """Write these. Raises what went wrong with earlier ones."""
        self._do(search_index.put_prepared, documents)

    def end(self) -> None:
        """All are handed over: make the index, while others are made."""
        if self._thread is not None:
            self._do(self._end)

    def wait(self) -> None:
        """Until everything is done. Raises what went wrong."""
        while self._under_way:
            self._under_way.pop(0).result()
        if self._thread is not None:
            self._thread.shutdown()
