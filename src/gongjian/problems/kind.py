"""What problems tell ``matters`` of themselves."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.kernel.actor import Actor
from gongjian.kernel.prefetch import Rows
from gongjian.matters.permissions import may_import
from gongjian.matters.registry import Account, Kind, Section
from gongjian.web.shapes import Action

from . import queries
from .labels import WHO
from .models import Adjustment, Claim, Duty, Measure
from .operations import COMMANDS, agreed_day
from .pages import record, sections
from .permissions import PREDICATES

if TYPE_CHECKING:
    from gongjian.matters.models import Matter


def adjustments_url(matter: "Matter") -> str:
    """Adjustments are confirmed on the matter's own page."""
    return reverse("matters:item", args=[matter.number]) + "#adjustments"


def list_actions(actor: Actor) -> Sequence[Action]:
    """The button above the list of problems, for those who may take in real texts."""
    if not may_import(actor):
        return []
    return [Action(_("批量导入"), reverse("problems:import"), icon="upload")]


def account(matter: "Matter") -> Account:
    """The measures that were carried out, and what was said when it was claimed solved."""
    done = Measure.objects.filter(matter=matter, dropped_on__isnull=True).order_by("position")
    claim = Claim.objects.filter(matter=matter).order_by("at", "id").last()
    return Account(list(done.values_list("text", flat=True)), claim.statement if claim else "")


def details(matter: "Matter") -> dict[str, Any]:
    """What the API gives of a problem's own tables."""
    return {
        "measures": list(matter.measures.all()),
        "duties": list(matter.duties.all()),
        "adjustments": list(matter.adjustments.all()),
    }


def of_matter(matter: "Matter", actor: Actor, at: dt.datetime) -> list[Section]:
    """The problem's own parts of the matter's page, for the person who looks at it."""
    return [Section(**part) for part in sections.sections(matter, actor, at)]


def public(matter: "Matter", at: dt.datetime) -> list[Section]:
    """The same for everybody: without names of persons and adjustments."""
    return [Section(**part) for part in sections.public_sections(matter, at)]


PROBLEM = Kind(
    code="problem",
    label=gettext_lazy("难题"),
    app="problems",
    lists="matters:list",
    raises="problems:raise",
    own_verbs=frozenset(command.name for command in COMMANDS.on_rows()),
    urls={"confirm_adjustment": adjustments_url},
    beside=frozenset({"confirm_adjustment", "reject_adjustment"}),
    predicates=PREDICATES,
    who=WHO,
    sections=of_matter,
    public_sections=public,
    list_actions=list_actions,
    related=("field_record",),
    rows=(
        Rows("measures", Measure, ("position", "pk"), along="body"),
        Rows("duties", Duty, ("position", "pk"), along="body"),
        Rows("adjustments", Adjustment),
    ),
    record=queries.RECORD,
    facts=record.facts,
    progress=record.progress,
    texts=queries.claims_of,
    details=details,
    tasks=queries.tasks,
    account=account,
    agreed_day=agreed_day,
    looked_at={"confirm_solved": True, "send_back": True},
)
