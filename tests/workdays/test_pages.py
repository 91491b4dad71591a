"""The calendar's pages: everybody reads, some write."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gongjian.spreadsheets.queries import read_workbook
from gongjian.workdays import queries
from gongjian.workdays.models import Day, Term, Year
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def signed_in(cast: Cast, part: str) -> Client:
    client = Client()
    client.force_login(cast.accounts[part], backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def keeper(cast: Cast) -> Client:
    return signed_in(cast, "administrator")


def test_everybody_reads_the_year(client: Client) -> None:
    page = client.get(reverse("workdays:calendar")).content.decode()
    assert "2026 年工作日历" in page
    assert "2026-02-14 调休上班 春节" in page
    assert "2026-02-16 放假 春节" in page
    assert "节假日未知" not in page
    assert "days/2026-02-14/set" not in page


def test_an_unknown_year_says_so(client: Client) -> None:
    page = client.get(reverse("workdays:year", args=[2027])).content.decode()
    assert "2027 年的节假日和调休安排还没有录入，暂按周一至周五为工作日计算" in page
    assert client.get(reverse("workdays:year", args=[1999])).status_code == 404


def test_the_year_costs_few_queries(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(5):
        client.get(reverse("workdays:year", args=[2026]))


def test_a_day_is_set_on_its_page(keeper: Client) -> None:
    url = reverse("workdays:set-day", args=["2026-04-08"])
    assert "上班" in keeper.get(url).content.decode()
    wrong = keeper.post(url, {"working": "0", "name": ""})
    assert wrong.status_code == 422
    assert keeper.post(url, {"working": "0", "name": "校庆日"}).status_code == 302
    assert not Day.objects.get(date=dt.date(2026, 4, 8)).working
    again = keeper.post(url, {"working": "0", "name": "校庆日"})
    assert again.status_code == 409
    assert "校庆日" in again.content.decode()
    clear = reverse("workdays:clear-day", args=["2026-04-08"])
    assert keeper.get(clear).status_code == 200
    assert keeper.post(clear).status_code == 302
    assert not Day.objects.filter(date=dt.date(2026, 4, 8)).exists()
    assert keeper.get(reverse("workdays:set-day", args=["2026-02-30"])).status_code == 404


@pytest.mark.parametrize("part", ["student", "leader", None])
def test_others_are_refused(cast: Cast, part: str | None) -> None:
    client = signed_in(cast, part) if part else Client()
    for name, args in (
        ("set-day", ["2026-04-08"]),
        ("clear-day", ["2026-04-08"]),
        ("confirm-year", [2027]),
        ("import-days", [2027]),
        ("confirm-import", [2027, 1]),
        ("add-span", []),
        ("remove-span", ["term", 1]),
    ):
        url = reverse(f"workdays:{name}", args=args)
        assert client.get(url).status_code == 403, name
        assert client.post(url, {"working": "0", "name": "甲", "note": "甲"}).status_code == 403, name
    assert not Day.objects.filter(date=dt.date(2026, 4, 8)).exists()
    assert not Year.objects.filter(year=2027).exists()


def test_a_year_is_confirmed(keeper: Client) -> None:
    url = reverse("workdays:confirm-year", args=[2027])
    assert keeper.get(url).status_code == 200
    assert keeper.post(url, {"note": ""}).status_code == 422
    assert keeper.post(url, {"note": "2027 年放假通知"}).status_code == 302
    assert "节假日未知" not in keeper.get(reverse("workdays:year", args=[2027])).content.decode()


def test_export_then_import_with_preview(keeper: Client) -> None:
    answer = keeper.get(reverse("workdays:export-days", args=[2026]))
    (sheet,) = read_workbook(answer.content, "a.xlsx")
    assert sheet.name == "2026年"
    url = reverse("workdays:import-days", args=[2027])
    assert keeper.get(url).status_code == 200
    bad = keeper.post(url, {"file": SimpleUploadedFile("a.csv", "日期,上班或放假,名称\n昨天,休,甲\n".encode())})
    assert bad.status_code == 422
    assert "不是可以识别的日期" in bad.content.decode()
    assert keeper.post(url, {"file": SimpleUploadedFile("a.png", b"\x89PNG....")}).status_code == 422
    good = {"file": SimpleUploadedFile("a.csv", "日期,上班或放假,名称\n2027-01-01,放假,元旦\n".encode())}
    preview = keeper.post(url, good)
    assert preview.status_code == 302
    assert "元旦" in keeper.get(preview["Location"]).content.decode()
    assert not Day.objects.filter(date__year=2027).exists()
    assert keeper.post(preview["Location"]).status_code == 302
    assert Day.objects.filter(date__year=2027).count() == 1
    assert keeper.post(preview["Location"]).status_code == 409
    assert "没有重复导入" in keeper.get(preview["Location"]).content.decode()


def test_a_term_is_added_and_removed(keeper: Client) -> None:
    data = {"kind": "term", "name": "2026 年春季学期", "since": "2026-02-23", "until": "2026-07-05"}
    assert keeper.get(reverse("workdays:add-span")).status_code == 200
    assert keeper.post(reverse("workdays:add-span"), {**data, "until": "2026-01-01"}).status_code == 422
    assert keeper.post(reverse("workdays:add-span"), data).status_code == 302
    assert "春季学期" in keeper.get(reverse("workdays:year", args=[2026])).content.decode()
    url = reverse("workdays:remove-span", args=["term", Term.objects.get().pk])
    assert keeper.get(url).status_code == 200
    assert keeper.post(url).status_code == 302
    assert not Term.objects.exists()


def test_the_warning_stands_beside_a_deadline_in_an_unknown_year() -> None:
    note = queries.unknown_years_note([dt.date(2027, 1, 4)])
    assert note is not None and "2027" in str(note.sentence)
    assert queries.unknown_years_note([dt.date(2026, 1, 4)]) is None
