"""The calendar for machines: ``/api/v1/workdays/…``."""

import datetime as dt

from django.http import HttpRequest
from ninja import Router, Status

from gongjian.kernel import clock
from gongjian.kernel.actor import actor_of

from . import operations, queries
from .schemas import DayIn, DayOut, SpanOut, YearIn, YearOut

router = Router(tags=["workdays"])


def _year(year: int) -> YearOut:
    view = queries.year_view(year)
    return YearOut(
        year=view.year,
        known=view.known,
        workdays=view.workdays,
        days=[DayOut(date=d.date, working=d.working, name=d.name, own=d.own) for d in view.listed()],
        spans=[SpanOut(kind=s.kind, name=s.name, since=s.since, until=s.until) for s in view.spans],
    )


@router.get("/{int:year}", response=YearOut, auth=None, summary="一年的工作日历（不用登录）")
def read_year(request: HttpRequest, year: int) -> YearOut:
    """The days of a year that differ from Monday–Friday, its terms, and whether its holidays are known."""
    return _year(year)


@router.post("/days", response=DayOut, summary="设定一天上班或放假")
def set_day(request: HttpRequest, body: DayIn) -> DayOut:
    """Say whether people work on a day, and why."""
    day = operations.set_day(
        date=body.date, working=body.working, name=body.name, actor=actor_of(request), at=clock.now()
    )
    return DayOut(date=day.date, working=day.working, name=day.name, own=True)


@router.delete("/days/{date}", response={204: None}, summary="恢复一天的通常安排")
def clear_day(request: HttpRequest, date: dt.date) -> Status[None]:
    """Take back what the school has set for a day."""
    operations.clear_day(date=date, actor=actor_of(request), at=clock.now())
    return Status(204, None)


@router.post("/{int:year}/confirm", response=YearOut, summary="确认一年的节假日已录入")
def confirm_year(request: HttpRequest, year: int, body: YearIn) -> YearOut:
    """Declare the year's holidays entered according to a notice."""
    operations.confirm_year(year=year, note=body.note, actor=actor_of(request), at=clock.now())
    return _year(year)
