"""The form of a command, made from its described arguments; no rule stands here."""

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Words
from gongjian.web.forms import DayInput, FilesField, FilesInput, MomentInput, SearchSelect, SearchSelectMany, VerbForm

from .command import Argument, Command
from .fields import (
    Choice,
    Day,
    Field,
    Files,
    Flag,
    Identifier,
    LongText,
    Moment,
    Number,
    Pick,
    PickMany,
    PickWord,
    PickWords,
    Text,
)

PHOTOS = "image/jpeg,image/png,image/webp,image/gif"
MOMENTS = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S")


class CommandForm(VerbForm):
    """The form of one command. ``run`` orders it with what was typed."""

    command: ClassVar[Command[..., Any]]
    fixed: Mapping[str, Any] = {}
    context: Mapping[str, Any] = {}  # arguments that are not described: what a new row belongs to

    def fix(self, values: Mapping[str, Any]) -> None:
        """Take these values of arguments from elsewhere (the address) and do not ask for them."""
        for name in values:
            self.fields.pop(name, None)
        self.fixed = dict(values)

    def offer(self, row: Any, actor: Actor, at: dt.datetime) -> None:
        """Fill in the choices that depend on the row and on who acts."""
        for name, argument in self.command.inputs.items():
            field = argument.field
            if name not in self.fields or not isinstance(field, Pick | PickMany | PickWord | PickWords):
                continue
            choices = list(field.options(row, actor, at))
            if isinstance(field, PickMany):
                if not choices:
                    del self.fields[name]
                    continue
            elif isinstance(field, Pick) and (len(choices) != 1 or not argument.required):
                choices = [("", field.blank or _("请选择")), *choices]
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            if isinstance(field, Pick) and field.first is not None:
                self.fields[name].initial = field.first(row, actor, at)

    def values(self) -> dict[str, Any]:
        """What was typed and what is fixed, under the names of the command's arguments."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("seen", "once")} | dict(self.fixed)

    def run(self, row: Any, *, actor: Actor, at: dt.datetime) -> Any:
        """Order the command; gives what it gives. Raises Refused."""
        data = self.cleaned_data
        return self.command.run(
            row,
            actor=actor,
            at=at,
            values=self.values(),
            seen=data.get("seen"),
            token=data.get("once", ""),
            context=self.context,
        )


@cache
def form_of(command: Command[..., Any]) -> type[CommandForm]:
    """The form class of a command, without what stands in its address and without lines (``rows``).

    What is typed at length is kept as a draft in the browser under the command's name.
    """
    fields: dict[str, Any] = {name: form_field(a) for name, a in command.inputs.items() if a.field.in_form}
    long = any(isinstance(a.field, LongText) for a in command.inputs.values())
    name = "".join(part.title() for part in command.name.split("_"))
    return type(f"{name}Form", (CommandForm,), {"command": command, "draft": command.slug if long else "", **fields})


def form_field(argument: Argument) -> forms.Field:
    """The form field of one described argument."""
    described = argument.field
    given: dict[str, Any] = {"label": described.label, "help_text": described.help, "required": argument.required}
    if described.missing:
        given["error_messages"] = {"required": described.missing}
    if not argument.required and argument.default not in (None, "", ()):
        given["initial"] = argument.default
    return _made(described, given)


def score_field(label: Words, help_text: Words, *, most: int) -> forms.DecimalField:
    """The form field of one number of ``Scores``: from nought to ``most``, with at most one decimal place."""
    box = forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.5"})
    given: dict[str, Any] = {"label": label, "help_text": help_text, "min_value": 0, "max_value": most}
    return forms.DecimalField(widget=box, decimal_places=1, max_digits=5, **given)


def _made(described: Field, given: dict[str, Any]) -> forms.Field:
    match described:
        case LongText():
            widget = forms.Textarea(attrs={"rows": described.rows})
            return forms.CharField(max_length=described.limit, widget=widget, **given)
        case Text():
            return forms.CharField(max_length=described.limit, **given)
        case Day():
            return forms.DateField(widget=DayInput(), **given)
        case Moment():
            return forms.DateTimeField(widget=MomentInput(), input_formats=MOMENTS, **given)
        case Number():
            return forms.IntegerField(min_value=described.least, max_value=described.most, **given)
        case Identifier():
            return forms.IntegerField(min_value=1, widget=forms.HiddenInput, **given)
        case Flag():
            return forms.BooleanField(**given | {"required": False})
        case Choice():
            words = {str(_sent(v)): v for v, _word in described.options}
            choices = [(_sent(v), word) for v, word in described.options]
            widget_class = forms.RadioSelect if described.radio else forms.Select
            given.setdefault("initial", described.first)
            return forms.TypedChoiceField(
                choices=choices, coerce=lambda sent: words[str(sent)], widget=widget_class, empty_value=None, **given
            )
        case Pick():
            return forms.TypedChoiceField(coerce=int, empty_value=None, widget=SearchSelect(), **given)
        case PickMany():
            widget_many = SearchSelectMany if described.searched else forms.CheckboxSelectMultiple
            return forms.TypedMultipleChoiceField(coerce=int, widget=widget_many, **given)
        case PickWords():
            return forms.MultipleChoiceField(widget=SearchSelectMany(), **given)
        case PickWord():
            return forms.ChoiceField(widget=forms.RadioSelect, **given)
        case Files():
            widget_files = FilesInput({"accept": PHOTOS} if described.photos_only else None)
            return FilesField(widget=widget_files, **given)
        case _:
            raise TypeError(f"no form field for {described!r}")


def _sent(value: Any) -> Any:
    """How a choice is written in a form: booleans as 1 and 0."""
    return int(value) if isinstance(value, bool) else value
