"""The forms of sessions, delegates and writing; no rule stands here (the operations hold them)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from gongjian.spreadsheets.importing.pages import FileForm
from gongjian.web.forms import DayInput, Form, SearchSelect, VerbForm
from gongjian.workflow.forms import form_field

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


class DelegatesFileForm(FileForm):
    """A file of delegates."""

    help_text = _("三列：学号或工号、姓名、选举单位。.xlsx 或 .csv，不超过20 MB。")


class ProposalsFileForm(FileForm):
    """A file of proposals."""

    help_text = _(
        "每行一件，有“标题”和“内容”两列；内容中的“调研情况”“问题分析”“具体建议”会分开。也可以分列。.xlsx 或 .csv，不超过20 MB。"
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


WRITTEN = operations.revise_proposal.inputs  # what is asked when it is begun, too


class DraftForm(VerbForm):
    """提案: the four parts, each with the least length of the rules; what is missing may be added until it is submitted."""

    draft = "proposal"
    session_id = forms.TypedChoiceField(label=_("届次"), coerce=int)
    title = form_field(WRITTEN["title"])
    category = form_field(WRITTEN["category"])
    background = form_field(WRITTEN["background"])
    research = form_field(WRITTEN["research"])
    analysis = form_field(WRITTEN["analysis"])
    advice = form_field(WRITTEN["advice"])
    co_signers = form_field(WRITTEN["co_signers"])
    publish = form_field(WRITTEN["publish"])

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
        fields["title"].widget.attrs |= ASKS_SIMILAR
        fields["category"].choices = [("", say("请选择")), *fields["category"].choices]
        fields["co_signers"].choices = delegates
        fields["co_signers"].help_text = say(
            "联合提出的填写，包括您自己共%(least)d至%(most)d名；对方签署以后才算。"
        ) % {"least": joint[0], "most": joint[1]}
        for name, words in messages.items():
            fields[name].help_text = say("%(words)s提交时不少于%(n)d字。") % {"words": words, "n": least[name]}
