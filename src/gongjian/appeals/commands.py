"""``gongjian import appeals``."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from django.utils.translation import gettext as _

from gongjian.audit import operations as ledger
from gongjian.kernel.actor import system
from gongjian.kernel.clock import now
from gongjian.kernel.commands import IMPORT, say
from gongjian.kernel.refused import Malformed
from gongjian.kernel.worker_process import worker_allowed
from gongjian.org import queries as org
from gongjian.people import queries as people

from . import appeals_file, metrics, operations

TEXTS = click.Path(exists=True, dir_okay=False, path_type=Path)


@IMPORT.command("appeals", help="导入诉求和答复的原文（.csv、.xlsx）：先列出重复和有误的行，再保存；最后一行是计数。")
@click.argument("file", type=TEXTS)
@click.option("--as", "username", default="", metavar="USERNAME", help="以谁的账号导入；不写则记为系统导入。")
@click.option("--origin", default="", metavar="UNIT", help="由哪个单位受理：名称或编码；不写则为学校的受理单位。")
@click.option("--strict", is_flag=True, help="有一行有误就一行也不导入。")
@click.option("--dry-run", is_flag=True, help="只预览，什么都不写。")
@click.option("--yes", is_flag=True, help="不再询问。")
@worker_allowed()
def import_appeals(file: Path, username: str, origin: str, strict: bool, dry_run: bool, yes: bool) -> None:
    """Tell encoding, mistakes, duplicates and what was sent again to standard error; import the good rows all or none.

    Standard output gets the counts alone. Exit code 1 with mistakes.
    """
    at = now()
    actor = org.actor_for(people.account_named(username), at) if username else system("系统·导入")
    origin_id = _unit(origin) if origin else None
    reading = appeals_file.read_appeals(file.read_bytes(), file.name, at)
    if reading.encoding:
        say(_("文件编码：%(encoding)s。") % {"encoding": reading.encoding})
    for error in reading.errors:
        say(f"✗ {error}")
    held = dry_run or (strict and bool(reading.errors))
    asks = not yes and sys.stdin.isatty()
    found = operations.tell_apart(reading.rows, compare=held or asks)  # else they are compared while they are written
    for row, what in found.duplicates:
        say(_("第%(row)d行重复：%(what)s") % {"row": row.row, "what": what})
    _say_sent_again(found.again)
    held = held or not found.new
    again = len(found.again)
    if not held and asks:
        held = not click.confirm(_("确认导入？"), err=True)
    new = len(found.new) if dry_run else 0
    if not held:
        done = operations.import_appeals(
            rows=reading.rows, origin_id=origin_id, actor=actor, at=at, file=file.name[-120:], preview=found
        )
        ledger.link_all()
        new, again = done.new, len(done.sent_again)
        if not found.compared:
            _say_sent_again(done.sent_again)
        say(_("编号：%(first)s 至 %(last)s。") % {"first": done.first, "last": done.last})
        say(_("其中已答复%(answered)d件，按原来的日期办结，评价未知，单独统计。") % {"answered": done.answered})
        median = metrics.delays().median
        if median is not None:
            say(_("全部答复时长的中位数：%(days)s天。") % {"days": f"{median:.1f}"})
    elif dry_run:
        say(_("只是预览，什么都没有写入。"))
    click.echo(
        _("读取%(read)d行：新增%(new)d，重复%(duplicate)d，再次提交%(again)d，有误%(wrong)d。")
        % {
            "read": reading.read,
            "new": new,
            "duplicate": len(found.duplicates),
            "again": again,
            "wrong": reading.wrong,
        }
    )
    sys.exit(1 if reading.wrong else 0)


def _say_sent_again(again: Sequence[operations.Again]) -> None:
    for row, other, score in again:
        say(
            _("第%(row)d行与第%(other)d行相近（%(percent)d%%），可能是再次提交，可以并案。")
            % {"row": row.row, "other": other.row, "percent": round(100 * score)}
        )


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
