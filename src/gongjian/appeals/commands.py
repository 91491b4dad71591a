"""``gongjian import appeals``."""

from collections.abc import Iterator
from pathlib import Path

import click
from django.utils.translation import gettext as _

from gongjian.audit import operations as ledger
from gongjian.kernel.actor import system
from gongjian.kernel.clock import now
from gongjian.kernel.commands import IMPORT
from gongjian.kernel.refused import Malformed
from gongjian.org import queries as org
from gongjian.people import queries as people
from gongjian.spreadsheets.importing import Reading
from gongjian.spreadsheets.importing import command as importing

from . import metrics, operations
from .operations import AppealRow, AppealsImported, AppealsJudgement


@IMPORT.command("appeals", help="导入诉求和答复的原文（.csv、.xlsx）：先列出重复和有误的行，再保存；最后一行是计数。")
@importing.import_options
@click.option("--origin", default="", metavar="UNIT", help="由哪个单位受理：名称或编码；不写则为学校的受理单位。")
def import_appeals(file: Path, username: str, origin: str, strict: bool, dry_run: bool, yes: bool) -> None:
    """Tell encoding, mistakes, duplicates and what was sent again to standard error; import the good rows all or none.

    Standard output gets the counts alone. Exit code 1 with mistakes.
    """
    at = now()
    importing.run(
        operations.APPEALS,
        file,
        scope=_unit(origin) if origin else None,
        actor=org.actor_for(people.account_named(username), at) if username else system("系统·导入"),
        at=at,
        strict=strict,
        dry_run=dry_run,
        yes=yes,
        before=_sent_again,
        after=_done,
        counted=_counted,
    )


def _sent_again(judged: AppealsJudgement) -> Iterator[str]:
    for row, other, score in judged.again:
        yield _("第%(row)d行与第%(other)d行相近（%(percent)d%%），可能是再次提交，可以并案。") % {
            "row": row.row,
            "other": other.row,
            "percent": round(100 * score),
        }


def _done(done: AppealsImported) -> Iterator[str]:
    ledger.link_all()
    yield _("编号：%(first)s 至 %(last)s。") % {"first": done.first, "last": done.last}
    yield _("其中已答复%(answered)d件，按原来的日期办结，评价未知，单独统计。") % {"answered": done.answered}
    median = metrics.delays().median
    if median is not None:
        yield _("全部答复时长的中位数：%(days)s天。") % {"days": f"{median:.1f}"}


def _counted(reading: Reading[AppealRow], judged: AppealsJudgement, new: int) -> str:
    return _("读取%(read)d行：新增%(new)d，重复%(duplicate)d，再次提交%(again)d，有误%(wrong)d。") % {
        "read": reading.read,
        "new": new,
        "duplicate": judged.counts.get("duplicate", 0),
        "again": len(judged.again),
        "wrong": reading.wrong,
    }


def _unit(wanted: str) -> int:
    """The unit of this name or code. Raises Malformed if there is none."""
    row = org.bodies_by_name([wanted]).get(wanted) or next((b for b in org.tree(sort="") if b.code == wanted), None)
    if row is None or row.sort != "unit":
        raise Malformed(
            _("没有名为“%(name)s”的单位。") % {"name": wanted}, remedy=_("请用 --origin 写明受理单位的名称。")
        )
    return row.id


COMMANDS: list[click.Command] = []
"""All hang in the group ``import``."""
