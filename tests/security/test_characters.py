"""Signs that no word contains are taken out at the border: the same for a page, the API and an import; emoji stay whole."""

from xml.etree import ElementTree

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from gongjian.kernel.characters import cleaned, cleaned_json, xml_safe
from gongjian.matters.models import Matter
from gongjian.spreadsheets.queries import clean, read_workbook
from tests.appeals.scenarios import raised
from tests.bulletin.conftest import published
from tests.cast import PASSWORD, Cast
from tests.conftest import hour_of
from tests.security.test_importers import workbook

FAMILY = "👨\u200d👩\u200d👧"
RAINBOW = "🏳️\u200d🌈"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("热水\x0b没有\x0c了", "热水 没有 了"),
        ("响\x07铃\ufffe\uffff", "响铃"),
        ("\u202e倒\u2066转\u2069", "倒转"),
        ("零\u200b宽\ufeff度\u200c\u200e", "零宽度"),
        ("\ud800坏", "坏"),
        (f"一家{FAMILY}，{RAINBOW}", f"一家{FAMILY}，{RAINBOW}"),
        ("字\u200d母", "字母"),
        ("🙂\u200d", "🙂"),
        ("两行\n\t照旧\r\n", "两行\n\t照旧\r\n"),
        ("\u200b\u200d\u2060", ""),
    ],
)
def test_what_is_kept(typed: str, kept: str) -> None:
    assert cleaned(typed) == kept
    assert cleaned_json({"a": [typed], "password": typed}) == {"a": [kept], "password": typed}


@given(st.text())
def test_what_is_cleaned_is_clean_and_good_xml(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    ElementTree.fromstring(f"<a>{xml_safe(once).replace('&', '').replace('<', '')}</a>")


@pytest.mark.django_db
def test_page_and_api_and_import_keep_the_same(cast: Cast, client: Client) -> None:
    client.force_login(cast.accounts["student"])
    typed = {"title": f"热\u200b水\x0b{FAMILY}", "text": "没\u202e有\x07。", "category": "living"}
    assert client.post("/matters/raise/", {**typed, "origin_id": cast.branch.pk}).status_code == 302
    said = client.post("/api/v1/matters", {**typed, "origin_id": cast.branch.pk}, content_type="application/json")
    assert said.status_code == 201
    assert set(Matter.objects.values_list("title", "text")) == {(f"热水 {FAMILY}", "没有。")}
    (sheet,) = read_workbook(workbook([["标题"], [f"热\u200b水\u2066{FAMILY}"]]), "a.xlsx")
    assert clean(sheet.rows[0].values[0]) == f"热水{FAMILY}"
    (sheet,) = read_workbook("标题\n响\x07铃\x0b\n".encode(), "a.csv")
    assert clean(sheet.rows[0].values[0]) == "响铃"


@pytest.mark.django_db
@pytest.mark.parametrize("title", ["\u200b\u200b", "\u200d", "\u202e \u2069"])
def test_a_title_of_nothing_that_is_seen_is_no_title(cast: Cast, client: Client, title: str) -> None:
    client.force_login(cast.accounts["student"])
    typed = {"title": title, "text": title, "category": "living", "origin_id": cast.branch.pk}
    assert client.post("/matters/raise/", typed).status_code == 422
    assert client.post("/api/v1/matters", typed, content_type="application/json").status_code == 422
    assert not Matter.objects.exists()


@pytest.mark.django_db
def test_a_lone_surrogate_is_a_malformed_request(cast: Cast, client: Client) -> None:
    client.force_login(cast.accounts["student"])
    answer = client.post("/api/v1/matters", b'{"title": "\\ud800"}', content_type="application/json")
    assert answer.status_code in (400, 422)


@pytest.mark.django_db
def test_a_searched_word_is_cleaned_and_a_password_is_not(cast: Cast) -> None:
    client = Client()
    typed = {"username": cast.accounts["student"].username, "password": f"{PASSWORD}\u200b"}
    assert client.post("/account/sign-in/", typed).status_code == 422
    assert client.get("/matters/public/?q=热\u200b水\x0b").status_code in (200, 404)


@pytest.mark.django_db
def test_feeds_answer_whatever_was_kept_before(cast: Cast, client: Client) -> None:
    notice = published(cast, hour_of("2026-03-02 09:00"))
    type(notice).objects.filter(pk=notice.pk).update(title="响\x07铃", text="一\x0b二\ufffe")
    for address in ("/bulletin/feed/", f"/bulletin/{notice.column}/feed/"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "响铃" in "".join(ElementTree.fromstring(answer.content).itertext())


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/matters/public/", "/account/sign-in/", "/api/v1/me", "/healthz"])
def test_a_foreign_host_is_a_bad_request(client: Client, address: str) -> None:
    client.raise_request_exception = False
    answer = client.get(address, HTTP_HOST="evil.example", HTTP_REFERER="http://evil.example/x")
    assert answer.status_code == (400 if address != "/healthz" else 200)
    assert "evil.example" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["draw-up", "propose-adjustment", "adjustments/1/reject"])
def test_pages_of_a_problem_s_lists_are_not_there_for_an_appeal(cast: Cast, client: Client, verb: str) -> None:
    matter = raised(cast, hour_of("2026-03-02 09:00"))
    client.raise_request_exception = False
    for part in ("student", "secretary", "receptionist"):
        client.force_login(cast.accounts[part])
        for method in (client.get, client.post):
            assert method(f"/matters/{matter.number}/{verb}/").status_code in (404, 405)
