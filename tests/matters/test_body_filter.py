"""Lists narrowed to a body that was typed, or that the address names."""

import pytest

from tests.matters import scenarios

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def leader(client, cast, at, frozen):
    client.force_login(cast.accounts["leader"], backend=BACKEND)
    return client


def test_a_body_is_typed_or_named_by_the_address(leader, cast, at):
    matter = scenarios.handling(cast, at)
    for words in (matter.lead.name, matter.lead.short, str(matter.lead_id), f"{matter.lead.name} #{matter.lead_id}"):
        page = leader.get("/matters/", {"body": words}).content.decode()
        assert matter.number in page, words
        assert f'value="{matter.lead.name}"' in page or words == matter.lead.short
        assert matter.number not in leader.get("/matters/", {"body": cast.academy.name}).content.decode()


def test_what_nobody_bears_and_what_several_bear_is_said_at_the_field(leader, cast, at):
    matter = scenarios.handling(cast, at)
    page = leader.get("/matters/", {"body": "没有的单位"}).content.decode()
    assert "没有找到“没有的单位”" in page
    assert matter.number in page
    page = leader.get("/matters/", {"body": "部"}).content.decode()
    assert "不止一家" in page


def test_the_public_list_offers_bodies_to_everybody(client, cast, at, frozen):
    page = client.get("/matters/public/").content.decode()
    assert 'hx-get="/bodies/pick/"' in page
    assert "<datalist" in page
    assert len(page.encode()) < 60_000
