"""The forms of the bulletin that are no commands of a life; those are made by ``workflow``."""

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.web.forms import Form, VerbForm

from .columns import COLUMNS


class SubscribeForm(VerbForm):
    """Which columns one wants to hear of."""

    columns = forms.MultipleChoiceField(
        label=_("栏目"),
        choices=[(c.code, c.label) for c in COLUMNS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("新公告进入每日汇总，不单独打扰；在“通知设置”中可以改为立即提醒。"),
    )


class FilterForm(Form):
    """Words to look for."""

    q = forms.CharField(label=_("查找"), required=False, max_length=60)
