"""The forms of the list and of the matching. What a command asks is described there."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.web.forms import Form, choose, pick_field, text_field

Choices = Sequence[tuple[int, str]]


class FilterForm(Form):
    """What a list of pairs can be narrowed by, besides the chips."""

    body = pick_field(_("参加方"), required=False)
    year = forms.IntegerField(label=_("年份"), required=False, min_value=2000, max_value=2100)
    q = forms.CharField(label=_("查找"), required=False, max_length=60)

    def choose_body(self, choices: Choices) -> None:
        """The bodies one may look for."""
        choose(self, "body", choices, blank=_("全部"))


class MatchingForm(Form):
    """Which needs to match: those waiting in the system, or typed ones."""

    needs = text_field(
        _("另行填写的难题"),
        _("每行一件，最多 50 件；不填时匹配系统中已立项、尚未结对的难题。"),
        limit=4000,
        required=False,
    )
    body = pick_field(_("提出方"), _("选择后会考虑双方类别、校区和以往共建。"), required=False)

    def choose_body(self, choices: Choices) -> None:
        """The branches one may match for."""
        choose(self, "body", choices, blank=_("不指定"))

    def lines(self) -> list[str]:
        """The typed needs."""
        return [line.strip() for line in self.cleaned_data.get("needs", "").splitlines() if line.strip()][:50]
