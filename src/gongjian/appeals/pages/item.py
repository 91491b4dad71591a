"""What the app adds to the page of a matter: sections of an appeal, and of a problem that was made of appeals."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.matters.queries import chip, light
from gongjian.web.dates import day
from gongjian.web.shapes import Column, Empty, Fact, Facts, Link, Pager, Row, Table, TwoLines, Words

from .. import queries
from ..desk_choices import CLASS_LABELS, ROUTED_LABELS
from .desk import appeal_facts, case_links, danger_words, item_link


class Part(NamedTuple):
    """One section: its anchor, heading, shape, and whether it stands in the narrow column."""

    anchor: str
    heading: Words
    shape: Any
    aside: bool = False


def sections(matter: Any, actor: Actor, at: dt.datetime) -> list[Part]:
    """Kind, class, why it went where it went; who joined; what it is worked with; exclusion; the problem it became."""
    appeal = queries.item_with_units(matter)
    if appeal is None:
        return []
    out = [Part("appeal", _("诉求情况"), Facts(_facts(matter, appeal)), aside=True)]
    if (route := _route(appeal, actor)) is not None:
        out.append(Part("route", _("为什么派给这个单位"), route, aside=True))
    with_it = queries.bundled_with(matter)
    if with_it:
        heading = _("并入的主件") if matter.bundled_into_id else _("并案办理")
        out.append(Part("bundle", heading, _matters(with_it, at)))
    asked = queries.exclusion_of(matter)
    if asked is not None:
        out.append(Part("exclusion", _("剔除统计"), _exclusion(asked), aside=True))
    lifted = queries.lifts_of(matter)
    if lifted:
        out.append(Part("lifts", _("转为难题"), _matters([x.problem for x in lifted], at)))
    return out


def _facts(matter: Any, appeal: Any) -> list[Fact]:
    facts = [f for f in appeal_facts(matter) if f.label not in (_("类别"), _("地点"), _("提出时间"), _("代为提出"))]
    if appeal.answer_class:
        facts.append(Fact(_("答复期限类别"), CLASS_LABELS.get(appeal.answer_class, "")))
    if appeal.danger:
        facts.append(Fact(_("提示"), danger_words(appeal.danger)))
    joined = sum(voice.part != "raiser" for voice in matter.voices.all())
    if joined:
        facts.append(Fact(_("同诉"), _("%(n)d人也遇到") % {"n": joined}, _("每人都会收到答复，各自评价")))
    if appeal.board is not None:
        facts.append(Fact(_("议题"), appeal.board.topic))
    return facts


def _route(appeal: Any, actor: Actor) -> Facts | None:
    facts = []
    if appeal.routed_by:
        facts.append(Fact(_("依据"), ROUTED_LABELS.get(appeal.routed_by, ""), appeal.routed_why))
    elif appeal.suggested_unit is not None and actor.can_anywhere("matters.receive"):
        facts.append(Fact(_("建议单位"), appeal.suggested_unit.name, appeal.suggested_why))
    if not facts:
        return None
    cases = case_links(actor, appeal) if appeal.because else []
    facts += [Fact(_("参照"), link) for link in cases[:3]]
    return Facts(facts)


def _matters(rows: Iterable[Any], at: dt.datetime) -> Table:
    columns = (
        Column(_("编号"), phone="line"),
        Column(_("标题"), phone="head", grow=True),
        Column(_("状态"), phone="end"),
        Column(_("提出日期"), "date", "line"),
    )
    made = [Row([item_link(m), m.title, chip(m), day(m.raised_at)]) for m in rows]
    return Table(columns, made, plain=True)


def _exclusion(asked: Any) -> Facts:
    result = {None: _("等待批准"), True: _("已同意"), False: _("不同意")}[asked.approved]
    facts = [
        Fact(_("理由"), asked.reason, _("%(who)s，%(day)s") % {"who": asked.asked_by, "day": day(asked.asked_at)}),
        Fact(_("结果"), result, asked.words),
    ]
    if asked.settled_by:
        facts.append(Fact(_("批准人"), asked.settled_by, day(asked.settled_at)))
    return Facts(facts)


def of_problem(matter: Any, actor: Actor, at: dt.datetime) -> list[Part]:
    """The appeals behind a problem, on the problem's page."""
    if matter.source != "radar":
        return []
    cases = [a.matter for a in queries.problems_of([matter.pk]).get(matter.pk, [])]
    return [Part("appeals", _("由诉求转来"), _matters(cases, at))] if cases else []


def list_table(
    rows: Iterable[Any], at: dt.datetime, *, pager: Pager | None = None, empty: Empty | None = None
) -> Table:
    """The list of appeals: what matters for them, beside number, title and state."""
    found = list(rows)
    marked = queries.marked(m.pk for m in found)
    columns = (
        Column(_("编号"), phone="line", width="9.5rem"),
        Column(_("标题"), phone="head", grow=True),
        Column(_("状态"), phone="end"),
        Column(_("时限"), phone="line"),
        Column(_("期限类别"), phone="hidden"),
        Column(_("渠道"), phone="hidden"),
        Column(_("现由谁负责"), "name", "line"),
        Column(_("提出日期"), "date", "hidden"),
    )
    made = []
    for m in found:
        appeal = marked.get(m.pk)
        about = [m.get_category_display(), m.place, appeal.get_nature_display() if appeal else ""]
        made.append(
            Row(
                [
                    Link(m.number, reverse("matters:item", args=[m.number]), strong=True),
                    TwoLines(m.title, " · ".join(str(a) for a in about if a)),
                    chip(m),
                    light(m, at) or day(m.ended_at),
                    appeal.get_answer_class_display() if appeal and appeal.answer_class else "—",
                    appeal.get_channel_display() if appeal else "",
                    m.holder.short,
                    day(m.raised_at),
                ],
                key=str(m.pk),
            )
        )
    return Table(columns, made, caption=_("诉求"), pager=pager, empty=empty)
