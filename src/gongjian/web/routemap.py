"""The route map (路线图): measures as bars between dates, baseline against adjusted, with today's line. Pure arithmetic."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from gongjian.web.shapes import Shape, Words


@dataclass(frozen=True, slots=True)
class RouteLine:
    """One measure: planned from/to; ``first_*`` are the dates before adjustment, if any; ``percent`` done, 0–100."""

    label: Words
    start: dt.date
    end: dt.date
    who: Words = ""
    percent: float = 0
    state: Literal["todo", "now", "done", "late"] = "now"
    first_start: dt.date | None = None
    first_end: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """Where a bar lies on the axis, in percent of its length."""

    left: str
    width: str


@dataclass(frozen=True, slots=True)
class Tick:
    """One mark on the time axis; ``left`` is its place in per cent."""

    left: str
    label: str
    strong: bool


@dataclass(frozen=True, slots=True)
class RouteMap(Shape):
    """Lines on one axis of days. ``today`` draws the present day's line if it lies on the axis."""

    template: ClassVar[str] = "web/components/route_map.html"
    lines: Sequence[RouteLine]
    today: dt.date
    title: Words = ""

    @property
    def bounds(self) -> tuple[dt.date, dt.date]:
        """First and last day of the axis: whole months around all bars."""
        days = [d for line in self.lines for d in (line.start, line.end, line.first_start, line.first_end) if d]
        days = days or [self.today]
        first = min(days).replace(day=1)
        last = (max(days).replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
        return first, last

    def _at(self, day: dt.date) -> float:
        first, last = self.bounds
        return 100 * (day - first).days / ((last - first).days + 1)

    def _bar(self, start: dt.date, end: dt.date) -> Bar:
        left = self._at(start)
        return Bar(f"{left:.2f}", f"{max(0.6, self._at(end + dt.timedelta(days=1)) - left):.2f}")

    @property
    def today_left(self) -> str:
        """Today's place on the axis in percent, or "" if it lies outside."""
        first, last = self.bounds
        return f"{self._at(self.today):.2f}" if first <= self.today <= last else ""

    def ticks(self) -> Iterator[Tick]:
        """One tick a month; where there are many months, every third is labelled."""
        first, last = self.bounds
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        every = 1 if months <= 8 else 3 if months <= 24 else 6
        day = first
        for number in range(months):
            strong = number % every == 0
            yield Tick(f"{self._at(day):.2f}", f"{day:%Y-%m}" if strong else "", strong)
            day = (day + dt.timedelta(days=32)).replace(day=1)

    def drawn(self) -> Iterator[tuple[RouteLine, Bar, Bar | None]]:
        """Each line with its bar and, if it was adjusted, the bar it had first."""
        for line in self.lines:
            moved = (line.first_start or line.start, line.first_end or line.end)
            first = self._bar(*moved) if moved != (line.start, line.end) else None
            yield line, self._bar(line.start, line.end), first
