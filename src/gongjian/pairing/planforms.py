"""The form of a plan: its head, its sides, its activities."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.refused import Malformed
from gongjian.web.forms import Form, VerbForm

from .fields import Choices, Label, body_field, choose, day_field, text_field, with_blank
from .models import Pair
from .operations import ActivityLine, MemberLine, Plan


class PlanForm(VerbForm):
    """The head of a plan; its sides and activities are formsets beside it."""

    draft = "pairing-plan"
    title = forms.CharField(label=_("名称"), max_length=80, help_text=_("写明为哪件事共建，例如“浴室热水供应共建”。"))
    kind = forms.ChoiceField(label=_("类型"), choices=Pair.Kind.choices)
    initiator = body_field(_("发起方"), _("只列出您可以代为发起的支部。"))
    brings = forms.CharField(label=_("发起方投入的力量"), max_length=200, required=False)
    goals = text_field(_("共建目标"), _("做成什么、怎样算做成。"), limit=2000)
    problems = text_field(_("拟解难题"), _("每行一件；立项后的难题会关联到这里。"), limit=2000, rows=3, required=False)
    since = day_field(_("起"))
    until = day_field(_("止"))


class MemberForm(Form):
    """One partner."""

    body = body_field(_("参加方"), required=False)
    brings = forms.CharField(label=_("投入的力量"), max_length=200, required=False)
    offer = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ActivityForm(Form):
    """One planned activity."""

    title = forms.CharField(label=_("活动名称"), max_length=80, required=False)
    day = day_field(_("计划日期"), required=False)
    place = forms.CharField(label=_("地点"), max_length=80, required=False)
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
        choose(self.head, "initiator", with_blank(initiators))
        for form in self.members:
            choose(form, "body", with_blank(partners))
        hosts: list[tuple[str, Label]] = [("", _("各方共同")), ("0", _("发起方"))]
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

    def plan(self) -> Plan:
        """The plan as typed. Raises Malformed: if an activity is held by a row without a body."""
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
        return Plan(
            title=head["title"],
            kind=head["kind"],
            goals=head["goals"],
            problems=head["problems"],
            since=head["since"],
            until=head["until"],
            members=members,
            activities=activities,
        )


def _padded(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with empty ones after them, so that there is always room to write."""
    made = [dict(r) for r in rows]
    return made + [{}] * (ROWS_AT_FIRST - len(made) if len(made) < ROWS_AT_FIRST else 0)


def _typed(form: forms.Form) -> dict[str, Any]:
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
