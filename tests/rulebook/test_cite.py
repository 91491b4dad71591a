"""Rules are cited by key; which edition answers depends on the day."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from gongjian.rulebook import operations, queries
from gongjian.rulebook.engine import UnknownProvision
from gongjian.rulebook.library import article_name
from gongjian.rulebook.models import Provision, Regulation

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 22)


def test_a_citation_says_title_article_words_and_mark() -> None:
    got = queries.cite("problem-rules:7", on=DAY)
    assert str(got) == "《结对共建解难题工作规则（示范文本）》第七条"
    assert "5 个工作日内" in got.words
    assert got.mark == "S"


def test_after_the_first_call_no_query_is_made(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    queries.cite("problem-rules:1", on=DAY)
    with django_assert_num_queries(0):
        for n in range(1, 23):
            queries.cite(f"problem-rules:{n}", on=DAY)


@pytest.mark.parametrize(
    ("key", "name", "value"),
    [
        ("problem-rules:3", "study_days", 10),
        ("problem-rules:4", "study_days", 10),
        ("problem-rules:5", "adopt_days", 15),
        ("problem-rules:6", "plan_days", 10),
        ("problem-rules:7", "take_days", 5),
        ("problem-rules:8", "solve_days", 60),
        ("problem-rules:10", "supply_days", 10),
        ("problem-rules:12", "verdict_days", 7),
        ("problem-rules:13", "confirm_days", 5),
        ("problem-rules:15", "review_most_days", 180),
        ("problem-rules:17", "amber_days", 2),
        ("problem-rules:17", "ladder", [0, 3, 7]),
    ],
)
def test_parameters(key: str, name: str, value: object) -> None:
    assert queries.parameter(key, name, DAY) == value


@pytest.mark.parametrize("key", ["problem-rules:99", "problem-rules", "no-such:1", ""])
def test_an_unknown_article_is_an_error(key: str) -> None:
    with pytest.raises(UnknownProvision):
        queries.cite(key, on=DAY)


def test_an_unknown_parameter_is_an_error() -> None:
    with pytest.raises(UnknownProvision):
        queries.parameter("problem-rules:1", "no_such", DAY)


def test_syncing_twice_writes_nothing() -> None:
    before = list(Provision.objects.values_list("id", "words"))
    assert operations.sync() == 0
    assert list(Provision.objects.values_list("id", "words")) == before


def test_every_parameter_stands_in_the_words_of_its_article() -> None:
    for row in Provision.objects.filter(regulation__mark="S"):
        assert "{" not in queries.cite(f"{row.regulation.code}:{row.number}", on=DAY).words


def test_the_edition_of_the_day_answers() -> None:
    old = Regulation.objects.get(code="problem-rules")
    new = Regulation.objects.create(
        code="problem-rules",
        edition="二",
        title=old.title,
        issuer="本校",
        in_force_from=dt.date(2026, 9, 1),
        mark="S",
        origin="school",
    )
    Provision.objects.create(
        regulation=new,
        number="7",
        article="第七条",
        words="{take_days} 天",
        mark="S",
        place=1,
        parameters={"take_days": {"value": 3}},
    )
    queries.book.invalidate()
    assert queries.parameter("problem-rules:7", "take_days", dt.date(2026, 8, 31)) == 5
    assert queries.parameter("problem-rules:7", "take_days", dt.date(2026, 9, 1)) == 3
    assert queries.parameter("problem-rules:7", "take_days", dt.date(1999, 1, 1)) == 5


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("1", "第一条"),
        ("10", "第十条"),
        ("22", "第二十二条"),
        ("105", "第一百零五条"),
        ("110", "第一百一十条"),
        ("附则", "附则"),
    ],
)
def test_article_names(number: str, name: str) -> None:
    assert article_name(number) == name
