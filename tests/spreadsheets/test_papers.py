"""Papers open again, look official, and lose nothing."""

import io
import zipfile

import docx
from docx.shared import Pt

from gongjian.spreadsheets.operations import Paper, Signature

ROWS = [["1", "浴室热水\n晚十点后停供", None], ["2", "=1+1\x00", 320]]


def paper() -> bytes:
    return (
        Paper("难题任务书", subtitle="难题-2026-0001")
        .heading("一、难题")
        .paragraph("第一段。\n第二段。")
        .facts([("牵头单位", "后勤保障部"), ("期限", "2026-03-05")])
        .table(["序号", "举措", "人数"], ROWS, widths=[1, 4, 1])
        .signatures([Signature("牵头单位负责人", "甲", "2026-03-05"), Signature("监督人"), Signature("承办支部书记")])
        .to_bytes()
    )


def test_cells_come_back_equal() -> None:
    opened = docx.Document(io.BytesIO(paper()))
    facts, table, signatures = opened.tables
    assert [[c.text for c in r.cells] for r in facts.rows] == [["牵头单位", "后勤保障部"], ["期限", "2026-03-05"]]
    assert [[c.text for c in r.cells] for r in table.rows] == [
        ["序号", "举措", "人数"],
        ["1", "浴室热水\n晚十点后停供", ""],
        ["2", "=1+1", "320"],
    ]
    assert "甲" in signatures.rows[0].cells[0].text
    assert "年" in signatures.rows[0].cells[1].text
    texts = [p.text for p in opened.paragraphs]
    assert texts[:2] == ["难题任务书", "难题-2026-0001"]
    assert {"第一段。", "第二段。"} <= set(texts)


def test_it_looks_as_official_papers_do() -> None:
    opened = docx.Document(io.BytesIO(paper()))
    section, title = opened.sections[0], opened.paragraphs[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert title.runs[0].font.name == "方正小标宋简体"
    assert opened.paragraphs[3].paragraph_format.line_spacing == Pt(28)
    assert "tblHeader" in opened.tables[1].rows[0]._tr.xml
    assert "PAGE" in section.footer.paragraphs[0]._p.xml
    with zipfile.ZipFile(io.BytesIO(paper())) as archive:
        assert "华文中宋" in archive.read("word/fontTable.xml").decode()


def test_lists_lie_across() -> None:
    opened = docx.Document(io.BytesIO(Paper("清单", landscape=True).to_bytes()))
    assert round(opened.sections[0].page_width.mm) == 297
