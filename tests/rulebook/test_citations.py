"""Every line of every procedure rests on an article that stands in the rulebook, and the article's page says so."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.pairing.procedures import PAIRING
from gongjian.problems.procedures import PROBLEM
from gongjian.rulebook import queries, registry

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


def test_every_line_cites_an_article_that_stands() -> None:
    for procedure in (PROBLEM, PAIRING):
        for step in procedure.steps:
            assert queries.cite(step.article, on=DAY).words, f"{procedure.code}.{step.verb}: {step.article}"


def test_every_procedure_tells_the_rulebook_what_it_cites() -> None:
    cited = {(line.procedure, line.line) for line in registry.citations()}
    for procedure in (PROBLEM, PAIRING):
        assert {(procedure.label, step.label) for step in procedure.steps} <= cited


def test_the_articles_page_names_the_lines(client: Client) -> None:
    page = client.get(reverse("rulebook:regulation", args=["problem-rules"])).content.decode()
    step = next(s for s in PROBLEM.steps if s.article == "problem-rules:7")
    assert f"{PROBLEM.label} · {step.label}" in page
