"""Everything that was said and done about one matter, from eleven tables in one query.

The page of a matter shows many short histories. Each table gives its rows as JSON, and the database puts them under one
another: the page then costs the same few queries however long the life was.
"""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.db.models import F, QuerySet

from gongjian.kernel.prefetch import json_part, moment, rows_as_json
from gongjian.kernel.prepared_sql import PreparedQuery

from .models import (
    Claim,
    Clock,
    ClockStop,
    Exchange,
    Holding,
    Matter,
    Parking,
    Progress,
    Reply,
    Resolution,
    Study,
    Verdict,
)

Row = SimpleNamespace


@dataclass
class Record:
    """The rows by table, oldest first, with the fields of their models (dates and moments as such)."""

    studies: list[Row] = field(default_factory=list)
    resolutions: list[Row] = field(default_factory=list)
    progress: list[Row] = field(default_factory=list)
    replies: list[Row] = field(default_factory=list)
    exchanges: list[Row] = field(default_factory=list)
    claims: list[Row] = field(default_factory=list)
    verdicts: list[Row] = field(default_factory=list)
    parkings: list[Row] = field(default_factory=list)
    holdings: list[Row] = field(default_factory=list)
    clocks: list[Row] = field(default_factory=list)
    stops: list[Row] = field(default_factory=list)


def _part(name: str, rows: QuerySet[Any], *fields: str, **named: Any) -> QuerySet[Any, Any]:
    return json_part(name, rows, {"pk": "pk", **{f: f for f in fields}, **named})


def _rows_of(matter: int) -> QuerySet[Any, Any]:
    """The rows of all tables about the matter with this id: the table's name, and the row as JSON."""
    mine = {"matter_id": matter}
    parts = (
        _part("studies", Study.objects.filter(**mine), "held_on", "opinion"),
        _part(
            "resolutions",
            Resolution.objects.filter(**mine),
            "held_on",
            "due",
            "present",
            "in_favour",
            "adopted",
            "words",
        ),
        _part(
            "progress",
            Progress.objects.filter(measure__matter_id=matter),
            "at",
            "percent",
            "text",
            "evidence",
            "by",
            position=F("measure__position"),
        ),
        _part(
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
        _part(
            "exchanges", Exchange.objects.filter(**mine), "asked_at", "asked_by", "question", "answered_at", "answer"
        ),
        _part("claims", Claim.objects.filter(**mine), "at", "statement", "evidence", "by"),
        _part(
            "verdicts",
            Verdict.objects.filter(**mine),
            "at",
            "presumed",
            "solved",
            "satisfaction",
            "words",
            part=F("voice__part"),
        ),
        _part(
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
        _part("holdings", Holding.objects.filter(**mine), "since", "until", body_name=F("body__name")),
        _part(
            "clocks", Clock.objects.filter(**mine), "name", "started_at", "due_at", "stopped_at", "met_at", "dropped_at"
        ),
        _part("stops", ClockStop.objects.filter(clock__matter_id=matter), "clock_id", "since", "until"),
    )
    return rows_as_json(*parts)


_record = PreparedQuery(_rows_of, matter=int)


def record_of(matter: Matter) -> Record:
    """The whole record of the matter. One query."""
    record = Record()
    for name, words in _record(matter=matter.pk):
        getattr(record, name).append(Row(**{k: _value(k, v) for k, v in json.loads(words).items()}))
    for rows in vars(record).values():
        rows.sort(key=lambda row: row.pk)
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
