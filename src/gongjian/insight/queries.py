"""What the desk, the front page and the figures read. Queries and metrics of the apps below, never their tables."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.appeals import metrics as appeals
from gongjian.bulletin import queries as bulletin
from gongjian.evaluation import queries as contests
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Words
from gongjian.matters import metrics
from gongjian.matters import queries as matters
from gongjian.notify import queries as notify
from gongjian.org import queries as org
from gongjian.pairing import queries as pairing

MOST_TASKS = 50


@dataclass(frozen=True)
class Due:
    """One line of this week: a day, what, and where to go."""

    day: dt.date
    title: str
    url: str
    kind: str


@dataclass(frozen=True)
class Elsewhere:
    """Something of another app that waits for this person: where, what it is, what is expected."""

    number: str
    title: str
    url: str
    words: Words


@dataclass(frozen=True)
class Desk:
    """What waits for one person."""

    tasks: list[matters.Task]
    more: bool  # others wait behind these, which are the most urgent
    own: list[Any]
    pairs: pairing.Waiting
    messages: list[Any]
    unread: int
    week: list[Due]
    elsewhere: list[Elsewhere]


def desk_for(actor: Actor, at: dt.datetime) -> Desk:
    """Everything that waits for this person, until when. At most nine queries."""
    today = local_date(at)
    waiting = matters.waiting_for(actor, limit=MOST_TASKS + 1)
    tasks = waiting[:MOST_TASKS]
    return Desk(
        tasks=tasks,
        more=len(waiting) > MOST_TASKS,
        own=matters.raised_by(actor, limit=10),
        pairs=pairing.waiting_for(actor, today, limit=30),
        messages=notify.inbox(actor, unread=True, size=5).rows,
        unread=notify.unread_count(actor.person_id),
        week=_week(tasks, today),
        elsewhere=_elsewhere(actor, today),
    )


def _elsewhere(actor: Actor, today: dt.date) -> list[Elsewhere]:
    """Notices that wait for review or for amendment, contests that wait for a juror or for those who hold them."""
    words = {"publish": _("待审核"), "amend": _("待修改")}
    notices = [Elsewhere(w.number, w.title, w.url, words.get(w.verb, _("待办理"))) for w in bulletin.waiting_for(actor)]
    return notices + [Elsewhere(c.number, c.title, c.url, c.what) for c in contests.waiting_for(actor, today)]


def _week(tasks: Sequence[matters.Task], today: dt.date) -> list[Due]:
    last = today + dt.timedelta(days=7)
    due = [
        Due(
            local_date(t.matter.due_at),
            f"{t.matter.number} {t.matter.title}",
            reverse("matters:item", args=[t.matter.number]),
            _("到期"),
        )
        for t in tasks
        if t.matter.due_at is not None and today <= local_date(t.matter.due_at) <= last
    ]
    return sorted(due, key=lambda d: (d.day, d.title))[:10]


@dataclass(frozen=True)
class Front:
    """The public front page."""

    open: int
    year: metrics.Flow
    appeals: appeals.Rates
    struck_off: list[Any]
    raised: list[Any]
    news: list[Any]


def months_back(today: dt.date, n: int) -> list[str]:
    """The last *n* months up to this one, oldest first: ["2026-01", …]."""
    first = today.year * 12 + today.month - 1
    return [f"{k // 12:04d}-{k % 12 + 1:02d}" for k in range(first - n + 1, first + 1)]


def _together(flows: dict[str, metrics.Flow]) -> metrics.Flow:
    numbers: dict[str, int] = {}
    for flow in flows.values():
        for word, n in flow.numbers.items():
            numbers[word] = numbers.get(word, 0) + n
    return metrics.Flow(numbers)


def front(at: dt.datetime) -> Front:
    """Counts of all kinds, the latest public matters and notices. At most ten queries; the notices are kept for some seconds."""
    months = months_back(local_date(at), 12)
    kinds = metrics.read_kinds(months)
    return Front(
        open=sum(found.open for found in kinds.values()),
        year=_together(
            {f"{kind}{month}": flow for kind, found in kinds.items() for month, flow in found.months.items()}
        ),
        appeals=appeals.rates(months).whole,
        struck_off=matters.public_lately(ended=True, limit=8),
        raised=matters.public_lately(ended=False, limit=8),
        news=bulletin.latest(list(bulletin.front()), 6),
    )


@dataclass(frozen=True)
class Period:
    """A stretch of whole months."""

    code: str
    label: str
    months: tuple[str, ...]


def periods(at: dt.datetime) -> list[Period]:
    """What can be chosen: this month, the last three and twelve, and the last three calendar years."""
    today = local_date(at)
    out = [
        Period("month", _("本月"), tuple(months_back(today, 1))),
        Period("quarter", _("近三个月"), tuple(months_back(today, 3))),
        Period("year", _("近十二个月"), tuple(months_back(today, 12))),
    ]
    for year in range(today.year, today.year - 3, -1):
        out.append(Period(str(year), _("%(year)s年") % {"year": year}, tuple(f"{year}-{m:02d}" for m in range(1, 13))))
    return out


def period_named(code: str, at: dt.datetime) -> Period:
    """The period with this code; the last twelve months where the code is unknown."""
    known = {p.code: p for p in periods(at)}
    return known.get(code, known["year"])


def kind_named(code: str) -> str:
    """The kind of matter with this code; problems where the code is unknown."""
    return code if code in dict(matters.kinds()) else "problem"


@dataclass(frozen=True)
class UnitRow:
    """One unit: what it has now, what was closed and judged in the period."""

    name: str
    open: int
    overdue: int
    flow: metrics.Flow


@dataclass(frozen=True)
class Figures:
    """The figures of a period."""

    kind: str
    period: Period
    open: int
    total: metrics.Flow
    months: dict[str, metrics.Flow]
    states: list[tuple[Any, int]]
    units: list[UnitRow]


def figures_for(actor: Actor, period: Period, at: dt.datetime, kind: str = "problem") -> Figures:
    """The school's figures, and each unit's in whose figures this actor may look. Raises NotAllowed without the right."""
    matters.check_may_read_figures(actor)
    bodies = org.units_below(actor.scopes("matters.read-figures"))
    found = metrics.read(period.months, list(bodies), kind)
    overdue = metrics.overdue_by_holder(bodies, at, kind)
    rows = [UnitRow(name, found.held[pk], overdue.get(pk, 0), found.bodies[pk]) for pk, name in bodies.items()]
    rows = [r for r in rows if r.open or r.overdue or any(r.flow.numbers.values())]
    states, months = found.states, found.months
    return Figures(
        kind=kind,
        period=period,
        open=found.open,
        total=_together(months),
        months=months,
        states=[(s.label, states.get(s.code, 0)) for s in matters.states_of(kind)],
        units=sorted(rows, key=lambda r: (-r.overdue, -r.open, r.name)),
    )
