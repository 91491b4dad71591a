"""Lists, filters, sheets and paper."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from .atoms import Shape, Words
from .heads import Action, Fact


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
    """A column. ``phone`` says where its cell goes in the two-line item: head, end (right), line (second line), hidden.

    ``labelled``: on phones the label stands before the cell, where the cell alone would not say what it is.
    """

    label: Words
    kind: Literal["text", "wrap", "name", "number", "date", "actions"] = "text"
    phone: Literal["head", "end", "line", "hidden"] = "line"
    unit: Words = ""
    width: str = ""
    grow: bool = False
    labelled: bool = False


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
    """The chips of one question (state, kind, light …) under its label; ``rare`` ones stand behind 更多条件."""

    label: Words
    chips: Sequence[FilterChip]
    rare: bool = False


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
    def often(self) -> list[FilterGroup]:
        """The groups in sight."""
        return [group for group in self.groups if not group.rare]

    @property
    def seldom(self) -> list[FilterGroup]:
        """The groups behind 更多条件."""
        return [group for group in self.groups if group.rare]

    @property
    def seldom_open(self) -> bool:
        """One of the groups behind 更多条件 narrows the list."""
        return any(chip.on for group in self.seldom for chip in group.chips)

    @property
    def chosen(self) -> list[FilterChip]:
        return [chip for group in self.groups for chip in group.chips if chip.on]


@dataclass(frozen=True, slots=True)
class Tabs(Shape):
    """Pages side by side, of which one is open; ``label`` is for screen readers."""

    template: ClassVar[str] = "web/components/tabs.html"
    label: Words
    tabs: Sequence[FilterChip]


@dataclass(frozen=True, slots=True)
class WrongRow:
    """One wrong cell or row: sheet and row as Excel shows them, the column's heading, what is wrong."""

    sheet: Words
    row: int
    column: Words
    sentence: Words
    value: str = ""


@dataclass(frozen=True, slots=True)
class Remarked:
    """What is to be known of an uploaded sheet besides its mistakes: the place in words, and a sentence."""

    place: Words
    sentence: Words


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
    remarks: Sequence[Remarked] = ()
    rows: Table | None = None
    confirm: Action | None = None
    again: str = ""


@dataclass(frozen=True, slots=True)
class PrintHead(Shape):
    """What stands on top of a printed page only: school, title, what the page was made from."""

    template: ClassVar[str] = "web/components/print_head.html"
    title: Words
    facts: Sequence[Fact] = ()
