"""The forms of the school's own settings: routing rules, templates, emergency contacts, receptions, boards."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.web.forms import Form, VerbForm

from .desk_choices import CATEGORIES, DANGERS
from .forms_desk import choose, day_field, text_field, unit_field, units

ANY = [("", _("不限")), *CATEGORIES]


def position_field() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("次序"), min_value=0, max_value=1_000_000, initial=100, help_text=_("数字小的在前；先相符的先用。")
    )


def active_field() -> forms.BooleanField:
    return forms.BooleanField(label=_("在用（不勾选就是停用）"), required=False, initial=True)


class SettingForm(VerbForm):
    """One row of a setting; ``active`` only where it exists already."""

    unit_blank: Any = _("请选择")

    def prepare(self, at: dt.datetime, *, exists: bool) -> None:
        if "unit_id" in self.fields:
            choose(self, "unit_id", units(at), blank=self.unit_blank)
        if not exists and "active" in self.fields:
            del self.fields["active"]

    def values(self) -> dict[str, Any]:
        """What was typed, as the verbs want it."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("seen", "once")}


class RuleForm(SettingForm):
    """One routing rule."""

    category = forms.ChoiceField(label=_("类别"), choices=ANY, required=False)
    words = forms.CharField(
        label=_("字眼"), max_length=300, required=False, help_text=_("标题或内容有其中一个就相符，用空格分开。")
    )
    places = forms.CharField(label=_("地点"), max_length=300, required=False, help_text=_("用空格分开。"))
    unit_id = unit_field(_("派给"))
    position = position_field()
    active = active_field()


class TemplateForm(SettingForm):
    """One reply template."""

    unit_blank = _("所有单位")
    title = forms.CharField(label=_("名称"), max_length=60)
    text = text_field(_("内容"), _("可以写“{编号}”“{标题}”“{单位}”“{日期}”，套用时自动填入。"), limit=5000, rows=8)
    category = forms.ChoiceField(label=_("类别"), choices=ANY, required=False)
    unit_id = unit_field(_("哪个单位用"), required=False)
    active = active_field()


class ContactForm(SettingForm):
    """One emergency contact."""

    sort = forms.ChoiceField(label=_("情形"), choices=DANGERS)
    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("例如“校园报警”“校医院急诊”。"))
    phone = forms.CharField(label=_("电话"), max_length=40)
    place = forms.CharField(label=_("地点"), max_length=60, required=False)
    position = position_field()
    active = active_field()


class ReceptionForm(VerbForm):
    """A receiving unit with its default unit."""

    body_id = unit_field(_("受理单位"))
    default_unit_id = unit_field(_("兜底单位"), _("被派单位提出异议的，由这个单位签收办理，不能再退。"))
    main = forms.BooleanField(label=_("学校的受理单位"), required=False)

    def prepare(self, at: dt.datetime) -> None:
        for name in ("body_id", "default_unit_id"):
            choose(self, name, units(at), blank=_("请选择"))


class CloseReceptionForm(VerbForm):
    """Only the question."""


class BoardForm(VerbForm):
    """A new topic."""

    draft = "appeal-board"
    reception_id = forms.TypedChoiceField(label=_("由哪个工作站开设"), coerce=int)
    topic = forms.CharField(label=_("议题"), max_length=80)
    text = text_field(_("说明"), _("为什么征集、希望听到什么。"), limit=5000, rows=6)
    opens_on = day_field(_("开始日期"))
    closes_on = day_field(_("结束日期"))


class ChangeBoardForm(VerbForm):
    """A topic that is there."""

    draft = "appeal-board"
    topic = forms.CharField(label=_("议题"), max_length=80)
    text = text_field(_("说明"), _("为什么征集、希望听到什么。"), limit=5000, rows=6)
    opens_on = day_field(_("开始日期"))
    closes_on = day_field(_("结束日期"))


class SummariseForm(VerbForm):
    """What was said on a topic."""

    draft = "appeal-summary"
    summary = text_field(_("归纳"), _("大家说了什么、各有多少人附和、分送哪些单位。"), limit=20000, rows=10)


class PublishForm(VerbForm):
    """Only the question."""


class TryForm(Form):
    """一段文字会派给谁."""

    text = text_field(_("一段文字"), _("粘贴或写一段诉求，看会派给哪个单位。"), limit=5000, rows=3)
    category = forms.ChoiceField(label=_("类别"), choices=ANY, required=False)
    place = forms.CharField(label=_("地点"), max_length=120, required=False)
