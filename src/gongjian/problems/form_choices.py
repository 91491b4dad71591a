"""What the forms offer to choose from, and the pages on which rows of the three lists are written or changed."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import now
from gongjian.org import queries as org

from .forms import AdjustForm, DutyForms, ListsForm, MeasureForms
from .forms_import import ImportProblemsForm
from .operations import DutyLine, MeasureLine
from .operations.adjusting import line_values

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

EMPTY_ROWS = {"measures": 3, "duties": 3}
MORE_ROWS = 3


def offer_origins(form: ImportProblemsForm, actor: Actor, at: dt.datetime) -> None:
    """Branches to raise with; the person's own first and chosen."""
    choices = org.choices(sort="organisation", at=at)
    field: Any = form.fields["origin_id"]
    field.choices = [("", _("请选择")), *choices]
    if actor.person_id is not None:
        field.initial = org.default_branch_for(actor.person_id, at)


class ListsPage:
    """制定三张清单: one form and two sets of rows; "再加三行" works without JavaScript and keeps what was typed."""

    form_class: type[ListsForm] | type[AdjustForm] = ListsForm

    def __init__(self, request: HttpRequest, matter: "Matter", actor: Actor) -> None:
        self.matter = matter
        posted = request.POST.copy() if request.method == "POST" else None
        self.more = posted.get("more", "") if posted is not None else ""
        if posted is not None and self.more in EMPTY_ROWS:
            total = f"{self.more}-TOTAL_FORMS"
            posted[total] = str(int(posted.get(total) or 0) + MORE_ROWS)
        self.form = self.form_class(posted, seen=matter.version, **self.first_values())
        self.measures = MeasureForms(posted, prefix="measures", initial=self.measure_rows())
        self.duties = DutyForms(posted, prefix="duties", initial=self.duty_rows())
        self.asked = posted is not None and not self.more
        self._offer(actor)

    def first_values(self) -> dict[str, Any]:
        return {}

    def measure_rows(self) -> list[dict[str, Any]]:
        return [{} for _n in range(EMPTY_ROWS["measures"])]

    def duty_rows(self) -> list[dict[str, Any]]:
        parts = ("lead", "help", "supervise")
        return [{"part": part} for part in parts]

    def _offer(self, actor: Actor) -> None:
        bodies = [("", _("请选择")), *org.choices(sort="", at=None)]
        for formset in (self.measures, self.duties):
            for form in formset.forms:
                form.empty_permitted = True
                field: Any = form.fields["body"]
                field.choices = bodies
        self.form.offer(self.matter, actor, now())

    @property
    def is_complete(self) -> bool:
        """Sent for good (not for more rows), and every field reads."""
        if not self.asked:
            return False
        return self.form.is_valid() & self.measures.is_valid() & self.duties.is_valid()

    @property
    def status(self) -> int:
        if not self.asked:
            return 200
        return self.form.status if self.form.status != 200 or self.is_complete else 422

    def _filled(self, formset: Any) -> list[dict[str, Any]]:
        return [
            f.cleaned_data
            for f in formset.forms
            if f.has_changed() and f.cleaned_data.get("body") and not f.cleaned_data.get("drop")
        ]

    def lines(self) -> dict[str, Any]:
        """Arguments of ``draw_up``."""
        measures = [
            MeasureLine(
                text=d["text"],
                metric=d["metric"],
                starts_on=d["starts_on"],
                ends_on=d["ends_on"],
                body_id=d["body"],
                person_name=d["person_name"],
            )
            for d in self._filled(self.measures)
        ]
        duties = [
            DutyLine(
                part=d["part"], body_id=d["body"], person_name=d["person_name"], task=d["task"], due_on=d["due_on"]
            )
            for d in self._filled(self.duties)
        ]
        data = self.form.cleaned_data
        return {
            "goal": data["goal"],
            "pair_id": data["pair_id"],
            "seen": data["seen"],
            "measures": measures,
            "duties": duties,
        }


class AdjustPage(ListsPage):
    """动态调整: the present lines, filled in; only what differs becomes a change."""

    form_class = AdjustForm

    def first_values(self) -> dict[str, Any]:
        return {"initial": {"goal": self.matter.goal}}

    def measure_rows(self) -> list[dict[str, Any]]:
        rows = [{"id": m.pk, **line_values(m, "measure")} for m in self.matter.measures.all() if m.dropped_on is None]
        return [*rows, {}]

    def duty_rows(self) -> list[dict[str, Any]]:
        rows = [{"id": d.pk, **line_values(d, "duty")} for d in self.matter.duties.all() if d.dropped_on is None]
        return [*rows, {"part": "help"}]

    def changes(self) -> dict[str, Any]:
        """Arguments of ``propose_adjustment``."""
        data = self.form.cleaned_data
        changes: list[dict[str, Any]] = [
            {"line": "problem", "id": self.matter.pk, "action": "change", "new": {"goal": data["goal"]}}
        ]
        for kind, formset in (("measure", self.measures), ("duty", self.duties)):
            for form in formset.forms:
                values = dict(form.cleaned_data)
                row, drop = values.pop("id", None), values.pop("drop", False)
                if row and drop:
                    changes.append({"line": kind, "id": row, "action": "drop"})
                elif row:
                    changes.append({"line": kind, "id": row, "action": "change", "new": values})
                elif values.get("body") and not drop:
                    changes.append({"line": kind, "id": None, "action": "add", "new": values})
        return {"changes": changes, "reason": data["reason"], "seen": data["seen"]}
