"""Rows of several tables as one statement: each table gives its rows as JSON, and the database puts them under one another."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import JSONObject


def rows_as_json(*parts: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """The parts (each of ``json_part``) under one another."""
    return parts[0].union(*parts[1:], all=True)


def json_part(name: str, rows: QuerySet[Any], fields: Mapping[str, Any]) -> QuerySet[Any, Any]:
    """The rows of one table: its name, and these fields as JSON."""
    return rows.order_by().values_list(Value(name), JSONObject(**fields))


def moment(words: str) -> dt.datetime:
    """A moment from what the two databases put into JSON for it; SQLite keeps UTC and does not say so."""
    found = dt.datetime.fromisoformat(words)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
