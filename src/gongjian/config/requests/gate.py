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
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import translation

from gongjian.kernel.outage import OVERLOADED
from gongjian.web.views import unavailable

log = logging.getLogger("gongjian.gate")
SECONDS = 12.0  # a person who has waited so long has gone
DOUBT = 1.5  # a forecast of the wait may err by so much: nobody shall wait eight seconds to be sent back then
SPARE = 16  # threads beyond those that work and wait: for files, /healthz, and for sending back
ODD = 2.0  # seconds; who stays longer says nothing about the others
READ_FIRST = 2 * 1024 * 1024  # bytes
RETRY_AFTER = 5
TOLD_EVERY = 10.0


class Turnstile:
    """Lets so many in at once, and so many wait, first come first served."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._free = at_once
        self._most = waiting
        self._queue: deque[threading.Lock] = deque()
        self._lock = threading.Lock()
        self._at_once = at_once
        self._pace = 0.0  # seconds from one who leaves to the next, a moving mean

    def enter(self, seconds: float) -> bool:
        """True: in, and ``leave`` must follow. False: at once if too many wait already, else after so many seconds."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            # Who could not come in before the time is over is told so now, not then.
            if len(self._queue) >= self._most or len(self._queue) * self._pace * DOUBT > seconds:
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

    def leave(self, stayed: float = 0.0) -> None:
        """The next one may come in; so many seconds this one stayed."""
        with self._lock:
            self._pace += (min(stayed, ODD) / self._at_once - self._pace) * 0.05
            if self._queue:
                self._queue.popleft().release()
            else:
                self._free += 1

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return len(self._queue)


def _taken_in(request: HttpRequest) -> bool:
    """Read what was sent (unless it is a large file) before a place is taken: a slow sender holds a thread, not a place.

    False if the sender went away meanwhile.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and 0 < int(length) <= READ_FIRST:
        try:
            _body = request.body
        except UnreadablePostError:
            return False
    return True


class Gate:
    """Not in use where ``settings.AT_ONCE`` is 0 (tests, and servers that are not ours)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.AT_ONCE:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.turnstile = Turnstile(settings.AT_ONCE, settings.WAITING)
        self._bodies: dict[tuple[str, bool], HttpResponse] = {}
        self._sent_back = 0
        self._told_at = 0.0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _taken_in(request):
            return HttpResponse(status=400)
        if not self.turnstile.enter(SECONDS):
            return self._send_back(request)
        began = time.monotonic()
        try:
            return self.get_response(request)
        finally:
            self.turnstile.leave(time.monotonic() - began)

    def _send_back(self, request: HttpRequest) -> HttpResponse:
        """503 with the sentence. Made once for each language: sending back must cost next to nothing."""
        self._tell()
        key = (translation.get_language_from_request(request), request.path.startswith("/api/"))
        kept = self._bodies.get(key)
        if kept is None:
            with translation.override(key[0]):
                kept = self._bodies[key] = unavailable(request, OVERLOADED)
        answer = HttpResponse(kept.content, status=kept.status_code, content_type=kept["Content-Type"])
        answer["Retry-After"] = str(RETRY_AFTER)
        answer["Cache-Control"] = "no-store"
        return answer

    def _tell(self) -> None:
        self._sent_back += 1
        if time.monotonic() - self._told_at >= TOLD_EVERY:
            log.warning("more requests than can be carried: %s sent back so far", self._sent_back)
            self._told_at = time.monotonic()
