"""The form of an import of appeals."""

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.web.forms import FileInput, Form, SearchSelect


class ImportAppealsForm(Form):
    """A file of appeals, and the unit that receives them."""

    origin_id = forms.TypedChoiceField(label=_("受理单位"), coerce=int, empty_value=None, widget=SearchSelect())
    file = forms.FileField(
        label=_("表格文件"),
        widget=FileInput(),
        help_text=_(
            "每行一件，至少有“内容”一列；可有编号、标题、时间、类别、性质、地点、承办单位、答复、答复时间。"
            ".xlsx 或 .csv（UTF-8 和 GB18030 都可以），不超过20 MB。"
        ),
    )
