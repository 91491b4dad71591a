"""A problem's life in the words of the tests: ``to_listed(cast, at)`` gives a matter with its three lists, and so on."""

import datetime as dt

from django.utils import timezone

from gongjian.kernel.clock import local_date
from gongjian.matters import operations as ops
from gongjian.matters import queries
from gongjian.matters.models import Matter
from gongjian.problems import operations as problem_commands
from tests.cast import Cast

TITLE = "浴室热水晚十点后停供"
TEXT = "学生公寓三号楼浴室晚十点后没有热水，晚归的同学无法洗浴。"


def again(matter: Matter) -> Matter:
    """The matter as a new request would read it."""
    fresh = Matter.objects.get(pk=matter.pk)
    return (
        Matter.objects.select_related("origin", "holder", "lead")
        .prefetch_related("involved__body", "claims")
        .get(pk=fresh.pk)
    )


def days(at: dt.datetime, n: int) -> dt.datetime:
    return at + dt.timedelta(days=n)


def raised(cast: Cast, at: dt.datetime, **fields: object) -> Matter:
    given = {
        "title": TITLE,
        "text": TEXT,
        "category": "living",
        "origin_id": cast.branch.pk,
        "actor": cast.student,
        "at": at,
    }
    return again(problem_commands.raise_problem(**(given | fields)).matter)  # type: ignore[arg-type]


def studied(cast: Cast, at: dt.datetime, **fields: object) -> Matter:
    matter = raised(cast, at, **fields)
    problem_commands.study(
        matter=matter, held_on=local_date(at), opinion="情况属实，建议立项。", actor=cast.secretary, at=at
    )
    return again(matter)


def adopted(cast: Cast, at: dt.datetime, **fields: object) -> Matter:
    matter = studied(cast, at, **fields)
    problem_commands.adopt(
        matter=matter, held_on=local_date(at), due=21, present=18, in_favour=16, actor=cast.secretary, at=at
    )
    return again(matter)


def measures(cast: Cast, at: dt.datetime) -> list[problem_commands.MeasureLine]:
    day = local_date(at)
    return [
        problem_commands.MeasureLine(
            text="检修热水循环泵",
            metric="全楼出水不低于45度",
            starts_on=day,
            ends_on=day + dt.timedelta(days=20),
            body_id=cast.department.pk,
            person_name="温如玉",
        ),
        problem_commands.MeasureLine(
            text="接入热水监测",
            metric="每10分钟上传一次温度",
            starts_on=day,
            ends_on=day + dt.timedelta(days=30),
            body_id=cast.other_department.pk,
            person_name="贺知微",
        ),
    ]


def duties(cast: Cast, at: dt.datetime) -> list[problem_commands.DutyLine]:
    day = local_date(at)
    return [
        problem_commands.DutyLine(
            part="lead",
            body_id=cast.department.pk,
            person_name="卓立群",
            task="统筹解决热水供应",
            due_on=day + dt.timedelta(days=60),
        ),
        problem_commands.DutyLine(
            part="help",
            body_id=cast.other_department.pk,
            person_name="贺知微",
            task="提供监测设备",
            due_on=day + dt.timedelta(days=40),
        ),
        problem_commands.DutyLine(
            part="supervise",
            body_id=cast.committee.pk,
            person_name="柏清远",
            task="跟踪督促",
            due_on=day + dt.timedelta(days=60),
        ),
    ]


def listed(cast: Cast, at: dt.datetime, **fields: object) -> Matter:
    matter = adopted(cast, at, **fields)
    problem_commands.draw_up(
        matter=matter,
        goal="晚十点至十二点热水不断供",
        measures=measures(cast, at),
        duties=duties(cast, at),
        actor=cast.secretary,
        at=at,
    )
    return again(matter)


def assigned(cast: Cast, at: dt.datetime, **fields: object) -> Matter:
    matter = listed(cast, at, **fields)
    problem_commands.assign(matter=matter, lead_id=cast.department.pk, actor=cast.secretary, at=at)
    return again(matter)


def handling(cast: Cast, at: dt.datetime, **fields: object) -> Matter:
    matter = assigned(cast, at, **fields)
    ops.take(matter=matter, actor=cast.handler, at=at)
    return again(matter)


def finished(cast: Cast, at: dt.datetime, **fields: object) -> Matter:
    """In hand, with every measure reported complete."""
    matter = handling(cast, at, **fields)
    for measure in matter.measures.all():
        problem_commands.report_progress(
            matter=matter,
            measure_id=measure.pk,
            percent=100,
            text="已完成",
            evidence="验收单",
            actor=cast.handler,
            at=at,
        )
    return again(matter)


def claimed(cast: Cast, at: dt.datetime, **fields: object) -> Matter:
    matter = finished(cast, at, **fields)
    problem_commands.claim_solved(
        matter=matter, statement="热水供应延长至十二点。", evidence="运行记录", actor=cast.handler, at=at
    )
    return again(matter)


def judged(cast: Cast, at: dt.datetime, **fields: object) -> Matter:
    matter = claimed(cast, at, **fields)
    ops.give_verdict(matter=matter, solved=True, satisfaction=5, words="很好", actor=cast.student, at=at)
    return again(matter)


def struck_off(cast: Cast, at: dt.datetime, **fields: object) -> Matter:
    matter = judged(cast, at, **fields)
    problem_commands.confirm_solved(matter=matter, actor=cast.liaison, at=at)
    return again(matter)


def light(matter: Matter, at: dt.datetime) -> str:
    return queries.light_of(again(matter), at)


def local(moment: dt.datetime) -> str:
    """The hour at the school, as text."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S")
