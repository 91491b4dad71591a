"""热点雷达 and 每月一题 as shapes: how many came, how many are usual, how unusual that is in plain words, the cases."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.text import listed
from gongjian.matters.queries import chip
from gongjian.web.dates import day
from gongjian.web.pages import PlainPage
from gongjian.web.shapes import (
    Action,
    Chip,
    Column,
    Empty,
    Fact,
    Facts,
    FilterBar,
    FilterChip,
    FilterGroup,
    FormBox,
    Link,
    Note,
    PageHead,
    Pager,
    Row,
    Table,
    TwoLines,
)

from ..desk_choices import CATEGORY_LABELS
from .desk import item_link

CERTAIN = 1e-6
WEEKS_OF_A_YEAR = 52


def cell(alarm: Any) -> str:
    """Category and place."""
    return " · ".join(p for p in (str(CATEGORY_LABELS.get(alarm.category, alarm.category)), alarm.place) if p)


def how_unusual(p_value: float) -> str:
    """In plain words: how often so many would come by chance."""
    if p_value < CERTAIN:
        return _("几乎不可能是偶然。")
    weeks = 1 / p_value
    if weeks >= 2 * WEEKS_OF_A_YEAR:
        return _("如果一切照常，大约%(n)s年才会偶然碰到一次。") % {"n": f"{weeks / WEEKS_OF_A_YEAR:,.0f}"}
    return _("如果一切照常，大约%(n)s周才会偶然碰到一次。") % {"n": f"{weeks:,.0f}"}


def week_label(week: str) -> str:
    """ "2026年第12周（3月16日起）"."""
    year, number = week.split("-W")
    monday = dt.date.fromisocalendar(int(year), int(number), 1)
    return _("%(year)s年第%(n)d周（%(day)s起）") % {"year": year, "n": int(number), "day": day(monday)}


def cases_table(cases: Sequence[Any]) -> Table:
    """The cases of an alarm."""
    rows = [Row([item_link(m), m.title, chip(m), day(m.raised_at)]) for m in cases]
    columns = (
        Column(_("编号"), phone="line"),
        Column(_("标题"), phone="head", grow=True),
        Column(_("状态"), phone="end"),
        Column(_("提出日期"), "date", "line"),
    )
    return Table(columns, rows, caption=_("所依据的诉求"), plain=True)


def radar_page(alarms: Sequence[Any], weeks: Sequence[str], week: str, actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """The alarms of a week, each with its cases."""
    here = reverse("appeals:radar")
    bar = None
    if weeks:
        chips = [FilterChip(week_label(w), f"{here}?week={w}", on=w == week) for w in weeks]
        earlier = [FilterGroup(_("以前各周"), chips[1:], rare=True)] if chips[1:] else []
        bar = FilterBar([FilterGroup(_("周"), chips[:1]), *earlier])
    empty = Empty(
        _("没有明显增多的诉求"),
        _("每周一凌晨按类别和地点与前些周比较；明显增多的会连同诉求列在这里。"),
    )
    return {
        "head": PageHead(
            _("热点雷达"),
            lead=_("哪一类诉求在哪里明显多于往常。可以转为难题，由支部立项解决。"),
            actions=[Action(_("每月一题"), reverse("appeals:lifts"))],
        ),
        "bar": bar,
        "alarms": [_alarm(a) for a in alarms],
        "empty": None if alarms else empty,
    }


def _alarm(alarm: Any) -> dict[str, Any]:
    lifted = [Link(x.problem.number, reverse("matters:item", args=[x.problem.number])) for x in alarm.lifts.all()]
    facts = [
        Fact(_("这一周"), _("%(n)d件") % {"n": alarm.seen}),
        Fact(_("往常每周"), _("约%(n)s件") % {"n": f"{alarm.expected:.1f}"}, _("按前%(n)d周推算") % {"n": alarm.weeks}),
        Fact(_("多不寻常"), how_unusual(alarm.p_value)),
    ]
    return {
        "id": f"alarm-{alarm.pk}",
        "heading": cell(alarm),
        "summary": _("%(n)d件，往常约%(m)s件") % {"n": alarm.seen, "m": f"{alarm.expected:.1f}"},
        "facts": Facts(facts, wide=True),
        "cases": cases_table([a.matter for a in alarm.cases.all()]),
        "lifted": lifted,
        "lift": Action(_("转为难题"), reverse("appeals:lift", args=[alarm.pk]), tone="plain" if lifted else "primary"),
    }


def words_of_cases(cases: Sequence[Any]) -> dict[str, Any]:
    """First words of a problem made of these appeals."""
    first = cases[0]
    lines = "\n".join(f"{m.number} {m.title}" for m in cases)
    return {
        "title": first.title[:80],
        "text": _("近期有%(n)d件同类诉求：\n%(lines)s") % {"n": len(cases), "lines": lines},
        "category": first.category,
        "place": first.place[:120],
    }


def first_words(alarm: Any) -> dict[str, Any]:
    """First words of a problem made of the cases of an alarm."""
    cases = [a.matter for a in alarm.cases.all()]
    lines = "\n".join(f"{m.number} {m.title}" for m in cases)
    given = {"cell": cell(alarm), "n": alarm.seen, "usual": f"{alarm.expected:.1f}", "lines": lines}
    return {
        "title": (_("%(cell)s：诉求集中") % given)[:80],
        "text": _("%(cell)s一周内有%(n)d件诉求，往常每周约%(usual)s件：\n%(lines)s") % given,
        "category": alarm.category,
        "place": alarm.place,
    }


def lift_page(form: Any) -> PlainPage:
    """转为难题: the form."""
    return PlainPage(
        PageHead(
            _("转为难题"),
            lead=_("诉求照常办理和答复；难题由支部立项，从根上解决。两边互相链接。"),
            crumbs=[Link(_("热点雷达"), reverse("appeals:radar"))],
        ),
        [FormBox(form, _("转为难题"), reverse("appeals:radar"))],
    )


def lifts_page(page: Any) -> PlainPage:
    """每月一题: problems made of appeals."""
    rows = []
    for x in page.rows:
        numbers = [m.matter for m in x.appeals.all()]
        shown = listed(m.number for m in numbers[:3])
        more = _("%(shown)s等%(n)d件") % {"shown": shown, "n": len(numbers)} if len(numbers) > 3 else shown
        rows.append(
            Row(
                [
                    TwoLines(x.month, Chip(_("每月一题"), "active") if x.topic else ""),
                    item_link(x.problem),
                    x.problem.title,
                    chip(x.problem),
                    x.problem.holder.short,
                    more,
                ]
            )
        )
    columns = (
        Column(_("月份"), phone="line"),
        Column(_("难题"), phone="line"),
        Column(_("标题"), phone="head", grow=True),
        Column(_("状态"), phone="end"),
        Column(_("现由谁负责"), "name", "line"),
        Column(_("所依据的诉求"), "wrap", "line"),
    )
    pager = Pager(page.before and f"?before={page.before}", page.after and f"?after={page.after}")
    empty = Empty(
        _("还没有转为难题的诉求"),
        _("在热点雷达或受理台勾选集中的诉求，转为难题后列在这里。"),
        Action(_("热点雷达"), reverse("appeals:radar")),
    )
    return PlainPage(
        PageHead(
            _("每月一题"),
            lead=_("从集中的诉求里选出、转为难题立项解决的。"),
            crumbs=[Link(_("热点雷达"), reverse("appeals:radar"))],
        ),
        [
            Note(_("诉求页和难题页互相链接，可以从任何一边看到另一边。")) if rows else None,
            Table(columns, rows, caption=_("每月一题"), pager=pager, empty=empty),
        ],
    )
