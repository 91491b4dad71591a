"""Citing rules and reading their parameters. No query after the first call; forgotten on edit."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from gongjian.kernel.kept import Kept
from gongjian.kernel.refused import Citation, NotFound
from gongjian.workdays.queries import calendar

from . import engine, registry
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
            )
        )
    return engine.Book(editions)


book: Kept[engine.Book] = Kept(_load)
"""``book()`` gives all rules as pure data."""


def cite(key: str, on: dt.date | None = None) -> Citation:
    """The citation of "code:number" in the edition in force on that day (``None``: the newest).

    Raises engine.UnknownProvision if no such article is known: a mistake in a table.
    """
    edition, provision = book().provision(key, on)
    return Citation(key=key, title=edition.title, article=provision.article, words=provision.words, mark=provision.mark)


def parameter(key: str, name: str, on: dt.date | None = None) -> Any:
    """The value of a parameter (days, a share, a list …) in the edition in force on that day.

    The article named by the key is asked first, then its whole edition (names are unique there).
    Raises engine.UnknownProvision.
    """
    edition, provision = book().provision(key, on)
    if name in provision.parameters:
        return provision.parameters[name]
    return edition.parameter(name)


def judge(keys: Iterable[str], facts: Mapping[str, Any], on: dt.date) -> engine.Verdict:
    """Judge facts by the checks of these provisions in force on that day, with the school's calendar.

    Raises engine.UnknownProvision for a key that no edition knows.
    """
    return engine.judge(book(), keys, facts, on, calendar())


def citation_of(finding: engine.Finding) -> Citation:
    """The rule a finding rests on, to put into a refusal."""
    return Citation(finding.key, finding.title, finding.article, finding.words, finding.mark)


# --- pages ---


def editions() -> list[Regulation]:
    """All editions, by title, newest first, each with ``articles`` (how many). One query."""
    return list(
        Regulation.objects.annotate(articles=Count("provisions")).order_by("title", "code", "-in_force_from", "id")
    )


def take_regulation(code: str, edition: int | None = None, on: dt.date | None = None) -> Regulation:
    """One edition by its id, else the one in force on that day (the newest without a day). Raises NotFound."""
    rows = Regulation.objects.filter(code=code).order_by("-in_force_from", "-id")
    found = rows.filter(pk=edition).first() if edition else None
    if found is None and not edition:
        found = (rows.filter(in_force_from__lte=on).first() if on else None) or rows.first()
    if found is None:
        raise NotFound(_("制度库里没有这个制度或版本。"))
    return found


def editions_of(code: str) -> list[Regulation]:
    """The editions of a regulation, newest first."""
    return list(Regulation.objects.filter(code=code).order_by("-in_force_from", "-id"))


def articles_of(regulation: Regulation) -> list[Provision]:
    """The articles in order."""
    return list(regulation.provisions.order_by("place", "id"))


def take_article(regulation: Regulation, number: str) -> Provision:
    """One article. Raises NotFound."""
    found = regulation.provisions.filter(number=number).select_related("regulation").first()
    if found is None:
        raise NotFound(_("这个制度没有这一条。"))
    return found


def procedures() -> list[registry.Printed]:
    """All procedures that the rooms print."""
    return list(registry.procedures().values())


def take_procedure(code: str) -> registry.Printed:
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
