"""Keeping the calendar: seeding it from the national data, setting days, years, terms and spans."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from chinese_calendar import constants as national
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.audit.operations import record
from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow

from . import queries
from .models import AcademicSpan, Day, Term, Year
from .permissions import may_edit

FAMILIAR = {h.value: h.chinese for h in national.Holiday}
YEARS = range(2000, 2101)


# --- the national data ---


def national_years() -> range:
    """The years that the installed package of national holidays knows (2004–2026 with the pinned edition)."""
    return range(min(national.holidays).year, max(national.holidays).year + 1)


def _differing(years: Iterable[int]) -> dict[dt.date, tuple[bool, str]]:
    wanted = set(years)
    out = {
        day: (False, FAMILIAR.get(name, name))
        for day, name in national.holidays.items()
        if day.year in wanted and day.weekday() < 5
    }
    out |= {
        day: (True, FAMILIAR.get(name, name))
        for day, name in national.workdays.items()
        if day.year in wanted and day.weekday() >= 5
    }
    return dict(sorted(out.items()))


@transaction.atomic
def seed_from_packages(years: Iterable[int] | None = None) -> int:
    """Write the national days that differ from Monday–Friday; the school's own rows stay as they are.

    Gives how many rows were written. Doing it again writes nothing. Years that the package does not know are left out.
    """
    wanted = [y for y in (years if years is not None else national_years()) if y in national_years()]
    known = set(Year.objects.filter(source=Day.Source.PACKAGE).values_list("year", flat=True))
    fresh = [y for y in wanted if y not in known]
    if not fresh:
        return 0
    taken = set(Day.objects.filter(date__year__in=fresh).values_list("date", flat=True))
    rows = [
        Day(date=day, working=working, name=name, source=Day.Source.PACKAGE)
        for day, (working, name) in _differing(fresh).items()
        if day not in taken
    ]
    Day.objects.bulk_create(rows)
    Year.objects.filter(year__in=fresh).delete()  # confirmed by the school before the package knew them
    Year.objects.bulk_create([Year(year=y, source=Day.Source.PACKAGE) for y in fresh])
    queries.calendar.invalidate()
    return len(rows)


# --- days ---


def _who(actor: Actor) -> str:
    return (f"{actor.name}（{actor.title}）" if actor.title else actor.name)[:120]


def _note(actor: Actor, verb: str, number: int, label: str, at: dt.datetime, **details: Any) -> None:
    record(
        actor=actor,
        verb=verb,
        subject_kind="workdays.calendar",
        subject_id=number,
        label=label,
        at=at,
        details=details,
    )


def day_word(working: bool) -> str:
    """What the day is for: work or rest."""
    return _("上班") if working else _("放假")


def _write_day(date: dt.date, working: bool, name: str, actor: Actor, at: dt.datetime) -> Day:
    return Day.objects.update_or_create(
        date=date,
        defaults={
            "working": working,
            "name": name[:40],
            "source": Day.Source.SCHOOL,
            "changed_by": _who(actor),
            "changed_by_id": actor.person_id,
            "changed_at": at,
        },
    )[0]


@transaction.atomic
def set_day(*, date: dt.date, working: bool, name: str, actor: Actor, at: dt.datetime) -> Day:
    """Say whether people work on this day, and why (its name). Deadlines counted from now on follow it.

    Raises Refused: without the right, without a name, or if the day stands so already.
    """
    permit(may_edit, actor, date)
    name = name.strip()
    if not name:
        raise Malformed.at("name", _("请写明这一天的名称，例如“校庆日”“运动会补课”。"))
    if date.year not in YEARS:
        raise Malformed.at("date", _("只能设定 2000 年至 2100 年的日期。"))
    before = Day.objects.filter(date=date).first()
    if before and (before.working, before.name) == (working, name):
        raise NotNow(_("这一天已经是这样设定的，没有变动。"), code="day-unchanged")
    day = _write_day(date, working, name, actor, at)
    queries.calendar.invalidate()
    _note(
        actor,
        "workdays.day-set",
        date.toordinal(),
        f"{date} {name}",
        at,
        date=str(date),
        working=working,
        state=day_word(working),
        before=day_word(before.working if before else date.weekday() < 5),
    )
    return day


@transaction.atomic
def clear_day(*, date: dt.date, actor: Actor, at: dt.datetime) -> None:
    """Take back what the school has set for this day: the national table, else Monday–Friday, holds again.

    Raises Refused: without the right, or if the school has set nothing.
    """
    permit(may_edit, actor, date)
    gone, _models = Day.objects.filter(date=date, source=Day.Source.SCHOOL).delete()
    if not gone:
        raise NotNow(_("本校没有设定过这一天，不用恢复。"), code="day-not-set")
    usual = _differing([date.year]).get(date)
    if usual:
        Day.objects.create(date=date, working=usual[0], name=usual[1], source=Day.Source.PACKAGE)
    queries.calendar.invalidate()
    _note(actor, "workdays.day-cleared", date.toordinal(), str(date), at, date=str(date))


@transaction.atomic
def confirm_year(*, year: int, note: str, actor: Actor, at: dt.datetime) -> Year:
    """Declare the year's holidays and make-up days entered according to a notice: the warning disappears.

    Raises Refused: without the right, without the notice's name, or if the year is known already.
    """
    permit(may_edit, actor, year)
    if not note.strip():
        raise Malformed.at("note", _("请写明依据的放假通知。"))
    if year not in YEARS:
        raise Malformed.at("year", _("只能设定 2000 年至 2100 年。"))
    if Year.objects.filter(year=year).exists():
        raise NotNow(_("%(year)d 年的节假日已经确认过。") % {"year": year}, code="year-known")
    made = Year.objects.create(year=year, source=Day.Source.SCHOOL, note=note.strip()[:120])
    queries.calendar.invalidate()
    _note(actor, "workdays.year-confirmed", year, str(year), at, year=year, note=made.note)
    return made


# --- a year's days as a sheet ---


@transaction.atomic
def write_days(
    *, days: Sequence[tuple[dt.date, bool, str]], year: int, file: str, actor: Actor, at: dt.datetime
) -> int:
    """Set the days of a sheet of this year: whether people work, and the name. Gives how many. Raises Refused: without the right."""
    permit(may_edit, actor, year)
    for date, working, name in days:
        _write_day(date, working, name, actor, at)
    queries.calendar.invalidate()
    _note(
        actor,
        "workdays.days-imported",
        year,
        file,
        at,
        count=len(days),
        year=str(year),
        days=[[str(date), working, name] for date, working, name in days],
    )
    return len(days)


# --- the academic year ---


def _check_span(name: str, since: dt.date, until: dt.date) -> str:
    if not name.strip():
        raise Malformed.at("name", _("请填写名称。"))
    if until < since:
        raise Malformed.at("until", _("结束日期不能早于开始日期。"))
    return name.strip()[:40]


@transaction.atomic
def add_span(
    *, kind: str, name: str, since: dt.date, until: dt.date, actor: Actor, at: dt.datetime
) -> AcademicSpan | Term:
    """Add a vacation, exam weeks … (kinds of AcademicSpan) or a term (kind "term") to the academic calendar.

    Raises Refused: without the right, wrong dates, or if one of this name stands already.
    """
    permit(may_edit, actor, None)
    name = _check_span(name, since, until)
    made: AcademicSpan | Term
    if kind == "term":
        if Term.objects.filter(name=name).exists():
            raise Malformed.at("name", _("已经有同名的学期。"))
        made = Term.objects.create(name=name, since=since, until=until)
    elif kind in AcademicSpan.Kind.values:
        if AcademicSpan.objects.filter(name=name, since=since).exists():
            raise Malformed.at("name", _("已经有同名、同日开始的一段。"))
        made = AcademicSpan.objects.create(kind=kind, name=name, since=since, until=until)
    else:
        raise Malformed.at("kind", _("请选择类别。"))
    queries.academic.invalidate()
    _note(
        actor,
        "workdays.span-added",
        made.pk,
        f"{name} {since}—{until}",
        at,
        kind=kind,
        since=str(since),
        until=str(until),
    )
    return made


@transaction.atomic
def remove_span(*, span: AcademicSpan | Term, actor: Actor, at: dt.datetime) -> None:
    """Take a span or term out of the academic calendar; the ledger keeps what it was. Raises Refused: without the right."""
    permit(may_edit, actor, span)
    number, label = span.pk, f"{span.name} {span.since}—{span.until}"
    span.delete()
    queries.academic.invalidate()
    _note(actor, "workdays.span-removed", number, label, at, since=str(span.since), until=str(span.until))
