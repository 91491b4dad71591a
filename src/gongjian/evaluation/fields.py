"""Fields that the forms of this app share."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.web.forms import DayInput, SearchSelect

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Label: TypeAlias = "str | _StrPromise"


def text_field(
    label: Label, help_text: Label = "", *, limit: int, rows: int = 4, required: bool = True
) -> forms.CharField:
    """A text of several lines, at most *limit* characters."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, max_length=limit, required=required, widget=area)


def day_field(label: Label, help_text: Label = "", *, required: bool = True) -> forms.DateField:
    """A day."""
    return forms.DateField(label=label, help_text=help_text, required=required, widget=DayInput())


def choice_field(label: Label, help_text: Label = "", *, required: bool = True) -> forms.TypedChoiceField:
    """One of a long list; the choices come from the view."""
    return forms.TypedChoiceField(
        label=label, help_text=help_text, required=required, coerce=int, empty_value=None, widget=SearchSelect()
    )


def with_blank(choices: Sequence[tuple[int | str, Any]]) -> list[tuple[int | str, Any]]:
    """The choices with an empty one before them."""
    return [("", _("请选择")), *choices]


def choose(form: forms.Form, name: str, choices: Sequence[Any]) -> None:
    """Give a field its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
