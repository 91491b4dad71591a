"""The contests of the demo: one finished, one that takes entries, one of branches that is being judged."""

import contextlib
import datetime as dt
import random
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from gongjian.audit import operations as ledger
from gongjian.evaluation import operations as verbs
from gongjian.evaluation import queries
from gongjian.evaluation.operations import AwardLine, CriterionLine
from gongjian.kernel.actor import Actor, system
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import deliver_waiting, reactions_muted_before
from gongjian.kernel.refused import NotNow
from gongjian.org import queries as org
from gongjian.people import queries as people
from gongjian.workdays import queries as workdays

from . import accounts, contest_days
from .days import Days, hour
from .matters import TOLD_DAYS
from .university import University

READER = system("系统·示范")
HOST = "学生工作处"
FINISHED = 13  # ideas of the contest that is over; the others are of the one that takes entries
HALF_HOUR = dt.timedelta(minutes=30)
JURY = ("教务处", "后勤保障部", "图书馆", "网络信息中心", "保卫处")
TITLE = "集智思源提案大赛"
CHARTER = (
    "面向全体学生征集提案。一件提案只写一件事，须经实地调研，写明地点、日期、方法、受访人数和主要发现，提出有人做、做得到、"
    "看得见的具体建议。\n\n"
    "评委对申报方的姓名和单位不知情；与申报方有关系的评委自动回避。获奖提案转入提案程序，由有关单位办理和答复。"
)
BRANCHES = "评选一年来在解决师生难题、服务师生方面成效突出的党支部，由支部书记、副书记代表本支部申报。"
CRITERIA = (
    CriterionLine("选题", 20, 20, "是不是多数同学关心、学校能够解决的事"),
    CriterionLine("调研", 30, 35, "地点、方法、人数和数据是否扎实"),
    CriterionLine("分析", 20, 20, "原因找得准不准，有没有别处的做法可比"),
    CriterionLine("建议", 30, 25, "由谁做、做什么、怎样算做成"),
)
BRANCH_CRITERIA = (
    CriterionLine("组织建设", 30, 30, "组织生活规范，党员作用突出"),
    CriterionLine("服务师生", 50, 50, "解决了哪些难题，师生怎样评价"),
    CriterionLine("可以推广", 20, 20, "做法别的支部学得来"),
)
AWARDS = (AwardLine("一等奖", 1), AwardLine("二等奖", 3), AwardLine("三等奖", 4))
BRANCH_AWARDS = (AwardLine("十佳党支部", 10), AwardLine("提名", 5))

FILE = Path(__file__).with_name("ideas.txt")
DEEDS = (
    "每月一次把实验室开放给低年级同学，一年解答作业和竞赛问题四百多次。",
    "牵头解决报修没有回音的问题，平均办理时间由五天减为两天。",
    "与职能部门支部结对，推动三件难题立项并全部销号。",
    "组织党员一对一帮扶学习有困难的同学，期末全部通过。",
    "坚持组织生活讲身边事，每次都有人带着问题来、带着办法走。",
    "在宿舍楼设党员责任区，夜间求助十分钟内有人到。",
    "支教回来办分享会，带动六十名同学报名志愿服务。",
    "把调研写进支部工作计划，一年提出提案四件，采纳三件。",
)
REMARKS = (
    "调研扎实，数据有出处。",
    "建议具体，容易落实。",
    "分析可以再深入，比较别的学校怎么做。",
    "选题好，样本还可以更均衡。",
    "",
)


def ideas() -> list[tuple[str, ...]]:
    """What the entries are about: title, category, place, findings, analysis, advice."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("|")) for line in lines if line and not line.startswith("#")]


@dataclass
class Stage:
    """The university, chance, and who plays which part."""

    university: University
    rng: random.Random
    at: dt.datetime
    students: list[int] = field(default_factory=list)  # the first ones have demo accounts

    def actor(self, person_id: int) -> Actor:
        return self.university.actor(person_id)

    def head(self, name: str) -> Actor:
        body = next(b for b in self.university.bodies.values() if b.name == name)
        return self.actor(self.university.holders(body.id, "head")[0])

    @property
    def days(self) -> Days:
        return Days(self.at, workdays.calendar())


@transaction.atomic
def furnish(university: University, rng: random.Random, at: dt.datetime) -> int:
    """Hold the contests. Gives how many entries there are; none if there are contests already."""
    if queries.page(READER, size=1).rows:
        return 0
    stage = Stage(university, rng, at)
    stage.students = [a.person_id for a in accounts.choose(university) if a.part == "student"]
    others = [p for u in university.of_kind("academy") for p in university.belonging[u.id] if p not in stage.students]
    stage.students += [p for p in rng.sample(others, 60) if people.person_by_id(p).kind == "student"][:40]
    with ledger.linked_at_the_end(), reactions_muted_before(at - dt.timedelta(days=TOLD_DAYS)):
        done = _finished(stage) + _taking_entries(stage) + _branches(stage)
    while deliver_waiting():
        pass
    return done


def _again(contest: Any) -> Any:
    return queries.get_for(READER, contest.pk)


def _number(person_id: int) -> str:
    return people.person_by_id(person_id).number


def _contest(
    stage: Stage, host: Actor, charter: dict[str, Any], criteria: Any, awards: Any, jury: list[int], at: Any
) -> Any:
    contest = verbs.draw_up_contest(**charter, actor=host, at=at)
    verbs.set_criteria(contest=contest, criteria=criteria, awards=awards, actor=host, at=at)
    for person in jury:
        verbs.appoint_juror(contest=_again(contest), number=_number(person), actor=host, at=at)
    verbs.open_contest(contest=_again(contest), actor=host, at=at + dt.timedelta(hours=2))
    return _again(contest)


def _charter(host_id: int, laid: contest_days.Entering, **changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "title": TITLE,
        "edition": 4,
        "kind": "proposal",
        "host_id": host_id,
        "text": CHARTER,
        "opens_on": laid.opens_on,
        "closes_on": laid.closes_on,
        "judging_until": laid.judging_until,
    }
    return fields | changes


def _text(stage: Stage, idea: tuple[str, ...], at: dt.datetime) -> dict[str, Any]:
    title, category, place, findings, analysis, advice = idea
    day = local_date(at)
    return {
        "title": title,
        "category": category,
        "background": f"{findings}这件事与多数同学有关，至今没有统一的办法。",
        "research_place": place,
        "research_since": day - dt.timedelta(days=stage.rng.randint(14, 25)),
        "research_until": day - dt.timedelta(days=stage.rng.randint(3, 9)),
        "research_method": stage.rng.choice(("问卷与访谈", "实地观察与问卷", "座谈与问卷", "走访与计数")),
        "asked": stage.rng.randint(40, 420),
        "findings": findings,
        "analysis": analysis,
        "advice": advice,
        "team": " ".join(_number(p) for p in stage.rng.sample(stage.students[6:], stage.rng.randint(1, 3))),
    }


def _entry(
    stage: Stage, contest: Any, idea: tuple[str, ...], leader: int, at: dt.datetime, *, hand_in: bool = True
) -> Any:
    actor = stage.actor(leader)
    entry = verbs.start_entry(contest=contest, **_text(stage, idea, at), actor=actor, at=at)
    if hand_in:
        verbs.hand_in(entry=entry, actor=actor, at=at + dt.timedelta(minutes=40))
    return queries.again(entry)


def _score(stage: Stage, contest: Any, entry: Any, quality: float, at: dt.datetime, share: float = 1.0) -> None:
    criteria = queries.criteria_of(contest)
    for review in queries.again(entry).reviews.all():
        if review.exclusion or stage.rng.random() > share:
            continue
        points = {
            c.pk: Decimal(round(2 * c.most * min(1.0, max(0.4, stage.rng.gauss(quality, 0.06))))) / 2 for c in criteria
        }
        verbs.score(
            entry=queries.again(entry),
            points=points,
            comment=stage.rng.choice(REMARKS),
            actor=stage.actor(review.juror.person_id),
            at=at,
        )


def _heads(stage: Stage) -> list[int]:
    found = [stage.head(name).person_id for name in JURY]
    return [p for p in found if p is not None]


def _of_a_college(stage: Stage) -> int:
    """Somebody who serves in a college of one of the entrants, and is therefore excluded from that entry."""
    ties = org.ties_of(stage.students[:4], stage.at)
    colleges = {
        t.body_id for found in ties.values() for t in found if stage.university.bodies[t.body_id].kind == "college"
    }
    return next(p for pk in sorted(colleges) for p in stage.university.holders(pk, "head", "organiser"))


def _finished(stage: Stage) -> int:
    host = stage.head(HOST)
    body = next(b for b in stage.university.bodies.values() if b.name == HOST)
    laid = contest_days.finished(stage.days, FINISHED, queries.notice_days(stage.days.today))
    jury = [*_heads(stage), _of_a_college(stage)]
    contest = _contest(stage, host, _charter(body.id, laid), CRITERIA, AWARDS, jury, hour(laid.drawn_up, 10))
    entries = [
        _entry(stage, contest, idea, stage.students[n], hour(laid.entries[n], 19))
        for n, idea in enumerate(ideas()[:FINISHED])
    ]
    for entry, day in zip(entries[:-1], laid.checks, strict=False):
        verbs.admit(entry=entry, actor=host, at=hour(day, 9))
    reason = "受访人数与调研记录不符，且没有写明由谁办理。"
    verbs.turn_down(entry=entries[-1], reason=reason, actor=host, at=hour(laid.checks[-1], 9.5))
    entries = [queries.again(entry) for entry in entries[:-1]]
    begun = hour(laid.begun, 14)
    verbs.begin_judging(contest=_again(contest), actor=host, at=begun)
    late = queries.again(entries[5])
    juror = next(r for r in late.reviews.all() if not r.exclusion)
    reason = "曾指导过团队成员的课程项目。"
    verbs.declare_conflict(entry=late, reason=reason, actor=stage.actor(juror.juror.person_id), at=begun + HALF_HOUR)
    for entry in entries:
        _score(stage, contest, entry, stage.rng.uniform(0.66, 0.92), hour(laid.scored, 15))
    verbs.notice_results(contest=_again(contest), actor=host, at=hour(laid.noticed, 10))
    objector = stage.actor(stage.students[30])
    text = "第三名的调研地点有一处已经停用，请核实。"
    objection = verbs.object_to(contest=_again(contest), text=text, actor=objector, at=hour(laid.objected, 20))
    answer = "经核对，该处在调研期间尚在使用，结果维持。"
    verbs.answer_objection(
        contest=_again(contest),
        objection_id=objection.pk,
        answer=answer,
        upheld=False,
        actor=host,
        at=hour(laid.answered, 11),
    )
    verbs.settle(contest=_again(contest), actor=host, at=hour(laid.settled, 9))
    for entry in queries.results_of(_again(contest))[:2]:
        with contextlib.suppress(NotNow):  # where there is no session of the congress to take it
            verbs.transfer(entry=queries.again(entry), actor=host, at=hour(laid.transferred, 16))
    return FINISHED


def _taking_entries(stage: Stage) -> int:
    host = stage.head(HOST)
    body = next(b for b in stage.university.bodies.values() if b.name == HOST)
    new = ideas()[FINISHED:]
    laid = contest_days.taking_entries(stage.days, len(new))
    charter = _charter(body.id, laid, edition=5)
    contest = _contest(stage, host, charter, CRITERIA, AWARDS, _heads(stage), hour(laid.drawn_up, 10))
    for n, idea in enumerate(new):
        _entry(stage, contest, idea, stage.students[n + 1], hour(laid.entries[n], 19))
    _entry(stage, contest, ideas()[0], stage.students[0], hour(laid.entries[-1], 21), hand_in=False)
    returned = _entry(stage, contest, ideas()[5], stage.students[2], hour(laid.entries[-1], 12))
    reason = "请写明受访人数怎样统计，并补上调研日期。"
    verbs.return_entry(entry=returned, reason=reason, actor=host, at=hour(laid.checks[-1], 10))
    return len(new) + 2


def _branches(stage: Stage) -> int:
    university = stage.university
    committee = university.of_kind("committee")[0]
    host = stage.actor(university.holders(committee.id, "party-committee-secretary")[0])
    leaders = [a.person_id for a in accounts.choose(university) if a.part == "leader"]
    jury = [*leaders, *(p for p in _heads(stage)[:4])]
    laid = contest_days.being_judged(stage.days, len(DEEDS))
    charter = _charter(
        committee.id, laid, title="十佳党支部评选", edition=22, kind="body", text=BRANCHES, anonymous=False
    )
    contest = _contest(stage, host, charter, BRANCH_CRITERIA, BRANCH_AWARDS, jury, hour(laid.drawn_up, 10))
    chosen = [a for a in accounts.choose(university) if a.part == "secretary"]
    rows = [(a.body_id, a.person_id) for a in chosen]
    for branch in university.of_kind("branch"):
        if len(rows) >= len(DEEDS):
            break
        holders = university.holders(branch.id, "secretary")
        if holders and branch.form == "joint" and branch.id not in {b for b, _p in rows}:
            rows.append((branch.id, holders[0]))
    for n, (body_id, person) in enumerate(rows[: len(DEEDS)]):
        at, actor = hour(laid.entries[n], 19), stage.actor(person)
        title = f"{university.bodies[body_id].short}：{DEEDS[n].split('，')[0]}"
        text: dict[str, Any] = {"title": title, "background": DEEDS[n], "body_id": body_id}
        entry = verbs.start_entry(contest=_again(contest), **text, actor=actor, at=at)
        verbs.hand_in(entry=entry, actor=actor, at=at + HALF_HOUR)
        verbs.admit(entry=queries.again(entry), actor=host, at=hour(laid.checks[n], 10))
    verbs.begin_judging(contest=_again(contest), actor=host, at=hour(laid.begun, 14))
    for entry in queries.results_of(_again(contest)):
        _score(stage, contest, entry, stage.rng.uniform(0.7, 0.9), hour(laid.scored, 15), share=0.4)
    return len(rows)
