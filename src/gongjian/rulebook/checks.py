"""The kinds of checks that a provision can name in its data. Pure: values in, kept or broken out.

A check is a mapping with ``kind``, the names of its facts, its limits, and ``says``: the sentence for a breach.
A limit that begins with "$" is a parameter of the provision. The limit stands in the sentence as ``{limit}``.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from gongjian.workdays.arithmetic import Calendar, add_months, workdays_between

Facts = Mapping[str, Any]
Check = Mapping[str, Any]
Test = Callable[[Check, Facts, Calendar], bool]


class Missing(LookupError):
    """A fact that the check needs has not been given."""


def _fact(facts: Facts, name: str) -> Any:
    value = facts.get(name)
    if value is None:
        raise Missing(name)
    return value


def _span(check: Check, facts: Facts) -> tuple[dt.date, dt.date]:
    return _fact(facts, check["from"]), _fact(facts, check["to"])


def at_least(check: Check, facts: Facts, _calendar: Calendar) -> bool:
    """``fact`` ≥ ``least``."""
    return bool(_fact(facts, check["fact"]) >= check["least"])


def at_most(check: Check, facts: Facts, _calendar: Calendar) -> bool:
    """``fact`` ≤ ``most``."""
    return bool(_fact(facts, check["fact"]) <= check["most"])


def any_at_least(check: Check, facts: Facts, _calendar: Calendar) -> bool:
    """One of several facts reaches its own limit (3 days or 24 hours). Unknown only if none is given."""
    given = {name: facts[name] for name in check["limits"] if facts.get(name) is not None}
    if not given:
        raise Missing(next(iter(check["limits"])))
    return any(value >= check["limits"][name] for name, value in given.items())


def more_than_share(check: Check, facts: Facts, _calendar: Calendar) -> bool:
    """``fact`` is more than the share [a, b] of ``of``: more than a/b, in whole numbers."""
    numerator, denominator = check["share"]
    return bool(_fact(facts, check["fact"]) * denominator > _fact(facts, check["of"]) * numerator)


def holds(check: Check, facts: Facts, _calendar: Calendar) -> bool:
    """``fact`` is true."""
    return bool(_fact(facts, check["fact"]))


def lacks(check: Check, facts: Facts, _calendar: Calendar) -> bool:
    """``fact`` is false, zero or empty."""
    return not _fact(facts, check["fact"])


def one_of(check: Check, facts: Facts, _calendar: Calendar) -> bool:
    """``fact`` is one of ``values``."""
    return _fact(facts, check["fact"]) in check["values"]


def within_months(check: Check, facts: Facts, _calendar: Calendar) -> bool:
    """``to`` is not later than ``months`` after ``from`` (clamped to the month's end)."""
    begin, end = _span(check, facts)
    return end <= add_months(begin, check["months"])


def after_months(check: Check, facts: Facts, _calendar: Calendar) -> bool:
    """``to`` is not earlier than ``months`` after ``from``."""
    begin, end = _span(check, facts)
    return end >= add_months(begin, check["months"])


def within_workdays(check: Check, facts: Facts, calendar: Calendar) -> bool:
    """At most ``days`` working days lie after ``from`` up to ``to``."""
    begin, end = _span(check, facts)
    return workdays_between(begin, end, calendar) <= check["days"]


def notice_workdays(check: Check, facts: Facts, calendar: Calendar) -> bool:
    """A notice that hangs from ``from`` to ``to``, both included, covers at least ``days`` working days."""
    begin, end = _span(check, facts)
    return workdays_between(begin - dt.timedelta(days=1), end, calendar) >= check["days"]


def not_before(check: Check, facts: Facts, _calendar: Calendar) -> bool:
    """``to`` is not earlier than ``from``."""
    begin, end = _span(check, facts)
    return end >= begin


KINDS: dict[str, Test] = {
    f.__name__: f
    for f in (
        at_least,
        at_most,
        any_at_least,
        more_than_share,
        holds,
        lacks,
        one_of,
        within_months,
        after_months,
        within_workdays,
        notice_workdays,
        not_before,
    )
}
LIMITS = ("least", "most", "months", "days", "share", "values", "limits")


def _resolved(value: Any, parameters: Mapping[str, Any]) -> Any:
    if isinstance(value, str) and value.startswith("$"):
        return parameters[value[1:]]
    if isinstance(value, dict):
        return {k: _resolved(v, parameters) for k, v in value.items()}
    return value


def resolve(check: Check, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The check with its parameters' values in place. Raises KeyError for an unknown parameter or kind."""
    made = {k: _resolved(v, parameters) for k, v in check.items()}
    if made["kind"] not in KINDS:
        raise KeyError(made["kind"])
    made["limit"] = next((made[name] for name in LIMITS if name in made), "")
    return made
