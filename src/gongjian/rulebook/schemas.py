"""What the API says and takes about rules."""

import datetime as dt
from typing import Any

from ninja import Schema


class RegulationOut(Schema):
    """One edition."""

    id: int
    code: str
    title: str
    edition: str
    issuer: str
    in_force_from: dt.date
    in_force_to: dt.date | None
    mark: str
    source: str


class ArticleOut(Schema):
    """One article with its parameters and the procedure lines that cite it.

    ``shipped``: the school's edition lacks it and the software's text holds; ``shipped_parameters``: so for these values.
    """

    key: str
    article: str
    heading: str
    words: str
    mark: str
    parameters: dict[str, Any]
    cited_by: list[str]
    shipped: bool
    shipped_parameters: list[str]


class RegulationWithArticles(RegulationOut):
    """One edition with its articles."""

    articles: list[ArticleOut]


class AmendIn(Schema):
    """Amend one article from a day on."""

    words: str
    values: dict[str, Any] = {}
    effective: dt.date


class EnterIn(Schema):
    """Enter a regulation of the school."""

    code: str
    title: str
    issuer: str
    edition: str
    in_force_from: dt.date
    source: str = ""
    articles: list[str]
