"""Two years of matters for the demo university: drawn by chance, lived in the order of time through the verbs themselves."""

import datetime as dt
import random
from collections.abc import Callable
from itertools import count

from django.db import transaction

from gongjian.audit import operations as ledger
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import deliver_waiting, reactions_muted_before
from gongjian.notify import operations as notify
from gongjian.org.queries import BodyRow
from gongjian_demo.courses import CourseSpec, draw_course
from gongjian_demo.pairs import TimedAction, bonds, offers

from . import accounts
from .campus import WHO, Campus
from .lives import Life
from .subjects import Subject, Teller, bank
from .university import University

Progress = Callable[[int], None]
PER_SCALE = 600
PAIRS = 40
TWO_YEARS = 730
TOLD_DAYS = 12  # what happened before that tells nobody anything any more
READ_DAYS = 1.5  # people of the demo have read what is older
TOGETHER = 100  # steps in one transaction
OFFICES = ("后勤保障部", "网络信息中心", "教务处", "保卫处", "图书馆", "学生工作处")
VACATION = (2, 8)  # months in which few raise anything

# What must wait on the desks of the demo accounts: (step at which it rests, days ago, how it is to end, more).
AT_BRANCHES: tuple[tuple[str, float, str], ...] = (
    ("raise_problem", 0.6, ""),
    ("study", 2, ""),
    ("adopt", 3, ""),
    ("draw_up", 1.2, ""),
    ("claim_solved", 1.6, ""),
    ("ask_raiser", 1.1, ""),
    ("give_verdict", 0.7, ""),
    ("ask_to_park", 1.3, "parked"),
    ("propose_by_lead", 1.4, ""),
    ("propose_by_branch", 2.2, ""),
    ("raise_problem", 6, ""),
)
AT_OFFICES: tuple[tuple[str, float, int | None], ...] = (
    ("assign", 0.8, None),
    ("reply", 3, 20),
    ("reply", 9, 1),
    ("reply", 16, -4),
)
ENDS = ("solved", "presumed", "declined", "duplicate", "withdrawn")


def expected(scale: int) -> int:
    """How many matters there will be, for the progress bar."""
    return PER_SCALE * scale


def generate(
    university: University, scale: int, rng: random.Random, at: dt.datetime, progress: Progress, n: int | None = None
) -> int:
    """Carry matters through their lives, from two years before *at* until *at*. Gives how many.

    *progress* is told how many more are done. The same *rng* gives the same matters. *n*: another number of matters.
    """
    campus = Campus(university, rng, at, Teller(rng))
    wanted = n or expected(scale)
    chosen = accounts.choose(university)
    specs = _course_specs(campus, chosen, wanted)
    lives = [_life(campus, spec) for spec in specs]
    _mark_likes(campus, lives)
    actions: list[tuple[dt.datetime, int, Callable[[dt.datetime], object], int]] = []
    order = count()
    for life in lives:
        life.lay_out()
        last = len(life.times) - 1
        for k, (when, name) in enumerate(life.times):
            actions.append((when, next(order), _step(life, name), int(k == last)))
    few = wanted < PER_SCALE
    favoured = [university.bodies[a.body_id] for a in chosen if a.part == "secretary"]
    others: list[TimedAction] = offers(campus, 12 * scale)
    for bond in bonds(campus, 15 if few else PAIRS * scale, favoured):
        bond.lay_out()
        others += bond.actions
    actions += [(when, next(order), action, 0) for when, action in others]
    actions.sort(key=lambda d: d[:2])
    for start in range(0, len(actions), TOGETHER):
        progress(_live(actions[start : start + TOGETHER], at))
    while deliver_waiting():
        pass
    for account in chosen:  # only a few messages stay unread
        notify.mark_all_read(actor=campus.actor(account.person_id), at=at - dt.timedelta(days=READ_DAYS))
    return sum(life.matter is not None for life in lives)


def _step(life: Life, name: str) -> Callable[[dt.datetime], object]:
    return lambda moment: life.act(moment, name)


@transaction.atomic
def _live(actions: list[tuple[dt.datetime, int, Callable[[dt.datetime], object], int]], at: dt.datetime) -> int:
    """Some actions in one transaction; what is long past tells nobody. Gives how many lives have come to their end."""
    with ledger.linked_at_the_end(), reactions_muted_before(at - dt.timedelta(days=TOLD_DAYS)):
        for when, _n, action, _last in actions:
            action(when)
    return sum(last for _when, _n, _deed, last in actions)


def _course_specs(campus: Campus, chosen: list[accounts.DemoAccount], wanted: int) -> list[CourseSpec]:
    """First what the demo accounts need, then lives of any kind."""
    branches = [campus.university.bodies[a.body_id] for a in chosen if a.part == "secretary"]
    students = [a.person_id for a in chosen if a.part == "student"]
    rounds: list[list[CourseSpec]] = []
    for k, branch in enumerate(branches):
        unit, raiser = OFFICES[k % len(OFFICES)], students[k % len(students)]
        rounds.append(
            [
                CourseSpec(halt=h, ago=ago, end=e or "solved", branch=branch, unit=unit, raiser=raiser)
                for h, ago, e in AT_BRANCHES
            ]
        )
    for person in students[len(branches) :]:
        halted = [CourseSpec(halt=h, ago=1.3, end="solved", raiser=person) for h in ("claim_solved", "ask_raiser")]
        rounds[-1] += halted
    for k, unit in enumerate(OFFICES):
        branch = branches[k % len(branches)]
        if k >= len(rounds):
            rounds.append([])
        rounds[k] += [
            CourseSpec(halt=h, ago=ago, end="solved", branch=branch, unit=unit, due_in=due, extra="straight")
            for h, ago, due in AT_OFFICES
        ]
        rounds[k] += [CourseSpec(halt="approve_parking", ago=10 + k, end="parked", branch=branch, unit=unit)]
    first = [CourseSpec(end=e, ago=300, extra="straight") for e in ENDS]
    first += [CourseSpec(end="solved", ago=200, extra="hand_back")]
    specs = rounds[0] + first
    for one in rounds[1:]:
        if len(specs) + len(one) <= wanted // 2:
            specs += one
    return specs + [CourseSpec() for _n in range(max(0, wanted - len(specs)))]


def _life(campus: Campus, spec: CourseSpec) -> Life:
    rng = campus.rng
    subject = rng.choice([s for s in bank() if not spec.unit or s.unit == spec.unit])
    branch = spec.branch or _branch_for(campus, subject)
    course = draw_course(rng, spec)
    if spec.halt:
        place = next(k for k, (name, _days) in enumerate(course) if name == spec.halt)
        course = course[: place + 1]
        start = campus.at - dt.timedelta(days=spec.ago + sum(days for _name, days in course))
    elif spec.ago:
        start = campus.at - dt.timedelta(days=spec.ago)
    else:
        start = campus.at - dt.timedelta(days=TWO_YEARS * rng.random())
        while local_date(start).month in VACATION and rng.random() < 0.6:
            start = campus.at - dt.timedelta(days=TWO_YEARS * rng.random())
    start = campus.awake(start)
    college, day = campus.college_of(branch), local_date(start)
    who = WHO.get(campus.sort_of(branch), "教职工")
    return Life(
        campus=campus,
        spec=spec,
        course=course,
        start=start,
        subject=subject,
        branch=branch,
        lead=campus.by_name[subject.unit],
        raiser=spec.raiser or campus.raiser_for(branch),
        telling=campus.teller.tell(subject, college, who, f"{day.year}年{day.month}月"),
        anonymous=spec.raiser is None and rng.random() < 0.1,
    )


def _branch_for(campus: Campus, subject: Subject) -> BodyRow:
    shares = {"staff": (0, 0, 8, 2), "research": (1, 5, 4, 0)}.get(subject.category, (75, 15, 5, 5))
    sort = campus.rng.choices(("joint", "graduates", "staff", "office"), shares)[0]
    return campus.rng.choice(campus.branches[sort])


def _mark_likes(campus: Campus, lives: list[Life]) -> None:
    """Duplicates follow an earlier problem in its words, some days later, at the same branch."""
    rng = campus.rng
    originals = [
        x for x in lives if len(x.course) > 6 and not x.spec.halt and x.start < campus.at - dt.timedelta(days=40)
    ]
    for life in lives:
        if life.course[-1][0] != "mark_duplicate" or not originals:
            continue
        like = originals.pop(rng.randrange(len(originals)))
        life.follow(like, like.start + dt.timedelta(days=rng.uniform(1, 12)))
