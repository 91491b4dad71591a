"""A year's days read back from a sheet: what would change, and changing it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import permit
from gongjian.spreadsheets.importing import Cells, Field, Importer, Judgement, Result, Wrong
from gongjian.spreadsheets.importing.pages import ImportPages
from gongjian.spreadsheets.titles import TITLES
from gongjian.web.shapes import Column, Link, Note, PageHead

from . import operations, queries
from .permissions import may_edit

# The words of a sheet are its format: Chinese in every language, so that it can always be read back.

if TYPE_CHECKING:
    from gongjian.spreadsheets.models import ImportBatch


WORDS = {
    **dict.fromkeys(("上班", "是", "班", "补班", "调休上班", "工作日"), True),
    **dict.fromkeys(("放假", "否", "休", "休息", "节假日", "休息日"), False),
}
FIELDS = (
    Field(
        code="working",
        titles=TITLES["working"],
        kind="choice",
        required=True,
        choices=WORDS,
        blank=gettext_lazy("请填写“上班”或“放假”。"),
        wrong=gettext_lazy("请填写“上班”或“放假”。"),
    ),
    Field(code="date", titles=TITLES["day"], kind="day", required=True, blank=gettext_lazy("请填写日期。")),
    Field(
        code="name",
        titles=TITLES["holiday"],
        required=True,
        limit=40,
        blank=gettext_lazy("请填写名称，不超过 40 个字。"),
        too_long=gettext_lazy("请填写名称，不超过 40 个字。"),
    ),
)


@dataclass(frozen=True, slots=True)
class DayRow:
    """One line of the sheet of days."""

    sheet: str
    row: int
    date: dt.date
    working: bool
    name: str


class DayImporter(Importer[DayRow, int, Judgement[DayRow], int]):
    """The days of a year."""

    kind = "workdays.days"
    row_class = DayRow
    fields = FIELDS
    ignored = ("来源",)

    def row(self, cells: Cells, scope: int) -> DayRow | None:
        date = cells["date"]
        if date is not None and date.year != scope:
            cells.refuse("date", _("这一天不在 %(year)d 年。") % {"year": scope})
        return None if cells.errors else DayRow(cells.sheet, cells.row, **cells.values)

    def judge(
        self,
        rows: Sequence[DayRow],
        found: Mapping[str, Mapping[str, Any]],
        scope: int,
        actor: Actor,
        at: dt.datetime,
    ) -> Judgement[DayRow]:
        known = queries.days_on([row.date for row in rows])
        judged: Judgement[DayRow] = Judgement()
        seen: dict[dt.date, int] = {}
        for row in rows:
            before = known.get(row.date)
            if row.date in seen:
                judged.wrong.append(Wrong(row, "date", _("与第 %(row)d 行是同一天。") % {"row": seen[row.date]}))
            elif before is None:
                judged.results.append(Result(row, "new"))
            elif before == (row.working, row.name):
                judged.results.append(Result(row, "same"))
            else:
                judged.results.append(Result(row, "changed", f"{operations.day_word(before[0])} {before[1]}"))
            seen.setdefault(row.date, row.row)
        return judged

    def permit(self, actor: Actor, scope: int) -> None:
        permit(may_edit, actor, scope)

    def write(self, judged: Judgement[DayRow], *, scope: int, actor: Actor, at: dt.datetime, file: str) -> int:
        days = [(row.date, row.working, row.name) for row in [*judged.new, *judged.of("changed")]]
        return operations.write_days(days=days, year=scope, file=file, actor=actor, at=at)

    def scope_key(self, scope: int) -> str:
        return str(scope)


DAYS = DayImporter()


class DayPages(ImportPages[DayRow, int, Judgement[DayRow], int]):
    """Upload and preview of a year's days."""

    importer = DAYS
    caption = gettext_lazy("将要导入的日子")
    columns = (
        Column(gettext_lazy("日期"), "date", "head"),
        Column(gettext_lazy("新的安排")),
    )

    def head(self, scope: int) -> PageHead:
        calendar = Link(_("%(year)d 年工作日历") % {"year": scope}, self.done_url(scope))
        return PageHead(_("导入 %(year)d 年工作日历") % {"year": scope}, crumbs=[calendar])

    def upload_url(self, scope: int) -> str:
        return reverse("workdays:import-days", args=[scope])

    def confirm_url(self, scope: int, batch: "ImportBatch") -> str:
        return reverse("workdays:confirm-import", args=[scope, batch.pk])

    def done_url(self, scope: int) -> str:
        return reverse("workdays:year", args=[scope])

    def cells(self, row: DayRow) -> Sequence[object]:
        return [str(row.date), f"{operations.day_word(row.working)} {row.name}"]

    def outcome(self, result: Result[DayRow], judged: Judgement[DayRow]) -> str:
        if result.outcome == "changed":
            return _("变动，原来是%(before)s") % {"before": result.said}
        return super().outcome(result, judged)

    def nothing(self) -> Note:
        return Note(_("与现在的日历相同，没有需要变动的。"))

    def done(self, done: int) -> str:
        return _("已导入，变动 %(count)d 天。") % {"count": done}


PAGES = DayPages()
