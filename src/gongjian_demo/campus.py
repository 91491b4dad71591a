"""What the lives of the demo share: the university, chance, the calendar, who plays which part where."""

import datetime as dt
import random
from dataclasses import dataclass, field
from functools import cached_property

from gongjian.kernel.actor import Actor
from gongjian.org.queries import BodyRow
from gongjian.people import queries as people
from gongjian.rulebook import queries as rulebook
from gongjian.workdays import queries as workdays

from .days import Days
from .subjects import Teller
from .university import University

WHO = {"joint": "本科生", "graduates": "研究生", "staff": "教师"}


@dataclass
class Campus:
    """The stage: read once, asked by every life."""

    university: University
    rng: random.Random
    at: dt.datetime
    teller: Teller
    by_name: dict[str, BodyRow] = field(default_factory=dict)
    branches: dict[str, list[BodyRow]] = field(default_factory=dict)
    pairs: dict[int, list[int]] = field(default_factory=dict)  # branch id → active pairs that take problems on
    _names: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_name = {b.name: b for b in self.university.bodies.values()}
        for branch in self.university.of_kind("branch"):
            if self.university.holders(branch.id, "secretary") and branch.id in self.university.liaisons:
                self.branches.setdefault(self.sort_of(branch), []).append(branch)

    def sort_of(self, branch: BodyRow) -> str:
        """joint · graduates · staff · office · special."""
        if branch.form == "joint":
            return "joint"
        if branch.form != "regular":
            return "special"
        if "研究生第" in branch.name:  # not the branches of the graduate school's staff (研究生院)
            return "graduates"
        return "staff" if "教工" in branch.name else "office"

    def college_of(self, branch: BodyRow) -> str:
        """The name of the college it lives in; of its first host otherwise."""
        hosts = [self.university.bodies[u] for u in self.university.hosts.get(branch.id, [])]
        return next((h.name for h in hosts if h.kind == "college"), hosts[0].name if hosts else branch.name)

    def raiser_for(self, branch: BodyRow) -> int:
        """Somebody who would turn to this branch."""
        university = self.university
        hosts = [university.bodies[u] for u in university.hosts.get(branch.id, [])]
        academies = [h for h in hosts if h.kind == "academy"]
        pool = university.belonging.get(academies[0].id, []) if academies else university.members.get(branch.id, [])
        return self.rng.choice(pool or university.members[branch.id])

    def actor(self, person_id: int) -> Actor:
        return self.university.actor(person_id)

    def holder(self, body_id: int, *posts: str) -> int:
        """The first who holds one of these posts there: the one with the demo account, where there is one."""
        return self.university.holders(body_id, *posts)[0]

    def name(self, person_id: int) -> str:
        if person_id not in self._names:
            self._names.update(people.names_of([person_id]))
        return self._names[person_id]

    @cached_property
    def days(self) -> Days:
        """The calendar as seen from the present."""
        return Days(self.at, workdays.calendar())

    def awake(self, moment: dt.datetime) -> dt.datetime:
        """This moment, or if people sleep then, one in the evening before."""
        return self.days.awake(moment, self.rng)

    def limit(self, article: str, name: str) -> int:
        """Working days that this article gives, by the rules of today."""
        return int(rulebook.parameter(article, name, self.days.today))
