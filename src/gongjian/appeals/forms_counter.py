"""The form of the counter: staff enter for somebody who came by chat, telephone, letter or in person."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.matters.operations import LONGEST_TITLE
from gongjian.web.forms import FilesField, VerbForm

from .desk_choices import CATEGORIES, COUNTER_CHANNELS, NATURES
from .forms_desk import text_field


class CounterForm(VerbForm):
    """窗口代录: few fields, fast; the channel stays for the next one."""

    channel = forms.ChoiceField(label=_("渠道"), choices=COUNTER_CHANNELS, widget=forms.RadioSelect)
    reception_id = forms.TypedChoiceField(label=_("受理单位"), coerce=int, empty_value=None, required=False)
    person_number = forms.CharField(
        label=_("学号或工号"),
        max_length=40,
        required=False,
        help_text=_("填了，答复会送到本人；不填，按不署名登记，凭跟踪链接查看。"),
    )
    on_behalf_of = forms.CharField(
        label=_("代谁提出、怎样联系"), max_length=60, required=False, help_text=_("例如“来信人，转告宿舍楼长”。")
    )
    nature = forms.ChoiceField(label=_("性质"), choices=NATURES, initial="request")
    category = forms.ChoiceField(label=_("类别"), choices=CATEGORIES, initial="other")
    place = forms.CharField(label=_("地点"), max_length=120, required=False)
    title = forms.CharField(
        label=_("标题"), max_length=LONGEST_TITLE, required=False, help_text=_("不填时取内容的开头。")
    )
    text = text_field(pgettext_lazy("appeal", "诉求内容"), _("照来人的原话记。"), limit=20000, rows=6)
    publish = forms.BooleanField(label=_("来人同意公开办理情况"), required=False)
    uploads = FilesField(label=_("附件"), required=False)
