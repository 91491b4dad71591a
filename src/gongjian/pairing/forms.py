"""The forms of pairing: what is asked, in which words; no rule stands here (the operations hold them)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.web.forms import Form, VerbForm

from .fields import Choices, body_field, choose, day_field, text_field, with_blank
from .operations import OfferText


class FilterForm(Form):
    """What a list of pairs can be narrowed by, besides the chips."""

    body = body_field(_("参加方"), required=False)
    year = forms.IntegerField(label=_("年份"), required=False, min_value=2000, max_value=2100)
    q = forms.CharField(label=_("查找"), required=False, max_length=60)

    def choose_body(self, choices: Choices) -> None:
        """The bodies one may look for."""
        choose(self, "body", [("", _("全部")), *choices])


class OfferForm(VerbForm):
    """What a body can bring."""

    draft = "pairing-offer"
    body = body_field(_("单位或组织"))
    title = forms.CharField(label=_("可提供的力量"), max_length=80, help_text=_("例如“浴室与热水设备检修”。"))
    words = forms.CharField(
        label=_("关键词"), max_length=300, help_text=_("匹配时以此寻找，用空格分开，例如“热水 浴室 维修 宿舍”。")
    )
    text = text_field(_("说明"), limit=1000, rows=3, required=False)
    capacity = forms.IntegerField(label=_("最多同时承接"), min_value=1, max_value=20, initial=1)
    place = forms.CharField(label=_("所在校区"), max_length=40, required=False)
    since = day_field(_("起"))
    until = day_field(_("止"), _("不填表示长期有效。"), required=False)

    def choose_body(self, choices: Choices, mine: int | None) -> None:
        """The bodies one may speak for; one's own is chosen at first."""
        choose(self, "body", with_blank(choices))
        self.fields["body"].initial = choices[0][0] if len(choices) == 1 else mine

    def offer(self) -> OfferText:
        """What was typed, as the verbs want it."""
        fields = ("title", "words", "text", "capacity", "place", "since", "until")
        return OfferText(**{f: self.cleaned_data[f] for f in fields})


class WithdrawOfferForm(VerbForm):
    """Only the question."""


class MatchingForm(Form):
    """Which needs to match: those waiting in the system, or typed ones."""

    needs = text_field(
        _("另行填写的难题"),
        _("每行一件，最多 50 件；不填时匹配系统中已立项、尚未结对的难题。"),
        limit=4000,
        required=False,
    )
    body = body_field(_("提出方"), _("选择后会考虑双方类别、校区和以往共建。"), required=False)

    def choose_body(self, choices: Choices) -> None:
        """The branches one may match for."""
        choose(self, "body", [("", _("不指定")), *choices])

    def lines(self) -> list[str]:
        """The typed needs."""
        return [line.strip() for line in self.cleaned_data.get("needs", "").splitlines() if line.strip()][:50]
