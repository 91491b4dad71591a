"""The three lists read back from Excel: touched rows, untouched ones, and mistakes by sheet and row."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, Overtaken
from gongjian.spreadsheets.importing import Cells, Field, Importer, Judgement
from gongjian.spreadsheets.queries import SheetRows, clean, is_blank, tidy, titles_of

from . import operations
from .operations import ListsImported
from .operations.planning_lists import ListRow, ListsPlan, digest_of, plan_lists
from .permissions import may_import_lists
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
OPTIONAL = {"drop", "title"}
# What was not touched is not judged, so the cells are taken as they stand.
FIELDS = {
    kind: [
        Field(code=code, titles=titles, kind="raw", required=code not in OPTIONAL) for code, titles in columns.items()
    ]
    for kind, columns in COLUMNS.items()
}
# Columns of the exported lists that are there to be read.
FOR_THE_EYE = ("序号", "难题", "类别", "提出组织", "主办单位", "结对", "提出日期", "期限", "状态", "销号", "进度")


@dataclass(frozen=True, slots=True)
class ListsScope:
    """The reason of all changes, and the hash of the file that they come from."""

    reason: str = ""
    sha256: str = ""


@dataclass
class ListsJudgement(Judgement[ListRow]):
    """What the file does to each matter."""

    plan: ListsPlan = field(default_factory=ListsPlan)

    @property
    def counts(self) -> dict[str, int]:
        plan = self.plan
        return {"new": plan.new, "changed": plan.changed + plan.dropped, "same": plan.same, "duplicate": plan.duplicate}

    @property
    def changes(self) -> bool:
        return bool(self.plan.matters)


def kind_of(name: str) -> str | None:
    """Which of the three lists a worksheet of this name has; None for none of them."""
    plain = tidy(name).replace(" ", "")
    return next((kind for kind, word in NAMES.items() if word in plain), None)


class ListsImporter(Importer[ListRow, ListsScope, ListsJudgement, ListsImported]):
    """The three lists: a touched row becomes an adjustment that waits for confirmation, or a line of the first lists."""

    kind = "matters.lists"
    row_class = ListRow
    fields = [each for some in FIELDS.values() for each in some]
    ignored = FOR_THE_EYE
    whole_sheets = True

    def fields_of(self, sheet: SheetRows) -> Sequence[Field] | None:
        kind = kind_of(sheet.name)
        return FIELDS[kind] if kind else None

    def row(self, cells: Cells, scope: ListsScope) -> ListRow | None:
        kind = kind_of(cells.sheet) or "problem"
        line_id, digest = _mark(cells, kind)
        number, drop = cells["number"], cells["drop"] if "drop" in cells.values else ""
        values, wrong = _values(cells, kind)
        if cells.errors or (digest and not drop and digest == digest_of(kind, number, line_id, values)):
            return None
        if not number:
            cells.refuse("number", _("请填写难题的编号。"))
        if drop and drop not in DROP_WORDS:
            cells.refuse("drop", _("这一格只能填“撤销”或留空。"))
        for name, sentence in wrong.items() if not drop else ():
            cells.refuse(name, sentence)
        return ListRow(
            sheet=cells.sheet,
            row=cells.row,
            kind=kind,
            number=number,
            line_id=line_id,
            digest=digest,
            drop=bool(drop),
            values=values,
        )

    def compare(self, rows: Sequence[Cells]) -> None:
        """No mark stands twice."""
        marks: dict[tuple[str, str], int] = {}
        for cells in rows:
            found = MARK.match(cells["mark"])
            if found is None:
                continue
            key = (found[1], found[2])
            if key in marks:
                cells.refuse("mark", _("行标识与第%(row)d行相同。复制出来的新行请把行标识清空。") % {"row": marks[key]})
            marks.setdefault(key, cells.row)

    def judge(
        self,
        rows: Sequence[ListRow],
        found: Mapping[str, Mapping[str, Any]],
        scope: ListsScope,
        actor: Actor,
        at: dt.datetime,
    ) -> ListsJudgement:
        plan = plan_lists(rows=rows, actor=actor, at=at)
        return ListsJudgement(wrong=plan.wrong, plan=plan)

    def refusal(self, judged: ListsJudgement) -> Overtaken:
        first = judged.wrong[0]
        words = {"sheet": first.row.sheet, "row": first.row.row, "sentence": first.sentence}
        return Overtaken(
            _("预览之后情况有变：工作表『%(sheet)s』第 %(row)d 行：%(sentence)s") % words,
            remedy=_("整个文件都没有导入。请重新导出，在新的表格上再改。"),
            code="lists-changed-since",
        )

    def no_sheet(self) -> Malformed:
        return Malformed.at(
            "file",
            _("文件中没有名为“难题清单”“举措清单”或“责任清单”的工作表。"),
            code="lists-missing",
            remedy=_("请先导出三张清单，在导出的表格上修改，再上传。"),
        )

    def permit(self, actor: Actor, scope: ListsScope) -> None:
        permit(may_import_lists, actor, None)

    def write(
        self, judged: ListsJudgement, *, scope: ListsScope, actor: Actor, at: dt.datetime, file: str
    ) -> ListsImported:
        given: dict[str, Any] = {"reason": scope.reason, "sha256": scope.sha256, "actor": actor, "at": at}
        return operations.import_lists(plan=judged.plan, file=file, **given)


LISTS = ListsImporter()


def _sentence(name: str, text: str) -> str:
    """What is wrong with a text as it stands in its cell; "" if nothing."""
    if not clean(text):
        return _("这一格不能为空。")
    if len(text) > MOST.get(name, 200):
        return _("这一格不超过%(n)d字。") % {"n": MOST.get(name, 200)}
    return ""


def _mark(cells: Cells, kind: str) -> tuple[int | None, str]:
    text = cells["mark"]
    if not text:
        return None, ""
    found = MARK.match(text)
    if found is None or found[1] != LETTERS[kind]:
        cells.refuse("mark", _("行标识被改动过。请填回原来的内容；新增的行请把它留空。"))
        return None, ""
    return int(found[2]), found[3] or ""


def _values(cells: Cells, kind: str) -> tuple[dict[str, str], dict[str, str]]:
    """The values as texts, and by field what would be wrong with them."""
    values: dict[str, str] = {}
    wrong: dict[str, str] = {}
    days: dict[str, dt.date] = {}
    record = cells.record
    for name in COLUMNS[kind]:
        if name in ("number", "drop", "mark") or not record.has(name):
            continue
        text = values[name] = cells[name]
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
