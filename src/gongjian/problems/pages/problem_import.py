"""The pages of an import of problems: how they speak."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.matters.queries import CATEGORIES
from gongjian.org import queries as org
from gongjian.spreadsheets.importing import Judgement
from gongjian.spreadsheets.importing.pages import ImportPages
from gongjian.web.dates import day
from gongjian.web.shapes import Column, Link, Note, PageHead

from ..operations import PROBLEMS, ProblemRow, ProblemsImported

if TYPE_CHECKING:
    from gongjian.spreadsheets.models import ImportBatch


class ProblemPages(ImportPages[ProblemRow, int, Judgement[ProblemRow], ProblemsImported]):
    """Upload and preview of a file of problems."""

    importer = PROBLEMS
    caption = gettext_lazy("将要导入的内容")
    columns = (
        Column(gettext_lazy("标题"), phone="head", grow=True),
        Column(gettext_lazy("提出时间"), "date"),
        Column(gettext_lazy("类别")),
    )

    def head(self, scope: int) -> PageHead:
        return PageHead(
            _("批量导入难题"),
            lead=_("把别处收集的诉求一次导入。先预览，确认后才保存；内容相同的不会重复导入。"),
            crumbs=[Link(_("难题"), self.done_url(scope))],
        )

    def upload_url(self, scope: int) -> str:
        return reverse("problems:import")

    def confirm_url(self, scope: int, batch: "ImportBatch") -> str:
        return reverse("problems:confirm-import", args=[batch.pk])

    def done_url(self, scope: int) -> str:
        return reverse("matters:list")

    def cells(self, row: ProblemRow) -> Sequence[object]:
        return [row.title, day(row.raised_at) if row.raised_at else "—", dict(CATEGORIES).get(row.category, "")]

    def note(self, judged: Judgement[ProblemRow], scope: int) -> Note:
        origin = org.body_rows([scope]).get(scope)
        words = {"origin": origin.name if origin else "", "n": len(judged.new)}
        return Note(_("由%(origin)s接收，共%(n)d件新的。") % words)

    def done(self, done: ProblemsImported) -> str:
        words = {"new": done.new, "duplicate": done.duplicate}
        return _("已导入%(new)d件，重复%(duplicate)d件没有再导入。") % words


PAGES = ProblemPages()
