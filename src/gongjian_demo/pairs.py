"""Pairs and offers of the demo, carried through by the verbs of pairing."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from gongjian.kernel.actor import Actor, system
from gongjian.kernel.clock import local_date
from gongjian.org.queries import BodyRow
from gongjian.pairing import operations as verbs
from gongjian.pairing import queries

from . import phrases
from .campus import Campus
from .days import hour
from .people import invent_name

READER = system("系统·示范")
KIND_TITLES = {
    "office-office": "机关支部共建",
    "office-college": "服务教学科研共建",
    "office-student": "服务学生共建",
    "local": "校地共建",
    "firm": "校企共建",
    "undergraduate-graduate": "本研共建",
    "one-with-many": "“1+X”共建",
}
ENDS = ("concluded", "dissolved", "draft", "returned", "active", "active", "concluded", "active", "signing")
AGO = {"active": (12, 220), "concluded": (225, 480), "dissolved": (95, 400)}  # working days since it was proposed
AGO_UNSIGNED = (9, 12)

TimedAction = tuple[dt.datetime, Callable[[dt.datetime], None]]


@dataclass
class Bond:
    """One pair: its members, the first being the initiator, and what becomes of it."""

    campus: Campus
    kind: str
    members: list[BodyRow]
    end: str
    begins: dt.datetime
    pair_id: int = 0
    actions: list[TimedAction] = field(default_factory=list)

    def _secretary(self, body: BodyRow) -> Actor:
        return self.campus.actor(self.campus.holder(body.id, "secretary"))

    def _first(self) -> Actor:
        return self._secretary(self.members[0])

    def _row(self) -> Any:
        return queries.get_for(READER, self.pair_id)

    def lay_out(self) -> None:
        """What happens when. Until it is signed it goes by working days, so that holidays keep no pair from its end."""
        rng = self.campus.rng
        at = self._add(self.begins, self._propose)
        if self.end == "draft":
            return
        at = self._add(self._later(at, rng.randint(1, 2)), self._send)
        if self.end == "returned":
            self._add(self._later(at, 1), self._hand_back)
            return
        signers = self.members[:-1] if self.end == "signing" else self.members
        for body in signers:
            at = self._add(
                self._later(at, rng.randint(0, 2)),
                lambda moment, body=body: self._sign(body, moment),  # type: ignore[misc]
            )
        if self.end == "signing":
            return
        self._add(at + dt.timedelta(minutes=30), self._take_problems)
        for n in range(rng.randint(2, 5)):
            self._add(at + dt.timedelta(days=14 + 30 * n), self._hold)
        self._add(at + dt.timedelta(days=rng.uniform(40, 90)), self._outcome)
        if self.end == "concluded":
            self._add(at + dt.timedelta(days=180), self._no_more_problems)
            self._add(at + dt.timedelta(days=300), self._conclude)
        if self.end == "dissolved":
            self._add(at + dt.timedelta(days=100), self._dissolve)

    def _later(self, at: dt.datetime, workdays: int) -> dt.datetime:
        """Some office hour so many working days later; the same hour for none."""
        day = self.campus.days.workday(workdays, local_date(at))
        return hour(day, self.campus.rng.uniform(9, 17)) if workdays else at

    def _add(self, at: dt.datetime, action: Callable[[dt.datetime], None]) -> dt.datetime:
        """In office hours, in order, unless it lies in the future. Gives when."""
        after = self.actions[-1][0] if self.actions else None
        at = self.campus.days.in_office(at, self.campus.rng, after)
        if at <= self.campus.at:
            self.actions.append((at, action))
        return at

    # --- the actions ---

    def _propose(self, at: dt.datetime) -> None:
        rng, day = self.campus.rng, local_date(at)
        until = day + dt.timedelta(days=365)
        activities = [
            verbs.ActivityLine(
                title=rng.choice(phrases.PAIR_ACTIVITIES),
                day=day + dt.timedelta(days=20 + 30 * n),
                place=rng.choice(("党员之家", "学生社区活动室", "会议室", "现场")),
                host=n % len(self.members),
            )
            for n in range(6)
        ]
        made = verbs.propose(
            title=f"{self.members[0].short}—{self.members[1].short}{KIND_TITLES[self.kind]}",
            kind=self.kind,
            goals=rng.choice(phrases.PAIR_GOALS),
            since=day,
            until=until,
            members=[verbs.MemberLine(b.id, rng.choice(phrases.OFFERS)[0]) for b in self.members],
            problems=rng.choice(phrases.PAIR_PROBLEMS),
            activities=activities,
            actor=self._first(),
            at=at,
        )
        self.pair_id = made.pk

    def _send(self, at: dt.datetime) -> None:
        verbs.send_for_signing(pair=self._row(), actor=self._first(), at=at)

    def _sign(self, body: BodyRow, at: dt.datetime) -> None:
        pair = self._row()
        if body.sort == "organisation":
            verbs.sign(pair=pair, actor=self._secretary(body), at=at)
            return
        verbs.record_signature(
            pair=pair,
            body_id=body.id,
            name=invent_name(self.campus.rng),
            title=f"{body.name}负责人",
            signed_on=local_date(at),
            actor=self._first(),
            at=at,
        )

    def _hand_back(self, at: dt.datetime) -> None:
        actor = self._secretary([m for m in self.members if m.sort == "organisation"][-1])
        verbs.hand_back(pair=self._row(), reason=phrases.PAIR_RETURNED, actor=actor, at=at)

    def _take_problems(self, at: dt.datetime) -> None:
        if self.end != "dissolved":
            for body in self.members:
                self.campus.pairs.setdefault(body.id, []).append(self.pair_id)

    def _no_more_problems(self, at: dt.datetime) -> None:
        for body in self.members:
            self.campus.pairs[body.id].remove(self.pair_id)

    def _hold(self, at: dt.datetime) -> None:
        rng, pair = self.campus.rng, self._row()
        planned = [a for a in queries.activities_of(pair) if a.held_on is None and not a.called_off]
        if planned:
            verbs.hold_activity(
                pair=pair,
                activity_id=planned[0].pk,
                held_on=local_date(at),
                note=rng.choice(phrases.PAIR_RESULTS),
                present=rng.randint(12, 60),
                actor=self._first(),
                at=at,
            )

    def _outcome(self, at: dt.datetime) -> None:
        rng = self.campus.rng
        verbs.add_outcome(
            pair=self._row(),
            text=rng.choice(phrases.PAIR_OUTCOMES),
            served=rng.choice((60, 120, 300, 800)),
            actor=self._first(),
            at=at,
        )

    def _conclude(self, at: dt.datetime) -> None:
        verbs.conclude(pair=self._row(), summary=phrases.PAIR_SUMMARY, actor=self._first(), at=at)

    def _dissolve(self, at: dt.datetime) -> None:
        verbs.dissolve(pair=self._row(), reason=phrases.PAIR_DISSOLVED, actor=self._first(), at=at)


def _members(campus: Campus, kind: str, branch: BodyRow) -> list[BodyRow]:
    """Members as the kind needs them, *branch* among them where it is one of students."""
    rng, branches = campus.rng, campus.branches
    outside = campus.university.of_kind("partner")
    if kind == "office-office":
        return rng.sample(branches["office"], 2)
    if kind == "office-college":
        return [rng.choice(branches["office"]), rng.choice(branches["staff"])]
    if kind == "office-student":
        return [rng.choice(branches["office"]), branch]
    if kind == "local":
        return [branch, rng.choice([p for p in outside if "公司" not in p.name])]
    if kind == "firm":
        return [rng.choice(branches["graduates"]), rng.choice([p for p in outside if "公司" in p.name])]
    if kind == "undergraduate-graduate":
        return [branch, rng.choice(branches["graduates"])]
    return [branch, *rng.sample([b for b in branches["joint"] if b.id != branch.id], 2)]


def bonds(campus: Campus, wanted: int, favoured: list[BodyRow]) -> list[Bond]:
    """*wanted* pairs of all kinds and ends; those of the favoured branches first, with offices, active."""
    rng = campus.rng
    made: list[Bond] = []
    for n in range(wanted):
        kind = list(KIND_TITLES)[n % len(KIND_TITLES)]
        end = ENDS[(n - 2 * len(favoured)) % len(ENDS)]
        branch = favoured[n] if n < len(favoured) else rng.choice(campus.branches["joint"])
        if n < len(favoured):
            kind, end = (
                ("office-student", "active") if campus.sort_of(branch) == "joint" else ("one-with-many", "active")
            )
        elif n < 2 * len(favoured) and campus.sort_of(favoured[n % len(favoured)]) == "joint":
            branch, kind, end = favoured[n % len(favoured)], "office-student", "signing"
        members = _members(campus, kind, branch)
        first, last = AGO.get(end, AGO_UNSIGNED)
        begins = hour(campus.days.workday(-rng.randint(first, last)), rng.uniform(9, 16))
        made.append(Bond(campus, kind, members, end, begins))
    return made


def offers(campus: Campus, many: int) -> list[TimedAction]:
    """What departments and some branches can bring."""
    rng = campus.rng
    actions: list[TimedAction] = []
    bodies = [*campus.university.of_kind("department"), *rng.sample(campus.branches["staff"], min(many, 20))]
    for body in bodies:
        title, text = rng.choice(phrases.OFFERS)
        duties = body.duties or campus.by_name[campus.college_of(body)].duties

        def make(
            at: dt.datetime, body: BodyRow = body, title: str = title, text: str = text, key: str = duties
        ) -> None:
            person = campus.holder(body.id, "handler" if body.sort == "unit" else "secretary")
            verbs.make_offer(
                body_id=body.id,
                title=f"{body.short}：{title}",
                words=key,
                since=local_date(at),
                text=text,
                capacity=rng.randint(1, 4),
                place=body.place,
                actor=campus.actor(person),
                at=at,
            )

        ago = dt.timedelta(days=rng.uniform(20, 400))
        actions.append((campus.days.in_office(campus.at - ago, rng), make))
    return actions
