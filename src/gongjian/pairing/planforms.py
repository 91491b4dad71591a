"""The form of a plan: its head, its sides, its activities."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.refused import Malformed, Words
from gongjian.web.forms import Form, choose, pick_field
from gongjian.workflow.forms import form_of
from gongjian.workflow.rows import row_field

from .forms import Choices
from .operations import ActivityLine, MemberLine, propose


class PlanForm(form_of(propose)):  # type: ignore[misc]
    """The head of a plan; its sides and activities are formsets beside it. The initiator's side is asked here."""

    draft = "pairing-plan"
    initiator = pick_field(_("发起方"), _("只列出您可以代为发起的支部。"))
    brings = row_field(MemberLine, "brings")
    field_order = ("title", "kind", "initiator", "brings")


class MemberForm(Form):
    """One partner."""

    body = pick_field(_("参加方"), required=False)
    brings = row_field(MemberLine, "brings")
    offer = row_field(MemberLine, "offer_id")


class ActivityForm(Form):
    """One planned activity."""

    title = row_field(ActivityLine, "title", required=False)
    day = row_field(ActivityLine, "day", required=False)
    place = row_field(ActivityLine, "place")
    host = forms.TypedChoiceField(label=_("主办方"), required=False, coerce=int, empty_value=None)

    def clean(self) -> dict[str, Any]:
        """A line with a name needs its day, and the other way round."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(cleaned.get("title")) != bool(cleaned.get("day")) and "day" not in self.errors:
            self.add_error("day" if cleaned.get("title") else "title", _("活动名称和日期须同时填写。"))
        return cleaned


MemberForms: "type[BaseFormSet[MemberForm]]" = formset_factory(MemberForm, extra=0, max_num=19, absolute_max=19)
ActivityForms: "type[BaseFormSet[ActivityForm]]" = formset_factory(ActivityForm, extra=0, max_num=40, absolute_max=40)
ROWS_AT_FIRST, MORE_ROWS = 2, 3


class PlanForms:
    """The three parts of the plan's page as one thing: bound to what was sent, or filled with what is there."""

    def __init__(
        self,
        data: Any = None,
        *,
        seen: int | None = None,
        initial: Mapping[str, Any] | None = None,
        members: Sequence[Mapping[str, Any]] = (),
        activities: Sequence[Mapping[str, Any]] = (),
        initiators: Choices = (),
        partners: Choices = (),
    ) -> None:
        self.head = PlanForm(data, seen=seen, initial=dict(initial or {}))
        self.members = MemberForms(data, prefix="members", initial=_padded(members))
        self.activities = ActivityForms(data, prefix="activities", initial=_padded(activities))
        choose(self.head, "initiator", initiators, blank=_("请选择"))
        for form in self.members:
            choose(form, "body", partners, blank=_("请选择"))
        hosts: list[tuple[str, Words]] = [("", _("各方共同")), ("0", _("发起方"))]
        hosts += [(str(n), _("参加方 %(n)d") % {"n": n}) for n in range(1, len(self.members.forms) + 1)]
        for activity in self.activities:
            choose(activity, "host", hosts)

    @classmethod
    def grown(cls, data: Any, which: str, **choices: Any) -> "PlanForms":
        """What was typed again, unjudged, with more empty rows in one part (for "再加几行" without JavaScript)."""
        typed = cls(data, **choices)
        members = [_typed(f) for f in typed.members.forms]
        activities = [_typed(f) for f in typed.activities.forms]
        (members if which == "members" else activities).extend({} for _ in range(MORE_ROWS))
        return cls(initial=_typed(typed.head), members=members, activities=activities, **choices)

    def is_valid(self) -> bool:
        """Whether all parts hold what can be read."""
        return all([self.head.is_valid(), self.members.is_valid(), self.activities.is_valid()])

    @property
    def status(self) -> int:
        """The HTTP status: 422 if any part is wrong."""
        wrong = self.members.is_bound and not (self.members.is_valid() and self.activities.is_valid())
        return max(self.head.status, 422 if wrong else 200)

    def values(self) -> dict[str, Any]:
        """The plan as typed, under the names of the command's arguments. Raises Malformed: if an activity is held by a row without a body."""
        head = self.head.cleaned_data
        members = [MemberLine(head["initiator"], head["brings"])]
        place_of_row = {0: 0}
        for number, form in enumerate(self.members.forms, start=1):
            row = form.cleaned_data
            if row.get("body"):
                place_of_row[number] = len(members)
                members.append(MemberLine(row["body"], row.get("brings", ""), row.get("offer")))
        activities = []
        for line in self.activities.forms:
            row = line.cleaned_data
            if not row.get("title"):
                continue
            host = row.get("host")
            if host is not None and host not in place_of_row:
                raise Malformed.at("activities", _("“%(title)s”的主办方没有填写。") % {"title": row["title"]})
            activities.append(
                ActivityLine(
                    row["title"], row["day"], row.get("place", ""), None if host is None else place_of_row[host]
                )
            )
        head = {name: typed for name, typed in head.items() if name in propose.inputs}
        return head | {"members": members, "activities": activities}


def _padded(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with empty ones after them, so that there is always room to write."""
    made = [dict(r) for r in rows]
    return made + [{}] * (ROWS_AT_FIRST - len(made) if len(made) < ROWS_AT_FIRST else 0)


def _typed(form: forms.Form) -> dict[str, Any]:
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
