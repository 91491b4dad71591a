"""The try-out of the routing rules: a text, and where it would go. The settings themselves are asked by their commands."""

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.web.forms import Form, text_field

from .desk_choices import CATEGORIES


class TryForm(Form):
    """一段文字会派给谁."""

    text = text_field(_("一段文字"), _("粘贴或写一段诉求，看会派给哪个单位。"), limit=5000, rows=3)
    category = forms.ChoiceField(label=_("类别"), choices=[("", _("不限")), *CATEGORIES], required=False)
    place = forms.CharField(label=_("地点"), max_length=120, required=False)
