"""The forms that matters of all kinds share."""

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from gongjian.web.forms import FilesField, Form, SuggestInput, VerbForm, day_field


class FilesForm(VerbForm):
    uploads = FilesField(label=_("附件"), help_text=_("照片、文档、表格，每个不超过20 MB。涉密内容不得上传。"))


class ListFilterForm(Form):
    """The GET form beside the chips of a list."""

    q = forms.CharField(label=_("查找"), required=False, max_length=60)
    body = forms.CharField(
        label=_("单位或组织"), required=False, max_length=120, widget=SuggestInput(reverse_lazy("org:pick"))
    )
    since = day_field(_("自"), required=False)
    until = day_field(_("至"), required=False)
