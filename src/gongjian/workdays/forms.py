"""Forms of the calendar."""

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.spreadsheets.importing.pages import FileForm
from gongjian.web.forms import DayInput, Form

from .models import AcademicSpan


class SetDayForm(Form):
    """Working or off, and why."""

    working = forms.ChoiceField(
        label=_("这一天"), choices=[("1", _("上班")), ("0", _("放假"))], widget=forms.RadioSelect
    )
    name = forms.CharField(label=_("名称"), max_length=40, help_text=_("例如：校庆日、运动会、春节调休。"))


class ConfirmYearForm(Form):
    """By which notice the year was entered."""

    note = forms.CharField(
        label=_("依据的放假通知"), max_length=120, help_text=_("写明通知名称或文号。确认前请先导入或逐日设定。")
    )


class ImportDaysForm(FileForm):
    """The sheet to import."""

    help_text = _("先导出本年表格，按原格式修改后上传。")


class AddSpanForm(Form):
    """A term, vacation, exam weeks …"""

    kind = forms.ChoiceField(label=_("类别"), choices=[("term", _("学期")), *AcademicSpan.Kind.choices])
    name = forms.CharField(label=_("名称"), max_length=40)
    since = forms.DateField(label=_("开始日期"), widget=DayInput)
    until = forms.DateField(label=_("结束日期"), widget=DayInput)
