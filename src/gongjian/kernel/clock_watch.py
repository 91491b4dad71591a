"""A clock that jumps must not close matters, presume verdicts and send a thousand messages: the worker stops until somebody has looked.

While a worker runs, the wall clock is compared with the time since the machine started, sleep included. Between two runs only a
step backwards can be told from a long stop; the latest moment seen is kept for that.
"""

import datetime as dt
import logging
import time

from .models import Setting

log = logging.getLogger("gongjian.clock")
JUMP = dt.timedelta(hours=3)
STOPPED, SEEN = "clock.stopped", "clock.seen"
NOTED_EVERY = 60.0  # seconds
BY = "系统·时钟"


def steady() -> float:
    """Seconds that no setting of the clock changes; on Linux those asleep are counted too."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def stopped() -> dict[str, str] | None:
    """``before`` and ``after`` of the jump for which the worker stands still, as ISO; None if it works."""
    found: dict[str, str] | None = Setting.get(STOPPED, None)
    return found


def accept(at: dt.datetime) -> None:
    """Somebody has looked: the clock as it is now is right, and the worker goes on."""
    Setting.objects.filter(name=STOPPED).delete()
    Setting.put(SEEN, at.isoformat(), at=at, by=BY)


class ClockWatch:
    """Of one running worker."""

    def __init__(self) -> None:
        self._last: tuple[dt.datetime, float] | None = None
        self.missed = dt.timedelta()  # how long no worker has worked before this one's first round
        self._noted = self._told = float("-inf")

    def may_work(self, moment: dt.datetime, second: float) -> bool:
        """Whether anything may be done at *moment*, *second* being what ``steady`` said then. One query; a jump is noted."""
        if stopped() is not None:
            if second - self._told >= NOTED_EVERY:
                log.error("the worker stands still because the clock has jumped: gongjian clock")
                self._told = second
            self._last = None
            return False
        expected = self._expected(second)
        if expected is not None and self._last is None:
            self.missed = moment - expected
        before, self._last = expected, (moment, second)
        if before is not None and (moment < before - JUMP or (moment > before + JUMP and self._noted > float("-inf"))):
            Setting.put(STOPPED, {"before": before.isoformat(), "after": moment.isoformat()}, at=moment, by=BY)
            log.error("the clock has jumped from %s to %s: the worker stands still", before, moment)
            return False
        if second - self._noted >= NOTED_EVERY:
            Setting.put(SEEN, moment.isoformat(), at=moment, by=BY)
            self._noted = second
        return True

    def _expected(self, second: float) -> dt.datetime | None:
        if self._last is not None:
            return self._last[0] + dt.timedelta(seconds=second - self._last[1])
        seen = Setting.get(SEEN, None)
        return dt.datetime.fromisoformat(seen) if seen else None
