"""The pure engine: dated, cited provisions; facts in, verdict with citations out. No database, no clock, no Django."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


class UnknownProvision(LookupError):
    """No regulation, article or parameter of this name: a mistake in a table, not in a person's input."""


@dataclass(frozen=True)
class Provision:
    """One article of one edition. ``words`` have their parameters filled in."""

    key: str
    article: str
    words: str
    mark: str
    heading: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    checks: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Edition:
    """One edition of a regulation with its provisions by article number."""

    code: str
    edition: str
    title: str
    since: dt.date
    until: dt.date | None
    provisions: Mapping[str, Provision]

    def in_force(self, on: dt.date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)

    def parameter(self, name: str) -> Any:
        """The value of a parameter; names are unique in one edition. Raises UnknownProvision."""
        for provision in self.provisions.values():
            if name in provision.parameters:
                return provision.parameters[name]
        raise UnknownProvision(f"{self.code} ({self.edition}) has no parameter {name}")


@dataclass(frozen=True)
class Book:
    """All editions of all regulations."""

    editions: Mapping[str, Sequence[Edition]]  # by code, oldest first

    def edition(self, code: str, on: dt.date | None = None) -> Edition:
        """The edition in force on this day: the newest that has begun; before the first, the first; ``None``: the newest.

        Raises UnknownProvision if there is no regulation with this code.
        """
        try:
            known = self.editions[code]
        except KeyError as error:
            raise UnknownProvision(f"no regulation {code}") from error
        if on is None:
            return known[-1]
        begun = [e for e in known if e.since <= on]
        return begun[-1] if begun else known[0]

    def provision(self, key: str, on: dt.date | None = None) -> tuple[Edition, Provision]:
        """The provision with the key "code:number" and its edition. Raises UnknownProvision."""
        code, _colon, number = key.partition(":")
        edition = self.edition(code, on)
        try:
            return edition, edition.provisions[number]
        except KeyError as error:
            raise UnknownProvision(f"{code} ({edition.edition}) has no article {number}") from error
