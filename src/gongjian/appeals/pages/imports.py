"""The pages of an import of appeals: how they speak, and the appeals that were sent again."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.org import queries as org
from gongjian.spreadsheets.importing import Result
from gongjian.spreadsheets.importing.pages import MOST_SHOWN, Aside, ImportPages
from gongjian.web.dates import day
from gongjian.web.pages import PlainPage
from gongjian.web.shapes import Action, Column, Empty, Link, Note, PageHead, Row, Table, TwoLines

from ..desk_choices import CATEGORY_LABELS
from ..operations import APPEALS, Again, AppealRow, AppealsImported, AppealsJudgement

if TYPE_CHECKING:
    from gongjian.spreadsheets.models import ImportBatch


class AppealPages(ImportPages[AppealRow, int | None, AppealsJudgement, AppealsImported]):
    """Upload and preview of a file of appeals."""

    importer = APPEALS
    caption = gettext_lazy("将要导入的内容")
    columns = (
        Column(gettext_lazy("标题"), phone="head", grow=True),
        Column(gettext_lazy("提出时间"), "date"),
        Column(gettext_lazy("类别")),
        Column(gettext_lazy("答复")),
    )

    def head(self, scope: int | None) -> PageHead:
        return PageHead(
            _("批量导入诉求"),
            lead=_("把别处收集的诉求连同答复一次导入。先预览，确认后才保存；导入过的不会再导入一次。"),
            crumbs=[Link(_("受理台"), reverse("appeals:desk"))],
        )

    def upload_url(self, scope: int | None) -> str:
        return reverse("appeals:import")

    def confirm_url(self, scope: int | None, batch: "ImportBatch") -> str:
        return reverse("appeals:confirm-import", args=[batch.pk])

    def done_url(self, scope: int | None) -> str:
        return reverse("appeals:rates")

    def back_url(self, scope: int | None) -> str:
        return reverse("appeals:desk")

    def cells(self, row: AppealRow) -> Sequence[object]:
        return [
            row.title,
            day(row.raised_at) if row.raised_at else "—",
            CATEGORY_LABELS.get(row.category, ""),
            _("有") if row.reply else "—",
        ]

    def outcome(self, result: Result[AppealRow], judged: AppealsJudgement) -> str:
        other = next((other for row, other, _score in judged.again if row is result.row), None)
        if result.outcome == "new" and other is not None:
            return _("新增，与第%(n)d行相近") % {"n": other.row}
        return super().outcome(result, judged)

    def note(self, judged: AppealsJudgement, scope: int | None) -> Note:
        origin = org.body_rows([scope]).get(scope) if scope is not None else None
        answered = sum(bool(row.reply) for row in judged.new)
        return Note(
            _("由%(origin)s受理，共%(n)d件新的，其中%(answered)d件已有答复，%(open)d件待受理。")
            % {
                "origin": origin.name if origin else "",
                "n": len(judged.new),
                "answered": answered,
                "open": len(judged.new) - answered,
            }
        )

    def aside(self, judged: AppealsJudgement) -> Aside | None:
        if not judged.again:
            return None
        words = _("以下%(n)d件像是同一诉求再次提交。导入后可以在受理台并案。") % {"n": len(judged.again)}
        return Aside("again", _("再次提交的"), words, _again_table(judged.again))

    def done(self, done: AppealsImported) -> str:
        said = _("已导入%(new)d件（%(answered)d件已有答复），重复%(duplicate)d件没有再导入。") % {
            "new": done.new,
            "answered": done.answered,
            "duplicate": done.duplicate,
        }
        if done.again:
            said += _("%(n)d件像是再次提交的，可以并案。") % {"n": len(done.again)}
        return said


PAGES = AppealPages()


def _again_table(pairs: Sequence[Again]) -> Table:
    rows = [
        Row(
            [
                str(row.row),
                TwoLines(row.title, _("第%(n)d行：%(title)s") % {"n": other.row, "title": other.title}),
                f"{round(100 * score)}%",
            ]
        )
        for row, other, score in pairs[:MOST_SHOWN]
    ]
    columns = (
        Column(_("行"), "number"),
        Column(_("标题"), phone="head", grow=True),
        Column(_("相近"), "number", "end"),
    )
    return Table(columns, rows, caption=_("再次提交的"), plain=True)


def resubmitted_page(pairs: Any, token: str) -> PlainPage:
    """Appeals that seem to be sent again, each with a button to work the two as one."""
    rows = []
    for one, other in pairs:
        action = Action(
            _("并案"),
            reverse("matters:bundle", args=[one.number]),
            method="post",
            small=True,
            hidden={"original": other.number, "seen": str(one.version), "once": f"{token}-{one.pk}"},
            confirm=_("把%(one)s并入%(other)s？") % {"one": one.number, "other": other.number},
            consequences=[_("两件一起办理和答复；每位提出人保留自己的回执和评价；并案可以撤销。")],
        )
        rows.append(
            Row(
                [
                    Link(one.number, reverse("matters:item", args=[one.number]), strong=True),
                    one.title,
                    TwoLines(Link(other.number, reverse("matters:item", args=[other.number])), other.title),
                    action,
                ]
            )
        )
    columns = (
        Column(_("编号"), phone="line"),
        Column(_("标题"), phone="head", grow=True),
        Column(_("与哪一件相近"), "wrap", "line"),
        Column(_("下一步"), "actions", "end"),
    )
    empty = Empty(_("没有再次提交的诉求"), _("导入时发现的、与以前一件几乎相同的诉求会列在这里。"))
    return PlainPage(
        PageHead(
            _("再次提交的诉求"),
            lead=_("内容与以前一件几乎相同、还没有答复的。确是同一件的可以并案，一起答复。"),
            crumbs=[Link(_("受理台"), reverse("appeals:desk"))],
        ),
        [Table(columns, rows, caption=_("再次提交的"), empty=empty)],
    )
