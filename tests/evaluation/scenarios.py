"""Contests and entries as far along their lives as a test wants them."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from gongjian.evaluation import operations, queries
from gongjian.evaluation.models import Contest, Entry, Juror
from gongjian.evaluation.operations import AwardLine, CriterionLine
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from tests.cast import Cast

JURORS = ("other_head", "other_handler", "leader")
CRITERIA = (
    CriterionLine("调研深入", 30, 40, "地点、方法、人数、发现"),
    CriterionLine("分析透彻", 20, 30),
    CriterionLine("建议可行", 50, 30),
)
AWARDS = (AwardLine("一等奖", 1), AwardLine("二等奖", 1))


def charter(cast: Cast, at: dt.datetime, **changes: Any) -> dict[str, Any]:
    today = local_date(at)
    fields: dict[str, Any] = {
        "title": "集智思源提案大赛",
        "edition": 3,
        "kind": "proposal",
        "host_id": cast.department.pk,
        "text": "面向全体学生征集提案，须有实地调研。",
        "opens_on": today,
        "closes_on": today + dt.timedelta(days=20),
        "judging_until": today + dt.timedelta(days=30),
    }
    return fields | changes


def text(at: dt.datetime, **changes: Any) -> dict[str, Any]:
    today = local_date(at)
    fields: dict[str, Any] = {
        "title": "延长浴室热水供应时间",
        "category": "生活服务",
        "background": "晚自习后浴室已经停水。",
        "research_place": "明远书院一号楼至四号楼",
        "research_since": today - dt.timedelta(days=10),
        "research_until": today - dt.timedelta(days=3),
        "research_method": "问卷与访谈",
        "asked": 126,
        "findings": "八成同学二十二点后才能洗浴。",
        "analysis": "锅炉可以分时供水。",
        "advice": "供水延长到二十三点。",
    }
    return fields | changes


def again(contest: Contest) -> Contest:
    """The contest as it stands now."""
    return queries.get_for(Cast.system, contest.pk)


def drafted(cast: Cast, at: dt.datetime, *, criteria: bool = True, **changes: Any) -> Contest:
    contest = operations.draw_up_contest(**charter(cast, at, **changes), actor=cast.head, at=at)
    if criteria:
        operations.set_criteria(contest=contest, criteria=CRITERIA, awards=AWARDS, actor=cast.head, at=at)
    return again(contest)


def appoint(cast: Cast, contest: Contest, parts: Sequence[str], at: dt.datetime) -> list[Juror]:
    return [
        operations.appoint_juror(contest=again(contest), number=cast.persons[p].number, actor=cast.head, at=at)
        for p in parts
    ]


def opened(cast: Cast, at: dt.datetime, *, jurors: Sequence[str] = JURORS, **changes: Any) -> Contest:
    contest = drafted(cast, at, **changes)
    appoint(cast, contest, jurors, at)
    operations.open_contest(contest=again(contest), actor=cast.head, at=at)
    return again(contest)


def written(cast: Cast, contest: Contest, at: dt.datetime, part: str = "student", **changes: Any) -> Entry:
    return operations.start_entry(contest=contest, **text(at, **changes), actor=getattr(cast, part), at=at)


def handed_in(cast: Cast, contest: Contest, at: dt.datetime, part: str = "student", **changes: Any) -> Entry:
    entry = written(cast, contest, at, part, **changes)
    operations.hand_in(entry=entry, actor=getattr(cast, part), at=at)
    return queries.again(entry)


def admitted(cast: Cast, contest: Contest, at: dt.datetime, part: str = "student", **changes: Any) -> Entry:
    entry = handed_in(cast, contest, at, part, **changes)
    operations.admit(entry=entry, actor=cast.head, at=at)
    return queries.again(entry)


def judging(
    cast: Cast, at: dt.datetime, parts: Sequence[str] = ("student", "stranger"), **changes: Any
) -> tuple[Contest, list[Entry], dt.datetime]:
    """A contest being judged, its entries, and the hour after the closing of the entries."""
    contest = opened(cast, at, **changes)
    entries = [admitted(cast, contest, at, p, title=f"提案{n}") for n, p in enumerate(parts, 1)]
    when = at + dt.timedelta(days=21)
    operations.begin_judging(contest=again(contest), actor=cast.head, at=when)
    return again(contest), [queries.again(e) for e in entries], when


def give(entry: Entry, actor: Actor, values: Sequence[float | str], at: dt.datetime) -> None:
    """Score an entry by the order of the criteria."""
    points = {c.pk: Decimal(str(v)) for c, v in zip(queries.criteria_of(entry.contest), values, strict=True)}
    operations.score(entry=queries.again(entry), points=points, actor=actor, at=at)


def noticed(
    cast: Cast, at: dt.datetime, parts: Sequence[str] = ("student", "stranger"), **changes: Any
) -> tuple[Contest, list[Entry], dt.datetime]:
    """A contest on public notice; the first entry scored higher."""
    contest, entries, when = judging(cast, at, parts, **changes)
    for n, entry in enumerate(entries):
        for part in JURORS:
            give(entry, getattr(cast, part), (27 - 3 * n, 18, 40), when)
    operations.notice_results(contest=again(contest), actor=cast.head, at=when)
    return again(contest), [queries.again(e) for e in entries], when


def settled(cast: Cast, at: dt.datetime, **changes: Any) -> tuple[Contest, list[Entry], dt.datetime]:
    contest, entries, when = noticed(cast, at, **changes)
    when += dt.timedelta(days=10)
    operations.settle(contest=contest, actor=cast.head, at=when)
    return again(contest), [queries.again(e) for e in entries], when
