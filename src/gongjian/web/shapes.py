"""What a page is made of: small frozen shapes, filled by a room's views and drawn by one template each.

Atoms (``Atom``) draw themselves: ``{{ light }}``. Everything else (``Shape``) is drawn by ``{% show thing %}``.
A shape holds words that are ready to be read, never a model row, never a rule. See ``docs/components.md``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal
from zlib import crc32

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.refused import Citation, Refused

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
    """A component with a template of its own; ``{% show shape %}`` draws it."""

    __slots__ = ()
    template: ClassVar[str]


# --- atoms ---


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
        return f"{self.name}（{place}）" if self.name and place else str(self.name) or place

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


# --- what can be done ---


@dataclass(frozen=True, slots=True)
class Action(Shape):
    """A button. ``why_not`` (with ``authority``) greys it and says why; ``confirm`` and ``consequences`` ask before sending.

    ``method`` "post" makes a small form with ``hidden`` fields; "get" is a link. At most one ``primary`` on a page.
    """

    template: ClassVar[str] = "web/components/action.html"
    label: Words
    href: str = ""
    tone: Literal["primary", "plain", "danger", "link"] = "plain"
    method: Literal["get", "post"] = "get"
    icon: str = ""
    why_not: Words = ""
    authority: Citation | None = None
    confirm: Words = ""
    consequences: Sequence[Words] = ()
    hidden: Mapping[str, str] = field(default_factory=dict)
    small: bool = False
    download: bool = False

    @property
    def dom_id(self) -> str:
        """An id for the sentence that says why not, the same on every drawing."""
        return f"why-{crc32(f'{self.label}{self.href}'.encode()):x}"


@dataclass(frozen=True, slots=True)
class Actions(Shape):
    """Buttons side by side; those in ``more`` stand behind ⋯."""

    template: ClassVar[str] = "web/components/actions.html"
    shown: Sequence[Action]
    more: Sequence[Action] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value: "主办" — who, a link, a light, a word."""

    label: Words
    value: Any
    hint: Words = ""


@dataclass(frozen=True, slots=True)
class Facts(Shape):
    """A definition list. ``wide``: side by side in columns; else one below the other."""

    template: ClassVar[str] = "web/components/facts.html"
    facts: Sequence[Fact]
    wide: bool = False


@dataclass(frozen=True, slots=True)
class PageHead(Shape):
    """Where am I, how does it stand, what can I do, until when, who has it: the head of every page."""

    template: ClassVar[str] = "web/components/page_head.html"
    title: Words
    number: str = ""
    lead: Words = ""
    crumbs: Sequence[Link] = ()
    chips: Sequence[Atom] = ()
    facts: Sequence[Fact] = ()
    actions: Sequence[Action] = ()
    more: Sequence[Action] = ()

    @property
    def buttons(self) -> Actions:
        return Actions(self.actions, self.more)


# --- how it stands ---


@dataclass(frozen=True, slots=True)
class StepMark:
    """One station of a procedure. ``when`` is a date in words, ``note`` a short remark ("退回 1 次")."""

    label: Words
    state: Literal["done", "now", "todo", "skipped"] = "todo"
    when: Words = ""
    note: Words = ""


@dataclass(frozen=True, slots=True)
class StepBar(Shape):
    """The procedure with the present step."""

    template: ClassVar[str] = "web/components/step_bar.html"
    marks: Sequence[StepMark]

    @property
    def now(self) -> tuple[int, StepMark] | None:
        """Number (from 1) and mark of the present step, for the one-line summary on phones."""
        return next(((n, m) for n, m in enumerate(self.marks, 1) if m.state == "now"), None)


@dataclass(frozen=True, slots=True)
class HoldingSpan:
    """One holder's time. ``share`` is the percentage of the whole (0–100), ``days`` the same in words ("24 天")."""

    who: Words
    days: Words
    share: float
    since: Words = ""
    until: Words = ""
    current: bool = False

    @property
    def grow(self) -> str:
        """The share as a plain decimal for the style attribute; very short spans stay visible."""
        return f"{max(1.5, self.share):.2f}"


@dataclass(frozen=True, slots=True)
class CustodyBar(Shape):
    """Who held it how long."""

    template: ClassVar[str] = "web/components/custody_bar.html"
    spans: Sequence[HoldingSpan]
    total: Words = ""


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One entry of the ledger as people read it."""

    at: Words
    verb: Words
    who: Who | Words = ""
    sentence: Words = ""
    details: Sequence[Fact] = ()
    authority: Words = ""
    tone: Tone = "quiet"
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Timeline(Shape):
    """Who, when, did what, by which rule; newest first as given."""

    template: ClassVar[str] = "web/components/timeline.html"
    items: Sequence[TimelineItem]
    empty: Words = _("还没有记录。")


# --- lists ---


@dataclass(frozen=True, slots=True)
class Empty(Shape):
    """Empty is a state: what would be here, and the button that makes the first one."""

    template: ClassVar[str] = "web/components/empty.html"
    title: Words
    sentence: Words = ""
    action: Action | None = None
    small: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``phone`` says where its cell goes in the two-line item: head, end (right), line (second line), hidden."""

    label: Words
    kind: Literal["text", "number", "date", "actions"] = "text"
    phone: Literal["head", "end", "line", "hidden"] = "line"
    unit: Words = ""
    width: str = ""
    grow: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its cells ready to be shown (words or atoms), in the order of the columns."""

    cells: Sequence[Any]
    key: str = ""
    tone: Literal["", "warn", "bad", "quiet", "new", "changed"] = ""
    dom_id: str = ""


@dataclass(frozen=True, slots=True)
class Pager:
    """Links to the neighbouring pages of a list that pages by key; "" = none."""

    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Table(Shape):
    """A list. On phones each row becomes an item of two lines. ``bulk`` actions send the ticked rows' ``key`` as ``row``."""

    template: ClassVar[str] = "web/components/table.html"
    columns: Sequence[Column]
    rows: Sequence[Row]
    caption: Words = ""
    empty: Empty | None = None
    pager: Pager | None = None
    bulk: Sequence[Action] = ()
    foot: Row | None = None
    plain: bool = False  # a table inside a section: no frame of its own, head does not stick

    def lines(self) -> Iterator[tuple[Row, list[tuple[Column, Any]]]]:
        """Rows with their cells beside their columns."""
        for row in self.rows:
            yield row, list(zip(self.columns, row.cells, strict=True))

    def foot_cells(self) -> list[tuple[Column, Any]]:
        return list(zip(self.columns, self.foot.cells, strict=True)) if self.foot else []


@dataclass(frozen=True, slots=True)
class FilterChip:
    """One choice; a link that sets or clears it."""

    label: Words
    href: str
    on: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class FilterGroup:
    label: Words
    chips: Sequence[FilterChip]


@dataclass(frozen=True, slots=True)
class FilterBar(Shape):
    """Choices above a list. ``form``: a GET form (unit, dates, words) beside the chips; ``clear``: address without filters."""

    template: ClassVar[str] = "web/components/filter_bar.html"
    groups: Sequence[FilterGroup] = ()
    form: Any = None
    action: str = ""
    clear: str = ""
    keep: Mapping[str, str] = field(default_factory=dict)

    @property
    def chosen(self) -> list[FilterChip]:
        return [chip for group in self.groups for chip in group.chips if chip.on]


# --- refusals and questions ---


@dataclass(frozen=True, slots=True)
class RefusalBox(Shape):
    """What, why (with the article), what next."""

    template: ClassVar[str] = "web/components/refusal_box.html"
    sentence: Words
    authority: Citation | None = None
    remedy: Words = ""
    actions: Sequence[Action] = ()

    @classmethod
    def of(cls, refused: Refused, *actions: Action) -> "RefusalBox":
        """The box for a refusal as it was raised."""
        return cls(refused.sentence, refused.authority, refused.remedy, actions)


@dataclass(frozen=True, slots=True)
class Note(Shape):
    """A remark in the page: information, a warning (e.g. a calendar year not known), a success."""

    template: ClassVar[str] = "web/components/note.html"
    sentence: Words
    tone: Literal["info", "good", "warn", "bad"] = "info"
    title: Words = ""
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class ConfirmBox(Shape):
    """A question with its consequences, as a page or a part of one; works without JavaScript. ``form`` may ask a reason."""

    template: ClassVar[str] = "web/components/confirm_box.html"
    question: Words
    consequences: Sequence[Words] = ()
    yes: Words = _("确认")
    href: str = ""
    back: str = ""
    danger: bool = False
    form: Any = None


# --- sheets ---


@dataclass(frozen=True, slots=True)
class WrongRow:
    """One wrong cell or row: sheet and row as Excel shows them, the column's heading, what is wrong."""

    sheet: Words
    row: int
    column: Words
    sentence: Words
    value: str = ""


@dataclass(frozen=True, slots=True)
class ImportPreview(Shape):
    """What an uploaded sheet would do. Nothing is saved until ``confirm`` is sent; with wrong rows it cannot be."""

    template: ClassVar[str] = "web/components/import_preview.html"
    filename: str
    read: int
    new: int = 0
    changed: int = 0
    same: int = 0
    duplicate: int = 0
    wrong: Sequence[WrongRow] = ()
    rows: Table | None = None
    confirm: Action | None = None
    again: str = ""


# --- pictures ---


@dataclass(frozen=True, slots=True)
class Rate(Shape):
    """One rate with numerator, denominator and the sentence that defines it."""

    template: ClassVar[str] = "web/components/rate.html"
    label: Words
    numerator: int
    denominator: int
    definition: Words
    unit: Words = _("件")
    trend: Words = ""

    @property
    def percent(self) -> str:
        """ "92.4%", or "—" where there is nothing to divide by."""
        return f"{100 * self.numerator / self.denominator:.1f}%" if self.denominator else "—"

    @property
    def width(self) -> str:
        return f"{min(100.0, 100 * self.numerator / self.denominator):.1f}" if self.denominator else "0"


@dataclass(frozen=True, slots=True)
class Figure(Shape):
    """One number with its word; ``href`` leads to the list it counts."""

    template: ClassVar[str] = "web/components/figure.html"
    label: Words
    value: Any
    unit: Words = ""
    href: str = ""
    note: Any = ""
    definition: Words = ""


@dataclass(frozen=True, slots=True)
class Chart(Shape):
    """A picture with its table and its definition. ``data`` goes to ECharts through a JSON block.

    kinds: ``bars`` {labels, series: [{name, values}], stacked?, sideways?} · ``lines`` {labels, series} ·
    ``heat`` {columns, rows, values: [[column, row, value]]} · ``tree`` {root: {name, children}} .
    """

    template: ClassVar[str] = "web/components/chart.html"
    name: str  # unique on the page, letters and hyphens
    kind: Literal["bars", "lines", "heat", "tree"]
    title: Words
    data: Mapping[str, Any]
    table: Table
    definition: Words = ""
    export: str = ""
    height: int = 280

    @property
    def block(self) -> str:
        return f"{self.name}-data"

    @property
    def payload(self) -> dict[str, Any]:
        return {"kind": self.kind, "title": str(self.title), **self.data}


@dataclass(frozen=True, slots=True)
class Spark(Atom):
    """A sparkline in a cell: a few numbers as a thin line, with the last one in words."""

    values: Sequence[float]
    label: Words = ""

    @property
    def words(self) -> str:
        return "、".join(f"{v:g}" for v in self.values)

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


# --- paper ---


@dataclass(frozen=True, slots=True)
class PrintHead(Shape):
    """What stands on top of a printed page only: school, title, what the page was made from."""

    template: ClassVar[str] = "web/components/print_head.html"
    title: Words
    facts: Sequence[Fact] = ()
