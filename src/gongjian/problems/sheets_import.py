"""The three lists read back from Excel: touched rows, untouched ones, and mistakes by sheet and row."""

import datetime as dt
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from gongjian.kernel.refused import Malformed
from gongjian.spreadsheets.queries import Record, RowError, SheetRows, is_blank, read_workbook, tidy, titles_of

from .operations.planning_lists import ListRow, digest_of
from .sheets import DROP, LETTERS, NAMES, PARTS

PART_CODES = {word: code for code, word in PARTS.items()} | {"协办": "help", "主办": "lead", "监督": "supervise"}
DROP_WORDS = {DROP, "撤消", "删除", "是"}
MARK = re.compile(r"^([PMD])(\d{1,18})(?:-([0-9a-f]{10}))?$")

COLUMNS = {
    "problem": titles_of("number", "title", "goal", mark="row_mark"),
    "measure": titles_of(
        "number",
        text="measure",
        metric="metric",
        starts_on="starts_on",
        ends_on="ends_on",
        body="answerable_unit",
        person_name="answerable_person",
        drop="drop",
        mark="row_mark",
    ),
    "duty": titles_of(
        "number",
        part="duty_part",
        body="answerable_unit",
        person_name="answerable_person",
        task="duty",
        due_on="due_on",
        drop="drop",
        mark="row_mark",
    ),
}
MOST = {"goal": 2000, "text": 300, "metric": 200, "person_name": 60, "task": 300}
DAYS = ("starts_on", "ends_on", "due_on")


@dataclass
class Reading:
    """What was read of a file: the touched rows, how many rows in all, how many untouched, and the mistakes."""

    rows: list[ListRow] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    read: int = 0
    same: int = 0


def _kind_of(sheet: SheetRows) -> str | None:
    name = tidy(sheet.name).replace(" ", "")
    return next((kind for kind, word in NAMES.items() if word in name), None)


def _sentence(name: str, text: str) -> str:
    """What is wrong with a text as it stands in its cell; "" if nothing."""
    if not text:
        return _("这一格不能为空。")
    if len(text) > MOST.get(name, 200):
        return _("这一格不超过%(n)d字。") % {"n": MOST.get(name, 200)}
    return ""


@dataclass
class _Reader:
    into: Reading
    marks: dict[tuple[str, int], int] = field(default_factory=dict)

    def sheet(self, sheet: SheetRows, kind: str) -> None:
        aliases = COLUMNS[kind]
        needed = [name for name in aliases if name not in ("drop", "title")]
        for record in sheet.records(aliases, required=needed):
            self.into.read += 1
            self.row(record, kind)

    def error(self, record: Record, name: str, sentence: object) -> None:
        self.into.errors.append(record.error(name, sentence))

    def row(self, record: Record, kind: str) -> None:
        """One row: untouched, touched, or wrong. What was not touched is not judged."""
        before = len(self.into.errors)
        line_id, digest = self._mark(record, kind)
        number = record.text("number")
        drop = record.text("drop")
        values, wrong = self._values(record, kind)
        if len(self.into.errors) > before:
            return
        if digest and not drop and digest == digest_of(kind, number, line_id, values):
            self.into.same += 1
            return
        if not number:
            self.error(record, "number", _("请填写难题的编号。"))
        if drop and drop not in DROP_WORDS:
            self.error(record, "drop", _("这一格只能填“撤销”或留空。"))
        if not drop:
            for name, sentence in wrong.items():
                self.error(record, name, sentence)
        if len(self.into.errors) > before:
            return
        columns = {name: record.error(name, "").column for name in record.columns}
        self.into.rows.append(
            ListRow(
                sheet=record.sheet.name,
                row=record.number,
                kind=kind,
                number=number,
                line_id=line_id,
                digest=digest,
                drop=bool(drop),
                values=values,
                columns=columns,
            )
        )

    def _mark(self, record: Record, kind: str) -> tuple[int | None, str]:
        text = record.text("mark")
        if not text:
            return None, ""
        found = MARK.match(text)
        if found is None or found[1] != LETTERS[kind]:
            self.error(record, "mark", _("行标识被改动过。请填回原来的内容；新增的行请把它留空。"))
            return None, ""
        key = (kind, int(found[2]))
        if key in self.marks:
            self.error(
                record, "mark", _("行标识与第%(row)d行相同。复制出来的新行请把行标识清空。") % {"row": self.marks[key]}
            )
        self.marks.setdefault(key, record.number)
        return key[1], found[3] or ""

    def _values(self, record: Record, kind: str) -> tuple[dict[str, str], dict[str, str]]:
        """The values as texts, and by field what would be wrong with them."""
        values: dict[str, str] = {}
        wrong: dict[str, str] = {}
        days: dict[str, dt.date] = {}
        for name in COLUMNS[kind]:
            if name in ("number", "drop", "mark") or not record.has(name):
                continue
            text = values[name] = record.text(name)
            if name in DAYS:
                try:
                    day = None if is_blank(record.value(name)) else record.date(name)
                    if day is None:
                        wrong[name] = _("请填写日期。")
                    else:
                        values[name], days[name] = day.isoformat(), day
                except ValueError as unreadable:
                    wrong[name] = str(unreadable)
            elif name == "part":
                values[name] = PART_CODES.get(text, text)
                if values[name] not in PARTS:
                    wrong[name] = _("分工只能是牵头、配合或督办。")
            elif name != "title" and (sentence := _sentence(name, text)):
                wrong[name] = sentence
        if "starts_on" in days and "ends_on" in days and days["ends_on"] < days["starts_on"]:
            wrong["ends_on"] = _("完成日期不能早于开始日期。")
        return values, wrong


def read_lists(data: bytes, filename: str) -> Reading:
    """The touched rows of a file of the three lists, and what is wrong by sheet and row.

    Raises Malformed: no table, none of the three sheets, a missing column, no rows.
    """
    sheets = [(sheet, kind) for sheet in read_workbook(data, filename) if (kind := _kind_of(sheet))]
    if not sheets:
        raise Malformed.at(
            "file",
            _("文件中没有名为“难题清单”“举措清单”或“责任清单”的工作表。"),
            code="lists-missing",
            remedy=_("请先导出三张清单，在导出的表格上修改，再上传。"),
        )
    reading = Reading()
    reader = _Reader(reading)
    for sheet, kind in sheets:
        reader.sheet(sheet, kind)
    if not reading.read:
        raise Malformed.at("file", _("这个文件里没有一行内容。"), code="no-rows", remedy=_("请填写后再上传。"))
    return reading
