"""The three lists as sheets, which can be edited in Excel and read back (``sheets_import``).

The headings and words of the three lists are their format: Chinese in every language, so that they can always be read.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gongjian.kernel.clock import local_date
from gongjian.matters.sheets import not_more_than, walk
from gongjian.spreadsheets.operations import Column, Sheet, write_workbook_to
from gongjian.web.dates import day

from .operations.adjusting import Line
from .operations.planning_lists import digest_of, shown_values
from .procedures import PROBLEM

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

MOST_MATTERS = 30_000  # so that a file of the three lists can always be read back (100,000 rows a sheet)
PROBLEMS, MEASURES, DUTIES = "难题清单", "举措清单", "责任清单"
NAMES = {"problem": PROBLEMS, "measure": MEASURES, "duty": DUTIES}
LETTERS = {"problem": "P", "measure": "M", "duty": "D"}
PARTS = {"lead": "牵头", "help": "配合", "supervise": "督办"}
DROP = "撤销"

KEEP = "只供查看，在这里改动不起作用。"
NEW_LINE = "新增一行：写上难题的编号，行标识留空。"
MARK_NOTE = "系统用来认行，请不要改动。复制出来的新行请把这一格清空。"
DROP_NOTE = "要撤销这一行，选“撤销”。直接删掉一行不等于撤销。"


def struck_off(matter: "Matter") -> str:
    """The column 销号 in words."""
    if matter.state in ("solved-confirmed", "solved-presumed"):
        word = _("已销号（默认）") if matter.presumed else _("已销号")
        return _("%(word)s %(day)s") % {"word": word, "day": day(matter.ended_at)}
    return _("挂账") if matter.state == "parked" else _("未销号")


def mark(line: Line, kind: str, number: str) -> str:
    """The mark of a row: which line, and the digest of what it shows now."""
    return f"{LETTERS[kind]}{line.pk}-{digest_of(kind, number, line.pk, shown_values(line, kind))}"


def _problem_rows(rows: "Iterable[Matter]") -> Iterator[Sequence[Any]]:
    for n, m in enumerate(rows, 1):
        yield [
            n,
            m.number,
            m.title,
            m.get_category_display(),
            m.origin.name,
            m.goal,
            m.lead.name if m.lead else "",
            m.pairing.number if m.pairing else "",
            local_date(m.raised_at),
            local_date(m.due_at) if m.due_at else None,
            str(PROBLEM.state(m.state).label),
            struck_off(m),
            mark(m, "problem", m.number),
        ]


def _measure_rows(rows: "Iterable[Matter]") -> Iterator[Sequence[Any]]:
    n = 0
    for m in rows:
        for line in m.measures.all():
            n += 1
            yield [
                n,
                m.number,
                m.title,
                line.text,
                line.metric,
                line.starts_on,
                line.ends_on,
                line.body.name,
                line.person_name,
                line.percent / 100,
                struck_off(m),
                None,
                mark(line, "measure", m.number),
            ]


def _duty_rows(rows: "Iterable[Matter]") -> Iterator[Sequence[Any]]:
    n = 0
    for m in rows:
        for line in m.duties.all():
            n += 1
            yield [
                n,
                m.number,
                m.title,
                PARTS[line.part],
                line.body.name,
                line.person_name,
                line.task,
                line.due_on,
                struck_off(m),
                None,
                mark(line, "duty", m.number),
            ]


def lists_sheets(rows: "QuerySet[Matter]") -> list[Sheet]:
    """The three lists of these problems as three sheets; rows are read as they are written."""
    first = [Column("序号", 6, "int"), Column("编号", 17, note=NEW_LINE), Column("难题", 26, note=KEEP)]
    last = [Column("销号", 16, note=KEEP)]
    drop = Column("撤销", 8, choices=(DROP,), note=DROP_NOTE)
    row_mark = Column("行标识", 17, note=MARK_NOTE)
    return [
        Sheet(
            PROBLEMS,
            [
                Column("序号", 6, "int"),
                Column("编号", 17, note="难题的编号，请不要改动。"),
                Column("难题", 28, note="标题不能在表格中修改。"),
                Column("类别", 10, note=KEEP),
                Column("提出组织", 20, note=KEEP),
                Column("目标（销号标准）", 36, note="可以修改；导入后成为待确认的动态调整。"),
                Column("主办单位", 16, note=KEEP),
                Column("结对", 16, note=KEEP),
                Column("提出日期", 12, "date", note=KEEP),
                Column("时限", 12, "date", note=KEEP),
                Column("状态", 10, note=KEEP),
                *last,
                row_mark,
            ],
            _problem_rows(walk(rows)),
            title=PROBLEMS,
        ),
        Sheet(
            MEASURES,
            [
                *first,
                Column("举措", 34),
                Column("衡量标准", 24),
                Column("开始", 12, "date"),
                Column("完成", 12, "date"),
                Column("责任单位", 18, note="单位或组织的全称或简称。"),
                Column("责任人", 12),
                Column("进度", 8, "percent", note=KEEP),
                *last,
                drop,
                row_mark,
            ],
            _measure_rows(walk(rows)),
            title=MEASURES,
        ),
        Sheet(
            DUTIES,
            [
                *first,
                Column("分工", 8, choices=tuple(PARTS.values())),
                Column("责任单位", 18, note="单位或组织的全称或简称。"),
                Column("责任人", 12),
                Column("责任内容", 36),
                Column("时限", 12, "date"),
                *last,
                drop,
                row_mark,
            ],
            _duty_rows(walk(rows)),
            title=DUTIES,
        ),
    ]


def write_lists(out: BinaryIO, rows: "QuerySet[Matter]") -> None:
    """The three lists as one .xlsx, at constant memory. Raises Malformed if there are too many problems for one file."""
    not_more_than(rows, MOST_MATTERS)
    write_workbook_to(out, lists_sheets(rows))
