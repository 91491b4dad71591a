"""Rows of a kept preview as JSON, and back."""

import datetime as dt
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any


def packed(row: Any) -> dict[str, Any]:
    """The values of a row, days and moments as texts."""
    values = {each.name: getattr(row, each.name) for each in fields(row)}
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in values.items()}


def unpacker(row_class: type[Any]) -> Callable[[Mapping[str, Any]], Any]:
    """What makes a row of this class of its values again."""
    hints = typing.get_type_hints(row_class)
    days = {
        name: dt.datetime if dt.datetime in (hint, *typing.get_args(hint)) else dt.date
        for name, hint in hints.items()
        if {hint, *typing.get_args(hint)} & {dt.datetime, dt.date}
    }

    def unpack(values: Mapping[str, Any]) -> Any:
        read = {name: kind.fromisoformat(values[name]) for name, kind in days.items() if values.get(name)}
        return row_class(**{**values, **read})

    return unpack
