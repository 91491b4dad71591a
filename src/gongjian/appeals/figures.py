"""The dashboard of the three rates read: a period, the units one may see, delays. Counters only, whatever the history."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.org import queries as org

from . import metrics
from .desk_choices import CATEGORIES

SORTS = ("name", "valid", "composite")


@dataclass(frozen=True)
class Period:
    """A stretch of whole months."""

    code: str
    label: str
    months: tuple[str, ...]

    @property
    def since(self) -> dt.date:
        year, month = map(int, self.months[0].split("-"))
        return dt.date(year, month, 1)

    @property
    def until(self) -> dt.date:
        """The day after the last one."""
        year, month = map(int, self.months[-1].split("-"))
        return dt.date(year + month // 12, month % 12 + 1, 1)


def months_back(today: dt.date, n: int) -> tuple[str, ...]:
    """The last *n* months up to this one, oldest first."""
    last = today.year * 12 + today.month - 1
    return tuple(f"{k // 12:04d}-{k % 12 + 1:02d}" for k in range(last - n + 1, last + 1))


def _between(first: str, last: str) -> tuple[str, ...]:
    start, end = (int(m[:4]) * 12 + int(m[5:]) - 1 for m in (first, last))
    return tuple(f"{k // 12:04d}-{k % 12 + 1:02d}" for k in range(start, end + 1))


def periods(at: dt.datetime, first_month: str | None) -> list[Period]:
    """What can be chosen: lately, every year since anything was answered first, and all."""
    today = local_date(at)
    out = [
        Period("month", _("本月"), months_back(today, 1)),
        Period("quarter", _("近三个月"), months_back(today, 3)),
        Period("year", _("近十二个月"), months_back(today, 12)),
    ]
    this_month = months_back(today, 1)[0]
    first = min(first_month or this_month, this_month)
    years = [str(year) for year in range(today.year, int(first[:4]) - 1, -1)]
    out += [Period(y, _("%(year)s年") % {"year": y}, tuple(f"{y}-{m:02d}" for m in range(1, 13))) for y in years[:8]]
    out.append(Period("all", _("全部"), _between(first, this_month)))
    return out


@dataclass(frozen=True)
class RatesFigures:
    """Everything on the dashboard. ``units``: (id, name) in the order they are shown."""

    period: Period
    periods: list[Period]
    read: metrics.RatesRead
    delays: metrics.Delays
    units: list[tuple[int, str]] = field(default_factory=list)
    unit: tuple[int, str] | None = None
    sort: str = "name"


def figures(
    actor: Actor, code: str, at: dt.datetime, *, unit_id: int | None = None, sort: str = "name", public: bool = False
) -> RatesFigures:
    """The rates of a period: of the school (or one unit), by unit, category and month, with the delays.

    Units are those of whose figures the actor may look; the public sees all units, and no persons. Seven queries.
    """
    scopes = ("",) if public or actor.can_anywhere("matters.receive") else actor.scopes("matters.read-figures")
    known = org.units_below(scopes)
    chosen = unit_id if unit_id in known else None
    choices = periods(at, metrics.first_month_answered())
    period = next((p for p in choices if p.code == code), choices[2])
    read = metrics.rates(period.months, known, [c for c, _label in CATEGORIES], unit_id=chosen)
    units = [
        (pk, name)
        for pk, name in known.items()
        if any((read.units[pk].valid, read.units[pk].silent, read.units[pk].excluded))
    ]
    order = {
        "name": lambda row: (row[1],),
        "valid": lambda row: (-read.units[row[0]].valid, row[1]),
        "composite": lambda row: (-(read.units[row[0]].composite or -1), row[1]),
    }
    sort = sort if sort in SORTS else "name"
    return RatesFigures(
        period=period,
        periods=choices,
        read=read,
        delays=metrics.delays(period.months, chosen),
        units=sorted(units, key=order[sort]),
        unit=(chosen, known[chosen]) if chosen is not None else None,
        sort=sort,
    )
