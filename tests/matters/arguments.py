"""Who plays which verb, and what they would write: arguments for every verb of the table, sound ones and broken ones."""

import datetime as dt
import random
from typing import Any

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.matters import operations as ops
from gongjian.matters.models import Matter
from gongjian.problems import operations as problem_commands
from gongjian.problems.procedures import PROBLEM
from gongjian.workflow.fields import Day
from tests.cast import Cast

from . import scenarios

# Whoever may do it in the usual story; "raiser" is the student.
PLAYERS: dict[str, tuple[str, ...]] = {
    "study": ("secretary",),
    "adopt": ("secretary",),
    "decline": ("secretary",),
    "draw_up": ("secretary",),
    "assign": ("secretary",),
    "take": ("handler", "head"),
    "hand_back": ("handler", "head"),
    "report_progress": ("handler", "other_handler"),
    "reply": ("handler",),
    "propose_adjustment": ("handler", "secretary"),
    "confirm_adjustment": ("liaison", "handler", "head", "leader"),
    "reject_adjustment": ("liaison", "head"),
    "ask_raiser": ("handler",),
    "supply": ("student",),
    "go_on_unsupplied": ("system",),
    "claim_solved": ("handler", "head"),
    "give_verdict": ("student",),
    "handle_again": ("student",),
    "presume": ("system",),
    "confirm_solved": ("liaison", "leader"),
    "send_back": ("liaison",),
    "ask_to_park": ("handler",),
    "approve_parking": ("liaison",),
    "refuse_parking": ("liaison",),
    "resume": ("handler", "liaison"),
    "mark_duplicate": ("secretary",),
    "withdraw": ("student",),
    "urge": ("student", "secretary", "head"),
    "supervise": ("liaison", "leader"),
    "release": ("system",),
    "inherit": ("system",),
    "ask_opening": ("administrator",),
    "approve_opening": ("other_administrator",),
}
# Whoever may order a command that is not named above, by the right of its line in the table.
BY_RIGHT: dict[str, tuple[str, ...]] = {
    "adopts": ("secretary",),
    "plans": ("secretary",),
    "assigns": ("secretary",),
    "takes": ("handler", "head"),
    "handles": ("handler",),
    "works_on": ("handler", "other_handler"),
    "supervises": ("liaison",),
    "is_raiser": ("student",),
    "is_system": ("system",),
}
PLAYERS |= {s.verb: BY_RIGHT[s.who] for s in PROBLEM.steps if s.sources and s.verb not in PLAYERS}
VERBS = [step.verb for step in PROBLEM.steps if step.sources]


def actor(cast: Cast, part: str) -> Actor:
    """The Actor of a part; "system" and "guest" are parts too."""
    found: Actor = getattr(cast, part)
    return found


def lead_of(cast: Cast, matter: Matter, part: str) -> str:
    """The same post at the unit that leads now."""
    other = matter.lead_id == cast.other_department.pk
    return f"other_{part}" if other and part in ("handler", "head") else part


def operation(verb: str) -> Any:
    """The command of this name, shared or a problem's own; "not solved" is ordered through the verdict."""
    name = "give_verdict" if verb == "handle_again" else verb
    return getattr(problem_commands, name, None) or getattr(ops, name)


def arguments(verb: str, cast: Cast, matter: Matter, at: dt.datetime, chance: random.Random) -> dict[str, Any]:
    """What a careful person would write for this verb now."""
    today = local_date(at)
    words = chance.choice(["水泵已更换，见验收单。", "请尽快办理；'引号'与 emoji 🙂", "一" * 300])
    meeting = {"held_on": today, "due": 21, "present": 15, "in_favour": 12}
    measure = matter.measures.filter(dropped_on__isnull=True).order_by("percent", "id").first()
    adjustment = matter.adjustments.filter(state="proposed").first()
    number = adjustment.pk if adjustment else 0
    other = Matter.objects.exclude(pk=matter.pk).filter(kind="problem").exclude(state__in=["duplicate", "withdrawn"])
    written: dict[str, dict[str, Any]] = {
        "study": {"held_on": today, "opinion": words},
        "adopt": meeting,
        "decline": {**meeting, "in_favour": 3, "reason": words},
        "draw_up": {
            "goal": words,
            "measures": scenarios.measures(cast, at),
            "duties": scenarios.duties(cast, at),
        },
        "assign": {"lead_id": chance.choice([cast.department.pk, cast.department.pk, cast.other_department.pk])},
        "hand_back": {"reason": words},
        "report_progress": {
            "measure_id": measure.pk if measure else 0,
            "percent": chance.choice([50, 100, 100]),
            "text": words,
            "evidence": "验收单",
        },
        "reply": {"text": words},
        "propose_adjustment": {"changes": changes(cast, matter, at, chance), "reason": words},
        "confirm_adjustment": {"adjustment_id": number},
        "reject_adjustment": {"adjustment_id": number, "reason": words},
        "ask_raiser": {"question": words},
        "supply": {"text": words},
        "claim_solved": {"statement": words, "evidence": "运行记录"},
        "give_verdict": {"solved": True, "satisfaction": chance.randint(1, 5), "words": words},
        "handle_again": {"solved": False, "satisfaction": chance.randint(1, 5), "words": words},
        "send_back": {"reason": words},
        "ask_to_park": {"reason": words, "plan": words, "review_on": today + dt.timedelta(days=chance.randint(1, 180))},
        "refuse_parking": {"reason": words},
        "resume": {"reason": words},
        "mark_duplicate": {"original": getattr(other.first(), "number", "难题-2026-9999")},
        "withdraw": {"reason": words},
        "urge": {"words": words},
        "supervise": {"words": words},
        "release": {"why": words},
        "inherit": {"heir_id": (cast.committee if matter.origin_id == cast.branch.pk else cast.branch).pk},
        "ask_opening": {"reason": "涉及人身安全，需要联系提出人本人"},
        "approve_opening": {"reason": words},
    }
    return written[verb] if verb in written else described(verb, today, words)


def described(verb: str, today: dt.date, words: str) -> dict[str, Any]:
    """What a command asks for that has no line above: its required texts and days, by their descriptions."""
    inputs = getattr(operation(verb), "inputs", {})
    asked = {name: a.field for name, a in inputs.items() if a.required and a.typed}
    return {n: today + dt.timedelta(days=400) if isinstance(f, Day) else words for n, f in asked.items()}


def changes(cast: Cast, matter: Matter, at: dt.datetime, chance: random.Random) -> list[dict[str, Any]]:
    """One change of a line: a date, a goal, another lead, a line more or less."""
    today = local_date(at)
    measure = matter.measures.filter(dropped_on__isnull=True).last()
    lead = matter.duties.filter(dropped_on__isnull=True, part="lead").first()
    if measure is None or lead is None:
        return [{"line": "problem", "id": matter.pk, "new": {"goal": "全天热水"}}]
    later = max(today, measure.starts_on) + dt.timedelta(days=chance.randint(1, 99))
    other = cast.department.pk if lead.body_id == cast.other_department.pk else cast.other_department.pk
    return chance.choice(
        [
            [{"line": "measure", "id": measure.pk, "new": {"ends_on": later}}],
            [{"line": "duty", "id": lead.pk, "new": {"due_on": later}}],
            [{"line": "duty", "id": lead.pk, "new": {"body": other}}],
            [{"line": "problem", "id": matter.pk, "new": {"goal": f"至{later}全天热水"}}],
            [{"line": "measure", "id": measure.pk, "action": "drop"}],
            [
                {
                    "line": "measure",
                    "action": "add",
                    "new": {
                        "text": "加装水箱",
                        "metric": "两只",
                        "starts_on": today,
                        "ends_on": later,
                        "body": cast.department.pk,
                        "person_name": "温如玉",
                    },
                }
            ],
        ]
    )


def broken(given: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The same with one value that must be refused, or is at least odd."""
    out = dict(given)
    if not out:
        return out
    name = chance.choice(sorted(out))
    value = out[name]
    if isinstance(value, bool):
        out[name] = not value
    elif isinstance(value, str):
        out[name] = chance.choice(["", "   ", "短"])
    elif isinstance(value, int):
        out[name] = chance.choice([-1, 0, 7, 10**6])
    elif isinstance(value, dt.date):
        out[name] = value + dt.timedelta(days=chance.choice([-1000, -1, 1, 1000]))
    elif isinstance(value, list):
        out[name] = []
    return out
