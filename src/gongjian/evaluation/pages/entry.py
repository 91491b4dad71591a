"""The pages of entries as shapes: one's own, the host's list, the entry itself, the juror's desk and score sheet."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.audit import queries as ledger
from gongjian.files import queries as files
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
    FilterBar,
    FilterChip,
    FilterGroup,
    Link,
    Note,
    PageHead,
    Pager,
    Row,
    Section,
    Table,
    TwoLines,
)
from gongjian.workflow import pages as workflow
from gongjian.workflow.command import Command

from .. import queries
from ..operations import ENTRY_COMMANDS
from ..permissions import is_member, may_manage, review_of, sees_names
from ..procedures import ENTRY, ENTRY_STAGES, NOTICED, SETTLED
from ..tables import command_url, who_entered
from . import contest as pages
from .contest import home_crumb, named, span

if TYPE_CHECKING:
    from ..models import Contest, Entry, Review


def url_of(entry: "Entry") -> str:
    """The page of the entry."""
    return reverse("evaluation:entry", args=[entry.number])


def mine_page(entries: "Sequence[Entry]") -> PlainPage:
    """All my entries."""
    columns = (
        Column(_("编号"), phone="line", width="9.5rem"),
        Column(_("题目"), phone="head", grow=True),
        Column(_("状态"), phone="end"),
        Column(_("评选"), "wrap", "line"),
        Column(_("结果"), phone="line"),
    )
    rows = [
        Row(
            [
                Link(e.number, url_of(e), True),
                e.title,
                workflow.state_chip(ENTRY, e.state),
                Link(named(e.contest), pages.url_of(e.contest)),
                e.award.name if e.award and e.contest.state == SETTLED else "—",
            ],
            key=str(e.pk),
        )
        for e in entries
    ]
    go = Action(_("看看有哪些评选"), reverse("evaluation:list"))
    empty = Empty(_("您还没有申报"), _("在征集中的评选页上可以填写申报。"), go)
    table = Table(columns, rows, caption=_("我的申报"), empty=empty)
    return PlainPage(PageHead(_("我的申报"), crumbs=[home_crumb()]), [table])


def entries_page(contest: "Contest", entries: "Iterable[Entry]", pager: Pager, state: str) -> PlainPage:
    """The host's list of all entries of a contest."""
    columns = (
        Column(_("编号"), phone="line", width="9.5rem"),
        Column(_("题目"), phone="head", grow=True),
        Column(_("状态"), phone="end"),
        Column(_("申报方"), "wrap"),
        Column(_("提交"), "date", "line"),
        Column(_("评分"), "number", "line", unit=_("份")),
    )
    rows = []
    for e in entries:
        reviews = [r for r in e.reviews.all() if not r.exclusion]
        scored = f"{sum(1 for r in reviews if r.scored_at)}／{len(reviews)}" if reviews else "—"
        handed = day(e.handed_in_at) if e.handed_in_at else "—"
        title = TwoLines(e.title, e.category) if e.category else e.title
        cells = [
            Link(e.number, url_of(e), True),
            title,
            workflow.state_chip(ENTRY, e.state),
            who_entered(e, names=True),
            handed,
            scored,
        ]
        rows.append(Row(cells, key=str(e.pk)))
    here = reverse("evaluation:entries", args=[contest.number])
    chips = [
        FilterChip(s.label, here if s.code == state else f"{here}?state={s.code}", s.code == state)
        for s in ENTRY.states
    ]
    empty = Empty(_("没有申报"), _("团队填写和提交的申报会列在这里。"))
    crumbs = [home_crumb(), Link(contest.number, pages.url_of(contest))]
    bar = FilterBar([FilterGroup(_("状态"), chips)], clear=here if state else "")
    table = Table(columns, rows, caption=_("申报"), empty=empty, pager=pager)
    return PlainPage(PageHead(_("%(title)s的申报") % {"title": named(contest)}, crumbs=crumbs), [bar, table])


def command_link(entry: "Entry", name: str) -> str:
    """The page of one command on the entry."""
    return command_url(name, entry.number)


def actions(entry: "Entry", actor: Actor, at: dt.datetime) -> tuple[list[Action], list[Action]]:
    """The buttons this actor has now: (shown, behind ⋯)."""
    return workflow.actions(ENTRY_COMMANDS, entry, actor, at, command_link)


def research(entry: "Entry") -> Facts:
    """The field research as facts."""
    days = span(entry.research_since, entry.research_until) if entry.research_since and entry.research_until else "—"
    return Facts(
        [
            Fact(_("地点"), entry.research_place or "—"),
            Fact(_("日期"), days),
            Fact(_("方法"), entry.research_method or "—"),
            Fact(_("受访人数"), _("%(n)d 人") % {"n": entry.asked} if entry.asked else "—"),
        ],
        wide=True,
    )


def note_of(entry: "Entry", actor: Actor, missing: dict[str, Any]) -> Note | None:
    """The one remark that matters now."""
    mine = is_member(actor, entry)
    if entry.state == "writing" and entry.remark:
        return Note(entry.remark, "warn", _("退回补正，请修改后重新提交"))
    if entry.state == "writing" and mine and missing:
        return Note(_("提交以前还须填写：") + "".join(str(s) for s in missing.values()), "info")
    if entry.state == "turned-down":
        return Note(entry.remark, "bad", _("没有参加评选的理由"))
    if entry.proposal:
        return Note(_("已转入提案程序，编号%(number)s。") % {"number": entry.proposal}, "good")
    return None


def result_facts(entry: "Entry") -> Facts | None:
    """Score, rank, award, once they are on notice."""
    if entry.contest.state not in (NOTICED, SETTLED) or entry.score is None:
        return None
    excluded = sum(1 for r in entry.reviews.all() if r.exclusion)
    facts = [
        Fact(_("得分"), str(entry.score)),
        Fact(_("名次"), str(entry.rank)),
        Fact(_("有效评分"), _("%(n)d 份") % {"n": entry.valid_reviews}),
        Fact(_("去掉最高最低"), _("%(n)d 份") % {"n": entry.dropped_reviews}),
        Fact(_("回避评委"), _("%(n)d 人") % {"n": excluded}),
    ]
    if entry.award:
        label = _("奖项") if entry.contest.state == SETTLED else _("拟授奖项")
        facts.insert(0, Fact(label, Chip(entry.award.name, "good")))
    return Facts(facts)


def comments_of(entry: "Entry", actor: Actor) -> list[str]:
    """The jurors' remarks, without names: for the team once it is over, for the host always."""
    over = entry.contest.state == SETTLED
    if not (over and is_member(actor, entry)) and not may_manage(actor, entry.contest):
        return []
    return [r.comment for r in entry.reviews.all() if r.comment and not r.exclusion]


def review_table(entry: "Entry") -> Table:
    """Who judges this entry and how far they are, for the host; no scores by name before they are closed."""
    columns = (
        Column(_("评委"), phone="head", grow=True),
        Column(_("情况"), phone="end"),
        Column(_("原因"), "wrap", "line"),
    )
    rows = []
    for r in entry.reviews.all():
        if r.exclusion:
            state = Chip(_("回避"), "warn")
        else:
            state = Chip(_("已评"), "good") if r.scored_at else Chip(_("未评"), "quiet")
        rows.append(Row([r.juror.person.name, state, r.reason or "—"]))
    return Table(columns, rows, caption=_("评审"), empty=Empty(_("还没有分派评委"), small=True))


def entry_steps(entry: "Entry") -> Any:
    """The life of an entry with the present step."""
    times = {
        "writing": entry.started_at,
        "handed-in": entry.handed_in_at,
        "admitted": entry.checked_at,
        "scored": entry.contest.noticed_at,
        "end": entry.contest.ended_at or entry.checked_at,
    }
    return pages.steps(ENTRY, ENTRY_STAGES, entry.state, times)


def text_parts(entry: "Entry") -> list[tuple[str, str, str]]:
    """(id, heading, text) of what was written, in reading order."""
    if entry.contest.kind != "proposal":
        return [("background", _("主要事迹"), entry.background)]
    return [
        ("background", _("案由"), entry.background),
        ("findings", _("调研的主要发现"), entry.findings),
        ("analysis", _("分析"), entry.analysis),
        ("advice", _("具体建议"), entry.advice),
    ]


def entry_page(entry: "Entry", actor: Actor, missing: dict[str, Any], at: dt.datetime) -> dict[str, Any]:
    """Everything the page of an entry shows."""
    shown, more = actions(entry, actor, at)
    names, manages = sees_names(actor, entry), bool(may_manage(actor, entry.contest))
    inside = manages or is_member(actor, entry) or review_of(actor, entry) is not None
    facts = [Fact(_("评选"), Link(named(entry.contest), pages.url_of(entry.contest)))]
    if entry.category:
        facts.append(Fact(_("类别"), entry.category))
    if names or (entry.body is None and not actor.is_signed_in):
        facts.append(Fact(_("申报方"), who_entered(entry, names=names)))
    return {
        "head": PageHead(
            entry.title,
            number=entry.number,
            crumbs=[home_crumb(), Link(entry.contest.number, pages.url_of(entry.contest))],
            chips=[workflow.state_chip(ENTRY, entry.state)],
            facts=facts,
            actions=shown,
            more=more,
        ),
        "entry": entry,
        "note": note_of(entry, actor, missing),
        "steps": entry_steps(entry) if inside else None,
        "research": research(entry) if entry.contest.kind == "proposal" else None,
        "parts": text_parts(entry),
        "result": result_facts(entry),
        "comments": comments_of(entry, actor),
        "reviews": review_table(entry) if manages and not is_member(actor, entry) and entry.reviews.all() else None,
        "files": files.files_of(queries.FILES, entry.pk) if actor.is_signed_in else [],
        "timeline": ledger.shown_timeline(ledger.timeline(queries.FILES, entry.pk))
        if manages and not is_member(actor, entry)
        else None,
        "article": rulebook.cite(ENTRY.steps[0].article, on=local_date(at)),
    }


def about(entry: "Entry", command: Command[..., Any]) -> workflow.About:
    """What the page of a command says of the entry."""
    back = url_of(entry)
    return workflow.About(
        title=_("%(verb)s：%(title)s") % {"verb": ENTRY.step(command.name).label, "title": entry.title},
        back=back,
        crumbs=[home_crumb(), Link(entry.number, back)],
        chips=[workflow.state_chip(ENTRY, entry.state)],
    )


def about_starting(contest: "Contest") -> workflow.About:
    """What the page says on which an entry is begun."""
    back = pages.url_of(contest)
    return workflow.About(
        title=_("填写申报"),
        back=back,
        crumbs=[home_crumb(), Link(contest.number, back)],
        question=_("可以先保存，%(day)s 以前填写完整并提交。") % {"day": contest.closes_on.isoformat()},
        yes=_("保存"),
    )


# --- the juror's desk ---


def desk_page(reviews: "Sequence[Review]", at: dt.datetime) -> PlainPage:
    """What I have to judge, contest by contest; what I am kept away from shows number and reason alone."""
    tables = []
    contests: dict[int, Contest] = {r.entry.contest_id: r.entry.contest for r in reviews}
    for pk, contest in contests.items():
        rows = [r for r in reviews if r.entry.contest_id == pk]
        open_rows = [r for r in rows if not r.exclusion]
        done = sum(1 for r in open_rows if r.scored_at)
        left = (contest.judging_until - local_date(at)).days
        line = _("已评 %(done)d／%(all)d，截止 %(day)s") % {
            "done": done,
            "all": len(open_rows),
            "day": day(contest.judging_until),
        }
        tables.append(Section(named(contest), [_desk_table(rows, over=left < 0)], line, flush=True))
    go = Action(_("看看有哪些评选"), reverse("evaluation:list"))
    empty = Empty(_("没有等您评审的申报"), _("受聘为评委、申报分派给您以后，会列在这里。"), go)
    head = PageHead(_("我的评审"), crumbs=[home_crumb()], lead=_("逐项评分，评审截止前可以修改。"))
    return PlainPage(head, tables or [empty])


def _desk_table(rows: "Sequence[Review]", *, over: bool) -> Table:
    columns = (
        Column(_("编号"), phone="line", width="9.5rem"),
        Column(_("题目"), phone="head", grow=True),
        Column(_("情况"), phone="line"),
        Column(_("操作"), "actions", "end"),
    )
    made = []
    for r in rows:
        if r.exclusion:
            made.append(
                Row([r.entry.number, TwoLines(_("须回避"), r.reason), Chip(_("回避"), "warn"), ""], tone="quiet")
            )
            continue
        href = command_url("score", r.entry.number)
        state = Chip(_("已评"), "good") if r.scored_at else Chip(_("未评"), "quiet")
        words = _("修改评分") if r.scored_at else _("评分")
        button = "" if over else Button(words, href, "plain" if r.scored_at else "primary")
        title = TwoLines(r.entry.title, r.entry.category) if r.entry.category else r.entry.title
        made.append(Row([r.entry.number, title, state, button], key=str(r.pk)))
    return Table(columns, made, caption=_("申报"))


def score_page(entry: "Entry", actor: Actor, form: Any, on: dt.date) -> dict[str, Any]:
    """The entry beside the score sheet."""
    decline = Action(_("申报回避"), command_url("declare_conflict", entry.number))
    facts = [Fact(_("类别"), entry.category)] if entry.category else []
    if sees_names(actor, entry):
        facts.append(Fact(_("申报方"), who_entered(entry, names=True)))
    return {
        "head": PageHead(
            entry.title,
            number=entry.number,
            crumbs=[home_crumb(), Link(_("我的评审"), reverse("evaluation:desk"))],
            facts=[*facts, Fact(_("评审截止"), day(entry.contest.judging_until))],
            more=[decline],
        ),
        "form": form,
        "parts": text_parts(entry),
        "research": research(entry) if entry.contest.kind == "proposal" else None,
        "files": files.files_of(queries.FILES, entry.pk),
        "back": reverse("evaluation:desk"),
        "article": rulebook.cite(ENTRY.step("score").article, on=on),
    }
