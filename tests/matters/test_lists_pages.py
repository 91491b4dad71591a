"""The pages of the three lists and their files, as people open, fetch and send them."""

import io
import zipfile
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile

from gongjian.config.cli import cli
from gongjian.problems.models import Adjustment
from gongjian.spreadsheets.models import ImportBatch
from gongjian.spreadsheets.queries import read_workbook

from . import scenarios
from .test_lists_import import M, cells, exported, put, saved

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_(client, cast, frozen):
    """``as_("secretary")``: the client signed in as this part, at the frozen hour."""

    def sign_in(part: str):
        client.force_login(cast.accounts[part], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def content(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def words_of(docx: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml").decode()


def edited(cast) -> bytes:
    book = cells(exported(cast.handler))
    put(book, M, 1, "责任人", "温知夏")
    return saved(book)


def sheet(data: bytes, name: str = "三张清单.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ("problems", "晚十点至十二点热水不断供"),
        ("measures", "检修热水循环泵"),
        ("duties", "统筹解决热水供应"),
        ("", "浴室热水"),
    ],
)
def test_each_list_shows_its_lines_route_map_and_timetable(cast, as_, at, chosen, words, django_assert_max_num_queries):
    scenarios.handling(cast, at)
    scenarios.struck_off(cast, at, title="已经解决的难题")
    client = as_("liaison")
    client.get("/matters/lists/")
    with django_assert_max_num_queries(12):
        page = client.get("/matters/lists/", {"list": chosen})
    text = page.content.decode()
    assert page.status_code == 200
    for word in (words, "已销号", "未销号", "路线图", "时间表"):
        assert word in text


def test_the_lists_are_narrowed_and_keep_to_what_one_may_see(cast, as_, at):
    scenarios.handling(cast, at)
    page = as_("liaison").get("/matters/lists/", {"list": "measures", "state": "claimed"})
    assert "检修热水循环泵" not in page.content.decode()
    page = as_("liaison").get("/matters/lists/", {"list": "measures", "q": "热", "body": "x"})
    assert page.status_code == 200
    assert "检修热水循环泵" not in as_("stranger").get("/matters/lists/", {"list": "measures"}).content.decode()
    assert as_("stranger").get("/matters/lists/").status_code == 200


def test_the_lists_page_by_key(cast, as_, at, monkeypatch):
    monkeypatch.setattr("gongjian.problems.pages.three_lists.PAGE", 1)
    scenarios.listed(cast, at, title="第一件难题")
    scenarios.listed(cast, scenarios.days(at, 0), title="第二件难题")
    first = as_("secretary").get("/matters/lists/").content.decode()
    assert ("第一件难题" in first) != ("第二件难题" in first)
    assert "after=" in first


def test_the_files_come_down(cast, as_, at):
    matter = scenarios.handling(cast, at, title="=SUM(1) 浴室热水")
    answer = as_("liaison").get("/matters/export/", {"state": "handling"})
    rows = read_workbook(content(answer), "a.xlsx")[0].all_rows
    assert [r.values[1] for r in rows[1:]] == [matter.number]
    assert rows[1].values[2] == "=SUM(1) 浴室热水"
    assert "attachment" in answer["Content-Disposition"]
    none = as_("liaison").get("/matters/export/", {"state": "claimed"})
    assert len(read_workbook(content(none), "a.xlsx")[0].all_rows) == 1
    three = read_workbook(content(as_("liaison").get("/matters/lists/export/")), "a.xlsx")
    assert [s.name for s in three] == ["难题清单", "举措清单", "责任清单"]
    assert [len(s.rows) for s in three] == [1, 2, 3]
    hidden = read_workbook(content(as_("stranger").get("/matters/lists/export/")), "a.xlsx")
    assert [len(s.rows) for s in hidden] == [0, 0, 0]


def test_the_papers_say_what_offices_want_to_read(cast, as_, at):
    matter = scenarios.handling(cast, at)
    paper = words_of(content(as_("liaison").get(f"/matters/{matter.number}/paper/")))
    for word in (
        "难题办理任务书",
        matter.number,
        "晚十点至十二点热水不断供",
        "检修热水循环泵",
        "卓立群",
        "路线图",
        "时间表",
        "签字",
        "w:shd",
    ):
        assert word in paper, word
    assert "顾一苇" not in paper  # who raised it is not said
    lists = words_of(content(as_("liaison").get("/matters/lists/paper/", {"state": "handling"})))
    for word in (
        "结对共建解难题三张清单",
        "编号：清单-20260302",
        "难题清单",
        "举措清单",
        "责任清单",
        "办理中，共1件",
        "示范大学",
    ):
        assert word in lists, word


def test_no_paper_before_the_lists(cast, as_, at):
    matter = scenarios.adopted(cast, at)
    answer = as_("secretary").get(f"/matters/{matter.number}/paper/")
    assert answer.status_code == 409
    assert "三张清单还没有制定" in answer.content.decode()
    assert as_("stranger").get(f"/matters/{matter.number}/paper/").status_code == 404


def test_too_many_for_a_paper_is_said(cast, as_, at, monkeypatch):
    monkeypatch.setattr("gongjian.problems.papers.MOST_ON_PAPER", 0)
    monkeypatch.setattr("gongjian.problems.sheets.MOST_MATTERS", 0)
    scenarios.handling(cast, at)
    for address in ("/matters/lists/paper/", "/matters/lists/export/"):
        answer = as_("liaison").get(address)
        assert answer.status_code == 422
        assert "请先按日期、组织或状态筛选" in answer.content.decode()


def test_the_links_stand_where_one_looks(cast, as_, at):
    matter = scenarios.handling(cast, at)
    assert f"/matters/{matter.number}/paper/" in _unquoted(as_("handler").get(f"/matters/{matter.number}/"))
    assert "/matters/export/?state=handling" in _unquoted(as_("handler").get("/matters/?state=handling"))
    lists = _unquoted(as_("handler").get("/matters/lists/?list=duties&state=handling"))
    for address in (
        "/matters/lists/export/?state=handling",
        "/matters/lists/paper/?state=handling",
        "/matters/lists/import/",
    ):
        assert address in lists
    assert "/matters/lists/import/" not in _unquoted(as_("student").get("/matters/lists/"))


def _unquoted(page) -> str:
    return unquote(page.content.decode())


def test_upload_preview_confirm(cast, as_, at):
    scenarios.handling(cast, at)
    assert as_("handler").get("/matters/lists/import/").status_code == 200
    sent = as_("handler").post("/matters/lists/import/", {"file": sheet(edited(cast))})
    assert sent.status_code == 302
    preview = as_("handler").get(sent["Location"]).content.decode()
    assert "温如玉" in preview and "温知夏" in preview and "调整理由" in preview
    assert not Adjustment.objects.exists()
    without = as_("handler").post(sent["Location"], {"reason": ""})
    assert without.status_code == 422 and not Adjustment.objects.exists()
    done = as_("handler").post(sent["Location"], {"reason": "人员变动"})
    assert done.status_code == 302
    assert Adjustment.objects.get().reason == "人员变动"
    again = as_("handler").get(sent["Location"])
    assert "没有重复导入" in again.content.decode()
    assert as_("handler").post(sent["Location"], {"reason": "人员变动"}).status_code == 409
    for part in ("handler", "head"):
        twice = as_(part).post("/matters/lists/import/", {"file": sheet(edited(cast))})
        assert twice.status_code in (200, 302)
    assert Adjustment.objects.count() == 1


def test_mistakes_are_shown_by_sheet_and_row(cast, as_, at):
    scenarios.handling(cast, at)
    book = cells(exported(cast.handler))
    put(book, M, 2, "完成", "月底")
    answer = as_("handler").post("/matters/lists/import/", {"file": sheet(saved(book))})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "月底" in text and "不是可以识别的日期" in text and "整个文件都没有导入" in text
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("data", [b"", b"MZ\x90\x00\x03", b"PK\x03\x04xx", b"\xff\xfe\x00", "编号,举措\n1,2".encode()])
def test_bad_files_come_back_with_a_sentence(cast, as_, at, data):
    answer = as_("handler").post("/matters/lists/import/", {"file": sheet(data)})
    assert answer.status_code == 422
    assert not ImportBatch.objects.exists()


def test_who_has_no_lists_may_not_import(cast, as_, at):
    scenarios.handling(cast, at)
    answer = as_("student").post("/matters/lists/import/", {"file": sheet(edited(cast))})
    assert answer.status_code == 403
    assert not ImportBatch.objects.exists()


def test_a_preview_is_for_the_one_who_uploaded(cast, as_, at):
    scenarios.handling(cast, at)
    sent = as_("handler").post("/matters/lists/import/", {"file": sheet(edited(cast))})
    assert as_("head").post(sent["Location"], {"reason": "别人的"}).status_code == 404
    assert not Adjustment.objects.exists()


def test_the_command_imports_once(cast, at, tmp_path, frozen):
    scenarios.handling(cast, at)
    path = tmp_path / "lists.xlsx"
    path.write_bytes(edited(cast))
    call = ["import", "lists", str(path), "--as", "e006", "--reason", "人员变动"]
    dry = CliRunner().invoke(cli, [*call, "--dry-run"])
    assert (dry.exit_code, Adjustment.objects.count()) == (0, 0), dry.output
    done = CliRunner().invoke(cli, call)
    assert (done.exit_code, Adjustment.objects.count()) == (0, 1), done.output
    assert "修改1" in done.output
    again = CliRunner().invoke(cli, call)
    assert "没有重复导入" in again.output
    assert Adjustment.objects.count() == 1


def test_the_command_names_mistakes(cast, at, tmp_path, frozen):
    scenarios.handling(cast, at)
    book = cells(exported(cast.handler))
    put(book, M, 1, "责任单位", "没有这个部门")
    path = tmp_path / "lists.xlsx"
    path.write_bytes(saved(book))
    done = CliRunner().invoke(cli, ["import", "lists", str(path), "--as", "e006", "--reason", "人员变动"])
    assert done.exit_code == 1
    assert "『举措清单』第 2 行" in done.output and "有误1" in done.output
    assert not Adjustment.objects.exists()
