"""The forms of the reception's desk and of the units that answer: what is asked, in which words; no rule stands here."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Words
from gongjian.org import queries as org
from gongjian.rulebook import queries as rulebook
from gongjian.web.forms import DayInput, SearchSelect, SearchSelectMany, VerbForm
from gongjian.web.templatetags.web_tags import day

from . import operations
from .desk_choices import CATEGORIES, CLASS_LABELS, NATURES

Choices = Sequence[tuple[Any, Any]]


def text_field(
    label: Any, help_text: Any = "", *, limit: int = 2000, rows: int = 4, required: bool = True
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=limit,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def day_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, help_text=help_text, required=required, widget=DayInput())


def unit_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, help_text=help_text, coerce=int, empty_value=None, required=required, widget=SearchSelect()
    )


def units_field(label: Any, help_text: Any = "") -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, help_text=help_text, coerce=int, empty_value=[], required=False, widget=SearchSelectMany()
    )


def choose(form: forms.Form, name: str, choices: Choices, *, blank: Any = None) -> None:
    """Give a field its choices, with an empty first one where one is wanted."""
    field: Any = form.fields[name]
    field.choices = ([("", blank)] if blank is not None else []) + list(choices)


def units(at: dt.datetime) -> list[tuple[int, str]]:
    """The units one may send to."""
    return org.choices(sort="unit", at=at)


def class_choices(at: dt.datetime) -> list[tuple[str, str]]:
    """The classes of answer time, each with its days and the last day."""
    today = local_date(at)
    days = rulebook.parameter("appeal-rules:2", "answer_days", today)
    signed = rulebook.parameter("appeal-rules:10", "signed_classes", today)
    out = []
    for n, (code, label) in enumerate(CLASS_LABELS.items()):
        words = _now("%(label)s：%(n)s 个工作日内答复（%(day)s 前）") % {
            "label": label,
            "n": days[n],
            "day": day(operations.answer_due(code, today)),
        }
        if str(label) in signed:
            words += _now("，由单位负责人签发")
        out.append((code, words))
    return out


class AssignPart(VerbForm):
    """Where it goes: the part that "受理并派单", "派单" and "改派" share."""

    lead_id = unit_field(_("派给"), _("已填建议单位；改派其他单位的，请在下面写明理由。"))
    why = forms.CharField(
        label=_("没有按建议派单的理由"), max_length=300, required=False, help_text=_("按建议派单的不用填写。")
    )
    co_units = units_field(_("协办单位"), _("需要几个单位一起办的，在这里选；主办单位只有一个。"))
    words = text_field(_("派单意见"), _("要对方注意什么。"), limit=1000, rows=2, required=False)


class AcceptForm(AssignPart):
    """受理: category, class of answer time; and where it goes, in the same go."""

    draft = "appeal-accept"
    nature = forms.ChoiceField(label=_("性质"), choices=NATURES)
    category = forms.ChoiceField(label=_("类别"), choices=CATEGORIES)
    answer_class = forms.ChoiceField(
        label=_("答复期限"), widget=forms.RadioSelect, help_text=_("从今天受理算起；决定了什么时候必须答复。")
    )
    field_order = ("nature", "category", "answer_class", "lead_id", "why", "co_units", "words")

    def asks_no_unit(self) -> None:
        """ "只受理": the unit may stay open."""
        self.fields["lead_id"].required = False


class AssignForm(AssignPart):
    """派单 of one that is accepted already."""

    draft = "appeal-assign"


class StepForm(VerbForm):
    """The form of one verb. ``arguments`` are what its operation wants besides matter, actor, at, seen."""

    verb: ClassVar[str]
    done: ClassVar[Words] = _("已办理。")
    consequences: ClassVar[tuple[Words, ...]] = ()

    def arguments(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k not in ("seen", "once")}

    def run_command(self, *, matter: Any, actor: Actor, at: dt.datetime) -> Any:
        """Order the verb with what was typed."""
        return getattr(operations, self.verb)(
            matter=matter, actor=actor, at=at, seen=self.cleaned_data.get("seen"), **self.arguments()
        )

    def prepare(self, matter: Any, at: dt.datetime) -> None:
        """Fill in choices that depend on the appeal and the day."""

    def foretell(self, matter: Any, at: dt.datetime) -> Sequence[Words]:
        """What follows, in words."""
        return self.consequences


class DeclineForm(StepForm):
    """不予受理, for one of the rulebook's reasons."""

    verb = draft = "decline"
    done = _("已登记不予受理，提出人会看到理由。")
    consequences = (_("诉求就此办结，不再办理。"), _("提出人会看到选定的理由和您写的说明。"))
    reason = forms.ChoiceField(label=_("规定的理由"), widget=forms.RadioSelect)
    words = text_field(_("向提出人说明"), _("为什么不受理，可以去哪里反映。"), limit=1000)

    def prepare(self, matter: Any, at: dt.datetime) -> None:
        reasons = rulebook.parameter("appeal-rules:8", "reasons", local_date(at))
        choose(self, "reason", [(r, r) for r in reasons])


class ReassignForm(StepForm):
    """改派, with the reason."""

    verb = draft = "reassign"
    done = _("已改派，对方签收之前由受理单位负责。")
    lead_id = unit_field(_("改派给"))
    reason = text_field(_("改派的理由"), limit=500, rows=2)
    words = text_field(_("派单意见"), limit=1000, rows=2, required=False)

    def prepare(self, matter: Any, at: dt.datetime) -> None:
        choose(self, "lead_id", [u for u in units(at) if u[0] != matter.lead_id], blank=_("请选择"))


class HandBackForm(StepForm):
    """异议: says which unit must then take it."""

    verb = "hand_back"
    draft = "appeal-hand-back"
    done = _("异议已提出，由兜底单位签收办理。")
    reason = text_field(_("异议的理由"), _("为什么不属于本单位，最好指出应由哪个单位办理。"), limit=1000)

    def foretell(self, matter: Any, at: dt.datetime) -> Sequence[Words]:
        heir = operations.default_unit_name(matter)
        return (
            _now("这件诉求改由兜底单位%(unit)s签收办理，%(unit)s不能再退。") % {"unit": heir or _now("（还没有指定）")},
            _now("异议和理由记入台账，受理单位会收到消息。"),
        )


class AddCoUnitForm(StepForm):
    """请协办."""

    verb = "add_co_unit"
    draft = "appeal-co-unit"
    done = _("已请对方协办。")
    unit_id = unit_field(_("协办单位"))
    words = text_field(_("要请对方做什么"), limit=1000, rows=3)

    def prepare(self, matter: Any, at: dt.datetime) -> None:
        choose(self, "unit_id", [u for u in units(at) if u[0] != matter.lead_id], blank=_("请选择"))


class AskExclusionForm(StepForm):
    """申请剔除统计."""

    verb = "ask_exclusion"
    draft = "appeal-exclusion"
    done = _("已申请剔除统计，等待监督人批准。")
    consequences = (
        _("批准后，这件诉求的评价不再计入三率。"),
        _("理由、申请人和批准人会逐件列出，提出人也能看到。"),
    )
    reason = text_field(_("剔除的理由"), _("例如诉求超出学校职权，或者提出人评价的不是这件事。"), limit=1000)


class ApproveExclusionForm(StepForm):
    """同意剔除."""

    verb = "approve_exclusion"
    done = _("已同意剔除，这件诉求的评价不再计入三率。")
    consequences = (_("这件诉求的评价不再计入三率，理由和您的姓名职务会列出。"),)
    words = text_field(_("批准意见"), limit=500, rows=2, required=False)


class RefuseExclusionForm(StepForm):
    """不同意剔除."""

    verb = draft = "refuse_exclusion"
    done = _("已不同意剔除，照常统计。")
    reason = text_field(_("不同意的理由"), limit=500, rows=2)


STEP_FORMS: dict[str, type[StepForm]] = {
    f.verb: f
    for f in (
        DeclineForm,
        ReassignForm,
        HandBackForm,
        AddCoUnitForm,
        AskExclusionForm,
        ApproveExclusionForm,
        RefuseExclusionForm,
    )
}


class ReplyForm(VerbForm):
    """答复: the text, and the tick that what was found has been looked at."""

    draft = "appeal-reply"
    text = text_field(_("答复内容"), _("写明办理结果、下一步、时间和联系人。提出人会看到全文。"), limit=20000, rows=10)
    confirmed = forms.BooleanField(label=_("以上提示我已核对，就这样发送"), required=False)


class SignForm(VerbForm):
    """Sign what is shown."""


class BulkForm(forms.Form):
    """One line of the bulk page."""

    category = forms.ChoiceField(label=_("类别"), choices=CATEGORIES)
    answer_class = forms.ChoiceField(label=pgettext_lazy("appeal", "答复期限类别"), choices=list(CLASS_LABELS.items()))
    lead_id = forms.TypedChoiceField(label=_("派给"), coerce=int, empty_value=None, required=False)
