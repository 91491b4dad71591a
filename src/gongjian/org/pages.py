"""What the pages about bodies show, as shapes."""

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.audit import queries as ledger
from gongjian.kernel import clock
from gongjian.kernel.actor import Actor
from gongjian.kernel.paging import Page
from gongjian.kernel.text import listed
from gongjian.web.dates import day, when
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
    Link,
    PageHead,
    Pager,
    Row,
    Table,
    Timeline,
    TimelineItem,
    Who,
)

from . import permissions, queries
from .forms import AppointmentFilterForm, ListFilterForm

if TYPE_CHECKING:
    from .models import Appointment, Body, Liaison, Membership

CHIPS = ("sort", "kind", "tier", "form")


def link(row: queries.BodyRow, strong: bool = False) -> Link:
    """A body as a link to its page."""
    return Link(row.name, reverse("org:body", args=[row.id]), strong)


def _turned(data: QueryDict, **changes: str) -> str:
    changed = data.copy()
    for name in ("after", "before", *changes):
        changed.pop(name, None)
    for name, value in changes.items():
        if value:
            changed[name] = value
    return f"?{changed.urlencode()}"


def pager(data: QueryDict, page: Page[Any]) -> Pager:
    """The addresses of the neighbouring pages."""
    return Pager(
        _turned(data, before=page.before) if page.before else "", _turned(data, after=page.after) if page.after else ""
    )


def body_list(data: QueryDict, page: "Page[Body]", form: ListFilterForm, may_found: bool) -> PlainPage:
    """The list of bodies with its filters."""
    words = {"sort": _("范围"), "kind": _("单位类别"), "tier": _("层级"), "form": _("形式")}
    kinds = queries.kinds()
    groups = [
        FilterGroup(
            label,
            [
                FilterChip(
                    word, _turned(data, **{name: "" if data.get(name) == value else value}), data.get(name) == value
                )
                for value, word in kinds[name]
            ],
        )
        for name, label in words.items()
    ]
    rows = [queries.row_of(b) for b in page.rows]
    columns = [
        Column(_("名称"), phone="head", grow=True),
        Column(_("类别"), phone="end"),
        Column(_("形式")),
        Column(_("所在校区")),
        Column(_("代码"), phone="hidden"),
    ]
    lines = [
        Row(
            [link(r, True), r.kind_label, r.form_label if r.form != "regular" else "", r.place, r.code],
            tone="quiet" if r.ended else "",
        )
        for r in rows
    ]
    export = Action(_("导出表格"), f"{reverse('org:export')}{_turned(data)}", icon="download", download=True)
    return PlainPage(
        PageHead(_("单位与党组织"), actions=[export]),
        [
            FilterBar(
                groups,
                form=form,
                clear="?" if data else "",
                keep={n: str(data[n]) for n in (*CHIPS, "under") if data.get(n)},
            ),
            Table(
                columns,
                lines,
                pager=pager(data, page),
                empty=Empty(_("没有符合条件的单位或党组织。"), action=Action(_("清除条件"), "?")),
            ),
        ],
    )


@dataclass
class Node:
    """One line of the tree with what stands below it."""

    row: queries.BodyRow
    href: str
    branches: int = 0
    branches_href: str = ""
    below: "list[Node]" = field(default_factory=list)


def tree(at: dt.datetime) -> dict[str, Any]:
    """Committees and general branches as a tree with the number of their branches; units by kind."""
    today = clock.local_date(at)
    counts = queries.branch_counts(today)
    nodes: dict[int, Node] = {}
    roots: list[Node] = []
    for row in queries.tree(sort="organisation", day=today, tiers=("committee", "general-branch")):
        branches = f"{reverse('org:list')}?tier=branch&under={row.id}"
        node = Node(row, reverse("org:body", args=[row.id]), counts.get(row.id, 0), branches)
        nodes[row.id] = node
        above = nodes.get(row.parent_id or 0)
        (above.below if above else roots).append(node)
    kinds: dict[str, list[Link]] = {}
    for row in queries.tree(sort="unit", day=today):
        kinds.setdefault(row.kind_label, []).append(link(row))
    return {
        "head": PageHead(
            _("组织树"), actions=[Action(_("列表"), reverse("org:list")), Action(_("联系点"), reverse("org:liaisons"))]
        ),
        "roots": roots,
        "kinds": list(kinds.items()),
    }


def body(body: "Body", actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """The page of a body: who serves, hosts, what is below, members, liaison, history."""
    today = clock.local_date(at)
    row = queries.row_of(body)
    is_organisation = row.sort == "organisation"
    below = queries.children(body, today)
    facts = [Fact(_("代码"), row.code), Fact(_("所在校区"), row.place or "—"), Fact(_("成立"), day(body.founded))]
    if row.duties:
        facts.append(Fact(_("职责范围"), row.duties))
    if is_organisation:
        facts += _organisation_facts(body, at)
    chips = [Chip(row.kind_label)]
    if row.form_label and row.form != "regular":
        chips.append(Chip(row.form_label, "active"))
    if body.ended:
        chips.append(Chip(_("已撤销"), "end"))
    members = Action(
        _("党员名册"),
        reverse("org:members", args=[row.id]),
        why_not=permissions.may_read_members(actor, body).why_not,
    )
    return {
        "head": PageHead(
            row.name,
            crumbs=[link(r) for r in queries.lineage(body.path)[:-1]],
            chips=chips,
            actions=_verbs(body, row, actor),
            more=[members] if row.kind in ("branch", "group") else [],
        ),
        "facts": Facts(facts),
        "appointments": appointments_table(list(queries.appointments_of(body)[:100]), actor, today, of_one_body=True),
        "below": [link(r) for r in below[:100]],
        "below_url": f"{reverse('org:list')}?under={row.id}" if len(below) > 100 else "",
        "hosted": [link(r) for r in queries.hosted_by(row.id, today)[:100]] if not is_organisation else [],
        "timeline": Timeline(
            [
                TimelineItem(when(e.at), e.verb_label, Who(e.actor_name, e.actor_title), e.sentence)
                for e in ledger.timeline("org.body", row.id, limit=50)
            ]
        ),
    }


def _organisation_facts(body: "Body", at: dt.datetime) -> list[Fact]:
    _unit, organisation = queries.parts_of(body)
    assert organisation is not None
    today = clock.local_date(at)
    hosts = queries.hosts_of([body.pk])[body.pk]
    facts = [Fact(_("依托单位"), listed(name for _id, name in hosts) or "—")]
    counted = queries.members_count([body.pk], today)[body.pk]
    if counted:
        facts.append(
            Fact(
                _("党员"),
                _("正式 %(full)s 人，预备 %(probationary)s 人")
                % {"full": counted.get("full", 0), "probationary": counted.get("probationary", 0)},
            )
        )
    if organisation.tier == "branch":
        facts.append(Fact(_("联系委员"), queries.liaison_name(body.pk, at) or _("还没有指定")))
    if organisation.planned_end:
        facts.append(Fact(_("预定撤销"), day(organisation.planned_end), organisation.purpose))
    return facts


def _verbs(body: "Body", row: queries.BodyRow, actor: Actor) -> list[Action]:
    def to(verb: str) -> str:
        return reverse(f"org:{verb}", args=[row.id])

    if body.ended:
        return []
    verbs = []
    if permissions.may_appoint(actor, body):
        verbs.append(Action(_("任职"), to("appoint"), tone="primary"))
        if row.kind == "branch":
            verbs.append(Action(_("指定联系委员"), to("set-liaison")))
    if permissions.may_manage(actor, body):
        if row.sort == "unit":
            verbs.append(Action(_("登记下级单位"), to("found-unit")))
        if row.sort == "organisation" or row.kind == "university":
            verbs.append(Action(_("设立党组织"), to("found-organisation")))
        verbs.append(Action(_("更名"), to("rename")))
        if body.parent_id:
            verbs.append(Action(_("撤销"), to("end-body"), tone="danger"))
    return verbs


def appointments_table(
    appointments: "list[Appointment]",
    actor: Actor,
    today: dt.date,
    *,
    of_one_body: bool = False,
    turn: Pager | None = None,
) -> Table:
    """Terms: post, person, from, to, sending body; with the button to end one where that is allowed."""
    columns = [] if of_one_body else [Column(_("单位或党组织"), grow=True)]
    columns += [
        Column(_("职务"), phone="line"),
        Column(_("姓名"), phone="head"),
        Column(_("任期起"), "date"),
        Column(_("任期止"), "date"),
        Column(_("派出单位"), grow=of_one_body),
        Column(_("操作"), "actions", "end"),
    ]
    rows = []
    for appointment in appointments:
        row = queries.appointment_row(appointment)
        over = row.until is not None and row.until < today
        may_end = not over and bool(permissions.may_appoint(actor, appointment.body))
        cells: list[Any] = [] if of_one_body else [Link(row.body, reverse("org:body", args=[row.body_id]))]
        cells += [row.post_label, row.name, day(row.since), day(row.until), row.sent_by]
        ending = Action(_("免职"), reverse("org:end-appointment", args=[row.id]), small=True)
        cells.append(ending if may_end else Chip(_("已结束"), "end") if over else "")
        rows.append(Row(cells, tone="quiet" if over else ""))
    return Table(
        columns,
        rows,
        pager=turn,
        empty=Empty(_("还没有任职。"), _("书记、委员、经办人等任职会列在这里。"), small=of_one_body),
    )


def appointment_list(
    data: QueryDict, page: "Page[Appointment]", form: AppointmentFilterForm, actor: Actor, at: dt.datetime, title: str
) -> PlainPage:
    """Terms in force, of all bodies."""
    export = Action(
        _("导出表格"), f"{reverse('org:export-appointments')}{_turned(data)}", icon="download", download=True
    )
    return PlainPage(
        PageHead(title, actions=[export]),
        [
            FilterBar(form=form, clear="?" if data else "", keep={n: str(data[n]) for n in ("post",) if data.get(n)}),
            appointments_table(page.rows, actor, clock.local_date(at), turn=pager(data, page)),
        ],
    )


def liaison_list(data: QueryDict, page: "Page[Liaison]", form: AppointmentFilterForm) -> PlainPage:
    """联系点: who answers for which branch."""
    columns = [
        Column(_("联系委员"), phone="end"),
        Column(_("联系的党支部"), phone="head", grow=True),
        Column(_("自"), "date"),
    ]
    rows = [
        Row(
            [
                t.person.name,
                Link(t.organisation.name, reverse("org:body", args=[t.organisation_id])),
                day(t.since),
            ]
        )
        for t in page.rows
    ]
    return PlainPage(
        PageHead(_("联系点"), lead=_("党委委员联系支部：跟踪、催办、答疑，推动卡住的事。")),
        [
            FilterBar(form=form, clear="?" if data else ""),
            Table(columns, rows, pager=pager(data, page), empty=Empty(_("还没有指定联系委员。"))),
        ],
    )


def member_list(data: QueryDict, body: "Body", page: "Page[Membership]") -> PlainPage:
    """The members of a branch."""
    columns = [
        Column(_("姓名"), phone="head", grow=True),
        Column(_("学号或工号")),
        Column(_("阶段"), phone="end"),
        Column(_("转入"), "date"),
    ]
    rows = [Row([m.person.name, m.person.number, m.get_stage_display(), day(m.since)]) for m in page.rows]
    return PlainPage(
        PageHead(_("党员名册"), lead=body.name, crumbs=[Link(body.name, reverse("org:body", args=[body.pk]))]),
        [Table(columns, rows, pager=pager(data, page), empty=Empty(_("还没有登记党员。")))],
    )
