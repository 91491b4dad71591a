"""All kinds of sheets that are imported, each with a header and rows with which any fault of a file can be tried."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from gongjian.appeals.operations import APPEALS
from gongjian.problems.operations import PROBLEMS
from gongjian.problems.sheets_import import LISTS, ListsScope
from gongjian.proposals.operations import DELEGATES, PROPOSALS
from gongjian.spreadsheets import importing
from gongjian.spreadsheets.reading import SheetRows
from gongjian.workdays.day_import import DAYS
from tests.conftest import hour_of

AT = hour_of("2026-11-02 09:00")


@dataclass(frozen=True)
class Kind:
    """One importer: titles, the cells of the n-th row (n from 1), and what a row that was read is recognised by."""

    importer: importing.Importer[Any, Any, Any, Any]
    head: Sequence[str]
    cells: Callable[[int], list[Any]]
    shown: Callable[[Any], Any]
    filled: int  # a column that must not be empty
    scope: Any = None
    sheet: str = "表"
    day: int | None = None  # a column of days
    day_of: Callable[[Any], str] | None = None
    name: int | None = None  # a column of one line of text that may hold any
    name_of: Callable[[Any], str] | None = None
    grouped: tuple[int, int] = (0, 1)  # neighbouring columns that may stand under one group

    @property
    def fields(self) -> Sequence[importing.Field]:
        """The fields of its sheet."""
        return self.importer.fields_of(SheetRows(self.sheet, [])) or ()

    def read(self, data: bytes, name: str = "表.xlsx") -> importing.Reading[Any]:
        return importing.read(self.importer, data, name, scope=self.scope, at=AT)

    def wanted(self, *numbers: int) -> list[Any]:
        """What the rows with these numbers are recognised by, as a plain file gives them."""
        return [self.shown(row) for row in self.read(saved(self.book(*numbers))).rows]

    def book(self, *numbers: int, above: Sequence[Sequence[Any]] = ()) -> Workbook:
        """A workbook with these rows, below some lines."""
        book = Workbook()
        page = book.active
        assert isinstance(page, Worksheet)
        page.title = self.sheet
        for line in [*above, self.head, *map(self.cells, numbers)]:
            page.append(list(line))
        return book


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def page_of(book: Workbook) -> Worksheet:
    page = book.active
    assert isinstance(page, Worksheet)
    return page


def _appeal(n: int) -> list[Any]:
    return [n, f"走廊灯第{n}处", f"走廊灯第{n}处坏了{n}天。", "2026-03-05", "东区", "后勤保障部"]


KINDS = {
    "appeals": Kind(
        APPEALS,
        ["编号", "标题", "内容", "提出时间", "地点", "办理单位"],
        _appeal,
        lambda row: (row.title, row.text, row.raised_at, row.unit),
        filled=2,
        day=3,
        day_of=lambda row: f"{row.raised_at:%Y-%m-%d}",
        name=1,
        name_of=lambda row: row.title,
        grouped=(3, 4),
    ),
    "problems": Kind(
        PROBLEMS,
        ["标题", "内容", "提出时间", "地点", "单位"],
        lambda n: [f"热水器跳闸{n}", f"宿舍三楼热水器第{n}次跳闸。", "2026-03-05", "三号楼", "机电学院"],
        lambda row: (row.title, row.text, row.raised_at, row.place, row.unit),
        filled=1,
        scope=0,
        day=2,
        day_of=lambda row: f"{row.raised_at:%Y-%m-%d}",
        name=0,
        name_of=lambda row: row.title,
        grouped=(2, 3),
    ),
    "goals": Kind(
        LISTS,
        ["编号", "难题", "目标", "行标识"],
        lambda n: [f"难题-2026-000{n}", "热水", f"第{n}处不断供", None],
        lambda row: (row.kind, row.number, *row.values.values()),
        filled=2,
        scope=ListsScope(),
        sheet="难题清单",
    ),
    "measures": Kind(
        LISTS,
        ["编号", "举措", "衡量标准", "开始", "完成", "责任单位", "责任人", "行标识"],
        lambda n: ["难题-2026-0001", f"检修{n}", "45度", "2026-03-05", "2026-04-05", "后勤保障部", "温如玉", None],
        lambda row: (row.kind, row.number, *row.values.values()),
        filled=1,
        scope=ListsScope(),
        sheet="举措清单",
        day=3,
        day_of=lambda row: row.values["starts_on"],
        grouped=(3, 4),
    ),
    "duties": Kind(
        LISTS,
        ["编号", "分工", "责任单位", "责任人", "责任内容", "时限", "行标识"],
        lambda n: ["难题-2026-0001", "配合", "机电学院", "鲁望舒", f"通知{n}", "2026-04-05", None],
        lambda row: (row.kind, row.number, *row.values.values()),
        filled=4,
        scope=ListsScope(),
        sheet="责任清单",
        day=5,
        day_of=lambda row: row.values["due_on"],
        grouped=(2, 3),
    ),
    "proposals": Kind(
        PROPOSALS,
        ["标题", "内容", "提交时间", "提案人"],
        lambda n: [f"增设停放点{n}", f"停放点不足{n}处。建议增设。", "2026-03-05", "代表甲"],
        lambda row: (row.title, row.background, row.written_at, row.proposer),
        filled=1,
        day=2,
        day_of=lambda row: row.written_at[:10],
        name=0,
        name_of=lambda row: row.title,
        grouped=(2, 3),
    ),
    "delegates": Kind(
        DELEGATES,
        ["学号", "姓名", "选举单位"],
        lambda n: [f"202600000{n}", f"测试{n}", "明远书院"],
        lambda row: (row.number, row.name, row.constituency),
        filled=2,
        name=1,
        name_of=lambda row: row.name,
        grouped=(0, 1),
    ),
    "days": Kind(
        DAYS,
        ["名称", "日期", "上班或放假"],
        lambda n: [f"假日{n}", f"2026-03-{n:02d}", "放假"],
        lambda row: (row.name, row.date, row.working),
        filled=0,
        scope=2026,
        day=1,
        day_of=lambda row: str(row.date),
        name=0,
        name_of=lambda row: row.name,
        grouped=(1, 2),
    ),
}
