"""The app's numbers: three rates, delays, weekly counts. Read from counters that follow the rows, checked nightly.

See docs/algorithms/rates.md and domain C5: only spoken follow-ups count; silent ones and exclusions stand apart; below the
fewest that the rules name no rate is given.
"""

import datetime as dt
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import mean

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import counters
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Words
from gongjian.rulebook import queries as rulebook

from . import operations, tallies
from .models import Appeal

log = logging.getLogger("gongjian.appeals")
WORDS = ("valid", "contacted", "solved", "satisfied", "mostly", "silent", "excluded")
WITHIN = (7, 15, 30)  # days
AT_ONCE = 500

DEFINITIONS: dict[str, Words] = {
    "valid": _("有效回访：提出人或同诉人对一次答复作出的评价；逾期未评价的和已剔除的不计入。"),
    "response": _("响应率：评价时说明答复前有人联系过的，除以有效回访数。"),
    "solution": _("解决率：评价为已解决的，除以有效回访数。"),
    "satisfaction": _("满意率：满意数加按规则折算的基本满意数，除以有效回访数。"),
    "composite": _("综合得分：三率按规则的权重加权，所用权重以所选时段最后一天有效的为准。"),
    "silent": _("逾期没有评价的，单独统计，不算满意。"),
    "excluded": _("经批准剔除的评价，逐件列出理由和批准人。"),
    "delay": _("从提出到第一次正式答复的天数，按答复所在月份统计。"),
    "workdays": _("从受理到第一次正式答复的工作日数，按答复所在月份统计。"),
}


@dataclass(frozen=True)
class Rates:
    """Counts of some months, and the rates they give; None below the fewest that are shown."""

    valid: int = 0
    contacted: int = 0
    solved: int = 0
    satisfied: int = 0
    mostly: int = 0
    silent: int = 0
    excluded: int = 0
    part: float = 0.9  # what one 基本满意 counts
    weights: tuple[float, float, float] = (0.1, 0.5, 0.4)
    least: int = 5

    @property
    def shown(self) -> bool:
        """Whether there are enough to give a rate."""
        return self.valid >= self.least

    def above(self, part: str) -> float:
        """What stands above the line of a rate: "response", "solution" or "satisfaction" (a share of 基本满意 counts)."""
        if part == "satisfaction":
            found = round(self.satisfied + self.part * self.mostly, 1)
            return int(found) if found == int(found) else found
        return self.contacted if part == "response" else self.solved

    @property
    def response(self) -> float | None:
        return self.contacted / self.valid if self.shown else None

    @property
    def solution(self) -> float | None:
        return self.solved / self.valid if self.shown else None

    @property
    def satisfaction(self) -> float | None:
        return (self.satisfied + self.part * self.mostly) / self.valid if self.shown else None

    @property
    def composite(self) -> float | None:
        """All three, weighed."""
        parts = (self.response, self.solution, self.satisfaction)
        if not self.shown:
            return None
        return sum(w * p for w, p in zip(self.weights, parts, strict=True) if p is not None)


def _rules(months: Sequence[str]) -> tuple[float, tuple[float, float, float], int]:
    """What 基本满意 counts, the weights and the fewest shown, as in force on the last day of the last month."""
    year, month = map(int, max(months, default="2026-01").split("-"))
    last = dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
    one, two, three = (float(w) for w in rulebook.parameter("appeal-rules:4", "weights", last))
    part = float(rulebook.parameter("appeal-rules:3", "mostly", last))
    return part, (one, two, three), int(rulebook.parameter("appeal-rules:3", "show_least", last))


def _made(counts: Mapping[str, int], rules: tuple[float, tuple[float, float, float], int]) -> Rates:
    part, weights, least = rules
    return Rates(**{word: counts.get(word, 0) for word in WORDS}, part=part, weights=weights, least=least)


@dataclass(frozen=True)
class RatesRead:
    """The three rates of some months: of all, by unit, by category, by month."""

    whole: Rates
    units: dict[int, Rates] = field(default_factory=dict)
    categories: dict[str, Rates] = field(default_factory=dict)
    months: dict[str, Rates] = field(default_factory=dict)


def rates(
    months: Sequence[str], unit_ids: Iterable[int] = (), categories: Iterable[str] = (), unit_id: int | None = None
) -> RatesRead:
    """The three rates of these months ("2026-03"): of all (or of *unit_id*), and of each of these units and categories.

    One query over the counters.
    """
    here: int | str = tallies.ALL if unit_id is None else unit_id
    units, kinds = {str(unit): unit for unit in unit_ids}, list(categories)
    cells = [(here, tallies.ALL), *((unit, tallies.ALL) for unit in units.values()), *((here, kind) for kind in kinds)]
    whole: dict[str, int] = {}
    by_month: dict[str, dict[str, int]] = {month: {} for month in months}
    by_unit: dict[int, dict[str, int]] = {unit: {} for unit in units.values()}
    by_kind: dict[str, dict[str, int]] = {kind: {} for kind in kinds}
    for name, n in counters.read_ranges(tallies.rate_ranges(months, dict.fromkeys(cells))).items():
        _front, unit, category, month, word = name.split("|")
        if month not in by_month:
            continue
        places = []
        if category != tallies.ALL:
            places.append(by_kind[category])
        else:
            if unit == str(here):
                places += [whole, by_month[month]]
            if unit in units:
                places.append(by_unit[units[unit]])
        for place in places:
            place[word] = place.get(word, 0) + n
    rules = _rules(months)
    return RatesRead(
        whole=_made(whole, rules),
        units={unit: _made(counts, rules) for unit, counts in by_unit.items()},
        categories={kind: _made(counts, rules) for kind, counts in by_kind.items()},
        months={month: _made(counts, rules) for month, counts in by_month.items()},
    )


@dataclass(frozen=True)
class Delays:
    """How long the first answer took: days (tenths of a day → how many), and working days from acceptance."""

    tenths: dict[int, int] = field(default_factory=dict)
    worked: dict[int, int] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        return sum(self.tenths.values())

    def quantile(self, share: float) -> float | None:
        """The delay in days below which this share lies; None without answers."""
        return None if not self.tenths else _quantile(self.tenths, share) / 10

    @property
    def median(self) -> float | None:
        """The median in days, to a tenth."""
        return self.quantile(0.5)

    @property
    def median_workdays(self) -> float | None:
        return _quantile(self.worked, 0.5) if self.worked else None

    def within(self, days: int) -> int:
        """How many were answered within so many days."""
        return sum(n for tenths, n in self.tenths.items() if tenths <= 10 * days)

    def share_within(self, days: int) -> float | None:
        return self.within(days) / self.answered if self.answered else None

    def histogram(self, edges: Sequence[int] = (1, 3, 7, 15, 30, 60, 90)) -> list[tuple[int | None, int]]:
        """(days up to and with, how many), the rest last with None."""
        out: list[tuple[int | None, int]] = []
        before = 0
        for edge in edges:
            out.append((edge, self.within(edge) - before))
            before = self.within(edge)
        return [*out, (None, self.answered - before)]


def _quantile(counts: Mapping[int, int], share: float) -> float:
    """The value at this share of the ordered cases; the mean of the two middle ones where it falls between."""
    total = sum(counts.values())
    low, high = _at(counts, -(-total * share // 1)), _at(counts, total * share // 1 + 1)
    return mean((low, high)) if (total * share) % 1 == 0 and total * share < total else float(low)


def _at(counts: Mapping[int, int], rank: float) -> int:
    seen, last = 0, 0
    for value in sorted(counts):
        seen, last = seen + counts[value], value
        if seen >= rank:
            return value
    return last


def delays(months: Sequence[str] | None = None, unit_id: int | None = None) -> Delays:
    """The delays of answers given in these months; None: of all times. Of the school, or of one unit. One query."""
    found: dict[str, dict[int, int]] = {"appeals-delay": {}, "appeals-workdays": {}}
    unit: int | str = tallies.ALL if unit_id is None else unit_id
    for name, n in counters.read_ranges(tallies.delay_ranges(months, unit)).items():
        front, _unit, month, value = name.split("|")
        if n and (months is None or month in months):
            found[front][int(value)] = found[front].get(int(value), 0) + n
    return Delays(found["appeals-delay"], found["appeals-workdays"])


def first_month_answered() -> str | None:
    """The first month in which anything was answered. One query of two rows."""
    name = counters.first_name(f"appeals-delay|{tallies.ALL}|")
    return name.split("|")[2] if name else None


# --- the radar ---


def weekly(weeks: Sequence[str]) -> dict[tuple[str, str], list[int]]:
    """For each cell (category, place) how many appeals came in each of these weeks ("2026-W12"). Places unsaid are left out."""
    place_of = {week: n for n, week in enumerate(weeks)}
    found: dict[tuple[str, str], list[int]] = {}
    for name, count in counters.read_prefixes(f"appeals-week|{week}|" for week in weeks).items():
        _front, week, category, place = name.split("|")
        if count and place:
            found.setdefault((category, place), [0] * len(weeks))[place_of[week]] = count
    return found


def cases_of_week(monday: dt.date) -> dict[tuple[str, str], list[int]]:
    """The appeals of one week by cell, as ids."""
    found: dict[tuple[str, str], list[int]] = {}
    sunday = monday + dt.timedelta(days=6)
    rows = Appeal.objects.filter(matter__raised_at__date__gte=monday, matter__raised_at__date__lte=sunday)
    for pk, category, place in rows.exclude(matter__place="").values_list("pk", "matter__category", "matter__place"):
        found.setdefault((category, place[: tallies.LONGEST_PLACE].replace("|", " ")), []).append(pk)
    return found


# --- the nightly check ---


def last_week(at: dt.datetime) -> dt.date:
    """The Monday of the last week that is over."""
    today = local_date(at)
    return today - dt.timedelta(days=today.weekday() + 7)


@transaction.atomic
def mend_counters() -> int:
    """Every appeal counted anew, and the counters compared with the sum: gives how many appeals or counters had drifted."""
    ids = list(Appeal.objects.order_by("pk").values_list("pk", flat=True))
    drifted = operations.recount_many(matter_ids=ids)
    truth: dict[str, int] = {}
    for counted in Appeal.objects.order_by("pk").values_list("counted", flat=True).iterator(chunk_size=AT_ONCE):
        for name, n in counted.items():
            truth[name] = truth.get(name, 0) + n
    kept: dict[str, int] = {}
    for prefix in tallies.PREFIXES:
        kept |= counters.read_prefix(prefix)
    wrong = operations.difference(truth, kept)
    if drifted or wrong:
        log.error("counters of appeals had drifted: %s appeals, %s", drifted, wrong)
        counters.add(wrong)
    return drifted + len(wrong)
