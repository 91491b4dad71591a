"""Entering: start an entry, write it, hand it in, take it back; the check of its form by the host."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.files import operations as files
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.idempotency import store_result, stored_result
from gongjian.kernel.outbox import announce
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.org import queries as org
from gongjian.people import queries as people

from ..events import EntryAdmitted, EntryHandedIn, EntryReturned, EntryTurnedDown
from ..models import Contest, Entry, EntryMember
from ..permissions import ENTER, may_enter
from ..procedures import ENTERING, ENTRY, FORM_CHECK, OPEN, TERM
from ..queries import FILES, again, asked_least, categories, check_entrant, team_most
from ._shape import begin, cite, move, record, words
from .judging import rank_again
from .preparing import next_entry_number, within_entering


@dataclass(frozen=True, slots=True)
class EntryText:
    """What is written in an entry; all but the title may be empty until it is handed in.

    ``team``: student numbers of the members besides the leader; ``body_id``: the body that enters (contest of bodies).
    """

    title: str
    category: str = ""
    background: str = ""
    research_place: str = ""
    research_since: dt.date | None = None
    research_until: dt.date | None = None
    research_method: str = ""
    asked: int | None = None
    findings: str = ""
    analysis: str = ""
    advice: str = ""
    team: tuple[str, ...] = ()
    body_id: int | None = None


LENGTHS = {
    "title": 80,
    "category": 30,
    "background": 3000,
    "research_place": 120,
    "research_method": 200,
    "findings": 2000,
    "analysis": 2000,
    "advice": 3000,
}


@transaction.atomic
def start_entry(
    *,
    contest: Contest,
    text: EntryText,
    actor: Actor,
    at: dt.datetime,
    token: str = "",
    uploads: "Sequence[UploadedFile[bytes]]" = (),
) -> Entry:
    """Begin an entry; the actor is the leader of its team. It can be written on until it is handed in (contest-rules:3).

    Raises Refused: not signed in, not within the days of entering, a team that does not hold together.
    """
    known = stored_result(actor=actor, kind="evaluation.start-entry", token=token)
    if known is not None:
        return again(Entry.objects.get(pk=known))
    permit(may_enter, actor, contest)
    check_entrant(actor, contest, local_date(at))
    check_in_time(contest=contest, at=at)
    assert actor.person_id is not None
    fields, team = _checked(contest, text, actor.person_id, actor, at)
    entry = Entry.objects.create(
        contest=contest,
        number=next_entry_number(at),
        state=ENTRY.start,
        leader_id=actor.person_id,
        started_at=at,
        **fields,
    )
    _write_team(entry, team, at)
    files.store_all(owner_kind=FILES, owner_id=entry.pk, uploads=uploads, actor=actor, at=at)
    record("evaluation.entry-started", entry, ENTRY.step("start_entry"), actor, at, {"contest": contest.number})
    store_result(actor=actor, kind="evaluation.start-entry", token=token, object_id=entry.pk, at=at)
    return again(entry)


@transaction.atomic
def write_entry(
    *,
    entry: Entry,
    text: EntryText,
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    uploads: "Sequence[UploadedFile[bytes]]" = (),
    drop: Sequence[int] = (),
) -> Entry:
    """Write on. ``uploads`` are added, the files in ``drop`` taken away. The leader stays the same.

    Raises Refused: not of the team, handed in already, not within the days of entering, malformed.
    """
    line = begin("write_entry", entry, actor, seen=seen)
    check_in_time(contest=entry.contest, at=at)
    fields, team = _checked(entry.contest, text, entry.leader_id, actor, at)
    move(entry, **fields)
    _write_team(entry, team, at)
    for file_id in drop:
        files.remove(
            owner_kind=FILES, owner_id=entry.pk, file_id=file_id, reason=_("修改申报时移除"), actor=actor, at=at
        )
    files.store_all(owner_kind=FILES, owner_id=entry.pk, uploads=uploads, actor=actor, at=at)
    record("evaluation.entry-written", entry, line, actor, at)
    return again(entry)


@transaction.atomic
def hand_in(*, entry: Entry, actor: Actor, at: dt.datetime, seen: int | None = None) -> Entry:
    """Hand the entry in; it is not changed any more and waits for the check of its form.

    Raises Refused: not of the team, not within the days of entering, or parts still missing (Malformed names them).
    """
    line = begin("hand_in", entry, actor, seen=seen)
    check_in_time(contest=entry.contest, at=at)
    missing = still_missing(entry, at)
    if missing:
        raise Malformed(
            _("申报还不完整，不能提交。"),
            fields={name: [sentence] for name, sentence in missing.items()},
            code="entry-incomplete",
            authority=cite(ENTERING, at),
        )
    move(entry, target=line.target, handed_in_at=at, remark="")
    record("evaluation.entry-handed-in", entry, line, actor, at)
    announce(EntryHandedIn(at=at, actor_person_id=actor.person_id, entry_id=entry.pk, number=entry.number))
    return entry


@transaction.atomic
def retract(*, entry: Entry, actor: Actor, at: dt.datetime, seen: int | None = None) -> Entry:
    """Take the entry back before the judging begins (contest-rules:12). Raises Refused: not of the team, too late."""
    line = begin("retract", entry, actor, seen=seen)
    move(entry, target=line.target)
    record("evaluation.entry-retracted", entry, line, actor, at)
    return entry


@transaction.atomic
def return_entry(*, entry: Entry, reason: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Entry:
    """Give the entry back to be completed, as long as entries are taken (contest-rules:5).

    Raises Refused: not theirs to check, not handed in, the days of entering over, no reason.
    """
    line = begin("return_entry", entry, actor, seen=seen)
    reason = words("reason", reason, 500, _("请写明要补正什么。"))
    if not within_entering(entry.contest, at):
        raise NotNow(
            _("征集已经截止，不能再退回补正。"),
            code="entering-over",
            authority=cite(FORM_CHECK, at),
            remedy=_("请通过形式审查，或者写明理由不予通过；确需补正的，先办理延期。"),
        )
    move(entry, target=line.target, remark=reason)
    record("evaluation.entry-returned", entry, line, actor, at, {"reason": reason})
    announce(
        EntryReturned(at=at, actor_person_id=actor.person_id, entry_id=entry.pk, number=entry.number, reason=reason)
    )
    return entry


@transaction.atomic
def admit(*, entry: Entry, actor: Actor, at: dt.datetime, seen: int | None = None) -> Entry:
    """The entry has what an entry needs and will be judged. Raises Refused: not theirs to check, not handed in."""
    line = begin("admit", entry, actor, seen=seen)
    _before_judging(entry)
    move(entry, target=line.target, checked_at=at)
    record("evaluation.entry-admitted", entry, line, actor, at)
    announce(EntryAdmitted(at=at, actor_person_id=actor.person_id, entry_id=entry.pk, number=entry.number))
    return entry


@transaction.atomic
def turn_down(*, entry: Entry, reason: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Entry:
    """The entry does not take part, for a reason of form. Raises Refused: not theirs to check, not handed in, no reason."""
    return _out("turn_down", "evaluation.entry-turned-down", entry, reason, actor, at, seen)


@transaction.atomic
def disqualify(*, entry: Entry, reason: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Entry:
    """The entry does not take part any more; the ranks below it move up (contest-rules:5).

    Raises Refused: not theirs to check, the contest ended, no reason.
    """
    done = _out("disqualify", "evaluation.entry-disqualified", entry, reason, actor, at, seen)
    rank_again(entry.contest, at)
    return done


def _out(verb: str, word: str, entry: Entry, reason: str, actor: Actor, at: dt.datetime, seen: int | None) -> Entry:
    line = begin(verb, entry, actor, seen=seen)
    reason = words("reason", reason, 500, _("请写明理由。"))
    _before_judging(entry, ended_only=verb == "disqualify")
    move(entry, target=line.target, checked_at=entry.checked_at or at, remark=reason, award=None)
    record(word, entry, line, actor, at, {"reason": reason})
    announce(
        EntryTurnedDown(at=at, actor_person_id=actor.person_id, entry_id=entry.pk, number=entry.number, reason=reason)
    )
    return entry


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


def check_in_time(*, contest: Contest, at: dt.datetime) -> None:
    """Whether entries can be written and handed in now. Raises NotNow with the dates (contest-rules:4)."""
    if within_entering(contest, at):
        return
    today = local_date(at)
    if contest.state == OPEN and today < contest.opens_on:
        raise NotNow(
            _("征集自 %(day)s 开始，现在还不能申报。") % {"day": contest.opens_on.isoformat()},
            code="entering-not-begun",
            authority=cite(TERM, at),
        )
    raise NotNow(
        _("征集已于 %(day)s 截止，不再受理申报和修改。") % {"day": contest.closes_on.isoformat()},
        code="entering-over",
        authority=cite(TERM, at),
        remedy=_("请留意下一届评选。"),
    )


def _before_judging(entry: Entry, *, ended_only: bool = False) -> None:
    allowed = ("open", "judging", "noticed") if ended_only else ("open",)
    if entry.contest.state not in allowed:
        raise NotNow(
            _("这次评选现在是“%(state)s”，不能再办理形式审查。") % {"state": entry.contest.get_state_display()},
            code="checking-over",
        )


def _checked(
    contest: Contest, text: EntryText, leader_id: int, actor: Actor, at: dt.datetime
) -> tuple[dict[str, Any], list[int]]:
    """The fields of the row and the persons of the team, leader first. Raises Malformed naming every wrong field."""
    wrong: dict[str, list[Any]] = {}
    fields: dict[str, Any] = {name: getattr(text, name).strip() for name in LENGTHS}
    for name, most in LENGTHS.items():
        if len(fields[name]) > most:
            wrong[name] = [_("最多 %(most)d 字，现在 %(now)d 字。") % {"most": most, "now": len(fields[name])}]
    if not fields["title"]:
        wrong["title"] = [_("请写明题目。")]
    if text.research_since and text.research_until and text.research_until < text.research_since:
        wrong["research_until"] = [_("调研结束不能早于开始。")]
    if text.asked is not None and not 0 <= text.asked <= 1_000_000:
        wrong["asked"] = [_("受访人数须为 0 至 1000000。")]
    fields |= {"research_since": text.research_since, "research_until": text.research_until, "asked": text.asked}
    team = _team(contest, text.team, leader_id, at, wrong)
    fields["body_id"] = _body(contest, text.body_id, actor, wrong)
    if wrong:
        raise Malformed(fields=wrong)
    return fields, team


def _team(
    contest: Contest, numbers: Sequence[str], leader_id: int, at: dt.datetime, wrong: dict[str, list[Any]]
) -> list[int]:
    wanted = [n.strip() for n in numbers if n.strip()]
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
        wrong["body"] = [_("请选择您可以代表申报的支部。")]
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
