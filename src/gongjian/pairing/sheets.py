"""Pairing on paper: the list as .xlsx, the plan (实施方案) as .docx."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from gongjian.spreadsheets import operations as spreadsheets
from gongjian.spreadsheets.operations import Column, Sheet
from gongjian.spreadsheets.papers import Paper, Signature

from . import queries
from .procedures import PAIRING

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .models import Pair


def pairs_workbook(pairs: "QuerySet[Pair]") -> bytes:
    """The pairs with their members and figures, newest first, as .xlsx."""
    columns = [
        Column(_("编号"), 18),
        Column(_("名称"), 32),
        Column(_("类型"), 20),
        Column(_("状态"), 10),
        Column(_("发起方"), 26),
        Column(_("参加方"), 40),
        Column(_("起"), 12, "date"),
        Column(_("止"), 12, "date"),
        Column(_("计划活动"), 10, "int"),
        Column(_("已举办"), 10, "int"),
        Column(_("成果"), 8, "int"),
        Column(_("惠及人数"), 10, "int"),
        Column(_("结束或解除日期"), 16, "date"),
        Column(_("总结或原因"), 40),
    ]
    return spreadsheets.write_workbook([Sheet(_("结对共建"), columns, _rows(pairs), title=_("结对共建台账"))])


def _rows(pairs: "QuerySet[Pair]") -> Iterator[list[Any]]:
    for pair in queries.with_figures(pairs).iterator(chunk_size=500):
        members = list(pair.members.all())
        yield [
            pair.number,
            pair.title,
            pair.get_kind_display(),
            str(PAIRING.state(pair.state).label),
            "、".join(m.body.name for m in members if m.part == "initiator"),
            "、".join(m.body.name for m in members if m.part != "initiator"),
            pair.since,
            pair.until,
            len([a for a in pair.activities.all() if not a.called_off]),
            len([a for a in pair.activities.all() if a.held_on]),
            len(pair.outcomes.all()),
            sum(o.served or 0 for o in pair.outcomes.all()),
            pair.ended_at,
            pair.end_note,
        ]


def plan_paper(pair: "Pair") -> bytes:
    """The plan as offices write it: name, kind, sides, goals, problems, activities, places to sign."""
    members = list(pair.members.all())
    paper = Paper(_("%(title)s实施方案") % {"title": pair.title}, subtitle=pair.number)
    paper.heading(_("一、基本情况"))
    paper.facts(
        [
            (_("名称"), pair.title),
            (_("类型"), pair.get_kind_display()),
            (
                _("期限"),
                _("%(since)s 至 %(until)s") % {"since": pair.since.isoformat(), "until": pair.until.isoformat()},
            ),
            (_("状态"), PAIRING.state(pair.state).label),
        ]
    )
    paper.heading(_("二、参加各方"))
    paper.table(
        [_("单位"), _("身份"), _("投入的力量")],
        [[m.body.name, m.get_part_display(), m.brings] for m in members],
        widths=[3, 1, 3],
    )
    paper.heading(_("三、共建目标")).paragraph(pair.goals)
    paper.heading(_("四、拟解难题")).paragraph(pair.problems or _("（无）"))
    paper.heading(_("五、活动安排"))
    activities = [a for a in queries.activities_of(pair) if not a.called_off]
    if activities:
        paper.table(
            [_("序号"), _("日期"), _("活动"), _("地点"), _("主办方")],
            [
                [n, a.day.isoformat(), a.title, a.place, a.host.body.name if a.host else _("各方共同")]
                for n, a in enumerate(activities, start=1)
            ],
            widths=[1, 2, 4, 2, 3],
        )
    else:
        paper.paragraph(_("由各方商定后另行安排。"))
    paper.heading(_("六、签署"))
    signed = {m.pk: s for m in members for s in m.signatures.all() if s.void_at is None}
    paper.signatures(
        [
            Signature(m.body.name, signed[m.pk].name, signed[m.pk].signed_on.isoformat())
            if m.pk in signed
            else Signature(m.body.name)
            for m in members
        ]
    )
    return paper.to_bytes()
