"""The columns of a kind of sheet, declared as a table; and the cells of one row, read by it."""

import datetime as dt
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext as _

from gongjian.kernel.refused import Words

from ..dates import is_blank, parse_date, parse_datetime
from ..headers import Fault, tidy
from ..reading import Record, RowError
from ..texts import clean, has_invisible
from .remarks import Remarks

Kind = Literal["text", "long", "raw", "choice", "day", "moment", "number", "lookup"]
"""``text``: one or some words, cleaned · ``long``: several columns of this title are joined · ``raw``: the text as it stands ·
``choice``: a word that stands for a value · ``lookup``: the name of a body, the number of a person, found all at once when the rows
are judged."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One column: the code under which a row has its value, the titles it may have in a file, and what may stand in it."""

    code: str
    titles: Sequence[str]
    kind: Kind = "text"
    required: bool = False  # the file must have this column
    blank: Words = ""  # the sentence for an empty cell; "" = it may be empty
    limit: int = 0  # characters of a text, or the greatest number; 0 = any
    too_long: Words = (
        ""  # the sentence for a text above the limit (%(n)d: how long it is, %(limit)d); "" = it is cut, and said so
    )
    choices: Mapping[str, Any] | Callable[[str], Any] = field(default_factory=dict)  # None for an unknown word
    default: Any = None  # of an empty cell and an unknown word
    default_word: Words = ""  # how the preview calls the default; "" = an unknown word is a mistake
    wrong: Words = ""  # the sentence for an unknown word or name (%(value)s)
    past: bool = False  # a moment that is later than now is a mistake
    resolve: Callable[[Collection[str]], Mapping[str, Any]] | None = None  # of a lookup
    check: Callable[[Any], Words] | None = None  # "" if the value is right, else a sentence

    @property
    def empty(self) -> Any:
        """The value where there is nothing."""
        return self.default if self.kind == "choice" else "" if self.kind in ("text", "long", "raw", "lookup") else None


@dataclass
class Cells:
    """The values of one row by code, and what is wrong with them."""

    record: Record
    at: dt.datetime
    remarks: Remarks
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)

    @property
    def sheet(self) -> str:
        return self.record.sheet.name

    @property
    def row(self) -> int:
        return self.record.number

    def __getitem__(self, code: str) -> Any:
        return self.values[code]

    def refuse(self, code: str, sentence: object) -> None:
        """Say what is wrong with this row in the column of *code*."""
        self.errors.append(self.record.error(code, sentence))

    def remark(self, code: str, sentence: object) -> None:
        """Say what the preview should tell of this row."""
        self.remarks.add(self.sheet, sentence, [self.row], self.record.title(code))


def read_cells(cells: Cells, fields: Sequence[Field], also: Mapping[str, Sequence[int]]) -> None:
    """Read the row by its fields; *also* are the other columns of a field in this file."""
    for each in fields:
        value = cells.record.value(each.code)
        if isinstance(value, Fault):
            cells.values[each.code] = each.empty
            cells.refuse(each.code, _fault_words(value))
            continue
        if each.code in also:
            value = _with_others(cells, each, value, also[each.code])
        if _is_empty(each, value):
            cells.values[each.code] = each.empty
            if each.blank:
                cells.refuse(each.code, each.blank)
            continue
        before = len(cells.errors)
        read = cells.values[each.code] = READERS[each.kind](cells, each, value)
        if each.check is not None and len(cells.errors) == before and (sentence := each.check(read)):
            cells.refuse(each.code, sentence)


def _is_empty(each: Field, value: Any) -> bool:
    return value is None or (is_blank(value) if each.kind in BLANKS else not tidy(value))


def _fault_words(fault: Fault) -> str:
    if fault:
        return _("这一格是公式错误 %(error)s，请改成内容后再上传。") % {"error": str(fault)}
    return _("这一格的公式没有保存计算结果，请在 Excel 中打开、保存后再上传。")


def _with_others(cells: Cells, each: Field, value: Any, columns: Sequence[int]) -> Any:
    """The value together with those of the other columns of this field: texts are joined, of others the first one counts."""
    row, headers = cells.record.row.values, cells.record.sheet.headers
    for at in columns:
        other = row[at] if at < len(row) else None
        if is_blank(other) or tidy(other) == tidy(value):
            continue
        if is_blank(value):
            value = other
        elif each.kind == "long":
            value = f"{tidy(value)}\n{tidy(other)}"
            cells.remark(each.code, _("另有一列“%(title)s”，两列的内容接在一起。") % {"title": headers[at]})
        else:
            cells.remark(each.code, _("另有一列“%(title)s”内容不同，没有读取。") % {"title": headers[at]})
    return value


def _text(cells: Cells, each: Field, value: Any) -> str:
    plain = tidy(value)
    text = clean(plain)
    if not text and each.blank:
        cells.refuse(each.code, each.blank)
    if not plain.isprintable() and has_invisible(plain):
        cells.remark(each.code, _("去掉了看不见的字符。"))
    if each.limit and len(text) > each.limit:
        if each.too_long:
            cells.refuse(each.code, each.too_long % {"n": len(text), "limit": each.limit})
        else:
            text = text[: each.limit]
            cells.remark(each.code, _("超过%(n)d字，只取前%(n)d字。") % {"n": each.limit})
    return text


def _raw(_cells: Cells, _each: Field, value: Any) -> str:
    return tidy(value)


def _choice(cells: Cells, each: Field, value: Any) -> Any:
    word = clean(tidy(value))
    found = each.choices(word) if callable(each.choices) else each.choices.get(word)
    if found is not None:
        return found
    if each.default_word:
        words = {"word": word[:40], "default": each.default_word}
        cells.remark(each.code, _("没有“%(word)s”这一项，按“%(default)s”读取。") % words)
    else:
        cells.refuse(each.code, each.wrong % {"value": word[:40]})
    return each.default


def _moment(cells: Cells, each: Field, value: Any) -> dt.datetime | None:
    try:
        moment = parse_datetime(value, date1904=cells.record.sheet.date1904)
    except ValueError as wrong:
        cells.refuse(each.code, wrong)
        return None
    if each.past and moment is not None and moment > cells.at:
        cells.refuse(each.code, _("这个日期晚于今天，请核对。"))
        return None
    return moment


def _day(cells: Cells, each: Field, value: Any) -> dt.date | None:
    try:
        return parse_date(value, date1904=cells.record.sheet.date1904)
    except ValueError as wrong:
        cells.refuse(each.code, wrong)
        return None


def _number(cells: Cells, each: Field, value: Any) -> int | None:
    text = tidy(value)
    try:
        number = float(unicodedata.normalize("NFKC", text).replace(",", ""))
        if not number.is_integer():
            raise ValueError
    except (ValueError, OverflowError):
        cells.refuse(each.code, _("“%(text)s”不是整数。") % {"text": text[:40]})
        return None
    if each.limit and not 0 <= number <= each.limit:
        cells.refuse(each.code, each.wrong)
        return None
    return int(number)


BLANKS = frozenset({"day", "moment", "number", "choice", "lookup"})  # in whose cells a dash means nothing
READERS: Mapping[Kind, Callable[[Cells, Field, Any], Any]] = {
    "text": _text,
    "long": _text,
    "raw": _raw,
    "choice": _choice,
    "lookup": _text,
    "day": _day,
    "moment": _moment,
    "number": _number,
}
