"""The demo accounts: one known password, for persons who do not exist."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.refused import Words

from .university import University

PASSWORD = "gongjian-demo"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A user name for a person playing a part; ``body_id`` is where."""

    username: str
    part: str
    person_id: int
    body_id: int


PARTS: dict[str, Words] = {
    "student": _("学生"),
    "secretary": _("党支部书记"),
    "handler": _("部门经办人"),
    "head": _("部门负责人"),
    "receptionist": _("受理员"),
    "liaison": _("联系委员"),
    "organiser": _("组织员"),
    "administrator": _("系统管理员"),
    "leader": _("校领导"),
    "member": _("党员"),
    "committee": _("党委书记"),
}


def choose(university: University) -> list[DemoAccount]:
    """Who gets an account, about 40: for each part the first is named by the part alone ("student", then "student2" …)."""
    chosen: dict[int, DemoAccount] = {}
    counts: dict[str, int] = {}

    def give(part: str, person_id: int, body_id: int) -> None:
        if person_id in chosen:
            return
        counts[part] = counts.get(part, 0) + 1
        name = part if counts[part] == 1 else f"{part}{counts[part]}"
        chosen[person_id] = DemoAccount(name, part, person_id, body_id)

    by_name = {b.name: b for b in university.bodies.values()}
    root = next(iter(university.bodies.values()))
    for part in ("administrator", "leader"):
        for person in university.holders(root.id, part)[:2]:
            give(part, person, root.id)
    offices = [by_name[n].id for n in ("后勤保障部", "网络信息中心", "教务处", "保卫处", "图书馆", "学生工作处")]
    for body_id in offices:
        give("handler", university.holders(body_id, "handler")[0], body_id)
        give("head", university.holders(body_id, "head")[0], body_id)
    for body in (by_name["学生工作处"], university.of_kind("academy")[0]):
        give("receptionist", university.holders(body.id, "receptionist")[0], body.id)
    joint = [b for b in university.of_kind("branch") if b.form == "joint"]
    regular = [b for b in university.of_kind("branch") if b.form == "regular"]
    branches = [*joint[:3], regular[9 % len(regular)], regular[12 % len(regular)]]
    for branch in branches:
        give("secretary", university.holders(branch.id, "secretary")[0], branch.id)
    for branch in branches:
        if branch.id in university.liaisons:
            give("liaison", university.liaisons[branch.id], branch.id)
    for college in university.of_kind("college")[:3]:
        give("organiser", university.holders(college.id, "organiser")[0], college.id)
    for committee in university.of_kind("committee")[:2]:
        give("committee", university.holders(committee.id, "party-committee-secretary")[0], committee.id)
    in_a_branch = {p for persons in university.members.values() for p in persons}
    for academy in university.of_kind("academy")[:4]:
        students = [p for p in university.belonging[academy.id] if p not in in_a_branch and not _serves(university, p)]
        give("student", students[-1], academy.id)
    for branch in joint[:3]:
        plain = [p for p in university.members[branch.id] if not _serves(university, p)]
        if plain:
            give("member", plain[-1], branch.id)
    return list(chosen.values())


def _serves(university: University, person_id: int) -> bool:
    return bool(university.actor(person_id).grants)
