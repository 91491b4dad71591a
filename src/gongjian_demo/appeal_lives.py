"""One appeal of the demo, step by step through the verbs themselves."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from gongjian.appeals import operations as verbs
from gongjian.appeals import queries
from gongjian.kernel.actor import GUEST, system
from gongjian.kernel.clock import local_date
from gongjian.matters import operations as shared
from gongjian.org.queries import BodyRow

from .campus import Campus
from .days import Step
from .subjects import Subject

RECEPTION, DEFAULT_UNIT = "学生工作处", "党政办公室"
SYSTEM, CLOCK = system("系统·示范"), system("系统·时限")
NATURES = ("question", "complaint", "request", "suggestion")
REPLY = (
    "您反映的“{title}”已收到并到现场核实。{done}{unit}将在{day}前完成，并安排专人回访。"
    "如有疑问，请联系{unit}值班室，电话{phone}。"
)
SECOND = "针对您的评价，我们再次到现场查看，已调整方案：{goal}预计{day}前全部完成，由{unit}值班室负责，电话{phone}。"


@dataclass
class One:
    """One life: who raised what, where it goes, how it ends; ``number`` once it is raised."""

    start: dt.datetime
    fate: str
    subject: Subject
    title: str
    text: str
    place: str
    raiser: int
    channel: str
    end: dt.datetime | None = None  # of what rests: about when its last step was done
    number: str = ""
    key: str = ""


class Stage:
    """Who plays which part, and how each step is done."""

    def __init__(self, campus: Campus) -> None:
        self.campus, self.rng = campus, campus.rng
        self.reception = campus.by_name[RECEPTION]
        self.receptionist = campus.actor(campus.holder(self.reception.id, "receptionist"))
        self.head = campus.actor(campus.holder(self.reception.id, "head"))
        self.last_of: dict[int, str] = {}  # unit → a number that others may be bundled into

    def unit(self, one: One) -> BodyRow:
        return self.campus.by_name[one.subject.unit]

    def handler(self, body_id: int) -> Any:
        return self.campus.actor(self.campus.holder(body_id, "handler", "head"))

    def matter(self, one: One) -> Any:
        return queries.get_for(SYSTEM, one.number)

    def voice(self, one: One, at: dt.datetime) -> Any:
        return queries.actor_of_key(one.key, at) if one.key else self.campus.actor(one.raiser)

    # --- steps ---

    def raise_it(self, one: One, at: dt.datetime) -> None:
        nature = self.rng.choice(NATURES)
        words: dict[str, Any] = {"title": one.title, "text": one.text, "nature": nature, "place": one.place}
        if one.channel == "web":
            guest = one.fate not in ("withdrawn",) and self.rng.random() < 0.12
            got = verbs.raise_appeal(
                **words,
                category=one.subject.category,
                publish=self.rng.random() < 0.7,
                anonymous=not guest and self.rng.random() < 0.12,
                actor=GUEST if guest else self.campus.actor(one.raiser),
                at=at,
            )
        else:
            got = verbs.enter_appeal(
                **words,
                channel=one.channel,
                category=one.subject.category,
                publish=self.rng.random() < 0.5,
                actor=self.receptionist,
                at=at,
            )
        one.number, one.key = got.matter.number, got.key

    def accept(self, one: One, at: dt.datetime) -> None:
        sort = "complex" if one.fate == "to_sign" else self.rng.choice(("simple", "general", "general"))
        verbs.accept(
            matter=self.matter(one),
            category=one.subject.category,
            answer_class=sort,
            actor=self.receptionist,
            at=at,
        )

    def decline(self, one: One, at: dt.datetime) -> None:
        reason = "不属于学校职权范围"
        words = "请向所在街道的政务服务中心反映。"
        verbs.decline(matter=self.matter(one), reason=reason, words=words, actor=self.receptionist, at=at)

    def withdraw(self, one: One, at: dt.datetime) -> None:
        shared.withdraw(matter=self.matter(one), reason="已经自行解决", actor=self.voice(one, at), at=at)

    def assign(self, one: One, at: dt.datetime) -> None:
        to = self.unit(one).id
        if one.fate == "objected":
            to = self.campus.by_name["图书馆" if one.subject.unit != "图书馆" else "保卫处"].id
        verbs.assign(matter=self.matter(one), lead_id=to, actor=self.receptionist, at=at)

    def object(self, one: One, at: dt.datetime) -> None:
        matter = self.matter(one)
        reason = f"按职责分工，应由{one.subject.unit}办理"
        verbs.hand_back(matter=matter, reason=reason, actor=self.handler(matter.lead_id), at=at)

    def take(self, one: One, at: dt.datetime) -> None:
        matter = self.matter(one)
        shared.take(matter=matter, actor=self.handler(matter.lead_id), at=at)

    def bundle(self, one: One, at: dt.datetime) -> None:
        matter = self.matter(one)
        main = self.last_of.get(matter.lead_id)
        if main:
            shared.bundle(matter=matter, original=main, actor=self.receptionist, at=at)

    def ask(self, one: One, at: dt.datetime) -> None:
        matter = self.matter(one)
        question = "请补充具体楼层和方便联系的时间。"
        shared.ask_raiser(matter=matter, question=question, actor=self.handler(matter.lead_id), at=at)

    def park(self, one: One, at: dt.datetime) -> None:
        matter = self.matter(one)
        shared.ask_to_park(
            matter=matter,
            reason="需要等暑期统一施工",
            plan="已列入暑期修缮计划，届时一并解决",
            review_on=local_date(at) + dt.timedelta(days=90),
            actor=self.handler(matter.lead_id),
            at=at,
        )

    def agree_to_park(self, one: One, at: dt.datetime) -> None:
        shared.approve_parking(matter=self.matter(one), actor=self.head, at=at)

    def _reply(self, one: One, at: dt.datetime, form: str) -> dict[str, Any]:
        matter = self.matter(one)
        day = local_date(at + dt.timedelta(days=self.rng.randint(3, 12)))
        text = form.format(
            title=one.title,
            done=one.subject.done,
            goal=one.subject.goal,
            unit=matter.lead.name,
            day=f"{day.month}月{day.day}日",
            phone=f"0000-{self.rng.randint(2000, 2999)}",
        )
        return {"matter": matter, "text": text, "confirmed": True, "actor": self.handler(matter.lead_id), "at": at}

    def answer(self, one: One, at: dt.datetime) -> None:
        verbs.answer(**self._reply(one, at, REPLY))

    def answer_again(self, one: One, at: dt.datetime) -> None:
        verbs.answer(**self._reply(one, at, SECOND))

    def submit(self, one: One, at: dt.datetime) -> None:
        verbs.submit_reply(**self._reply(one, at, REPLY))

    def praise(self, one: One, at: dt.datetime) -> None:
        satisfied = self.rng.choices(("yes", "mostly", "no"), (82, 13, 5))[0]
        contacted = self.rng.random() < 0.9
        verbs.give_verdict(
            matter=self.matter(one),
            solved=True,
            satisfied=satisfied,
            contacted=contacted,
            actor=self.voice(one, at),
            at=at,
        )

    def doubt(self, one: One, at: dt.datetime) -> None:
        verbs.give_verdict(
            matter=self.matter(one),
            solved=False,
            satisfied="no",
            contacted=False,
            words="情况没有改变，还是和原来一样。",
            actor=self.voice(one, at),
            at=at,
        )

    def presume(self, one: One, at: dt.datetime) -> None:
        shared.presume(matter=self.matter(one), actor=CLOCK, at=at)

    def exclude(self, one: One, at: dt.datetime) -> None:
        matter = self.matter(one)
        reason = "与前一件内容相同，重复评价"
        verbs.ask_exclusion(matter=matter, reason=reason, actor=self.handler(matter.lead_id), at=at)
        verbs.approve_exclusion(
            matter=self.matter(one), words="情况属实", actor=self.head, at=at + dt.timedelta(minutes=40)
        )

    def lay_out(self, one: One) -> list[tuple[dt.datetime, Callable[[One, dt.datetime], None]]]:
        """Its steps on the calendar, none after the present; all of them if its end is given."""
        course = list(self._course(one))
        steps = [self._planned(one, after, deed) for after, deed in course]
        days = self.campus.days
        if one.end is not None:
            moments = days.backwards(one.end, steps, self.rng)
        else:
            moments = days.forwards(one.start, steps, self.rng)
        return [(moment, deed) for moment, (_after, deed) in zip(moments, course, strict=False)]

    def _planned(self, one: One, after: float, deed: Callable[[One, dt.datetime], None]) -> Step:
        leisure = deed in (self.withdraw, self.praise, self.doubt) or (deed == self.raise_it and one.channel == "web")
        limit = self.campus.limit("appeal-rules:11", "verdict_days") if deed == self.presume else None
        return Step(deed.__name__, after, "awake" if leisure else "office", limit)

    def _course(self, one: One) -> Iterator[tuple[float, Callable[[One, dt.datetime], None]]]:
        """The steps with the days before each."""
        some = self.rng.uniform
        yield 0, self.raise_it
        if one.fate == "raised":
            return
        if one.fate == "withdrawn":
            yield some(0.2, 1), self.withdraw
            return
        if one.fate == "declined":
            yield some(0.2, 1), self.decline
            return
        yield some(0.1, 0.6), self.accept
        if one.fate == "accepted":
            return
        yield some(0.05, 0.4), self.assign
        if one.fate == "assigned":
            return
        if one.fate == "objected":
            yield some(0.1, 0.5), self.object
        yield some(0.1, 1), self.take
        if one.fate == "bundled":
            yield some(0.2, 1), self.bundle
            return
        if one.fate == "waiting":
            yield some(0.2, 1), self.ask
            return
        if one.fate == "parked":
            yield some(0.5, 1), self.park
            yield some(0.5, 2), self.agree_to_park
            return
        if one.fate == "handling":
            return
        if one.fate == "to_sign":
            yield some(1, 3), self.submit
            return
        yield some(1, 12), self.answer
        if one.fate == "answered":
            return
        if one.fate == "presumed":
            yield 0, self.presume
            return
        if one.fate == "unsolved":
            yield some(0.3, 3), self.doubt
            yield some(2, 5), self.answer_again
            yield some(0.3, 3), self.doubt
            return
        yield some(0.1, 4), self.praise
        if one.fate == "excluded":
            yield some(1, 3), self.exclude
