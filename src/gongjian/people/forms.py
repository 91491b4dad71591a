"""Forms of the account pages."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from gongjian.web.forms import Form, VerbForm

from .scopes import READ, SCOPES


class SignInForm(Form, AuthenticationForm):
    """User name and password. Wrong and disabled are said in the same words."""

    error_messages = {
        "invalid_login": _("账号或密码不对，或者账号已停用。请核对后再试；忘记密码请联系系统管理员重置。"),
        "inactive": _("账号或密码不对，或者账号已停用。请核对后再试；忘记密码请联系系统管理员重置。"),
    }
    username = forms.CharField(
        label=_("账号"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("密码"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ChangePasswordForm(VerbForm):
    """The present password, and the new one twice."""

    present = forms.CharField(
        label=_("现在的密码"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=_("新密码"),
        strip=False,
        max_length=200,
        help_text=_("至少 10 个字符，不要用常见的密码。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一遍新密码"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> None:
        """Both must be the same."""
        super().clean()
        if "again" in self.cleaned_data and self.cleaned_data.get("password") != self.cleaned_data["again"]:
            self.add_error("again", _("两次输入的新密码不一样。"))


class ContactForm(VerbForm):
    """Phone and mail."""

    phone = forms.CharField(
        label=_("电话"), max_length=20, required=False, help_text=_("加密保存，页面上只显示前三位和后四位。")
    )
    email = forms.CharField(label=_("邮箱"), max_length=120, required=False)


class TokenForm(VerbForm):
    """What a token is for, and how long."""

    label = forms.CharField(label=_("用途"), max_length=60, help_text=_("例如：部门数据同步。"))
    days = forms.IntegerField(label=_("有效天数"), min_value=1, max_value=366, initial=30)
    scopes = forms.MultipleChoiceField(
        label=_("可以做什么"),
        choices=list(SCOPES.items()),
        initial=[READ],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不超出您本人的权限；只选用得到的。"),
    )


class AccountFilterForm(Form):
    """The search box of the accounts."""

    q = forms.CharField(label=_("账号、姓名、学号或工号"), max_length=60, required=False)


class CreateAccountForm(VerbForm):
    """A person and their account."""

    draft = "create-account"
    number = forms.CharField(
        label=_("学号或工号"), max_length=30, help_text=_("已登记的人员只需填写学号或工号；新人员请把下面各项填全。")
    )
    username = forms.CharField(label=_("账号"), max_length=60, required=False, help_text=_("不填则与学号或工号相同。"))
    name = forms.CharField(label=_("姓名"), max_length=60, required=False)
    kind = forms.ChoiceField(
        label=_("人员类别"),
        required=False,
        choices=[("", _("请选择")), ("student", _("学生")), ("staff", _("教职工")), ("outside", _("校外人员"))],
    )


class ReasonForm(VerbForm):
    """Why."""

    reason = forms.CharField(label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
