"""The three lists of one matter as tables and as a route map; adjustments with old beside new."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from gongjian.kernel.clock import local_date
from gongjian.matters.queries import record_of
from gongjian.web.dates import day
from gongjian.web.routemap import RouteLine, RouteMap
from gongjian.web.shapes import Chip, Column, Empty, Row, Share, Table, TwoLines, Who

from .. import queries

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

    from ..models import Adjustment


def measure_table(matter: "Matter", *, public: bool = False) -> Table:
    """举措清单."""
    columns = (
        Column("#", "number", "hidden"),
        Column(_("举措"), phone="head", grow=True),
        Column(_("责任单位与责任人"), "name", "line"),
        Column(_("起止"), phone="line"),
        Column(_("进度"), phone="end"),
    )
    rows = [
        Row(
            [
                str(m.position),
                TwoLines(m.text, m.metric),
                Who("" if public else m.person_name, m.body.short),
                TwoLines(f"{day(m.starts_on)} – {day(m.ends_on)}", _moved(m.planned_ends_on, m.ends_on)),
                Share(m.percent) if m.dropped_on is None else Chip(_("已撤销"), "end"),
            ],
            tone="quiet" if m.dropped_on else "",
        )
        for m in matter.measures.all()
    ]
    return Table(columns, rows, caption=_("举措清单"), plain=True, empty=Empty(_("还没有举措"), small=True))


def _moved(planned: dt.date, now: dt.date) -> str:
    return _("原定%(day)s") % {"day": day(planned)} if planned != now else ""


def duty_table(matter: "Matter", *, public: bool = False) -> Table:
    """责任清单."""
    columns = (
        Column(_("分工"), phone="end"),
        Column(_("单位与责任人"), phone="head"),
        Column(_("责任内容"), phone="line", grow=True),
        Column(_("时限"), "date", "line"),
    )
    rows = [
        Row(
            [
                str(queries.DutyPart(d.part).label),
                Who("" if public else d.person_name, d.body_name),
                d.task,
                day(d.due_on),
            ],
            tone="quiet" if d.dropped_on else "",
        )
        for d in sorted(record_of(matter).of("duties"), key=lambda d: (d.position, d.pk))
    ]
    return Table(columns, rows, caption=_("责任清单"), plain=True, empty=Empty(_("还没有责任分工"), small=True))


def route_map(matter: "Matter", at: dt.datetime) -> RouteMap | None:
    """路线图: measures between their dates, the first plan behind them, today's line."""
    today = local_date(at)
    lines = []
    for m in matter.measures.all():
        if m.dropped_on is not None:
            continue
        state = (
            "done"
            if m.percent == 100
            else "late"
            if m.ends_on < today and matter.is_open
            else "todo"
            if m.starts_on > today
            else "now"
        )
        moved = (m.planned_starts_on, m.planned_ends_on) != (m.starts_on, m.ends_on)
        lines.append(
            RouteLine(
                f"{m.position}. {m.text}",
                m.starts_on,
                m.ends_on,
                m.body.short,
                m.percent,
                state,  # type: ignore[arg-type]
                m.planned_starts_on if moved else None,
                m.planned_ends_on if moved else None,
            )
        )
    return RouteMap(lines, today, _("路线图")) if lines else None


def field_label(name: str) -> str:
    """The word of a changed field."""
    labels = {
        "text": _("举措"),
        "metric": _("衡量标准"),
        "starts_on": _("开始"),
        "ends_on": _("完成"),
        "body": _("单位"),
        "person_name": _("责任人"),
        "part": _("分工"),
        "task": _("责任内容"),
        "due_on": _("时限"),
        "goal": _("目标"),
    }
    return labels.get(name, name)


def change_rows(adjustment: "Adjustment", body_names: dict[int, str]) -> Table:
    """Old beside new."""
    kinds = {"measure": _("举措清单"), "duty": _("责任清单"), "problem": _("难题清单")}
    words = {"add": _("新增"), "drop": _("撤销"), "change": _("修改")}

    def shown(name: str, value: object) -> str:
        if value in (None, ""):
            return "—"
        return body_names.get(int(str(value)), str(value)) if name == "body" else str(value)

    rows = []
    for change in adjustment.changes:
        for name in change["new"] or change["old"]:
            rows.append(
                Row(
                    [
                        TwoLines(kinds[change["line"]], words[change["action"]]),
                        field_label(name),
                        shown(name, change["old"].get(name)),
                        shown(name, change["new"].get(name)),
                    ]
                )
            )
    columns = (
        Column(_("清单"), phone="line"),
        Column(_("项目"), phone="head"),
        Column(_("原内容"), phone="line"),
        Column(_("新内容"), phone="line"),
    )
    return Table(columns, rows, caption=_("调整内容"), plain=True)


def bodies_named(adjustments: "Sequence[Adjustment]") -> set[int]:
    """Ids of all bodies that appear in the changes."""
    return {
        int(values["body"])
        for a in adjustments
        for c in a.changes
        for values in (c["old"], c["new"])
        if values.get("body")
    }
