"""The bodies of the demo university: about 32 committees and 120 × scale branches."""

import datetime as dt
from dataclasses import dataclass

from gongjian.org.operations import BodyPlan

from . import words

UNIT = "unit"
ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Branch:
    """What a branch is made of: ``people`` says where its members come from ("staff:D3", "students:A1:C4")."""

    key: str
    committee: str  # the committee or general branch whose members are its liaisons
    people: str


@dataclass(frozen=True)
class Layout:
    """All bodies to be entered, and the branches with their people."""

    plans: list[BodyPlan]
    branches: list[Branch]
    committees: dict[str, str]  # key of a committee or general branch → where its people come from


def lay_out(scale: int, day: dt.date) -> Layout:
    """The plan of all bodies for *day*: departments, colleges, academies and committees as they are, branches by *scale*."""
    begun = dt.date(day.year - 12, 9, 1)
    plans = [_unit("U", "", "U", "示范大学", "示范大学", begun, kind="university")]
    for n, (name, short, duties) in enumerate(words.DEPARTMENTS):
        plans.append(_unit(f"D{n}", "U", f"D{n + 1:02d}", name, short, begun, kind="department", duties=duties))
    for n, (name, short, code) in enumerate(words.COLLEGES):
        duties = f"{short} 教学 实验 毕业设计 导师"
        plans.append(_unit(f"C{n}", "U", code, name, short, begun, kind="college", duties=duties, place=_campus(n)))
    for n, name in enumerate(words.ACADEMIES):
        duties = "书院 社区 宿舍文化 活动室 辅导员"
        plans.append(
            _unit(f"A{n}", "U", f"A{n + 1:02d}", name, name[:2], begun, kind="academy", duties=duties, place=_campus(n))
        )
    for n, (name, short) in enumerate(words.STUDENT_BODIES):
        plans.append(_unit(f"S{n}", "U", f"S{n + 1:02d}", name, short, begun, kind="student-body"))
    for n, (name, short, kind) in enumerate(words.PARTNERS):
        plans.append(_unit(f"X{n}", "U", f"X{n + 1:02d}", name, short, begun, kind="partner", partner_kind=kind))

    committees = {"P": "staff:D0"}
    branches: list[Branch] = []
    plans.append(_organisation("P", "U", "P00", "学校党委", "校党委", begun, tier="committee", hosts=("U",)))
    plans.append(_organisation("PO", "P", "P01", "机关与直属单位党委", "机关党委", begun, tier="committee"))
    plans.append(_organisation("PS", "P", "P02", "学生社区党委", "社区党委", begun, tier="committee"))
    committees["PO"] = "staff:D1"
    committees["PS"] = "staff:D3"
    for n, (name, short, _duties) in enumerate(words.DEPARTMENTS):
        for k in range(scale):
            label = f"{name}党支部" if scale == 1 else f"{name}{words.ordinal(k)}党支部"
            key = f"BD{n}.{k}"
            plans.append(_branch(key, "PO", f"B-D{n + 1:02d}-{k + 1}", label, f"{short}支部", begun, (f"D{n}",)))
            branches.append(Branch(key, "PO", f"staff:D{n}"))
    for n, (name, short, code) in enumerate(words.COLLEGES):
        tier, word = ("general-branch", "党总支") if name in words.GENERAL_BRANCHES else ("committee", "党委")
        above = f"PC{n}"
        plans.append(
            _organisation(
                above, "P", f"P-{code}", f"{name}{word}", f"{short}{word}", begun, tier=tier, hosts=(f"C{n}",)
            )
        )
        committees[above] = f"staff:C{n}"
        for sort, label_sort in (("staff", "教工"), ("graduates", "研究生")):
            for k in range(scale):
                key = f"B{sort[0]}{n}.{k}"
                label = f"{name}{label_sort}{words.ordinal(k)}党支部"
                short_label = f"{short}{label_sort}{k + 1}支部"
                plans.append(
                    _branch(
                        key,
                        above,
                        f"B-{code}-{sort[0]}{k + 1}",
                        label,
                        short_label,
                        begun,
                        (f"C{n}",),
                        students=sort != "staff",
                    )
                )
                branches.append(Branch(key, above, f"{sort}:C{n}"))
    turn = 0
    for n, name in enumerate(words.ACADEMIES):
        above = f"PA{n}"
        plans.append(
            _organisation(
                above,
                "PS",
                f"P-A{n + 1:02d}",
                f"{name}党总支",
                f"{name[:2]}党总支",
                begun,
                tier="general-branch",
                hosts=(f"A{n}",),
            )
        )
        committees[above] = f"staff:A{n}"
        for k in range(6 * scale):
            college = turn % len(words.COLLEGES)
            turn += 1
            key = f"BA{n}.{k}"
            plans.append(
                _branch(
                    key,
                    above,
                    f"B-A{n + 1:02d}-{k + 1}",
                    f"{name}师生联合{words.ordinal(k)}党支部",
                    f"{name[:2]}联合{k + 1}支部",
                    dt.date(day.year - 3, 9, 1),
                    (f"C{college}", f"A{n}"),
                    students=True,
                    form="joint",
                )
            )
            branches.append(Branch(key, above, f"students:A{n}:C{college}"))
    for n, (name, form, purpose, ago, ahead) in enumerate(words.SPECIAL_BRANCHES):
        key = f"BF{n}"
        fields = {"purpose": purpose, "planned_end": day + dt.timedelta(days=ahead) if ahead else None}
        plans.append(
            _branch(
                key,
                "PS",
                f"B-F{n + 1}",
                name,
                name[:8],
                day - dt.timedelta(days=ago),
                (f"A{n}",),
                students=True,
                form=form,
                **fields,
            )
        )
        branches.append(Branch(key, "PS", f"served:A{n}"))
    return Layout(plans, branches, committees)


def _campus(n: int) -> str:
    return words.CAMPUSES[n % len(words.CAMPUSES)]


def _unit(
    key: str, parent: str, code: str, name: str, short: str, founded: dt.date, *, place: str = "", **fields: object
) -> BodyPlan:
    place = place or words.CAMPUSES[0]
    return BodyPlan(key, parent, UNIT, code, name, short, fields, place=place, founded=founded)


def _organisation(
    key: str,
    parent: str,
    code: str,
    name: str,
    short: str,
    founded: dt.date,
    *,
    hosts: tuple[str, ...] = (),
    **fields: object,
) -> BodyPlan:
    return BodyPlan(key, parent, ORGANISATION, code, name, short, fields, hosts=hosts, founded=founded)


def _branch(
    key: str, parent: str, code: str, name: str, short: str, founded: dt.date, hosts: tuple[str, ...], **fields: object
) -> BodyPlan:
    fields = {"tier": "branch", "form": "regular", "students": False, **fields}
    return BodyPlan(key, parent, ORGANISATION, code, name, short, fields, hosts=hosts, founded=founded)
