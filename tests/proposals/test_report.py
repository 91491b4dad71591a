"""The yearly report: records made through the verbs print exactly the figures of source 002, on page, paper and sheet."""

import datetime as dt
import io
import re
from itertools import pairwise

import docx
import pytest
from python_calamine import CalamineWorkbook

from gongjian.audit import operations as ledger
from gongjian.kernel.clock import local_date
from gongjian.matters import operations as matters
from gongjian.matters.models import Matter
from gongjian.org.models import Body, Unit
from gongjian.proposals import metrics, papers
from gongjian.proposals import operations as ops
from gongjian.proposals.models import Meeting

from . import scenarios

pytestmark = pytest.mark.django_db
ACCEPTED, UNITS, MEETINGS, ANSWERED, SOLVED = 127, 15, 5, 39, 29


def units(c):
    """Fifteen offices."""
    for n in range(UNITS):
        Unit.objects.create(
            sort=Body.Sort.UNIT,
            parent=c.cast.university,
            path=f"0001/1{n:03d}/",
            code=f"X{n}",
            name=f"第{n + 1}部门",
            short=f"第{n + 1}部门",
            kind="department",
        )
    return list(Unit.objects.filter(code__startswith="X").order_by("pk"))


def the_year(c, at):
    """127 accepted; five meetings hand over all of them to 15 units; 39 answered, 29 of them solved."""
    offices, system, numbers = units(c), c.cast.system, []
    codes = ("teaching", "growth", "living", "rights", "other")
    with ledger.linked_at_the_end():
        for n in range(ACCEPTED):
            raised = ops.raise_from_entry(
                entry_label=f"作品{n}",
                title=f"关于第{n + 1}件事的提案",
                category=codes[n % 5],
                background="案由",
                research="调研",
                advice="建议",
                proposer_person_id=c.persons[n % 6].pk,
                session_id=c.session.pk,
                url=f"/entries/{n}/",
                actor=c.officer,
                at=at,
            )
            ops.accept(matter=raised.matter, actor=c.officer, at=at)
            numbers.append(raised.matter.number)
        for k in range(MEETINGS):
            mine = numbers[k::MEETINGS]
            bodies = [offices[n % UNITS].pk for n in range(k, ACCEPTED, MEETINGS)]
            meeting = ops.plan_meeting(
                session=c.session,
                title=f"第{k + 1}场",
                starts_at=at,
                place="报告厅",
                unit_ids=sorted(set(bodies)),
                numbers=mine,
                actor=c.officer,
                at=at,
            )
            said = [ops.Said(number=number, said="当面说明", by="负责人") for number in mine]
            ops.record_meeting(meeting=meeting, came=bodies, present="", summary="", lines=said, actor=c.officer, at=at)
            rows = [ops.HandOver(number=n, lead_id=b) for n, b in zip(mine, bodies, strict=True)]
            ops.hand_over(rows=rows, actor=c.officer, at=at)
        for n, number in enumerate(numbers[:ANSWERED]):
            grade = "A" if n < SOLVED else "BC"[n % 2]
            day = local_date(at) + dt.timedelta(days=60)
            matters.take(matter=scenarios.again(Matter.objects.get(number=number)), actor=system, at=at)
            matter = scenarios.again(Matter.objects.get(number=number))
            promise = {"promise_on": day, "promise_by": "负责人"} if grade == "B" else {}
            ops.submit_reply(matter=matter, text="已办理。", grade=grade, actor=system, at=at, **promise)
            matters.sign(matter=scenarios.again(matter), actor=system, at=at)


def test_the_figures_of_the_source(cast, at, client):
    c = scenarios.build(cast, at)
    the_year(c, at)
    report = metrics.report_of(c.session)
    total = report.total
    wanted = {"立案": 127, "移交": 127, "答复": 39, "解决": 29, "正在办理": 88, "提交": 127}
    assert (total.accepted, total.handed_over, total.answered, total.solved, total.in_hand) == (127, 127, 39, 29, 88)
    assert (total.share, len(report.units), report.meetings, report.discussed) == ("100%", 15, 5, 127)
    for rows in (report.units, report.categories):
        assert sum(counts.handed_over for _name, counts in rows) == 127
        assert sum(counts.solved for _name, counts in rows) == 29
    # The page.
    client.force_login(c.accounts[0])
    html = client.get(f"/proposals/sessions/{c.session.pk}/report/").content.decode()
    cells = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", html, re.S)]
    printed = dict(pairwise(cells))
    for label, n in {**wanted, "涉及单位": 15, "面对面会议": 5, "移交率": "100%"}.items():
        assert printed[label] == str(n), label
    # The sheet.
    book = CalamineWorkbook.from_filelike(io.BytesIO(papers.report_workbook(report)))
    sheet = {row[0]: row[1] for row in book.get_sheet_by_index(0).to_python()}
    for label, n in {**wanted, "涉及单位": 15, "面对面会议": 5, "移交率（%）": 100}.items():
        assert sheet[label] == n, label
    assert len(book.get_sheet_by_index(1).to_python()) == 1 + UNITS
    # The paper.
    paper = docx.Document(io.BytesIO(papers.report_paper(report, at)))
    text = "\n".join(p.text for p in paper.paragraphs)
    for piece in (
        "立案127件",
        "涉及15个单位",
        "会议5次",
        "移交127件",
        "移交率100%",
        "已答复39件",
        "已解决29件",
        "正在办理88件",
    ):
        assert piece in text
    table = {row.cells[0].text: row.cells[1].text for row in paper.tables[0].rows}
    assert {label: table[label] for label in wanted} == {label: str(n) for label, n in wanted.items()}
    assert Meeting.objects.filter(state="held").count() == 5


def test_an_empty_session_has_no_rate(cast, at):
    c = scenarios.build(cast, at)
    report = metrics.report_of(c.session)
    assert (report.total.accepted, report.total.share, report.units) == (0, "—", [])
    assert papers.report_paper(report, at)[:2] == b"PK"
