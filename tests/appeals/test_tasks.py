"""What the clock does by itself: learning from past handling, the weekly radar, and what is made of its alarm."""

import datetime as dt

import pytest

from gongjian.appeals import operations as ops
from gongjian.appeals import tallies, tasks
from gongjian.appeals.models import Alarm, Learned
from gongjian.kernel.refused import NotAllowed, NotNow
from gongjian.matters.models import Matter

from . import scenarios

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(days=7)


def past(cast, at, many: int) -> None:
    """Appeals of two kinds that two units have answered."""
    cases = (
        ("浴室没有热水", "宿舍楼浴室晚上没有热水，希望维修管道", "living", cast.department.name),
        ("选课系统打不开", "选课的时候教学系统打不开，课程和成绩都查不到", "teaching", cast.other_department.name),
    )
    rows = []
    for n in range(many):
        title, text, category, unit = cases[n % 2]
        raised_at = at - dt.timedelta(days=60 + n)
        rows.append(
            ops.AppealRow(
                sheet="旧",
                row=n + 2,
                title=f"{n}号楼{title}",
                text=f"{text}，第{n}次反映，{n}号楼。",
                raised_at=raised_at,
                category=category,
                unit=unit,
                reply=scenarios.REPLY,
                replied_at=raised_at + dt.timedelta(days=3),
                mark=f"旧-{n}",
            )
        )
    ops.import_appeals(rows=rows, actor=cast.administrator, at=at - dt.timedelta(days=1), file="旧.xlsx")


def test_it_learns_from_twenty_cases_and_says_why(cast, at):
    past(cast, at, 10)
    assert tasks.learn(at) == 0 and not Learned.objects.exists()  # too few to say anything
    past(cast, at, 30)
    assert tasks.learn(at) == 2
    kept = {row.name: row for row in Learned.objects.all()}
    assert set(kept) == {"unit", "category"} and all(row.accuracy == 1 for row in kept.values())
    asked = scenarios.raised(
        cast, at, title="热水又停了", text="宿舍楼浴室今晚又没有热水。", place="", category="other"
    )
    assert asked.appeal.suggested_unit_id == cast.department.pk and asked.appeal.suggested_by == "learned"
    assert "把握" in asked.appeal.suggested_why


def test_a_burst_sounds_one_alarm_and_is_lifted_with_links_both_ways(cast, at):
    monday = at.replace(hour=9)  # a Monday
    for ago in (2, 5, 9):  # without any past nothing is unusual
        scenarios.raised(cast, monday - ago * WEEK, title=f"{ago}周前", text=f"{ago}周前有一次停水。")
    for n in range(7):
        scenarios.raised(
            cast,
            monday + dt.timedelta(days=n % 5, hours=n),
            title=f"热水时有时无（{n}层）",
            text=f"{n}层浴室热水时有时无。",
        )
    scenarios.raised(cast, monday, actor=cast.member, title="另一处", place="东校区", text="东校区路灯不亮。")
    assert tasks.watch(monday) == 0  # the week is not over
    assert tasks.watch(monday + WEEK) == 1 and tasks.watch(monday + WEEK + dt.timedelta(days=1)) == 0
    alarm = Alarm.objects.get()
    assert (alarm.place, alarm.seen, alarm.week) == ("明远书院", 7, tallies.week_of(monday))
    assert alarm.cases.count() == 7
    given = {
        "appeal_ids": [a.pk for a in alarm.cases.all()],
        "title": "明远书院热水",
        "text": "一周七件，转为难题。",
        "category": "living",
        "origin_id": cast.branch.pk,
        "alarm": alarm,
        "topic": True,
        "at": monday + WEEK,
    }
    with pytest.raises(NotAllowed):
        ops.lift(**given, actor=cast.student)
    assert not Matter.objects.filter(kind="problem").exists()
    lifted = ops.lift(**given, actor=cast.receptionist)
    problem = Matter.objects.get(kind="problem")
    assert lifted.problem_id == problem.pk and lifted.appeals.count() == 7
    with pytest.raises(NotNow):  # 每月一题: one a month
        ops.lift(**given, actor=cast.receptionist)
    assert Matter.objects.filter(kind="problem").count() == 1
