"""Everything that was said and done about one matter, from all its tables in one query.

The page of a matter shows many short histories. Each table gives its rows as JSON, and the database puts them under one
another: the page then costs the same few queries however long the life was.
"""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, partial
from types import SimpleNamespace
from typing import Any

from django.db.models import F, QuerySet

from gongjian.kernel.prefetch import json_part, moment, rows_as_json
from gongjian.kernel.prepared_sql import PreparedQuery

from . import registry
from .models import (
    Clock,
    ClockStop,
    Exchange,
    Holding,
    Matter,
    Parking,
    Reply,
    Verdict,
)

Row = SimpleNamespace


@dataclass
class Record:
    """The rows by table, oldest first, with the fields of their models (dates and moments as such)."""

    replies: list[Row] = field(default_factory=list)
    exchanges: list[Row] = field(default_factory=list)
    verdicts: list[Row] = field(default_factory=list)
    parkings: list[Row] = field(default_factory=list)
    holdings: list[Row] = field(default_factory=list)
    clocks: list[Row] = field(default_factory=list)
    stops: list[Row] = field(default_factory=list)
    own: dict[str, list[Row]] = field(default_factory=dict)  # of the kind's own tables, by their name in its ``record``

    def of(self, name: str) -> list[Row]:
        """The rows of a table of the kind's own."""
        return self.own.get(name, [])


def part(name: str, rows: QuerySet[Any], *fields: str, **named: Any) -> QuerySet[Any, Any]:
    """The rows of one table, as the record reads them: these fields by their names, and those of *named*."""
    return json_part(name, rows, {"pk": "pk", **{f: f for f in fields}, **named})


def _rows_of(matter: int, kind: str) -> QuerySet[Any, Any]:
    """The rows of all tables about the matter with this id: the table's name, and the row as JSON."""
    mine = {"matter_id": matter}
    parts = (
        part(
            "replies",
            Reply.objects.filter(**mine),
            "at",
            "text",
            "by",
            "grade",
            "promise_on",
            "promise_by",
            "waits_for_sign",
            "signed_by",
            "signed_at",
            "returned_reason",
            "final",
        ),
        part("exchanges", Exchange.objects.filter(**mine), "asked_at", "asked_by", "question", "answered_at", "answer"),
        part(
            "verdicts",
            Verdict.objects.filter(**mine),
            "at",
            "presumed",
            "solved",
            "satisfaction",
            "words",
            part=F("voice__part"),
        ),
        part(
            "parkings",
            Parking.objects.filter(**mine),
            "asked_at",
            "reason",
            "plan",
            "review_on",
            "settled_by",
            "approved",
            "settled_words",
        ),
        part("holdings", Holding.objects.filter(**mine), "since", "until", body_name=F("body__name")),
        part(
            "clocks", Clock.objects.filter(**mine), "name", "started_at", "due_at", "stopped_at", "met_at", "dropped_at"
        ),
        part("stops", ClockStop.objects.filter(clock__matter_id=matter), "clock_id", "since", "until"),
    )
    return rows_as_json(*parts, *(rows(matter) for rows in registry.kind(kind).record.values()))


@cache
def _record(kind: str) -> PreparedQuery:
    return PreparedQuery(partial(_rows_of, kind=kind), matter=int)


def record_of(matter: Matter) -> Record:
    """The whole record of the matter. One query."""
    record = Record()
    found: dict[str, list[Row]] = {}
    for name, words in _record(matter.kind)(matter=matter.pk):
        found.setdefault(name, []).append(Row(**{k: _value(k, v) for k, v in json.loads(words).items()}))
    shared = vars(record)
    for name, rows in found.items():
        rows.sort(key=lambda row: row.pk)
        (shared if name in shared else record.own)[name] = rows
    return record


DAYS = ("held_on", "review_on", "promise_on")
MOMENTS = ("at", "since", "until")
FLAGS = ("adopted", "presumed", "solved", "approved", "waits_for_sign", "final")


def _value(name: str, value: Any) -> Any:
    """Dates, moments and flags again, from what the two databases put into JSON for them."""
    if value is None:
        return None
    if name in DAYS:
        return dt.date.fromisoformat(value)
    if name in MOMENTS or name.endswith("_at"):
        return moment(value)
    return bool(value) if name in FLAGS else value


def stops_of(record: Record, clock: Row) -> Iterable[Row]:
    """When this clock stood still."""
    return (stop for stop in record.stops if stop.clock_id == clock.pk)
