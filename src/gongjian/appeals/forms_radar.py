"""The form that lifts appeals to a problem."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.matters.operations import LONGEST_TITLE
from gongjian.org import queries as org
from gongjian.web.forms import SearchSelect, VerbForm

from .desk_choices import CATEGORIES
from .forms_desk import choose, text_field


class LiftForm(VerbForm):
    """转为难题: the words are prepared; the branch is chosen; each case may be left out."""

    draft = "appeal-lift"
    title = forms.CharField(label=_("难题"), max_length=LONGEST_TITLE)
    text = text_field(_("事由"), _("已按诉求整理，可以修改。"), limit=20000, rows=8)
    category = forms.ChoiceField(label=_("类别"), choices=CATEGORIES)
    place = forms.CharField(label=_("地点"), max_length=120, required=False)
    origin_id = forms.TypedChoiceField(
        label=_("由哪个支部承接"), coerce=int, widget=SearchSelect(), help_text=_("由这个支部研究、立项。")
    )
    topic = forms.BooleanField(label=_("列为本月的“每月一题”"), required=False)
    row = forms.TypedMultipleChoiceField(
        label=_("所依据的诉求"), coerce=int, widget=forms.CheckboxSelectMultiple, help_text=_("不是同一类的可以去掉。")
    )

    def prepare(self, cases: Sequence[Any], actor: Actor, at: dt.datetime) -> None:
        """Branches (the person's own first) and the cases."""
        choose(self, "origin_id", org.choices(sort="organisation", at=at), blank=_("请选择"))
        if actor.person_id is not None:
            self.fields["origin_id"].initial = org.default_branch_for(actor.person_id, at)
        choose(self, "row", [(m.pk, f"{m.number} {m.title}") for m in cases])
        self.fields["row"].initial = [m.pk for m in cases]
