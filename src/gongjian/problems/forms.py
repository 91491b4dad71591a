"""The forms of the verbs: what is asked, in which words; no rule stands here (the operations hold them)."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from gongjian.web.forms import FileInput, Form, text_field
from gongjian.workflow.forms import form_field, form_of
from gongjian.workflow.rows import row_field

from . import operations
from .operations import DutyLine, MeasureLine


class RaiseForm(form_of(operations.raise_problem)):  # type: ignore[misc]
    """提出: one page, everything a first receiver needs; the field record is a part of its own."""

    draft = "raise"
    field_order = ("title", "text", "category", "origin_id", "place", "uploads", "anonymous", "public", "on_behalf_of")


class FoundForm(Form):
    """调研记录; all or nothing."""

    found_place = row_field(operations.Found, "place", required=False)
    found_on = row_field(operations.Found, "found_on", required=False)
    by_whom = row_field(operations.Found, "by_whom", required=False)
    affected = row_field(operations.Found, "affected", required=False)
    method = row_field(operations.Found, "method", required=False)

    @property
    def rests(self) -> bool:
        """Nothing was typed and nothing is wrong: the part may stay folded."""
        return not self.errors and not any(
            self.data.get(name) for name in ("found_place", "found_on", "by_whom", "affected")
        )

    @property
    def is_filled(self) -> bool:
        return any(self.cleaned_data.get(k) for k in ("found_place", "found_on", "by_whom", "affected"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        wanted = ("found_place", "found_on", "by_whom", "affected")
        if any(data.get(k) for k in wanted):
            for name in wanted:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("填写了调研记录，这一项也要填。"))
        return data

    def found(self) -> operations.Found | None:
        data = self.cleaned_data
        if not self.is_filled:
            return None
        return operations.Found(
            place=data["found_place"],
            found_on=data["found_on"],
            by_whom=data["by_whom"],
            affected=data["affected"],
            method=data["method"] or "unannounced",
        )


class MeasureForm(Form):
    """A row of 举措清单."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = row_field(MeasureLine, "text")
    metric = row_field(MeasureLine, "metric")
    starts_on = row_field(MeasureLine, "starts_on")
    ends_on = row_field(MeasureLine, "ends_on")
    body = row_field(MeasureLine, "body_id")
    person_name = row_field(MeasureLine, "person_name")
    drop = forms.BooleanField(label=_("删除本行"), required=False)


class DutyForm(Form):
    """A row of 责任清单."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    part = row_field(DutyLine, "part")
    body = row_field(DutyLine, "body_id")
    person_name = row_field(DutyLine, "person_name")
    task = row_field(DutyLine, "task")
    due_on = row_field(DutyLine, "due_on")
    drop = forms.BooleanField(label=_("删除本行"), required=False)


MeasureForms: "type[BaseFormSet[MeasureForm]]" = formset_factory(MeasureForm, extra=0, max_num=60, validate_max=True)
DutyForms: "type[BaseFormSet[DutyForm]]" = formset_factory(DutyForm, extra=0, max_num=60, validate_max=True)


class ListsForm(form_of(operations.draw_up)):  # type: ignore[misc]
    """The part of the three lists that is not a row: the goal and the pairing."""

    draft = "lists"


class AdjustForm(form_of(operations.propose_adjustment)):  # type: ignore[misc]
    """The part of an adjustment that is not a row: its reason, and the goal, which is a line of its own."""

    draft = "adjust"
    goal = form_field(operations.draw_up.inputs["goal"])
    field_order = ("goal", "reason")


class ImportListsForm(Form):
    """An edited file of the three lists."""

    file = forms.FileField(
        label=_("表格文件"), widget=FileInput(), help_text=_("从“三张清单”页面导出、修改过的 .xlsx 文件，不超过20 MB。")
    )


class ReasonForm(Form):
    """The reason of all changes of a file."""

    draft = "import-lists"
    reason = text_field(_("调整理由"), _("这份文件里的所有改动用同一个理由，与新旧内容一起留存。"), limit=1000)
