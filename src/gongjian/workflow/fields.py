"""The arguments of commands, described once: ``reason: Annotated[str, LongText(_("退办理由"), limit=1000)]``.

A description says the label, the help and the limits. The command enforces them (``Field.clean``), and form and JSON schema
are made from the same description, so that page, API, import and clock cannot disagree. Whether a value is required
follows from the argument: without a default it is.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field as Limits

from gongjian.kernel.refused import Words

Option = tuple[Any, Words]
Options = Callable[[Any, Any, dt.datetime], Iterable[Option]]  # (row, actor, moment) → the choices
LARGEST_ID = 2**62
Uploads = Sequence[Any]  # of UploadedFile, which is generic for the type checker only


class WrongValue(ValueError):
    """The value breaks its description: the sentence for the person who typed it, and a code for machines if it has one."""

    def __init__(self, sentence: Words, code: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


@dataclass(frozen=True)
class Field:
    """One argument. ``missing`` is the sentence for a required value that is not there.

    ``in_form`` and ``in_body`` say whether the form made from the command, and the JSON body, carry it.
    """

    in_form: ClassVar[bool] = True
    in_body: ClassVar[bool] = True

    label: Words
    help: Words = ""
    _: KW_ONLY
    missing: Words = ""
    alias: str = ""  # the name under which a wrong value is reported, where it differs from the argument's

    def clean(self, value: Any, *, required: bool) -> Any:
        """The value as it is to be used. Raises WrongValue."""
        if required and value is None:
            raise WrongValue(self.missing or gettext_lazy("请填写这一项。"))
        return value

    def json_type(self, annotation: Any, name: str) -> Any:
        """The type of the value in the JSON schema; ``name`` (app, command, argument) names a schema made for it."""
        return annotation

    def json_limits(self) -> Mapping[str, Any]:
        """The limits as pydantic's ``Field`` names them."""
        return {}

    def logged(self, value: Any) -> Any:
        """The value as the audit log keeps it: JSON only."""
        return value.isoformat() if isinstance(value, dt.date) else value


@dataclass(frozen=True)
class Text(Field):
    """One line of at most ``limit`` characters, and if it is required at least ``least``. Spaces at its ends are removed."""

    limit: int = 120
    least: int = 1

    def clean(self, value: Any, *, required: bool) -> str:
        text = str(value or "").strip()
        if required and len(text) < self.least:
            raise WrongValue(self.missing or gettext_lazy("请填写这一项。"))
        if len(text) > self.limit:
            raise WrongValue(_("最多 %(most)d 字，现在 %(now)d 字。") % {"most": self.limit, "now": len(text)})
        return text

    def json_limits(self) -> Mapping[str, Any]:
        return {"max_length": self.limit}


@dataclass(frozen=True)
class LongText(Text):
    """Several lines, shown in a box of ``rows`` rows."""

    limit: int = 2000
    rows: int = 4


@dataclass(frozen=True)
class Day(Field):
    """A day at the school."""


@dataclass(frozen=True)
class Moment(Field):
    """A day and hour."""


@dataclass(frozen=True)
class Number(Field):
    """A whole number from ``least`` to ``most``."""

    least: int = 0
    most: int = 2_000_000_000

    def clean(self, value: Any, *, required: bool) -> int | None:
        value = super().clean(value, required=required)
        if value is not None and not self.least <= value <= self.most:
            raise WrongValue(
                self.missing or _("请填写%(least)d到%(most)d之间的整数。") % {"least": self.least, "most": self.most}
            )
        return None if value is None else int(value)

    def json_limits(self) -> Mapping[str, Any]:
        return {"ge": self.least, "le": self.most}


@dataclass(frozen=True)
class Scores(Field):
    """A number with at most one decimal place for each of several things, by their ids: the points of each criterion.

    A page asks each by a field of its own (``forms.score_field``); which ids there are, and how much each may have, is
    decided by the command.
    """

    in_form: ClassVar[bool] = False

    most: int = 9999
    count: int = 100

    def clean(self, value: Any, *, required: bool) -> dict[int, Decimal | None]:
        given = dict(value or {})
        if required and not given:
            raise WrongValue(self.missing or gettext_lazy("请填写这一项。"))
        if len(given) > self.count:
            raise WrongValue(_("最多选择%(most)d项。") % {"most": self.count})
        return {int(key): None if number is None else Decimal(number) for key, number in given.items()}

    def json_type(self, annotation: Any, name: str) -> Any:
        return dict[int, Annotated[Decimal, Limits(ge=0, le=self.most, decimal_places=1)]]

    def json_limits(self) -> Mapping[str, Any]:
        return {"max_length": self.count}

    def logged(self, value: Any) -> Any:
        return {str(key): str(number) for key, number in value.items()}


@dataclass(frozen=True)
class Identifier(Field):
    """The id of something that the command itself looks up; in a form a hidden field."""

    def json_limits(self) -> Mapping[str, Any]:
        return {"ge": 1, "le": LARGEST_ID}


@dataclass(frozen=True)
class InAddress(Identifier):
    """The id of the part of the row that the command is about, e.g. one activity of a plan.

    It stands in the address after the command (``hold-activity/<int:activity_id>/``), neither in the form nor in the body.
    """

    in_form: ClassVar[bool] = False
    in_body: ClassVar[bool] = False


@dataclass(frozen=True)
class Flag(Field):
    """A box to tick."""

    def clean(self, value: Any, *, required: bool) -> bool:
        return bool(value)


@dataclass(frozen=True)
class Choice(Field):
    """One of a fixed list of (value, word). ``radio`` shows all of them at once."""

    options: Sequence[Option] = ()
    radio: bool = False
    first: Any = None  # what is chosen at first

    def clean(self, value: Any, *, required: bool) -> Any:
        if value in (None, "") and not required:
            return value
        if value not in [v for v, _word in self.options]:
            raise WrongValue(self.missing or gettext_lazy("请选择一项。"))
        return value

    def json_type(self, annotation: Any, name: str) -> Any:
        values = tuple(v for v, _word in self.options)
        plain = all(isinstance(v, str | int) and not isinstance(v, bool) for v in values)
        return Literal[values] if values and plain else annotation


@dataclass(frozen=True)
class Pick(Field):
    """The id of one of a list that depends on the row and on who acts, e.g. the units a case may be assigned to.

    ``options`` gives what the form offers; whether an id is acceptable is decided by the command.
    """

    options: Options = lambda row, actor, at: ()
    blank: Words = ""  # the word for no choice
    first: Callable[[Any, Any, dt.datetime], Any] | None = None  # what is chosen at first

    def json_limits(self) -> Mapping[str, Any]:
        return {"ge": 1, "le": LARGEST_ID}


@dataclass(frozen=True)
class PickWord(Field):
    """One word of a list that depends on the row and on the day, e.g. the reasons that a rule names.

    ``options`` gives what the form offers; whether the word is acceptable is decided by the command.
    """

    options: Options = lambda row, actor, at: ()
    limit: int = 200

    def clean(self, value: Any, *, required: bool) -> str:
        word = str(value or "").strip()
        if (required and not word) or len(word) > self.limit:
            raise WrongValue(self.missing or gettext_lazy("请选择一项。"))
        return word

    def json_limits(self) -> Mapping[str, Any]:
        return {"max_length": self.limit}


@dataclass(frozen=True)
class PickWords(Field):
    """Several words of such a list, as a box with search: numbers of cases."""

    options: Options = lambda row, actor, at: ()
    most: int = 200
    limit: int = 40

    def clean(self, value: Any, *, required: bool) -> tuple[str, ...]:
        words = tuple(dict.fromkeys(w for word in value or () if (w := str(word).strip())))
        if required and not words:
            raise WrongValue(self.missing or gettext_lazy("请选择一项。"))
        if len(words) > self.most:
            raise WrongValue(_("最多选择%(most)d项。") % {"most": self.most})
        if any(len(word) > self.limit for word in words):
            raise WrongValue(gettext_lazy("请选择一项。"))
        return words

    def json_type(self, annotation: Any, name: str) -> Any:
        return tuple[Annotated[str, Limits(max_length=self.limit)], ...]

    def json_limits(self) -> Mapping[str, Any]:
        return {"max_length": self.most}


@dataclass(frozen=True)
class Files(Field):
    """Uploaded files; in a form only."""

    in_body: ClassVar[bool] = False

    photos_only: bool = False

    def clean(self, value: Any, *, required: bool) -> Any:
        if required and not value:
            raise WrongValue(self.missing or gettext_lazy("请选择文件。"))
        return value or ()


@dataclass(frozen=True)
class PickMany(Field):
    """Several ids of such a list, as boxes to tick (``searched``: with a search box, for long lists).

    A list without choices is not shown.
    """

    options: Options = lambda row, actor, at: ()
    searched: bool = False
    most: int = 100

    def clean(self, value: Any, *, required: bool) -> Any:
        if required and not value:
            raise WrongValue(self.missing or gettext_lazy("请选择一项。"))
        if len(value or ()) > self.most:
            raise WrongValue(_("最多选择%(most)d项。") % {"most": self.most})
        return tuple(value or ())

    def json_type(self, annotation: Any, name: str) -> Any:
        return tuple[Annotated[int, Limits(ge=1, le=LARGEST_ID)], ...]

    def json_limits(self) -> Mapping[str, Any]:
        return {"max_length": self.most}
