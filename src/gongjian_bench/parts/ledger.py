"""Measuring the two ways of linking: by the sealer after the commit, or under a lock on the head inside the verb.

Runs in a throw-away database beside the configured one, so no measured entry ever stands in a real ledger.
"""

import datetime as dt
import statistics
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from gongjian.audit import ledger_verbs, linking, operations, verification
from gongjian.audit.models import Entry
from gongjian.kernel import counters
from gongjian.kernel.actor import system

from .temp_database import temp_database

VERB = "audit.measured"
ROUNDS = 3
Say = Callable[[object], None]
Moment = Callable[[], dt.datetime]


def _verb(n: int, at: dt.datetime) -> None:
    """A small verb: one change and its entry."""
    with transaction.atomic():
        counters.add({f"bench|{n % 50}": 1})
        operations.record(
            actor=system("bench"), verb=VERB, subject_kind="audit.bench", subject_id=n, label=f"bench {n}", at=at
        )


def _writers(count: int, seconds: float, moment: Moment) -> tuple[float, list[float]]:
    """Verbs per second over all writers, and the time each verb took, in milliseconds."""
    took: list[list[float]] = [[] for _ in range(count)]
    failed: list[BaseException] = []
    start, stop = threading.Barrier(count), threading.Event()

    def write(which: int) -> None:
        try:
            start.wait()
            n = which
            while not stop.is_set():
                began = time.perf_counter()
                _verb(n, moment())
                took[which].append((time.perf_counter() - began) * 1000)
                n += count
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(i,)) for i in range(count)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    stop.set()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    times = sorted(t for some in took for t in some)
    return len(times) / (time.perf_counter() - began), times


def run(seconds: float, writers: list[int], say: Say, moment: Moment) -> dict[str, Any]:
    """Both ways at each number of writers, alternating, the median of three rounds; then the walk over what was written."""
    ledger_verbs.register(VERB, VERB, VERB)
    ways = {"sealer": linking.after_the_commit, "lock in the verb": linking.inside_the_verb}
    in_use = linking.WAYS[connection.vendor]
    out: dict[str, Any] = {"database": connection.vendor, "seconds": seconds, "writers": {}}
    with temp_database():
        for count in writers:
            rates: dict[str, list[float]] = {name: [] for name in ways}
            p95: dict[str, list[float]] = {name: [] for name in ways}
            for _round in range(ROUNDS):
                for name, way in ways.items():
                    linking.WAYS[connection.vendor] = way
                    rate, times = _writers(count, seconds, moment)
                    rates[name].append(rate)
                    p95[name].append(times[int(len(times) * 0.95)] if times else 0.0)
                    say(f"{connection.vendor} · {count} · {name}: {rate:.0f}/s")
            median = {name: statistics.median(r) for name, r in rates.items()}
            out["writers"][count] = {
                "per second": {name: round(rate) for name, rate in median.items()},
                "p95 ms": {name: round(statistics.median(p), 2) for name, p in p95.items()},
                "ratio": round(median["sealer"] / median["lock in the verb"], 2),
            }
        linking.WAYS[connection.vendor] = in_use
        while linking.link_waiting():
            pass
        report = verification.walk(moment())
        out["walk"] = {
            "entries": report.entries,
            "sound": report.sound,
            "unlinked": Entry.objects.filter(seq__isnull=True).count(),
            "per second": round(report.entries / report.seconds),
        }
    return out
