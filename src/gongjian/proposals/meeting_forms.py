"""The forms of meetings, and of handing over many proposals at once."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from gongjian.web.forms import FilesField, Form, MomentInput, SearchSelect, SearchSelectMany, VerbForm

from .forms import Choices, text_field
from .operations import HandOver, Said


class PlanMeetingForm(VerbForm):
    """安排面对面: when, where, which units, which proposals."""

    draft = "plan-meeting"
    title = forms.CharField(label=_("会议名称"), max_length=120, help_text=_("例如：生活服务类提案面对面。"))
    starts_at = forms.DateTimeField(
        label=_("时间"), widget=MomentInput(), input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
    )
    place = forms.CharField(label=_("地点"), max_length=120)
    unit_ids = forms.TypedMultipleChoiceField(label=_("职能部门"), coerce=int, widget=SearchSelectMany())
    numbers = forms.MultipleChoiceField(
        label=_("提案"),
        widget=SearchSelectMany(),
        help_text=_("可以选择已提交的各种状态的提案；待交办的可以在会上集中交办。"),
    )

    def offer(self, *, units: Choices, proposals: Choices) -> None:
        fields: Any = self.fields
        fields["unit_ids"].choices = units
        fields["numbers"].choices = proposals


class RecordMeetingForm(VerbForm):
    """登记纪要: who came, who was there, the summary; what was said stands in the lines."""

    draft = "record-meeting"
    came = forms.TypedMultipleChoiceField(
        label=_("到会单位"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    present = forms.CharField(
        label=_("到会人员"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    summary = text_field(_("会议小结"), limit=5000, rows=3, required=False)


class AttachMinutesForm(VerbForm):
    """上传签字的纪要."""

    uploads = FilesField(label=_("附件"), help_text=_("签字的纪要、现场照片等，每个不超过20 MB。涉密内容不得上传。"))


class SaidForm(Form):
    """What was said for one proposal."""

    number = forms.CharField(max_length=40, widget=forms.HiddenInput)
    said = text_field(_("办理意见"), limit=5000, rows=3, required=False)
    by = forms.CharField(label=_("说明人"), max_length=120, required=False)
    next_step = forms.CharField(label=_("下一步"), max_length=300, required=False)

    def line(self) -> Said:
        data = self.cleaned_data
        return Said(number=data["number"], said=data["said"], by=data["by"], next_step=data["next_step"])


class CallOffMeetingForm(VerbForm):
    """取消会议, with the reason that everybody is told."""

    reason = text_field(_("取消的原因"), limit=200, rows=2)


class HandOverForm(Form):
    """One row of a hand-over: rows without a unit are left for another day."""

    number = forms.CharField(max_length=40, widget=forms.HiddenInput)
    lead_id = forms.TypedChoiceField(
        label=_("主办单位"), coerce=int, required=False, empty_value=None, widget=SearchSelect()
    )
    co_unit_ids = forms.TypedMultipleChoiceField(
        label=_("协办单位"), coerce=int, required=False, widget=SearchSelectMany()
    )
    words = forms.CharField(label=_("交办意见"), max_length=500, required=False)

    def offer(self, units: Choices) -> None:
        fields: Any = self.fields
        fields["lead_id"].choices = [("", say("暂不交办")), *units]
        fields["co_unit_ids"].choices = units

    def line(self) -> HandOver | None:
        data = self.cleaned_data
        if not data.get("lead_id"):
            return None
        return HandOver(
            number=data["number"],
            lead_id=data["lead_id"],
            co_unit_ids=tuple(data["co_unit_ids"]),
            words=data["words"],
        )


SaidForms: "type[BaseFormSet[SaidForm]]" = formset_factory(SaidForm, extra=0, max_num=200, validate_max=True)
HandOverForms: "type[BaseFormSet[HandOverForm]]" = formset_factory(
    HandOverForm, extra=0, max_num=300, validate_max=True
)
