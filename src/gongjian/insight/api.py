"""The desk and the figures for machines: ``/api/v1/desk``, ``/api/v1/figures``."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import now

from . import queries

router = Router(tags=["insight"])


class TaskOut(Schema):
    """One thing that waits for the caller."""

    number: str
    title: str
    verb: str
    due_at: dt.datetime | None


class DeskOut(Schema):
    tasks: list[TaskOut]
    unread: int


class UnitOut(Schema):
    """One unit's figures of the period; rates are left to the reader, with both their numbers."""

    name: str
    open: int
    overdue: int
    closed: int
    judged: int
    solved: int
    satisfied: int
    silent: int


class FiguresOut(Schema):
    kind: str
    period: str
    months: list[str]
    open: int
    raised: int
    closed: int
    declined: int
    judged: int
    solved: int
    satisfied: int
    silent: int
    states: dict[str, int]
    units: list[UnitOut]


@router.get("/desk", response=DeskOut, summary="我的工作台")
def desk(request: HttpRequest) -> Any:
    """What waits for the caller, the most urgent first."""
    found = queries.desk_for(actor_of(request), now())
    tasks = [
        {"number": t.matter.number, "title": t.matter.title, "verb": t.verb, "due_at": t.matter.due_at}
        for t in found.tasks
    ]
    return {"tasks": tasks, "unread": found.unread}


@router.get("/figures", response=FiguresOut, summary="看板")
def figures(request: HttpRequest, period: str = "year", kind: str = "problem") -> Any:
    """Counts of a period (month, quarter, year, or a calendar year) of problems, appeals or proposals, by unit."""
    at = now()
    found = queries.figures_for(actor_of(request), queries.period_named(period, at), at, queries.kind_named(kind))
    total = found.total
    return {
        "kind": found.kind,
        "period": found.period.code,
        "months": found.period.months,
        "open": found.open,
        "raised": total.of("raised"),
        "closed": total.closed,
        "declined": total.of("ended-declined"),
        "judged": total.judged,
        "solved": total.of("verdict-solved"),
        "satisfied": total.satisfied,
        "silent": total.of("verdict-presumed"),
        "states": {str(label): n for label, n in found.states},
        "units": [
            {
                "name": u.name,
                "open": u.open,
                "overdue": u.overdue,
                "closed": u.flow.closed,
                "judged": u.flow.judged,
                "solved": u.flow.of("verdict-solved"),
                "satisfied": u.flow.satisfied,
                "silent": u.flow.of("verdict-presumed"),
            }
            for u in found.units
        ],
    }
