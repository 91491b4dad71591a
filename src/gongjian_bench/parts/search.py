"""Measuring the search: putting texts in, and finding the newest objects with a word of two characters."""

import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import connection

from gongjian.kernel.models import CounterDelta
from gongjian.search import backend, operations, queries

from .temp_database import temp_database

SOURCE = "search.bench"
SEED = 20260903
COMMON = 400  # so many characters make up nine tenths of the texts, as in Chinese
ALL = 3000
RARE, FREQUENT = "鑫淼", "热水"
Say = Callable[[object], None]


def texts(count: int, start: int = 1) -> Iterator[tuple[int, Sequence[str]]]:
    """Made-up texts of about 120 characters; one in ten holds the frequent word, one in a thousand the rare one."""
    dice = random.Random(SEED + start)
    often = [chr(0x4E00 + n * 7) for n in range(COMMON)]
    seldom = [chr(0x4E00 + n * 6) for n in range(ALL)]
    for n in range(start, start + count):
        body = "".join(dice.choice(often if dice.random() < 0.9 else seldom) for _ in range(dice.randint(60, 180)))
        extra = (FREQUENT if n % 10 == 0 else "") + (RARE if n % 1000 == 0 else "")
        yield n, [f"{body[:20]}，{extra}", body]


def _median(work: Callable[[], object], times: int = 15) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(took), 2)


def _newest(word: str) -> list[int]:
    """As a list page asks: the newest fifty among the objects with the word."""
    rows = CounterDelta.objects.filter(amount__gte=0)  # any table with one row for each object
    return list(queries.only_matching(rows, SOURCE, word).order_by("-id").values_list("id", flat=True)[:50])


def run(sizes: list[int], say: Say) -> dict[str, Any]:
    """For each number of documents: rows put in a second; median milliseconds to the newest fifty of each word."""
    out: dict[str, Any] = {"database": connection.vendor, "documents": {}}
    with temp_database():
        present = 0
        for size in sorted(sizes):
            began = time.perf_counter()
            operations.put_many(source=SOURCE, rows=texts(size - present, present + 1))
            rate = (size - present) / (time.perf_counter() - began)
            CounterDelta.objects.bulk_create(
                (CounterDelta(id=n, name=f"bench {n}", amount=n % 7) for n in range(present + 1, size + 1)),
                batch_size=5000,
            )
            present = size
            backend.settle()
            figures = {
                "put in per second": round(rate),
                "rare word ms": _median(lambda: _newest(RARE)),
                "word of one in ten ms": _median(lambda: _newest(FREQUENT), 7),
                "both words ms": _median(lambda: _newest(f"{RARE} {FREQUENT}")),
            }
            say(f"{connection.vendor} · {size}: {figures}")
            out["documents"][size] = figures
    return out
