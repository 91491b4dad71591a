"""Forms that forgive: one look for every form of the site, and the way from a refusal back to the field it means.

``seen`` (the version that was on the page) and ``once`` (a token spent by the verb) are hidden fields of ``VerbForm``.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.forms.renderers import BaseRenderer, Jinja2
from django.http import QueryDict
from django.template import engines
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.refused import Malformed, NotAllowed, NotFound, Refused
from gongjian.web.shapes import RefusalBox, Words

T = TypeVar("T")


class Renderer(BaseRenderer):
    """Draws forms and fields with the templates of ``web``; Django's own widgets and labels with those of Django.

    Django's rely on missing names being nothing, so they have an environment of their own.

    Named by ``settings.FORM_RENDERER``, so that Django makes one for the whole process: its environments keep the templates
    that they have compiled. A class as a form's ``default_renderer`` would be made anew, and compile anew, for every form.
    """

    form_template_name = "web/components/form.html"
    field_template_name = "web/components/field.html"

    @cached_property
    def _own(self) -> Jinja2:
        return Jinja2()

    def get_template(self, template_name: str) -> Any:
        """The template with this name."""
        engine = self._own if template_name.startswith("django/forms/") else engines["jinja2"]
        return engine.get_template(template_name)


class Field(BoundField):
    """A field that knows how it is drawn: classes, limits, and the ids that screen readers need."""

    @property
    def is_tick(self) -> bool:
        """A single box, whose label stands behind it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def limit(self) -> int | None:
        """The most characters, shown as one types; only where people write at length."""
        most = getattr(self.field, "max_length", None)
        return most if most and isinstance(self.field.widget, forms.Textarea) else None

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Adds our classes to what Django works out (required, aria-describedby, aria-invalid)."""
        widget = widget or self.field.widget
        made = super().build_widget_attrs(attrs, widget)
        extra = widget.attrs.get("class", "")
        made["class"] = f"{_widget_class(widget)} {extra}".strip()
        return made


def _widget_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-control"


def _missing_words(asked: forms.Field) -> Words:
    if isinstance(asked, forms.ChoiceField | forms.ModelChoiceField):
        return _("请选择一项。")
    if isinstance(asked, forms.FileField):
        return _("请选择文件。")
    if isinstance(asked, forms.BooleanField):
        return _("须勾选此项才能继续。")
    return _("请填写这一项。")


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """One line of the summary on top; ``href`` jumps to the field."""

    label: Words
    href: str
    sentence: Words
    colon: Words = _("：")


class Form(forms.Form):
    """The base of every form; also for Django's own: ``class SignInForm(Form, AuthenticationForm)``.

    ``draft`` (a short word) keeps what is typed in the browser until it was sent.
    """

    bound_field_class = Field
    use_required_attribute = False  # the server says what is missing, in its own words, at the field
    draft: str = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        self.draft_key = kwargs.pop("draft", self.draft)
        super().__init__(*args, **kwargs)
        self.refusal: Refused | None = None
        for asked in self.fields.values():
            if asked.error_messages["required"] == forms.Field.default_error_messages["required"]:
                asked.error_messages["required"] = _missing_words(asked)  # type: ignore[assignment]

    @property
    def error_links(self) -> list[ErrorLink]:
        """The wrong fields in the order of the page, then what concerns the whole form."""
        if not self.is_bound:
            return []
        links = [
            ErrorLink(self[name].label, f"#{self[name].id_for_label or self[name].auto_id}", "".join(map(str, errors)))
            for name, errors in self.errors.items()
            if name in self.fields
        ]
        links.extend(ErrorLink("", "", str(sentence)) for sentence in self.non_field_errors())
        return links

    @property
    def refused_as(self) -> RefusalBox | None:
        """The box for a refusal that no field can mend (someone was faster, not now)."""
        return RefusalBox.of(self.refusal) if self.refusal and not isinstance(self.refusal, Malformed) else None

    @property
    def status(self) -> int:
        """The HTTP status with which this form should be answered: 200 fresh, 422 wrong fields, 409 not now."""
        if self.refusal:
            return self.refusal.status
        return 422 if self.is_bound and self.errors else 200

    def refuse(self, refused: Refused) -> None:
        """Take a refusal into the form: its fields get their sentences, what was typed stays."""
        self.refusal = refused
        if not isinstance(refused, Malformed):
            return
        placed = False
        for name, sentences in refused.fields.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, str(sentence))
                placed = True
        if not placed:
            self.add_error(None, str(refused.sentence))

    def carry_out(self, verb: Callable[[], T]) -> T | None:
        """Call the verb; a refusal that the person can mend here goes into the form and ``None`` comes back.

        Raises Refused: NotAllowed and NotFound, which no typing can mend, go on to their own page.
        """
        try:
            return verb()
        except (NotAllowed, NotFound):
            raise
        except Refused as refused:
            self.refuse(refused)
            return None


class VerbForm(Form):
    """A form that orders a verb: carries the version on the page and a token against a second click."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput, label=_("页面版本"))
    once = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput, label=_("提交凭证"))

    def __init__(self, *args: Any, seen: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = seen
        self.fields["once"].initial = secrets.token_urlsafe(12)

    def bring_up_to_date(self, version: int) -> None:
        """After Overtaken: the page now shows this version, so the next sending is measured against it."""
        data = copy(self.data)
        if isinstance(data, QueryDict):
            data = data.copy()
        data[self.add_prefix("seen")] = str(version)  # type: ignore[index]
        self.data = data


class FilesInput(forms.ClearableFileInput):
    """Choose or drop several files; shows them before they are sent."""

    allow_multiple_selected = True
    template_name = "web/components/files_input.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if isinstance(files, MultiValueDict) else files.get(name)


class FilesField(forms.FileField):
    """Several files; ``cleaned_data`` is a list. Type and size are judged by ``files.operations.store``."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        chosen = data if isinstance(data, list | tuple) else [data] if data else []
        single = super().clean
        if not chosen:
            single(None, initial)
            return []
        return [single(one, initial) for one in chosen]


class FileInput(forms.FileInput):
    """One file, with the same look."""

    template_name = "web/components/files_input.html"


class DayInput(forms.DateInput):
    """A day by the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A day and hour by the browser's own calendar."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


MANY_CHOICES = 50  # from here on a select is put together at once, not each choice by a template of its own


@lru_cache(maxsize=32)
def _options(choices: tuple[tuple[str, str], ...]) -> str:
    """The options of a select, none of them chosen. The same long lists come again on page after page."""
    return "".join(f'  <option value="{escape(value)}">{escape(label)}</option>\n' for value, label in choices)


class SearchSelect(forms.Select):
    """A select with a search box, for long lists (units, persons); a plain select without JavaScript."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Sequence[Any] = ()) -> None:
        super().__init__({"data-search": "", **(attrs or {})}, choices)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """What Django would draw; for long flat lists 50 times as quick (measured with 3,000 bodies)."""
        choices = list(self.choices)
        if len(choices) < MANY_CHOICES or any(isinstance(label, list | tuple) for _value, label in choices):
            return super().render(name, value, attrs, renderer)
        options = _options(tuple((str(v) if v is not None else "", str(label)) for v, label in choices))
        for chosen in self.format_value(value):
            first = f'<option value="{escape(chosen)}">'
            options = options.replace(first, f"{first[:-1]} selected>", 1)
        given = {"name": name, **self.build_attrs(self.attrs, attrs)}
        drawn = "".join(
            f" {k}" if v is True else f' {k}="{escape(v)}"'
            for k, v in given.items()
            if v is not None and v is not False
        )
        return mark_safe(f"<select{drawn}>\n{options}</select>")  # every value and label has gone through escape


class SuggestInput(forms.TextInput):
    """A line in which one types a name, and is offered what fits: for choices too many to be sent with the page.

    ``address`` answers with ``<option>`` elements to what has been typed so far, sent under the field's own name. Without
    JavaScript it is a plain line: whoever reads it finds the name, or says that nothing or several fit.
    """

    def __init__(self, address: Any, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.address = address

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The line, and the list of what fits, which is filled as one types."""
        suggestions = f"{(attrs or {}).get('id', name)}_fitting"
        asking = {
            "list": suggestions,
            "hx-get": str(self.address),
            "hx-trigger": "input changed delay:250ms",
            "hx-target": f"#{suggestions}",
            "hx-params": name,
        }
        drawn = super().render(name, value, {**(attrs or {}), **asking}, renderer)
        return drawn + format_html('<datalist id="{}"></datalist>', suggestions)


class SearchSelectMany(forms.SelectMultiple):
    """Several choices with a search box."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Sequence[Any] = ()) -> None:
        super().__init__({"data-search": "", **(attrs or {})}, choices)


def text_field(
    label: Words, help_text: Words = "", *, limit: int = 2000, rows: int = 4, required: bool = True
) -> forms.CharField:
    """A text of several lines, at most *limit* characters, in a box of *rows* rows; where no command describes it."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(max_length=limit, widget=area, **_said(label, help_text, required))


def day_field(label: Words, help_text: Words = "", *, required: bool = True) -> forms.DateField:
    """A day by the browser's own calendar; where no command describes it."""
    return forms.DateField(widget=DayInput(), **_said(label, help_text, required))


def pick_field(label: Words, help_text: Words = "", *, required: bool = True) -> forms.TypedChoiceField:
    """An id of a long list, with a search box; the choices come later (``choose``)."""
    return forms.TypedChoiceField(
        coerce=int, empty_value=None, widget=SearchSelect(), **_said(label, help_text, required)
    )


def _said(label: Words, help_text: Words, required: bool) -> dict[str, Any]:
    return {"label": label, "help_text": help_text, "required": required}


def choose(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]], *, blank: Words | None = None) -> None:
    """Give a field its choices, with an empty first one where ``blank`` says its word."""
    field: Any = form.fields[name]
    field.choices = ([("", blank)] if blank is not None else []) + list(choices)
