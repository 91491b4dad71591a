"""What the forms of all verbs are built on."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Words
from gongjian.web.forms import DayInput, VerbForm

from . import operations


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


class StepForm(VerbForm):
    """The form of one verb of the procedure. ``arguments`` are what its operation wants besides matter, actor, at, seen."""

    verb: ClassVar[str]
    done: ClassVar[Words] = _("已办理。")
    consequences: ClassVar[tuple[Words, ...]] = ()
    takes_seen: ClassVar[bool] = True

    def arguments(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k not in ("seen", "once")}

    def order(self, *, matter: Any, actor: Actor, at: dt.datetime) -> Any:
        """Order the verb with what was typed; gives what the operation gives."""
        extra = {"seen": self.cleaned_data.get("seen")} if self.takes_seen else {}
        return getattr(operations, self.verb)(matter=matter, actor=actor, at=at, **self.arguments(), **extra)

    def offer(self, context: Mapping[str, Any]) -> None:
        """Fill in choices and first values that depend on the matter and the actor (given by the view)."""
