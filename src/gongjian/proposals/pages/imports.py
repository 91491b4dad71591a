"""The pages of imports of a session: delegates, proposals."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.kernel.refused import Words
from gongjian.spreadsheets.importing import Judgement, Result
from gongjian.spreadsheets.importing.flow import D, R
from gongjian.spreadsheets.importing.pages import ImportPages
from gongjian.web.shapes import Column, Link, Note, PageHead

from .. import operations
from ..operations import DelegateRow, ProposalRow, ProposalsDone
from .congress import crumbs

if TYPE_CHECKING:
    from gongjian.spreadsheets.models import ImportBatch

    from ..models import CongressSession


class _SessionPages(ImportPages[R, "CongressSession", Judgement[R], D], Generic[R, D]):
    """What both have in common: they belong to a session."""

    title: Words
    upload_name: str
    confirm_name: str
    done_name: str

    def head(self, scope: "CongressSession") -> PageHead:
        return PageHead(self.title, lead=self.lead(scope), crumbs=crumbs(scope))

    def lead(self, scope: "CongressSession") -> str:
        """What is imported, and how."""
        raise NotImplementedError

    def upload_url(self, scope: "CongressSession") -> str:
        return reverse(self.upload_name, args=[scope.pk])

    def confirm_url(self, scope: "CongressSession", batch: "ImportBatch") -> str:
        return reverse(self.confirm_name, args=[scope.pk, batch.pk])

    def done_url(self, scope: "CongressSession") -> str:
        return reverse(self.done_name, args=[scope.pk])


class DelegatePages(_SessionPages[DelegateRow, int]):
    """Upload and preview of a file of delegates."""

    importer = operations.DELEGATES
    title = gettext_lazy("导入代表")
    caption = gettext_lazy("将要登记的代表")
    upload_name = "proposals:import-delegates"
    confirm_name = "proposals:confirm-delegates"
    done_name = "proposals:delegates"
    columns = (
        Column(gettext_lazy("姓名"), phone="head"),
        Column(gettext_lazy("学号或工号"), phone="line"),
        Column(gettext_lazy("选举单位"), "name", "line", grow=True),
    )

    def lead(self, scope: "CongressSession") -> str:
        return _("先预览，确认后才保存；已经登记的不会重复。")

    def cells(self, row: DelegateRow) -> Sequence[object]:
        return [row.name, row.number, row.constituency]

    def outcome(self, result: Result[DelegateRow], judged: Judgement[DelegateRow]) -> str:
        return _("已登记") if result.outcome == "same" else super().outcome(result, judged)

    def template(self) -> Link:
        return Link(_("下载空白模板"), reverse("proposals:delegates-template"))

    def nothing(self) -> Note:
        return Note(_("文件中的代表都已登记，没有新的。"))

    def done(self, done: int) -> str:
        return _("已导入代表 %(n)d 名。") % {"n": done}


class ProposalPages(_SessionPages[ProposalRow, ProposalsDone]):
    """Upload and preview of a file of proposals."""

    importer = operations.PROPOSALS
    title = gettext_lazy("批量登记提案")
    caption = gettext_lazy("将要登记的提案")
    upload_name = "proposals:import-proposals"
    confirm_name = "proposals:confirm-import"
    done_name = "proposals:session"
    columns = (
        Column(gettext_lazy("标题"), phone="head", grow=True),
        Column(gettext_lazy("类别"), phone="line"),
        Column(gettext_lazy("提案形式"), phone="line"),
        Column(gettext_lazy("署名人数"), "number", "hidden"),
        Column(gettext_lazy("具体建议"), phone="hidden"),
    )

    def lead(self, scope: "CongressSession") -> str:
        return _("登记到%(name)s，直接进入审查。先预览，确认后才保存；内容相同的不会重复登记。") % {"name": scope.name}

    def cells(self, row: ProposalRow) -> Sequence[object]:
        return [
            row.title,
            dict(operations.category_labels())[row.category],
            row.form or "—",
            row.signatories if row.signatories is not None else "—",
            _("有") if row.advice else _("没有"),
        ]

    def done(self, done: ProposalsDone) -> str:
        words = {"new": done.new, "duplicate": done.duplicate}
        return _("已登记%(new)d件，重复%(duplicate)d件没有再登记。") % words


DELEGATES = DelegatePages()
PROPOSALS = ProposalPages()
