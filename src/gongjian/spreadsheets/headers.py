"""Finding the columns of a sheet: titles compared without regard to form, in one row or in two."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Aliases = Mapping[str, Sequence[str]]


class Fault(str):
    """A cell without a value: its error (#N/A), or "" for a formula that was never calculated."""

    __slots__ = ()


def tidy(value: Any) -> str:
    """A cell as text: outer spaces (&nbsp; and full-width ones too) gone, whole numbers without ".0", dates as ISO."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, dt.datetime):
        value = value.isoformat(sep=" ", timespec="seconds")
    text = str(value).replace("&nbsp;", " ").replace("\xa0", " ").replace("\r\n", "\n").replace("\r", "\n")
    return text.strip(" \t\n\u3000\ufeff")


def plain_title(value: Any) -> str:
    """A column title for comparing: NFKC, without spaces, marks like ＊ and words in brackets, lower case."""
    text = unicodedata.normalize("NFKC", tidy(value))
    text = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", text) or text
    return re.sub(r"[\s*:：_]+", "", text).lower()


def match_columns(headers: Sequence[Any], aliases: Aliases) -> dict[str, int]:
    """Which field stands in which column (0-based). A field that is not there is left out; the first of twins wins.

    An alias matches the whole title; spaces, &nbsp;, full-width forms, 「*」 and remarks in brackets do not matter.
    """
    titles = [plain_title(h) for h in headers]
    found: dict[str, int] = {}
    for name, words in aliases.items():
        for word in words:
            title = plain_title(word)
            if title in titles:
                place_ = titles.index(title)
                if place_ not in found.values():
                    found[name] = place_
                    break
    return found


@dataclass(frozen=True)
class Matched:
    """Which field stands in which column (0-based), which other columns have a title of a field, and which have none."""

    found: dict[str, int]
    also: dict[str, list[int]] = field(default_factory=dict)
    unread: list[int] = field(default_factory=list)


def match_all(headers: Sequence[Any], aliases: Aliases) -> Matched:
    """``match_columns``, and what became of the other columns that have a title."""
    found = match_columns(headers, aliases)
    taken = set(found.values())
    name_of = {plain_title(word): name for name, words in reversed(list(aliases.items())) for word in words}
    also: dict[str, list[int]] = {}
    unread = []
    for at, header in enumerate(headers):
        title = plain_title(header)
        if at in taken or not title:
            continue
        name = name_of.get(title)
        if name in found:
            also.setdefault(name, []).append(at)
        else:
            unread.append(at)
    return Matched(found, also, unread)


def joined_titles(upper: Sequence[Any], lower: Sequence[Any], aliases: Aliases) -> list[str] | None:
    """The titles of a header of two rows (a group over its columns); None if the lower row is no part of a header."""
    known = {plain_title(word) for words in aliases.values() for word in words}
    titles = []
    for above, below in zip(upper, lower, strict=True):
        group, own = tidy(above), tidy(below)
        if not own or own == group:
            titles.append(own or group)
        elif plain_title(group + own) in known:
            titles.append(group + own)
        elif plain_title(group) in known:
            return None  # something stands below a title that is whole: a row of data
        else:
            titles.append(own)
    return titles
