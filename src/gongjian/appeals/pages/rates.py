"""三率 as shapes: each rate with numerator and denominator, silent ones apart, no rate below the fewest, delays with table."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.web.dates import day
from gongjian.web.shapes import (
    Action,
    Chart,
    Column,
    Empty,
    Figure,
    FilterBar,
    FilterChip,
    FilterGroup,
    Link,
    Note,
    PageHead,
    Pager,
    Rate,
    Row,
    Table,
    TwoLines,
    Words,
)

from ..desk_choices import CATEGORY_LABELS
from ..figures import RatesFigures
from ..metrics import DEFINITIONS, WITHIN, Delays, Rates
from .desk import item_link

PARTS = ("response", "solution", "satisfaction")


def rate_label(part: str) -> str:
    """The word of one of the rates."""
    return {
        "response": _("响应率"),
        "solution": _("解决率"),
        "satisfaction": _("满意率"),
        "composite": _("综合得分"),
    }[part]


def numerator(rates: Rates, part: str) -> float:
    """What stands above the line."""
    if part == "satisfaction":
        found = rates.satisfied + rates.part * rates.mostly
        return int(found) if found == int(found) else round(found, 1)
    return rates.contacted if part == "response" else rates.solved


def percent(value: float | None) -> str:
    """ "92.4%", or "—" below the fewest."""
    return "—" if value is None else f"{100 * value:.1f}%"


def cards(rates: Rates) -> list[Rate | Figure]:
    """The three rates and the composite; below the fewest only counts."""
    out: list[Rate | Figure] = []
    if rates.shown:
        out = [
            Rate(rate_label(p), numerator(rates, p), rates.valid, DEFINITIONS[p], unit=_("次有效回访")) for p in PARTS
        ]
    return out


def figures_of(rates: Rates) -> list[Figure]:
    """Counts beside the rates: valid follow-ups, composite, silent ones, exclusions."""
    few = "" if rates.shown else _("不足%(n)d次，不计算比率") % {"n": rates.least}
    out = [Figure(_("有效回访"), rates.valid, _("次"), note=few, definition=DEFINITIONS["valid"])]
    if not rates.shown and rates.valid:
        out += [
            Figure(_("其中已联系"), rates.contacted, _("次")),
            Figure(_("其中已解决"), rates.solved, _("次")),
            Figure(_("其中满意"), rates.satisfied, _("次"), note=_("基本满意%(n)d次") % {"n": rates.mostly}),
        ]
    if rates.composite is not None:
        out.append(
            Figure(
                rate_label("composite"), f"{100 * rates.composite:.1f}", _("分"), definition=DEFINITIONS["composite"]
            )
        )
    return [
        *out,
        Figure(_("逾期未评价"), rates.silent, _("次"), note=_("单独统计，不算满意"), definition=DEFINITIONS["silent"]),
        Figure(_("已剔除"), rates.excluded, _("次"), definition=DEFINITIONS["excluded"]),
    ]


def rate_columns(first: Words) -> list[Column]:
    """The columns of rates by unit, category or month."""
    return [
        Column(first, phone="head", grow=True),
        Column(_("有效回访"), "number", "line", unit=_("次")),
        Column(_("响应率"), "number", "line"),
        Column(_("解决率"), "number", "line"),
        Column(_("满意率"), "number", "line"),
        Column(_("综合得分"), "number", "end"),
        Column(_("逾期未评价"), "number", "line", unit=_("次")),
        Column(_("已剔除"), "number", "line", unit=_("次")),
    ]


def rate_cells(name: Any, rates: Rates) -> list[Any]:
    """One line: each rate with its numerator and denominator; below the fewest only the counts."""
    cells: list[Any] = [name, str(rates.valid)]
    for part in PARTS:
        counts = f"{numerator(rates, part)}/{rates.valid}"
        cells.append(TwoLines(percent(getattr(rates, part)), counts) if rates.valid else "—")
    score = "—" if rates.composite is None else f"{100 * rates.composite:.1f}"
    return [*cells, score, str(rates.silent), str(rates.excluded)]


def _empty() -> Empty:
    return Empty(_("所选时段内没有评价"), _("提出人评价以后会列在这里。"), small=True)


def unit_table(f: RatesFigures, here: str) -> Table:
    """By unit, each name leading to the unit's own page."""
    rows = [
        Row(rate_cells(Link(name, f"{here}?period={f.period.code}&unit={pk}"), f.read.units[pk]))
        for pk, name in f.units
    ]
    return Table(rate_columns(_("单位")), rows, caption=_("各单位三率"), empty=_empty())


def _kinds(f: RatesFigures) -> list[tuple[Words, Rates]]:
    found = [(CATEGORY_LABELS.get(c, c), r) for c, r in f.read.categories.items()]
    return [(label, r) for label, r in found if r.valid or r.silent or r.excluded]


def category_table(f: RatesFigures) -> Table:
    """By category."""
    rows = [Row(rate_cells(label, rates)) for label, rates in _kinds(f)]
    return Table(rate_columns(_("类别")), rows, caption=_("各类别三率"), empty=_empty())


def month_chart(f: RatesFigures, export: str) -> Chart:
    """The three rates month by month; months below the fewest are gaps."""
    months = f.read.months
    rows = [Row(rate_cells(m, r)) for m, r in months.items() if r.valid or r.silent or r.excluded]
    series = [
        {
            "name": rate_label(p),
            "values": [None if (v := getattr(r, p)) is None else round(100 * v, 1) for r in months.values()],
        }
        for p in PARTS
    ]
    return Chart(
        "rates-by-month",
        "lines",
        _("各月三率（%）"),
        {"labels": list(months), "series": series},
        Table(rate_columns(_("月份")), rows, caption=_("各月三率"), plain=True, empty=_empty()),
        DEFINITIONS["valid"],
        export=export,
    )


def _span(edges: Sequence[tuple[int | None, int]]) -> list[tuple[str, int]]:
    out, before = [], 0
    for edge, n in edges:
        if edge is None:
            out.append((_("%(n)d天以上") % {"n": before}, n))
        else:
            out.append((_("%(a)d—%(b)d天") % {"a": before, "b": edge}, n))
            before = edge
    return out


def delay_chart(delays: Delays, export: str) -> Chart:
    """How long the first answer took: a histogram with its table."""
    spans = _span(delays.histogram())
    rows = [Row([label, str(n), percent(n / delays.answered) if delays.answered else "—"]) for label, n in spans]
    columns = [
        Column(_("天数"), phone="head"),
        Column(_("件数"), "number", "line", unit=_("件")),
        Column(_("占比"), "number", "end"),
    ]
    data = {
        "labels": [label for label, _n in spans],
        "series": [{"name": str(_("件数")), "values": [n for _label, n in spans]}],
    }
    table = Table(columns, rows, caption=_("第一次答复用了多少天"), plain=True)
    return Chart("delays", "bars", _("第一次答复用了多少天"), data, table, DEFINITIONS["delay"], export=export)


def delay_figures(delays: Delays) -> list[Figure]:
    """Median, and the shares within 7, 15 and 30 days with their counts."""
    if not delays.answered:
        return [Figure(_("已答复"), 0, _("件"), definition=DEFINITIONS["delay"])]
    median = delays.median
    out = [
        Figure(
            _("答复用时中位数"),
            f"{median:.1f}",
            _("天"),
            note=_("共%(n)d件") % {"n": delays.answered},
            definition=DEFINITIONS["delay"],
        )
    ]
    if delays.median_workdays is not None:
        out.append(
            Figure(_("自受理起中位数"), f"{delays.median_workdays:g}", _("工作日"), definition=DEFINITIONS["workdays"])
        )
    return out + [
        Figure(
            _("%(n)d天内答复") % {"n": n},
            percent(delays.share_within(n)),
            note=_("%(a)d/%(b)d件") % {"a": delays.within(n), "b": delays.answered},
        )
        for n in WITHIN
    ]


def _bar(f: RatesFigures, here: str, *, sortable: bool) -> FilterBar:
    unit = f"&unit={f.unit[0]}" if f.unit else ""
    groups = [
        FilterGroup(
            _("时段"),
            [FilterChip(p.label, f"{here}?period={p.code}{unit}", on=p.code == f.period.code) for p in f.periods],
        )
    ]
    if f.unit:
        groups.append(FilterGroup(_("单位"), [FilterChip(f.unit[1], f"{here}?period={f.period.code}", on=True)]))
    elif sortable:
        words = {"name": _("按名称"), "valid": _("按有效回访数"), "composite": _("按综合得分")}
        groups.append(
            FilterGroup(
                _("排列"),
                [FilterChip(w, f"{here}?period={f.period.code}&sort={s}", on=s == f.sort) for s, w in words.items()],
            )
        )
    return FilterBar(groups)


def definitions() -> list[Words]:
    """The sentences that define every figure."""
    codes = ("valid", "response", "solution", "satisfaction", "composite", "silent", "excluded", "delay", "workdays")
    return [DEFINITIONS[code] for code in codes]


def rates_page(f: RatesFigures, exclusions: Sequence[Any], *, public: bool) -> dict[str, Any]:
    """The dashboard, inside or public."""
    here = reverse("appeals:rates-public" if public else "appeals:rates")
    unit = f"&unit={f.unit[0]}" if f.unit else ""
    export = "" if public else f"{reverse('appeals:rates-export')}?period={f.period.code}{unit}"
    actions = []
    if not public:
        actions = [
            Action(_("导出Excel"), export, icon="download", download=True),
            Action(_("剔除与挂账"), reverse("appeals:exclusions")),
        ]
    title = _("诉求三率")
    return {
        "head": PageHead(
            title,
            lead=_("%(who)s　%(when)s") % {"who": f.unit[1] if f.unit else _("全校"), "when": f.period.label},
            actions=actions,
        ),
        "bar": _bar(f, here, sortable=True),
        "rates": cards(f.read.whole),
        "figures": figures_of(f.read.whole),
        "delay_figures": delay_figures(f.delays),
        "by_month": month_chart(f, export),
        "delays": delay_chart(f.delays, export),
        "units": None if f.unit else unit_table(f, here),
        "categories": category_table(f),
        "note": Note(
            _("三率要一起看：不提供按满意率单独排名；逾期没有评价的不算满意；不足%(n)d次的不计算比率。")
            % {"n": f.read.whole.least}
        ),
        "definitions": definitions(),
        "exclusions": exclusion_table(exclusions) if exclusions else None,
    }


# --- exclusions and parked ones ---


def exclusion_table(rows: Sequence[Any], *, pager: Pager | None = None, waiting: bool = False) -> Table:
    """Exclusions with reason, who asked and who approved."""
    columns = [
        Column(_("编号"), phone="line"),
        Column(_("标题"), phone="head", grow=True),
        Column(_("单位"), "name", "line"),
        Column(_("理由"), "wrap", "line"),
        Column(_("申请人"), "wrap", "line", labelled=True),
        Column(_("下一步"), "actions", "end") if waiting else Column(_("批准人"), "wrap", "line", labelled=True),
    ]
    made = []
    for e in rows:
        m = e.appeal.matter
        last: Any = (
            Action(_("批准"), reverse("appeals:approve-exclusion", args=[m.number]), small=True)
            if waiting
            else TwoLines(e.settled_by, day(e.settled_at))
        )
        made.append(
            Row(
                [
                    item_link(m),
                    m.title,
                    m.lead.short if m.lead else "—",
                    e.reason,
                    TwoLines(e.asked_by, day(e.asked_at)),
                    last,
                ]
            )
        )
    empty = Empty(_("没有剔除的诉求"), _("经批准剔除统计的诉求会连同理由和批准人列在这里。"), small=True)
    return Table(columns, made, caption=_("剔除"), pager=pager, empty=empty)


def parked_table(rows: Sequence[Any]) -> Table:
    """Appeals that rest now, with reason and approver."""
    columns = [
        Column(_("编号"), phone="line"),
        Column(_("标题"), phone="head", grow=True),
        Column(_("单位"), "name", "line"),
        Column(_("挂账理由"), "wrap", "line"),
        Column(_("复查日期"), "date", "line", labelled=True),
        Column(_("批准人"), "wrap", "line", labelled=True),
    ]
    made = []
    for a in rows:
        m = a.matter
        last = max((p for p in m.parkings.all() if p.approved), key=lambda p: p.pk, default=None)
        made.append(
            Row(
                [
                    item_link(m),
                    m.title,
                    m.lead.short if m.lead else "—",
                    last.reason if last else "—",
                    day(last.review_on) if last else "—",
                    last.settled_by if last else "—",
                ]
            )
        )
    empty = Empty(_("没有挂账的诉求"), _("经批准暂缓办理的诉求会连同理由和批准人列在这里。"), small=True)
    return Table(columns, made, caption=_("挂账"), empty=empty)


def exclusions_page(page: Any, asked: Sequence[Any], parked: Sequence[Any]) -> dict[str, Any]:
    """剔除与挂账: what waits for a second person, what was left out, what rests."""
    pager = Pager(page.before and f"?before={page.before}", page.after and f"?after={page.after}")
    return {
        "head": PageHead(
            _("剔除与挂账"),
            lead=_("不计入三率的和暂缓办理的，逐件列出理由和批准人。"),
            crumbs=[Link(_("诉求三率"), reverse("appeals:rates"))],
        ),
        "asked": exclusion_table(asked, waiting=True) if asked else None,
        "excluded": exclusion_table(page.rows, pager=pager),
        "parked": parked_table(parked),
    }
