"""Entering: start an entry, write it, hand it in, take it back."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from gongjian.files import operations as files
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.kernel.sequences import next_number
from gongjian.org import queries as org
from gongjian.people import queries as people
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Day, Files, LongText, Number, Pick, PickMany, Text, Uploads

from ..events import EntryHandedIn
from ..models import Contest, Entry, EntryMember
from ..permissions import ENTER, may_enter
from ..procedures import ENTERING, ENTRY, OPEN, TERM
from ..queries import FILES, again, asked_least, attached, categories, check_entrant, entering_choices, team_most
from .workflows import ENTRIES, cite

SERIES = "申报"
SEPARATORS = re.compile("[，、,]")

Title = Annotated[str, Text(_("题目"), _("一件提案只写一件事。"), limit=80, missing=_("请写明题目。"))]
Category = Annotated[str, Text(_("类别"), limit=30)]
Body = Annotated[int | None, Pick(_("申报的支部"), options=lambda row, actor, at: entering_choices(actor))]
Team = Annotated[
    str,
    LongText(
        _("团队其他成员"),
        _("填写学号，用空格或换行分开；您本人是负责人，不用填。"),
        limit=200,
        rows=2,
    ),
]
Background = Annotated[str, LongText(_("案由"), _("遇到了什么问题，影响了谁。"), limit=3000, rows=5)]
ResearchPlace = Annotated[str, Text(_("调研地点"), limit=120)]
ResearchSince = Annotated[dt.date | None, Day(_("调研开始"))]
ResearchUntil = Annotated[dt.date | None, Day(_("调研结束"))]
ResearchMethod = Annotated[str, Text(_("调研方法"), _("例如“问卷与访谈”“实地走访”。"), limit=200)]
Asked = Annotated[int | None, Number(_("受访人数"), most=1_000_000, missing=_("受访人数须为 0 至 1000000。"))]
Findings = Annotated[str, LongText(_("主要发现"), _("数据和事实，写明来源。"), limit=2000, rows=5)]
Analysis = Annotated[str, LongText(_("分析"), _("为什么会这样，别处怎样解决。"), limit=2000, rows=5)]
Advice = Annotated[str, LongText(_("具体建议"), _("由谁、做什么、怎样算做成。"), limit=3000, rows=5)]
Attachments = Annotated[
    Uploads,
    Files(
        _("附件"),
        _("问卷、照片、数据表等。隐名评审的，附件和文件名中不要出现姓名和单位。不得上传涉密内容。"),
    ),
]


@ENTRIES.creation(
    log=Log("evaluation.entry-started", _("填写申报"), _("在%(contest)s中填写申报。")),
    done=_("已保存。填写完整以后请提交。"),
)
def start_entry(
    *,
    contest: Contest,
    title: Title,
    category: Category = "",
    body_id: Body = None,
    team: Team = "",
    background: Background = "",
    research_place: ResearchPlace = "",
    research_since: ResearchSince = None,
    research_until: ResearchUntil = None,
    research_method: ResearchMethod = "",
    asked: Asked = None,
    findings: Findings = "",
    analysis: Analysis = "",
    advice: Advice = "",
    uploads: Attachments = (),
    actor: Actor,
    at: dt.datetime,
    token: str = "",
    step: Transition[Entry] = RUNNING,
) -> Entry:
    """Begin an entry; the actor is the leader of its team. It can be written on until it is handed in (contest-rules:3).

    ``team`` are the student numbers of the other members, ``body_id`` the body that enters (contest of bodies).
    Raises Refused: not signed in, not within the days of entering, a team that does not hold together.
    """
    permit(may_enter, actor, contest)
    check_entrant(actor, contest, step.today)
    check_in_time(contest=contest, at=at)
    assert actor.person_id is not None
    fields, members = _checked(contest, actor.person_id, step)
    year = step.today.year
    entry = Entry.objects.create(
        contest=contest,
        number=f"{SERIES}-{year}-{next_number(f'{SERIES}-{year}'):04d}",
        state=ENTRY.start,
        leader_id=actor.person_id,
        started_at=at,
        **fields,
    )
    _write_team(entry, members, at)
    files.store_all(owner_kind=FILES, owner_id=entry.pk, uploads=uploads, actor=actor, at=at)
    step.note(contest=contest.number)
    return again(entry)


def _out_of_time(entry: Entry, actor: Actor, at: dt.datetime) -> NotNow | None:
    return out_of_time(entry.contest, at)


@ENTRIES.command(
    log=Log("evaluation.entry-written", _("修改申报"), _("修改了申报。")),
    done=_("已保存。"),
    conditions=(_out_of_time,),
)
def write_entry(
    *,
    entry: Entry,
    title: Title,
    category: Category = "",
    body_id: Body = None,
    team: Team = "",
    background: Background = "",
    research_place: ResearchPlace = "",
    research_since: ResearchSince = None,
    research_until: ResearchUntil = None,
    research_method: ResearchMethod = "",
    asked: Asked = None,
    findings: Findings = "",
    analysis: Analysis = "",
    advice: Advice = "",
    drop: Annotated[Sequence[int], PickMany(_("移除附件"), options=lambda row, actor, at: attached(row))] = (),
    uploads: Attachments = (),
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Entry] = RUNNING,
) -> Entry:
    """Write on. ``uploads`` are added, the files in ``drop`` taken away. The leader stays the same.

    Raises Refused: not of the team, handed in already, not within the days of entering, malformed.
    """
    fields, members = _checked(entry.contest, entry.leader_id, step)
    step.move(**fields)
    _write_team(entry, members, at)
    for file_id in drop:
        files.remove(
            owner_kind=FILES, owner_id=entry.pk, file_id=file_id, reason=str(_("修改申报时移除")), actor=actor, at=at
        )
    files.store_all(owner_kind=FILES, owner_id=entry.pk, uploads=uploads, actor=actor, at=at)
    return again(entry)


@ENTRIES.command(
    log=Log("evaluation.entry-handed-in", _("提交申报"), _("提交了申报。")),
    event=EntryHandedIn,
    done=_("已提交，主办单位审查后会通知您。"),
    consequences=(_("提交以后不再修改；主办单位退回补正的，可以修改后再次提交。"),),
    conditions=(_out_of_time,),
)
def hand_in(
    *, entry: Entry, actor: Actor, at: dt.datetime, seen: int | None = None, step: Transition[Entry] = RUNNING
) -> Entry:
    """Hand the entry in; it is not changed any more and waits for the check of its form.

    Raises Refused: not of the team, not within the days of entering, or parts still missing (Malformed names them).
    """
    missing = still_missing(entry, at)
    if missing:
        raise Malformed(
            _("申报还不完整，不能提交。"),
            fields={name: [sentence] for name, sentence in missing.items()},
            code="entry-incomplete",
            authority=cite(ENTERING, at),
        )
    return step.move(handed_in_at=at, remark="")


@ENTRIES.command(
    log=Log("evaluation.entry-retracted", _("撤回申报"), _("撤回了申报。")),
    done=_("已撤回。"),
    consequences=(_("这项申报不再参加评选，不能恢复；征集期内可以另行申报。"),),
)
def retract(
    *, entry: Entry, actor: Actor, at: dt.datetime, seen: int | None = None, step: Transition[Entry] = RUNNING
) -> Entry:
    """Take the entry back before the judging begins (contest-rules:12). Raises Refused: not of the team, too late."""
    return step.move()


def still_missing(entry: Entry, at: dt.datetime) -> dict[str, Any]:
    """What an entry still lacks before it can be handed in: field → sentence (contest-rules:3). Empty when complete."""
    missing: dict[str, Any] = {}
    if not entry.background.strip():
        missing["background"] = _("请写明案由。") if entry.contest.kind == "proposal" else _("请写明主要事迹。")
    if entry.contest.kind != "proposal":
        return missing
    if entry.category not in categories(local_date(at)):
        missing["category"] = _("请选择类别。")
    wanted = {
        "research_place": _("请写明调研地点。"),
        "research_method": _("请写明调研方法。"),
        "findings": _("请写明调研的主要发现。"),
        "analysis": _("请写明分析。"),
        "advice": _("请写明具体建议。"),
    }
    missing |= {name: sentence for name, sentence in wanted.items() if not getattr(entry, name).strip()}
    if entry.research_since is None or entry.research_until is None:
        missing["research_since"] = _("请写明调研的起止日期。")
    elif entry.research_until > local_date(at):
        missing["research_until"] = _("调研须在提交之前完成。")
    least = asked_least(local_date(at))
    if (entry.asked or 0) < least:
        missing["asked"] = _("受访人数不少于 %(least)d 人。") % {"least": least}
    return missing


def within_entering(contest: Contest, at: dt.datetime) -> bool:
    """Whether entries can be written and handed in on this day."""
    return contest.state == OPEN and contest.opens_on <= local_date(at) <= contest.closes_on


def out_of_time(contest: Contest, at: dt.datetime) -> NotNow | None:
    """Why entries cannot be written and handed in now, with the dates (contest-rules:4); None if they can."""
    if within_entering(contest, at):
        return None
    if contest.state == OPEN and local_date(at) < contest.opens_on:
        return NotNow(
            _("征集自 %(day)s 开始，现在还不能申报。") % {"day": contest.opens_on.isoformat()},
            code="entering-not-begun",
            authority=cite(TERM, at),
        )
    return NotNow(
        _("征集已于 %(day)s 截止，不再受理申报和修改。") % {"day": contest.closes_on.isoformat()},
        code="entering-over",
        authority=cite(TERM, at),
        remedy=_("请留意下一届评选。"),
    )


def check_in_time(*, contest: Contest, at: dt.datetime) -> None:
    """Raises NotNow with the dates if entries cannot be written and handed in now (contest-rules:4)."""
    if (refused := out_of_time(contest, at)) is not None:
        raise refused


def _checked(contest: Contest, leader_id: int, step: Transition[Entry]) -> tuple[dict[str, Any], list[int]]:
    """The fields of the row and the persons of the team, leader first. Raises Malformed naming every wrong field."""
    wrong: dict[str, list[Any]] = {}
    fields = {k: v for k, v in step.values.items() if k not in ("team", "uploads", "drop")}
    since, until = fields["research_since"], fields["research_until"]
    if since and until and until < since:
        wrong["research_until"] = [_("调研结束不能早于开始。")]
    members = _team(contest, step.values["team"], leader_id, step.at, wrong)
    fields["body_id"] = _body(contest, fields["body_id"], step.actor, wrong)
    if wrong:
        raise Malformed(fields=wrong)
    return fields, members


def _team(contest: Contest, numbers: str, leader_id: int, at: dt.datetime, wrong: dict[str, list[Any]]) -> list[int]:
    wanted = SEPARATORS.sub(" ", numbers).split()
    found = people.persons_by_number({*wanted, *(n.upper() for n in wanted)})
    known = {n: found.get(n) or found[n.upper()] for n in wanted if n in found or n.upper() in found}
    unknown = [n for n in wanted if n not in known]
    if unknown:
        wrong["team"] = [_("没有这个学号或工号：%(numbers)s。") % {"numbers": "、".join(unknown[:10])}]
        return []
    team = [leader_id, *(known[n].pk for n in wanted if known[n].pk != leader_id)]
    team = list(dict.fromkeys(team))
    most = team_most(local_date(at))
    if len(team) > most:
        wrong["team"] = [_("团队不超过 %(most)d 人，现在 %(now)d 人。") % {"most": most, "now": len(team)}]
    outside = [p.name for p in known.values() if p.kind != "student"]
    if contest.kind == "proposal" and outside:
        wrong["team"] = [_("团队成员须是学生：%(names)s不是。") % {"names": "、".join(outside)}]
    return team


def _body(contest: Contest, body_id: int | None, actor: Actor, wrong: dict[str, list[Any]]) -> int | None:
    if contest.kind == "proposal":
        return None
    row = org.body_rows([body_id]).get(body_id) if body_id else None
    if row is None or not actor.can(ENTER, row.path):
        wrong["body_id"] = [_("请选择您可以代表申报的支部。")]
        return None
    return row.id


def _write_team(entry: Entry, team: Sequence[int], at: dt.datetime) -> None:
    units = org.ties_of(team, at)
    entry.members.all().delete()
    EntryMember.objects.bulk_create(
        EntryMember(entry=entry, person_id=p, place=n, unit=_units(units.get(p, []))) for n, p in enumerate(team)
    )


def _units(ties: Sequence[org.Tie]) -> str:
    """The units by which a student is named, college and academy; where there is none, the first body."""
    units = [t.name for t in ties if t.sort == "unit"]
    return "、".join(units or [t.name for t in ties[:1]])[:80]
