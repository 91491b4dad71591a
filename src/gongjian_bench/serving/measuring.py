"""Measuring all pages of one database on stores of several sizes, side by side, so that a busy moment hits all of them."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..stores.shelf import IN_STORE, Store
from .servers import Server
from .visiting import Visitor, empty, floored

ROUNDS = 4
EMPTY = "empty"
Say = Callable[[str], None]


def percentile(took: Sequence[float], share: float) -> float:
    """The time within which this share of sorted times lies; 0 if there is none."""
    return round(took[min(len(took) - 1, int(len(took) * share))], 2) if took else 0.0


class Client:
    """The second process."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-S", str(Path(__file__).with_name("client.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, server: Server, requests: Sequence[Mapping[str, Any]], **job: Any) -> dict[str, Any]:
        """One job. ``requests`` are asked in turn."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"port": server.port, "requests": list(requests), **job}) + "\n")
        self.process.stdin.flush()
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        return found

    def close(self) -> None:
        """No more jobs."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(90)


@dataclass
class Cell:
    """One page on one store."""

    server: Server
    requests: list[dict[str, Any]]
    floor: list[dict[str, Any]] = field(default_factory=list)
    queries: int = 0
    once: bool = False
    took: list[float] = field(default_factory=list)
    cpu: float = 0.0
    floor_took: list[float] = field(default_factory=list)
    floor_cpu: float = 0.0
    bytes: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    rates: dict[int, float] = field(default_factory=dict)

    def _take(self, many: int) -> list[dict[str, Any]]:
        """The next orders of those prepared; pages are asked again and again."""
        if not self.once:
            return self.requests
        some, self.requests = self.requests[:many], self.requests[many:]
        return some

    def _run(self, client: Client, requests: list[dict[str, Any]], seconds: float, connections: int) -> dict[str, Any]:
        found = client.run(self.server, requests, seconds=seconds, connections=connections, once=self.once)
        if self.once:  # what was not used waits for its turn
            self.requests = requests[found["used"] :] + self.requests
        for status, n in found["statuses"].items():
            self.statuses[status] = self.statuses.get(status, 0) + n
        return found

    def slice(self, client: Client, seconds: float) -> None:
        """Some seconds of the page, then some of its floor, one request after another."""
        before = self.server.cpu()
        found = self._run(client, self._take(2000), seconds, 1)
        self.cpu += self.server.cpu() - before
        self.took += found["took"]
        self.bytes = found["bytes"]
        if self.floor:
            before = self.server.cpu()
            found = client.run(self.server, self.floor, seconds=seconds, connections=1)
            self.floor_cpu += self.server.cpu() - before
            self.floor_took += found["took"]

    def rate(self, client: Client, seconds: float, connections: int) -> None:
        """Requests a second with so many connections at once."""
        found = self._run(client, self._take(2000), seconds, connections)
        good = sum(n for status, n in found["statuses"].items() if status[0] in "23")
        self.rates[connections] = round(good / found["seconds"], 1)

    @property
    def ms(self) -> float:
        """Processor time of the server for one request."""
        return self.cpu * 1000 / max(1, len(self.took))

    @property
    def floor_ms(self) -> float:
        return self.floor_cpu * 1000 / max(1, len(self.floor_took))


@contextlib.contextmanager
def served(stores: Sequence[Store], static: Path) -> Iterator[list[Server]]:
    """A server on each store."""
    running: list[Server] = []
    try:
        for store in stores:
            running.append(Server(store, static))
            running[-1].wait()  # one after another: the first one collects the static files
        yield running
    finally:
        for server in running:
            server.stop()


def asks_of(store: Store) -> list[dict[str, Any]]:
    """What is measured, with this store's own addresses."""
    finished = subprocess.run(
        [sys.executable, "-c", IN_STORE.format("serving.pages")],
        env=store.environment(DJANGO_SETTINGS_MODULE="gongjian.config.settings"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: list[dict[str, Any]] = json.loads(finished.stdout)
    return found


def _prepare(server: Server, ask: Mapping[str, Any], visitors: dict[tuple[int, str], Visitor]) -> Cell:
    who = (server.port, ask["part"])
    visitor = visitors.setdefault(who, Visitor(*who)) if who not in visitors else visitors[who]
    requests = visitor.requests(ask)
    once = bool(ask["form"])
    cell = Cell(server, requests, once=once)
    key = ask["name"].replace(" ", "-")
    for n, request in enumerate(requests[: 1 if once else 4]):
        queries, _length = visitor.record(f"{key}-{n}", request)
        visitor.record(f"{key}-{n}", request)  # the first time fills what is kept in memory
        cell.queries = max(cell.queries, queries if once else visitor.record(f"{key}-{n}", request)[0])
        cell.floor.append(floored(request, f"{key}-{n}"))
    return cell


def measure(
    stores: Sequence[Store], static: Path, names: Sequence[str], seconds: float, say: Say
) -> list[dict[str, Any]]:
    """All pages (of *names*, if given) on all these stores. Gives a row for each page and store."""
    asks = {store.matters: {a["name"]: a for a in asks_of(store)} for store in stores}
    wanted = [n for n in asks[stores[0].matters] if not names or n in names]
    rows: list[dict[str, Any]] = []
    client = Client()
    try:
        with served(stores, static) as servers:
            visitors: dict[tuple[int, str], Visitor] = {}
            if not names or EMPTY in names:
                guests = [Cell(s, [empty()], queries=0) for s in servers]
                rows += _page(EMPTY, guests, client, seconds)
            for name in wanted:
                say(f"{stores[0].vendor} · {name}")
                cells = [_prepare(s, asks[s.store.matters][name], visitors) for s in servers]
                rows += _page(name, cells, client, seconds)
    finally:
        client.close()
    return rows


def _page(name: str, cells: Sequence[Cell], client: Client, seconds: float) -> list[dict[str, Any]]:
    for cell in cells:  # what is kept in memory is filled in both processes of the server
        client.run(cell.server, cell.floor or cell.requests[:1], seconds=min(0.5, seconds), connections=4)
        if not cell.once:
            client.run(cell.server, cell.requests, seconds=min(0.5, seconds), connections=4)
    for _round in range(ROUNDS):
        for cell in cells:
            cell.slice(client, seconds / ROUNDS)
    for connections in (8, 64):
        for cell in cells:
            cell.rate(client, seconds / 2, connections)
    first = sorted(cells[0].took)
    return [_row(name, cell, percentile(first, 0.95), cells[0].ms) for cell in cells]


def _row(name: str, cell: Cell, first_p95: float, first_ms: float) -> dict[str, Any]:
    took = sorted(cell.took)
    p95 = percentile(took, 0.95)
    return {
        "name": name,
        "database": cell.server.store.vendor,
        "matters": cell.server.store.matters,
        "p50": percentile(took, 0.5),
        "p95": p95,
        "p99": percentile(took, 0.99),
        "growth_p95": round(p95 / first_p95, 2) if first_p95 else None,
        "growth_cpu": round(cell.ms / first_ms, 2) if first_ms else None,
        "cpu_over_floor": round(cell.ms / cell.floor_ms, 2) if cell.floor_ms else None,
        "cpu_ms": round(cell.ms, 2),
        "floor_cpu_ms": round(cell.floor_ms, 2) if cell.floor else None,
        "queries": cell.queries,
        "bytes": cell.bytes,
        "rps8": cell.rates.get(8),
        "rps64": cell.rates.get(64),
        "memory_mb": cell.server.memory(),
        "requests": len(took),
        "statuses": cell.statuses,
    }
