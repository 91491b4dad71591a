"""The names of this app's counters, spelled once, and what one appeal adds to them.

What an appeal has added is kept in ``Appeal.counted``; a verb or a reaction adds the difference. So every figure is the sum
over the rows, whatever happened in whatever order. See docs/algorithms/rates.md.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongjian.kernel.clock import local_date
from gongjian.kernel.prefix import LAST

PREFIXES = ("appeals-rate|", "appeals-delay|", "appeals-workdays|", "appeals-week|")
ALL = "*"
LONGEST_PLACE = 40
SATISFIED, MOSTLY = 4, 3  # 满意 is 4 and 5, 基本满意 is 3


def month_of(at: dt.datetime) -> str:
    """The month of a moment at the school, "2026-03"."""
    day = local_date(at)
    return f"{day.year}-{day.month:02d}"


def week_of(day: dt.date) -> str:
    """The ISO week of a day, "2026-W12"."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


def rate(month: str, unit_id: int | str, category: str, what: str) -> str:
    """How often something was said in follow-ups of this month; unit and category may be ``ALL``."""
    return f"appeals-rate|{unit_id}|{category}|{month}|{what}"


def rate_ranges(months: Sequence[str], cells: Iterable[tuple[int | str, str]]) -> list[tuple[str, str]]:
    """Where the counters of these months (from the first to the last) lie for each of these units and categories."""
    fronts = [f"appeals-rate|{unit}|{category}|" for unit, category in cells]
    return [(f"{front}{min(months)}|", f"{front}{max(months)}|{LAST}") for front in fronts] if months else []


def delay_ranges(months: Sequence[str] | None, unit_id: int | str) -> list[tuple[str, str]]:
    """Where the delays of these months lie; None: of all months."""
    fronts = [f"{front}|{unit_id}|" for front in ("appeals-delay", "appeals-workdays")]
    if months is None:
        return [(front, front + LAST) for front in fronts]
    return [(f"{front}{min(months)}|", f"{front}{max(months)}|{LAST}") for front in fronts] if months else []


def delay(month: str, unit_id: int | str, tenths: int) -> str:
    """How many first answers of this month came after so many tenths of a day."""
    return f"appeals-delay|{unit_id}|{month}|{tenths}"


def workdays(month: str, unit_id: int | str, days: int) -> str:
    """How many first answers of this month came after so many working days from acceptance."""
    return f"appeals-workdays|{unit_id}|{month}|{days}"


def week(week: str, category: str, place: str) -> str:
    """How many appeals of this category came from this place in the week."""
    return f"appeals-week|{week}|{category}|{place[:LONGEST_PLACE].replace('|', ' ')}"


@dataclass(frozen=True, slots=True)
class Said:
    """One follow-up as it is counted: when, of whose work, what was said."""

    at: dt.datetime
    unit_id: int | None
    presumed: bool
    solved: bool
    satisfaction: int | None
    contacted: bool | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All of an appeal that the counters ask for. ``answered_at`` is the first final answer."""

    category: str
    place: str
    raised_at: dt.datetime
    unit_id: int | None
    answered_at: dt.datetime | None
    workdays: int | None
    excluded: bool
    verdicts: Sequence[Said]


def words_of(said: Said) -> list[str]:
    """What one follow-up counts as. A silent one is no valid follow-up."""
    if said.presumed:
        return ["silent"]
    words = ["valid"]
    if said.contacted:
        words.append("contacted")
    if said.solved:
        words.append("solved")
    if (said.satisfaction or 0) >= SATISFIED:
        words.append("satisfied")
    elif said.satisfaction == MOSTLY:
        words.append("mostly")
    return words


def _units(unit_id: int | None) -> list[int | str]:
    return [ALL] if unit_id is None else [ALL, unit_id]


def _cells(unit_id: int | None, category: str) -> Iterable[tuple[int | str, str]]:
    return [(unit, kind) for unit in _units(unit_id) for kind in (ALL, category)]


def of(facts: Facts) -> dict[str, int]:
    """What this appeal adds to the counters."""
    found: Counter[str] = Counter()
    found[week(week_of(local_date(facts.raised_at)), facts.category, facts.place)] += 1
    for said in facts.verdicts:
        month = month_of(said.at)
        for word in ["excluded"] if facts.excluded else words_of(said):
            for unit, kind in _cells(said.unit_id, facts.category):
                found[rate(month, unit, kind, word)] += 1
    if facts.answered_at is not None:
        month = month_of(facts.answered_at)
        tenths = round((facts.answered_at - facts.raised_at).total_seconds() / 8640)
        for unit in _units(facts.unit_id):
            found[delay(month, unit, max(tenths, 0))] += 1
            if facts.workdays is not None:
                found[workdays(month, unit, facts.workdays)] += 1
    return dict(found)
