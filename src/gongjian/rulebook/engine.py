"""The pure engine: dated, cited provisions; facts in, verdict with citations out. No database, no clock, no Django."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from gongjian.workdays.arithmetic import Calendar

from .checks import KINDS, Facts, Missing, resolve


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
    """One edition of a regulation with its provisions by article number. ``own``: the school's, not the software's."""

    code: str
    edition: str
    title: str
    since: dt.date
    until: dt.date | None
    provisions: Mapping[str, Provision]
    own: bool = False

    def in_force(self, on: dt.date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)

    def knows(self, name: str) -> bool:
        """Whether a provision has a parameter of this name."""
        return any(name in p.parameters for p in self.provisions.values())

    def parameter(self, name: str) -> Any:
        """The value of a parameter; names are unique in one edition. Raises UnknownProvision."""
        for provision in self.provisions.values():
            if name in provision.parameters:
                return provision.parameters[name]
        raise UnknownProvision(f"{self.code} ({self.edition}) has no parameter {name}")


@dataclass(frozen=True)
class Found:
    """A provision with the edition it stands in. ``shipped``: the edition of the day lacks it, the software's text fills in."""

    edition: Edition
    provision: Provision
    shipped: bool


Editions = Mapping[str, Sequence[Edition]]  # by code, oldest first


def _in_force(known: Sequence[Edition], on: dt.date) -> Edition:
    begun = [e for e in known if e.since <= on]
    return begun[-1] if begun else known[0]


@dataclass(frozen=True)
class Book:
    """All editions of all regulations. ``shipped`` gives those of the software, asked only where ``editions`` lack something."""

    editions: Editions
    shipped: Callable[[], Editions] = dict

    def edition(self, code: str, on: dt.date) -> Edition:
        """The edition in force on this day: the newest that has begun; before the first, the first.

        Raises UnknownProvision if there is no regulation with this code.
        """
        known = self.all(code)
        if not known:
            raise UnknownProvision(f"no regulation {code}")
        return _in_force(known, on)

    def all(self, code: str) -> Sequence[Edition]:
        """All known editions of this regulation."""
        return self.editions.get(code) or self.shipped().get(code, ())

    def fallbacks(self, code: str, on: dt.date) -> list[Edition]:
        """The software's editions of this regulation, the one in force on that day first, then from the newest down."""
        known = self.shipped().get(code, ())
        if not known:
            return []
        first = _in_force(known, on)
        return [first, *(e for e in reversed(known) if e is not first)]

    def find(self, key: str, on: dt.date) -> Found:
        """The provision with the key "code:number" in the edition in force on that day, else in the software's text.

        A school that amended its rules before the software learned a new article has an edition without it.
        Raises UnknownProvision if the software's text has no such article either.
        """
        code, _colon, number = key.partition(":")
        edition = self.edition(code, on)
        if number in edition.provisions:
            return Found(edition, edition.provisions[number], shipped=False)
        for other in self.fallbacks(code, on):
            if number in other.provisions:
                return Found(other, other.provisions[number], shipped=True)
        raise UnknownProvision(f"{code} ({edition.edition}) has no article {number}")

    def parameter(self, key: str, name: str, on: dt.date) -> Any:
        """The value of a parameter: of the article, else of its whole edition, else of the software's text.

        Raises UnknownProvision.
        """
        found = self.find(key, on)
        code = key.partition(":")[0]
        if name in found.provision.parameters:
            return found.provision.parameters[name]
        for edition in (self.edition(code, on), *self.fallbacks(code, on)):
            if edition.knows(name):
                return edition.parameter(name)
        raise UnknownProvision(f"{code} has no parameter {name} on {on}")


Outcome = Literal["kept", "broken", "unknown"]


@dataclass(frozen=True)
class Finding:
    """What one check of one provision found. ``sentence`` is what the rule wants; ``missing`` the fact not given."""

    key: str
    title: str
    article: str
    words: str
    mark: str
    outcome: Outcome
    sentence: str
    missing: str = ""
    shipped: bool = False


@dataclass(frozen=True)
class Verdict:
    """The findings of all checks asked for, in their order."""

    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether every check is kept; what is unknown is not ok."""
        return all(f.outcome == "kept" for f in self.findings)

    @property
    def broken(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.outcome == "broken")

    @property
    def unknown(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.outcome == "unknown")


class _Given(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


def _find(found: Found, check: Mapping[str, Any], facts: Facts, calendar: Calendar) -> Finding:
    edition, provision = found.edition, found.provision
    asked = resolve(check, provision.parameters)
    missing = ""
    try:
        outcome: Outcome = "kept" if KINDS[asked["kind"]](asked, facts, calendar) else "broken"
    except Missing as lacking:
        outcome, missing = "unknown", str(lacking.args[0])
    sentence = str(asked.get("says", "")).format_map(_Given({**provision.parameters, **facts, "limit": asked["limit"]}))
    return Finding(
        key=provision.key,
        title=edition.title,
        article=provision.article,
        words=provision.words,
        mark=provision.mark,
        outcome=outcome,
        sentence=sentence,
        missing=missing,
        shipped=found.shipped,
    )


def judge(book: Book, keys: Iterable[str], facts: Facts, on: dt.date, calendar: Calendar | None = None) -> Verdict:
    """Judge facts by the checks of these provisions, in the edition in force on the day of the step.

    ``facts``: names → numbers, dates, truths; a fact that is absent or None leaves its check "unknown".
    An article that an edition of the software does not have (a rule not yet made) has nothing to check; one that the
    school's own edition does not have is judged by the software's text.
    Raises UnknownProvision if no edition of the regulation has the article.
    """
    findings = []
    for key in keys:
        code, _colon, number = key.partition(":")
        edition = book.edition(code, on)
        if number not in edition.provisions and not edition.own and any(number in e.provisions for e in book.all(code)):
            continue
        found = book.find(key, on)
        findings += [_find(found, check, facts, calendar or Calendar()) for check in found.provision.checks]
    return Verdict(tuple(findings))
