"""Forms of the account pages."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from gongjian.web.forms import Form


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
