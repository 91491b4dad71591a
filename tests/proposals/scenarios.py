"""A congress in the words of the tests: a committee with its posts, a session, delegates, proposals at every stage."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.matters import operations as matters
from gongjian.matters.models import Matter
from gongjian.org.models import Appointment, Body, Unit
from gongjian.org.queries import actor_for
from gongjian.people.models import Account, Person
from gongjian.proposals import operations as ops
from gongjian.proposals.models import CongressSession, Delegate
from tests.cast import Cast

TITLE = "关于延长图书馆考试周开放时间的提案"
PARTS = {
    "background": "考试周图书馆晚上十点闭馆，许多同学没有地方自习，只能在走廊和食堂里看书，影响复习。",
    "research": "我们在考试周前后走访了三个阅览室，发放问卷三百份，收回二百八十份，其中八成同学希望闭馆时间延到十二点，另有同学提出增加座位预约提醒。",
    "analysis": "闭馆时间与宿舍熄灯时间之间相差两个小时，值班人员排班是主要困难，可以由勤工助学岗位补充。",
    "advice": "一、考试周两周内闭馆时间延到夜里十二点；二、由勤工助学岗位值班；三、开放一层作为通宵自习区。",
}
NAMES = ("夏知秋", "钟离月", "司徒岩", "公孙楠", "慕容清", "上官禾")


@dataclass
class Congress:
    """The rows and actors of a congress; ``delegates`` are Actors in the order of ``NAMES``."""

    cast: Cast
    host: Unit
    session: CongressSession
    officer: Actor
    chair: Actor
    delegates: list[Actor]
    accounts: list[Account]
    persons: list[Person]

    @property
    def proposer(self) -> Actor:
        return self.delegates[0]


def build(cast: Cast, at: dt.datetime, *, days: int = 30) -> Congress:
    """A session that has begun to collect today and does so for 30 days, with six delegates, an officer and a chair."""
    today = local_date(at)
    host = Unit.objects.create(
        sort=Body.Sort.UNIT,
        parent=cast.university,
        path="0001/0009/",
        code="SU",
        name="学生会",
        short="学生会",
        kind="student-body",
    )
    session = CongressSession.objects.create(
        name="第十届学生代表大会", host=host, opens_on=today, closes_on=today + dt.timedelta(days=days)
    )
    staff = [Person(name=n, number=f"E{90 + k}", kind="staff") for k, n in enumerate(("欧阳澄", "闻人远"))]
    students = [Person(name=n, number=f"S{90 + k}", kind="student") for k, n in enumerate(NAMES)]
    Person.objects.bulk_create([*staff, *students])
    accounts = [
        Account(username=p.number.lower(), person=p, created_at=at, password=cast.accounts["student"].password)
        for p in (*staff, *students)
    ]
    Account.objects.bulk_create(accounts)
    since = today - dt.timedelta(days=100)
    for person, post in zip(staff, ("proposal-officer", "proposal-chair"), strict=True):
        Appointment.objects.create(person=person, body=host, post=post, since=since)
    Delegate.objects.bulk_create(
        [Delegate(session=session, person=p, constituency=cast.college, since=today) for p in students]
    )
    actors = [actor_for(a, at) for a in accounts]
    return Congress(cast, host, session, actors[0], actors[1], actors[2:], accounts, students)


def again(matter: Any) -> Matter:
    """The matter as a new request would read it."""
    pk = matter.pk
    return Matter.objects.select_related("origin", "holder", "lead").prefetch_related("involved__body").get(pk=pk)


def drafted(c: Congress, at: dt.datetime, who: int = 0, title: str = TITLE, **fields: Any) -> Matter:
    given = {
        "session_id": c.session.pk,
        "title": title,
        "category": "teaching",
        "actor": c.delegates[who],
        "at": at,
    } | PARTS
    return again(ops.draft_proposal(**(given | fields)).matter)  # type: ignore[arg-type]


def seconding(c: Congress, at: dt.datetime, who: int = 0, **fields: Any) -> Matter:
    matter = drafted(c, at, who, **fields)
    ops.invite_seconds(matter=matter, actor=c.delegates[who], at=at)
    return again(matter)


def seconded(c: Congress, at: dt.datetime, n: int = 2, who: int = 0, **fields: Any) -> Matter:
    matter = seconding(c, at, who, **fields)
    others = [d for k, d in enumerate(c.delegates) if k != who]
    for delegate in others[:n]:
        ops.second(matter=again(matter), actor=delegate, at=at)
    return again(matter)


def submitted(c: Congress, at: dt.datetime, who: int = 0, **fields: Any) -> Matter:
    matter = seconded(c, at, who=who, **fields)
    ops.submit(matter=matter, actor=c.delegates[who], at=at)
    return again(matter)


def accepted(c: Congress, at: dt.datetime, **fields: Any) -> Matter:
    matter = submitted(c, at, **fields)
    ops.accept(matter=matter, actor=c.officer, at=at)
    return again(matter)


def assigned(c: Congress, at: dt.datetime, **fields: Any) -> Matter:
    matter = accepted(c, at, **fields)
    ops.assign(matter=matter, lead_id=c.cast.department.pk, actor=c.officer, at=at)
    return again(matter)


def handling(c: Congress, at: dt.datetime, **fields: Any) -> Matter:
    matter = assigned(c, at, **fields)
    matters.take(matter=matter, actor=c.cast.handler, at=at)
    return again(matter)


def to_sign(c: Congress, at: dt.datetime, grade: str = "A", days: int = 60, **fields: Any) -> Matter:
    matter = handling(c, at, **fields)
    given: dict[str, Any] = {}
    if grade == "B":
        given = {"promise_on": local_date(at) + dt.timedelta(days=days), "promise_by": "温如玉"}
    text = "考试周两周闭馆时间已延到夜里十二点，联系人温如玉。"
    ops.submit_reply(matter=matter, text=text, grade=grade, actor=c.cast.handler, at=at, **given)
    return again(matter)


def answered(c: Congress, at: dt.datetime, grade: str = "A", days: int = 60, **fields: Any) -> Matter:
    matter = to_sign(c, at, grade, days, **fields)
    matters.sign(matter=matter, actor=c.cast.head, at=at)
    return again(matter)


def judge(
    c: Congress, matter: Any, at: dt.datetime, *, solved: bool = True, who: tuple[int, ...] = (0, 1, 2)
) -> Matter:
    """The proposer and the two seconders give their verdict."""
    for k in who:
        words = "" if solved else "只延长了一个阅览室。"
        score = 5 if solved else 2
        matters.give_verdict(
            matter=again(matter), solved=solved, satisfaction=score, words=words, actor=c.delegates[k], at=at
        )
    return again(matter)
