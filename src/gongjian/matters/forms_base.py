"""What the forms of all verbs are built on."""

from typing import Any

from django import forms

from gongjian.web.forms import DayInput


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
