"""The pages of contests as shapes: lists, the page of a contest, its results. Words only."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.audit import queries as ledger
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.procedure import Procedure
from gongjian.rulebook import queries as rulebook
from gongjian.web.dates import day
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
    Row,
    StepBar,
    Table,
)
from gongjian.workflow import pages as workflow
from gongjian.workflow.command import Command

from .. import queries, tables
from ..operations import CONTEST_COMMANDS, amend_contest, out_of_time, prolong
from ..permissions import may_draw_up, may_enter, may_manage
from ..procedures import CONTEST, CONTEST_STAGES, ENTRY, JUDGING, NOTICED, OPEN, SETTLED

if TYPE_CHECKING:
    from ..models import Contest

OWN_LINE = ("dismiss_juror", "answer_objection")  # commands that stand in a row of a table, not in the head


def url_of(contest: "Contest") -> str:
    """The page of the contest."""
    return reverse("evaluation:item", args=[contest.number])


def named(contest: "Contest") -> str:
    """ "第 3 届集智思源提案大赛"."""
    return _("第 %(n)d 届%(title)s") % {"n": contest.edition, "title": contest.title}


def span(since: dt.date, until: dt.date) -> str:
    """ "2026-03-02 至 2026-03-22"."""
    return _("%(since)s 至 %(until)s") % {"since": day(since), "until": day(until)}


def home_crumb() -> Link:
    """The way back to the list."""
    return Link(_("评选"), reverse("evaluation:list"))


# --- the list ---


def list_head(actor: Actor) -> PageHead:
    """The head of the list, with what one can do from there."""
    actions = []
    if actor.is_signed_in:
        if may_draw_up(actor):
            draw_up = reverse("evaluation:draw-up-contest")
            actions.append(Action(_("拟订评选"), draw_up, tone="primary", icon="plus"))
        actions.append(Action(_("我的申报"), reverse("evaluation:mine")))
        actions.append(Action(_("我的评审"), reverse("evaluation:desk")))
    return PageHead(_("评选"), lead=_("提案大赛和集体评选：公开征集，评委评分，公示以后公布。"), actions=actions)


def list_table(contests: "Iterable[Contest]", pager: Pager, *, filtered: bool) -> Table:
    """Contests as a table; on phones a list of two lines."""
    columns = (
        Column(_("编号"), phone="line", width="9.5rem"),
        Column(_("名称"), phone="head", grow=True),
        Column(_("状态"), phone="end"),
        Column(_("类型"), phone="line"),
        Column(_("主办单位"), "name"),
        Column(_("征集"), "date", "line"),
    )
    rows = [
        Row(
            [
                Link(c.number, url_of(c), strong=True),
                named(c),
                workflow.state_chip(CONTEST, c.state),
                c.get_kind_display(),
                c.host.name,
                span(c.opens_on, c.closes_on),
            ],
            key=str(c.pk),
        )
        for c in contests
    ]
    empty = (
        Empty(_("没有符合条件的评选"), _("请放宽筛选条件。"))
        if filtered
        else Empty(_("还没有评选"), _("公布征集的评选会列在这里。"))
    )
    return Table(columns, rows, caption=_("评选"), pager=pager, empty=empty)


# --- the page of a contest ---


def command_url(contest: "Contest", name: str) -> str:
    """The page of one command on the contest."""
    return tables.command_url(name, contest.number)


def actions(contest: "Contest", actor: Actor, at: dt.datetime) -> tuple[list[Action], list[Action]]:
    """The buttons this actor has now: (shown, behind ⋯), from the procedure's table and the predicates."""
    shown, more = workflow.actions(CONTEST_COMMANDS.without(*OWN_LINE), contest, actor, at, command_url)
    if actor.is_signed_in and out_of_time(contest, at) is None:
        href = reverse("evaluation:start-entry", args=[contest.number])
        fits = contest.kind != "proposal" or queries.is_student(actor.person_id)
        if fits and may_enter(actor, contest):
            mine = Action(ENTRY.step("start_entry").label, href, tone="primary", icon="plus")
            shown.insert(0, mine)
    if contest.state in (NOTICED, SETTLED):
        export = reverse("evaluation:export", args=[contest.number])
        paper = reverse("evaluation:result-list", args=[contest.number])
        more.append(Action(_("导出 Excel"), export, icon="download", download=True))
        more.append(Action(_("下载结果名单"), paper, icon="download", download=True))
    return workflow.one_filled(shown), more


def steps(
    table: Procedure, stages: Sequence[tuple[str, Any]], state: str, times: dict[str, dt.datetime | None]
) -> StepBar:
    """Where a contest or an entry stands; what was reached once and is to come again has no day."""
    order = [code for code, _label in stages]
    now = order.index(table.state(state).stage)
    return workflow.step_bar(table, stages, state, {c: times[c] if n <= now else None for n, c in enumerate(order)})


def contest_steps(contest: "Contest") -> StepBar:
    """The life of a contest with the present step."""
    times = {
        "draft": contest.drawn_up_at,
        "open": contest.opened_at,
        "judging": contest.judging_at,
        "noticed": contest.noticed_at,
        "end": contest.ended_at,
    }
    return steps(CONTEST, CONTEST_STAGES, contest.state, times)


def dates(contest: "Contest") -> Facts:
    """When what happens."""
    facts = [
        Fact(_("征集"), span(contest.opens_on, contest.closes_on)),
        Fact(_("评审截止"), day(contest.judging_until)),
        Fact(_("公示"), ngettext("%(n)d 个工作日", "%(n)d 个工作日", contest.notice_days) % {"n": contest.notice_days}),
    ]
    if contest.notice_until:
        facts[-1] = Fact(_("公示到"), day(contest.notice_until))
    if contest.ended_at:
        facts.append(Fact(CONTEST.state(contest.state).label, day(contest.ended_at)))
    facts.append(Fact(_("评审方式"), _("隐名评审") if contest.anonymous else _("实名评审")))
    return Facts(facts)


def contest_note(contest: "Contest", at: dt.datetime) -> Note | None:
    """The one remark that matters now."""
    today = local_date(at)
    if contest.state == "called-off":
        return Note(contest.remark, "bad", _("评选已取消"))
    if contest.state == OPEN and today > contest.closes_on:
        return Note(_("征集已经截止，等待开始评审。"), "info")
    if contest.state == OPEN and today < contest.opens_on:
        return Note(_("征集自 %(day)s 开始。") % {"day": day(contest.opens_on)}, "info")
    if contest.state == NOTICED:
        until = _("公示到 %(day)s 为止，期内可以实名提出异议；期满并逐一答复以后公布结果。") % {
            "day": day(contest.notice_until)
        }
        return Note(until, "info", _("结果公示"))
    if contest.remark and contest.state in (OPEN, JUDGING):
        return Note(contest.remark, "info", _("延期或退回评审的理由"))
    return None


def contest_page(contest: "Contest", actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """Everything the page of a contest shows."""
    shown, more = actions(contest, actor, at)
    manages = bool(may_manage(actor, contest)) and actor.is_signed_in
    results = queries.results_of(contest) if contest.state in (NOTICED, SETTLED) else []
    counts = queries.counts_of(contest) if manages else {}
    own = queries.own_entries(actor, contest)
    return {
        "head": PageHead(
            named(contest),
            number=contest.number,
            crumbs=[home_crumb()],
            chips=[workflow.state_chip(CONTEST, contest.state)],
            facts=[Fact(_("主办"), contest.host.name), Fact(_("类型"), contest.get_kind_display())],
            actions=shown,
            more=more,
        ),
        "contest": contest,
        "note": contest_note(contest, at),
        "steps": contest_steps(contest),
        "dates": dates(contest),
        "criteria": tables.criteria_table(queries.criteria_of(contest)),
        "awards": tables.awards_table(queries.awards_of(contest)),
        "results": tables.results_table(contest, results, actor) if results else None,
        "results_title": _("结果") if contest.state == SETTLED else _("结果公示"),
        "own": tables.own_table(own) if own else None,
        "manages": manages,
        "counts": tables.counts_facts(counts) if manages else None,
        "entries_url": reverse("evaluation:entries", args=[contest.number]),
        "jury": tables.jury_table(contest, queries.jurors_of(contest), queries.progress_of(contest))
        if manages
        else None,
        "exclusions": tables.exclusion_table(queries.exclusions_of(contest)) if manages else None,
        "objections": tables.objection_table(contest, queries.objections_for(actor, contest), manages=manages)
        if contest.noticed_at and actor.is_signed_in
        else None,
        "timeline": ledger.shown_timeline(ledger.timeline(queries.SOURCE, contest.pk))
        if manages or (actor.is_signed_in and contest.ended_at)  # it names the jury
        else None,
        "article": rulebook.cite(CONTEST.steps[0].article, on=local_date(at)),
    }


def about(
    contest: "Contest", command: Command[..., Any], *, juror_id: int | None = None, objection_id: int | None = None
) -> workflow.About:
    """What the page of a command says of the contest, or of its juror or objection that stands in the address."""
    what, quote = named(contest), None
    if juror_id is not None:
        what = queries.get_juror(contest, juror_id).person.name
    if objection_id is not None:
        objection = queries.get_objection(contest, objection_id)
        what = str(objection.entry) if objection.entry else what
        quote = (_("异议"), objection.text)
    back = url_of(contest)
    return workflow.About(
        title=_("%(verb)s：%(title)s") % {"verb": CONTEST.step(command.name).label, "title": what},
        back=back,
        crumbs=[home_crumb(), Link(contest.number, back)],
        chips=[workflow.state_chip(CONTEST, contest.state)],
        quote=quote,
    )


def about_drawing_up() -> workflow.About:
    """What the page says on which a contest is drawn up."""
    return workflow.About(
        title=_("拟订评选"),
        back=reverse("evaluation:list"),
        crumbs=[home_crumb()],
        question=_("先写章程，再填评分项与奖项，聘任评委，然后公布征集。"),
        yes=_("保存"),
    )


def first_values(contest: "Contest", command: Command[..., Any]) -> dict[str, Any]:
    """What stands in the form at first: the charter, or the dates that are to be moved."""
    if command is prolong or command is amend_contest:
        return {name: getattr(contest, name) for name in command.inputs if hasattr(contest, name)}
    return {}
