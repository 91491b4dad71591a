"""A list of matters as a sheet."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, BinaryIO

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gongjian.kernel.clock import local_date
from gongjian.kernel.paging import walk_by_key
from gongjian.kernel.refused import Malformed
from gongjian.spreadsheets.operations import Column, Sheet, write_workbook_to

from . import presentation
from .models import Matter
from .procedures import PROCEDURES

CHUNK = 500
MOST_LIGHTS = 10_000  # kept in memory
MOST_LISTED = 1_000_000  # a sheet of Excel ends a little later


def walk(rows: QuerySet[Matter]) -> Iterator[Matter]:
    """The matters, newest first, at constant memory."""
    return walk_by_key(rows, ["-raised_at", "-id"], CHUNK)


def not_more_than(rows: QuerySet[Matter], most: int) -> None:
    """Raises Malformed if there are more of them than fit into one file."""
    if rows.order_by("-raised_at", "-id").values_list("pk")[most : most + 1]:
        raise Malformed(
            _("符合条件的事项超过%(most)d件，一个文件装不下。") % {"most": most},
            code="export-too-large",
            remedy=_("请先按日期、组织或状态筛选，再分次导出。"),
        )


LISTED = (
    "number",
    "title",
    "category",
    "kind",
    "state",
    "raised_at",
    "due_at",
    "amber_at",
    "ended_at",
    "clock_stopped",
)
NAMED = ("origin", "holder", "lead")


def _listed(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    """Only what the list shows is read: half the time of a long list went into making all the rest."""
    return rows.select_related(*NAMED).only(*LISTED, *(f"{body}__name" for body in NAMED))


def _list_rows(rows: Iterable[Matter], at: dt.datetime) -> Iterator[Sequence[Any]]:
    categories = {code: str(label) for code, label in Matter.Category.choices}

    @lru_cache(maxsize=1000)
    def state(kind: str, code: str) -> str:
        return str(PROCEDURES[kind].state(code).label)

    lights: dict[tuple[Any, ...], str] = {}

    def deadline_light(m: Matter) -> str:
        """Most lights are the same: limits end with a day."""
        clock_state = (m.state, m.due_at, m.amber_at, m.clock_stopped)
        if clock_state not in lights:
            if len(lights) > MOST_LIGHTS:
                lights.clear()
            found = presentation.light(m, at)
            lights[clock_state] = str(found.words) if found else ""
        return lights[clock_state]

    for n, m in enumerate(rows, 1):
        yield [
            n,
            m.number,
            m.title,
            categories.get(m.category, m.category),
            state(m.kind, m.state),
            "" if m.ended_at else deadline_light(m),
            m.origin.name,
            m.holder.name,
            m.lead.name if m.lead else "",
            local_date(m.raised_at),
            local_date(m.due_at) if m.due_at else None,
            local_date(m.ended_at) if m.ended_at else None,
        ]


def write_list(out: BinaryIO, rows: QuerySet[Matter], at: dt.datetime) -> None:
    """The list of matters as .xlsx, at constant memory. Raises Malformed if there are too many for one file."""
    not_more_than(rows, MOST_LISTED)
    columns = [
        Column("序号", 6, "int"),
        Column("编号", 17),
        Column("标题", 36),
        Column("类别", 10),
        Column("状态", 12),
        Column("灯", 20),
        Column("提出组织", 20),
        Column("现由谁负责", 20),
        Column("主办单位", 18),
        Column("提出日期", 12, "date"),
        Column("时限", 12, "date"),
        Column("办结日期", 12, "date"),
    ]
    write_workbook_to(out, [Sheet("难题", columns, _list_rows(walk(_listed(rows)), at), title=_("难题"))])
