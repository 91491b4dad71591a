"""The pages of those who follow, join and judge, as shapes. Words only."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.files import queries as files
from gongjian.kernel.actor import Actor
from gongjian.kernel.paging import Page
from gongjian.kernel.refused import Refused
from gongjian.matters import queries as matters
from gongjian.web.dates import day, when
from gongjian.web.pages import PlainPage
from gongjian.web.shapes import (
    Action,
    Column,
    Empty,
    Fact,
    Facts,
    Link,
    Note,
    PageHead,
    Pager,
    RefusalBox,
    Row,
    Table,
    Timeline,
    TimelineItem,
    Words,
)

from .. import queries
from ..forms_raising import FOLLOW_PAGES
from .raising import address_of

if TYPE_CHECKING:
    from gongjian.matters.models import Matter


def own_verbs(matter: "Matter", actor: Actor, at: dt.datetime) -> list[str]:
    """What the holder of a key may order now."""
    verbs = [*matters.possible(actor, matter, at), *(["attach"] if matters.takes_files(actor, matter) else [])]
    return [verb for verb in verbs if verb in FOLLOW_PAGES]


def follow_page(matter: "Matter", actor: Actor, key: str, at: dt.datetime) -> dict[str, Any]:
    """How it stands, who has it, what was answered, what waits for the one who holds the key."""
    verbs = own_verbs(matter, actor, at)
    pressing = next((v for v in ("give_verdict", "supply") if v in verbs), "")
    chips: list[Any] = [matters.chip(matter)]
    if (deadline_light := matters.light(matter, at)) is not None:
        chips.append(deadline_light)
    head = PageHead(
        matter.title,
        matter.number,
        chips=chips,
        facts=[
            Fact(_("提出时间"), when(matter.raised_at)),
            Fact(_("现由谁负责"), matter.holder.name),
            *([Fact(_("主办"), matter.lead.name)] if matter.lead else []),
        ],
        actions=[
            Action(page.yes, command_url(key, verb), tone="primary" if verb == pressing else "plain")
            for verb, page in FOLLOW_PAGES.items()
            if verb in verbs and not page.danger
        ],
        more=[Action(FOLLOW_PAGES[v].yes, command_url(key, v), tone="danger") for v in verbs if FOLLOW_PAGES[v].danger],
    )
    return {
        "head": head,
        "steps": matters.step_bar(matter),
        "matter": matter,
        "files": [f.name for f in files.files_of("matters.matter", matter.pk)],
        "asked": waiting_note(matter, pressing),
        "said": said_items(matter, actor),
        "ended": matter.end_reason if not matter.is_open else "",
        "timeline": matters.office_steps(matter),
        "until": day(queries.valid_until(matter)),
    }


def command_url(key: str, verb: str) -> str:
    """The page of a verb for the holder of a key."""
    return reverse("appeals:follow-order", args=[key, verb.replace("_", "-")])


def waiting_note(matter: "Matter", verb: str) -> Note | None:
    """What waits for the person, in a sentence."""
    until = day(matter.due_at) if matter.due_at else ""
    if verb == "give_verdict":
        return Note(_("答复已经给出，请在%(day)s前评价是否解决。") % {"day": until}, "info")
    if verb == "supply":
        return Note(_("办理单位请您在%(day)s前补充情况。") % {"day": until}, "warn")
    return None


def said_items(matter: "Matter", actor: Actor | None = None) -> Timeline:
    """Answers, and for this actor the questions they were asked and their own verdicts, newest first; bodies, not persons."""
    said = queries.said_in(matter)
    items: list[tuple[dt.datetime, TimelineItem]] = []
    for r in said["replies"]:
        word = _("正式答复") if r.final else _("答复")
        items.append((r.at, TimelineItem(when(r.at), word, r.body.name, r.text, tone="active")))
    if actor is not None and queries.raised_it(actor, matter):
        for e in said["exchanges"]:
            facts = [Fact(_("补充"), e.answer)] if e.answer else []
            items.append((e.asked_at, TimelineItem(when(e.asked_at), _("请补充"), "", e.question, facts, tone="warn")))
    for v in said["verdicts"]:
        if actor is not None and queries.is_own_voice(actor, v.voice):
            items.append((v.at, _verdict_item(v)))
    items.sort(key=lambda pair: pair[0], reverse=True)
    return Timeline([item for _at, item in items], empty=_("还没有答复。"))


def _verdict_item(v: Any) -> TimelineItem:
    who = v.voice.get_part_display() if v.voice else _("提出人")
    if v.presumed:
        return TimelineItem(when(v.at), _("评价"), who, _("逾期未评价，单独统计。"), tone="quiet")
    word = _("已经解决") if v.solved else _("没有解决")
    pleased = _("满意") if v.satisfaction >= 4 else _("基本满意") if v.satisfaction == 3 else _("不满意")
    sentence = _("%(word)s，%(pleased)s。%(words)s") % {"word": word, "pleased": pleased, "words": v.words}
    return TimelineItem(when(v.at), _("评价"), who, sentence, tone="good" if v.solved else "bad")


def command_page(matter: "Matter", verb: str, form: Any, back: str) -> dict[str, Any]:
    """The page of one verb: what it is about, the last word that was said, the question."""
    said = queries.said_in(matter)
    last: TimelineItem | None = None
    if verb == "give_verdict" and said["replies"]:
        r = said["replies"][-1]
        last = TimelineItem(when(r.at), _("答复"), r.body.name, r.text, tone="active")
    if verb == "supply" and said["exchanges"]:
        e = said["exchanges"][-1]
        last = TimelineItem(when(e.asked_at), _("请补充"), "", e.question, tone="warn")
    asked = FOLLOW_PAGES[verb]
    return {
        "asked": asked,
        "head": PageHead(asked.question, matter.number, lead=matter.title, crumbs=[Link(_("返回进展"), back)]),
        "last": Timeline([last]) if last else None,
        "form": form,
        "back": back,
    }


def no_key_page(refused: Refused) -> PlainPage:
    """An unknown or expired link: what to do instead."""
    actions = [
        Action(_("凭回执查询"), reverse("audit:receipt-search"), tone="primary"),
        Action(_("重新提出"), reverse("appeals:raise")),
    ]
    return PlainPage(PageHead(_("不能打开跟踪链接")), [RefusalBox.of(refused, *actions)], narrow=True)


# --- joining ---


def join_page(matter: "Matter", form: Any, actor: Actor) -> dict[str, Any]:
    """What one joins, with enough to judge."""
    count = queries.joined_to([matter.pk]).get(matter.pk, 1)
    return {
        "head": PageHead(
            _("我也遇到"),
            matter.number,
            lead=_("加入后，答复也会给您，由您单独评价。"),
            crumbs=[Link(_("返回事项"), address_of(matter))],
        ),
        "matter": matter,
        "facts": Facts(
            [
                Fact(_("状态"), matters.chip(matter)),
                Fact(_("现由谁负责"), matter.holder.name),
                Fact(_("提出日期"), day(matter.raised_at)),
                Fact(_("人数"), _("%(n)s人") % {"n": count}),
            ],
            wide=True,
        ),
        "form": form,
        "guest": not actor.is_signed_in,
        "back": address_of(matter),
    }


# --- my own ---


def _wanted_of(matter: "Matter", actor: Actor) -> Words:
    if matter.state == "answered" and (getattr(matter, "judged", None) or 0) < matter.round:
        return Link(_("请评价"), reverse("appeals:give-verdict", args=[matter.number]), strong=True)  # type: ignore[return-value]
    if matter.state == "waiting" and queries.raised_it(actor, matter):
        return Link(_("请补充"), reverse("matters:supply", args=[matter.number]), strong=True)  # type: ignore[return-value]
    return ""


def mine_page(page: Page[Any], actor: Actor, at: dt.datetime) -> PlainPage:
    """What I raised and joined: how each stands, and what waits for me."""
    columns = (
        Column(_("编号"), phone="line", width="9.5rem"),
        Column(_("标题"), phone="head", grow=True),
        Column(_("状态"), phone="end"),
        Column(_("等您办理"), phone="line"),
        Column(_("时限"), phone="line"),
        Column(_("现由谁负责"), "name", "line"),
        Column(_("我是"), phone="hidden"),
        Column(_("提出日期"), "date", "hidden"),
    )
    rows = [
        Row(
            [
                Link(m.number, reverse("matters:item", args=[m.number]), strong=True),
                m.title,
                matters.chip(m),
                _wanted_of(m, actor),
                matters.light(m, at) or day(m.ended_at),
                m.holder.short,
                pgettext("who", "提出人") if queries.raised_it(actor, m) else _("同诉人"),
                day(m.raised_at),
            ],
            key=str(m.pk),
        )
        for m in page.rows
    ]
    empty = Empty(
        _("您还没有提出或加入诉求"),
        _("遇到问题、想提建议，写清楚就有人负责到底。"),
        Action(_("我要提出"), reverse("appeals:raise"), tone="primary"),
    )
    pager = Pager(f"?before={page.before}" if page.before else "", f"?after={page.after}" if page.after else "")
    return PlainPage(
        PageHead(_("我的诉求"), actions=[Action(_("我要提出"), reverse("appeals:raise"), tone="primary")]),
        [Table(columns, rows, caption=_("我的诉求"), pager=pager, empty=empty)],
    )
