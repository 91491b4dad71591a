"""Citing rules and reading their parameters. No query after the first call; forgotten on edit."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from gongjian.kernel.cache import CachedTable
from gongjian.kernel.refused import Citation, NotFound
from gongjian.workdays.queries import calendar

from . import engine, registry
from .library import volumes
from .models import Provision, Regulation


class _Blanks(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def fill(words: str, parameters: dict[str, Any]) -> str:
    """The words of an article with its parameters' values in their places."""
    if "{" not in words:
        return words
    shown = {k: "、".join(map(str, v)) if isinstance(v, list) else v for k, v in parameters.items()}
    return words.format_map(_Blanks(shown))


@cache
def shipped() -> engine.Editions:
    """The editions that come with the software, from its files: what a school's own edition lacks is taken from here."""
    editions: dict[str, list[engine.Edition]] = {}
    for volume in sorted(volumes(), key=lambda v: v.head["in_force_from"]):
        head = volume.head
        provisions = {}
        for row in volume.provisions:
            values = {name: p["value"] for name, p in row["parameters"].items()}
            provisions[row["number"]] = engine.Provision(
                key=f"{head['code']}:{row['number']}",
                article=row["article"],
                words=fill(row["words"], values),
                mark=row["mark"],
                heading=row["heading"],
                parameters=values,
                checks=row["checks"],
            )
        editions.setdefault(head["code"], []).append(
            engine.Edition(
                code=head["code"],
                edition=head["edition"],
                title=head["title"],
                since=head["in_force_from"],
                until=head["in_force_to"],
                provisions=provisions,
            )
        )
    return editions


def _load() -> engine.Book:
    articles: dict[int, dict[str, engine.Provision]] = {}
    codes = dict(Regulation.objects.values_list("id", "code"))
    for row in Provision.objects.order_by("regulation_id", "place", "id"):
        values = {name: p["value"] for name, p in row.parameters.items()}
        articles.setdefault(row.regulation_id, {})[row.number] = engine.Provision(
            key=f"{codes[row.regulation_id]}:{row.number}",
            article=row.article,
            words=fill(row.words, values),
            mark=row.mark,
            heading=row.heading,
            parameters=values,
            checks=row.checks,
        )
    editions: dict[str, list[engine.Edition]] = {}
    for regulation in Regulation.objects.order_by("code", "in_force_from", "id"):
        editions.setdefault(regulation.code, []).append(
            engine.Edition(
                code=regulation.code,
                edition=regulation.edition,
                title=regulation.title,
                since=regulation.in_force_from,
                until=regulation.in_force_to,
                provisions=articles.get(regulation.id, {}),
                own=regulation.origin == Regulation.Origin.SCHOOL,
            )
        )
    return engine.Book(editions, shipped)


book: CachedTable[engine.Book] = CachedTable(_load)
"""``book()`` gives all rules as pure data."""


def cite(key: str, *, on: dt.date) -> Citation:
    """The citation of "code:number" in the edition in force on the day of the step at the school (``clock.local_date``).

    What a school's own edition lacks is cited from the text that comes with the software, and marked so (``shipped``).
    Raises engine.UnknownProvision if no such article is known: a mistake in a table.
    """
    found = book().find(key, on)
    provision = found.provision
    return Citation(key, found.edition.title, provision.article, provision.words, provision.mark, found.shipped)


def parameter(key: str, name: str, on: dt.date) -> Any:
    """The value of a parameter (days, a share, a list …) in the edition in force on that day.

    The article named by the key is asked first, then its whole edition (names are unique there), then the text that
    comes with the software. Raises engine.UnknownProvision.
    """
    return book().parameter(key, name, on)


def judge(keys: Iterable[str], facts: Mapping[str, Any], on: dt.date) -> engine.Verdict:
    """Judge facts by the checks of these provisions in force on that day, with the school's calendar.

    Raises engine.UnknownProvision for a key that no edition knows.
    """
    return engine.judge(book(), keys, facts, on, calendar())


# --- pages ---


def editions() -> list[Regulation]:
    """All editions, by title, newest first, each with ``articles`` (how many). One query."""
    return list(
        Regulation.objects.annotate(articles=Count("provisions")).order_by("title", "code", "-in_force_from", "id")
    )


def get_regulation(code: str, edition: int | None = None, *, on: dt.date) -> Regulation:
    """One edition by its id, else the one in force on that day (before the first, the first). Raises NotFound."""
    rows = Regulation.objects.filter(code=code).order_by("-in_force_from", "-id")
    found = rows.filter(pk=edition).first() if edition else None
    if found is None and not edition:
        found = rows.filter(in_force_from__lte=on).first() or rows.last()
    if found is None:
        raise NotFound(_("制度库里没有这个制度或版本。"))
    return found


def editions_of(code: str) -> list[Regulation]:
    """The editions of a regulation, newest first."""
    return list(Regulation.objects.filter(code=code).order_by("-in_force_from", "-id"))


def articles_of(regulation: Regulation) -> list[Provision]:
    """The articles in order."""
    return list(regulation.provisions.order_by("place", "id"))


def whole(regulation: Regulation) -> list[Provision]:
    """The articles in order, then those that a school's edition lacks (unsaved rows of the software's text)."""
    return [*articles_of(regulation), *missing_articles(regulation)]


def get_article(regulation: Regulation, number: str) -> Provision:
    """One article with the parameters that hold for it; one that a school's edition lacks comes unsaved, as shipped.

    Raises NotFound.
    """
    found = regulation.provisions.filter(number=number).select_related("regulation").first()
    if found is None:
        found = next((p for p in missing_articles(regulation) if p.number == number), None)
    if found is None:
        raise NotFound(_("这个制度没有这一条。"))
    found.parameters = {**found.parameters, **missing_parameters(regulation).get(number, {})}
    return found


# --- what a school's own edition lacks ---


def _shipped_rows(regulation: Regulation) -> dict[str, dict[str, Any]]:
    """By number, the articles of the software's edition that stands behind a school's own; none for the software's."""
    if regulation.origin != Regulation.Origin.SCHOOL:
        return {}
    behind = book().fallbacks(regulation.code, regulation.in_force_from)
    if not behind:
        return {}
    (volume,) = (v for v in volumes() if (v.head["code"], v.head["edition"]) == (behind[0].code, behind[0].edition))
    return {row["number"]: row for row in volume.provisions}


def missing_articles(regulation: Regulation) -> list[Provision]:
    """The articles that a school's edition lacks and that are cited from the software's text: unsaved rows."""
    rows = _shipped_rows(regulation)
    known = set(regulation.provisions.values_list("number", flat=True)) if rows else set()
    return [Provision(regulation=regulation, **row) for number, row in rows.items() if number not in known]


def missing_parameters(regulation: Regulation) -> dict[str, dict[str, dict[str, Any]]]:
    """By article number, the parameters that a school's edition has nowhere and that are read from the software's text."""
    rows = _shipped_rows(regulation)
    own = dict(regulation.provisions.values_list("number", "parameters")) if rows else {}
    known = {name for parameters in own.values() for name in parameters}
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for number in own.keys() & rows.keys():
        lacking = {name: p for name, p in rows[number]["parameters"].items() if name not in known}
        if lacking:
            found[number] = lacking
    return found


@dataclass(frozen=True, slots=True)
class Gap:
    """A school's edition with what it lacks: articles ("第七条"), and parameters of articles that it has ("签收期限")."""

    title: str
    edition: str
    since: dt.date
    articles: tuple[str, ...]
    parameters: tuple[str, ...]


def gaps(on: dt.date) -> list[Gap]:
    """The school's editions in force on that day or later that lack something of the software's text."""
    found = []
    for regulation in Regulation.objects.filter(origin=Regulation.Origin.SCHOOL).order_by(
        "code", "in_force_from", "id"
    ):
        edition = book().edition(regulation.code, max(on, regulation.in_force_from))
        if edition.since != regulation.in_force_from:
            continue  # a later one has taken its place
        articles = tuple(p.article for p in missing_articles(regulation))
        parameters = tuple(
            str(p.get("label") or name) for ps in missing_parameters(regulation).values() for name, p in ps.items()
        )
        if articles or parameters:
            found.append(Gap(regulation.title, regulation.edition, regulation.in_force_from, articles, parameters))
    return found


def procedures() -> list[registry.Printed]:
    """All procedures that the apps print."""
    return list(registry.procedures().values())


def get_procedure(code: str) -> registry.Printed:
    """One procedure by its code. Raises NotFound."""
    found = registry.procedures().get(code)
    if found is None:
        raise NotFound(_("没有这种办理流程。"))
    return found


def plain_words(provision: Provision) -> str:
    """The words of an article with its parameters in place."""
    return fill(provision.words, {name: p["value"] for name, p in provision.parameters.items()})


def cited_by(code: str) -> dict[str, list[registry.CitedBy]]:
    """By article number of this regulation: the procedure lines that rest on it."""
    found: dict[str, list[registry.CitedBy]] = {}
    for line in registry.citations():
        of, _colon, number = line.key.partition(":")
        if of == code:
            found.setdefault(number, []).append(line)
    return found
