"""What the preview says of a file besides mistakes: what was left out, joined, taken for something else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from gongjian.kernel.text import listed

MOST_RANGES = 12


@dataclass(frozen=True)
class Remark:
    """One sentence about some rows of a worksheet (of the whole worksheet, if none are named), in a column ("" = the row)."""

    sheet: str
    rows: Sequence[int]
    column: str
    sentence: str

    def __str__(self) -> str:
        return _("%(place)s：%(sentence)s") % {"place": self.place, "sentence": self.sentence}

    @property
    def place(self) -> str:
        """The worksheet, the rows and the column in words."""
        words = {"sheet": self.sheet, "rows": row_ranges(self.rows), "column": self.column}
        if self.rows and self.column:
            return _("工作表『%(sheet)s』第 %(rows)s 行“%(column)s”列") % words
        if self.rows:
            return _("工作表『%(sheet)s』第 %(rows)s 行") % words
        return _("工作表『%(sheet)s』") % words


def row_ranges(rows: Iterable[int]) -> str:
    """2、5—9: neighbours as one range; a long list is cut, and says how many rows it stands for."""
    ranges: list[list[int]] = []
    numbers = sorted(set(rows))
    for n in numbers:
        if ranges and ranges[-1][1] == n - 1:
            ranges[-1][1] = n
        else:
            ranges.append([n, n])
    words = listed(str(a) if a == b else f"{a}—{b}" for a, b in ranges[:MOST_RANGES])
    return words if len(ranges) <= MOST_RANGES else _("%(rows)s 等%(n)d") % {"rows": words, "n": len(numbers)}


@dataclass
class Remarks:
    """Remarks while a file is read: the same sentence of several rows is said once."""

    rows: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)

    def add(self, sheet: str, sentence: object, rows: Iterable[int] = (), column: str = "") -> None:
        self.rows.setdefault((sheet, column, str(sentence)), []).extend(rows)

    def all(self) -> list[Remark]:
        """In the order in which they were first made."""
        return [Remark(sheet, rows, column, sentence) for (sheet, column, sentence), rows in self.rows.items()]
