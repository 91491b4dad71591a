"""The pages of notices as shapes: columns, lists, a notice, the desk of those who write and review. Words only."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.audit import queries as ledger
from gongjian.files import queries as files
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.procedure import Procedure
from gongjian.rulebook import queries as rulebook
from gongjian.web.dates import day, when
from gongjian.web.pages import PlainPage
from gongjian.web.shapes import (
    Action,
    Chip,
    Column,
    Empty,
    Fact,
    FilterBar,
    FilterChip,
    FilterGroup,
    Link,
    Note,
    PageHead,
    Pager,
    Row,
    StepBar,
    Table,
    Who,
)
from gongjian.workflow import pages as workflow
from gongjian.workflow.command import Command

from .. import queries, tally
from ..columns import CALL, COLUMNS, LOST, NoticeColumn, label_of
from ..markup import html_of
from ..operations import NOTICE_COMMANDS
from ..permissions import PREDICATES, may_subscribe, may_work, may_write
from ..procedures import BY_READERS, DRAFT, NOTICE, PUBLISHED, STAGES, TAKEN_DOWN

if TYPE_CHECKING:
    from ..models import LostItem, Notice


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a column on the front page of the bulletin."""

    title: str
    url: str
    when: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One column on the front page."""

    column: NoticeColumn
    url: str
    feed: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a notice or an item: where it is, what it shows."""

    url: str
    name: str


def crumb() -> Link:
    """Back to the bulletin."""
    return Link(_("公告栏"), reverse("bulletin:home"))


def desk_crumb() -> Link:
    """Back to the desk of those who write and review."""
    return Link(_("公告工作"), reverse("bulletin:desk"))


def column_url(code: str) -> str:
    """The page of a column."""
    return reverse("bulletin:lost") if code == LOST else reverse("bulletin:column", args=[code])


def feed_url(code: str = "") -> str:
    """The feed of a column, or of all."""
    return reverse("bulletin:column-feed", args=[code]) if code else reverse("bulletin:feed")


def times_read(n: int) -> str:
    """ "1,204 次"."""
    return ngettext("%(n)s 次", "%(n)s 次", n) % {"n": f"{n:,}"}


def times_joined(n: int) -> str:
    """ "86 人响应"."""
    return ngettext("%(n)s 人响应", "%(n)s 人响应", n) % {"n": f"{n:,}"}


def chip(state: str, life: Procedure = NOTICE) -> Chip:
    """The state in its colour."""
    return workflow.state_chip(life, state)


# --- the front page and the columns ---


def _card_line(card: queries.NoticeCard) -> Line:
    remark = times_joined(card.joined) if card.column == CALL else card.body
    return Line(card.title, card.url, day(card.published_at), remark)


def _item_line(item: "LostItem") -> Line:
    title = _("%(sort)s：%(title)s") % {"sort": item.get_sort_display(), "title": item.title}
    return Line(title, queries.item_url(item.number), day(item.entered_at), item.place)


def home_page(actor: Actor) -> dict[str, Any]:
    """Every column with its newest."""
    items = queries.latest_items(5)
    panels = []
    for column in COLUMNS:
        lines = (
            [_item_line(i) for i in items]
            if column.code == LOST
            else [_card_line(c) for c in queries.latest([column.code], 5)]
        )
        panels.append(Panel(column, column_url(column.code), feed_url(column.code), lines))
    actions = [Action(_("登记失物招领"), reverse("bulletin:enter-item"), tone="primary", icon="plus")]
    if may_subscribe(actor):
        actions.append(Action(_("订阅栏目"), reverse("bulletin:subscribe"), icon="bell"))
    if may_work(actor):
        actions.append(Action(_("公告工作"), reverse("bulletin:desk"), icon="edit"))
    lead = _("通知、进展和大家的事，分栏发布；不登录也能看。")
    return {"head": PageHead(_("公告栏"), lead=lead, actions=actions), "panels": panels, "feed": feed_url()}


def list_table(notices: "Iterable[Notice]", *, pager: Pager, empty: Empty, call: bool = False) -> Table:
    """Published notices; on phones a list of two lines."""
    columns = [
        Column(_("标题"), "wrap", "head", grow=True),
        Column(_("发布单位"), "name"),
        Column(_("发布日期"), "date"),
        Column(_("阅读"), "number", unit=_("次")),
    ]
    if call:
        columns.append(Column(_("响应"), "number", "end", unit=_("人")))
    rows = []
    for n in notices:
        cells: list[Any] = [
            Link(n.title, queries.url_of(n.number), strong=True),
            n.body.short or n.body.name,
            day(n.published_at),
            f"{n.reads:,}",
        ]
        rows.append(Row([*cells, f"{n.joined:,}"] if call else cells, key=str(n.pk)))
    return Table(columns, rows, caption=_("公告"), pager=pager, empty=empty)


def column_page(column: NoticeColumn, found: Any, form: Any, words: str, actor: Actor) -> PlainPage:
    """One column: its notices, its neighbours, its feed."""
    here = column_url(column.code)
    chips = [FilterChip(c.label, column_url(c.code), c.code == column.code) for c in COLUMNS]
    keep = {"q": words} if words else {}

    def link(**more: str) -> str:
        return f"?{urlencode(keep | more)}"

    pager = Pager(found.before and link(before=found.before), found.after and link(after=found.after))
    empty = (
        Empty(_("没有符合条件的公告"), _("请换一个词再查找。"))
        if words
        else Empty(_("这一栏还没有公告"), column.purpose)
    )
    actions = []
    if may_write(actor):
        actions.append(Action(_("起草公告"), f"{reverse('bulletin:write')}?column={column.code}", tone="primary"))
    actions.append(Action(_("订阅源"), feed_url(column.code), icon="link"))
    return PlainPage(
        PageHead(column.label, lead=column.purpose, crumbs=[crumb()], actions=actions),
        [
            FilterBar([FilterGroup(_("栏目"), chips)], form, here, here if words else ""),
            form.refused_as,
            list_table(found.rows, pager=pager, empty=empty, call=column.code == CALL),
        ],
        feed=feed_url(column.code),
    )


# --- a notice ---


def verb_url(notice: "Notice", verb: str) -> str:
    """The page of one verb of the notice."""
    return reverse(f"bulletin:{verb.replace('_', '-')}", args=[notice.number])


def actions(notice: "Notice", actor: Actor, at: dt.datetime) -> tuple[list[Action], list[Action]]:
    """The buttons this actor has now: (shown, behind ⋯); whoever wrote it sees why they do not publish it."""
    explained = ("publish",) if PREDICATES["may_amend"](actor, notice) else ()
    worked = NOTICE_COMMANDS.without(*BY_READERS)
    return workflow.actions(worked, notice, actor, at, verb_url, explained=explained)


def steps(notice: "Notice") -> StepBar:
    """Where the notice stands: writing, review, public."""
    times = {"draft": notice.written_at, "review": notice.sent_at, "public": notice.published_at}
    return workflow.step_bar(NOTICE, STAGES, notice.state, times, all_done=notice.state == PUBLISHED)


def _note(notice: "Notice") -> Note | None:
    if notice.state == DRAFT and notice.given_back:
        return Note(notice.given_back, "warn", _("已退回，请修改后重新送审"))
    if notice.state == TAKEN_DOWN:
        return Note(notice.end_note, "warn", _("已撤下，公众看不到"))
    if notice.state != PUBLISHED:
        return Note(_("这篇公告还没有发布，只有起草和审核的人能看到。"), "info")
    return None


def _facts(notice: "Notice", works: bool) -> list[Fact]:
    facts = [Fact(_("发布单位"), notice.body.name)]
    if notice.published_at:
        facts.append(Fact(_("发布时间"), when(notice.published_at)))
        facts.append(Fact(_("阅读"), times_read(notice.reads + tally.waiting(notice.pk))))
    if works:
        facts.append(Fact(_("执笔"), Who(notice.writer.name) if notice.writer else "—"))
        if notice.reviewer:
            facts.append(Fact(_("审核"), Who(notice.reviewer.name)))
    return facts


def _joining(notice: "Notice", actor: Actor) -> dict[str, Any] | None:
    """The box under a call: how many have joined, and one's own button."""
    if notice.column != CALL or notice.state != PUBLISHED:
        return None
    if actor.person_id is None:
        button = Action(_("登录后响应"), f"{reverse('people:sign-in')}?next={verb_url(notice, 'join')}", tone="primary")
    elif queries.has_joined(actor, notice):
        button = Action(_("取消响应"), verb_url(notice, "leave"), method="post")
    else:
        button = Action(_("我要响应"), verb_url(notice, "join"), tone="primary", method="post")
    return {"words": times_joined(notice.joined), "button": button}


def pictures_and_papers(kind: str, owner_id: int) -> tuple[list[Picture], list[Any]]:
    """The owner's pictures to be shown, and its other files to be downloaded. One query."""
    pictures, papers = [], []
    for file in files.files_of(kind, owner_id):
        if file.is_image and file.shown_in_place:
            name = file.name.rpartition(".")[0] or file.name
            pictures.append(Picture(reverse("files:download", args=[file.pk]), name))
        else:
            papers.append(file)
    return pictures, papers


def item_page(notice: "Notice", actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """Everything the page of a notice shows; more for those who write and review."""
    works = any(PREDICATES[p](actor, notice) for p in ("may_amend", "may_take_down"))
    shown, more = actions(notice, actor, at)
    pictures, papers = pictures_and_papers(queries.FILES, notice.pk)
    crumbs = [crumb(), Link(label_of(notice.column), column_url(notice.column))]
    chips = [chip(notice.state)] if works or notice.state != PUBLISHED else []
    head = PageHead(notice.title, crumbs=crumbs, chips=chips, facts=_facts(notice, works), actions=shown, more=more)
    text: SafeString = html_of(notice.text)
    source = Link(notice.source_label, notice.source_url) if notice.source_kind and notice.source_url else None
    return {
        "head": head,
        "note": _note(notice),
        "steps": steps(notice) if works and notice.state != PUBLISHED else None,
        "text": text,
        "pictures": pictures,
        "papers": papers,
        "joining": _joining(notice, actor),
        "source": source,
        "number": notice.number,
        "feed": feed_url(notice.column),
        "timeline": ledger.shown_timeline(ledger.timeline(queries.SOURCE, notice.pk)) if works else None,
        "article": rulebook.cite(NOTICE.step("publish").article, on=local_date(at)) if works else None,
    }


def about(notice: "Notice", command: Command[..., Any]) -> workflow.About:
    """What the page of a command says of the notice."""
    label = NOTICE.step(command.name).label
    back = queries.url_of(notice.number)
    return workflow.About(
        title=_("%(verb)s：%(title)s") % {"verb": label, "title": notice.title},
        back=back,
        crumbs=[crumb(), Link(notice.number, back)],
        chips=[chip(notice.state)],
    )


def about_writing() -> workflow.About:
    """What the page says on which a notice is begun."""
    back = reverse("bulletin:desk")
    return workflow.About(title=_("起草公告"), back=back, crumbs=[crumb(), desk_crumb()], yes=_("保存草稿"))
