"""The student congress of the demo: one finished session and one that collects, about 40 proposals in every state."""

import datetime as dt
import random
from typing import Any

from django.db import transaction

from gongjian.audit import operations as ledger
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import deliver_waiting, reactions_muted_before
from gongjian.matters import operations as matters
from gongjian.matters import queries as matter_queries
from gongjian.org import operations as org_operations
from gongjian.org import queries as org
from gongjian.people import queries as people
from gongjian.proposals import operations as verbs
from gongjian.workdays import queries as workdays

from . import accounts, congress_days
from .days import Days, hour
from .matters import TOLD_DAYS
from .university import University

HOST, STAFF = "学生会", "学生工作处"
FINISHED, COLLECTING = "第十二届学生代表大会", "第十三届学生代表大会"
DELEGATES = 30
PLACES = ("主校区", "东校区", "书院", "三号公寓", "图书馆周边")
# title|category|unit|what is wrong|what is asked
SUBJECTS = tuple(
    tuple(line.split("|"))
    for line in """
延长考试周自习场所开放时间|teaching|图书馆|闭馆以后没有地方自习|考试周两周内开放到夜里十二点，由勤工助学岗位值班
公布实验课补做的办法|teaching|教务处|因病缺课后不知道怎样补做实验|每学期公布补做时间和联系人，网上登记
选课前公布课程大纲|teaching|教务处|选课时看不到考核方式|选课前两周公布大纲和考核方式
增加跨学院选修课名额|teaching|教务处|跨学院课程开放十分钟就满员|按上学期人数增加名额，候补自动递补
改善就业指导的时间安排|growth|学生工作处|讲座都在上课时间|每周安排两次晚间咨询，线上预约
建立社团场地统一预约|growth|学生工作处|社团借场地要跑三个部门|统一预约，三天内答复
为低年级开设学业规划工作坊|growth|学生工作处|大一新生不了解分流政策|每学期两次工作坊，由高年级同学参与
食堂增加错峰供餐|living|后勤保障部|十二点十分以后窗口排队二十分钟|第四节课后增开四个窗口，供餐延长半小时
公寓洗衣房增加空闲提示|living|后勤保障部|周末洗衣要等两个小时|安装空闲提示，增加六台机器
校园网在公寓夜间提速|living|网络信息中心|晚上九点后网速明显下降|扩容出口带宽，公布每栋楼的速率
快递点增加夜间自取柜|living|后勤保障部|下课后快递点已经关门|增设自取柜，开放到夜里十一点
打印服务点进教学楼|living|后勤保障部|打印要走到校门外|两栋教学楼各设一处自助打印
校园卡补办当日取卡|living|网络信息中心|补卡要等三个工作日|设自助补卡机，当日取卡
夜间照明薄弱路段补灯|rights|保卫处|体育馆北侧道路没有路灯|补装路灯十二盏，一个月内完成
公布公寓调整的规则|rights|后勤保障部|调宿舍没有公开的办法|公布申请条件、时限和结果查询
电动自行车集中充电|rights|保卫处|公寓楼道充电有隐患|在三处公寓旁建充电棚
教学楼增设无障碍坡道|rights|后勤保障部|两栋老楼没有坡道|本学年加装坡道和扶手
学生意见答复设时限|other|学生工作处|提了意见不知道什么时候有答复|公布答复时限和联系人
校史馆面向新生预约讲解|other|学生工作处|新生参观没有讲解|开学第一个月每天两场
闲置自行车清理与再利用|other|保卫处|车棚里废弃自行车占了一半|每学期清理一次，修好的供同学借用
""".strip().splitlines()
)
# How far each proposal of the finished session has come, in turn.
FAR = ("closed",) * 9 + (
    "promised",
    "promised",
    "again",
    "handling",
    "answered",
    "to-sign",
    "bundled",
    "declined",
    "turned",
)
NOW = (
    "draft",
    "draft",
    "seconding",
    "seconding",
    "seconding",
    "joint",
    "submitted",
    "submitted",
    "accepted",
    "assigned",
)


def furnish(university: University, rng: random.Random, at: dt.datetime) -> int:
    """Carry both sessions through the verbs themselves. Gives how many proposals were made."""
    with transaction.atomic(), ledger.linked_at_the_end(), reactions_muted_before(at - dt.timedelta(days=TOLD_DAYS)):
        made = _Congress(university, rng, at).live()
    while deliver_waiting():
        pass
    return made


class _Congress:
    """Who plays in it."""

    def __init__(self, university: University, rng: random.Random, at: dt.datetime) -> None:
        self.university, self.rng, self.at = university, rng, at
        self.days = Days(at, workdays.calendar())
        self.by_name = {b.name: b for b in university.bodies.values()}
        self.host = self.by_name[HOST]
        chosen = accounts.choose(university)
        students = [a.person_id for a in chosen if a.part in ("student", "member")]
        for college in university.of_kind("college", "academy"):
            students += university.belonging.get(college.id, [])[3:6]
        self.students = list(dict.fromkeys(students))[:DELEGATES]
        self._appoint(chosen)
        self.officer = org.actor_of_person_id(self.officer_id, at)

    def _appoint(self, chosen: list[accounts.DemoAccount]) -> None:
        staff = self.by_name[STAFF].id
        administrator = self.university.actor(next(a.person_id for a in chosen if a.part == "administrator"))
        since = local_date(self.at) - dt.timedelta(days=400)
        people_of = {"proposal-chair": "head", "proposal-officer": "handler"}
        for post, part in people_of.items():
            person_id = self.university.holders(staff, part)[0]
            org_operations.appoint(
                person=people.person_by_id(person_id),
                body=self.university.unit(self.host.id),
                post=post,
                since=since,
                actor=administrator,
                at=self.at,
            )
            if post == "proposal-officer":
                self.officer_id = person_id

    def actor(self, n: int) -> Actor:
        """The n-th delegate."""
        return self.university.actor(self.students[n % len(self.students)])

    def of_unit(self, name: str, post: str) -> Actor:
        return self.university.actor(self.university.holders(self.by_name[name].id, post)[0])

    def live(self) -> int:
        over = congress_days.finished(self.days, len(FAR))
        past = self._session(FINISHED, over)
        made = self._finished(past, over)
        verbs.conclude_session(session=past, actor=self.officer, at=hour(over.concluded, 15))
        laid = congress_days.collecting(self.days, 2 * len(NOW))
        return made + self._collecting(self._session(COLLECTING, laid), laid)

    def _session(self, name: str, laid: congress_days.Finished | congress_days.Collecting) -> Any:
        at = hour(laid.announced, 10)
        session = verbs.open_session(
            name=name,
            host_id=self.host.id,
            opens_on=laid.opens_on,
            closes_on=laid.closes_on,
            actor=self.officer,
            at=at,
        )
        rows = [people.person_by_id(pk) for pk in self.students]
        homes = {p: self.university.bodies[unit].name for unit, ids in self.university.belonging.items() for p in ids}
        lines = [
            verbs.DelegateRow(sheet="代表", row=n + 2, number=p.number, name=p.name, constituency=homes[p.pk])
            for n, p in enumerate(rows)
        ]
        batch = verbs.preview_delegates(
            session=session, rows=lines, data=name.encode(), name="代表名单.xlsx", actor=self.officer, at=at
        )
        verbs.import_delegates(session=session, batch=batch, actor=self.officer, at=at)
        return session

    def _draft(self, session: Any, n: int, at: dt.datetime, co_signers: tuple[int, ...] = ()) -> Any:
        title, category, _unit, wrong, asked = SUBJECTS[n % len(SUBJECTS)]
        place = PLACES[(n * 3) % len(PLACES)]
        people_asked = self.rng.randrange(80, 400)
        return verbs.draft_proposal(
            session_id=session.pk,
            title=f"关于{title}的提案" if n < len(SUBJECTS) else f"关于在{place}{title}的提案",
            category=category,
            background=f"{place}的同学反映，{wrong}，影响学习和生活，希望学校今年内研究解决。",
            research=f"我们在{place}走访了三天，发放问卷{people_asked}份，收回{people_asked - 21}份；其中七成以上的同学认为这是最急需解决的事情，并提出了各自的办法。",
            analysis=f"主要原因是安排多年没有调整，{wrong}的情况集中在固定的时段，增加投入不多就可以缓解。",
            advice=f"一、{asked}；二、指定一名联系人，每月公布进展；三、试行一个学期后听取同学意见再作调整。",
            co_signers=co_signers,
            actor=self.actor(n),
            at=at,
        ).matter

    def _again(self, matter: Any) -> Any:
        return matter_queries.with_bodies(matter.pk)

    def _submitted(self, session: Any, n: int, at: dt.datetime) -> Any:
        matter = self._draft(session, n, at)
        verbs.invite_seconds(matter=matter, actor=self.actor(n), at=at)
        for k in range(2 + n % 3):
            verbs.second(matter=self._again(matter), actor=self.actor(n + 5 + k), at=at + dt.timedelta(hours=k + 1))
        verbs.submit(matter=self._again(matter), actor=self.actor(n), at=at + dt.timedelta(hours=6))
        return self._again(matter)

    def _finished(self, session: Any, laid: congress_days.Finished) -> int:
        matters_of: list[tuple[str, int, Any]] = []
        for n, far in enumerate(FAR):
            matters_of.append((far, n, self._submitted(session, n, hour(laid.courses[n].submitted, 10))))
        for far, _n, matter in matters_of:
            self._check(far, matter, matters_of[0][2], hour(laid.checked, 10))
        mine = [(far, n, m) for far, n, m in matters_of if far not in ("declined", "turned", "bundled")]
        for k, day in enumerate(laid.meetings):
            self._meet(session, k, mine[k::3], hour(day, 10), hour(laid.planned, 14))
        for far, n, matter in mine:
            self._work(far, n, matter, laid.courses[n])
        return len(FAR)

    def _check(self, far: str, matter: Any, main: Any, at: dt.datetime) -> None:
        if far == "declined":
            verbs.decline(
                matter=matter,
                reason="超出学校职权",
                words="校外道路由市政部门管理，已转告。",
                actor=self.officer,
                at=at,
            )
        elif far == "turned":
            verbs.turn_into_appeal(matter=matter, reason="没有说明由谁办理，先按意见办理。", actor=self.officer, at=at)
        elif far == "bundled":
            verbs.bundle(matter=matter, original=main.number, actor=self.officer, at=at)
        else:
            verbs.accept(matter=matter, actor=self.officer, at=at)

    def _meet(
        self, session: Any, k: int, rows: list[tuple[str, int, Any]], at: dt.datetime, planned: dt.datetime
    ) -> None:
        units = {SUBJECTS[n][2] for _far, n, _m in rows}
        ids = [self.by_name[name].id for name in sorted(units)]
        meeting = verbs.plan_meeting(
            session=session,
            title=f"第{'一二三'[k]}场职能部门面对面",
            starts_at=at,
            place="学生活动中心二层会议室",
            unit_ids=ids,
            numbers=[m.number for _far, _n, m in rows],
            actor=self.officer,
            at=planned,
        )
        said = [
            verbs.Said(
                number=m.number,
                said=f"情况属实。{SUBJECTS[n][4]}，先试行再推广。",
                by=f"{SUBJECTS[n][2]}负责人",
                next_step="两周内拿出办理方案",
            )
            for _far, n, m in rows
        ]
        verbs.record_meeting(
            meeting=meeting,
            came=ids,
            present="各部门负责人、提案人和附议人",
            summary="逐件说明了办理意见，提案当场交办。",
            lines=said,
            actor=self.officer,
            at=at + dt.timedelta(hours=2),
        )
        over = [verbs.HandOver(number=m.number, lead_id=self.by_name[SUBJECTS[n][2]].id) for _far, n, m in rows]
        verbs.hand_over(rows=over, actor=self.officer, at=at + dt.timedelta(hours=3))

    def _work(self, far: str, n: int, matter: Any, course: congress_days.Course) -> None:
        unit = SUBJECTS[n][2]
        handler, head = self.of_unit(unit, "handler"), self.of_unit(unit, "head")
        matters.take(matter=self._again(matter), actor=handler, at=hour(course.taken, 10))
        if far == "handling":
            return
        grade = "B" if far == "promised" else "C" if n == 4 else "A"
        promise = {"promise_on": self.days.workday(14 + n), "promise_by": head.name}
        verbs.submit_reply(
            matter=self._again(matter),
            text=f"您好。{SUBJECTS[n][4]}。已经安排落实，联系人：{unit}{handler.name}，办公时间可以电话咨询。",
            grade=grade,
            actor=handler,
            at=hour(course.replied, 10),
            **(promise if grade == "B" else {}),  # type: ignore[arg-type]
        )
        if far == "to-sign":
            return
        matters.sign(matter=self._again(matter), actor=head, at=hour(course.signed, 11))
        if far != "answered":
            self._judge(far, n, matter, hour(course.judged, 10))

    def _judge(self, far: str, n: int, matter: Any, at: dt.datetime) -> None:
        if far == "again":
            matters.give_verdict(
                matter=self._again(matter),
                solved=False,
                satisfaction=2,
                words="只在一处试行，其他地方没有变化。",
                actor=self.actor(n),
                at=at,
            )
            return
        for k in [n, *(n + 5 + k for k in range(2 + n % 3))]:
            matters.give_verdict(
                matter=self._again(matter),
                solved=True,
                satisfaction=5 if k % 3 else 4,
                actor=self.actor(k),
                at=at + dt.timedelta(minutes=20 * k),
            )

    def _collecting(self, session: Any, laid: congress_days.Collecting) -> int:
        for k, state in enumerate(NOW * 2):
            n = k + len(FAR)
            at = hour(laid.drafted[k], 10)
            if state in ("draft", "joint"):
                asked = (self.students[(n + 1) % len(self.students)], self.students[(n + 2) % len(self.students)])
                self._draft(session, n, at, asked if state == "joint" else ())
            elif state == "seconding":
                matter = self._draft(session, n, at)
                verbs.invite_seconds(matter=matter, actor=self.actor(n), at=at)
                for j in range(k % 3):
                    verbs.second(matter=self._again(matter), actor=self.actor(n + 5 + j), at=at)
            else:
                matter = self._submitted(session, n, at)
                if state in ("accepted", "assigned"):
                    verbs.accept(matter=matter, actor=self.officer, at=hour(laid.decided, 10))
                if state == "assigned":
                    unit = self.by_name[SUBJECTS[n % len(SUBJECTS)][2]].id
                    verbs.assign(
                        matter=self._again(matter), lead_id=unit, actor=self.officer, at=hour(laid.decided, 15)
                    )
        return 2 * len(NOW)
