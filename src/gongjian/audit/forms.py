"""What people type to look into the ledger."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.web.forms import Form

from . import codes, queries


class ReceiptForm(Form):
    """The code of a receipt."""

    code = forms.CharField(
        label=gettext_lazy("回执码"),
        max_length=40,
        help_text=gettext_lazy("回执上的 16 位字母和数字，如 K7QD-93MX-2FHP-WT5C；大小写和短横不限。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("请输入回执码。")},
    )

    def clean_code(self) -> str:
        code = codes.read_code(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(_("回执码有误：它是 16 位字母和数字，末位用于校验。请对照回执逐位核对。"))
        return code


class SubjectForm(Form):
    """Which entries to list."""

    kind = forms.ChoiceField(label=gettext_lazy("对象"), required=False)
    number = forms.IntegerField(
        label=gettext_lazy("内部编号"),
        required=False,
        min_value=1,
        error_messages={"invalid": gettext_lazy("内部编号是一个正整数。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("全部")), *queries.subject_choices()]  # type: ignore[attr-defined]
