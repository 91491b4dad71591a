"""How a matter is said in a line: chip, light, what is left of its time, the word and address of a verb."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.audit import queries as ledger
from gongjian.kernel.clock import local_date
from gongjian.kernel.procedure import Step
from gongjian.kernel.refused import Words
from gongjian.kernel.urls import fast_reverse
from gongjian.web.dates import when
from gongjian.web.shapes import Chip, Light, StepBar, StepMark, Timeline, TimelineItem
from gongjian.workdays import arithmetic
from gongjian.workdays import queries as workdays

from . import registry
from .models import Matter
from .procedures import FIRST, LIVES, PROCEDURES, SUBJECT

LIGHTS = ("green", "amber", "red", "grey")


def light_of(matter: Matter, at: dt.datetime) -> str:
    """green · amber · red · grey (stopped), or "" for a matter that is over."""
    if not matter.is_open or matter.due_at is None:
        return ""
    if matter.clock_stopped:
        return "grey"
    if at > matter.due_at:
        return "red"
    if matter.amber_at is not None and at >= matter.amber_at:
        return "amber"
    return "green"


def verb_url(matter: Matter, verb: str) -> str:
    """The address of a verb's page; own verbs have it in their own app, or where the kind says."""
    registered = registry.kind(matter.kind)
    if (url := registered.urls.get(verb)) is not None:
        return url(matter)
    app = registered.app if verb in registered.own_verbs else "matters"
    return fast_reverse(f"{app}:{verb.replace('_', '-')}", matter.number)


def kind_label(kind: str) -> Words:
    """The word of the kind."""
    return PROCEDURES[kind].label


def list_url(kind: str) -> str:
    """The address of the list of this kind."""
    return reverse("matters:list") + ("" if kind == FIRST else f"?kind={kind}")


def raise_url(kind: str) -> str:
    """The address of the form that raises this kind."""
    return reverse(registry.kind(kind).raises)


def step_label(verb: str, kind: str) -> Words:
    """The word of a verb, from the procedure's table."""
    return PROCEDURES[kind].step(verb).label


def step_of(kind: str, verb: str) -> Step:
    """The line of a verb in the life of this kind."""
    return PROCEDURES[kind].step(verb)


def state_label(kind: str, state: str) -> Words:
    """The word of a state of this kind."""
    return PROCEDURES[kind].state(state).label


def chip(matter: Matter) -> Chip:
    """The word of the state, in its tone."""
    state = PROCEDURES[matter.kind].state(matter.state)
    return Chip(state.label, state.tone)


def time_left(due: dt.datetime, at: dt.datetime) -> str:
    """ "还剩 3 个工作日" or "已超期 2 天"."""
    left = arithmetic.remaining(local_date(at), local_date(due), workdays.calendar())
    if left.over or at > due:
        return _("已超期 %(n)s 天") % {"n": max(1, -left.days)}
    if left.workdays <= 0:
        return _("今天到期")
    return _("还剩 %(n)s 个工作日") % {"n": left.workdays}


def light(matter: Matter, at: dt.datetime) -> Light | None:
    """The light of the present step; None for a matter that is over."""
    kind = light_of(matter, at)
    if not kind:
        return None
    if kind == "grey":
        words = {
            "waiting": _("等待提出人补充"),
            "claimed": _("等待提出人评价"),
            "answered": _("等待评价"),
            "bundled": _("随主件办理"),
        }
        return Light("grey", words.get(matter.state, _("挂账中")))
    assert matter.due_at is not None
    return Light(kind, time_left(matter.due_at, at))  # type: ignore[arg-type]


def step_bar(matter: Matter) -> StepBar:
    """The procedure with the present step."""
    life = LIVES[matter.kind]
    state = life.procedure.state(matter.state)
    order = [code for code, _label in life.stages]
    here = order.index(state.stage)
    over = state.end
    solved = over and here == len(order) - 1
    marks = []
    for n, (code, label) in enumerate(life.stages):
        if n < here or (n == here and solved):
            marks.append(StepMark(label, "done"))
        elif n == here:
            marks.append(StepMark(label, "now", note=state.label if over else ""))
        else:
            marks.append(StepMark(label, "skipped" if over else "todo"))
        del code
    return StepBar(marks)


# What raisers, those who joined and overseers said: their entries name the person.
NAMES_PERSONS = frozenset(
    {
        "appeals.raised",
        "matters.raised",
        "matters.voice-added",
        "matters.voice-dropped",
        "matters.supplied",
        "matters.verdict-given",
        "matters.withdrawn",
        "matters.urged",
        "matters.supervised",
        "matters.opening-asked",
        "matters.opened",
        "matters.raiser-read",
    }
)


def office_steps(matter: Matter) -> Timeline:
    """What bodies did, by their posts, for those who share a matter and need not know each other. No name of a person."""
    rows = [row for row in ledger.timeline(SUBJECT, matter.pk) if row.verb not in NAMES_PERSONS]
    return Timeline(
        [
            TimelineItem(
                at=when(row.at),
                verb=row.verb_label,
                who=row.actor_title or _("系统"),
                sentence=row.sentence,
                authority=row.authority,
                seal=f"#{row.seq}" if row.seq else "",
            )
            for row in reversed(rows)
        ]
    )
