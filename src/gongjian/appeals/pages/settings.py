"""The school's own settings as shapes: tables with their edit links, one form page for all, the boards of a station."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.rulebook import queries as rulebook
from gongjian.web.dates import day
from gongjian.web.pages import PlainPage
from gongjian.web.shapes import (
    Action,
    Button,
    Chip,
    Column,
    Empty,
    Fact,
    Facts,
    FilterChip,
    Link,
    Note,
    PageHead,
    Part,
    Row,
    Section,
    Share,
    Table,
    Tabs,
    TwoLines,
)
from gongjian.workflow import pages as workflow

from .. import queries
from ..desk_choices import CATEGORY_LABELS, DANGERS
from .desk import item_link


def _words(what: str) -> tuple[str, str, str]:
    """Heading of the list, of the form that adds, of the form that changes."""
    return {
        "rules": (_("派单规则"), _("增加派单规则"), _("修改派单规则")),
        "templates": (_("答复模板"), _("增加答复模板"), _("修改答复模板")),
        "contacts": (_("紧急联系方式"), _("增加紧急联系方式"), _("修改紧急联系方式")),
        "receptions": (_("受理单位"), _("设置受理单位"), _("设置受理单位")),
        "board-desk": (_("议题工作"), _("开设议题"), _("修改议题")),
    }[what]


def tabs(here: str) -> Tabs:
    """The settings side by side."""
    known = ("rules", "templates", "contacts", "receptions")
    return Tabs(_("诉求设置"), [FilterChip(_words(w)[0], reverse(f"appeals:{w}"), w == here) for w in known])


def about_adding(what: str) -> workflow.About:
    """What the page of a new row of a setting says."""
    heading, add, _change = _words(what)
    back = reverse(f"appeals:{what}")
    return workflow.About(title=add, question="", yes=_("保存"), back=back, crumbs=[Link(heading, back)])


def about_changing(what: str) -> workflow.About:
    """What the page says on which a row of a setting is written anew."""
    return replace(about_adding(what), title=_words(what)[2])


def _state(row: Any) -> Chip:
    return Chip(_("在用"), "good") if row.active else Chip(_("停用"), "quiet")


def _list_page(what: str, lead: str, actions: Sequence[Action], table: Table, *below: Part) -> PlainPage:
    return PlainPage(PageHead(_words(what)[0], lead=lead, actions=actions), [tabs(what), table, *below])


def _edit(name: str, row: Any) -> Button:
    return Button(_("修改"), reverse(f"appeals:{name}", args=[row.pk]))


def rules_page(rows: Sequence[Any], form: Any, found: Any, actor: Actor) -> dict[str, Any]:
    """派单规则 with the try-out."""
    columns = (
        Column(_("次序"), "number", "line"),
        Column(_("类别"), phone="line"),
        Column(_("字眼"), "wrap", "head", grow=True),
        Column(_("地点"), "wrap", "line"),
        Column(_("派给"), "name", "line"),
        Column(_("状态"), phone="end"),
        Column(_("操作"), "actions", "line"),
    )
    made = [
        Row(
            [
                str(r.position),
                CATEGORY_LABELS.get(r.category, _("不限")),
                r.words or _("不限"),
                r.places or _("不限"),
                r.unit.name,
                _state(r),
                _edit("change-rule", r),
            ],
            tone="" if r.active else "quiet",
        )
        for r in rows
    ]
    add = Action(_("增加派单规则"), reverse("appeals:add-rule"), tone="primary", icon="plus")
    empty = Empty(_("还没有派单规则"), _("按类别、字眼、地点写明派给哪个单位，受理时就会有建议。"), add)
    return {
        "head": PageHead(_words("rules")[0], lead=_("先相符的先用；由受理人员确认后派出。"), actions=[add]),
        "tabs": tabs("rules"),
        "table": Table(columns, made, caption=_("派单规则"), empty=empty),
        "try": form,
        "found": _found(found, actor) if found is not None else None,
        "learned": _learned(),
    }


def _found(found: Any, actor: Actor) -> Facts:
    facts = []
    if found.rule is not None:
        facts.append(Fact(_("按派单规则"), found.rule.unit_name, found.rule.why))
    for route in found.learned:
        cases = queries.cases_of(actor, route.because[:3])
        facts.append(
            Fact(
                _("按过去的办理"),
                TwoLines(route.unit_name, Share(100 * (route.confidence or 0))),
                "　".join(f"{m.number} {m.title}" for m in cases),
            )
        )
    if found.category is not None:
        facts.append(Fact(_("建议类别"), CATEGORY_LABELS.get(found.category.category, ""), found.category.why))
    if not facts:
        facts = [Fact(_("结果"), _("没有建议"), _("没有相符的派单规则，过去也没有足够相近的诉求。"))]
    return Facts(facts)


def _learned() -> Facts | None:
    kept = queries.accuracy()
    words = {"unit": _("单位建议"), "category": _("类别建议")}
    facts = []
    for name, label in words.items():
        row = kept.get(name)
        if row is not None:
            right = _("%(n)d%%") % {"n": round(100 * row.accuracy)} if row.accuracy is not None else "—"
            said = _("学自%(n)d件过去的诉求，%(day)s") % {"n": row.examples, "day": day(row.at)}
            facts.append(Fact(label, _("准确率%(right)s") % {"right": right}, said))
    return Facts(facts) if facts else None


def templates_page(rows: Sequence[Any]) -> PlainPage:
    """答复模板."""
    columns = (
        Column(_("名称"), phone="head", grow=True),
        Column(_("类别"), phone="line"),
        Column(_("哪个单位用"), "name", "line"),
        Column(_("状态"), phone="end"),
        Column(_("操作"), "actions", "line"),
    )
    made = [
        Row(
            [
                TwoLines(r.title, r.text[:60]),
                CATEGORY_LABELS.get(r.category, _("不限")),
                r.unit.name if r.unit else _("所有单位"),
                _state(r),
                _edit("change-template", r),
            ],
            tone="" if r.active else "quiet",
        )
        for r in rows
    ]
    add = Action(_("增加答复模板"), reverse("appeals:add-template"), tone="primary", icon="plus")
    empty = Empty(_("还没有答复模板"), _("写好常用的答复，办理人员答复时可以套用。"), add)
    table = Table(columns, made, caption=_("答复模板"), empty=empty)
    return _list_page("templates", _("办理人员答复时可以套用。"), [add], table)


def contacts_page(rows: Sequence[Any], at: dt.datetime) -> PlainPage:
    """紧急联系方式 and the words that show them."""
    columns = (
        Column(_("次序"), "number", "line"),
        Column(_("情形"), phone="line"),
        Column(_("名称"), phone="head", grow=True),
        Column(_("电话"), phone="line"),
        Column(_("地点"), phone="line"),
        Column(_("状态"), phone="end"),
        Column(_("操作"), "actions", "line"),
    )
    made = [
        Row(
            [
                str(r.position),
                r.get_sort_display(),
                r.name,
                r.phone,
                r.place or "—",
                _state(r),
                _edit("change-contact", r),
            ],
            tone="" if r.active else "quiet",
        )
        for r in rows
    ]
    add = Action(_("增加紧急联系方式"), reverse("appeals:add-contact"), tone="primary", icon="plus")
    empty = Empty(_("还没有紧急联系方式"), _("填写校园报警、校医院、心理热线的电话；诉求里提到危险时立即显示。"), add)
    on = local_date(at)
    words = [
        Fact(label, "　".join(rulebook.parameter("appeal-rules:17", f"{sort}_words", on))) for sort, label in DANGERS
    ]
    note = Note(
        _("这些字眼是《师生诉求办理规则》第17条的参数，修订规则时一并修改。"),
        action=Action(_("查看制度"), reverse("rulebook:list")),
    )
    return _list_page(
        "contacts",
        _("诉求里写到以下字眼时，页面立即显示这些电话。"),
        [add],
        Table(columns, made, caption=_("紧急联系方式"), empty=empty),
        Section(_("提示危险的字眼"), [note, Facts(words)], id="below"),
    )


def receptions_page(rows: Sequence[Any], may_set: bool) -> PlainPage:
    """受理单位 and their default units."""
    columns = (
        Column(_("受理单位"), "name", "head", grow=True),
        Column(_("兜底单位"), "name", "line"),
        Column(_("范围"), phone="line"),
        Column(_("状态"), phone="end"),
        Column(_("操作"), "actions", "line"),
    )
    made = []
    for r in rows:
        close = may_set and r.active and not r.main
        made.append(
            Row(
                [
                    r.body.name,
                    r.default_unit.name,
                    _("全校") if r.main else _("本单位议题"),
                    _state(r),
                    Button(_("关闭"), reverse("appeals:close-reception", args=[r.pk])) if close else "",
                ],
                tone="" if r.active else "quiet",
            )
        )
    add = Action(_("设置受理单位"), reverse("appeals:set-reception"), tone="primary")
    empty = Empty(
        _("还没有受理单位"), _("先设置学校的受理单位和兜底单位，师生才能提交诉求。"), add if may_set else None
    )
    return _list_page(
        "receptions",
        _("谁来受理；被派单位提出异议时，由兜底单位签收办理。"),
        [add] if may_set else [],
        Table(columns, made, caption=_("受理单位"), empty=empty),
    )


def about_closing(reception: Any) -> workflow.About:
    """关闭受理单位: the question."""
    back = reverse("appeals:receptions")
    return workflow.About(
        title=_("关闭受理单位"),
        question=_("关闭受理单位“%(name)s”？") % {"name": reception.body.name},
        yes=_("关闭"),
        back=back,
        crumbs=[Link(_("受理单位"), back)],
    )


# --- boards ---


def _public_board(board: Any) -> Any:
    try:
        return Link(board.topic, reverse("appeals:board", args=[board.pk]))
    except NoReverseMatch:
        return board.topic


def _board_state(board: Any, on: dt.date) -> Chip:
    if board.published_at is not None:
        return Chip(_("已公布归纳"), "good")
    if on < board.opens_on:
        return Chip(_("未开始"), "quiet")
    if on <= board.closes_on:
        return Chip(_("征集中"), "active")
    return Chip(_("待归纳") if not board.summary else _("待公布"), "warn")


def _board_button(board: Any, on: dt.date) -> Any:
    if board.published_at is not None:
        return ""
    if on <= board.closes_on:
        return Button(_("修改"), reverse("appeals:change-board", args=[board.pk]))
    name, word = ("publish-summary", _("公布归纳")) if board.summary else ("summarise-board", _("归纳意见"))
    return Button(word, reverse(f"appeals:{name}", args=[board.pk]), "primary")


def boards_page(rows: Sequence[Any], at: dt.datetime) -> PlainPage:
    """The topics of one's station, with the next step."""
    on = local_date(at)
    columns = (
        Column(_("议题"), phone="head", grow=True),
        Column(_("单位"), "name", "line"),
        Column(_("征集日期"), "date", "line"),
        Column(_("状态"), phone="end"),
        Column(_("下一步"), "actions", "line"),
    )
    made = [
        Row(
            [
                _public_board(b),
                b.body.name,
                _("%(since)s 至 %(until)s") % {"since": day(b.opens_on), "until": day(b.closes_on)},
                _board_state(b, on),
                _board_button(b, on),
            ]
        )
        for b in rows
    ]
    add = Action(_("开设议题"), reverse("appeals:open-board"), tone="primary", icon="plus")
    empty = Empty(_("还没有议题"), _("就一个议题在规定的日期内征集意见，结束后归纳并公布。"), add)
    return PlainPage(
        PageHead(_("议题工作"), lead=_("开设议题，结束后归纳意见并公布。"), actions=[add]),
        [Table(columns, made, caption=_("议题"), empty=empty)],
    )


def _about_board(board: Any, title: str, **more: Any) -> workflow.About:
    back = reverse("appeals:board-desk")
    facts = [Fact(_("议题"), board.topic)]
    return workflow.About(title=title, back=back, crumbs=[Link(_("议题工作"), back)], facts=facts, **more)


def about_summarising(board: Any, opinions: Sequence[Any]) -> workflow.About:
    """归纳意见: the form, and below it what was said."""
    rows = [Row([item_link(a.matter), TwoLines(a.matter.title, a.matter.text[:80]), str(a.voices)]) for a in opinions]
    columns = (
        Column(_("编号"), phone="line"),
        Column(_("意见"), phone="head", grow=True),
        Column(_("附和"), "number", "end", unit=_("人")),
    )
    table = Table(columns, rows, caption=_("意见"), plain=True, empty=Empty(_("没有人提出意见"), small=True))
    return _about_board(board, _("归纳意见"), question="", yes=_("保存归纳"), below=[table])


def about_publishing(board: Any) -> workflow.About:
    """公布归纳: the question."""
    question = _("公布“%(topic)s”的归纳？") % {"topic": board.topic}
    return _about_board(board, _("公布归纳"), question=question, quote=(_("归纳"), board.summary))
