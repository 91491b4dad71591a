"""The forms of the verbs: what is asked, in which words; no rule stands here (the operations hold them)."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from gongjian.matters.forms_base import day_field, text_field
from gongjian.matters.queries import CATEGORIES
from gongjian.web.forms import FileInput, FilesField, Form, SearchSelect, VerbForm

from . import operations
from .choices import METHODS, PARTS


class RaiseForm(VerbForm):
    """提出: one page, everything a first receiver needs; the field record only where it was found in the field."""

    draft = "raise"
    title = forms.CharField(
        label=_("标题"), max_length=120, help_text=_("一句话说清是什么事，例如：三号公寓浴室晚十点后没有热水。")
    )
    text = text_field(
        _("事由"),
        _("什么时间、什么地点、遇到了什么问题、希望怎样解决。请勿填写涉密内容和他人隐私。"),
        limit=20000,
        rows=7,
    )
    category = forms.ChoiceField(label=_("类别"), choices=(("", _("请选择")), *CATEGORIES))
    origin_id = forms.TypedChoiceField(
        label=_("接收组织"),
        coerce=int,
        widget=SearchSelect(),
        help_text=_("首先接收的党支部负责到底，直到有单位签收。默认是您所在的支部。"),
    )
    place = forms.CharField(label=_("地点"), max_length=120, required=False)
    uploads = FilesField(
        label=_("附件"), required=False, help_text=_("照片、文档，每个不超过20 MB。涉密内容不得上传。")
    )
    anonymous = forms.BooleanField(
        label=_("匿名提出"), required=False, help_text=_("办理人看不到您是谁；您仍可在“我提出的”中查看和评价。")
    )
    public = forms.BooleanField(
        label=_("同意公开办理进度"), required=False, initial=True, help_text=_("公开页面不显示您的姓名。")
    )
    on_behalf_of = forms.CharField(
        label=_("代何人提出"), max_length=120, required=False, help_text=_("替他人提出时填写，例如：三号公寓部分同学。")
    )


class FoundForm(Form):
    """调研记录; all or nothing."""

    found_place = forms.CharField(label=_("调研地点"), max_length=120, required=False)
    found_on = day_field(_("调研日期"), required=False)
    by_whom = forms.CharField(label=_("调研人"), max_length=120, required=False)
    affected = forms.IntegerField(label=_("涉及人数"), min_value=1, required=False)
    method = forms.ChoiceField(label=_("调研方式"), choices=METHODS, required=False)

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
    text = forms.CharField(label=_("举措"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    metric = forms.CharField(label=_("衡量标准"), max_length=200)
    starts_on = day_field(_("开始"))
    ends_on = day_field(_("完成"))
    body = forms.TypedChoiceField(label=_("责任单位"), coerce=int, widget=SearchSelect())
    person_name = forms.CharField(label=_("责任人"), max_length=60)
    drop = forms.BooleanField(label=_("删除本行"), required=False)


class DutyForm(Form):
    """A row of 责任清单."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    part = forms.ChoiceField(label=_("分工"), choices=PARTS)
    body = forms.TypedChoiceField(label=_("单位"), coerce=int, widget=SearchSelect())
    person_name = forms.CharField(label=_("责任人"), max_length=60)
    task = forms.CharField(label=_("责任内容"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    due_on = day_field(_("时限"))
    drop = forms.BooleanField(label=_("删除本行"), required=False)


MeasureForms: "type[BaseFormSet[MeasureForm]]" = formset_factory(MeasureForm, extra=0, max_num=60, validate_max=True)
DutyForms: "type[BaseFormSet[DutyForm]]" = formset_factory(DutyForm, extra=0, max_num=60, validate_max=True)


class ListsForm(VerbForm):
    """The part of the three lists that is not a row: the goal and the pairing."""

    draft = "lists"
    goal = text_field(_("目标（销号标准）"), _("做到什么程度算解决。提出人按它评价，监督人按它确认。"))
    pair_id = forms.TypedChoiceField(
        label=_("结对共建"), coerce=lambda v: int(v) if v else None, required=False, empty_value=None
    )


class AdjustForm(VerbForm):
    """The part of an adjustment that is not a row."""

    draft = "adjust"
    goal = text_field(_("目标（销号标准）"))
    reason = text_field(_("调整理由"), _("理由与新旧内容一起留存，由主办单位和监督人确认。"), limit=1000)


class RejectForm(VerbForm):
    reason = text_field(_("不同意的理由"), limit=1000)


class ImportListsForm(Form):
    """An edited file of the three lists."""

    file = forms.FileField(
        label=_("表格文件"), widget=FileInput(), help_text=_("从“三张清单”页面导出、修改过的 .xlsx 文件，不超过20 MB。")
    )


class ReasonForm(Form):
    """The reason of all changes of a file."""

    draft = "import-lists"
    reason = text_field(_("调整理由"), _("这份文件里的所有改动用同一个理由，与新旧内容一起留存。"), limit=1000)
