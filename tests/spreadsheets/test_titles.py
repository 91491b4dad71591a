"""One table of titles for all readers: what one command reads, every other one that wants the field reads too."""

import csv
import io

import pytest

from gongjian.appeals import appeals_file
from gongjian.appeals.operations import AppealRow
from gongjian.kernel.refused import Malformed
from gongjian.problems import problems_sheet, sheets_import
from gongjian.proposals import sheets as proposals
from gongjian.spreadsheets.operations import Column, Sheet, write_workbook
from gongjian.spreadsheets.queries import match_columns, titles_of
from gongjian.spreadsheets.titles import TITLES
from gongjian.workdays import sheets as workdays
from gongjian_bench.parts import duplicates
from tests.conftest import hour_of

AT = hour_of("2026-03-02 09:00")
TITLE, BODY = "三号公寓没有热水", "近两周晚上十点以后浴室没有热水，希望检修。"
READERS = {
    "problems": problems_sheet.COLUMNS,
    "appeals": appeals_file.COLUMNS,
    "bench": duplicates.COLUMNS,
    "proposals": proposals.PROPOSAL_COLUMNS,
    "delegates": proposals.DELEGATE_COLUMNS,
    "days": workdays.COLUMNS,
    **sheets_import.COLUMNS,
}


def as_csv(*columns: tuple[str, str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([[title for title, _value in columns], [value for _title, value in columns]])
    return out.getvalue().encode()


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_takes_its_titles_from_the_one_table(reader: str) -> None:
    for titles in READERS[reader].values():
        assert any(titles is known for known in TITLES.values()), titles


@pytest.mark.parametrize("category", TITLES["category"])
@pytest.mark.parametrize("body", TITLES["text"])
def test_all_commands_read_a_text_and_its_category_whatever_they_are_called(body: str, category: str) -> None:
    data = as_csv(("留言主题", TITLE), (body, BODY), (category, "城乡建设"))
    assert duplicates.read(data, "file.csv", ("body", "label")) == [duplicates.Text(TITLE, BODY, "城乡建设")]
    assert duplicates.read(data, "file.csv") == [duplicates.Text(TITLE, BODY, "城乡建设")]
    assert [(r.title, r.text) for r in problems_sheet.read_problems(data, "file.csv", AT).rows] == [(TITLE, BODY)]
    assert [(r.title, r.text) for r in appeals_file.read_appeals(data, "file.csv", AT).rows] == [(TITLE, BODY)]
    assert [(r.title, r.background) for r in proposals.read_proposals(data, "file.csv").rows] == [(TITLE, BODY)]


@pytest.mark.parametrize("title", TITLES["raised_at"])
def test_all_imports_read_the_day_whatever_it_is_called(title: str) -> None:
    data = as_csv(("标题", TITLE), ("内容", BODY), (title, "2025-03-02 08:30:00"))
    raised = hour_of("2025-03-02 08:30")
    for row in (
        problems_sheet.read_problems(data, "file.csv", AT).rows[0],
        appeals_file.read_appeals(data, "file.csv", AT).rows[0],
    ):
        assert row.raised_at == raised
    assert proposals.read_proposals(data, "file.csv").rows[0].written_at.startswith("2025-03-02T08:30")


def test_one_column_of_kinds_is_an_appeals_nature_and_another_ones_category() -> None:
    data = as_csv(("标题", TITLE), ("内容", BODY), ("类型", "投诉"))
    row: AppealRow = appeals_file.read_appeals(data, "file.csv", AT).rows[0]
    assert row.nature == "complaint"
    assert match_columns(["标题", "内容", "类型"], problems_sheet.COLUMNS)["category"] == 2


def test_a_column_of_reasons_is_a_part_of_a_proposal_and_the_text_of_a_problem() -> None:
    data = as_csv(("题目", TITLE), ("案由", BODY), ("建议", "请检修。"))
    proposal = proposals.read_proposals(data, "file.csv").rows[0]
    assert (proposal.background, proposal.advice) == (BODY, "请检修。")
    assert problems_sheet.read_problems(data, "file.csv", AT).rows[0].text == BODY


def test_the_bench_reads_the_sheet_that_has_the_columns() -> None:
    cover = Sheet("说明", [Column("说明")], [["共一行"]])
    texts = Sheet(
        "留言", [Column("标题"), Column("正文"), Column("一级分类")], [[TITLE, BODY, "城乡建设"]], title="留言"
    )
    data = write_workbook([cover, texts])
    assert duplicates.read(data, "file.xlsx", ("body", "label")) == [duplicates.Text(TITLE, BODY, "城乡建设")]


def test_what_is_missing_is_said_with_titles_that_would_do() -> None:
    with pytest.raises(Malformed) as refused:
        duplicates.read(as_csv(("一级分类", "城乡建设"), ("二级分类", "安全生产")), "file.csv", ("body", "label"))
    assert "事由/留言详情/内容" in str(refused.value.sentence) + str(refused.value.fields)


def test_a_field_that_is_not_in_the_table_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        titles_of("no-such-field")
