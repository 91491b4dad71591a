"""The forms of sessions, delegates and writing; no rule stands here (the operations hold them)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from gongjian.web.forms import FileInput, Form
from gongjian.workflow.forms import form_of

from . import operations

Choices = Sequence[tuple[Any, Any]]


# --- files and filters ---


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


class DraftForm(form_of(operations.draft_proposal)):  # type: ignore[misc]
    """提案: the four parts, each with the least length of the rules; what is missing may be added until it is submitted."""

    draft = "proposal"

    def prepare(
        self, *, sessions: Choices, delegates: Choices, least: Mapping[str, int], joint: tuple[int, int]
    ) -> None:
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
