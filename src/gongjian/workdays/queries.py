"""Reading the calendar."""

import calendar as months
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gongjian.kernel.cache import CachedTable
from gongjian.kernel.refused import NotFound, Words
from gongjian.kernel.text import listed
from gongjian.web.shapes import Action, Note

from . import arithmetic
from .models import AcademicSpan, Day, Term, Year


def _load() -> arithmetic.Calendar:
    return arithmetic.Calendar(
        days=dict(Day.objects.values_list("date", "working")),
        known_years=frozenset(Year.objects.values_list("year", flat=True)),
    )


calendar: CachedTable[arithmetic.Calendar] = CachedTable(_load)
"""``calendar()`` gives the school's calendar as pure data; kept in memory, forgotten on edit."""


def unknown_years(days: Iterable[dt.date]) -> tuple[int, ...]:
    """The years of these days that the table does not know: there Monday–Friday is assumed, and the page says so."""
    return arithmetic.unknown_years(days, calendar())


def unknown_note(years: Sequence[int], action: Action | None = None) -> Note | None:
    """The warning for years whose holidays are not known; None if all are."""
    if not years:
        return None
    words = listed(years)
    return Note(
        _("%(years)s 年的节假日和调休安排还没有录入，暂按周一至周五为工作日计算；录入以后，时限可能变动。")
        % {"years": words},
        "warn",
        _("节假日未知"),
        action,
    )


def unknown_years_note(days: Iterable[dt.date]) -> Note | None:
    """The warning beside deadlines on these days, if one of them lies in a year that is not known."""
    return unknown_note(unknown_years(days))


@dataclass(frozen=True, slots=True)
class Span:
    """A term, vacation, exam weeks … with its kind's word."""

    pk: int
    kind: str
    name: str
    since: dt.date
    until: dt.date

    @property
    def kind_word(self) -> Words:
        """学期、假期、考试周 …"""
        return _("学期") if self.kind == "term" else AcademicSpan.Kind(self.kind).label

    def covers(self, day: dt.date) -> bool:
        return self.since <= day <= self.until


def _load_academic() -> tuple[Span, ...]:
    terms = [Span(t.pk, "term", t.name, t.since, t.until) for t in Term.objects.all()]
    spans = [Span(s.pk, s.kind, s.name, s.since, s.until) for s in AcademicSpan.objects.all()]
    return tuple(sorted(terms + spans, key=lambda s: (s.since, s.kind, s.pk)))


academic: CachedTable[tuple[Span, ...]] = CachedTable(_load_academic)
"""``academic()`` gives all terms and spans, by beginning."""


def academic_spans(since: dt.date, until: dt.date) -> list[Span]:
    """Terms and spans that touch these days (for remarks beside a deadline), by beginning."""
    return [s for s in academic() if s.since <= until and s.until >= since]


def get_span(kind: str, pk: int) -> AcademicSpan | Term:
    """One span or term. Raises NotFound."""
    model: type[AcademicSpan] | type[Term] = Term if kind == "term" else AcademicSpan
    found = model.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True, slots=True)
class DayView:
    """One day of the year's page. ``sort``: workday · weekend · holiday (off on a weekday) · make-up (working at a weekend)."""

    date: dt.date
    working: bool
    sort: str
    name: str
    own: bool
    changed_by: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class YearView:
    """A year: its twelve months as weeks of days (None outside the month), and whether its holidays are known."""

    year: int
    known: bool
    source: Words
    note: str
    months: tuple[tuple[tuple[DayView | None, ...], ...], ...]
    workdays: int
    spans: tuple[Span, ...]

    def days(self) -> list[DayView]:
        """All days in order."""
        return [d for month in self.months for week in month for d in week if d]

    def listed(self) -> list[DayView]:
        """The days that differ from Monday–Friday, in order."""
        return [d for d in self.days() if d.sort in ("holiday", "make-up") or d.name]


def _sort(day: dt.date, working: bool) -> str:
    if working:
        return "workday" if day.weekday() < 5 else "make-up"
    return "weekend" if day.weekday() >= 5 else "holiday"


def year_view(year: int) -> YearView:
    """Everything of one year. Two queries (and the kept terms). Raises NotFound for years beyond 2000–2100."""
    if not 2000 <= year <= 2100:
        raise NotFound()
    rows = {d.date: d for d in Day.objects.filter(date__range=(dt.date(year, 1, 1), dt.date(year, 12, 31)))}
    known = Year.objects.filter(year=year).first()
    spans = tuple(academic_spans(dt.date(year, 1, 1), dt.date(year, 12, 31)))

    def view(day: dt.date) -> DayView:
        row = rows.get(day)
        working = row.working if row else day.weekday() < 5
        return DayView(
            date=day,
            working=working,
            sort=_sort(day, working),
            name=row.name if row else "",
            own=bool(row and row.source == Day.Source.SCHOOL),
            changed_by=row.changed_by if row else "",
            spans=tuple(s for s in spans if s.covers(day)),
        )

    weeks = months.Calendar()
    made = tuple(
        tuple(
            tuple(view(d) if d.month == month else None for d in week) for week in weeks.monthdatescalendar(year, month)
        )
        for month in range(1, 13)
    )
    return YearView(
        year=year,
        known=known is not None,
        source=Day.Source(known.source).label if known else "",
        note=known.note if known else "",
        months=made,
        workdays=sum(d.working for month in made for week in month for d in week if d),
        spans=spans,
    )


def days_on(days: Iterable[dt.date]) -> dict[dt.date, tuple[bool, str]]:
    """Which of these days are set: whether people work, and the name. One query."""
    rows = Day.objects.filter(date__in=set(days)).values_list("date", "working", "name")
    return {date: (working, name) for date, working, name in rows}


def day_view(day: dt.date) -> DayView:
    """One day as on the page. One query."""
    row = Day.objects.filter(date=day).first()
    working = row.working if row else day.weekday() < 5
    return DayView(
        date=day,
        working=working,
        sort=_sort(day, working),
        name=row.name if row else "",
        own=bool(row and row.source == Day.Source.SCHOOL),
        changed_by=row.changed_by if row else "",
        spans=tuple(academic_spans(day, day)),
    )
