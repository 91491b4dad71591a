"""The pages of the congress as shapes: sessions, one session, my proposals, seconding, the check desk, writing."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import QueryDict
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.paging import Page
from gongjian.matters import queries as matters
from gongjian.web.dates import day
from gongjian.web.pages import PlainPage
from gongjian.web.shapes import (
    Action,
    Chip,
    Column,
    Empty,
    Fact,
    Figure,
    FilterBar,
    FilterChip,
    FilterGroup,
    Link,
    PageHead,
    Pager,
    Row,
    Table,
    Words,
)
from gongjian.web.shapes.atoms import Shape
from gongjian.workflow.command import Command
from gongjian.workflow.pages import About

from .. import metrics, permissions
from ..queries import Likeness, SessionRow

if TYPE_CHECKING:
    from ..models import CongressSession

SESSION_TONES: dict[str, Any] = {
    "coming": "quiet",
    "collecting": "active",
    "working": "active",
    "concluded": "end",
}
ABOUT = 160


def session_chip(session: "CongressSession", today: dt.date) -> Chip:
    """Where the session stands today."""
    state = session.state_on(today)
    words = {
        "coming": pgettext("session", "未开始"),
        "collecting": pgettext("session", "征集中"),
        "working": pgettext("session", "办理中"),
        "concluded": pgettext("session", "已结束"),
    }
    return Chip(words[state], SESSION_TONES[state])


def url_to(name: str, *args: object) -> str:
    """An address of this app."""
    return reverse(f"proposals:{name}", args=list(args))


def home() -> Link:
    return Link(_("提案"), url_to("sessions"))


def crumbs(session: "CongressSession") -> list[Link]:
    return [home(), Link(session.name, url_to("session", session.pk))]


def state_chip(matter: Any) -> Chip:
    return matters.chip(matter)


def sessions_page(rows: Sequence[SessionRow], actor: Actor, at: dt.datetime) -> PlainPage:
    """届次: all congresses, and what this person can do in them."""
    today = local_date(at)
    actions = []
    if any(row.delegate and row.state == "collecting" for row in rows):
        actions.append(Action(_("写提案"), url_to("draft-proposal"), tone="primary", icon="edit"))
    if any(row.delegate for row in rows):
        actions += [Action(_("附议"), url_to("seconding")), Action(_("我的提案"), url_to("mine"))]
    if actor.can_anywhere("matters.receive") and actor.can_anywhere("proposals.run"):
        actions.append(Action(_("审查与交办"), url_to("check")))
    more = [Action(_("设立届次"), url_to("open-session"), icon="plus")] if permissions.runs(actor, None) else []
    if not rows and more:
        actions, more = more, []
    columns = (
        Column(_("届次"), phone="head", grow=True),
        Column(_("状态"), phone="end"),
        Column(_("征集时间"), phone="line"),
        Column(_("提案委员会所在单位"), "name", "hidden"),
        Column(_("您的身份"), phone="line"),
    )
    made = []
    for row in rows:
        s = row.session
        part = _("代表") if row.delegate else _("提案委员会") if row.runs else "—"
        made.append(
            Row(
                [
                    Link(s.name, url_to("session", s.pk), strong=True),
                    session_chip(s, today),
                    _("%(since)s 至 %(until)s") % {"since": day(s.opens_on), "until": day(s.closes_on)},
                    s.host.short,
                    part,
                ],
                key=str(s.pk),
            )
        )
    empty = Empty(_("还没有届次"), _("提案委员会设立届次、导入代表以后，就可以征集提案。"))
    return PlainPage(
        PageHead(
            _("提案"),
            lead=_("代表提出，代表附议，委员会立案，单位答复，由提出和附议的人评价。"),
            actions=actions,
            more=more,
        ),
        [Table(columns, made, caption=_("届次"), empty=empty)],
    )


def session_head(session: "CongressSession", actor: Actor, at: dt.datetime) -> PageHead:
    """Name, state, days; the buttons of delegates and of the committee."""
    today = local_date(at)
    state = session.state_on(today)
    run = bool(permissions.runs(actor, session))
    delegate = permissions.is_delegate(actor, session)
    shown, more = [], []
    if delegate and state == "collecting":
        shown.append(
            Action(_("写提案"), f"{url_to('draft-proposal')}?session={session.pk}", tone="primary", icon="edit")
        )
        shown.append(Action(_("附议"), url_to("seconding")))
    if run:
        shown += [Action(_("审查与交办"), url_to("check"))]
    if permissions.may_report(actor, session):
        shown.append(Action(_("年度报告"), url_to("report", session.pk), icon="chart"))
        more.append(Action(_("代表"), url_to("delegates", session.pk), icon="users"))
    more.append(Action(_("面对面"), url_to("meetings", session.pk), icon="message"))
    if run and session.concluded_on is None:
        more += [
            Action(_("批量登记提案"), url_to("import-proposals", session.pk), icon="upload"),
            Action(_("修改届次"), url_to("change-session", session.pk), icon="edit"),
            Action(
                _("结束本届"),
                url_to("conclude-session", session.pk),
                method="post",
                confirm=_("结束%(name)s？") % {"name": session.name},
                consequences=[_("不再登记代表和提案；在办的提案继续办理和答复。")],
            ),
        ]
    return PageHead(
        session.name,
        crumbs=[home()],
        chips=[session_chip(session, today)],
        facts=[
            Fact(
                _("征集时间"),
                _("%(since)s 至 %(until)s") % {"since": day(session.opens_on), "until": day(session.closes_on)},
            ),
            Fact(_("首先接收"), session.host.name),
        ],
        actions=shown,
        more=more,
    )


def figures(report: metrics.Report) -> list[Figure]:
    """The figures of a session; the definition is under each number on the page of the report."""
    total = report.total
    href = url_to("report", report.session.pk)
    return [
        Figure(metrics.LABELS["accepted"], total.accepted, _("件"), href),
        Figure(
            metrics.LABELS["handed_over"],
            total.handed_over,
            _("件"),
            href,
            _("移交率 %(share)s") % {"share": total.share},
        ),
        Figure(metrics.LABELS["answered"], total.answered, _("件"), href),
        Figure(metrics.LABELS["solved"], total.solved, _("件"), href),
        Figure(metrics.LABELS["in_hand"], total.in_hand, _("件"), href),
    ]


def _paged(data: QueryDict, name: str, key: str) -> str:
    changed = data.copy()
    changed.pop("after", None)
    changed.pop("before", None)
    changed[name] = key
    return f"?{changed.urlencode()}" if key else ""


def pager(data: QueryDict, page: "Page[Any]") -> Pager:
    """Links to the neighbouring pages."""
    return Pager(_paged(data, "before", page.before), _paged(data, "after", page.after))


STATES_SHOWN = ("seconding", "submitted", "accepted", "assigned", "handling", "answered", "promised", "closed-solved")


def state_bar(data: QueryDict, form: Any) -> FilterBar:
    """Chips for the states, a box for words."""
    chips = []
    for code in STATES_SHOWN:
        on = data.get("state") == code
        chips.append(FilterChip(matters.state_label("proposal", code), "?" if on else f"?state={code}", on=on))
    keep = {"state": str(data["state"])} if data.get("state") else {}
    return FilterBar([FilterGroup(_("状态"), chips)], form=form, clear="?" if data else "", keep=keep)


def list_columns() -> tuple[Column, ...]:
    return (
        Column(_("编号"), phone="line", width="9.5rem"),
        Column(_("案名"), phone="head", grow=True),
        Column(_("状态"), phone="end"),
        Column(_("时限"), phone="line"),
        Column(_("类别"), phone="hidden"),
        Column(_("现由谁负责"), "name", "line"),
    )


def matter_row(m: Any, at: dt.datetime, *, inside: bool = True) -> Row:
    """One proposal in a list; ``inside``: its reader may see more than its public page."""
    return Row(
        [
            Link(m.number, reverse("matters:item" if inside else "matters:public-item", args=[m.number]), strong=True),
            m.title,
            matters.chip(m),
            matters.light(m, at) or (day(m.ended_at) if m.ended_at else "—"),
            m.get_category_display(),
            m.holder.short,
        ],
        key=str(m.pk),
    )


def session_page(
    session: "CongressSession", page: "Page[Any]", data: QueryDict, form: Any, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """One session: its figures and its proposals."""
    empty = Empty(_("还没有提案"), _("征集期内由代表提出；提出以后会列在这里。"))
    if data:
        empty = Empty(_("没有符合条件的提案"), _("请放宽筛选条件。"), Action(_("清除条件"), "?"))
    readable = matters.readable_ids(actor, [m.pk for m in page.rows])
    rows = [matter_row(m, at, inside=m.pk in readable) for m in page.rows]
    report = metrics.report_of(session) if permissions.may_report(actor, session) else None
    return {
        "head": session_head(session, actor, at),
        "figures": figures(report) if report is not None and report.total.submitted else [],
        "bar": state_bar(data, form),
        "table": Table(list_columns(), rows, caption=_("提案"), empty=empty, pager=pager(data, page)),
    }


@dataclass(frozen=True, slots=True)
class Like:
    """A similar earlier proposal: title, state, unit, day, the first words of the answer."""

    link: Link
    chip: Chip
    unit: str
    day: str
    answer: str


@dataclass(frozen=True, slots=True)
class Likes(Shape):
    """Similar earlier proposals; with a heading where they stand alone."""

    template: ClassVar[str] = "proposals/likes.html"
    rows: Sequence[Like]
    heading: Words = ""


def likes(found: Iterable[Likeness], at: dt.datetime, *, heading: Words = "") -> Likes:
    """What was proposed before, as a list with links."""
    rows = []
    for like in found:
        m = like.matter
        name = "matters:item" if like.inside else "matters:public-item"
        link = Link(m.title, reverse(name, args=[m.number]))
        rows.append(Like(link, matters.chip(m), (m.lead or m.holder).short, day(m.raised_at), like.answer))
    return Likes(rows, heading)


def write_page(form: Any, *, title: Words, back: str, similar: Likes, note: Any = None) -> dict[str, Any]:
    """The form of a proposal with what is like it beside."""
    return {
        "head": PageHead(
            title,
            lead=_("四个部分写清楚：什么事、怎样了解的、原因在哪里、请谁做什么。"),
            crumbs=[home(), Link(_("我的提案"), url_to("mine"))],
        ),
        "form": form,
        "back": back,
        "likes": similar,
        "note": note,
    }


def about(matter: Any, command: Command[..., Any], at: dt.datetime, similar: Likes | None) -> About:
    """What the page of a command says of the proposal; ``similar`` are shown before one decides."""
    step = command.line
    back = reverse("matters:item", args=[matter.number])
    facts = [Fact(_("现由谁负责"), matter.holder.name), Fact(_("状态"), matters.chip(matter))]
    if (deadline_light := matters.light(matter, at)) is not None:
        facts.append(Fact(_("时限"), deadline_light))
    return About(
        title=step.label,
        number=matter.number,
        question=step.hint or _("%(verb)s这件%(kind)s") % {"verb": step.label, "kind": _("提案")},
        back=back,
        crumbs=[home(), Link(matter.number, back)],
        facts=facts,
        quote=(matter.title, Truncator(matter.text).chars(ABOUT)),
        shown=[similar] if similar is not None else [],
    )


def about_congress(title: Words, session: "CongressSession | None", *, back: str, yes: Words = "") -> About:
    """What the page of a command on a session or a meeting says of it."""
    facts = [Fact(_("届次"), session.name)] if session else []
    return About(
        title=title,
        question="",
        yes=yes,
        back=back,
        crumbs=crumbs(session) if session else [home()],
        facts=facts,
    )
