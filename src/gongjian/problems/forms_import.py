"""The form of an import of problems."""

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.web.forms import FileInput, Form, SearchSelect


class ImportProblemsForm(Form):
    """A file of texts, and the organisation that receives them."""

    origin_id = forms.TypedChoiceField(label=_("接收组织"), coerce=int, empty_value=None, widget=SearchSelect())
    file = forms.FileField(
        label=_("表格文件"),
        widget=FileInput(),
        help_text=_(
            "每行一件，至少有“事由”或“内容”一列；可有标题、时间、类别、地点、单位、答复。.xlsx 或 .csv，不超过20 MB。"
        ),
    )
