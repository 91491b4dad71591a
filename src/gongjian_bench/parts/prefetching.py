"""Measuring what ``kernel.prefetch`` brings on a matter's page: its one compiled statement beside Django's ``prefetch_related``.

Opens pages of the configured store, in this process, both ways in turn. Nothing is written but a session, which is ended.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from unittest.mock import patch

from django.apps import apps
from django.db import connection
from django.db.models import Model, Prefetch, QuerySet, prefetch_related_objects
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongjian.matters import queries
from gongjian.people import queries as people

WAYS = ("together", "prefetch_related")
Say = Callable[[object], None]


def by_prefetch(owner: Model) -> None:
    """What ``ROWS.fill`` does, by Django's public words."""
    prefetch_related_objects([owner], *_prefetches())


def _prefetches() -> Iterator["Prefetch[Any]"]:
    for table in queries.rows_of_kind("problem").tables.values():
        rows: QuerySet[Any] = table.model._base_manager.order_by(*table.order)
        yield Prefetch(table.name, rows.select_related(table.along) if table.along else rows)


def _pages(client: Client, paths: Sequence[str]) -> None:
    for path in paths:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")


def _numbers(many: int) -> list[str]:
    """Problems that have been through all that a page shows, the newest first."""
    rows = apps.get_model("matters.Matter")._base_manager.filter(kind="problem", state="solved-confirmed")
    return list(rows.order_by("-raised_at", "-id").values_list("number", flat=True)[:many])


def run(username: str, matters: int, rounds: int, say: Say) -> dict[str, Any]:
    """Milliseconds of this process's work for a page, each way: the median of the rounds, and of the rounds' ratios."""
    numbers = _numbers(matters)
    if not numbers:
        raise RuntimeError("no problem of this store has been solved")
    paths = [f"/matters/{n}/" for n in numbers]
    client = Client(SERVER_NAME="127.0.0.1")
    account = people.account_named(username)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    work: dict[str, list[float]] = {way: [] for way in WAYS}
    statements: dict[str, int] = {}
    fill = {"together": queries.rows_of_kind("problem").fill, "prefetch_related": by_prefetch}
    try:
        for way in WAYS:  # what is kept in memory is filled, and the statements are counted
            with patch.object(queries.rows_of_kind("problem"), "fill", fill[way]):
                _pages(client, paths)
                with CaptureQueriesContext(connection) as asked:
                    _pages(client, paths[:1])
                statements[way] = len(asked)
        for turn in range(rounds):
            for way in WAYS if turn % 2 else reversed(WAYS):
                with patch.object(queries.rows_of_kind("problem"), "fill", fill[way]):
                    began = time.process_time()
                    _pages(client, paths)
                    work[way].append((time.process_time() - began) * 1000 / len(paths))
            say(f"{connection.vendor} · {turn + 1}: " + " · ".join(f"{way} {work[way][-1]:.1f} ms" for way in WAYS))
    finally:
        client.logout()
    ratios = [b / a for a, b in zip(work["together"], work["prefetch_related"], strict=True)]
    return {
        "what": "prefetch",
        "database": connection.vendor,
        "pages": len(paths),
        "rounds": rounds,
        "cpu_ms_a_page": {way: round(statistics.median(work[way]), 2) for way in WAYS},
        "statements": statements,
        "ratio": round(statistics.median(ratios), 3),
        "ratio_from_to": [round(min(ratios), 3), round(max(ratios), 3)],
    }
