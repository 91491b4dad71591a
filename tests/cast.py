"""The small cast of all tests: a university, its committee, branches, offices, and one person for each part.

``build_cast(at)`` enters bodies and persons with the fewest rows that make the parts play; all names are invented.

    university 示范大学
    ├ 学校党委              secretary 严思齐 · member 柏清远 (liaison of both branches)
    │ ├ 明远书院学生第一党支部   joint (机电学院 + 明远书院): secretary 苏文澜 · member 祁安然 · host of student 顾一苇
    │ └ 后勤保障部党支部        secretary 陶景行
    ├ 后勤保障部             head 卓立群 · handler 温如玉
    ├ 网络信息中心            head 翟明轩 · handler 贺知微
    ├ 机电学院 · 明远书院      organiser 鲁望舒 at the college
    ├ 星河学院               stranger 乔未央 (a student of another college)
    └ 学生事务中心            receives appeals: receptionist 程若水 · head 方未名; what is objected to goes to 后勤保障部
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from gongjian.appeals.models import Reception
from gongjian.kernel import clock
from gongjian.kernel.actor import GUEST, Actor, system
from gongjian.kernel.models import NumberSeries
from gongjian.org.models import (
    Affiliation,
    Appointment,
    Body,
    Host,
    Liaison,
    Membership,
    PartyOrganisation,
    Unit,
)
from gongjian.org.operations import path_series
from gongjian.org.queries import actor_for
from gongjian.people.models import Account, Person

PASSWORD = "correct-horse-42"  # of every account in the cast
SYSTEM = system("系统·测试")


@dataclass
class Cast:
    """Bodies as rows, persons as rows (``…_person``) and as Actors; ``accounts`` by user name for signing in."""

    at: dt.datetime
    university: Unit
    department: Unit
    other_department: Unit
    college: Unit
    academy: Unit
    other_college: Unit
    reception_unit: Unit
    committee: PartyOrganisation
    branch: PartyOrganisation
    office_branch: PartyOrganisation
    persons: dict[str, Person]
    accounts: dict[str, Account]
    guest: Actor = GUEST
    system: Actor = SYSTEM

    def __getattr__(self, name: str) -> Any:
        """``cast.secretary`` is the Actor (made when first asked for), ``cast.secretary_person`` the Person."""
        if name.startswith("_"):
            raise AttributeError(name)
        part = name.removesuffix("_person")
        if part not in self.persons:
            raise AttributeError(name)
        found = self.persons[part] if name.endswith("_person") else actor_for(self.accounts[part], self.at)
        setattr(self, name, found)
        return found

    @property
    def actors(self) -> dict[str, Actor]:
        """All Actors by part."""
        return {part: getattr(self, part) for part in self.persons}

    def again(self, part: str, at: dt.datetime | None = None) -> Actor:
        """The part's Actor with the rights of another moment (after an appointment has changed)."""
        return actor_for(Account.objects.get(pk=self.accounts[part].pk), at or self.at)


# part: (name, number, kind)
PERSONS = {
    "committee_secretary": ("严思齐", "E001", "staff"),
    "liaison": ("柏清远", "E002", "staff"),
    "secretary": ("苏文澜", "E003", "staff"),
    "office_secretary": ("陶景行", "E004", "staff"),
    "head": ("卓立群", "E005", "staff"),
    "handler": ("温如玉", "E006", "staff"),
    "other_head": ("翟明轩", "E007", "staff"),
    "other_handler": ("贺知微", "E008", "staff"),
    "organiser": ("鲁望舒", "E009", "staff"),
    "administrator": ("秦默言", "E010", "staff"),
    "other_administrator": ("席若谷", "E011", "staff"),
    "leader": ("康乐山", "E012", "staff"),
    "receptionist": ("程若水", "E013", "staff"),
    "reception_head": ("方未名", "E014", "staff"),
    "student": ("顾一苇", "S001", "student"),
    "member": ("祁安然", "S002", "student"),
    "stranger": ("乔未央", "S003", "student"),
}


def _unit(parent: Unit | None, path: str, code: str, name: str, kind: str, duties: str = "") -> Unit:
    return Unit.objects.create(
        sort=Body.Sort.UNIT, parent=parent, path=path, code=code, name=name, short=name, kind=kind, duties=duties
    )


def _organisation(parent: Body, path: str, code: str, name: str, tier: str, **fields: object) -> PartyOrganisation:
    return PartyOrganisation.objects.create(
        sort=Body.Sort.ORGANISATION, parent=parent, path=path, code=code, name=name, short=name, tier=tier, **fields
    )


def build_cast(at: dt.datetime) -> Cast:
    """The cast, with every post held since 100 days before *at*. About 30 queries."""
    day = clock.local_date(at)
    since = day - dt.timedelta(days=100)
    university = _unit(None, "0001/", "U", "示范大学", "university")
    committee = _organisation(university, "0001/0001/", "P", "学校党委", "committee")
    department = _unit(university, "0001/0002/", "D1", "后勤保障部", "department", "浴室 热水 食堂 宿舍 维修")
    other_department = _unit(university, "0001/0003/", "D2", "网络信息中心", "department", "网络 校园卡 信息系统")
    college = _unit(university, "0001/0004/", "C1", "机电学院", "college")
    academy = _unit(university, "0001/0005/", "A1", "明远书院", "academy")
    other_college = _unit(university, "0001/0006/", "C2", "星河学院", "college")
    reception_unit = _unit(university, "0001/0007/", "D3", "学生事务中心", "department", "诉求 受理 学生事务")
    branch = _organisation(
        committee, "0001/0001/0001/", "B1", "明远书院学生第一党支部", "branch", form="joint", students=True
    )
    office_branch = _organisation(committee, "0001/0001/0002/", "B2", "后勤保障部党支部", "branch")
    Host.objects.bulk_create(
        Host(organisation=o, unit=u)
        for o, u in ((branch, college), (branch, academy), (office_branch, department), (committee, university))
    )
    persons = {part: Person(name=name, number=number, kind=kind) for part, (name, number, kind) in PERSONS.items()}
    Person.objects.bulk_create(persons.values())
    accounts = {part: Account(username=p.number.lower(), person=p, created_at=at) for part, p in persons.items()}
    first = next(iter(accounts.values()))
    first.set_password(PASSWORD)
    for account in accounts.values():
        account.password = first.password
    Account.objects.bulk_create(accounts.values())
    posts: list[tuple[str, Body, str]] = [
        ("committee_secretary", committee, "party-committee-secretary"),
        ("liaison", committee, "party-committee-member"),
        ("secretary", branch, "secretary"),
        ("office_secretary", office_branch, "secretary"),
        ("head", department, "head"),
        ("handler", department, "handler"),
        ("other_head", other_department, "head"),
        ("other_handler", other_department, "handler"),
        ("organiser", college, "organiser"),
        ("administrator", university, "administrator"),
        ("other_administrator", university, "administrator"),
        ("leader", university, "leader"),
        ("receptionist", reception_unit, "receptionist"),
        ("reception_head", reception_unit, "head"),
    ]
    Appointment.objects.bulk_create(
        Appointment(
            person=persons[part],
            body=body,
            post=post,
            since=since,
            sent_by=other_department if post == "organiser" else None,
        )
        for part, body, post in posts
    )
    Liaison.objects.bulk_create(
        Liaison(person=persons["liaison"], organisation=o, since=since) for o in (branch, office_branch)
    )
    Affiliation.objects.bulk_create(
        Affiliation(person=persons[part], unit=unit, since=since, main=main)
        for part, unit, main in (
            ("student", academy, True),
            ("student", college, False),
            ("member", academy, True),
            ("member", college, False),
            ("stranger", other_college, True),
            ("secretary", college, True),
            ("head", department, True),
            ("handler", department, True),
            ("office_secretary", department, True),
            ("other_head", other_department, True),
            ("other_handler", other_department, True),
            ("organiser", other_department, True),
            ("receptionist", reception_unit, True),
            ("reception_head", reception_unit, True),
        )
    )
    Membership.objects.bulk_create(
        Membership(person=persons[part], organisation=organisation, stage="full", since=since)
        for part, organisation in (
            ("secretary", branch),
            ("member", branch),
            ("office_secretary", office_branch),
            ("head", office_branch),
        )
    )
    NumberSeries.objects.bulk_create(  # founders go on counting where the cast stopped
        NumberSeries(name=path_series(path), last=last) for path, last in (("", 1), ("0001/", 7), ("0001/0001/", 2))
    )
    Reception.objects.create(body=reception_unit, default_unit=department, main=True)
    return Cast(
        at=at,
        university=university,
        department=department,
        other_department=other_department,
        college=college,
        academy=academy,
        other_college=other_college,
        reception_unit=reception_unit,
        committee=committee,
        branch=branch,
        office_branch=office_branch,
        persons=persons,
        accounts=accounts,
    )
