"""The gate: so many requests are worked on at once, so many wait in order, and the rest are sent back at once, politely.

Without it a crowd larger than the server can carry makes everybody wait without end. Static files and ``/healthz`` are
answered before the gate and never wait. The numbers hold for one server process.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from gongjian.kernel.trouble import CROWD
from gongjian.web.views import unavailable

log = logging.getLogger("gongjian.gate")
WAITING = 256  # requests of one process; with two processes a crowd of 500 that arrives in one moment is taken in
SECONDS = 8.0  # a person who has waited so long has gone; so has the server in front
SPARE = 16  # threads beyond those that work and wait: for files, /healthz, and for sending back
RETRY_AFTER = 5
TOLD_EVERY = 10.0


class Turnstile:
    """Lets so many in at once, and so many wait, first come first served."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._free = at_once
        self._most = waiting
        self._queue: deque[threading.Lock] = deque()
        self._lock = threading.Lock()

    def enter(self, seconds: float) -> bool:
        """True: in, and ``leave`` must follow. False at once if too many wait already, or after so many seconds."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            if len(self._queue) >= self._most:
                return False
            turn = threading.Lock()
            turn.acquire()
            self._queue.append(turn)
        if turn.acquire(timeout=seconds):
            return True
        with self._lock:
            if turn in self._queue:
                self._queue.remove(turn)
                return False
        return True  # called up at the very last moment

    def leave(self) -> None:
        """The next one may come in."""
        with self._lock:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._free += 1

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return len(self._queue)


class Gate:
    """Not in use where ``settings.AT_ONCE`` is 0 (tests, and servers that are not ours)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.AT_ONCE:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.turnstile = Turnstile(settings.AT_ONCE, WAITING)
        self._bodies: dict[tuple[str, bool], HttpResponse] = {}
        self._sent_back = 0
        self._told_at = 0.0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.turnstile.enter(SECONDS):
            return self._send_back(request)
        try:
            return self.get_response(request)
        finally:
            self.turnstile.leave()

    def _send_back(self, request: HttpRequest) -> HttpResponse:
        """503 with the sentence. Made once for each language: sending back must cost next to nothing."""
        self._tell()
        key = (translation.get_language_from_request(request), request.path.startswith("/api/"))
        kept = self._bodies.get(key)
        if kept is None:
            with translation.override(key[0]):
                kept = self._bodies[key] = unavailable(request, CROWD)
        answer = HttpResponse(kept.content, status=kept.status_code, content_type=kept["Content-Type"])
        answer["Retry-After"] = str(RETRY_AFTER)
        answer["Cache-Control"] = "no-store"
        return answer

    def _tell(self) -> None:
        self._sent_back += 1
        if time.monotonic() - self._told_at >= TOLD_EVERY:
            log.warning("more requests than can be carried: %s sent back so far", self._sent_back)
            self._told_at = time.monotonic()
