"""The rates as a workbook: by unit, by category, by month, delays. Shares stay numbers; below the fewest they are empty."""

from typing import Any

from django.utils.translation import gettext as _

from gongjian.spreadsheets.writing import Column, Sheet, write_workbook

from .desk_choices import CATEGORY_LABELS
from .figures import RatesFigures
from .metrics import DEFINITIONS, Rates


def _columns(first: str) -> list[Column]:
    return [
        Column(first, 26),
        Column(_("有效回访（次）"), 12, "int", note=str(DEFINITIONS["valid"])),
        Column(_("已联系（次）"), 12, "int"),
        Column(_("响应率"), 10, "percent", note=str(DEFINITIONS["response"])),
        Column(_("已解决（次）"), 12, "int"),
        Column(_("解决率"), 10, "percent", note=str(DEFINITIONS["solution"])),
        Column(_("满意（次）"), 12, "int"),
        Column(_("基本满意（次）"), 12, "int"),
        Column(_("满意率"), 10, "percent", note=str(DEFINITIONS["satisfaction"])),
        Column(_("综合得分"), 10, "percent", note=str(DEFINITIONS["composite"])),
        Column(_("逾期未评价（次）"), 14, "int", note=str(DEFINITIONS["silent"])),
        Column(_("已剔除（次）"), 12, "int", note=str(DEFINITIONS["excluded"])),
    ]


def _cells(name: str, r: Rates) -> list[Any]:
    return [
        name,
        r.valid,
        r.contacted,
        r.response,
        r.solved,
        r.solution,
        r.satisfied,
        r.mostly,
        r.satisfaction,
        r.composite,
        r.silent,
        r.excluded,
    ]


def rates_book(f: RatesFigures) -> bytes:
    """The workbook of the dashboard as it is on the page."""
    whole = _cells(f.unit[1] if f.unit else _("全校"), f.read.whole)
    units = [whole, *(_cells(name, f.read.units[pk]) for pk, name in f.units if f.unit is None)]
    kinds = [_cells(str(CATEGORY_LABELS.get(c, c)), r) for c, r in f.read.categories.items()]
    months = [_cells(m, r) for m, r in f.read.months.items()]
    days = [Column(_("答复用时不超过（天）"), 20, "number"), Column(_("件数"), 10, "int")]
    title = _("诉求三率　%(when)s") % {"when": f.period.label}
    return write_workbook(
        [
            Sheet(_("各单位"), _columns(_("单位")), units, title=title),
            Sheet(_("各类别"), _columns(_("类别")), kinds, title=title),
            Sheet(_("各月"), _columns(_("月份")), months, title=title),
            Sheet(_("答复用时"), days, [[t / 10, n] for t, n in sorted(f.delays.tenths.items())], title=title),
        ]
    )
