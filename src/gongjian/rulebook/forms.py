"""Forms of the rulebook."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.web.forms import DayInput, Form

if TYPE_CHECKING:
    from .models import Provision


class AmendForm(Form):
    """The words of an article, its parameters, and from which day they hold."""

    words = forms.CharField(
        label=_("条文"),
        max_length=2000,
        widget=forms.Textarea,
        help_text=_("花括号里的名称会显示为下面参数的值，请保留。"),
    )
    effective = forms.DateField(
        label=_("施行日期"), widget=DayInput, help_text=_("自这一天起按新条文办理；以前的步骤仍按旧条文。")
    )

    def __init__(self, *args: Any, provision: "Provision", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = list(provision.parameters)
        self.fields["words"].initial = provision.words
        for name, parameter in provision.parameters.items():
            value = parameter["value"]
            self.fields[f"p_{name}"] = forms.CharField(
                label=parameter.get("label") or name,
                max_length=200,
                initial="、".join(map(str, value)) if isinstance(value, list) else value,
                help_text=parameter.get("unit", ""),
            )
        self.order_fields(["words", *(f"p_{name}" for name in self.names), "effective"])

    @property
    def values(self) -> dict[str, str]:
        """The parameters as typed."""
        return {name: self.cleaned_data[f"p_{name}"] for name in self.names}


class EnterForm(Form):
    """A regulation of the school."""

    draft = "rulebook-enter"
    title = forms.CharField(label=_("名称"), max_length=120)
    code = forms.CharField(
        label=_("代码"), max_length=40, help_text=_("小写字母和连字符，用于引用；录入新版本时填写原代码。")
    )
    edition = forms.CharField(label=_("版本"), max_length=40, help_text=_("例如：2026 年修订。"))
    issuer = forms.CharField(label=_("发布机关"), max_length=80)
    in_force_from = forms.DateField(label=_("施行日期"), widget=DayInput)
    source = forms.CharField(label=_("来源或文号"), max_length=300, required=False)
    articles = forms.CharField(
        label=_("条文"),
        max_length=50_000,
        widget=forms.Textarea,
        help_text=_("每条一段，不写条号；按顺序编为第一条、第二条……"),
    )
