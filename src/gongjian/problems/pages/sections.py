"""A problem's parts of the matter's page: goal, measures, duties, route map, adjustments, the task paper."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.kernel.actor import Actor
from gongjian.matters.queries import record_of
from gongjian.org import queries as org
from gongjian.web.dates import when
from gongjian.web.shapes import Action, Fact, Facts, Link, Shape, Table

from .. import queries
from ..operations.adjusting import sides_of
from ..permissions import confirms_adjustment
from . import line_tables

if TYPE_CHECKING:
    from ..models import Adjustment

if TYPE_CHECKING:
    from gongjian.matters.models import Matter


@dataclass(frozen=True, slots=True)
class Goal(Shape):
    """What has to be reached, which is the standard of striking off."""

    template: ClassVar[str] = "problems/components/goal.html"
    text: str
    named: bool = True  # says what it is; not where the heading does


@dataclass(frozen=True, slots=True)
class Change(Shape):
    """One adjustment: how it stands, who confirmed it, old beside new, and the buttons of this person."""

    template: ClassVar[str] = "problems/components/change.html"
    state: str
    facts: Facts
    table: Table
    buttons: Sequence[Action]


@dataclass(frozen=True, slots=True)
class Changes(Shape):
    """All adjustments, the latest first."""

    template: ClassVar[str] = "problems/components/changes.html"
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Papers(Shape):
    """Papers to be downloaded."""

    template: ClassVar[str] = "problems/components/papers.html"
    links: Sequence[Link]


def sections(matter: "Matter", actor: Actor, at: dt.datetime) -> list[dict[str, Any]]:
    """The three lists, the route map, the adjustments and the task paper, as far as there are any."""
    found: list[dict[str, Any]] = []
    if matter.goal:
        found += [
            {"anchor": "", "heading": _("难题清单"), "shape": Goal(matter.goal)},
            {"anchor": "", "heading": _("举措清单"), "shape": line_tables.measure_table(matter), "fold": True},
            {"anchor": "", "heading": _("责任清单"), "shape": line_tables.duty_table(matter), "fold": True},
        ]
        if (route := line_tables.route_map(matter, at)) is not None:
            found.append({"anchor": "", "heading": _("路线图"), "shape": route, "fold": True})
    if changes := adjustments(matter, actor):
        found.append({"anchor": "adjustments", "heading": _("动态调整"), "shape": Changes(changes), "fold": True})
    if matter.goal:
        paper = Link(_("任务书（Word）"), reverse("problems:paper", args=[matter.number]))
        found.append({"anchor": "", "heading": _("文书"), "shape": Papers([paper]), "aside": True})
    return found


def public_sections(matter: "Matter", at: dt.datetime) -> list[dict[str, Any]]:
    """The three lists and the route map without names of persons."""
    if not matter.goal:
        return []
    found: list[dict[str, Any]] = [
        {"anchor": "", "heading": _("目标（销号标准）"), "shape": Goal(matter.goal, named=False)},
        {"anchor": "", "heading": _("举措清单"), "shape": line_tables.measure_table(matter, public=True)},
        {"anchor": "", "heading": _("责任清单"), "shape": line_tables.duty_table(matter, public=True)},
    ]
    if (route := line_tables.route_map(matter, at)) is not None:
        found.append({"anchor": "", "heading": _("路线图"), "shape": route})
    return found


def adjustments(matter: "Matter", actor: Actor) -> list[Change]:
    """Every adjustment with old beside new, who has confirmed, and the buttons this actor has."""
    rows: list[Any] = sorted(record_of(matter).of("adjustments"), key=lambda a: (a.proposed_at, a.pk), reverse=True)
    names = {pk: row.short for pk, row in org.body_rows(line_tables.bodies_named(rows)).items()}
    return [
        Change(
            str(queries.AdjustmentState(a.state).label),
            _adjustment_facts(a),
            line_tables.change_rows(a, names),
            _adjustment_buttons(a, matter, actor),
        )
        for a in rows
    ]


def _adjustment_facts(a: "Adjustment") -> Facts:
    waiting = _("待确认") if a.state == "proposed" else "—"
    facts = [
        Fact(_("理由"), a.reason),
        Fact(pgettext("who", "提出"), _("%(who)s，%(day)s") % {"who": a.proposed_by, "day": when(a.proposed_at)}),
        Fact(
            _("主办单位确认"),
            _("%(who)s，%(day)s") % {"who": a.lead_by, "day": when(a.lead_at)} if a.lead_at else waiting,
        ),
        Fact(
            _("监督人确认"),
            _("%(who)s，%(day)s") % {"who": a.supervisor_by, "day": when(a.supervisor_at)}
            if a.supervisor_at
            else waiting,
        ),
    ]
    if a.state == "rejected":
        facts.append(Fact(_("不同意"), _("%(who)s：%(why)s") % {"who": a.rejected_by, "why": a.rejected_reason}))
    return Facts(facts, wide=True)


def _adjustment_buttons(a: "Adjustment", matter: "Matter", actor: Actor) -> list[Action]:
    if a.state != "proposed" or not confirms_adjustment(actor, matter):
        return []
    no = Action(_("不同意"), reverse("problems:reject-adjustment", args=[matter.number, a.pk]), small=True)
    if not sides_of(actor, matter, a):
        return [no] if actor.person_id not in (a.lead_by_id, a.supervisor_by_id) else []
    yes = Action(
        _("确认调整"),
        reverse("problems:confirm-adjustment", args=[matter.number, a.pk]),
        method="post",
        tone="primary",
        small=True,
        confirm=_("确认这项动态调整？"),
        consequences=[_("双方都确认后，新的内容立即生效，原内容留存。")],
    )
    return [yes, no]
