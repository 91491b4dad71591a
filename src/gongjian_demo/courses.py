"""The course of a demo problem, drawn by chance before it is lived: which steps, and the days between them."""

import math
import random
from dataclasses import dataclass

from gongjian.org.queries import BodyRow

REPLY_MEDIAN, REPLY_SPREAD = 11.2, 0.99  # days from raising to the reply: 35 % within 7, 62 % within 15, 84 % within 30
SOLVE_MEDIAN, SOLVE_SPREAD = 16.0, 0.7  # days from the reply to the claim
STAGES = (("study", 0.2), ("adopt", 0.22), ("draw_up", 0.16), ("assign", 0.06), ("take", 0.12), ("reply", 0.24))
ENDS = ("solved", "presumed", "declined", "duplicate", "withdrawn", "parked")
SHARES = (70, 12, 6, 3, 3, 6)

Course = list[tuple[str, float]]  # steps, each with the days after the one before


@dataclass(frozen=True, kw_only=True)
class CourseSpec:
    """What is wanted of a life; what is left open is drawn by chance. ``halt``: it rests after this step, ``ago`` days back."""

    end: str = ""
    halt: str = ""
    ago: float = 0.0
    branch: BodyRow | None = None
    unit: str = ""
    raiser: int | None = None
    due_in: int | None = None  # working days from the present to the handling deadline
    extra: str = ""


def draw_course(rng: random.Random, spec: CourseSpec) -> Course:
    """The steps of a life with their delays in days."""
    end = spec.end or rng.choices(ENDS, SHARES)[0]
    reply = min(max(rng.lognormvariate(math.log(REPLY_MEDIAN), REPLY_SPREAD), 1.0), 120)
    before: dict[str, float] = {name: reply * share for name, share in STAGES}
    course: Course = [("raise_problem", 0.0)]
    if end == "withdrawn":
        return [*course, ("withdraw", rng.uniform(0.2, 3))]
    course.append(("study", before["study"]))
    if end == "declined":
        return [*course, ("decline", before["adopt"])]
    if end == "duplicate":
        return [*course, ("mark_duplicate", rng.uniform(0.1, 2))]
    course += [(name, before[name]) for name in ("adopt", "draw_up")]
    lose_way = spec.extra == "hand_back" or (not spec.extra and rng.random() < 0.1)
    if lose_way:
        course += [("assign_astray", before["assign"]), ("hand_back", rng.uniform(0.3, 2.5)), ("assign", 0.4)]
        course += [("take", min(before["take"], 4)), ("confirm_adjustment", rng.uniform(0.2, 2))]
    else:
        course += [("assign", before["assign"]), ("take", min(before["take"], 4))]
    course.append(("reply", before["reply"]))
    work = min(max(rng.lognormvariate(math.log(SOLVE_MEDIAN), SOLVE_SPREAD), 3), 110)
    course += _work(rng, work, spec)
    if end == "parked":
        course += [("ask_to_park", rng.uniform(1, 6))]
        what = rng.random()
        if spec.halt == "ask_to_park" or spec.halt == "approve_parking" or what < 0.55:
            return [*course, ("approve_parking", rng.uniform(0.5, 4))]
        if what < 0.75:
            course += [("refuse_parking", rng.uniform(0.5, 4))]
        else:
            course += [("approve_parking", rng.uniform(0.5, 4)), ("resume", rng.uniform(20, 90))]
    course += [("finish", rng.uniform(1, 8)), ("claim_solved", rng.uniform(0.1, 3))]
    if end == "presumed":
        return [*course, ("presume", 0.0), ("confirm_solved", rng.uniform(0.3, 5))]
    return [*course, *_judged(rng)]


def _work(rng: random.Random, days: float, spec: CourseSpec) -> Course:
    """What happens while it is in hand, in the order of the days."""
    steps: list[tuple[float, str]] = [(rng.uniform(0.1, 0.9), "report") for _n in range(rng.randint(1, 3))]
    chance = {"ask_raiser": 0.16, "adjust": 0.14, "reject": 0.04, "urge": 0.1, "supervise": 0.06}
    if spec.halt:
        chance = dict.fromkeys(chance, 0.0)
    if spec.halt in ("propose_by_lead", "propose_by_branch", "ask_raiser"):
        steps.append((0.95, spec.halt))
    found = [name for name, share in chance.items() if rng.random() < share]
    steps += [(rng.uniform(0.05, 0.8), name) for name in found]
    out: Course = []
    last = 0.0
    for place, name in sorted(steps):
        gap = (place - last) * days
        last = place
        if name == "adjust":
            out += [("propose_by_lead", gap), ("confirm_adjustment", rng.uniform(0.3, 3))]
        elif name == "reject":
            out += [("propose_by_lead", gap), ("reject_adjustment", rng.uniform(0.3, 3))]
        elif name == "ask_raiser":
            out += [("ask_raiser", gap), rng.choice((("supply", rng.uniform(0.1, 5)), ("supply", 1.0)))]
            if rng.random() < 0.12:
                out[-1] = ("go_on_unsupplied", 0.0)
        else:
            out.append((name, gap))
    return out


def _judged(rng: random.Random) -> Course:
    answer = rng.random()
    if answer < 0.09:  # not solved: a second round
        again: Course = [("doubt", rng.uniform(0.1, 5)), ("reply_again", rng.uniform(1, 6))]
        again += [("claim_solved", rng.uniform(3, 18)), ("give_verdict", rng.uniform(0.1, 5))]
        return [*again, ("confirm_solved", rng.uniform(0.3, 4))]
    if answer < 0.12:
        first: Course = [("give_verdict", rng.uniform(0.1, 5)), ("send_back", rng.uniform(0.3, 4))]
        return [*first, ("claim_solved", rng.uniform(3, 12)), *_judged(random.Random(rng.random()))[-2:]]
    return [("give_verdict", rng.uniform(0.05, 6)), ("confirm_solved", rng.uniform(0.3, 4))]
