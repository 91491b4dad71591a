"""The forms of the reception's desk and of the units that answer: what is asked, in which words; no rule stands here."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel.clock import local_date
from gongjian.org import queries as org
from gongjian.rulebook import queries as rulebook
from gongjian.web.dates import day
from gongjian.web.forms import VerbForm
from gongjian.workflow.command import Command
from gongjian.workflow.forms import form_field

from . import operations
from .desk_choices import CLASS_LABELS

Choices = Sequence[tuple[Any, Any]]


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


def argument(command: Command[..., Any], name: str, *, required: bool = False) -> Any:
    """The form field of one described argument of a command; ``required`` where the page insists on it."""
    field = form_field(command.inputs[name])
    field.required = field.required or required
    return field


class AssignPart(VerbForm):
    """Where it goes: the part that "受理并派单" and "派单" share."""

    lead_id = argument(operations.assign, "lead_id")
    why = argument(operations.assign, "why")
    co_units = argument(operations.assign, "co_unit_ids")
    words = argument(operations.assign, "words")


class AcceptForm(AssignPart):
    """受理: category, class of answer time; and where it goes, in the same go."""

    draft = "appeal-accept"
    nature = argument(operations.accept, "nature", required=True)
    category = argument(operations.accept, "category")
    answer_class = argument(operations.accept, "answer_class")
    field_order = ("nature", "category", "answer_class", "lead_id", "why", "co_units", "words")

    def asks_no_unit(self) -> None:
        """ "只受理": the unit may stay open."""
        self.fields["lead_id"].required = False


class AssignForm(AssignPart):
    """派单 of one that is accepted already."""

    draft = "appeal-assign"


class ReplyForm(VerbForm):
    """答复: the text, and the tick that what was found has been looked at."""

    draft = "appeal-reply"
    text = argument(operations.answer, "text")
    confirmed = argument(operations.answer, "confirmed")


class SignForm(VerbForm):
    """Sign what is shown."""


class BulkForm(forms.Form):
    """One line of the bulk page."""

    category = argument(operations.accept, "category")
    answer_class = forms.ChoiceField(label=pgettext_lazy("appeal", "答复期限类别"))
    lead_id = forms.TypedChoiceField(label=_("派给"), coerce=int, empty_value=None, required=False)
