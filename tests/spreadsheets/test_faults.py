"""Files as people send them, the same for every kind of sheet: read rightly, or said with sheet and row; nothing is lost silently."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from gongjian.kernel.refused import Malformed
from gongjian.spreadsheets import importing
from tests.spreadsheets.kinds import KINDS, Kind, page_of, saved

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def shown(kind: Kind, reading: importing.Reading[Any]) -> list[Any]:
    assert reading.errors == []
    return [kind.shown(row) for row in reading.rows]


def remarks(reading: importing.Reading[Any]) -> str:
    return "\n".join(map(str, reading.remarks))


def as_csv(kind: Kind, above: str, delimiter: str, codec: str, *numbers: int) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([kind.head, *map(kind.cells, numbers)])
    return f"{above}\n{out.getvalue()}".encode(codec)


def test_every_importer_is_tried() -> None:
    def below(one: type) -> set[type]:
        return {one, *(deeper for each in one.__subclasses__() for deeper in below(each))}

    made = {one for one in below(importing.Importer) if one.__module__.startswith("gongjian.")}
    assert made - {importing.Importer} == {type(kind.importer) for kind in KINDS.values()}


@every_kind
def test_a_plain_file_has_nothing_to_say(kind: Kind) -> None:
    reading = kind.read(saved(kind.book(1, 2)))
    assert len(set(map(str, shown(kind, reading)))) == 2
    assert reading.read == 2
    assert reading.remarks == []


@every_kind
def test_a_second_sheet_with_a_title_row_of_its_own_is_read(kind: Kind) -> None:
    book = kind.book(1, above=[["汇总表"]])
    second = book.create_sheet(f"{kind.sheet}二")
    for line in (["汇总表"], kind.head, kind.cells(2)):
        second.append(list(line))
    assert shown(kind, kind.read(saved(book))) == kind.wanted(1, 2)


@every_kind
def test_a_cover_sheet_is_passed_over_and_said(kind: Kind) -> None:
    book = kind.book(1, above=[["汇总表"]])
    book.create_sheet("填写说明", 0).append(["请按模板填写"])
    reading = kind.read(saved(book))
    assert shown(kind, reading) == kind.wanted(1)
    assert "工作表『填写说明』：不是要导入的工作表，没有读取。" in remarks(reading)


@every_kind
def test_a_sheet_that_lacks_a_column_is_named_or_refused(kind: Kind) -> None:
    book = kind.book(1)
    other = book.create_sheet(f"{kind.sheet}二")
    kept = [n for n in range(len(kind.head)) if n != kind.filled]
    for line in (kind.head, kind.cells(2), kind.cells(3)):
        other.append([line[n] for n in kept])
    try:
        reading = kind.read(saved(book))
    except Malformed as refused:
        assert f"『{kind.sheet}二』" in str(refused)
        assert kind.importer.whole_sheets
        return
    assert shown(kind, reading) == kind.wanted(1)
    assert f"『{kind.sheet}二』：缺少这些列，没有读取（2行）：" in remarks(reading)


@every_kind
@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_left_out_and_said(kind: Kind, state: str) -> None:
    book = kind.book(1)
    hidden = book.create_sheet(f"{kind.sheet}旧")
    for line in (kind.head, kind.cells(2), kind.cells(3)):
        hidden.append(list(line))
    hidden.sheet_state = state
    reading = kind.read(saved(book))
    assert shown(kind, reading) == kind.wanted(1)
    assert f"工作表『{kind.sheet}旧』：这个工作表是隐藏的，没有读取（2行）。" in remarks(reading)


@every_kind
def test_a_file_whose_only_sheet_is_hidden_is_refused(kind: Kind) -> None:
    book = kind.book(1)
    page_of(book).sheet_state = "hidden"
    book.create_sheet("空")
    with pytest.raises(Malformed) as refused:
        kind.read(saved(book))
    assert "隐藏" in str(refused.value)


@every_kind
def test_filtered_rows_are_read_and_named(kind: Kind) -> None:
    book = kind.book(1, 2, 3)
    page_of(book).row_dimensions[3].hidden = True
    reading = kind.read(saved(book))
    assert shown(kind, reading) == kind.wanted(1, 2, 3)
    assert f"工作表『{kind.sheet}』第 3 行：这些行被隐藏或筛选掉了" in remarks(reading)


@every_kind
def test_a_merged_cell_counts_for_each_of_its_rows(kind: Kind) -> None:
    """The last column of three rows, merged, has the content of its first row."""
    last = len(kind.head) - 1
    book = kind.book(1, 2, 3)
    page = page_of(book)
    for row in (3, 4):
        page.cell(row, last + 1).value = page.cell(2, last + 1).value
    plain = shown(kind, kind.read(saved(book)))
    page.merge_cells(start_row=2, end_row=4, start_column=last + 1, end_column=last + 1)
    assert page.cell(4, last + 1).value is None
    reading = kind.read(saved(book))
    assert shown(kind, reading) == plain
    assert f"第 2—4 行“{kind.head[last]}”列：合并的单元格" in remarks(reading)


@every_kind
@pytest.mark.parametrize("merged", [True, False])
def test_a_header_of_two_rows_is_one_header(kind: Kind, merged: bool) -> None:
    book = kind.book(1, 2)
    page = page_of(book)
    page.insert_rows(1)
    for n, title in enumerate(kind.head, start=1):
        below = n - 1 in kind.grouped
        page.cell(1, n).value = "情况" if n - 1 == kind.grouped[0] else None if below else title
        page.cell(2, n).value = title if below else None
        if merged and not below:
            page.merge_cells(start_row=1, end_row=2, start_column=n, end_column=n)
    if merged:
        page.merge_cells(start_row=1, end_row=1, start_column=kind.grouped[0] + 1, end_column=kind.grouped[1] + 1)
    assert shown(kind, kind.read(saved(book))) == kind.wanted(1, 2)


@every_kind
@pytest.mark.parametrize(("value", "said"), [("#N/A", "公式错误 #N/A"), ("=A1&B1", "没有保存计算结果")])
def test_an_error_and_a_formula_without_a_value_are_mistakes(kind: Kind, value: str, said: str) -> None:
    for column in range(len(kind.head)):
        book = kind.book(1, 2)
        page_of(book).cell(3, column + 1).value = value
        reading = kind.read(saved(book))
        wrong = [error for error in reading.errors if said in error.sentence]
        assert [(e.sheet, e.row, e.column) for e in wrong] == [(kind.sheet, 3, kind.head[column])]
        assert len(reading.rows) == 1


@every_kind
@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
@pytest.mark.parametrize(
    ("above", "delimiter"), [("意见汇总，共两条", "\t"), ("Summary, spring", ";"), ("汇总,,", ",")]
)
def test_a_line_above_the_header_of_a_csv_does_not_decide_its_separator(
    kind: Kind, above: str, delimiter: str, codec: str
) -> None:
    data = as_csv(kind, above, delimiter, codec, 1, 2)
    assert shown(kind, kind.read(data, f"{kind.sheet}.csv")) == kind.wanted(1, 2)


@every_kind
@pytest.mark.parametrize("address", ["A1048576", "XFD1", "XFD1048576"])
def test_a_cell_far_out_that_is_only_formatted_does_not_count(kind: Kind, address: str) -> None:
    book = kind.book(1, 2)
    page_of(book)[address].font = Font(bold=True)
    assert shown(kind, kind.read(saved(book))) == kind.wanted(1, 2)
    page_of(book)[address].value = "远"
    with pytest.raises(Malformed):
        kind.read(saved(book))


@every_kind
def test_days_of_a_workbook_that_counts_from_1904(kind: Kind) -> None:
    if kind.day is None or kind.day_of is None:
        pytest.skip("no days in this kind of sheet")
    day = dt.date(2026, 3, 5)
    for cell in (day, (day - dt.date(1904, 1, 1)).days):
        book = kind.book(1)
        book.epoch = CALENDAR_MAC_1904
        page_of(book).cell(2, kind.day + 1).value = cell
        (row,) = kind.read(saved(book)).rows
        assert kind.day_of(row) == "2026-03-05"


@every_kind
@pytest.mark.parametrize("foot", [["合计", 2], ["总 计"], ["填表人：张三　　审核人：李四"], ["备注：以上属实"]])
def test_sums_and_lines_below_the_table_are_left_out_and_said(kind: Kind, foot: list[Any]) -> None:
    book = kind.book(1, 2)
    page = page_of(book)
    page.append([])
    page.append(foot)
    reading = kind.read(saved(book))
    assert shown(kind, reading) == kind.wanted(1, 2)
    assert reading.read == 2
    assert f"工作表『{kind.sheet}』第 5 行：像是合计或表尾，没有读取：{foot[0][:2]}" in remarks(reading)


@every_kind
def test_a_second_column_of_the_same_title_is_joined_or_named(kind: Kind) -> None:
    field = next(f for f in kind.fields if kind.head[kind.filled] in f.titles)
    book = kind.book(1)
    page = page_of(book)
    page.cell(1, len(kind.head) + 1).value = kind.head[kind.filled]
    page.cell(2, len(kind.head) + 1).value = "补充也要紧"
    reading = kind.read(saved(book))
    if field.kind == "long":
        (row,) = reading.rows
        assert "补充也要紧" in str(row)
    said = "接在一起" if field.kind == "long" else "没有读取"
    assert f"第 2 行“{kind.head[kind.filled]}”列：另有一列" in remarks(reading)
    assert said in remarks(reading)


@every_kind
def test_a_column_that_is_not_read_is_named(kind: Kind) -> None:
    book = kind.book(1)
    page = page_of(book)
    page.cell(1, len(kind.head) + 1).value = "领导批示"
    assert kind.read(saved(book)).remarks == []  # nothing stands in it
    page.cell(2, len(kind.head) + 1).value = "请尽快办理"
    assert "这些列没有读取：领导批示。" in remarks(kind.read(saved(book)))


@every_kind
def test_invisible_characters_are_taken_out_and_said_but_pictures_stay_whole(kind: Kind) -> None:
    if kind.name is None or kind.name_of is None:
        pytest.skip("no free text in this kind of sheet")
    book = kind.book(1)
    page_of(book).cell(2, kind.name + 1).value = "前\u202e颠\u200b倒\u2067后\ufeff👩\u200d🔧a\u0301"
    reading = kind.read(saved(book))
    assert [kind.name_of(row) for row in reading.rows] == ["前颠倒后👩\u200d🔧á"]
    assert f"第 2 行“{kind.head[kind.name]}”列：去掉了看不见的字符。" in remarks(reading)


@every_kind
def test_a_cell_of_nothing_but_invisible_characters_is_empty(kind: Kind) -> None:
    book = kind.book(1)
    page_of(book).cell(2, kind.filled + 1).value = "\u200b\ufeff\u2066"
    reading = kind.read(saved(book))
    assert [(e.row, e.column) for e in reading.errors] == [(2, kind.head[kind.filled])]
    assert reading.rows == []
