"""The tables of a contest's page: criteria, awards, results, jury, exclusions, objections. Words only."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.kernel.actor import Actor
from gongjian.web.dates import day
from gongjian.web.shapes import Action, Button, Chip, Column, Empty, Fact, Facts, Link, Row, Table, TwoLines
from gongjian.workflow.pages import state_chip

from . import permissions
from .models import Award, Contest, Criterion, Entry, Juror, Objection, Review
from .procedures import CONTEST, ENTRY, NOTICED, SETTLED


def command_url(name: str, number: str, *more: int) -> str:
    """The page of one command on a contest or an entry."""
    return reverse(f"evaluation:{name.replace('_', '-')}", args=[number, *more])


def criteria_table(criteria: Sequence[Criterion]) -> Table:
    """What is judged."""
    columns = (
        Column(_("评分项"), phone="head", grow=True),
        Column(_("满分"), "number", "line", unit=_("分")),
        Column(_("权重"), "number", "end"),
    )
    rows = [Row([TwoLines(c.name, c.text) if c.text else c.name, str(c.most), f"{c.weight}%"]) for c in criteria]
    empty = Empty(_("还没有评分项"), small=True)
    return Table(columns, rows, caption=_("评分项"), plain=True, empty=empty)


def awards_table(awards: Sequence[Award]) -> Table:
    """What can be won."""
    columns = (Column(_("奖项"), phone="head", grow=True), Column(_("名额"), "number", "end", unit=_("项")))
    rows = [Row([a.name, str(a.quota)]) for a in awards]
    return Table(columns, rows, caption=_("奖项"), plain=True, empty=Empty(_("还没有奖项"), small=True))


def who_entered(entry: Entry, *, names: bool) -> str:
    """The team by name, or (for guests) its unit alone."""
    if entry.body is not None:
        return entry.body.name
    members = list(entry.members.all())
    units = members[0].unit if members else ""
    if not names:
        return units
    people = "、".join(m.person.name for m in members)
    return _("%(people)s（%(units)s）") % {"people": people, "units": units} if units else people


def results_table(contest: Contest, entries: Sequence[Entry], actor: Actor) -> Table:
    """Ranks, scores, how many scores were valid, how many jurors were excluded, awards."""
    columns = (
        Column(_("名次"), "number", "line"),
        Column(_("题目"), phone="head", grow=True),
        Column(_("奖项") if contest.state == SETTLED else _("拟授奖项"), phone="end"),
        Column(_("得分"), "number", "line"),
        Column(_("有效评分"), "number", "line", unit=_("份")),
        Column(_("去掉"), "number", "hidden", unit=_("份")),
        Column(_("回避"), "number", "line", unit=_("人")),
    )
    rows = []
    for e in entries:
        excluded = sum(1 for r in e.reviews.all() if r.exclusion)
        may = permissions.may_read_entry(actor, e)
        title = Link(e.title, reverse("evaluation:entry", args=[e.number])) if may and actor.is_signed_in else e.title
        first = TwoLines(title, who_entered(e, names=actor.is_signed_in))
        award = Chip(e.award.name, "good") if e.award else "—"
        rows.append(
            Row(
                [
                    str(e.rank or "—"),
                    first,
                    award,
                    "—" if e.score is None else str(e.score),
                    str(e.valid_reviews),
                    str(e.dropped_reviews),
                    str(excluded),
                ],
                key=str(e.pk),
            )
        )
    return Table(columns, rows, caption=_("结果"), empty=Empty(_("还没有结果"), small=True))


def exclusion_table(rows: Sequence[Review]) -> Table | None:
    """Who was kept away from which entry, and why; for those who manage."""
    if not rows:
        return None
    columns = (
        Column(_("评委"), phone="head"),
        Column(_("申报"), phone="line"),
        Column(_("原因"), "wrap", grow=True),
        Column(_("类别"), phone="end"),
    )
    made = [Row([r.juror.person.name, r.entry.number, r.reason, Chip(r.get_exclusion_display(), "warn")]) for r in rows]
    return Table(columns, made, caption=_("回避"))


def jury_table(contest: Contest, jurors: Sequence[Juror], progress: dict[int, tuple[int, int, int]]) -> Table:
    """The jury with its work, for those who manage."""
    columns = (
        Column(_("评委"), phone="head", grow=True),
        Column(_("分派"), "number", "line", unit=_("项")),
        Column(_("已评"), "number", "line", unit=_("项")),
        Column(_("回避"), "number", "line", unit=_("项")),
        Column(_("操作"), "actions", "end"),
    )
    rows = []
    for j in jurors:
        given, scored, excluded = progress.get(j.pk, (0, 0, 0))
        gone = j.dismissed_at is not None
        button: Any = ""
        if gone:
            button = Chip(_("已解聘"), "end")
        elif CONTEST.step("dismiss_juror").sources.count(contest.state):
            button = Button(_("解聘"), command_url("dismiss_juror", contest.number, j.pk))
        name: Any = TwoLines(j.person.name, j.reason) if gone else j.person.name
        rows.append(Row([name, str(given), str(scored), str(excluded), button], tone="quiet" if gone else ""))
    action = Action(_("聘任评委"), command_url("appoint_juror", contest.number))
    empty = Empty(_("还没有评委"), _("每项申报的有效评分有下限，请多聘几位。"), action, small=True)
    return Table(columns, rows, caption=_("评委"), empty=empty)


def objection_table(contest: Contest, rows: Sequence[Objection], *, manages: bool) -> Table | None:
    """Objections with their answers."""
    if not rows:
        return None
    columns = [
        Column(_("异议"), "wrap", "head", grow=True),
        Column(_("提出"), phone="line"),
        Column(_("答复"), "wrap", "line"),
        Column(_("结果"), "actions", "end"),
    ]
    made = []
    for o in rows:
        about = o.entry.number if o.entry else _("整个评选")
        if o.answered_at:
            state: Any = Chip(_("成立"), "warn") if o.upheld else Chip(_("不成立"), "end")
        elif manages and contest.state == NOTICED:
            state = Button(_("答复"), command_url("answer_objection", contest.number, o.pk))
        else:
            state = Chip(_("待答复"), "warn")
        made.append(Row([TwoLines(o.text, about), TwoLines(o.person.name, day(o.at)), o.answer or "—", state]))
    return Table(columns, made, caption=_("异议"))


def counts_facts(counts: dict[str, int]) -> Facts:
    """How many entries stand where."""
    facts = [
        Fact(s.label, ngettext("%(n)d 项", "%(n)d 项", counts[s.code]) % {"n": counts[s.code]})
        for s in ENTRY.states
        if counts.get(s.code)
    ]
    return Facts(facts or [Fact(_("申报"), _("还没有"))], wide=True)


def own_table(entries: Sequence[Entry]) -> Table:
    """My entries in this contest."""
    columns = (
        Column(_("编号"), phone="line", width="9.5rem"),
        Column(_("题目"), phone="head", grow=True),
        Column(_("状态"), phone="end"),
    )
    rows = [
        Row([Link(e.number, reverse("evaluation:entry", args=[e.number]), True), e.title, state_chip(ENTRY, e.state)])
        for e in entries
    ]
    return Table(columns, rows, caption=_("我的申报"))
