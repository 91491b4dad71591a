"""Every component draws, and a refusal becomes a page, a toast or a word at the field."""

import pytest
from django.test import Client

from gongjian.web.drawing import draw
from gongjian.web.shapes import Action, Column, Row, Table

pytestmark = pytest.mark.django_db


def test_the_style_guide_draws_every_component(client: Client) -> None:
    page = client.get("/web/styleguide/")
    assert page.status_code == 200
    body = page.content.decode()
    for sign in ("page-head", "step-bar", "custody-bar", "timeline", "filters", 'class="rows"', "refusal", "confirm-box",
                 "upload", "import-counts", "rate-bar", "chart-picture", "route-grid", "print-head", "empty-box"):  # fmt: skip
        assert sign in body, sign
    assert 'class="side"' in body


def test_visitors_get_the_layout_without_the_left_menu(client: Client) -> None:
    body = client.get("/web/styleguide/?as=visitor").content.decode()
    assert 'class="side"' not in body
    assert 'class="foot"' in body


def test_no_page_carries_inline_script_or_handlers(client: Client) -> None:
    body = client.get("/web/styleguide/").content.decode()
    assert " onclick" not in body
    assert all(
        'type="application/json"' in tag or "src=" in tag
        for tag in body.split("<script")[1:]
        for tag in [tag.split(">")[0]]
    )


def test_an_unknown_address_answers_in_words(client: Client) -> None:
    page = client.get("/no-such-page/")
    assert page.status_code == 404
    assert "没有找到" in page.content.decode()


def test_a_post_without_its_token_says_that_nothing_was_lost() -> None:
    page = Client(enforce_csrf_checks=True).post("/web/language/", {"language": "en"})
    assert page.status_code == 403
    assert "这次没有办理" in page.content.decode()


def test_the_language_can_be_switched(client: Client) -> None:
    answer = client.post("/web/language/", {"language": "en", "next": "/web/styleguide/"})
    assert answer.status_code == 302
    assert client.cookies["django_language"].value == "en"


def test_a_cell_of_actions_holds_buttons() -> None:
    table = Table([Column("操作", "actions")], [Row([[Action("研究", "/a/"), Action("催办", "/b/")]]), Row(["无"])])
    drawn = draw(table)
    assert drawn.count('class="btn') == 2
    assert "Action(" not in drawn
    assert "无" in drawn
