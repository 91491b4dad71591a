"""Filling a store to so many matters: lives that the verbs have made are copied, told anew, dated back, recorded and counted."""

import datetime as dt
import gc
import multiprocessing
import os
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, connections, transaction

from gongjian.kernel import clock
from gongjian.kernel.models import Counter, NumberSeries
from gongjian.matters import queries as matters
from gongjian.people import queries as people
from gongjian_demo.university import University

from .. import bulk
from . import (
    appeal_counts,
    blocks,
    growing,
    ledger_copies,
    matter_counts,
    search_index,
    search_writer,
    telling,
)

HISTORY_WEEKS = 520  # the copies are spread over the ten years before
WITH_OPEN = 25  # every so many copies also those that have not ended
KINDS = ("problem", "appeal")
AHEAD = 3  # copies told while one is written
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Filled:
    """What was done: how many matters were added, in how many seconds by the clock (by part) and of processor time.

    What PostgreSQL's own processes take is in the clock's seconds only.
    """

    added: int
    seconds: float
    parts: dict[str, float]
    processor: dict[str, float]


def _matter() -> Any:
    return apps.get_model(growing.MATTER)


def _chosen() -> list[Any]:
    """The matters to be copied: ended ones first, and none before another that it points to."""
    rows = list(_matter()._base_manager.filter(kind__in=KINDS).exclude(state="draft").order_by("pk"))
    appeal = apps.get_model("appeals.Appeal")
    like = dict(appeal._base_manager.exclude(resembles=None).values_list("pk", "resembles_id"))
    turned: dict[int, set[int]] = {}
    for m in rows:
        to = {
            getattr(m, f.attname)
            for f in m._meta.local_concrete_fields
            if f.remote_field and f.related_model is _matter()
        }
        turned[m.pk] = {n for n in {*to, like.get(m.pk)} if n is not None}
    kept: dict[int, Any] = {}
    for ended in (True, False):
        waiting = [m for m in rows if (m.ended_at is not None) == ended]
        while ready := [m for m in waiting if m.pk not in kept and turned[m.pk] <= kept.keys()]:
            kept.update((m.pk, m) for m in ready)
    return list(kept.values())


class Filling:
    """One store being filled, from what is in it to *total* matters."""

    def __init__(self, total: int, seed: str, progress: Progress) -> None:
        self.at = clock.now()
        self.rng = random.Random(seed)
        self.seed = seed
        self.progress = progress
        self.parts: defaultdict[str, float] = defaultdict(float)
        self.search_writer = search_writer.Beside()
        self.missing = total - _matter()._base_manager.count()
        self.university = University.read(self.at)
        rows = _chosen()
        texts = dict(matters.search_texts())
        entries = ledger_copies.originals(telling.SOURCE, {m.pk: (m.number, m.title) for m in rows})
        lives = matter_counts.originals([m.pk for m in rows])
        counted = appeal_counts.originals([m.pk for m in rows if m.kind == "appeal"])
        self.originals = [
            telling.Original(
                m.pk,
                m.kind,
                m.category,
                m.number.split("-")[0],
                m.number,
                m.title,
                m.raised_at,
                m.ended_at is not None,
                search_index.ending(list(texts[m.pk])[3:]),
                entries[m.pk],
                lives[m.pk],
                counted.get(m.pk),
            )
            for m in rows
        ]
        self.ended = sum(o.ended for o in self.originals)
        self.spans = growing.spans()
        self.last = dict(NumberSeries.objects.values_list("name", "last"))
        self._persons_and_bodies(rows)

    def _persons_and_bodies(self, rows: Sequence[Any]) -> None:
        """Who may stand for whom: raisers for raisers, branches for branches."""
        everybody = sorted({p for persons in self.university.belonging.values() for p in persons})
        self.raisers = sorted({m.raiser_id for m in rows if m.raiser_id and self._is_student(m.raiser_id)})
        self.pool = [p for p in everybody if self._is_student(p)]
        self.names = people.names_of(self.pool)
        branches = [b.id for b in self.university.of_kind("branch")]
        self.branches = [b for b in branches if (b, "secretary") in self.university.posts]
        fixed = {b for m in rows if m.kind == "appeal" for b in (m.origin_id, m.holder_id, m.lead_id)}
        self.turning = [b for b in self.branches if b not in fixed]

    def _is_student(self, person_id: int) -> bool:
        """Whoever holds no post."""
        if not hasattr(self, "_posted"):
            self._posted = {p for persons in self.university.posts.values() for p in persons}
        return person_id not in self._posted

    # --- the plan ---

    def tasks(self) -> Iterator[tuple[telling.Task, growing.Copy]]:
        """One for each copy, with its numbers, its place in the ledger and its time."""
        left, turn = self.missing, 0
        copies = max(1, -(-self.missing // max(self.ended, 1)))
        while left > 0:
            turn += 1
            whole = turn % WITH_OPEN == 0 or not self.ended
            many = min(left, len(self.originals) if whole else self.ended)
            # Those that are open stand as they are now; a copy of ended lives lies some weeks back.
            days = 0 if whole else -7 * (HISTORY_WEEKS - HISTORY_WEEKS * turn // (copies + 1))
            shift = self.rng.randrange(1, max(2, len(self.pool)))
            persons = {p: self.pool[(k * 7919 + shift) % len(self.pool)] for k, p in enumerate(self.raisers)}
            places = self.rng.randrange(len(self.turning)) if self.turning else 0
            bodies = {b: self.turning[(k + places) % len(self.turning)] for k, b in enumerate(self.turning)}
            task = telling.Task(
                turn,
                many,
                days,
                [self._number(o, days) for o in self.originals[:many]],
                {p: (q, self.names[q]) for p, q in persons.items()},
                bodies,
                f"{self.seed}:{turn}",
                left == many,
            )
            left -= many
            yield task, growing.Copy(turn, many, days, bodies, persons)

    def _number(self, original: telling.Original, days: int) -> str:
        year = clock.local_date(original.raised_at + dt.timedelta(days=days)).year
        series = f"{original.prefix}-{year}"
        self.last[series] = self.last.get(series, 0) + 1
        return f"{series}-{self.last[series]:04d}"

    # --- the work ---

    @contextmanager
    def _timed(self, part: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.parts[part] += time.perf_counter() - began

    def fill(self) -> Filled:
        """Do it. Whoever stops it throws the store away."""
        began, processor = time.perf_counter(), time.process_time()
        if self.missing <= 0:
            return Filled(0, 0.0, {}, {})
        index = search_index.lay_out()
        stage = telling.Stage(
            self.originals,
            self.spans[growing.MATTER],
            [c.name for c in self.university.of_kind("college")],
            ledger_copies.Scribe(ledger_copies.end(), self.at, "+00" if bulk.is_postgresql() else ""),
            bulk.is_postgresql(),
            index,
            telling.by_category(),
        )
        telling.set_stage(stage)
        connections.close_all()  # none may be shared with the process that is forked
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as pool:
            pool.submit(_begin).result()
            with ExitStack() as without_indexes:
                self.search_writer.begin()
                tables = [*(t.table for t in growing.tables()), *growing.BESIDE, "kernel_counter"]
                without_indexes.enter_context(bulk.lean([t for t in tables if t not in self.search_writer.tables]))
                self._copy_all(pool)
                ready = pool.submit(telling.finish)  # while the indexes are made
                self.search_writer.end()
                with self._timed("indexes"):
                    without_indexes.close()
            with self._timed("statistics"):
                bulk.settle(but=search_writer.TABLES)
            with self._timed("search"):
                self.search_writer.wait()
                telling_seconds = ready.result()
                search_index.bring_back(index)
        processors = {"telling": telling_seconds, "writing": time.process_time() - processor}
        return Filled(self.missing, time.perf_counter() - began, dict(self.parts), processors)

    def _copy_all(self, pool: ProcessPoolExecutor) -> None:
        waiting: list[tuple[Future[telling.CopiedRows], growing.Copy]] = []
        tasks = self.tasks()
        growing.lay_out([o.id for o in self.originals])
        while True:
            while len(waiting) < AHEAD and (following := next(tasks, None)) is not None:
                waiting.append((pool.submit(telling.tell, following[0]), following[1]))
            if not waiting:
                break
            future, copy = waiting.pop(0)
            with self._timed("waiting"):
                rows = future.result()
            self._write(copy, rows)
            self.progress(copy.many)
        with self._timed("counters"):
            self._count()
        growing.drop()

    @transaction.atomic
    def _write(self, copy: growing.Copy, rows: telling.CopiedRows) -> None:
        with self._timed("lives"):
            growing.copy(copy, self.spans, rows.new)
        with self._timed("ledger"):
            ledger_copies.append(entries=rows.entries, receipts=rows.receipts, begin=rows.begin, end=rows.end)
        with self._timed("search"):
            self.search_writer.put(rows.documents)
        with self._timed("counters"):
            blocks.put(growing.COUNTS, ("name", "amount"), rows.counts)

    def _count(self) -> None:
        """Series, sequences and counters as the verbs would have left them."""
        for name, last in self.last.items():
            NumberSeries.objects.update_or_create(name=name, defaults={"last": last})
        bulk.set_sequences([*(t.table for t in growing.tables()), "audit_entry", "audit_receipt"])
        _count_in(growing.COUNTS)


@transaction.atomic
def _count_in(table: str) -> None:
    """Add up what a table of names and amounts has, where nobody else is at work."""
    kept = Counter._meta.db_table
    with connection.cursor() as cursor:  # the same words on both databases
        cursor.execute(
            f"INSERT INTO {kept} (name, value) SELECT name, SUM(amount) FROM {table} WHERE true GROUP BY name"
            f" HAVING SUM(amount) <> 0 ON CONFLICT (name) DO UPDATE SET value = {kept}.value + excluded.value"
        )


def _begin() -> None:
    """In the process that tells, forked before there is a connection. It makes rows by the thousand and no rings of objects."""
    gc.disable()
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    """Nobody is left to be told anything, even if the other process was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def fill(total: int, seed: str, progress: Progress) -> Filled:
    """Bring this store to *total* matters. Gives what was done."""
    return Filling(total, seed, progress).fill()
