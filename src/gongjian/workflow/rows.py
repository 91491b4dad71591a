"""Lines of a table as one argument of a command: the sides of a plan, its activities.

A line is a dataclass whose fields are described like the arguments of a command. In JSON they are a list of objects,
closed to unknown names; a page that asks for them has a formset of its own, whose fields are made with ``row_field``.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from pydantic import create_model

from gongjian.kernel.refused import Words

from .api import CommandIn, json_field, schema_name
from .command import arguments_of
from .fields import Field, WrongValue
from .forms import form_field


@dataclass(frozen=True)
class Rows(Field):
    """At most ``most`` lines of the dataclass ``row``. The command gets a tuple of them, each value cleaned."""

    in_form: ClassVar[bool] = False

    row: type = object
    most: int = 200
    named: Words = ""  # the word of the list, before the number of a wrong line

    def clean(self, value: Any, *, required: bool) -> tuple[Any, ...]:
        lines: Iterable[Any] = value or ()
        cleaned = tuple(self._line(place, line) for place, line in enumerate(lines, start=1))
        if required and not cleaned:
            raise WrongValue(self.missing or _("请至少填写一行。"))
        if len(cleaned) > self.most:
            raise WrongValue(_("最多 %(most)d 行，现在 %(now)d 行。") % {"most": self.most, "now": len(cleaned)})
        return cleaned

    def _line(self, place: int, given: Any) -> Any:
        try:
            return _cleaned(self.row, given)
        except WrongLine as error:
            said = {"list": self.named, "n": place, "label": error.label, "why": error.sentence}
            raise WrongValue(_("%(list)s第 %(n)d 行“%(label)s”：%(why)s") % said, error.code) from error

    def json_type(self, annotation: Any, name: str) -> Any:
        return Sequence[_schema_of(self.row, name)]  # type: ignore[misc]

    def json_limits(self) -> Mapping[str, Any]:
        return {"max_length": self.most}

    def logged(self, value: Any) -> Any:
        return [_said(line) for line in value]


@dataclass(frozen=True)
class Part(Field):
    """One group of values that belong together, all or none, of the dataclass ``row``; in JSON an object."""

    in_form: ClassVar[bool] = False

    row: type = object

    def clean(self, value: Any, *, required: bool) -> Any:
        if value is None:
            if required:
                raise WrongValue(self.missing or _("请填写“%(label)s”。") % {"label": self.label})
            return None
        try:
            return _cleaned(self.row, value)
        except WrongLine as error:
            said = {"label": error.label, "why": error.sentence}
            raise WrongValue(_("“%(label)s”：%(why)s") % said, error.code) from error

    def json_type(self, annotation: Any, name: str) -> Any:
        return _schema_of(self.row, name) | None

    def logged(self, value: Any) -> Any:
        return None if value is None else _said(value)


class WrongLine(WrongValue):
    """A value of a line that is wrong, with the label of its field."""

    def __init__(self, label: Words, error: WrongValue) -> None:
        super().__init__(error.sentence, error.code)
        self.label = label


def _cleaned(row: type, given: Any) -> Any:
    """The line with all its values as they are to be used. Raises WrongLine at the first that is wrong."""
    names = arguments_of(row)
    values = given if isinstance(given, Mapping) else {name: getattr(given, name) for name in names}
    cleaned = {}
    for name, argument in names.items():
        try:
            cleaned[name] = argument.field.clean(values.get(name, argument.default), required=argument.required)
        except WrongValue as error:
            raise WrongLine(argument.field.label, error) from error
    return row(**cleaned)


def wrong_in(row: type, given: Mapping[str, Any]) -> list[str]:
    """What is wrong with the values of one line, as sentences that name their field; empty if nothing is."""
    wrong = []
    for name, argument in arguments_of(row).items():
        try:
            argument.field.clean(given.get(name, argument.default), required=argument.required)
        except WrongValue as error:
            wrong.append(_("%(label)s：%(why)s") % {"label": argument.field.label, "why": error.sentence})
    return wrong


def row_field(row: type, name: str, *, required: bool | None = None) -> forms.Field:
    """The form field of one described field of a line; ``required`` where the page asks for less than a full line has."""
    argument = arguments_of(row)[name]
    return form_field(argument if required is None else dataclasses.replace(argument, required=required))


def _said(line: Any) -> dict[str, Any]:
    """The line as the audit log keeps it: without what is empty."""
    named = ((a, getattr(line, n)) for n, a in arguments_of(type(line)).items())
    return {a.name: a.field.logged(v) for a, v in named if v not in (None, "")}


@cache
def _schema_of(row: type, name: str) -> type[CommandIn]:
    """The schema of one line, named after app, command and argument: two apps may have lines of the same class name."""
    fields: dict[str, Any] = {a.name: json_field(a, name) for a in arguments_of(row).values()}
    made: type[CommandIn] = create_model(
        schema_name(name, "line"), __base__=CommandIn, __doc__=(row.__doc__ or "").split("\n")[0], **fields
    )
    return made
