"""Domain events: small frozen facts in the past tense, written as a row in the same transaction (outbox).

``announce`` is the last line of a verb. ``reactions`` says who reacts. Django is not imported here so that the
apps' ``events.py`` stay pure; the row and the delivery live in ``kernel.outbox``.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar, dataclass_transform

E = TypeVar("E", bound="DomainEvent")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class DomainEvent:
    """Something that has happened. Fields are ids and short words, never rows. ``at`` is when."""

    kind: ClassVar[str] = ""
    at: dt.datetime
    actor_person_id: int | None = None

    def payload(self) -> dict[str, Any]:
        """JSON-ready fields."""
        out: dict[str, Any] = {}
        for f in dataclasses.fields(self):
            value = getattr(self, f.name)
            out[f.name] = value.isoformat() if isinstance(value, dt.datetime | dt.date) else value
        return out


EVENT_KINDS: dict[str, type[DomainEvent]] = {}


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(dataclasses.field,))
def event(kind: str) -> Callable[[type[E]], type[E]]:
    """Class decorator: ``@event("matters.handed-back")`` makes a frozen dataclass and registers its kind."""

    def wrap(cls: type[E]) -> type[E]:
        made = dataclasses.dataclass(frozen=True, kw_only=True)(cls)
        made.kind = kind
        if kind in EVENT_KINDS:
            raise ValueError(f"event kind {kind} is registered twice")
        EVENT_KINDS[kind] = made
        return made

    return wrap


def revive(kind: str, payload: dict[str, Any]) -> DomainEvent:
    """The event again, from its stored row. Dates come back as dates."""
    cls = EVENT_KINDS[kind]
    values: dict[str, Any] = {}
    for f in dataclasses.fields(cls):
        if f.name not in payload:
            continue
        value = payload[f.name]
        hint = str(f.type)
        if isinstance(value, str) and "datetime" in hint:
            value = dt.datetime.fromisoformat(value)
        elif isinstance(value, str) and "date" in hint:
            value = dt.date.fromisoformat(value)
        elif isinstance(value, list):
            value = tuple(value)
        values[f.name] = value
    return cls(**values)
