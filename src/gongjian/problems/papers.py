"""The app's papers as .docx: the task paper of one problem (任务书), and the three lists of many."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.matters import queries as reading
from gongjian.spreadsheets.operations import Paper, Signature
from gongjian.web.dates import day

from .procedures import PROBLEM
from .sheets import struck_off

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .models import Duty, Measure

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

MOST_ON_PAPER = 200
MOST_CELLS = 12  # months across the route map; longer ones are drawn in steps of several months


def _day(value: dt.date | None) -> str:
    return f"{value:%Y-%m-%d}" if value else ""


def _long_day(value: dt.date) -> str:
    return _("%(y)d年%(m)d月%(d)d日") % {"y": value.year, "m": value.month, "d": value.day}


def _standing_measures(matter: "Matter") -> "list[Measure]":
    return [m for m in matter.measures.all() if m.dropped_on is None]


def _standing_duties(matter: "Matter") -> "list[Duty]":
    return [d for d in matter.duties.all() if d.dropped_on is None]


def timetable(matter: "Matter") -> list[tuple[dt.date, str, str, str]]:
    """时间表: every date of the lists in order: (day, what is due, body, person)."""
    rows = [
        (m.starts_on, _("开始：%(text)s") % {"text": m.text}, m.body.name, m.person_name)
        for m in _standing_measures(matter)
    ]
    rows += [
        (m.ends_on, _("完成：%(text)s") % {"text": m.text}, m.body.name, m.person_name)
        for m in _standing_measures(matter)
    ]
    rows += [
        (
            d.due_on,
            _("%(part)s到期：%(task)s") % {"part": d.get_part_display(), "task": d.task},
            d.body.name,
            d.person_name,
        )
        for d in _standing_duties(matter)
    ]
    return sorted(rows, key=lambda row: row[0])


def months(measures: "Sequence[Measure]") -> list[tuple[dt.date, dt.date]]:
    """The steps across a route map: whole months around all measures, several at a time where there are many."""
    first = min(m.starts_on for m in measures).replace(day=1)
    last = max(m.ends_on for m in measures)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    step = -(-count // MOST_CELLS)
    out = []
    for n in range(0, count, step):
        start = _plus_months(first, n)
        out.append((start, _plus_months(first, n + step) - dt.timedelta(days=1)))
    return out


def _plus_months(day: dt.date, n: int) -> dt.date:
    index = day.year * 12 + day.month - 1 + n
    return dt.date(index // 12, index % 12 + 1, 1)


def _span_label(start: dt.date, end: dt.date) -> str:
    if (start.year, start.month) == (end.year, end.month):
        return _("%(y)d年\n%(m)d月") % {"y": start.year, "m": start.month}
    return _("%(y)d年\n%(m)d月起") % {"y": start.year, "m": start.month}


def _route(paper: Paper, measures: "Sequence[Measure]") -> None:
    steps = months(measures)
    rows = [
        (f"{m.position}. {m.text}", [m.starts_on <= end and m.ends_on >= start for start, end in steps])
        for m in measures
    ]
    paper.chart([_("举措"), *(_span_label(*step) for step in steps)], rows)


def _number(position: int, title: str) -> str:
    return f"{'一二三四五六七八九十'[position - 1]}、{title}"


def matter_paper(matter: "Matter", at: dt.datetime) -> bytes:
    """任务书 of one problem: goal, content, persons, limit; route map; timetable; places to sign.

    Raises NotNow before the three lists are drawn up.
    """
    measures, duties = _standing_measures(matter), _standing_duties(matter)
    if not matter.goal:
        raise NotNow(
            _("三张清单还没有制定，没有任务书可以下载。"),
            code="no-lists-yet",
            remedy=_("请先由接收组织制定三张清单。"),
        )
    lead = next((d for d in duties if d.part == "lead"), None)
    paper = Paper(_("难题办理任务书"), subtitle=matter.number)
    facts = [
        (_("难题"), matter.title),
        (_("类别"), matter.get_category_display()),
        (_("提出组织"), matter.origin.name),
        (_("主办单位"), matter.lead.name if matter.lead else ""),
        (_("责任人"), lead.person_name if lead else ""),
        (_("时限"), _long_day(lead.due_on) if lead else ""),
        (_("状态"), str(PROBLEM.state(matter.state).label)),
    ]
    if matter.pairing:
        facts.append((_("结对共建"), f"{matter.pairing.number} {matter.pairing.title}"))
    paper.facts(facts)
    paper.heading(_number(1, _("任务内容"))).paragraph(matter.text)
    paper.heading(_number(2, _("目标（销号标准）"))).paragraph(matter.goal)
    paper.heading(_number(3, _("举措清单")))
    paper.table(
        [_("序号"), _("举措"), _("衡量标准"), _("起止"), _("责任单位"), _("责任人")],
        [
            [m.position, m.text, m.metric, f"{_day(m.starts_on)}\n{_day(m.ends_on)}", m.body.name, m.person_name]
            for m in measures
        ],
        widths=[0.9, 3.6, 2.6, 2.5, 2.2, 1.6],
    )
    paper.heading(_number(4, _("责任人")))
    paper.table(
        [_("分工"), _("单位"), _("责任人"), _("责任内容"), _("时限")],
        [[d.get_part_display(), d.body.name, d.person_name, d.task, _day(d.due_on)] for d in duties],
        widths=[1.2, 2.6, 1.6, 3.6, 2.5],
    )
    paper.heading(_number(5, _("路线图")))
    _route(paper, measures)
    paper.heading(_number(6, _("时间表")))
    paper.table(
        [_("日期"), _("到期事项"), _("单位"), _("责任人")],
        [[_day(day), what, body, who] for day, what, body, who in timetable(matter)],
        widths=[2.5, 4.8, 2.6, 1.6],
    )
    paper.signatures(
        [
            Signature(_("提出组织")),
            Signature(_("主办单位")),
            Signature(_("监督人")),
            Signature(_("责任人")),
        ]
    )
    paper.paragraph(f"{matter.origin.name}\n{_long_day(local_date(at))}", align="right", indent=False)
    return paper.to_bytes()


def lists_paper(rows: "QuerySet[Matter]", *, scope: str, actor: Actor, at: dt.datetime) -> bytes:
    """难题清单, 举措清单, 责任清单 of these problems on paper. ``scope`` says in words what they were narrowed to.

    Raises Malformed if there are more problems than fit on a paper that people read.
    """
    matters = reading.newest(rows, MOST_ON_PAPER + 1)
    if len(matters) > MOST_ON_PAPER:
        raise Malformed(
            _("符合条件的难题超过%(most)d件，不适合印成文件。") % {"most": MOST_ON_PAPER},
            code="paper-too-long",
            remedy=_("请先按日期、组织或状态筛选，或者导出Excel。"),
        )
    today = local_date(at)
    subtitle = _("编号：清单-%(day)s") % {"day": f"{today:%Y%m%d}"}
    paper = Paper(_("结对共建解难题三张清单"), subtitle=subtitle, landscape=True)
    paper.facts(
        [
            (_("单位"), str(settings.SCHOOL_NAME)),
            (_("范围"), _("%(scope)s，共%(n)d件") % {"scope": scope, "n": len(matters)}),
            (_("编制人"), actor.title or actor.name),
            (_("日期"), _long_day(today)),
        ]
    )
    _problems(paper, matters)
    _measures(paper, matters)
    _duties(paper, matters)
    paper.signatures([Signature(_("编制")), Signature(_("审核"))])
    paper.paragraph(f"{settings.SCHOOL_NAME}\n{_long_day(today)}", align="right", indent=False)
    return paper.to_bytes()


def _problems(paper: Paper, matters: "Iterable[Matter]") -> None:
    paper.heading(_number(1, _("难题清单")))
    paper.table(
        [_("序号"), _("编号"), _("难题"), _("提出组织"), _("目标（销号标准）"), _("主办单位"), _("时限"), _("销号")],
        [
            [
                n,
                m.number,
                m.title,
                m.origin.name,
                m.goal,
                m.lead.name if m.lead else "",
                day(m.due_at) if m.due_at else "",
                struck_off(m),
            ]
            for n, m in enumerate(matters, 1)
        ],
        widths=[0.8, 2.6, 3.2, 2.4, 3.8, 2, 2.1, 2.1],
    )


def _measures(paper: Paper, matters: "Iterable[Matter]") -> None:
    paper.heading(_number(2, _("举措清单")))
    paper.table(
        [_("序号"), _("编号"), _("举措"), _("衡量标准"), _("起止"), _("责任单位"), _("责任人"), _("进度")],
        [
            [
                n,
                m.number,
                line.text,
                line.metric,
                f"{_day(line.starts_on)}\n{_day(line.ends_on)}",
                line.body.name,
                line.person_name,
                f"{line.percent}%",
            ]
            for n, (m, line) in enumerate(((m, line) for m in matters for line in _standing_measures(m)), 1)
        ],
        widths=[0.8, 2.6, 4.2, 2.9, 2.1, 2.2, 1.5, 1.1],
    )


def _duties(paper: Paper, matters: "Iterable[Matter]") -> None:
    paper.heading(_number(3, _("责任清单")))
    paper.table(
        [_("序号"), _("编号"), _("分工"), _("单位"), _("责任人"), _("责任内容"), _("时限")],
        [
            [n, m.number, line.get_part_display(), line.body.name, line.person_name, line.task, _day(line.due_on)]
            for n, (m, line) in enumerate(((m, line) for m in matters for line in _standing_duties(m)), 1)
        ],
        widths=[0.8, 2.6, 1.1, 3, 1.5, 4.7, 2.1],
    )
