"""The reception's desk and the pages of its verbs as shapes. Words only; the rules are elsewhere."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.text import listed
from gongjian.matters import queries as matters
from gongjian.matters.queries import chip, light, verb_url
from gongjian.rulebook import queries as rulebook
from gongjian.web.dates import day, when
from gongjian.web.pages import PlainPage
from gongjian.web.shapes import (
    Action,
    Atom,
    Button,
    Chip,
    Column,
    Empty,
    Fact,
    Facts,
    FilterBar,
    FilterChip,
    FilterGroup,
    Link,
    Note,
    PageHead,
    Pager,
    Row,
    Share,
    Table,
    TwoLines,
    Words,
)
from gongjian.workflow.command import Command
from gongjian.workflow.pages import About

from .. import operations, queries
from ..desk_choices import CHANNEL_LABELS, NATURE_LABELS, ROUTED_LABELS

ABOUT = 400
NEXT = {"raised": "accept", "accepted": "assign"}


def tab_label(tab: str) -> str:
    """The word of a tab of the desk."""
    return {
        "accept": pgettext("appeal", "待受理"),
        "assign": pgettext("appeal", "待派单"),
        "late": _("逾期未答复"),
        "objected": _("有异议"),
        "open": _("全部在办"),
    }[tab]


def item_link(matter: Any) -> Link:
    """The number, leading to the page."""
    return Link(matter.number, reverse("matters:item", args=[matter.number]), strong=True)


def danger_words(danger: str) -> str:
    """What danger was named, in words; "" for none."""
    words = {"safety": _("涉及安全"), "health": _("涉及健康")}
    return listed(words[d] for d in danger.split() if d in words)


def _about(matter: Any) -> str:
    parts = [matter.get_category_display(), matter.place, NATURE_LABELS.get(matter.appeal.nature, "")]
    return " · ".join(str(p) for p in parts if p)


def _title(matter: Any) -> TwoLines:
    second: Any = _about(matter)
    return TwoLines(matter.title, second)


def suggested(appeal: Any) -> Any:
    """The suggested unit, with rule or confidence below it."""
    if appeal.suggested_unit is None:
        return _("没有建议")
    by = ROUTED_LABELS.get(appeal.suggested_by, "")
    if appeal.confidence is not None:
        by = _("%(by)s，把握%(n)d%%") % {"by": by, "n": min(99, round(100 * appeal.confidence))}
    return TwoLines(appeal.suggested_unit.name, by)


def _button(matter: Any, actor: Actor) -> Any:
    verb = NEXT.get(matter.state)
    if verb == "accept":
        return Button(_("受理"), verb_url(matter, "accept"), "primary")
    if verb == "assign":
        return Button(_("派单"), verb_url(matter, "assign"), "primary")
    if matter.state in ("assigned", "handling"):
        return Button(_("改派"), verb_url(matter, "reassign"))
    return Button(_("查看"), reverse("matters:item", args=[matter.number]))


def desk_table(rows: Sequence[Any], actor: Actor, at: dt.datetime, tab: str, pager: Pager) -> Table:
    """What waits under a tab; bulk only where one verb fits all."""
    before = tab in ("accept", "assign")
    columns = (
        Column(_("编号"), phone="line", width="9.5rem"),
        Column(_("标题"), phone="head", grow=True),
        Column(_("时限"), phone="line"),
        Column(_("建议单位") if before else _("承办单位"), "name", "line", width="9.5rem"),
        Column(_("下一步"), "actions", "end"),
    )
    made = []
    for m in rows:
        deadline_light: Any = light(m, at) or ""
        if m.appeal.danger:
            deadline_light = TwoLines(deadline_light, Chip(danger_words(m.appeal.danger), "bad"))
        unit = suggested(m.appeal) if before else (m.lead.name if m.lead else "—")
        made.append(
            Row(
                [item_link(m), _title(m), deadline_light, unit, _button(m, actor)],
                key=str(m.pk),
                tone="bad" if m.appeal.danger and before else "",
            )
        )
    bulk: list[Action] = []
    if tab == "accept":
        bulk = [Action(_("批量受理并派单"), reverse("appeals:desk-bulk"), tone="primary")]
    elif tab == "assign":
        bulk = [Action(_("批量派单"), reverse("appeals:desk-bulk"), tone="primary")]
    lifting = Action(_("转为难题"), reverse("appeals:lift-rows"))
    empty = {
        "accept": Empty(_("没有待受理的诉求"), _("新提出的诉求会按剩余时间列在这里。")),
        "assign": Empty(_("没有待派单的诉求"), _("受理以后还没有派出的诉求会列在这里。")),
        "late": Empty(_("没有逾期未答复的诉求"), _("超过答复期限的诉求会列在这里。")),
        "objected": Empty(_("没有异议"), _("被派单位提出异议、转给兜底单位的诉求会列在这里。")),
        "open": Empty(_("没有在办的诉求")),
    }[tab]
    return Table(columns, made, caption=tab_label(tab), empty=empty, pager=pager, bulk=[*bulk, lifting] if made else ())


def desk_page(
    page: Any, counts: dict[str, int], actor: Actor, at: dt.datetime, tab: str, may_import: bool
) -> PlainPage:
    """The whole desk."""
    here = reverse("appeals:desk")
    chips = [FilterChip(tab_label(t), f"{here}?tab={t}", on=t == tab, count=counts[t]) for t in queries.TABS]
    pager = Pager(
        f"?tab={tab}&before={page.before}" if page.before else "",
        f"?tab={tab}&after={page.after}" if page.after else "",
    )
    more = [Action(_("再次提交的诉求"), reverse("appeals:resubmitted"))]
    if may_import:
        more.append(Action(_("批量导入"), reverse("appeals:import"), icon="upload"))
    return PlainPage(
        PageHead(
            _("受理台"),
            lead=_("按剩余时间排列，最急的在最前。"),
            actions=[Action(pgettext("menu", "窗口代录"), reverse("appeals:counter"), tone="primary", icon="plus")],
            more=more,
        ),
        [FilterBar([FilterGroup(_("状态"), chips)]), desk_table(page.rows, actor, at, tab, pager)],
    )


# --- one appeal: accept, assign, its verbs ---


def crumbs(matter: Any, *, desk: bool = True) -> list[Link]:
    """The way back: desk or list, then the appeal."""
    first = Link(_("受理台"), reverse("appeals:desk")) if desk else Link(_("诉求"), matters.list_url("appeal"))
    return [first, Link(matter.number, reverse("matters:item", args=[matter.number]))]


def case_links(actor: Actor, appeal: Any) -> list[Link]:
    """The past appeals that the suggestion rests on."""
    cases = queries.cases_of(actor, appeal.because[:5])
    return [Link(f"{m.number} {Truncator(m.title).chars(24)}", reverse("matters:item", args=[m.number])) for m in cases]


def suggestion_facts(appeal: Any) -> Facts:
    """Where it should go, by what, how sure."""
    if appeal.suggested_unit is None:
        return Facts(
            [Fact(_("建议单位"), _("没有建议"), _("没有相符的派单规则，过去也没有足够相近的诉求；请自行判断。"))]
        )
    facts = [
        Fact(_("建议单位"), appeal.suggested_unit.name),
        Fact(_("依据"), ROUTED_LABELS.get(appeal.suggested_by, ""), appeal.suggested_why),
    ]
    if appeal.confidence is not None:
        facts.append(Fact(_("把握"), Share(min(99, 100 * appeal.confidence))))
    return Facts(facts)


def appeal_facts(matter: Any) -> list[Fact]:
    """Nature, channel, category, place."""
    appeal = matter.appeal
    facts = [
        Fact(_("性质"), NATURE_LABELS.get(appeal.nature, "")),
        Fact(_("渠道"), CHANNEL_LABELS.get(appeal.channel, "")),
        Fact(_("类别"), matter.get_category_display()),
    ]
    if matter.place:
        facts.append(Fact(_("地点"), matter.place))
    facts.append(Fact(_("提出时间"), when(matter.raised_at)))
    if matter.on_behalf_of:
        facts.append(Fact(_("代为提出"), matter.on_behalf_of))
    return facts


def receive_page(matter: Any, form: Any, actor: Actor, at: dt.datetime, verb: str) -> dict[str, Any]:
    """受理 or 派单: what was said, what is suggested and why, the form, and what is alike."""
    appeal = matter.appeal
    chips: list[Atom] = [chip(matter)]
    if (deadline_light := light(matter, at)) is not None:
        chips.append(deadline_light)
    if appeal.danger:
        chips.append(Chip(danger_words(appeal.danger), "bad"))
    more = [Action(pgettext("verb", "不予受理"), verb_url(matter, "decline"), tone="danger")]
    note = None
    if appeal.danger:
        note = Note(_("内容涉及人身安全或健康，请先按紧急联系方式处置，再受理。"), "bad", danger_words(appeal.danger))
    cited = rulebook.cite("appeal-rules:2" if verb == "accept" else "appeal-rules:7", on=local_date(at))
    return {
        "head": PageHead(
            matter.title, matter.number, crumbs=crumbs(matter), chips=chips, facts=appeal_facts(matter), actions=more
        ),
        "matter": matter,
        "note": note,
        "form": form,
        "verb": verb,
        "suggestion": suggestion_facts(appeal),
        "cases": case_links(actor, appeal),
        "similar_url": reverse("appeals:similar-to", args=[matter.number]),
        "authority": str(cited),
        "authority_words": cited.words,
        "back": reverse("appeals:desk"),
    }


def similar_table(matter: Any, found: Sequence[Any], actor: Actor, token: str) -> Table:
    """What is alike, with a button to work it as one."""
    columns = (
        Column(_("编号"), phone="line"),
        Column(_("标题"), phone="head", grow=True),
        Column(_("状态"), phone="end"),
        Column(_("相近"), "number", "line"),
        Column(_("操作"), "actions", "line"),
    )
    rows = []
    for s in found:
        action: Any = ""
        if s.matter.is_open and s.matter.state != "answered":
            action = Action(
                _("并入这一件"),
                reverse("matters:bundle", args=[matter.number]),
                method="post",
                small=True,
                hidden={"original": s.matter.number, "seen": str(matter.version), "once": f"{token}-{s.matter.pk}"},
                confirm=_("把%(one)s并入%(other)s？") % {"one": matter.number, "other": s.matter.number},
                consequences=[_("两件一起办理和答复；每位提出人保留自己的回执和评价；并案可以撤销。")],
            )
        rows.append(
            Row(
                [
                    item_link(s.matter),
                    TwoLines(s.matter.title, Truncator(s.snippet).chars(60)),
                    TwoLines(chip(s.matter), s.unit),
                    f"{round(100 * s.score)}%",
                    action,
                ]
            )
        )
    return Table(columns, rows, caption=_("相近的诉求"), plain=True, empty=Empty(_("没有相近的诉求"), small=True))


def about(matter: Any, command: Command[..., Any], at: dt.datetime) -> About:
    """What the page of a command says of the appeal: a few lines of it, what follows, the request that is decided on."""
    step = command.workflow.procedure_of(matter).step(command.name)
    facts = [Fact(_("现由谁负责"), matter.holder.name), Fact(_("状态"), chip(matter))]
    if (deadline_light := light(matter, at)) is not None:
        facts.append(Fact(_("时限"), deadline_light))
    settles = command in (operations.approve_exclusion, operations.refuse_exclusion)
    asked = queries.exclusion_of(matter) if settles else None
    if asked is not None:
        facts.append(
            Fact(_("申请"), asked.reason, _("%(who)s，%(day)s") % {"who": asked.asked_by, "day": day(asked.asked_at)})
        )
    other = None
    if command is operations.approve_exclusion:
        other = Link(_("不同意剔除"), verb_url(matter, "refuse_exclusion"))
    consequences: list[Words] = []
    if command is operations.hand_back:
        heir = operations.default_unit_name(matter) or _("（还没有指定）")
        consequences.append(_("这件诉求改由兜底单位%(unit)s签收办理，%(unit)s不能再退。") % {"unit": heir})
    return About(
        title=step.label,
        number=matter.number,
        question=step.hint or _("%(verb)s：%(number)s") % {"verb": step.label, "number": matter.number},
        back=reverse("matters:item", args=[matter.number]),
        crumbs=crumbs(matter, desk=False),
        facts=facts,
        quote=(matter.title, Truncator(matter.text).chars(ABOUT)),
        other=other,
        consequences=consequences,
    )


# --- bulk ---


def bulk_page(lines: Sequence[tuple[Any, Any]], results: Sequence[tuple[Any, Words]]) -> dict[str, Any]:
    """The ticked appeals with what is suggested, to be checked once and sent together."""
    failed = [Row([item_link(m), m.title, sentence], tone="bad") for m, sentence in results]
    columns = (Column(_("编号")), Column(_("标题"), phone="head", grow=True), Column(_("原因"), "wrap"))
    return {
        "head": PageHead(
            _("批量受理并派单"),
            lead=_("逐件核对类别、期限和单位；没有选单位的只受理，不派单。"),
            crumbs=[Link(_("受理台"), reverse("appeals:desk"))],
        ),
        "lines": [
            {
                "link": item_link(m),
                "key": m.pk,
                "title": m.title,
                "about": _about(m),
                "why": suggested(m.appeal) if m.appeal.suggested_unit else _("没有建议，请选择"),
                "form": form,
            }
            for m, form in lines
        ],
        "failed": Table(columns, failed, caption=_("没有办成的")) if failed else None,
        "back": reverse("appeals:desk"),
    }
