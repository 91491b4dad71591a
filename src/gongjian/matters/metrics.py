"""The app's numbers; each carries the sentence that defines it. Read from counters that the verbs keep, checked nightly."""

import datetime as dt
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import counters
from gongjian.kernel.refused import Words

from . import tallies
from .models import Matter, Verdict
from .procedures import LIVES, PROCEDURES

log = logging.getLogger("gongjian.matters")

# A rate over fewer cases than this is not shown: only the counts are.
FEWEST = 5

DEFINITIONS: dict[str, Words] = {
    "open": _("现在尚未办结的事项数。"),
    "raised": _("所选月份内提出的事项数，按接收单位计。"),
    "closed": _("所选月份内办结（销号）的事项数，含提出人逾期未评价的。"),
    "solution": _("解决率：提出人评价“已经解决”的次数，除以全部有效评价次数；逾期未评价的不计入，另列。"),
    "satisfaction": _("满意率：满意度4分和5分的评价次数，除以全部有效评价次数；逾期未评价的不计入，另列。"),
    "silent": _("提出人逾期未评价、按默认处理的次数，单独统计。"),
    "overdue": _("现在超过时限、计时没有停止的事项数。"),
}


def by_state(kind: str = "problem") -> dict[str, int]:
    """How many matters are in each state now. Two queries."""
    prefix = tallies.state(kind, "")
    return {name.removeprefix(prefix): n for name, n in counters.read_prefix(prefix).items() if n}


def overdue_by_holder(body_ids: Iterable[int], at: dt.datetime, kind: str = "problem") -> dict[int, int]:
    """How many matters of each of these bodies are late now. One query over the open matters whose due day is past."""
    late = Matter.objects.filter(kind=kind, ended_at__isnull=True, due_at__lt=at, clock_stopped=False)
    # Not narrowed to the bodies in the query: it would then be looked for in all they ever held.
    counted = dict(late.order_by().values_list("holder_id").annotate(Count("id")))
    return {body: counted[body] for body in body_ids if body in counted}


@dataclass(frozen=True)
class Flow:
    """What happened in some months: numbers by word ("raised", "ended-declined", "verdict-5" …)."""

    numbers: Mapping[str, int] = field(default_factory=dict)

    def of(self, *words: str) -> int:
        return sum(self.numbers.get(word, 0) for word in words)

    @property
    def closed(self) -> int:
        return self.of(*(f"ended-{state}" for life in LIVES.values() for state in life.solved_ends))

    @property
    def judged(self) -> int:
        """Spoken verdicts: the denominator of both rates."""
        return self.of("verdict-solved", "verdict-not-solved")

    @property
    def satisfied(self) -> int:
        return self.of("verdict-4", "verdict-5")


def words_of(kind: str) -> tuple[str, ...]:
    """The happenings that are counted for a kind."""
    return (
        "raised",
        *(f"ended-{s}" for s in PROCEDURES[kind].ends),
        "verdict-solved",
        "verdict-not-solved",
        "verdict-presumed",
        *(f"verdict-{n}" for n in range(1, 6)),
    )


AT_ONCE = 30_000  # names in one query; both databases take this many parameters


@dataclass(frozen=True)
class Reading:
    """All figures of some months and bodies, read together. ``held`` are open matters by holding body, now."""

    states: dict[str, int]
    months: dict[str, Flow]
    bodies: dict[int, Flow]
    held: dict[int, int]
    kind: str = "problem"

    @property
    def open(self) -> int:
        """How many have not ended."""
        return sum(self.states.get(state, 0) for state in PROCEDURES[self.kind].open_states)


def _reading(kind: str, months: Sequence[str], body_ids: Sequence[int], values: Mapping[str, int]) -> Reading:
    """The counters of one kind put where they belong; of months and bodies that were not asked for nothing is taken."""
    states = {s.code: 0 for s in PROCEDURES[kind].states}
    held = dict.fromkeys(body_ids, 0)
    by_month: dict[str, dict[str, int]] = {month: {} for month in months}
    by_body: dict[int, dict[str, int]] = {body: {} for body in body_ids}
    open_states = set(PROCEDURES[kind].open_states)
    for name, n in values.items():
        match name.split("|"):
            case ["matters", of, state] if of == kind:
                states[state] = n
            case ["matters-held", body, of, state] if of == kind and int(body) in held and state in open_states:
                held[int(body)] += n
            case ["matters-flow", of, month, word] if of == kind and month in by_month:
                by_month[month][word] = n
            case ["matters-flow-of", body, of, month, word] if (
                of == kind and int(body) in by_body and month in by_month
            ):
                numbers = by_body[int(body)]
                numbers[word] = numbers.get(word, 0) + n
    return Reading(
        states=states,
        months={month: Flow(numbers) for month, numbers in by_month.items()},
        bodies={body: Flow(numbers) for body, numbers in by_body.items()},
        held=held,
        kind=kind,
    )


def read(months: Sequence[str], body_ids: Sequence[int] = (), kind: str = "problem") -> Reading:
    """The figures of these months ("2026-03"), of the school and of each of these bodies. One query."""
    return _reading(kind, months, body_ids, counters.read_ranges(tallies.ranges(kind, months, body_ids)))


def read_kinds(months: Sequence[str]) -> dict[str, Reading]:
    """The school's figures of these months for every kind. One query."""
    values = counters.read_ranges(r for kind in PROCEDURES for r in tallies.ranges(kind, months, ()))
    return {kind: _reading(kind, months, (), values) for kind in PROCEDURES}


# --- the nightly check ---


def _counted() -> dict[str, int]:
    totals: dict[str, int] = {}

    def put(name: str, n: int) -> None:
        totals[name] = totals.get(name, 0) + n

    rows = Matter.objects.values_list("kind", "state", "holder_id").order_by().annotate(Count("id"))
    for kind, state, holder, n in rows:
        put(tallies.state(kind, state), n)
        put(tallies.held(holder, kind, state), n)

    def flow(kind: str, what: str, month: dt.datetime, bodies: Iterable[int | None], n: int) -> None:
        for name, amount in tallies.of_month(kind, f"{month:%Y-%m}", what, {b for b in bodies if b}, n).items():
            put(name, amount)

    raised = Matter.objects.annotate(month=TruncMonth("raised_at")).values_list("kind", "month", "origin_id")
    for kind, month, origin, n in raised.order_by().annotate(Count("id")):
        flow(kind, "raised", month, [origin], n)
    ended = Matter.objects.filter(ended_at__isnull=False).annotate(month=TruncMonth("ended_at"))
    for kind, month, state, origin, lead, n in (
        ended.values_list("kind", "month", "state", "origin_id", "lead_id").order_by().annotate(Count("id"))
    ):
        flow(kind, f"ended-{state}", month, [origin, lead], n)
    judged = Verdict.objects.annotate(month=TruncMonth("at")).order_by()
    rows_judged = judged.values_list("matter__kind", "month", "lead_id", "presumed", "solved", "satisfaction").annotate(
        Count("id")
    )
    for kind, month, lead, presumed, solved, satisfaction, n in rows_judged:
        if presumed:
            flow(kind, "verdict-presumed", month, [lead], n)
            continue
        flow(kind, "verdict-solved" if solved else "verdict-not-solved", month, [lead], n)
        flow(kind, f"verdict-{satisfaction}", month, [lead], n)
    return totals


@transaction.atomic
def drift() -> dict[str, int]:
    """Counter name → (counted − kept), only where the two differ. Walks the whole table: for the night."""
    truth = _counted()
    kept: dict[str, int] = {}
    for prefix in tallies.PREFIXES:
        kept |= counters.read_prefix(prefix)
    names = set(truth) | set(kept)
    return {n: truth.get(n, 0) - kept.get(n, 0) for n in names if truth.get(n, 0) != kept.get(n, 0)}


@transaction.atomic
def mend_counters() -> int:
    """Correct drifted counters; gives how many there were (0 is what is expected)."""
    wrong = drift()
    if wrong:
        log.error("counters had drifted: %s", wrong)
        counters.add(wrong)
    return len(wrong)
