"""The pages of an import of the three lists: upload, preview with old beside new, and what it did."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.spreadsheets.importing.pages import ImportPages
from gongjian.web.shapes import Column, Link, Note, PageHead, Row, Table, TwoLines

from .. import sheets
from ..operations import ListsImported
from ..operations.planning_lists import ListRow, ListsPlan, PlannedChange
from ..sheets_import import LISTS, ListsJudgement, ListsScope
from . import line_tables

if TYPE_CHECKING:
    from gongjian.spreadsheets.models import ImportBatch


MOST_SHOWN = 300


class ListPages(ImportPages[ListRow, ListsScope, ListsJudgement, ListsImported]):
    """Upload and preview of the three lists; the changes are proposed under one reason."""

    importer = LISTS
    caption = gettext_lazy("变动内容")

    def head(self, scope: ListsScope) -> PageHead:
        return PageHead(
            _("导入三张清单"),
            lead=_("导出的三张清单改好后在这里上传。改动成为待确认的动态调整，双方确认后生效。"),
            crumbs=[Link(_("三张清单"), self.done_url(scope))],
        )

    def upload_url(self, scope: ListsScope) -> str:
        return reverse("problems:lists-import")

    def confirm_url(self, scope: ListsScope, batch: "ImportBatch") -> str:
        return reverse("problems:confirm-lists-import", args=[batch.pk])

    def done_url(self, scope: ListsScope) -> str:
        return reverse("problems:lists")

    def rules(self) -> Note:
        return Note(
            _(
                "要新增一行，写上难题编号，行标识留空。要撤销一行，在“撤销”列选“撤销”；直接删掉的行不算撤销。有一处错误，整个文件都不导入。"
            )
        )

    def note(self, judged: ListsJudgement, scope: ListsScope) -> Note:
        return Note(
            _("确认后，%(n)d件难题的改动分别成为待确认的动态调整；表格中缺少的行保持不变。")
            % {"n": len(judged.plan.matters)}
        )

    def nothing(self) -> Note:
        return Note(_("与现在的清单相比没有任何改动，不需要导入。"))

    def table(self, judged: ListsJudgement) -> Table | None:
        return changes_table(judged.plan) if judged.plan.shown else None

    def done(self, done: ListsImported) -> str:
        return done_words(done)


PAGES = ListPages()


def _shown(change: PlannedChange, value: str) -> str:
    if change.name == "part":
        value = sheets.PARTS.get(value, value)
    return value or "—"


def changes_table(plan: ListsPlan) -> Table:
    """Old beside new, with the place in the file."""
    words = {"add": _("新增"), "drop": _("撤销"), "change": _("修改")}
    rows = [
        Row(
            [
                c.row.number,
                TwoLines(c.row.sheet, _("第%(n)d行") % {"n": c.row.row}),
                words[c.action],
                line_tables.field_label(c.name),
                _shown(c, c.old),
                _shown(c, c.new),
            ],
            tone={"add": "new", "drop": "quiet", "change": "changed"}[c.action],  # type: ignore[arg-type]
        )
        for c in plan.shown[:MOST_SHOWN]
    ]
    columns = (
        Column(_("编号"), phone="line"),
        Column(_("工作表"), phone="line"),
        Column(_("变动"), phone="end"),
        Column(_("项目"), phone="head"),
        Column(_("原内容"), phone="line"),
        Column(_("新内容"), phone="line"),
    )
    caption = _("变动内容")
    if len(plan.shown) > MOST_SHOWN:
        caption = _("变动内容（共%(n)d处，列出前%(m)d处）") % {"n": len(plan.shown), "m": MOST_SHOWN}
    return Table(columns, rows, caption=caption)


def done_words(done: ListsImported) -> str:
    """What the import did."""
    if not done.drawn_up:
        return _("已导入：%(n)d件难题的调整已提出，等待确认。") % {"n": done.adjusted}
    return _("已导入：%(n)d件难题的调整已提出，%(m)d件制定了清单。") % {"n": done.adjusted, "m": done.drawn_up}
