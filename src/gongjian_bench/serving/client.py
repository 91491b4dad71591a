"""The second process: keeps connections open, sends requests, notes how long each took. Standard library only.

A job comes as JSON on standard input and the outcome as JSON on standard output, one line each, until the input ends.
"""

import contextlib
import http.client
import json
import sys
import threading
import time
from typing import Any


class Line:
    """One connection that is kept open."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.kept = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, request: dict[str, Any]) -> tuple[int, int, dict[str, str]]:
        """Status, bytes on the wire (without the head), headers."""
        body = request.get("body")
        self.kept.request(request["method"], request["path"], body.encode() if body else None, request["headers"])
        answer = self.kept.getresponse()
        length = len(answer.read())
        return answer.status, length, dict(answer.getheaders())

    def again(self) -> None:
        """A new connection after trouble."""
        self.kept.close()
        self.kept = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)


class Loop:
    """Several lines asking until the time is over or the requests are used up."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.job = job
        self.requests: list[dict[str, Any]] = job["requests"]
        self.once: bool = job.get("once", False)  # each request only once (they are orders, not questions)
        self.most: int = job.get("most", 10**9)
        self.took: list[float] = []
        self.statuses: dict[int, int] = {}
        self.bytes = 0
        self.used = 0
        self.lock = threading.Lock()

    def _next(self) -> dict[str, Any] | None:
        with self.lock:
            if self.used >= self.most or (self.once and self.used >= len(self.requests)):
                return None
            self.used += 1
            return self.requests[(self.used - 1) % len(self.requests)]

    def _run(self, until: float) -> None:
        line = Line(self.job["port"])
        while time.perf_counter() < until and (request := self._next()) is not None:
            began = time.perf_counter()
            status, length = 0, 0
            try:
                status, length, _headers = line.ask(request)
            except (OSError, http.client.HTTPException):
                line.again()
            took = time.perf_counter() - began
            with self.lock:
                self.took.append(took)
                self.statuses[status] = self.statuses.get(status, 0) + 1
                self.bytes += length
        with contextlib.suppress(OSError):
            line.kept.close()

    def run(self) -> dict[str, Any]:
        """Seconds it lasted, seconds of each request, answers by status, bytes in the middle."""
        began = time.perf_counter()
        until = began + self.job["seconds"]
        threads = [threading.Thread(target=self._run, args=(until,)) for _n in range(self.job["connections"])]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - began
        return {
            "seconds": seconds,
            "took": [round(t * 1000, 3) for t in sorted(self.took)],
            "statuses": self.statuses,
            "bytes": self.bytes // max(1, len(self.took)),
            "used": self.used,
        }


def main() -> None:
    """Job after job."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(Loop(json.loads(line)).run()) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
