"""Desk, front page, figures: what waits for whom, counts with their denominators, flat numbers of queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongjian.insight import queries as insight
from gongjian.matters import metrics
from tests.cast import build_cast
from tests.matters import scenarios

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(at):
    return build_cast(at)


def page(client, cast, part, url):
    client.force_login(cast.accounts[part], backend="django.contrib.auth.backends.ModelBackend")
    return client.get(url)


@pytest.mark.parametrize(
    ("state", "part", "verb"),
    [
        ("raised", "secretary", "研究"),
        ("studied", "secretary", "立项"),
        ("adopted", "secretary", "制定清单"),
        ("listed", "secretary", "交办"),
        ("assigned", "handler", "签收"),
        ("handling", "handler", "申请销号"),
        ("claimed", "student", "评价"),
        ("judged", "liaison", "确认销号"),
    ],
)
def test_the_desk_shows_what_waits_and_its_button(client, cast, frozen, at, state, part, verb):
    matter = getattr(scenarios, state)(cast, at)
    words = page(client, cast, part, "/desk/").content.decode()
    assert matter.number in words and verb in words
    other = page(client, cast, "stranger", "/desk/").content.decode()
    assert matter.number not in other


def test_an_anonymous_raiser_finds_the_matter_on_the_desk(client, cast, frozen, at):
    matter = scenarios.claimed(cast, at, anonymous=True)
    assert matter.number in page(client, cast, "student", "/desk/").content.decode()


def test_the_desk_asks_few_queries_however_much_waits(client, cast, frozen, at):
    scenarios.assigned(cast, at)
    page(client, cast, "handler", "/desk/")

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert page(client, cast, "handler", "/desk/").status_code == 200
        return len([q for q in queries if "SAVEPOINT" not in q["sql"]])

    few = count()
    for n in range(5):
        scenarios.assigned(cast, at + dt.timedelta(minutes=n))
    assert count() <= few


def test_figures_only_with_the_right(client, cast, frozen, at):
    scenarios.struck_off(cast, at)
    assert page(client, cast, "student", "/figures/").status_code == 403
    words = page(client, cast, "leader", "/figures/").content.decode()
    assert "后勤保障部" in words
    assert page(client, cast, "leader", "/figures/export/?period=month").status_code == 200


def test_no_rate_is_shown_below_five_verdicts(client, cast, frozen, at):
    for n in range(4):
        scenarios.struck_off(cast, at + dt.timedelta(minutes=n))
    assert "不足5次" in client.get("/").content.decode()
    scenarios.struck_off(cast, at + dt.timedelta(minutes=9))
    words = client.get("/").content.decode()
    assert "解决率" in words and "100.0%" in words
    assert metrics.drift() == {}


def test_the_front_page_names_nobody(client, cast, frozen, at):
    scenarios.handling(cast, at)
    words = client.get("/").content.decode()
    assert scenarios.TITLE in words
    assert "顾一苇" not in words and "温如玉" not in words


def test_only_the_most_urgent_are_listed_and_the_page_says_so(client, cast, at, frozen, monkeypatch):
    for _n in range(3):
        scenarios.handling(cast, at)
    monkeypatch.setattr(insight, "MOST_TASKS", 2)
    client.force_login(cast.accounts["handler"], backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/desk/").content.decode()
    assert "2+" in page
    assert "只列最急的2件" in page
    monkeypatch.setattr(insight, "MOST_TASKS", 3)
    page = client.get("/desk/").content.decode()
    assert "只列最急的" not in page
    assert page.count("申请销号") == 3
