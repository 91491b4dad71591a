"""How a matter is said in a line: chip, light, what is left of its time, the word and address of a verb."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Words
from gongjian.web.shapes import Chip, Light
from gongjian.workdays import arithmetic
from gongjian.workdays import queries as workdays

from .models import Matter
from .procedures import PROBLEM

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
    """The address of a verb's page; adjustments are confirmed on the matter's own page."""
    if verb == "confirm_adjustment":
        return reverse("matters:item", args=[matter.number]) + "#adjustments"
    return reverse(f"matters:{verb.replace('_', '-')}", args=[matter.number])


def step_label(verb: str) -> Words:
    """The word of a verb, from the procedure's table."""
    return PROBLEM.step(verb).label


def chip(matter: Matter) -> Chip:
    """The word of the state, in its tone."""
    state = PROBLEM.state(matter.state)
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
        return Light(
            "grey", {"waiting": _("等待提出人补充"), "claimed": _("等待提出人评价")}.get(matter.state, _("挂账中"))
        )
    assert matter.due_at is not None
    return Light(kind, time_left(matter.due_at, at))  # type: ignore[arg-type]
