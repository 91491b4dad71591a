"""The room's numbers: three rates, delays, weekly counts. Read from counters that follow the rows, checked nightly.

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

    Two queries over the counters.
    """
    here: int | str = tallies.ALL if unit_id is None else unit_id
    names: dict[str, list[tuple[str, object, str]]] = {}

    def want(sort: str, key: object, unit: int | str, category: str) -> None:
        for month in months:
            for word in WORDS:
                names.setdefault(tallies.rate(month, unit, category, word), []).append(
                    (sort, month if sort == "month" else key, word)
                )

    want("whole", "", here, tallies.ALL)
    want("month", "", here, tallies.ALL)
    units, kinds = list(unit_ids), list(categories)
    for unit in units:
        want("unit", unit, unit, tallies.ALL)
    for kind in kinds:
        want("category", kind, here, kind)
    sums: dict[tuple[str, object], dict[str, int]] = {}
    wanted = list(names)
    for start in range(0, len(wanted), 30_000):
        for name, n in counters.read(wanted[start : start + 30_000]).items():
            for sort, key, word in names[name]:
                cell = sums.setdefault((sort, key), {})
                cell[word] = cell.get(word, 0) + n
    rules = _rules(months)

    def made(sort: str, key: object) -> Rates:
        return _made(sums.get((sort, key), {}), rules)

    return RatesRead(
        whole=made("whole", ""),
        units={unit: made("unit", unit) for unit in units},
        categories={kind: made("category", kind) for kind in kinds},
        months={month: made("month", month) for month in months},
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
    """The delays of answers given in these months; None: of all times. Of the school, or of one unit. Two queries."""
    unit: int | str = tallies.ALL if unit_id is None else unit_id

    fronts = [f"{front}|{unit}|" for front in ("appeals-delay", "appeals-workdays")]
    wanted = fronts if months is None else [f"{front}{month}|" for front in fronts for month in months]
    tenths: dict[int, int] = {}
    worked: dict[int, int] = {}
    for name, n in counters.read_prefixes(wanted).items():
        whole, value = (tenths if name.startswith(fronts[0]) else worked), int(name.rpartition("|")[2])
        whole[value] = whole.get(value, 0) + n
    return Delays({v: n for v, n in tenths.items() if n}, {v: n for v, n in worked.items() if n})


def first_month_answered() -> str | None:
    """The first month in which anything was answered. Two queries of one row."""
    name = counters.first_name(f"appeals-delay|{tallies.ALL}|")
    return name.split("|")[2] if name else None


# --- the radar ---


def weekly(weeks: Sequence[str]) -> dict[tuple[str, str], list[int]]:
    """For each cell (category, place) how many appeals came in each of these weeks ("2026-W12"). Places unsaid are left out."""
    found: dict[tuple[str, str], list[int]] = {}
    for n, week in enumerate(weeks):
        for name, count in counters.read_prefix(f"appeals-week|{week}|").items():
            category, place = name.split("|")[2:]
            if count and place:
                found.setdefault((category, place), [0] * len(weeks))[n] = count
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
