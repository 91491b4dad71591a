"""What is written can be read again, by us and by others; what is broken is refused with a sentence."""
# ruff: noqa: DTZ001 - cells hold moments without a zone

import datetime as dt
import io
import zipfile
from typing import Any

import openpyxl
import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from gongjian.kernel.refused import Malformed
from gongjian.spreadsheets.headers import Fault
from gongjian.spreadsheets.operations import Column, Sheet, write_workbook
from gongjian.spreadsheets.queries import RowError, match_columns, read_workbook

COLUMNS = [
    Column("编号", 16),
    Column("难题", 40),
    Column("人数", 8, "int"),
    Column("起", 12, "date"),
    Column("完成", 10, "percent"),
    Column("时间", 20, "datetime"),
]
ROWS: list[list[Any]] = [
    ["难题-2026-0001", "浴室热水\n晚十点后停供", 320, dt.date(2026, 3, 5), 0.5, dt.datetime(2026, 3, 5, 8, 30, 1)],
    ["=1+1", "+86", 0, None, 0.0, None],
    ["-5", "@SUM(A1)", None, dt.date(2026, 12, 31), 1.0, None],
    ["007", "https://example.org/", 12, None, None, None],
]


def book(rows: list[list[Any]] = ROWS, name: str = "难题清单") -> bytes:
    return write_workbook([Sheet(name, COLUMNS, rows, title="难题清单（示范大学）")])


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_what_is_written_comes_back_cell_by_cell() -> None:
    (sheet,) = read_workbook(book(), "难题清单.xlsx")
    assert sheet.name == "难题清单"
    assert sheet.header_row == 1
    assert list(sheet.headers) == [c.title for c in COLUMNS]
    assert [list(r.values) for r in sheet.rows] == ROWS
    assert [r.number for r in sheet.rows] == [2, 3, 4, 5]


def test_others_read_the_same_and_no_cell_is_a_formula() -> None:
    page = openpyxl.load_workbook(io.BytesIO(book()))["难题清单"]
    assert [c.value for c in page[3]][:2] == ["=1+1", "+86"]
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    assert page.freeze_panes == "A2"
    assert page.page_setup.orientation == "landscape"
    assert page.print_title_rows == "$1:$1"


def test_a_moment_is_written_as_the_schools_hour() -> None:
    at = timezone.make_aware(dt.datetime(2026, 3, 5, 8, 30))
    (sheet,) = read_workbook(write_workbook([Sheet("a", [Column("时间", kind="datetime")], [[at]])]), "a.xlsx")
    assert sheet.rows[0].values == (dt.datetime(2026, 3, 5, 8, 30),)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.text(max_size=60), min_size=2, max_size=2), min_size=1, max_size=5))
def test_export_import_export_gives_the_same_cells(rows: list[list[str]]) -> None:
    columns = [Column("甲"), Column("乙")]
    first = read_workbook(write_workbook([Sheet("表", columns, rows)]), "a.xlsx")[0]
    again = write_workbook([Sheet("表", columns, [[*r.values] for r in first.all_rows[1:]])])
    assert read_workbook(again, "a.xlsx")[0].all_rows == first.all_rows


def test_long_and_odd_texts_do_not_get_lost() -> None:
    data = write_workbook(
        [
            Sheet("a[b]:*?/\\c" * 9, [Column("文")], [["长" * 40_000], ["a\x00b\x0bc"], ["_x0041_ 甲"], ["  空 格  "]]),
            Sheet("", [], []),
        ]
    )
    sheet = read_workbook(data, "a.xlsx")[0]
    assert len(sheet.name) <= 31
    assert sheet.rows[0].values[0] == "长" * 32_766 + "…"
    assert [r.values[0] for r in sheet.rows[1:]] == ["abc", "_x0041_ 甲", "  空 格  "]


def test_headers_are_found_below_a_title_and_by_other_names() -> None:
    data = "示范大学难题台账,,\n,,\n 留言主题 ,涉及人数（人）,&nbsp;提出时间*\n热水,３２０,2019/8/23 17:06:03\n,,\n".encode()
    (sheet,) = read_workbook(data, "台账.csv")
    fields = {"title": ["标题", "留言主题"], "people": ["涉及人数"], "at": ["提出时间"], "place": ["地点"]}
    (record,) = sheet.records(fields, required=["title"])
    assert sheet.header_row == 3
    assert record.number == 4
    assert record.text("title") == "热水"
    assert record.integer("people") == 320
    assert record.date("at") == dt.date(2019, 8, 23)
    assert not record.has("place")
    assert record.error("people", "人数有误。") == RowError("台账", 4, "涉及人数（人）", "人数有误。", "３２０")
    assert str(record.error("people", "人数有误。")) == "工作表『台账』第 4 行“涉及人数（人）”列：人数有误。"
    assert sheet.place(5) == "工作表『台账』第 5 行"


def test_a_missing_column_is_named() -> None:
    (sheet,) = read_workbook("甲,乙\n1,2\n".encode(), "a.csv")
    with pytest.raises(Malformed) as refused:
        sheet.records({"title": ["标题", "题目"]}, required=["title"])
    assert "标题/题目" in str(refused.value)


def test_matching_takes_each_column_once() -> None:
    assert match_columns(["标题", "标 题", "Title"], {"a": ["标题"], "b": ["标题", "title"]}) == {"a": 0, "b": 2}


@pytest.mark.parametrize(
    ("codec", "said"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"), ("utf-16", "UTF-16")]
)
def test_csv_says_its_encoding(codec: str, said: str) -> None:
    (sheet,) = read_workbook("标题,内容\n热水,“晚上”没有\n".encode(codec), "来信.csv")
    assert sheet.encoding == said
    assert sheet.headers == ("标题", "内容")
    assert sheet.rows[0].values == ("热水", "“晚上”没有")


def test_tabs_and_quoted_line_ends() -> None:
    (sheet,) = read_workbook('标题\t内容\n热水\t"一\n二"\n'.encode(), "a.csv")
    assert sheet.rows[0].values == ("热水", "一\n二")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b"  \n", "file-empty"),
        (b"PK\x03\x04 torn", "file-broken"),
        (book()[:3000], "file-broken"),
        (zipped({"a.txt": b"hello"}), "file-broken"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, "file-broken"),
        (b"\x89PNG\r\n\x1a\n....", "file-not-a-table"),
        (b"MZ\x90\x00", "file-not-a-table"),
        (b"ab\x00cd", "file-not-a-table"),
        (b"\xff\x81\xff\xff", "file-encoding"),
        (b'a,b\n"' + b"x" * 200_000, "file-broken"),
        (b"," * 300, "file-too-many-columns"),
        (b"a\n" * 100_001, "file-too-many-rows"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(data: bytes, code: str) -> None:
    with pytest.raises(Malformed) as refused:
        read_workbook(data, "表.xlsx")
    assert refused.value.code == code
    assert str(refused.value.sentence).endswith("。")


def test_a_cell_far_out_is_refused_before_it_is_laid_out() -> None:
    parts = {}
    with zipfile.ZipFile(io.BytesIO(book())) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    with pytest.raises(Malformed) as refused:
        read_workbook(zipped(parts), "a.xlsx")
    assert refused.value.code == "file-too-large"


def parts_of_a_book() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book())) as archive:
        return {n: archive.read(n) for n in archive.namelist()}


FAR = b'<row r="2"><c %s><v>1</v></c></row></sheetData>'


@pytest.mark.parametrize("address", [b'r="XFD2"', b"r = 'XFD2'", b'r="xfd2"', b'r="A1048576"', b"r='A1048576'"])
@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_cell_far_out_is_seen_however_it_is_written_and_wherever_the_sheet_lies(
    address: bytes, elsewhere: bool
) -> None:
    parts = parts_of_a_book()
    sheet = parts.pop("xl/worksheets/sheet1.xml").replace(b"</sheetData>", FAR % address)
    parts["xl/other/cells.dat" if elsewhere else "xl/worksheets/sheet1.xml"] = sheet
    if elsewhere:
        rels = "xl/_rels/workbook.xml.rels"
        parts[rels] = parts[rels].replace(b"worksheets/sheet1.xml", b"other/cells.dat")
    with pytest.raises(Malformed) as refused:
        read_workbook(zipped(parts), "a.xlsx")
    assert refused.value.code == "file-too-large"


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_a_sheet_with_a_document_type_is_refused(codec: str) -> None:
    parts = parts_of_a_book()
    text = parts["xl/worksheets/sheet1.xml"].decode().replace("UTF-8", codec)
    head, rest = text.split("?>", 1)
    parts["xl/worksheets/sheet1.xml"] = f'{head}?><!DOCTYPE worksheet [<!ENTITY a "b">]>{rest}'.encode(codec)
    with pytest.raises(Malformed) as refused:
        read_workbook(zipped(parts), "a.xlsx")
    assert refused.value.code == "file-broken"


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="表">%s</table:table></office:spreadsheet></office:body></office:document-content>'
)


def test_hidden_rows_merged_cells_and_errors_of_an_ods_are_seen() -> None:
    def cell(text: str, more: str = "") -> str:
        return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'

    spanned = cell("后勤", 'table:number-rows-spanned="2" table:number-columns-spanned="1"')
    wrong = cell("#N/A", 'table:formula="of:=NA()"')
    lines = (
        ("", cell("标题") + cell("单位")),
        ("", cell("热水") + spanned),
        ('table:visibility="filter"', cell("路灯") + "<table:covered-table-cell/>"),
        ("", wrong + cell("基建")),
    )
    rows = "".join(f"<table:table-row {more}>{inside}</table:table-row>" for more, inside in lines)
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    parts = {"mimetype": mimetype, "META-INF/manifest.xml": manifest, "content.xml": (ODS % rows).encode()}
    (sheet,) = read_workbook(zipped(parts), "a.ods")
    assert sheet.hidden_rows == {3}
    assert [row.values[1] for row in sheet.rows] == ["后勤", "后勤", "基建"]
    assert isinstance(sheet.rows[2].values[0], Fault)


def test_nothing_runs_long_over_a_sheet_of_cells_that_are_never_closed() -> None:
    content = b"<table:table-row>" + b"<table:table-cell number-columns-repeated='1' " * 20_000
    with pytest.raises(Malformed):
        read_workbook(zipped({"content.xml": content}), "a.ods")


def test_an_archive_that_unfolds_too_far_is_refused() -> None:
    with pytest.raises(Malformed) as refused:
        read_workbook(zipped({"xl/sharedStrings.xml": b"a" * 12_000_000}), "a.xlsx")
    assert refused.value.code == "file-too-large"


def test_a_repeated_row_is_refused() -> None:
    content = (
        b'<table:table-row table:number-rows-repeated="1000000">'
        b'<table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
    )
    with pytest.raises(Malformed) as refused:
        read_workbook(zipped({"content.xml": content}), "a.ods")
    assert refused.value.code == "file-too-large"
