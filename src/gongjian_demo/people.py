"""The persons of the demo university and their ties: about 2,000 × scale, every post filled."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.org.operations import TiePlan
from gongjian.people.operations import PersonPlan, enter_persons

from . import words
from .bodies import Branch, Layout

STAFF_OF = {"D": 11, "C": 13, "A": 6, "U": 5}  # persons per body and scale
MEMBERS_OF_STAFF = 7  # of one staff branch
STUDENTS = 1450  # per scale
GRADUATES = 0.25  # share of the students
IN_FORCE_DAYS = 800  # posts have been held since then, so that two years of matters find everyone in place
COMMITTEE_SIZE = {"P": 9, "PO": 5, "PS": 5}


@dataclass
class Population:
    """Who is where, by body key: staff, undergraduates by (academy, college), graduates by college."""

    staff: dict[str, list[int]] = field(default_factory=dict)
    undergraduates: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    graduates: dict[str, list[int]] = field(default_factory=dict)


def invent_name(rng: random.Random) -> str:
    """A family name and a given name of one or two characters, put together by chance."""
    given = rng.choice(words.GIVEN_SECOND)
    if rng.random() < 0.86:
        first = rng.choice(words.GIVEN_FIRST)
        given = first + given if first != given else first
    return rng.choice(words.SURNAMES) + given


def _plan(rng: random.Random, number: str, kind: str) -> PersonPlan:
    phone = f"19{rng.randrange(10)}0000{rng.randrange(10_000):04d}"  # 0000 in the middle: nobody's number
    return PersonPlan(invent_name(rng), number, kind, phone=phone, email=f"{number.lower()}@demo.invalid")


def enter_population(
    layout: Layout, scale: int, rng: random.Random, actor: Actor, at: dt.datetime, step: Callable[[int], None]
) -> Population:
    """Enter staff and students. *step* is told how many have been entered."""
    places: list[tuple[str, tuple[str, ...]]] = []
    plans: list[PersonPlan] = []
    keys = [p.key for p in layout.plans if p.sort == "unit"]
    for key in keys:
        for _n in range(STAFF_OF.get(key[0], 0) * scale):
            places.append(("staff", (key,)))
            plans.append(_plan(rng, f"G{len(plans) + 1:06d}", "staff"))
    colleges = [k for k in keys if k[0] == "C"]
    academies = [k for k in keys if k[0] == "A"]
    year = local_date(at).year
    for n in range(STUDENTS * scale):
        college = colleges[n % len(colleges)]
        number = f"{year - 1 - n % 4}{n + 1:06d}"
        if rng.random() < GRADUATES:
            places.append(("graduate", (college,)))
        else:
            places.append(("undergraduate", (academies[(n // len(colleges) + n) % len(academies)], college)))
        plans.append(_plan(rng, number, "student"))
    population = Population()
    ids: list[int] = []
    for start in range(0, len(plans), 2000):
        made = enter_persons(plans=plans[start : start + 2000], actor=actor, at=at)
        ids.extend(made)
        step(len(made))
    for (sort, where), person_id in zip(places, ids, strict=True):
        if sort == "staff":
            population.staff.setdefault(where[0], []).append(person_id)
        elif sort == "graduate":
            population.graduates.setdefault(where[0], []).append(person_id)
        else:
            population.undergraduates.setdefault((where[0], where[1]), []).append(person_id)
    return population


class Ties:
    """Works out who belongs to what and who holds which post, deterministically from the random source."""

    def __init__(self, layout: Layout, population: Population, ids: dict[str, int], rng: random.Random, day: dt.date):
        self.layout = layout
        self.population = population
        self.ids = ids
        self.rng = rng
        self.day = day
        self.begun = day - dt.timedelta(days=IN_FORCE_DAYS)
        self.until = self.begun + dt.timedelta(days=3 * 365)
        self.founded = {p.key: p.founded for p in layout.plans}
        self.ends = {p.key: p.fields.get("planned_end") for p in layout.plans}
        self.member_of: dict[int, str] = {}
        self.colleges_in: dict[str, list[str]] = {}
        for academy, college in population.undergraduates:
            self.colleges_in.setdefault(academy, []).append(college)

    def all(self) -> Iterator[TiePlan]:
        """Every tie: affiliations, memberships, posts, liaisons."""
        yield from self._affiliations()
        yield from self._offices()
        for branch in self.layout.branches:
            yield from self._branch(branch)
        yield from self._committees()

    def _tie(self, sort: str, person: int, key: str, word: str = "", sent_by: str = "") -> TiePlan:
        since = max(self.begun, self.founded[key] or self.begun)
        until = None
        if sort == "appointment":
            until = self.ends[key] or (self.until if key[0] in "BP" else None)
        return TiePlan(
            sort, person, self.ids[key], since, word, until, sent_by_id=self.ids[sent_by] if sent_by else None
        )

    def _affiliations(self) -> Iterator[TiePlan]:
        for key, persons in self.population.staff.items():
            for person in persons:
                yield self._tie("affiliation", person, key, "main")
        for (academy, college), persons in self.population.undergraduates.items():
            for person in persons:
                yield self._tie("affiliation", person, academy, "main")
                yield self._tie("affiliation", person, college)
        for college, persons in self.population.graduates.items():
            for person in persons:
                yield self._tie("affiliation", person, college, "main")

    def _offices(self) -> Iterator[TiePlan]:
        for key, persons in self.population.staff.items():
            if key == "U":
                for person in persons[:4]:
                    yield self._tie("appointment", person, key, "leader")
                continue
            yield self._tie("appointment", persons[0], key, "head")
            for person in persons[1 : 3 if key[0] == "D" else 2]:
                yield self._tie("appointment", person, key, "handler")
        for key in ("D3", "A0"):  # who receives appeals: at the school's reception, at the station of an academy
            for person in self.population.staff[key][-2:]:
                yield self._tie("appointment", person, key, "receptionist")
        it_centre = self.population.staff["D12"]
        for person in it_centre[3:5]:
            yield self._tie("appointment", person, "U", "administrator")
        senders = ["D1", "D2", "D3", "D4", "D7", "D17"]
        for n in range(len(words.COLLEGES)):
            sender = senders[n % len(senders)]
            person = self.population.staff[sender][3 + n // len(senders)]
            yield self._tie("appointment", person, f"C{n}", "organiser", sent_by=sender)

    def _branch(self, branch: Branch) -> Iterator[TiePlan]:
        members, secretary = self._members(branch)
        is_body_of_members = branch.people.split(":")[0] != "served"
        if is_body_of_members:
            for n, person in enumerate(members):
                self.member_of[person] = branch.key
                stage = "full"
                if person != secretary and branch.people.startswith("students") and n > 4:
                    stage = self.rng.choices(["full", "probationary", "activist", "applicant"], [5, 2, 3, 2])[0]
                yield self._tie("membership", person, branch.key, stage)
        posts = ["deputy-secretary", "committee-member", "committee-member", "committee-member"]
        yield self._tie("appointment", secretary, branch.key, "secretary")
        others = [m for m in members if m != secretary]
        for person, post in zip(others, posts, strict=False):
            yield self._tie("appointment", person, branch.key, post)

    def _members(self, branch: Branch) -> tuple[list[int], int]:
        sort, *where = branch.people.split(":")
        if sort == "staff":
            members = self._free(self.population.staff[where[0]], MEMBERS_OF_STAFF)
            return members, members[1 if where[0][0] == "D" else 0]
        if sort == "graduates":
            pool = self._free(self.population.graduates.get(where[0], []), 8)
            teacher = self._teacher(where[0])
            return [teacher, *pool], teacher
        if sort == "students":
            academy, college = where
            own = self._free(self.population.undergraduates.get((academy, college), []), 6)
            elsewhere = [p for c in self.colleges_in[academy] if c != college for p in self._one(academy, c)]
            teacher = self._teacher(college)
            return [teacher, *own, *elsewhere[:14]], teacher
        students = [p for c in self.colleges_in[where[0]] for p in self.population.undergraduates[where[0], c]]
        serving = list(islice((p for p in students if p in self.member_of), 8))
        return serving, serving[0]

    def _teacher(self, college: str) -> int:
        return next(p for p in reversed(self.population.staff[college]) if p not in self.member_of)

    def _one(self, academy: str, college: str) -> list[int]:
        return self._free(self.population.undergraduates[academy, college], 1)

    def _free(self, persons: list[int], most: int) -> list[int]:
        """The first few of these who are in no branch yet."""
        return list(islice((p for p in persons if p not in self.member_of), most))

    def _committees(self) -> Iterator[TiePlan]:
        below: dict[str, list[str]] = {}
        for branch in self.layout.branches:
            below.setdefault(branch.committee, []).append(branch.key)
        for key, source in self.layout.committees.items():
            persons = self.population.staff["U" if key == "P" else source.split(":")[1]]
            if key == "P":
                persons = persons + [self.population.staff[f"D{n}"][0] for n in range(8)]
            elif key in ("PO", "PS"):
                persons = persons[5:]
            size = COMMITTEE_SIZE.get(key, 4)
            members = persons[:size]
            yield self._tie("appointment", members[0], key, "party-committee-secretary")
            for person in members[1:]:
                yield self._tie("appointment", person, key, "party-committee-member")
            for n, branch_key in enumerate(below.get(key, [])):
                yield self._tie("liaison", members[1 + n % (len(members) - 1)], branch_key)
