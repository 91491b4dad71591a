"""What the API says and takes about the calendar."""

import datetime as dt

from ninja import Schema


class DayOut(Schema):
    """One day that differs from Monday–Friday, or that the school has set."""

    date: dt.date
    working: bool
    name: str
    own: bool


class SpanOut(Schema):
    """A term, vacation, exam weeks …"""

    kind: str
    name: str
    since: dt.date
    until: dt.date


class YearOut(Schema):
    """A year. ``known`` false: its holidays are not entered, Monday–Friday is assumed."""

    year: int
    known: bool
    workdays: int
    days: list[DayOut]
    spans: list[SpanOut]


class DayIn(Schema):
    """Set one day."""

    date: dt.date
    working: bool
    name: str


class YearIn(Schema):
    """Declare a year entered, by which notice."""

    note: str
