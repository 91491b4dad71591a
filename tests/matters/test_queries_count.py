"""Pages ask the database a fixed, small number of times, however much there is to show."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import build_cast

from . import scenarios

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(at):
    return build_cast(at)


def asked(client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    asked.last = [q["sql"][:200] for q in queries]
    return len(queries)


@pytest.mark.parametrize("url", ["/desk/", "/matters/", "/matters/public/", "/", "/matters/?q=热水", "/figures/"])
def test_lists_desk_and_front_page(client, cast, frozen, at, url):
    client.force_login(cast.accounts["leader"], backend="django.contrib.auth.backends.ModelBackend")
    scenarios.assigned(cast, at)
    asked(client, url)
    few = asked(client, url)
    for n in range(4):
        scenarios.assigned(cast, at + dt.timedelta(minutes=n))
    assert asked(client, url) <= few
    assert few <= 12, "\n".join(asked.last)


@pytest.mark.parametrize("part", ["handler", "head", "secretary", "leader", "liaison", "student"])
def test_the_page_of_a_matter(part, client, cast, frozen, at):
    client.force_login(cast.accounts[part], backend="django.contrib.auth.backends.ModelBackend")
    matter = scenarios.judged(cast, at)
    asked(client, f"/matters/{matter.number}/")
    n = asked(client, f"/matters/{matter.number}/")
    assert n <= 12, "\n".join(asked.last)
