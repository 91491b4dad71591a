"""The pure engine: dated, cited provisions; facts in, verdict with citations out. No database, no clock, no Django."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
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


def _find(
    edition: Edition, provision: Provision, check: Mapping[str, Any], facts: Facts, calendar: Calendar
) -> Finding:
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
    )


def judge(book: Book, keys: Iterable[str], facts: Facts, on: dt.date, calendar: Calendar | None = None) -> Verdict:
    """Judge facts by the checks of these provisions, in the edition in force on the day of the step.

    ``facts``: names → numbers, dates, truths; a fact that is absent or None leaves its check "unknown".
    An article that the edition does not have (a rule not yet made) has nothing to check.
    Raises UnknownProvision if no edition of the regulation has the article.
    """
    findings = []
    for key in keys:
        code, _colon, number = key.partition(":")
        edition = book.edition(code, on)
        provision = edition.provisions.get(number)
        if provision is None:
            if not any(number in e.provisions for e in book.editions[code]):
                raise UnknownProvision(f"no edition of {code} has an article {number}")
            continue
        findings += [_find(edition, provision, check, facts, calendar or Calendar()) for check in provision.checks]
    return Verdict(tuple(findings))
