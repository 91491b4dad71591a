"""One problem of the demo: its course drawn by chance beforehand, then lived step by step through the verbs themselves."""

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from gongjian.kernel.actor import system
from gongjian.kernel.clock import local_date
from gongjian.matters import operations as verbs
from gongjian.org.queries import BodyRow
from gongjian.problems import operations as problem_commands
from gongjian_demo.courses import Course, CourseSpec

from . import phrases
from .campus import Campus
from .days import Step
from .subjects import Subject, Telling

CLOCK = system("系统·时限")
LEISURE = ("raise_problem", "supply", "give_verdict", "doubt", "withdraw", "urge")  # done at any waking hour
BY_CLOCK = {  # the limit after which the clock moves on
    "presume": ("problem-rules:12", "verdict_days"),
    "go_on_unsupplied": ("problem-rules:10", "supply_days"),
}
RATINGS, SHARES = (5, 4, 3, 2, 1), (0.9, 0.055, 0.03, 0.005, 0.01)  # of those who say it is solved


@dataclass
class Life:
    """One problem: who plays in it, and when what happens."""

    campus: Campus
    spec: CourseSpec
    course: Course
    start: dt.datetime
    subject: Subject
    branch: BodyRow
    lead: BodyRow
    raiser: int
    telling: Telling
    anonymous: bool
    times: list[tuple[dt.datetime, str]] = field(default_factory=list)
    like: "Life | None" = None  # the life of which this one is a duplicate
    matter: Any = None  # the row, once it is raised

    # --- who ---

    def secretary(self) -> Any:
        return self.campus.actor(self.campus.holder(self.branch.id, "secretary"))

    def supervisor(self) -> Any:
        return self.campus.actor(self.campus.university.liaisons[self.branch.id])

    def handler(self, body_id: int = 0) -> Any:
        return self.campus.actor(self.campus.holder(body_id or self.lead.id, "handler", "head"))

    def voice(self) -> Any:
        return self.campus.actor(self.raiser)

    # --- when ---

    def follow(self, other: "Life", start: dt.datetime) -> None:
        """Be raised as the same problem once more, by somebody else at the same branch."""
        self.like, self.subject, self.branch, self.lead, self.start = (
            other,
            other.subject,
            other.branch,
            other.lead,
            start,
        )
        title = phrases.DUPLICATE.format(title=other.telling.title)
        self.telling = replace(
            other.telling, title=title, text=other.telling.text.replace("。", "，同学们都有同感。", 1)
        )

    def lay_out(self) -> None:
        """Put the steps on the calendar: in order, none after the present. One that is to rest at a step has come so far."""
        campus, steps = self.campus, [self._calendar_step(name, after) for name, after in self.course]
        if self.spec.halt:
            moments = campus.days.backwards(campus.at - dt.timedelta(days=self.spec.ago), steps, campus.rng)
            self.start = moments[0]
        else:
            moments = campus.days.forwards(self.start, steps, campus.rng)
        self.times = [(moment, step.name) for moment, step in zip(moments, steps, strict=False)]

    def _calendar_step(self, name: str, after: float) -> Step:
        limit = self.campus.limit(*BY_CLOCK[name]) if name in BY_CLOCK else None
        return Step(name, after, "awake" if name in LEISURE else "office", limit)

    def act(self, at: dt.datetime, name: str) -> None:
        """Carry out one step at its hour."""
        getattr(self, f"_{name}")(at)

    # --- the steps ---

    def _raise_problem(self, at: dt.datetime) -> None:
        rng, telling = self.campus.rng, self.telling
        found = None
        source = "self"
        if not self.anonymous:
            kind = rng.random()
            if kind < 0.35:
                found = problem_commands.Found(
                    place=telling.place or self.branch.name,
                    found_on=local_date(at - dt.timedelta(hours=rng.choice((2, 20, 30)))),
                    by_whom=self.campus.name(self.campus.holder(self.branch.id, "secretary")),
                    affected=telling.people,
                    method=rng.choice(("unannounced", "talk", "visit", "survey", "online")),
                )
            elif kind < 0.45:
                source = rng.choice(("meeting", "visit"))
        self.matter = problem_commands.raise_problem(
            title=telling.title,
            text=telling.text,
            category=telling.subject.category,
            origin_id=self.branch.id,
            actor=self.voice(),
            at=at,
            anonymous=self.anonymous,
            public=rng.random() < 0.9,
            place=telling.place,
            on_behalf_of=rng.choice(("同楼同学", "班级同学", "课题组同学")) if rng.random() < 0.12 else "",
            source=source,
            found=found,
        ).matter

    def _withdraw(self, at: dt.datetime) -> None:
        reason = self.campus.rng.choice(phrases.WITHDRAWN)
        verbs.withdraw(matter=self.matter, reason=reason, actor=self.voice(), at=at)

    def _study(self, at: dt.datetime) -> None:
        problem_commands.study(
            matter=self.matter,
            held_on=local_date(at),
            opinion=self.campus.rng.choice(phrases.OPINIONS),
            actor=self.secretary(),
            at=at,
        )

    def _votes(self, *, adopted: bool) -> dict[str, Any]:
        rng = self.campus.rng
        due = max(5, len(self.campus.university.members.get(self.branch.id, [])))
        present = rng.randint(due - due // 4, due)
        half = due // 2 + 1
        return {
            "due": due,
            "present": present,
            "in_favour": rng.randint(max(half, present - 2), present) if adopted else rng.randint(0, half - 1),
        }

    def _adopt(self, at: dt.datetime) -> None:
        problem_commands.adopt(
            matter=self.matter,
            held_on=local_date(at),
            **self._votes(adopted=True),
            words=self.campus.rng.choice(phrases.ADOPTED),
            actor=self.secretary(),
            at=at,
        )

    def _decline(self, at: dt.datetime) -> None:
        reason = self.campus.rng.choice(phrases.DECLINED).format(unit=self.lead.name)
        problem_commands.decline(
            matter=self.matter,
            held_on=local_date(at),
            **self._votes(adopted=False),
            reason=reason,
            actor=self.secretary(),
            at=at,
        )

    def _mark_duplicate(self, at: dt.datetime) -> None:
        like = self.like
        if like is None or like.matter is None or like.matter.state in ("duplicate", "withdrawn"):
            return
        problem_commands.mark_duplicate(matter=self.matter, original=like.matter.number, actor=self.secretary(), at=at)

    def _doer(self, unit: str) -> tuple[BodyRow, str]:
        """The unit that does a measure and its responsible person's name."""
        body = self.campus.by_name.get(unit) or self.lead
        persons = self.campus.university.holders(body.id, "head", "handler")
        return body, self.campus.name(persons[0] if persons else self.campus.holder(self.lead.id, "head"))

    def _astray(self) -> BodyRow:
        others = [self.campus.by_name[n] for n in ("基建与房产处", "后勤保障部", "学生工作处", "党政办公室")]
        return next(b for b in others if b.id != self.lead.id)

    def _due(self, at: dt.datetime) -> dt.date:
        if self.spec.due_in is not None:
            return max(self.campus.days.workday(self.spec.due_in), local_date(at))
        return self.campus.days.workday(self.campus.rng.randint(35, 60), local_date(at))

    def _college_duty(self, due: dt.date) -> list[problem_commands.DutyLine]:
        """The branch's own college helps to hear people, often."""
        college = self.campus.by_name[self.campus.college_of(self.branch)]
        if college.kind != "college" or (self.spec.branch is None and self.campus.rng.random() < 0.5):
            return []
        person = self.campus.name(self.campus.holder(college.id, "head"))
        return [
            problem_commands.DutyLine(
                part="help", body_id=college.id, person_name=person, task=phrases.COLLEGE_TASK, due_on=due
            )
        ]

    def _draw_up(self, at: dt.datetime) -> None:
        rng, day = self.campus.rng, local_date(at)
        due = self._due(at)
        span = max((due - day).days, 1)
        measures, duties = [], self._college_duty(self._due(at))
        helping = {d.body_id for d in duties}
        lead = self._astray() if any(name == "assign_astray" for name, _days in self.course) else self.lead
        for n, line in enumerate(self.subject.measures):
            body, person = self._doer(line.unit)
            begins = day + dt.timedelta(days=n * span // 4)
            ends = min(due, begins + dt.timedelta(days=max(span // 2, 1) + rng.randint(0, 5)))
            measures.append(
                problem_commands.MeasureLine(
                    text=line.text,
                    metric=line.metric,
                    starts_on=begins,
                    ends_on=max(begins, ends),
                    body_id=body.id,
                    person_name=person,
                )
            )
            if body.id not in {self.lead.id, lead.id} | helping:
                helping.add(body.id)
                duties.append(
                    problem_commands.DutyLine(
                        part="help",
                        body_id=body.id,
                        person_name=person,
                        task=phrases.HELP_TASK.format(text=line.text),
                        due_on=max(begins, ends),
                    )
                )
        head = self.campus.name(self.campus.holder(lead.id, "head"))
        first = problem_commands.DutyLine(
            part="lead", body_id=lead.id, person_name=head, task=phrases.GOAL_TASK, due_on=due
        )
        above = self.campus.university.bodies[self.branch.parent_id or self.branch.id]
        watcher = self.campus.name(self.campus.university.liaisons[self.branch.id])
        last = problem_commands.DutyLine(
            part="supervise",
            body_id=above.id,
            person_name=watcher,
            task=phrases.SUPERVISE_TASK,
            due_on=due,
        )
        pairs = self.campus.pairs.get(self.branch.id, [])
        problem_commands.draw_up(
            matter=self.matter,
            goal=self.subject.goal,
            measures=measures,
            duties=[first, *duties, last],
            pair_id=rng.choice(pairs) if pairs and rng.random() < 0.6 else None,
            actor=self.secretary(),
            at=at,
        )

    def _assign_astray(self, at: dt.datetime) -> None:
        problem_commands.assign(matter=self.matter, lead_id=self._astray().id, actor=self.secretary(), at=at)

    def _hand_back(self, at: dt.datetime) -> None:
        reason = self.campus.rng.choice(phrases.HANDED_BACK).format(unit=self.lead.name)
        verbs.hand_back(matter=self.matter, reason=reason, actor=self.handler(self.matter.lead_id), at=at)

    def _assign(self, at: dt.datetime) -> None:
        words = self.campus.rng.choice(phrases.ASSIGNED)
        if self.matter.lead_id != self.lead.id:
            words = phrases.REASSIGNED.format(unit=self.lead.name)
        problem_commands.assign(matter=self.matter, lead_id=self.lead.id, words=words, actor=self.secretary(), at=at)

    def _take(self, at: dt.datetime) -> None:
        verbs.take(matter=self.matter, actor=self.handler(), at=at)

    def _planned(self) -> str:
        return "；".join(m.text for m in self.subject.measures)

    def _reply(self, at: dt.datetime) -> None:
        duty = self.matter.duties.filter(part="lead").first()
        text = self.campus.rng.choice(phrases.REPLIES).format(
            measures=self._planned(), day=duty.due_on.isoformat(), name=self.campus.name(self.handler().person_id)
        )
        verbs.reply(matter=self.matter, text=text, actor=self.handler(), at=at)

    def _reply_again(self, at: dt.datetime) -> None:
        text = phrases.AGAIN.format(measures=self._planned())
        verbs.reply(matter=self.matter, text=text, actor=self.handler(), at=at)

    def _report(self, at: dt.datetime) -> None:
        rng = self.campus.rng
        open_ones = [m for m in self.matter.measures.filter(dropped_on=None) if m.percent < 90]
        if open_ones:
            measure = rng.choice(open_ones)
            self._report_on(measure, min(measure.percent + rng.choice((20, 30, 40)), 90), at)

    def _report_on(self, measure: Any, percent: int, at: dt.datetime) -> None:
        rng = self.campus.rng
        done = percent == 100
        own = self.campus.university.holders(measure.body_id, "handler", "head")
        problem_commands.report_progress(
            matter=self.matter,
            measure_id=measure.pk,
            percent=percent,
            text=phrases.FINISHED.format(metric=measure.metric) if done else rng.choice(phrases.PROGRESS),
            evidence=rng.choice(phrases.EVIDENCE) if done else "",
            actor=self.campus.actor(own[0]) if own else self.handler(),
            at=at,
        )

    def _finish(self, at: dt.datetime) -> None:
        for n, measure in enumerate(self.matter.measures.filter(dropped_on=None, percent__lt=100)):
            self._report_on(measure, 100, min(at + dt.timedelta(minutes=n), self.campus.at))

    def _ask_raiser(self, at: dt.datetime) -> None:
        question = self.campus.rng.choice(phrases.QUESTIONS)
        verbs.ask_raiser(matter=self.matter, question=question, actor=self.handler(), at=at)

    def _supply(self, at: dt.datetime) -> None:
        words = self.campus.rng.choice(phrases.SUPPLIED)
        verbs.supply(matter=self.matter, text=words, actor=self.voice(), at=at)

    def _go_on_unsupplied(self, at: dt.datetime) -> None:
        verbs.go_on_unsupplied(matter=self.matter, actor=CLOCK, at=at)

    def _propose(self, actor: Any, at: dt.datetime) -> None:
        rng = self.campus.rng
        measure = self.matter.measures.filter(dropped_on=None).last()
        new = measure.ends_on + dt.timedelta(days=rng.randint(5, 15))
        changes = [{"line": "measure", "id": measure.pk, "action": "change", "new": {"ends_on": new.isoformat()}}]
        reason = rng.choice(phrases.ADJUSTMENTS)
        problem_commands.propose_adjustment(matter=self.matter, changes=changes, reason=reason, actor=actor, at=at)

    def _propose_by_lead(self, at: dt.datetime) -> None:
        self._propose(self.handler(), at)

    def _propose_by_branch(self, at: dt.datetime) -> None:
        self._propose(self.secretary(), at)

    def _confirm_adjustment(self, at: dt.datetime) -> None:
        for one in list(self.matter.adjustments.filter(state="proposed")):
            problem_commands.confirm_adjustment(
                matter=self.matter, adjustment_id=one.pk, actor=self.supervisor(), at=at
            )

    def _reject_adjustment(self, at: dt.datetime) -> None:
        for one in list(self.matter.adjustments.filter(state="proposed")):
            problem_commands.reject_adjustment(
                matter=self.matter,
                adjustment_id=one.pk,
                reason=phrases.NOT_AGREED,
                actor=self.supervisor(),
                at=at,
            )

    def _urge(self, at: dt.datetime) -> None:
        words = self.campus.rng.choice(phrases.URGES)
        verbs.urge(matter=self.matter, words=words, actor=self.voice(), at=at)

    def _supervise(self, at: dt.datetime) -> None:
        words = self.campus.rng.choice(phrases.SUPERVISED)
        verbs.supervise(matter=self.matter, words=words, actor=self.supervisor(), at=at)

    def _claim_solved(self, at: dt.datetime) -> None:
        problem_commands.claim_solved(
            matter=self.matter,
            statement=f"{self.subject.done}。",
            evidence=self.campus.rng.choice(phrases.EVIDENCE),
            actor=self.handler(),
            at=at,
        )

    def _say(self, solved: bool, satisfaction: int, at: dt.datetime) -> None:
        words = self.campus.rng.choice(phrases.VERDICTS[satisfaction])
        verbs.give_verdict(
            matter=self.matter, solved=solved, satisfaction=satisfaction, words=words, actor=self.voice(), at=at
        )

    def _give_verdict(self, at: dt.datetime) -> None:
        rating = self.campus.rng.choices(RATINGS, SHARES)[0]
        self._say(True, rating, at)

    def _doubt(self, at: dt.datetime) -> None:
        self._say(False, self.campus.rng.choices((1, 2), (0.9, 0.1))[0], at)

    def _presume(self, at: dt.datetime) -> None:
        verbs.presume(matter=self.matter, actor=CLOCK, at=at)

    def _confirm_solved(self, at: dt.datetime) -> None:
        words = self.campus.rng.choice(phrases.CONFIRMED)
        problem_commands.confirm_solved(matter=self.matter, words=words, actor=self.supervisor(), at=at)

    def _send_back(self, at: dt.datetime) -> None:
        problem_commands.send_back(matter=self.matter, reason=phrases.SENT_BACK, actor=self.supervisor(), at=at)

    def _ask_to_park(self, at: dt.datetime) -> None:
        rng = self.campus.rng
        n = rng.randrange(len(phrases.PARK_REASONS))
        verbs.ask_to_park(
            matter=self.matter,
            reason=phrases.PARK_REASONS[n],
            plan=phrases.PARK_PLANS[n],
            review_on=local_date(at) + dt.timedelta(days=rng.randint(60, 175)),
            actor=self.handler(),
            at=at,
        )

    def _approve_parking(self, at: dt.datetime) -> None:
        verbs.approve_parking(matter=self.matter, words=phrases.PARK_AGREED, actor=self.supervisor(), at=at)

    def _refuse_parking(self, at: dt.datetime) -> None:
        verbs.refuse_parking(matter=self.matter, reason=phrases.PARK_REFUSED, actor=self.supervisor(), at=at)

    def _resume(self, at: dt.datetime) -> None:
        verbs.resume(matter=self.matter, reason=self.campus.rng.choice(phrases.RESUMED), actor=self.handler(), at=at)
