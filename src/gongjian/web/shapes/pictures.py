"""Numbers and charts, each with the sentence that defines it and with its table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from django.utils.translation import gettext_lazy as _

from .atoms import Shape, Words
from .lists import Table


@dataclass(frozen=True, slots=True)
class Rate(Shape):
    """One rate with numerator, denominator and the sentence that defines it."""

    template: ClassVar[str] = "web/components/rate.html"
    label: Words
    numerator: float
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
