"""The bases, and the atoms: small things that stand in a line of text or a cell and draw themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.text import bracketed, listed

Words = str | Promise
Tone = Literal["quiet", "active", "good", "warn", "bad", "end"]
LightKind = Literal["green", "amber", "red", "grey"]

LIGHT_WORDS: Mapping[str, Words] = {
    "green": _("正常"),
    "amber": _("临期"),
    "red": _("超期"),
    "grey": _("已停表"),
}


class Atom:
    """A small thing that stands in a line of text or a cell; ``{{ atom }}`` draws it, ``atom.words`` is its plain text."""

    __slots__ = ()

    @property
    def words(self) -> str:
        """The plain text, for exports and labels."""
        raise NotImplementedError

    def __html__(self) -> SafeString:
        raise NotImplementedError

    def __str__(self) -> str:
        return self.__html__()


class Shape:
    """A component with a template of its own; ``{{ show(shape) }}`` draws it."""

    __slots__ = ()
    template: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Chip(Atom):
    """The word of a state. ``tone`` is ``kernel.procedure.State.tone``."""

    label: Words
    tone: Tone = "quiet"

    @property
    def words(self) -> str:
        return str(self.label)

    def __html__(self) -> SafeString:
        return format_html('<span class="chip tone-{}">{}</span>', self.tone, self.label)

    __str__ = __html__


@dataclass(frozen=True, slots=True)
class Light(Atom):
    """How a deadline stands: sign, word and colour; ``left`` is "还剩 2 个工作日" or "已超期 2 天"."""

    kind: LightKind
    left: Words = ""

    @property
    def words(self) -> str:
        return f"{LIGHT_WORDS[self.kind]} {self.left}".strip()

    def __html__(self) -> SafeString:
        return format_html(
            '<span class="light light-{}"><b>{}</b>{}</span>',
            self.kind,
            LIGHT_WORDS[self.kind],
            format_html(" <span>{}</span>", self.left) if self.left else "",
        )

    __str__ = __html__


@dataclass(frozen=True, slots=True)
class Link(Atom):
    """Words that lead somewhere. ``strong`` for the number or title that names a row."""

    label: Words
    href: str
    strong: bool = False

    @property
    def words(self) -> str:
        return str(self.label)

    def __html__(self) -> SafeString:
        return format_html('<a href="{}"{}>{}</a>', self.href, STRONG if self.strong else "", self.label)

    __str__ = __html__


@dataclass(frozen=True, slots=True)
class Button(Atom):
    """A small button in a cell that leads to the page of a verb."""

    label: Words
    href: str
    tone: Literal["primary", "plain", "danger"] = "plain"

    @property
    def words(self) -> str:
        return str(self.label)

    def __html__(self) -> SafeString:
        return format_html('<a class="btn btn-sm btn-tone-{}" href="{}">{}</a>', self.tone, self.href, self.label)

    __str__ = __html__


STRONG = SafeString(' class="strong"')


@dataclass(frozen=True, slots=True)
class Who(Atom):
    """A person with the body spoken for: "后勤保障部 · 经办人". ``name`` may be empty where a name is not shown."""

    name: Words = ""
    body: Words = ""
    post: Words = ""

    @property
    def words(self) -> str:
        place = " · ".join(str(part) for part in (self.body, self.post) if part)
        return bracketed(self.name, place) if self.name and place else str(self.name) or place

    def __html__(self) -> SafeString:
        place = " · ".join(str(part) for part in (self.body, self.post) if part)
        if not self.name:
            return format_html('<span class="who">{}</span>', place)
        if not place:
            return format_html('<span class="who"><b>{}</b></span>', self.name)
        return format_html('<span class="who"><b>{}</b> <span>{}</span></span>', self.name, place)

    __str__ = __html__


@dataclass(frozen=True, slots=True)
class Share(Atom):
    """A part of a whole as a short bar with its figure, e.g. progress of a measure. ``percent`` 0–100."""

    percent: float
    note: Words = ""

    @property
    def words(self) -> str:
        return f"{self.percent:.0f}%"

    def __html__(self) -> SafeString:
        return format_html(
            '<span class="share"><i aria-hidden="true"><i style="width:{}%"></i></i><b>{}%</b>{}</span>',
            f"{min(100.0, max(0.0, self.percent)):.1f}",
            f"{self.percent:.0f}",
            format_html(" <span>{}</span>", self.note) if self.note else "",
        )

    __str__ = __html__


@dataclass(frozen=True, slots=True)
class TwoLines(Atom):
    """A cell with a main line and a small second line below it."""

    first: Any
    second: Any = ""

    @property
    def words(self) -> str:
        return f"{plain(self.first)} {plain(self.second)}".strip()

    def __html__(self) -> SafeString:
        return format_html('<span class="two"><span>{}</span><small>{}</small></span>', self.first, self.second)

    __str__ = __html__


def plain(value: Any) -> str:
    """The plain text of a cell, whether it is an atom or a word."""
    return value.words if isinstance(value, Atom) else str(value)


@dataclass(frozen=True, slots=True)
class Spark(Atom):
    """A sparkline in a cell: a few numbers as a thin line, with the last one in words."""

    values: Sequence[float]
    label: Words = ""

    @property
    def words(self) -> str:
        return listed(f"{v:g}" for v in self.values)

    def __html__(self) -> SafeString:
        if not self.values:
            return SafeString("—")
        top, low = max(self.values), min(self.values)
        spread = (top - low) or 1
        step = 80 / max(1, len(self.values) - 1)
        points = " ".join(f"{n * step:.1f},{18 - 16 * (v - low) / spread:.1f}" for n, v in enumerate(self.values))
        return format_html(
            '<svg class="spark" viewBox="-1 0 82 20" role="img" aria-label="{}"><polyline points="{}"/></svg>',
            f"{self.label} {self.words}".strip(),
            points,
        )

    __str__ = __html__
