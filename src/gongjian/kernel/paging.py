"""Lists page by key, never by offset; the order always ends in a unique column."""

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from .refused import Malformed

T = TypeVar("T", bound=Model)


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of rows; ``after`` and ``before`` are opaque keys for the next and previous page ("" = none)."""

    rows: list[T]
    after: str
    before: str


def _encode(values: Sequence[Any]) -> str:
    raw = json.dumps([v.isoformat() if hasattr(v, "isoformat") else v for v in values])
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _decode(key: str, size: int) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
    except (ValueError, RecursionError, binascii.Error) as error:
        raise Malformed.at("page", "翻页标记无效，请回到列表第一页。") from error
    if not isinstance(values, list) or len(values) != size:
        raise Malformed.at("page", "翻页标记无效，请回到列表第一页。")
    return values


def _beyond(fields: Sequence[tuple[str, bool]], values: Sequence[Any]) -> Q:
    """Rows strictly after *values* in the given order. ``fields`` are (name, descending), none of them nullable."""
    condition = Q()
    equal = Q()
    for (name, descending), value in zip(fields, values, strict=True):
        condition |= equal & Q(**{f"{name}__{'lt' if descending else 'gt'}": value})
        equal &= Q(**{name: value})
    # The first column alone bounds the range, so that an index on it is used.
    first, descending = fields[0]
    return Q(**{f"{first}__{'lte' if descending else 'gte'}": values[0]}) & condition


def _rows(
    rows: QuerySet[T], order: Sequence[str], fields: Sequence[tuple[str, bool]], *, after: str, before: str, size: int
) -> tuple[list[T], bool]:
    """The rows of the page in their order, and whether there are more beyond it. What a key cannot be is seen here at the latest."""
    if before:
        turned = [(n, not d) for n, d in fields]
        rows = rows.filter(_beyond(turned, _decode(before, len(fields))))
        found = list(rows.order_by(*(f"-{n}" if d else n for n, d in turned))[: size + 1])
        return found[:size][::-1], len(found) > size
    if after:
        rows = rows.filter(_beyond(fields, _decode(after, len(fields))))
    found = list(rows.order_by(*order)[: size + 1])
    return found[:size], len(found) > size


def page_by_key(
    rows: QuerySet[T], order: Sequence[str], *, after: str = "", before: str = "", size: int = 50
) -> Page[T]:
    """One page of *rows* in *order* (like ``["-raised_at", "-id"]``), beyond the key ``after`` or ahead of ``before``.

    One query of size + 1 rows. Raises Malformed if a key is not one of ours.
    """
    fields = [(name.lstrip("-"), name.startswith("-")) for name in order]
    backwards = bool(before) and not after
    try:
        found, more = _rows(rows, order, fields, after=after, before=before if backwards else "", size=size)
    except (TypeError, ValueError, OverflowError, ValidationError) as error:
        if not (after or before):
            raise
        raise Malformed.at("page", "翻页标记无效，请回到列表第一页。") from error

    def key(row: T) -> str:
        return _encode([getattr(row, n) for n, _d in fields])

    has_next = more if not backwards else True
    has_previous = bool(after) if not backwards else more
    return Page(
        rows=found,
        after=key(found[-1]) if found and has_next else "",
        before=key(found[0]) if found and has_previous else "",
    )


def walk_by_key(rows: QuerySet[T], order: Sequence[str], size: int = 1000) -> Iterator[T]:
    """All of *rows* in *order*, read in pages by key: constant memory, no long transaction, no cursor kept open.

    What is related or prefetched is read with each page. *order* ends in a unique column and is better covered by an index.
    """
    fields = [(name.lstrip("-"), name.startswith("-")) for name in order]
    ordered = rows.order_by(*order)
    page = list(ordered[:size])
    while page:
        yield from page
        if len(page) < size:
            return
        last = [getattr(page[-1], name) for name, _descending in fields]
        page = []  # let go of before the next one is read
        page = list(ordered.filter(_beyond(fields, last))[:size])
