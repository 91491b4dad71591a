"""The form of preferences."""

from collections.abc import Mapping
from typing import Any

from django import forms

from gongjian.web.forms import Form

from . import registry
from .models import Preference


class PreferencesForm(Form):
    """One choice for each registered kind of message."""

    def __init__(self, *args: Any, preferences: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in registry.kinds().items():
            self.fields[kind] = forms.ChoiceField(
                label=str(label),
                choices=Preference.Way.choices,
                initial=preferences.get(kind),
                widget=forms.RadioSelect,
            )
