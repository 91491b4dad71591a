"""The appeals of the demo: a reception, rules and templates, lives over all states and channels, a board, the radar.

Older ones come by import, answered long ago; the others are lived through the verbs in the order of time.
"""

import datetime as dt
import random
from collections.abc import Callable
from itertools import count

from django.db import transaction

from gongjian.appeals import metrics, queries, tasks
from gongjian.appeals import operations as verbs
from gongjian.audit import operations as ledger
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import deliver_waiting, reactions_muted_before
from gongjian.matters import queries as matters

from .appeal_lives import DEFAULT_UNIT, NATURES, RECEPTION, SYSTEM, One, Stage
from .campus import Campus
from .days import hour
from .matters import TOLD_DAYS
from .subjects import Subject, Teller, bank
from .university import University

LIVES, OLD = 120, 170
DAYS = 150  # over which the lives are spread
OLD_REPLY_MOST = 75.0  # days that a reply of the old system took
LONG_AGO = 45  # when those began that have come to their end
TOGETHER = 60
CHANNELS = ("web",) * 8 + ("counter", "phone", "wechat", "qq", "paper")
# How a life ends, and how often; the last ones rest where they stand, lately.
FATES = {
    "closed": 40,
    "unsolved": 4,
    "presumed": 14,
    "declined": 6,
    "withdrawn": 4,
    "objected": 8,
    "bundled": 4,
    "excluded": 3,
    "raised": 6,
    "accepted": 5,
    "assigned": 6,
    "handling": 8,
    "waiting": 3,
    "to_sign": 3,
    "parked": 2,
    "answered": 6,
}
RESTING = {  # working days since the last step
    "raised": 1,
    "accepted": 1,
    "assigned": 1,
    "handling": 3,
    "bundled": 1,
    "waiting": 2,
    "to_sign": 1,
    "answered": 2,
}
RULES = (
    ("living", "食堂 浴室 热水 宿舍 维修 空调 停水 停电", "", "后勤保障部"),
    ("", "校园网 无线网 校园卡 网络", "", "网络信息中心"),
    ("teaching", "选课 考试 教室 课程 成绩", "", "教务处"),
    ("", "电动车 门禁 停车 消防", "", "保卫处"),
    ("", "借阅 自习 座位", "图书馆", "图书馆"),
)
TEMPLATES = (
    ("已经解决", "您反映的“{标题}”（{编号}）已经办理完毕：\n{单位}于{日期}……\n如有疑问，请联系……，电话……。", ""),
    ("列入计划", "您反映的“{标题}”（{编号}）已列入计划，预计……前完成，由……负责，电话……。", ""),
    ("需要说明", "关于“{标题}”：按照……的规定，……。可以……办理，联系人……，电话……。", ""),
)
CONTACTS = (
    ("safety", "校园报警台（24小时）", "0000-110", "保卫处一层"),
    ("safety", "消防控制室", "0000-119", "主楼地下一层"),
    ("health", "校医院急诊", "0000-120", "校医院一层"),
    ("health", "心理援助热线", "0000-525", "大学生活动中心三层"),
)
BURSTS = (
    ("living", "东湖校区学生公寓3号楼", "热水时有时无", 9),
    ("teaching", "西山校区教学楼B座", "投影仪无法使用", 7),
)
OPINIONS = (
    "希望延长一层自习区的开放时间",
    "建议增加共享厨房的预约名额",
    "连廊的灯可以更亮一些",
    "希望每月有一次与职能部门的面对面",
    "建议把活动室的桌椅换成可以移动的",
)


@transaction.atomic
def settle(campus: Campus, at: dt.datetime) -> None:
    """The reception, the station of an academy, rules, templates, whom to call."""
    by_name, begun = campus.by_name, at - dt.timedelta(days=DAYS + 30)
    default = by_name[DEFAULT_UNIT].id
    verbs.set_reception(body_id=by_name[RECEPTION].id, default_unit_id=default, main=True, actor=SYSTEM, at=begun)
    station = campus.university.of_kind("academy")[0]
    verbs.set_reception(body_id=station.id, default_unit_id=default, actor=SYSTEM, at=begun)
    for position, (category, words, places, unit) in enumerate(RULES, 1):
        verbs.add_rule(
            category=category,
            words=words,
            places=places,
            unit_id=by_name[unit].id,
            position=10 * position,
            actor=SYSTEM,
            at=begun,
        )
    for title, text, category in TEMPLATES:
        verbs.add_template(title=title, text=text, category=category, actor=SYSTEM, at=begun)
    for position, (sort, name, phone, place) in enumerate(CONTACTS, 1):
        verbs.add_contact(sort=sort, name=name, phone=phone, place=place, position=position, actor=SYSTEM, at=begun)


def _subject(campus: Campus, when: dt.datetime) -> tuple[Subject, str, str, str]:
    subject = campus.rng.choice(bank())
    college = campus.rng.choice(campus.university.of_kind("college")).name
    telling = campus.teller.tell(subject, college, "本科生", f"{when.year}年{when.month}月")
    return subject, telling.title, telling.text, telling.place[:40]


def import_old(campus: Campus, at: dt.datetime, many: int) -> int:
    """Appeals of the two years before, with their replies, from the old system's file."""
    rng, rows, imported = campus.rng, [], at - dt.timedelta(days=DAYS)
    for n in range(many):
        raised_at = campus.awake(imported - dt.timedelta(days=OLD_REPLY_MOST + 500 * rng.random()))
        subject, title, text, place = _subject(campus, raised_at)
        days = min(OLD_REPLY_MOST - 1.0, rng.lognormvariate(1.9, 0.8))
        replied_at = campus.days.in_office(raised_at + dt.timedelta(days=days), rng, raised_at)
        done = f"已核实：{subject.done}如有疑问，请联系{subject.unit}值班室，电话0000-{rng.randint(2000, 2999)}。"
        rows.append(
            verbs.AppealRow(
                sheet="旧系统",
                row=n + 2,
                title=title,
                text=text,
                raised_at=raised_at,
                category=subject.category,
                nature=rng.choice(NATURES),
                place=place,
                unit=subject.unit,
                reply=done,
                replied_at=replied_at,
                mark=f"旧-{n + 1:04d}",
            )
        )
    rows.sort(key=lambda r: r.raised_at or at)
    return verbs.import_appeals(rows=rows, actor=SYSTEM, at=imported, file="旧系统导出.xlsx").new


def _lives(campus: Campus, at: dt.datetime, many: int) -> list[One]:
    rng = campus.rng
    students = [p for a in campus.university.of_kind("academy") for p in campus.university.belonging[a.id]]
    fates = [fate for fate, n in FATES.items() for _n in range(max(1, n * many // LIVES))]
    found = []
    for fate in fates:
        rests = RESTING.get(fate)
        end = hour(campus.days.workday(-rests), rng.uniform(9, 17)) if rests else None
        start = end or campus.awake(at - dt.timedelta(days=rng.uniform(LONG_AGO, DAYS)))
        subject, title, text, place = _subject(campus, start)
        found.append(One(start, fate, subject, title, text, place, rng.choice(students), rng.choice(CHANNELS), end))
    monday = metrics.last_week(at)
    for category, place, what, many in BURSTS:
        fitting = [s for s in bank() if s.category == category]
        for n in range(many):
            start = hour(monday + dt.timedelta(days=n % 5), 9 + n % 8) + dt.timedelta(minutes=7 * n)
            text = f"{place}{what}，已经影响到{rng.randint(10, 60)}人，希望尽快处理（{n + 1}层反映）。"
            title = f"{place}{what}（{n + 1}层）"
            found.append(One(start, "assigned", rng.choice(fitting), title, text, place, rng.choice(students), "web"))
    return found


def furnish(university: University, rng: random.Random, at: dt.datetime, *, many: int = LIVES, old: int = OLD) -> int:
    """Give the demo its appeals: about *many* lives, every fate at least once, and *old* ones imported. Gives how many."""
    campus = Campus(university, rng, at, Teller(rng))
    settle(campus, at)
    with reactions_muted_before(at):
        made = import_old(campus, at, old)
    tasks.learn(at - dt.timedelta(days=DAYS))  # what is raised from now on is routed by what was handled before
    stage = Stage(campus)
    actions: list[tuple[dt.datetime, int, Callable[[One, dt.datetime], None], One]] = []
    order = count()
    lives = _lives(campus, at, many)
    for one in lives:
        actions += [(moment, next(order), step, one) for moment, step in stage.lay_out(one)]
    actions.sort(key=lambda d: d[:2])
    for start in range(0, len(actions), TOGETHER):
        _live(actions[start : start + TOGETHER], stage, at)
    _hold_board(campus, at)
    verbs.recount_many(matter_ids=list(matters.visible_to(SYSTEM).filter(kind="appeal").values_list("pk", flat=True)))
    tasks.learn(at)
    tasks.watch(at)
    _lift(campus, stage, at)
    while deliver_waiting():
        pass
    return made + len(lives)


@transaction.atomic
def _live(
    actions: list[tuple[dt.datetime, int, Callable[[One, dt.datetime], None], One]], stage: Stage, at: dt.datetime
) -> None:
    with ledger.linked_at_the_end(), reactions_muted_before(at - dt.timedelta(days=TOLD_DAYS)):
        for when, _n, step, one in actions:
            step(one, when)
            if step == stage.take and one.fate == "handling":
                stage.last_of[stage.unit(one).id] = one.number


@transaction.atomic
def _hold_board(campus: Campus, at: dt.datetime) -> None:
    """One topic of the first academy's station, open now, with opinions that others support."""
    rng, academy = campus.rng, campus.university.of_kind("academy")[0]
    reception = next(r for r in queries.receptions() if r.body_id == academy.id)
    opens = local_date(at) - dt.timedelta(days=8)
    with reactions_muted_before(at):
        board = verbs.open_board(
            reception_id=reception.pk,
            topic=f"{academy.name}公共空间怎样用得更好",
            text="书院准备调整公共空间的开放时间和用途，请大家说说想法。征集结束后由工作站归纳，分送有关单位办理。",
            opens_on=opens,
            closes_on=opens + dt.timedelta(days=20),
            actor=SYSTEM,
            at=at - dt.timedelta(days=8),
        )
        people = rng.sample(campus.university.belonging[academy.id], len(OPINIONS) * 4)
        for n, words in enumerate(OPINIONS):
            when = campus.awake(at - dt.timedelta(days=6 - n))
            raised = verbs.raise_appeal(
                title=words,
                text=f"{words}。平时晚上和周末使用的人多，调整以后大家都方便。",
                nature="suggestion",
                category="living",
                board_id=board.pk,
                actor=campus.actor(people[n]),
                at=when,
            )
            for k in range(rng.randint(1, 3)):
                supporter = campus.actor(people[len(OPINIONS) * (k + 1) + n])
                verbs.join(
                    matter=matters.with_bodies(raised.matter.pk),
                    actor=supporter,
                    at=when + dt.timedelta(minutes=20 * (k + 1)),
                )


def _lift(campus: Campus, stage: Stage, at: dt.datetime) -> None:
    alarm = next(iter(queries.alarms(stage.head)), None)
    if alarm is None:
        return
    cases = [a.pk for a in alarm.cases.all()]
    branch = campus.branches["joint"][0]
    verbs.lift(
        appeal_ids=cases,
        title=f"{alarm.place}问题集中反映",
        text=f"一周内有{alarm.seen}件诉求反映同一处的同类问题，转为难题，请支部组织研究。",
        category=alarm.category,
        place=alarm.place,
        origin_id=branch.id,
        alarm=alarm,
        topic=True,
        actor=stage.receptionist,
        at=at,
    )
