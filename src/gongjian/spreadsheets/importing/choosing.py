"""Which worksheets of a file are read, and which of their rows: nothing is left out without a remark."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gongjian.kernel.refused import Malformed
from gongjian.kernel.text import listed

from ..dates import is_blank
from ..headers import Aliases, Matched, match_all, tidy
from ..reading import Row, SheetRows
from .fields import Field
from .remarks import Remarks

# What stands, without its spaces, in the first cell of a row of sums, or of a line below the table.
_FOOT = re.compile(
    r"^(?:[合总小共累]计[:：]?$|(?:填表|制表|填报|审核|复核|负责|经办|联系|统计|备注|说明|注)[^:：]{0,6}[:：])"
)


@dataclass(frozen=True)
class Chosen:
    """A worksheet that is read, by these fields."""

    sheet: SheetRows
    fields: Sequence[Field]
    columns: Matched


def titles(fields: Sequence[Field]) -> Aliases:
    """The titles by code."""
    return {each.code: each.titles for each in fields}


def columns_missing(sheet: SheetRows, fields: Sequence[Field], codes: Sequence[str]) -> Malformed:
    """The refusal of a file whose sheet lacks these columns, with titles that would do."""
    return Malformed.at(
        "file",
        _("工作表『%(sheet)s』缺少这些列：%(columns)s。")
        % {"sheet": sheet.name, "columns": column_words(fields, codes)},
        code="columns-missing",
        remedy=_("请对照模板补上列名，再上传一次。"),
    )


def column_words(fields: Sequence[Field], codes: Sequence[str]) -> str:
    """Columns by their usual titles."""
    by_code = titles(fields)
    return listed("/".join(by_code[code][:3]) for code in codes)


def remark_columns(chosen: Chosen, remarks: Remarks, ignored: Sequence[str]) -> None:
    """Say which columns with content are not read, and which rows are hidden or merged."""
    sheet = chosen.sheet
    unread = [
        sheet.headers[at]
        for at in chosen.columns.unread
        if sheet.headers[at] not in ignored
        and any(at < len(r.values) and not is_blank(r.values[at]) for r in sheet.rows)
    ]
    if unread:
        remarks.add(sheet.name, _("这些列没有读取：%(columns)s。") % {"columns": listed(unread)})
    if hidden := [r.number for r in sheet.rows if r.number in sheet.hidden_rows]:
        remarks.add(sheet.name, _("这些行被隐藏或筛选掉了，也一并读取；不要的请删去。"), hidden)
    read = {*chosen.columns.found.values(), *(at for some in chosen.columns.also.values() for at in some)}
    for top, left, bottom, _right in sheet.merged:
        if left in read and bottom > max(top, sheet.header_row):
            rows = range(max(top, sheet.header_row + 1), bottom + 1)
            remarks.add(sheet.name, _("合并的单元格，每一行都按同样的内容读取。"), rows, sheet.headers[left])


def rows_of_data(chosen: Chosen, remarks: Remarks) -> Iterator[Row]:
    """The rows without sums and lines below the table: those that begin like one and lack what a row must have."""
    found = chosen.columns.found
    must = [each for each in chosen.fields if each.blank] or [each for each in chosen.fields if each.required]
    needed = [found[each.code] for each in must if each.code in found]
    texts = [found[each.code] for each in chosen.fields if each.kind == "long" and each.code in found]
    for row in chosen.sheet.rows:
        first = next((tidy(v) for v in row.values if v is not None and tidy(v)), "")
        if _FOOT.match("".join(first.split())) and _lacks(row, needed, texts):
            remarks.add(chosen.sheet.name, _("像是合计或表尾，没有读取：%(text)s") % {"text": first[:40]}, [row.number])
        else:
            yield row


def _lacks(row: Row, needed: Sequence[int], texts: Sequence[int]) -> bool:
    """Whether one of the needed columns is empty, or all that hold texts, or there is nothing but numbers behind the first word."""
    empty = {at for at in {*needed, *texts} if at >= len(row.values) or is_blank(row.values[at])}
    if empty.intersection(needed) or (texts and empty.issuperset(texts)):
        return True
    filled = [value for value in row.values if not is_blank(value)]
    return all(isinstance(value, int | float) or tidy(value).isdecimal() for value in filled[1:])


def match(sheet: SheetRows, fields: Sequence[Field]) -> Matched:
    """Find the header of the sheet and its columns."""
    aliases = titles(fields)
    sheet.find_header(aliases)
    return match_all(sheet.headers, aliases)
