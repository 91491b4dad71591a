"""The forms that no command describes alone: criteria and awards, a score sheet; and what is asked of which entrant."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from gongjian.web.forms import Form, VerbForm
from gongjian.workflow.forms import CommandForm, form_field, score_field
from gongjian.workflow.rows import row_field

from .models import Contest, Criterion, Entry
from .operations import AwardLine, CriterionLine, score
from .queries import categories


class FilterForm(Form):
    """What the list of contests can be narrowed by, besides the chips."""

    q = forms.CharField(label=_("查找"), required=False, max_length=60)


class CriterionForm(Form):
    """One criterion."""

    name = row_field(CriterionLine, "name", required=False)
    most = row_field(CriterionLine, "most", required=False)
    weight = row_field(CriterionLine, "weight", required=False)
    text = row_field(CriterionLine, "text")

    def clean(self) -> dict[str, Any]:
        """A line with a name needs its points and weight."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if any(cleaned.get(k) for k in ("name", "text", "most", "weight")):
            for field in ("name", "most", "weight"):
                if not cleaned.get(field) and field not in self.errors:
                    self.add_error(field, _("请填写这一项。"))
        return cleaned


class AwardForm(Form):
    """One award."""

    name = row_field(AwardLine, "name", required=False)
    quota = row_field(AwardLine, "quota", required=False)

    def clean(self) -> dict[str, Any]:
        """Name and quota go together."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(cleaned.get("name")) != bool(cleaned.get("quota")) and not self.errors:
            self.add_error("quota" if cleaned.get("name") else "name", _("奖项和名额须同时填写。"))
        return cleaned


CriterionForms: "type[BaseFormSet[CriterionForm]]" = formset_factory(
    CriterionForm, extra=0, max_num=20, absolute_max=20
)
AwardForms: "type[BaseFormSet[AwardForm]]" = formset_factory(AwardForm, extra=0, max_num=20, absolute_max=20)
MORE = 2


class HeadForm(VerbForm):
    """Only the version and the token; refusals about the whole page land here."""


class CriteriaForms:
    """The page of criteria and awards as one thing: bound to what was sent, or filled with what is there."""

    def __init__(
        self,
        data: Any = None,
        *,
        seen: int | None = None,
        criteria: Sequence[dict[str, Any]] = (),
        awards: Sequence[dict[str, Any]] = (),
    ) -> None:
        self.head = HeadForm(data, seen=seen)
        self.criteria = CriterionForms(data, prefix="criteria", initial=list(criteria))
        self.awards = AwardForms(data, prefix="awards", initial=list(awards))

    @classmethod
    def of(cls, contest: Contest, criteria: Sequence[Criterion], awards: Sequence[Any]) -> "CriteriaForms":
        """What is there, with room for more; a first proposal where nothing is."""
        rows: list[dict[str, Any]] = [
            {"name": c.name, "most": c.most, "weight": c.weight, "text": c.text} for c in criteria
        ]
        prizes: list[dict[str, Any]] = [{"name": a.name, "quota": a.quota} for a in awards]
        first = [{"most": 100}] * 3
        return cls(seen=contest.version, criteria=[*(rows or first), *[{}] * MORE], awards=[*prizes, *[{}] * MORE])

    @classmethod
    def grown(cls, data: Any, which: str) -> "CriteriaForms":
        """What was typed again, unjudged, with more empty rows in one part (for "再加几行" without JavaScript)."""
        typed = cls(data)
        rows = {name: [_typed(f) for f in getattr(typed, name).forms] for name in ("criteria", "awards")}
        rows[which if which in rows else "criteria"].extend({} for _ in range(MORE))
        made = cls(criteria=rows["criteria"], awards=rows["awards"])
        made.head.fields["seen"].initial = typed.head["seen"].value()
        return made

    def is_valid(self) -> bool:
        """Whether all parts hold what can be read."""
        return all([self.head.is_valid(), self.criteria.is_valid(), self.awards.is_valid()])

    @property
    def status(self) -> int:
        """The HTTP status: 422 if any part is wrong."""
        wrong = self.head.is_bound and not (self.criteria.is_valid() and self.awards.is_valid())
        return max(self.head.status, 422 if wrong else 200)

    def lines(self) -> tuple[list[CriterionLine], list[AwardLine]]:
        """What was typed, as the verb wants it; empty rows are left out."""
        criteria = [f.cleaned_data for f in self.criteria.forms if f.cleaned_data.get("name")]
        awards = [f.cleaned_data for f in self.awards.forms if f.cleaned_data.get("name")]
        return (
            [CriterionLine(c["name"], c["most"], c["weight"], c.get("text", "")) for c in criteria],
            [AwardLine(a["name"], a["quota"]) for a in awards],
        )


def _typed(form: forms.Form) -> dict[str, Any]:
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}


RESEARCH = (
    "category",
    "research_place",
    "research_since",
    "research_until",
    "research_method",
    "asked",
    "findings",
    "analysis",
    "advice",
)


def fit(form: CommandForm, contest: Contest, on: dt.date) -> None:
    """Ask of an entrant what this kind of contest wants: a contest of bodies asks for the body and one text only."""
    if contest.kind == "proposal":
        del form.fields["body_id"]
        words = [(c, c) for c in categories(on)]
        label = form.fields["category"].label
        choices = [("", _("请选择")), *words]
        form.fields["category"] = forms.ChoiceField(label=label, required=False, choices=choices)
        return
    for name in RESEARCH:
        del form.fields[name]
    form.fields["body_id"].required = True
    form.fields["background"].label = _("主要事迹")
    form.fields["background"].help_text = _("做了什么、解决了什么、有什么可以推广。")
    form.fields["title"].help_text = _("用一句话概括特色。")
    form.fields["team"].help_text = _("填写学号或工号，用空格或换行分开；您本人不用填。")


def entry_values(entry: Entry) -> dict[str, Any]:
    """The entry as it stands, for the form."""
    others = [m.person.number for m in entry.members.all() if m.person_id != entry.leader_id]
    return {
        **{n: getattr(entry, n) for n in ("title", "background", *RESEARCH)},
        "body_id": entry.body_id,
        "team": " ".join(others),
    }


class ScoreForm(VerbForm):
    """One number for each criterion, and a remark."""

    comment = form_field(score.inputs["comment"])

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for c in self.criteria:
            label = _("%(name)s（满分 %(most)d）") % {"name": c.name, "most": c.most}
            self.fields[f"points-{c.pk}"] = score_field(label, c.text or "", most=c.most)
        self.order_fields([*(f"points-{c.pk}" for c in self.criteria), "comment"])

    def points(self) -> dict[int, Decimal]:
        """What was typed, by criterion."""
        return {c.pk: self.cleaned_data[f"points-{c.pk}"] for c in self.criteria}
