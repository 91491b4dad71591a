"""The pages of meetings, of handing over many at once, and of the yearly report."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.files import queries as files
from gongjian.kernel.actor import Actor
from gongjian.kernel.text import listed
from gongjian.matters import queries as matters
from gongjian.web.dates import when
from gongjian.web.forms import VerbForm
from gongjian.web.pages import PlainPage
from gongjian.web.shapes import (
    Action,
    Chip,
    Column,
    Empty,
    Fact,
    Facts,
    Link,
    PageHead,
    Row,
    Table,
    Timeline,
    TimelineItem,
)
from gongjian.workflow.forms import CommandForm, form_of
from gongjian.workflow.pages import state_chip

from .. import metrics, operations, permissions
from ..meeting_procedure import MEETING
from .congress import crumbs, home

if TYPE_CHECKING:
    from ..models import CongressSession, Meeting, Proposal


def _url(name: str, *args: object) -> str:
    return reverse(f"proposals:{name}", args=list(args))


def _chip(meeting: "Meeting") -> Chip:
    return state_chip(MEETING, meeting.state)


def meetings_page(session: "CongressSession", rows: "Sequence[Meeting]", actor: Actor) -> PlainPage:
    """面对面: the meetings of a session."""
    run = bool(permissions.runs(actor, session))
    plan = Action(_("安排会议"), _url("plan-meeting", session.pk), tone="primary", icon="plus") if run else None
    made = [
        Row(
            [
                Link(m.title, _url("meeting", m.pk), strong=True),
                _chip(m),
                when(m.starts_at),
                m.place,
                listed(u.body.short for u in m.units.all()),
                len(m.discussions.all()),
            ],
            key=str(m.pk),
        )
        for m in rows
    ]
    columns = (
        Column(_("会议"), phone="head", grow=True),
        Column(_("状态"), phone="end"),
        Column(_("时间"), "date", "line"),
        Column(_("地点"), phone="line"),
        Column(_("职能部门"), "name", "hidden"),
        Column(_("提案"), "number", "hidden", _("件")),
    )
    empty = Empty(_("还没有安排面对面会议"), _("请提案人和职能部门坐到一起，逐件说明办理意见。"), plan)
    return PlainPage(
        PageHead(
            _("职能部门面对面"), lead=session.name, crumbs=crumbs(session), actions=[plan] if plan and made else []
        ),
        [Table(columns, made, caption=_("会议"), empty=empty)],
    )


def meeting_page(
    meeting: "Meeting", actor: Actor, at: dt.datetime, *, files_form: CommandForm | None = None
) -> dict[str, Any]:
    """One meeting: when, where, who; what was said for each proposal; its papers."""
    session = meeting.session
    run = bool(permissions.runs(actor, session))
    actions, more = [], []
    waiting = [d for d in meeting.discussions.all() if d.proposal.matter.state == "accepted"]
    if run and meeting.state != "called-off" and at >= meeting.starts_at:
        word = _("登记纪要") if meeting.state == "planned" else _("补充纪要")
        actions.append(
            Action(word, _url("record-meeting", meeting.pk), tone="primary" if meeting.state == "planned" else "plain")
        )
    if run and waiting and meeting.state != "called-off":
        label = ngettext("集中交办 %(n)d 件", "集中交办 %(n)d 件", len(waiting)) % {"n": len(waiting)}
        actions.append(Action(label, f"{_url('hand-over')}?meeting={meeting.pk}"))
    if meeting.state == "held":
        actions.append(Action(_("纪要（Word）"), _url("minutes", meeting.pk), icon="download", download=True))
    if run and meeting.state == "planned":
        more.append(Action(_("取消会议"), _url("call-off-meeting", meeting.pk)))
    units = meeting.units.all()
    facts = [
        Fact(_("职能部门"), listed(u.body.name for u in units)),
        Fact(_("召集"), session.host.name),
    ]
    if meeting.state == "held":
        facts[0:1] = [Fact(_("到会单位"), listed(u.body.name for u in units if u.came))]
        absent = [u.body.name for u in units if not u.came]
        if absent:
            facts.append(Fact(_("未到会"), listed(absent)))
        if meeting.present:
            facts.append(Fact(_("到会人员"), meeting.present))
    if meeting.summary:
        facts.append(Fact(_("会议小结"), meeting.summary))
    if meeting.reason:
        facts.append(Fact(_("取消原因"), meeting.reason))
    items = []
    for d in meeting.discussions.all():
        m = d.proposal.matter
        details = [
            Fact(_("案名"), m.title),
            Fact(_("状态"), matters.chip(m)),
            Fact(_("主办"), m.lead.name if m.lead else "—"),
        ]
        if d.next_step:
            details.append(Fact(_("下一步"), d.next_step))
        link = Link(m.number, reverse("matters:item", args=[m.number]))
        said = d.said or _("列入议程，还没有登记说明。")
        tone: Any = "active" if d.said else "quiet"
        items.append(TimelineItem("", link, d.by, said, details, tone=tone))  # type: ignore[arg-type]
    return {
        "head": PageHead(
            meeting.title,
            crumbs=[*crumbs(session), Link(_("面对面"), _url("meetings", session.pk))],
            chips=[_chip(meeting)],
            facts=[Fact(_("时间"), when(meeting.starts_at)), Fact(_("地点"), meeting.place)],
            actions=actions,
            more=more,
        ),
        "facts": Facts(facts),
        "discussions": Timeline(items),
        "meeting": meeting,
        "files": [
            Link(f.name, reverse("files:download", args=[f.pk]))
            for f in files.files_of("proposals.meeting", meeting.pk)
        ],
        "files_form": (files_form or form_of(operations.attach_minutes)(seen=meeting.version))
        if run and meeting.state == "held"
        else None,
    }


def rows_page(
    forms: Any,
    heads: Sequence[tuple[str, str]],
    *,
    title: str,
    back: str,
    form: Any = None,
    lead: str = "",
    yes: str = "",
) -> dict[str, Any]:
    """A page of rows, one for each proposal: (number, title) stand over the fields."""
    return {
        "head": PageHead(title, lead=lead, crumbs=[home()]),
        "form": form,
        "forms": forms,
        "rows": list(zip(heads, forms, strict=True)),
        "back": back,
        "yes": yes or title,
    }


def heads_of(proposals: "Sequence[Proposal]") -> list[tuple[str, str]]:
    """(number, title) of each."""
    return [(p.matter.number, p.matter.title) for p in proposals]


def _table(rows: Sequence[tuple[str, metrics.Counts]], what: str, total: metrics.Counts) -> Table:
    names = ("accepted", "handed_over", "answered", "solved", "in_hand")
    columns = [Column(what, "name", "head", grow=True)]
    columns += [Column(metrics.LABELS[name], "number", "line", _("件")) for name in names]
    made = [Row([label, *(getattr(counts, name) for name in names)]) for label, counts in rows]
    foot = Row([_("合计"), *(getattr(total, name) for name in names)])
    return Table(columns, made, caption=what, foot=foot, plain=True, empty=Empty(_("还没有数字"), small=True))


def report_page(report: metrics.Report) -> dict[str, Any]:
    """年度报告: every number with its definition; by unit, by category; meetings."""
    session, total = report.session, report.total
    numbers = [
        (metrics.LABELS["submitted"], total.submitted, metrics.DEFINITIONS["submitted"]),
        (metrics.LABELS["accepted"], total.accepted, metrics.DEFINITIONS["accepted"]),
        (metrics.LABELS["handed_over"], total.handed_over, metrics.DEFINITIONS["handed_over"]),
        (
            _("移交率"),
            total.share,
            _("移交数除以立案数：%(a)d ÷ %(b)d。") % {"a": total.handed_over, "b": total.accepted},
        ),
        (metrics.LABELS["answered"], total.answered, metrics.DEFINITIONS["answered"]),
        (metrics.LABELS["solved"], total.solved, metrics.DEFINITIONS["solved"]),
        (metrics.LABELS["in_hand"], total.in_hand, metrics.DEFINITIONS["in_hand"]),
        (_("涉及单位"), len(report.units), metrics.DEFINITIONS["units"]),
        (_("面对面会议"), report.meetings, metrics.DEFINITIONS["meetings"]),
        (_("跟踪中的承诺"), total.promised, metrics.DEFINITIONS["promised"]),
        (metrics.LABELS["declined"], total.declined, metrics.DEFINITIONS["declined"]),
        (metrics.LABELS["turned"], total.turned, metrics.DEFINITIONS["turned"]),
    ]
    rows = [Row([label, value, words]) for label, value, words in numbers]
    columns = (
        Column(_("项目"), phone="head"),
        Column(_("数量"), "number", "end"),
        Column(_("口径"), "wrap", "line", grow=True),
    )
    return {
        "head": PageHead(
            _("年度报告"),
            lead=session.name,
            crumbs=crumbs(session),
            actions=[
                Action(_("Word"), _url("report-paper", session.pk), icon="download", download=True),
                Action(_("Excel"), _url("report-sheet", session.pk), icon="download", download=True),
            ],
        ),
        "numbers": Table(columns, rows, caption=_("总体情况"), plain=True),
        "units": _table(report.units, _("承办单位"), _sum(report.units)),
        "categories": _table(report.categories, _("类别"), total),
        "meetings": _("共召开面对面会议 %(n)d 次，当面说明的提案 %(m)d 件。")
        % {"n": report.meetings, "m": report.discussed},
    }


def _sum(rows: Sequence[tuple[str, metrics.Counts]]) -> metrics.Counts:
    total = metrics.Counts()
    for _label, counts in rows:
        for name in metrics.LABELS:
            setattr(total, name, getattr(total, name) + getattr(counts, name))
    return total


class RowsForm(VerbForm):
    """The head of a page of rows: it holds what the verb refuses."""


def heads_for(forms: Any, proposals: "Sequence[Proposal]") -> list[tuple[str, str]]:
    """(number, title) for each row of the formset as it was sent; a row that is no longer there keeps its number."""
    titles = dict(heads_of(proposals))
    numbers = [str(form["number"].value() or "") for form in forms]
    return [(number, titles.get(number, "")) for number in numbers]
