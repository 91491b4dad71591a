"""The forms of rows: what was said at a meeting for each proposal, and handing over many proposals at once."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as say

from gongjian.web.forms import Form, choose
from gongjian.workflow.rows import row_field

from .forms import Choices
from .operations import HandOver, Said


def _number() -> forms.CharField:
    return forms.CharField(max_length=40, widget=forms.HiddenInput)


class SaidForm(Form):
    """What was said for one proposal."""

    number = _number()
    said = row_field(Said, "said")
    by = row_field(Said, "by")
    next_step = row_field(Said, "next_step")

    def line(self) -> Said:
        return Said(**self.cleaned_data)


class HandOverForm(Form):
    """One row of a hand-over: rows without a unit are left for another day."""

    number = _number()
    lead_id = row_field(HandOver, "lead_id", required=False)
    co_unit_ids = row_field(HandOver, "co_unit_ids")
    words = row_field(HandOver, "words")

    def offer(self, units: Choices) -> None:
        choose(self, "lead_id", units, blank=say("暂不交办"))
        choose(self, "co_unit_ids", units)

    def line(self) -> HandOver | None:
        data: dict[str, Any] = self.cleaned_data
        return HandOver(**data) if data.get("lead_id") else None


SaidForms: "type[BaseFormSet[SaidForm]]" = formset_factory(SaidForm, extra=0, max_num=200, validate_max=True)
HandOverForms: "type[BaseFormSet[HandOverForm]]" = formset_factory(
    HandOverForm, extra=0, max_num=300, validate_max=True
)
