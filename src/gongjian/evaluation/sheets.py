"""Results on paper: .xlsx for working, .docx for the notice board."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.spreadsheets import operations as spreadsheets
from gongjian.spreadsheets.operations import Column, Sheet
from gongjian.spreadsheets.papers import Paper

from . import queries, scoring
from .pages.contest import named
from .permissions import may_manage
from .procedures import SETTLED
from .tables import who_entered

if TYPE_CHECKING:
    from .models import Contest, Entry, Review


def results_workbook(contest: "Contest", actor: Actor) -> bytes:
    """Ranks and scores; for those who manage also every juror's total and every exclusion."""
    entries = queries.results_of(contest, scores=True)
    title = named(contest)
    columns = [
        Column(_("名次"), 8, "int"),
        Column(_("编号"), 18),
        Column(_("题目"), 40),
        Column(_("类别"), 14),
        Column(_("申报方"), 40),
        Column(_("得分"), 10, "number"),
        Column(_("有效评分"), 10, "int"),
        Column(_("去掉"), 8, "int"),
        Column(_("回避"), 8, "int"),
        Column(_("奖项"), 14),
        Column(_("提案编号"), 18),
    ]
    made = [Sheet(_("结果"), columns, _result_rows(entries, actor), title=title)]
    if may_manage(actor, contest):
        made.append(_score_sheet(contest, entries, title))
        made.append(_exclusion_sheet(contest, title))
    return spreadsheets.write_workbook(made)


def _result_rows(entries: "Sequence[Entry]", actor: Actor) -> Iterator[list[Any]]:
    for e in entries:
        yield [
            e.rank,
            e.number,
            e.title,
            e.category,
            who_entered(e, names=actor.is_signed_in),
            None if e.score is None else float(e.score),
            e.valid_reviews,
            e.dropped_reviews,
            sum(1 for r in e.reviews.all() if r.exclusion),
            e.award.name if e.award else "",
            e.proposal,
        ]


def _score_sheet(contest: "Contest", entries: "Sequence[Entry]", title: str) -> Sheet:
    criteria = queries.criteria_of(contest)
    measures = [scoring.Measure(c.pk, c.most, c.weight) for c in criteria]
    columns = [
        Column(_("编号"), 18),
        Column(_("题目"), 40),
        Column(_("评委"), 12),
        *(Column(c.name, 12, "number") for c in criteria),
        Column(_("折合总分"), 10, "number"),
        Column(_("评语"), 40),
    ]

    def rows() -> Iterator[list[Any]]:
        for e in entries:
            for r in _scored(e):
                points = {s.criterion_id: s.points for s in r.scores.all()}
                total = scoring.rounded(scoring.total_of(points, measures))
                row: list[Any] = [e.number, e.title, r.juror.person.name]
                row += [float(points[c.pk]) for c in criteria]
                yield [*row, float(total), r.comment]

    return Sheet(_("评分明细"), columns, rows(), title=title)


def _scored(entry: "Entry") -> "list[Review]":
    return [r for r in entry.reviews.all() if r.scored_at and not r.exclusion]


def _exclusion_sheet(contest: "Contest", title: str) -> Sheet:
    columns = [
        Column(_("评委"), 12),
        Column(_("编号"), 18),
        Column(_("题目"), 40),
        Column(_("类别"), 16),
        Column(_("原因"), 50),
        Column(_("时间"), 20, "datetime"),
    ]
    rows = (
        [r.juror.person.name, r.entry.number, r.entry.title, r.get_exclusion_display(), r.reason, r.excluded_at]
        for r in queries.exclusions_of(contest)
    )
    return Sheet(_("回避"), columns, rows, title=title)


def result_paper(contest: "Contest", actor: Actor) -> bytes:
    """The list of results as it is put up: what was judged how, who won what, until when one may object."""
    entries = queries.results_of(contest)
    over = contest.state == SETTLED
    heading = _("%(title)s评选结果") if over else _("%(title)s评选结果公示")
    paper = Paper(heading % {"title": named(contest)}, subtitle=contest.number)
    criteria = "；".join(f"{c.name} {c.weight}%" for c in queries.criteria_of(contest))
    paper.paragraph(
        _("经公开征集、形式审查和评委评分，共评出 %(n)d 项申报的名次。评分项和权重：%(criteria)s。")
        % {"n": len(entries), "criteria": criteria}
    )
    paper.heading(_("一、获奖名单") if over else _("一、拟获奖名单"))
    winners = [e for e in entries if e.award]
    if winners:
        paper.table(
            [_("奖项"), _("名次"), _("题目"), _("申报方"), _("得分")],
            [
                [e.award.name if e.award else "", e.rank, e.title, who_entered(e, names=actor.is_signed_in), e.score]
                for e in winners
            ],
            widths=[2, 1, 4, 4, 1.5],
        )
    else:
        paper.paragraph(_("（无）"))
    paper.heading(_("二、全部得分"))
    paper.table(
        [_("名次"), _("编号"), _("题目"), _("得分"), _("有效评分"), _("回避")],
        [
            [e.rank, e.number, e.title, e.score, e.valid_reviews, sum(1 for r in e.reviews.all() if r.exclusion)]
            for e in entries
        ],
        widths=[1, 2.6, 4, 1.4, 1.4, 1],
    )
    if not over and contest.notice_until:
        paper.paragraph(
            _("公示到 %(day)s 为止。对结果有异议的，请在公示期内向%(host)s实名提出。")
            % {"day": contest.notice_until.isoformat(), "host": contest.host.name}
        )
    paper.paragraph(contest.host.name, align="right")
    stamp = contest.ended_at if over else contest.noticed_at
    if stamp:
        paper.paragraph(local_date(stamp).isoformat(), align="right")
    return paper.to_bytes()
