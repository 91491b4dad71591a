"""The pages of pairing as shapes: head, steps, sides, activities, timeline, rows of lists. Words only."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from gongjian.audit import queries as ledger
from gongjian.files import queries as files
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.text import listed
from gongjian.rulebook import queries as rulebook
from gongjian.web.dates import day, when
from gongjian.web.pages import PlainPage
from gongjian.web.routemap import RouteLine, RouteMap
from gongjian.web.shapes import (
    Action,
    Chip,
    Column,
    Empty,
    Fact,
    Facts,
    Link,
    Note,
    PageHead,
    Pager,
    Row,
    StepBar,
    Table,
    Timeline,
    TimelineItem,
    TwoLines,
    Who,
)
from gongjian.workflow import pages as workflow
from gongjian.workflow.command import Command

from .. import queries
from ..operations import COMMANDS
from ..permissions import PREDICATES, initiator_of, may_propose
from ..procedures import ABOUT_AN_ACTIVITY, PAIRING, STAGES

if TYPE_CHECKING:
    from ..models import Offer, Outcome, Pair, PairMember, PlannedActivity


def url_of(pair: "Pair") -> str:
    """The page of the pair."""
    return reverse("pairing:item", args=[pair.number])


def verb_url(pair: "Pair", verb: str) -> str:
    """The page of one verb of the pair."""
    return reverse(f"pairing:{verb.replace('_', '-')}", args=[pair.number])


def chip(pair: "Pair") -> Chip:
    """The state in its colour."""
    return workflow.state_chip(PAIRING, pair.state)


def term(pair: "Pair") -> str:
    """ "2026-03-02 至 2027-03-02"."""
    return _("%(since)s 至 %(until)s") % {"since": day(pair.since), "until": day(pair.until)}


def sides(pair: "Pair") -> str:
    """The members' names."""
    return listed(m.body.short for m in pair.members.all())


def list_table(pairs: "Iterable[Pair]", *, pager: Pager | None = None, empty: Empty | None = None) -> Table:
    """Pairs as a table; on phones a list of two lines."""
    columns = (
        Column(_("编号"), phone="line", width="9.5rem"),
        Column(_("名称"), phone="head", grow=True),
        Column(_("状态"), phone="end"),
        Column(_("类型"), phone="line"),
        Column(_("参加各方"), "wrap"),
        Column(_("期限"), "date", "hidden"),
    )
    rows = [
        Row(
            [Link(p.number, url_of(p), strong=True), p.title, chip(p), p.get_kind_display(), sides(p), term(p)],
            key=str(p.pk),
        )
        for p in pairs
    ]
    return Table(columns, rows, caption=_("结对共建"), pager=pager, empty=empty)


def list_head(actor: Actor, export: str) -> PageHead:
    """The head of the list, with what one can do from there."""
    actions = []
    if may_propose(actor):
        actions.append(Action(_("发起结对"), reverse("pairing:propose"), tone="primary", icon="plus"))
        actions.append(Action(_("匹配建议"), reverse("pairing:matching"), icon="match"))
    if actor.can_anywhere("pairing.offer"):
        actions.append(Action(_("可提供的力量"), reverse("pairing:offers")))
    actions.append(Action(_("导出 Excel"), export, icon="download", download=True))
    return PageHead(
        _("结对共建"),
        lead=_("支部之间、与校外单位之间为解决难题而结对，签署方案，开展活动，登记成果。"),
        actions=actions,
    )


def nothing_yet(actor: Actor, filtered: bool) -> Empty:
    """What is shown where no pair is."""
    if filtered:
        return Empty(_("没有符合条件的结对"), _("请放宽筛选条件。"))
    first = Action(_("发起结对"), reverse("pairing:propose"), tone="primary") if may_propose(actor) else None
    return Empty(_("还没有结对"), _("支部发起的结对和方案会列在这里。"), first)


# --- the page of a pair ---


def actions(pair: "Pair", actor: Actor, at: dt.datetime) -> tuple[list[Action], list[Action]]:
    """The buttons this actor has now: (shown, behind ⋯); whoever belongs to a side sees why they do not sign."""
    explained = ("sign",) if queries.is_member(actor, pair) else ()
    return workflow.actions(COMMANDS.without(*ABOUT_AN_ACTIVITY), pair, actor, at, verb_url, explained=explained)


def steps(pair: "Pair") -> StepBar:
    """Where the pair stands: drafting, signing, together, end."""
    times = {"draft": pair.proposed_at, "signing": pair.sent_at, "active": pair.began_at, "end": pair.ended_at}
    return workflow.step_bar(PAIRING, STAGES, pair.state, times)


def signature_words(member: "PairMember", pair: "Pair") -> Any:
    """How one side's signature stands."""
    signature = next((s for s in member.signatures.all() if s.void_at is None), None)
    if signature is None:
        return Chip(_("待签署"), "warn") if pair.state == "signing" else "—"
    who = Who(signature.name, post=signature.title if signature.on_paper else "")
    note = _("%(day)s，纸质") if signature.on_paper else "%(day)s"
    return TwoLines(who, note % {"day": day(signature.signed_on)})


def sides_table(pair: "Pair") -> Table:
    """The members with their part, what they bring, and their signatures."""
    columns = (
        Column(_("参加各方"), phone="head", grow=True),
        Column(_("身份"), phone="line"),
        Column(_("投入的力量"), "wrap"),
        Column(_("签署"), phone="end"),
    )
    rows = [
        Row([m.body.name, m.get_part_display(), m.brings or "—", signature_words(m, pair)]) for m in pair.members.all()
    ]
    return Table(columns, rows)


def activities_table(pair: "Pair", lines: "Sequence[PlannedActivity]", may_work: bool) -> Table:
    """The plan's activities with their results and, for members, what can be done with them."""
    columns = [
        Column(_("计划日期"), "date", "line"),
        Column(_("活动"), phone="head", grow=True),
        Column(_("主办方"), "wrap"),
        Column(_("情况"), "wrap"),
    ]
    if may_work:
        columns.append(Column(_("操作"), "actions", "line"))
    rows = []
    for a in lines:
        cells: list[Any] = [
            day(a.day),
            TwoLines(a.title, a.place) if a.place else a.title,
            a.host.body.short if a.host else _("各方共同"),
            _activity_state(a),
        ]
        if may_work:
            still_open = not a.held_on and not a.called_off
            hold = reverse("pairing:hold-activity", args=[pair.number, a.pk])
            cells.append(Link(_("登记"), hold) if still_open else "")
        rows.append(Row(cells, tone="quiet" if a.called_off else ""))
    empty = Empty(_("还没有安排活动"), _("方案中的活动会列在这里。"), small=True)
    return Table(columns, rows, empty=empty)


def _activity_state(activity: "PlannedActivity") -> Any:
    if activity.called_off:
        return TwoLines(Chip(_("已取消"), "end"), activity.called_off)
    if not activity.held_on:
        return Chip(_("待举办"), "quiet")
    people = _("，%(n)d 人") % {"n": activity.present} if activity.present else ""
    held = _("%(day)s%(people)s：%(note)s") % {"day": day(activity.held_on), "people": people, "note": activity.note}
    return TwoLines(Chip(_("已举办"), "good"), held)


def route(pair: "Pair", lines: "Sequence[PlannedActivity]", today: dt.date) -> RouteMap | None:
    """The term and the activities on one axis of days."""
    if not lines:
        return None
    whole = max(1, (pair.until - pair.since).days)
    gone = min(100.0, max(0.0, 100 * (today - pair.since).days / whole)) if pair.began_at else 0.0
    drawn = [RouteLine(_("共建期限"), pair.since, pair.until, percent=gone, state="done" if pair.ended_at else "now")]
    for a in lines:
        if a.called_off:
            continue
        state: Literal["done", "late", "todo"] = (
            "done" if a.held_on else "late" if a.day < today and pair.state == "active" else "todo"
        )
        until = min(pair.until, a.day + dt.timedelta(days=max(2, whole // 60)))
        who = a.host.body.short if a.host else ""
        drawn.append(RouteLine(a.title, a.day, max(a.day, until), who, 100 if a.held_on else 0, state))
    return RouteMap(drawn, today)


def outcome_facts(outcomes: "Sequence[Outcome]") -> list[Facts]:
    """Each outcome as a small list of facts."""
    made = []
    for o in outcomes:
        facts = [Fact(_("成果"), o.text), Fact(_("登记"), day(o.at))]
        if o.served:
            facts.insert(1, Fact(_("惠及"), _("%(n)d 人") % {"n": o.served}))
        if o.figures:
            facts.insert(-1, Fact(_("数字"), o.figures))
        made.append(Facts(facts))
    return made


def timeline(kind: str, pk: int) -> Timeline:
    """The ledger's entries as people read them."""
    rows = ledger.timeline(kind, pk)
    return Timeline(
        [
            TimelineItem(
                when(r.at),
                r.verb_label,
                Who(r.actor_name, r.actor_title),
                r.sentence,
                authority=r.authority,
                seal=f"#{r.seq}" if r.seq else "",
            )
            for r in rows
        ]
    )


def item_page(pair: "Pair", actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """Everything the page of a pair shows."""
    lines, outcomes = queries.activities_of(pair), queries.load_outcomes(pair)
    shown, more = actions(pair, actor, at)
    more.append(Action(_("下载实施方案"), reverse("pairing:plan", args=[pair.number]), icon="download", download=True))
    first = initiator_of(pair)
    may_work = pair.state == "active" and bool(PREDICATES["may_work"](actor, pair))
    held = sum(1 for a in lines if a.held_on)
    facts = [
        Fact(_("类型"), pair.get_kind_display()),
        Fact(_("发起方"), first.body.name if first else "—"),
        Fact(_("期限"), term(pair)),
    ]
    note = None
    if pair.state == "draft" and pair.given_back:
        note = Note(pair.given_back, "warn", _("方案已退回，请修改后重新送签"))
    elif pair.state == "active" and pair.until < local_date(at):
        note = Note(_("期限已过，请登记成果并结束，或写明原因解除。"), "warn", _("期限已过"))
    elif pair.end_note:
        note = Note(pair.end_note, "good" if pair.state == "concluded" else "info", PAIRING.state(pair.state).label)
    return {
        "head": PageHead(
            pair.title,
            number=pair.number,
            crumbs=[Link(_("结对共建"), reverse("pairing:list"))],
            chips=[chip(pair)],
            facts=facts,
            actions=shown,
            more=more,
        ),
        "pair": pair,
        "note": note,
        "steps": steps(pair),
        "sides": sides_table(pair),
        "activities": activities_table(pair, lines, may_work),
        "activities_line": _("共 %(all)d 项，已举办 %(held)d 项") % {"all": len(lines), "held": held},
        "route": route(pair, lines, local_date(at)),
        "outcomes": outcome_facts(outcomes),
        "files": files.files_of(queries.FILES, pair.pk) if queries.may_read_files(actor, pair.pk) else [],
        "problems_url": problems_url(pair),
        "timeline": timeline("pairing.pair", pair.pk),
        "article": rulebook.cite(PAIRING.steps[0].article, on=local_date(at)),
    }


def problems_url(pair: "Pair") -> str:
    """Where the layer above shows the problems that point to this pair; "" if it shows none."""
    try:
        return reverse("problems:of-pair", args=[pair.pk])
    except NoReverseMatch:
        return ""


def about(pair: "Pair", command: Command[..., Any], activity: "PlannedActivity | None") -> workflow.About:
    """What the page of a command says of the pair or, from "held" to "called off", of one activity."""
    back, label = url_of(pair), PAIRING.step(command.name).label
    other = None
    if activity is not None and command.name == ABOUT_AN_ACTIVITY[0]:
        other = Link(_("这项活动不办了"), reverse("pairing:call-off-activity", args=[pair.number, activity.pk]))
    return workflow.About(
        title=_("%(verb)s：%(title)s") % {"verb": label, "title": activity.title if activity else pair.title},
        back=back,
        crumbs=[Link(_("结对共建"), reverse("pairing:list")), Link(pair.number, back)],
        chips=[chip(pair)],
        other=other,
    )


# --- offers ---


def offers_table(offers: "Iterable[Offer]", pager: Pager) -> Table:
    """The offers one may change."""
    columns = (
        Column(_("可提供的力量"), phone="head", grow=True),
        Column(_("单位或组织"), phone="line"),
        Column(_("关键词"), "wrap"),
        Column(_("承接"), "number", "end", unit=_("项")),
        Column(_("有效期"), "date", "hidden"),
        Column(_("操作"), "actions", "line"),
    )
    rows = [
        Row(
            [
                Link(o.title, reverse("pairing:change-offer", args=[o.pk]), strong=True),
                o.body.name,
                o.words,
                _("%(used)d／%(most)d") % {"used": getattr(o, "used", 0), "most": o.capacity},
                _("%(since)s 起") % {"since": day(o.since)}
                if not o.until
                else _("%(since)s 至 %(until)s") % {"since": day(o.since), "until": day(o.until)},
                Link(_("撤下"), reverse("pairing:withdraw-offer", args=[o.pk])),
            ],
            key=str(o.pk),
        )
        for o in offers
    ]
    action = Action(_("填写一项"), reverse("pairing:make-offer"), tone="primary")
    empty = Empty(_("还没有填写"), _("写明本单位能为别人做什么，匹配时会被找到。"), action)
    return Table(columns, rows, caption=_("可提供的力量"), empty=empty, pager=pager)


def offers_page(offers: "Iterable[Offer]", pager: Pager) -> PlainPage:
    """The page of one's offers."""
    make = Action(_("填写一项"), reverse("pairing:make-offer"), tone="primary", icon="plus")
    crumbs = [Link(_("结对共建"), reverse("pairing:list"))]
    lead = _("本单位、本支部能为别人做什么。匹配难题时按关键词、校区和余力寻找。")
    head = PageHead(_("可提供的力量"), lead=lead, crumbs=crumbs, actions=[make])
    return PlainPage(head, [offers_table(offers, pager)])


def about_offer(title: str, offer: "Offer | None" = None, *, question: str = "", yes: str) -> workflow.About:
    """What the page of a command on an offer says; of the body it belongs to, if it is there."""
    back = reverse("pairing:offers")
    return workflow.About(
        title=title,
        question=question,
        yes=yes,
        back=back,
        crumbs=[Link(_("结对共建"), reverse("pairing:list")), Link(_("可提供的力量"), back)],
        facts=[Fact(_("单位或组织"), offer.body.name)] if offer is not None else [],
    )
