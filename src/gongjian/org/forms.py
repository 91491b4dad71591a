"""Forms of the pages about bodies, appointments and liaisons."""

import datetime as dt
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from gongjian.web.forms import DayInput, Form, SearchSelect, SearchSelectMany, SuggestInput, VerbForm

from . import queries
from .procedures import POSTS


def _number(label: Any) -> forms.CharField:
    """A person by number; while a name is typed, those who bear it are offered."""
    return forms.CharField(
        label=label,
        max_length=30,
        help_text=_("填写学号或工号；输入姓名可以查到。"),
        widget=SuggestInput(reverse_lazy("org:pick-persons")),
    )


def _reason() -> forms.CharField:
    return forms.CharField(label=_("理由或文件"), max_length=120, widget=forms.Textarea(attrs={"rows": 2}))


class ListFilterForm(Form):
    """The search box of the list."""

    q = forms.CharField(label=_("名称、简称、代码或职责"), max_length=60, required=False)


class AppointmentFilterForm(Form):
    """The search box of appointments and liaisons."""

    q = forms.CharField(label=_("姓名或单位"), max_length=60, required=False)


class FoundUnitForm(VerbForm):
    """A unit below the one on the page."""

    draft = "found-unit"
    kind = forms.ChoiceField(label=_("类别"))
    partner_kind = forms.ChoiceField(label=_("校外单位类别"), required=False, help_text=_("只有校外单位才选。"))
    name = forms.CharField(label=_("名称"), max_length=80)
    short = forms.CharField(label=_("简称"), max_length=30, required=False)
    code = forms.CharField(label=_("代码"), max_length=30, required=False, help_text=_("不填则自动编排。"))
    place = forms.CharField(label=_("所在校区"), max_length=40, required=False)
    duties = forms.CharField(
        label=_("职责范围"),
        max_length=300,
        required=False,
        help_text=_("写上常见事项的词，例如：食堂 热水 维修。交办时按这些词找到单位。"),
    )
    founded = forms.DateField(label=_("成立日期"), required=False, widget=DayInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = queries.kinds()
        self.fields["kind"].choices = [c for c in kinds["kind"] if c[0] != "university"]  # type: ignore[attr-defined]
        self.fields["partner_kind"].choices = [("", "—"), *kinds["partner_kind"]]  # type: ignore[attr-defined]


class FoundOrganisationForm(VerbForm):
    """A party organisation below the body on the page."""

    draft = "found-organisation"
    tier = forms.ChoiceField(label=_("层级"))
    form = forms.ChoiceField(label=_("形式"))
    name = forms.CharField(label=_("名称"), max_length=80)
    short = forms.CharField(label=_("简称"), max_length=30, required=False)
    hosts = forms.MultipleChoiceField(
        label=_("依托单位"),
        required=False,
        widget=SearchSelectMany,
        help_text=_("师生联合党支部要同时选一个学院和一个书院；一般不超过 5 个单位。"),
    )
    students = forms.BooleanField(label=_("以学生为主"), required=False)
    founded = forms.DateField(label=_("成立日期"), required=False, widget=DayInput)
    planned_end = forms.DateField(
        label=_("预定撤销日期"), required=False, widget=DayInput, help_text=_("只有临时党组织才填写。")
    )
    purpose = forms.CharField(label=_("设立事由"), max_length=200, required=False, help_text=_("临时党组织必须写明。"))

    def __init__(self, *args: Any, at: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = queries.kinds()
        self.fields["tier"].choices = kinds["tier"]  # type: ignore[attr-defined]
        self.fields["form"].choices = kinds["form"]  # type: ignore[attr-defined]
        self.fields["hosts"].choices = queries.choices(sort="unit", at=at)  # type: ignore[attr-defined]


class RenameForm(VerbForm):
    """A new name."""

    name = forms.CharField(label=_("新名称"), max_length=80)
    short = forms.CharField(label=_("新简称"), max_length=30, required=False)


class EndForm(VerbForm):
    """The last day, and why."""

    on = forms.DateField(label=_("最后一天"), widget=DayInput)
    reason = _reason()


class AppointForm(VerbForm):
    """A term in the body on the page."""

    draft = "appoint"
    number = _number(_("学号或工号"))
    post = forms.ChoiceField(label=_("职务"))
    since = forms.DateField(label=_("任期起日"), widget=DayInput)
    until = forms.DateField(label=_("任期止日"), required=False, widget=DayInput, help_text=_("不填则任至另行通知。"))
    sent_by = forms.ChoiceField(
        label=_("派出单位"), required=False, widget=SearchSelect, help_text=_("挂职和组织员要填写派出单位。")
    )

    def __init__(self, *args: Any, sort: str, kind: str, at: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = [(p.code, p.label) for p in POSTS.values() if sort in p.held_in and (not p.kinds or kind in p.kinds)]
        self.fields["post"].choices = posts  # type: ignore[attr-defined]
        bodies = queries.choices(sort="", at=at)
        self.fields["sent_by"].choices = [("", _("不是挂职")), *bodies]  # type: ignore[attr-defined]


class LiaisonForm(VerbForm):
    """Who answers for the branch on the page."""

    number = _number(_("联系委员的工号"))
    since = forms.DateField(label=_("自何日起"), widget=DayInput)
