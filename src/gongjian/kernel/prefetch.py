"""Rows of several tables that belong to one thing, read by one statement that is compiled once.

Each table gives its rows as JSON, and the database puts them under one another. Django would ask each table by itself and build
the statement anew every time.
"""

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F, QuerySet, Value
from django.db.models.functions import JSONObject

from . import replica
from .prepared_sql import PreparedQuery

Json = Mapping[str, Any]


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


def _reader(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    match field:
        case models.DateTimeField():
            return moment
        case models.DateField():
            return dt.date.fromisoformat
        case models.BooleanField():
            return bool
        case models.JSONField():
            return lambda value: json.loads(value) if isinstance(value, str) else value
        case models.CharField() | models.TextField() | models.IntegerField() | models.ForeignKey():
            return None
    raise TypeError(f"{field} is not read as JSON")


@dataclass(frozen=True)
class Rows:
    """One table: the owner's reverse name for it, its model, the order of the rows, and what each is read together with."""

    name: str
    model: type[models.Model]
    order: tuple[str, ...] = ("pk",)
    along: str = ""


class TablePrefetch:
    """Fills an owner's reverse relations as ``prefetch_related`` does. ``owner`` is the foreign key in all the tables."""

    def __init__(self, owner: str, *tables: Rows) -> None:
        self.owner = owner
        self.tables = {t.name: t for t in tables}
        self._ask = PreparedQuery(self._all, owner=int)
        self._readers: dict[type[models.Model], list[tuple[str, Callable[[Any], Any] | None]]] = {}

    def fill(self, owner: models.Model) -> None:
        """After this ``owner.<name>.all()`` asks the database no more. One query."""
        found: dict[str, list[Any]] = {name: [] for name in self.tables}
        for name, words in self._ask(owner=owner.pk):
            found[name].append(self._row(self.tables[name], json.loads(words), owner))
        cached = owner.__dict__.setdefault("_prefetched_objects_cache", {})
        for name, rows in found.items():
            order = self.tables[name].order
            rows.sort(key=lambda row: tuple(getattr(row, field) for field in order))
            manager: Any = getattr(owner, name)
            cached.pop(name, None)
            cached[name] = manager.get_queryset()
            # What prefetch_related does; Django has no public word for it.
            cached[name]._result_cache, cached[name]._prefetch_done = rows, True

    def _all(self, owner: int) -> QuerySet[Any, Any]:
        return rows_as_json(*(self._part(table, owner) for table in self.tables.values()))

    def _part(self, table: Rows, owner: int) -> QuerySet[Any, Any]:
        fields = {name: F(name) for name, _read in self._fields(table.model)}
        if table.along:
            related = table.model._meta.get_field(table.along).related_model
            assert isinstance(related, type)
            assert issubclass(related, models.Model)
            fields |= {f"{table.along}__{name}": F(f"{table.along}__{name}") for name, _read in self._fields(related)}
        rows = table.model._base_manager.filter(**{f"{self.owner}_id": owner})
        return json_part(table.name, rows, fields)

    def _fields(self, model: type[models.Model]) -> Sequence[tuple[str, Callable[[Any], Any] | None]]:
        if model not in self._readers:
            self._readers[model] = [(f.attname, _reader(f)) for f in model._meta.local_concrete_fields]
        return self._readers[model]

    def _made(self, model: type[models.Model], values: Json, front: str = "") -> Any:
        names, read = [], []
        for name, reader in self._fields(model):
            value = values[front + name]
            names.append(name)
            read.append(value if value is None or reader is None else reader(value))
        return model.from_db(replica.place().alias, names, read)

    def _row(self, table: Rows, values: Json, owner: models.Model) -> Any:
        row = self._made(table.model, values)
        setattr(row, self.owner, owner)
        if table.along:
            related = table.model._meta.get_field(table.along).related_model
            assert isinstance(related, type)
            assert issubclass(related, models.Model)
            setattr(row, table.along, self._made(related, values, f"{table.along}__"))
        return row
