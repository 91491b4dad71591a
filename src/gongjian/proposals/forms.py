"""The forms of the verbs: what is asked, in which words; no rule stands here (the operations hold them)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Words
from gongjian.web.forms import DayInput, FileInput, Form, SearchSelect, SearchSelectMany, VerbForm

from . import operations

Choices = Sequence[tuple[Any, Any]]


def text_field(
    label: Any, help_text: Any = "", *, limit: int = 2000, rows: int = 4, required: bool = True
) -> forms.CharField:
    """Several lines."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=limit,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def day_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    """A day by the browser's own calendar."""
    return forms.DateField(label=label, help_text=help_text, required=required, widget=DayInput())


# --- sessions and delegates ---


class SessionForm(VerbForm):
    """届次: its name, its host, its days."""

    draft = "session"
    name = forms.CharField(label=_("届次"), max_length=60, help_text=_("例如：第三十四届学生代表大会。"))
    host_id = forms.TypedChoiceField(
        label=_("提案委员会所在单位"),
        coerce=int,
        widget=SearchSelect(),
        help_text=_("本届提案由它首先接收，签收以前由它负责。"),
    )
    opens_on = day_field(_("征集开始"))
    closes_on = day_field(_("征集结束"), _("这一天仍可提交。"))


class ChangeSessionForm(VerbForm):
    """The name and days of a session."""

    name = forms.CharField(label=_("届次"), max_length=60)
    opens_on = day_field(_("征集开始"))
    closes_on = day_field(_("征集结束"), _("这一天仍可提交。"))


class DelegateForm(VerbForm):
    """One delegate."""

    number = forms.CharField(label=_("学号或工号"), max_length=30)
    constituency_id = forms.TypedChoiceField(label=_("选举单位"), coerce=int, widget=SearchSelect())

    def offer(self, bodies: Choices) -> None:
        field: Any = self.fields["constituency_id"]
        field.choices = [("", say("请选择")), *bodies]


class EndDelegateForm(VerbForm):
    reason = text_field(_("终止的原因"), _("例如：毕业离校、本人辞去。"), limit=200, rows=2)


class DelegatesFileForm(Form):
    """A file of delegates."""

    file = forms.FileField(
        label=_("表格文件"),
        widget=FileInput(),
        help_text=_("三列：学号或工号、姓名、选举单位。.xlsx 或 .csv，不超过20 MB。"),
    )


class ProposalsFileForm(Form):
    """A file of proposals."""

    file = forms.FileField(
        label=_("表格文件"),
        widget=FileInput(),
        help_text=_(
            "每行一件，有“标题”和“内容”两列；内容中的“调研情况”“问题分析”“具体建议”会分开。也可以分列。.xlsx 或 .csv，不超过20 MB。"
        ),
    )


class WordsFilterForm(Form):
    """The search box of a list."""

    q = forms.CharField(label=_("查找"), required=False, max_length=60)


# --- writing ---

ASKS_SIMILAR = {
    "hx-get": reverse_lazy("proposals:similar"),
    "hx-trigger": "input changed delay:500ms, load",
    "hx-target": "#similar",
    "autocomplete": "off",
}


class DraftForm(VerbForm):
    """提案: the four parts, each with the least length of the rules; what is missing may be added until it is submitted."""

    draft = "proposal"
    session_id = forms.TypedChoiceField(label=_("届次"), coerce=int)
    title = forms.CharField(
        label=_("案名"),
        max_length=120,
        help_text=_("一件提案只写一件事，例如：关于延长考试周图书馆开放时间的提案。"),
        widget=forms.TextInput(ASKS_SIMILAR),
    )
    category = forms.ChoiceField(label=_("类别"))
    background = text_field(_("案由"), limit=5000, rows=4)
    research = text_field(_("调研情况"), limit=5000, rows=5, required=False)
    analysis = text_field(_("问题分析"), limit=5000, rows=5, required=False)
    advice = text_field(_("具体建议"), limit=5000, rows=5, required=False)
    co_signers = forms.TypedMultipleChoiceField(
        label=_("联名人"), coerce=int, required=False, widget=SearchSelectMany()
    )
    publish = forms.BooleanField(
        label=_("立案后公开办理进度"), required=False, initial=True, help_text=_("公开页面不显示任何人的姓名。")
    )

    def offer(self, *, sessions: Choices, delegates: Choices, least: Mapping[str, int], joint: tuple[int, int]) -> None:
        """Choices and the least lengths of the day."""
        messages = {
            "background": say("为什么提出：什么事、影响了谁。"),
            "research": say("怎样了解的：走访、问卷、座谈，有哪些数据。"),
            "analysis": say("原因在哪里，难点是什么。"),
            "advice": say("请哪个单位做什么、怎样做、何时做到；没有具体建议的会转为诉求。"),
        }
        fields: Any = self.fields
        fields["session_id"].choices = sessions
        if len(sessions) == 1:
            fields["session_id"].widget = forms.HiddenInput()
            fields["session_id"].initial = sessions[0][0]
        fields["category"].choices = [("", say("请选择")), *operations.category_labels()]
        fields["co_signers"].choices = delegates
        fields["co_signers"].help_text = say(
            "联合提出的填写，包括您自己共%(least)d至%(most)d名；对方签署以后才算。"
        ) % {"least": joint[0], "most": joint[1]}
        for name, words in messages.items():
            fields[name].help_text = say("%(words)s提交时不少于%(n)d字。") % {"words": words, "n": least[name]}


# --- the verbs of the life ---


class StepForm(VerbForm):
    """The form of one verb. ``arguments`` are what its operation wants besides matter, actor, at, seen."""

    verb: ClassVar[str]
    done: ClassVar[Words] = _("已办理。")
    consequences: ClassVar[tuple[Words, ...]] = ()
    takes_seen: ClassVar[bool] = True

    def arguments(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k not in ("seen", "once")}

    def run_command(self, *, matter: Any, actor: Actor, at: dt.datetime) -> Any:
        """Order the verb with what was typed."""
        extra = {"seen": self.cleaned_data.get("seen")} if self.takes_seen else {}
        return getattr(operations, self.verb)(matter=matter, actor=actor, at=at, **self.arguments(), **extra)

    def offer(self, *, matter: Any, units: Choices, at: dt.datetime) -> None:
        """Fill in choices and first values."""


class InviteSecondsForm(StepForm):
    verb = "invite_seconds"
    done = _("已征集附议，本届代表可以看到。")
    consequences = (_("本届代表可以看到全文并附议；在提交以前您仍可修改。"),)


class SecondForm(StepForm):
    verb = "second"
    takes_seen = False
    done = _("已附议。")
    consequences = (_("答复也会送达您，由您单独评价。"),)
    words = text_field(_("附议意见"), limit=500, rows=2, required=False)


class TakeBackSecondForm(StepForm):
    verb = "take_back_second"
    takes_seen = False
    done = _("已撤回。")


class CoSignForm(StepForm):
    verb = "co_sign"
    takes_seen = False
    done = _("已联名。")
    consequences = (_("您作为联名人与提案人一起提出，答复由您单独评价。"),)


class SubmitForm(StepForm):
    verb = "submit"
    done = _("已提交，等待提案委员会审查。")
    consequences = (_("提交以后不再修改，附议也不再变动。"),)


class AcceptForm(StepForm):
    verb = "accept"
    done = _("已立案，请交办。")
    category = forms.ChoiceField(label=_("类别"))
    words = text_field(_("审查意见"), limit=1000, rows=2, required=False)

    def offer(self, *, matter: Any, units: Choices, at: dt.datetime) -> None:
        field: Any = self.fields["category"]
        field.choices = operations.category_labels()
        field.initial = matter.category


class DeclineForm(StepForm):
    verb = draft = "decline"
    done = _("已登记不予立案，提案人和附议人会看到理由。")
    consequences = (_("提案就此办结；提案人和附议人会看到理由和说明。"),)
    reason = forms.ChoiceField(label=_("理由"), widget=forms.RadioSelect)
    words = text_field(_("说明"), _("具体情况，以及可以走的其他途径。"))

    def offer(self, *, matter: Any, units: Choices, at: dt.datetime) -> None:
        field: Any = self.fields["reason"]
        field.choices = [(word, word) for word in operations.reasons(at)]


class TurnIntoAppealForm(StepForm):
    verb = draft = "turn_into_appeal"
    done = _("已转为诉求。")
    consequences = (_("提案就此办结，内容作为提案人的诉求继续办理。"),)
    reason = text_field(_("转为诉求的理由"), _("例如：没有具体建议，属于意见反映。"), limit=500)


class BundleForm(StepForm):
    verb = draft = "bundle"
    done = _("已并案，随主案一起办理和答复。")
    consequences = (_("每位提案人和附议人保留自己的评价；并案可以撤销。"),)
    original = forms.CharField(label=_("主案编号"), max_length=40, help_text=_("与哪一件合并办理，填写它的编号。"))


class AssignForm(StepForm):
    verb = draft = "assign"
    done = _("已交办，对方签收之前仍由提案委员会负责。")
    lead_id = forms.TypedChoiceField(label=_("主办单位"), coerce=int, widget=SearchSelect())
    co_unit_ids = forms.TypedMultipleChoiceField(
        label=_("协办单位"), coerce=int, required=False, widget=SearchSelectMany()
    )
    words = text_field(_("交办意见"), limit=1000, rows=3, required=False)

    def offer(self, *, matter: Any, units: Choices, at: dt.datetime) -> None:
        lead, helpers = self.fields["lead_id"], self.fields["co_unit_ids"]
        lead.choices = [("", say("请选择")), *units]  # type: ignore[attr-defined]
        helpers.choices = list(units)  # type: ignore[attr-defined]


GRADES = (("A", _("A 已解决")), ("B", _("B 列入计划")), ("C", _("C 留作参考")))


class SubmitReplyForm(StepForm):
    verb = draft = "submit_reply"
    done = _("答复已送签，等待单位负责人签发。")
    grade = forms.ChoiceField(label=_("办理结果"), choices=GRADES, widget=forms.RadioSelect)
    text = text_field(_("答复"), _("逐条回应建议，写明结论、下一步、时间和联系人。"), limit=20000, rows=10)
    promise_on = day_field(_("完成日期"), _("选“B 列入计划”时填写，到期以前一直跟踪。"), required=False)
    promise_by = forms.CharField(
        label=_("责任人"), max_length=60, required=False, help_text=_("选“B 列入计划”时填写。")
    )


class FulfilForm(StepForm):
    verb = draft = "fulfil"
    done = _("已送签，签发后请提案人和附议人再次评价。")
    grade = forms.ChoiceField(
        label=_("办理结果"), choices=(GRADES[0], GRADES[2]), widget=forms.RadioSelect, initial="A"
    )
    text = text_field(_("兑现情况"), _("对照承诺，写明做了什么、何时完成、怎样核对。"), limit=20000, rows=8)


class PostponeForm(StepForm):
    verb = draft = "postpone"
    done = _("承诺日期已变更，提案人和附议人会看到理由。")
    promise_on = day_field(_("新的日期"))
    reason = text_field(_("变更理由"), limit=1000)


STEP_FORMS: dict[str, type[StepForm]] = {
    form.verb: form
    for form in (
        InviteSecondsForm,
        SecondForm,
        TakeBackSecondForm,
        CoSignForm,
        SubmitForm,
        AcceptForm,
        DeclineForm,
        TurnIntoAppealForm,
        BundleForm,
        AssignForm,
        SubmitReplyForm,
        FulfilForm,
        PostponeForm,
    )
}
