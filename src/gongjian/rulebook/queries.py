"""Citing rules and reading their parameters. No query after the first call; forgotten on edit."""

import datetime as dt
from typing import Any

from gongjian.kernel.kept import Kept
from gongjian.kernel.refused import Citation

from . import engine
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
