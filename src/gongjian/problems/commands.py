"""``gongjian import`` and ``gongjian export``: the three lists, the list of problems and real texts, from the terminal."""

import datetime as dt
import sys
from pathlib import Path

import click
from django.utils.translation import gettext as _

from gongjian.audit import operations as ledger
from gongjian.kernel.actor import Actor, system
from gongjian.kernel.clock import local_date, now
from gongjian.kernel.commands import EXPORT, IMPORT, say
from gongjian.kernel.refused import Malformed
from gongjian.kernel.worker_process import worker_allowed
from gongjian.matters import queries as matters
from gongjian.matters.sheets import write_list
from gongjian.org import queries as org
from gongjian.people import queries as people

from . import operations, problems_sheet, queries, sheets
from .pages import list_import, problem_import


@IMPORT.command("lists", help="导入改好的三张清单（.xlsx）：改动成为待确认的动态调整，全部或全不。")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "username", required=True, metavar="USERNAME", help="以谁的账号提出。")
@click.option("--reason", default="", help="调整理由，所有改动用同一个。")
@click.option("--dry-run", is_flag=True, help="只预览，什么都不写。")
def import_lists(file: Path, username: str, reason: str, dry_run: bool) -> None:
    """Preview and import; mistakes go to standard error by sheet and row, the last line counts. Exit code 1 with mistakes."""
    at = now()
    actor = org.actor_for(people.account_named(username), at)
    uploaded = list_import.upload(file.read_bytes(), file.name, actor=actor, at=at)
    plan = uploaded.plan
    for error in plan.errors:
        say(f"✗ {error}")
    applied = uploaded.batch is not None and uploaded.batch.applied
    if applied:
        say(_("这份文件已经导入过，没有重复导入。"))
    elif plan.matters and not plan.errors and not dry_run and uploaded.batch is not None:
        say(list_import.done_words(operations.import_lists(batch=uploaded.batch, reason=reason, actor=actor, at=at)))
    counts = {"read": uploaded.read, **plan.counts, "wrong": len(plan.errors)}
    say(
        _(
            "读取%(read)d行：新增%(new)d，修改%(changed)d，撤销%(dropped)d，无变化%(same)d，重复%(duplicate)d，有误%(wrong)d。"
        )
        % counts
    )
    sys.exit(1 if plan.errors else 0)


@IMPORT.command("problems", help="导入诉求和难题的原文（.csv、.xlsx）：先列出重复和有误的行，再保存；最后一行是计数。")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "username", default="", metavar="USERNAME", help="以谁的账号导入；不写则记为系统导入。")
@click.option(
    "--origin",
    default="",
    metavar="BODY",
    help="由哪个党组织接收：名称、简称或编码；不写则为本人所在支部，或第一个有书记的支部。",
)
@click.option("--strict", is_flag=True, help="有一行有误就一行也不导入。")
@click.option("--dry-run", is_flag=True, help="只预览，什么都不写。")
@click.option("--yes", is_flag=True, help="不再询问。")
@worker_allowed()
def import_problems(file: Path, username: str, origin: str, strict: bool, dry_run: bool, yes: bool) -> None:
    """Read, tell duplicates and mistakes to standard error, import the good rows; standard output gets the counts alone.

    Exit code 1 with mistakes.
    """
    at = now()
    actor = org.actor_for(people.account_named(username), at) if username else system("系统·导入")
    origin_id, origin_name = _origin(origin, actor, at)
    reading = problems_sheet.read_problems(file.read_bytes(), file.name, at)
    if reading.encoding:
        say(_("文件编码：%(encoding)s。") % {"encoding": reading.encoding})
    for error in reading.errors:
        say(f"✗ {error}")
    found = operations.tell_apart(reading.rows)
    for row, what in found.duplicates:
        say(_("第%(row)d行重复：%(what)s") % {"row": row.row, "what": what})
    say(_("由%(origin)s接收，共%(n)d件新的。") % {"origin": origin_name, "n": len(found.new)})
    held = dry_run or (strict and bool(reading.errors)) or not found.new
    if not held and not yes and sys.stdin.isatty():
        held = not click.confirm(_("确认导入？"), err=True)
    if dry_run:
        say(_("只是预览，什么都没有写入。"))
    new, duplicate = len(found.new) if dry_run or not held else 0, len(found.duplicates)
    if not held:
        done = operations.import_problems(
            rows=reading.rows, origin_id=origin_id, actor=actor, at=at, file=file.name[-120:]
        )
        ledger.link_all()
        new, duplicate = done.new, done.duplicate
        say(_("编号：%(first)s 至 %(last)s。") % {"first": done.first, "last": done.last})
    click.echo(problem_import.count_line(read=reading.read, new=new, duplicate=duplicate, wrong=reading.wrong))
    sys.exit(1 if reading.wrong else 0)


def _origin(wanted: str, actor: Actor, at: dt.datetime) -> tuple[int, str]:
    """The organisation that receives the texts. Raises Malformed if there is none of that name, or none at all."""
    if wanted:
        row = org.bodies_by_name([wanted]).get(wanted) or next((b for b in org.tree(sort="") if b.code == wanted), None)
        if row is None:
            raise Malformed(
                _("没有名为“%(name)s”的组织。") % {"name": wanted}, remedy=_("请用 --origin 写明党支部的名称。")
            )
        return row.id, row.name
    own = org.default_branch_for(actor.person_id, at) if actor.person_id is not None else None
    branches = org.tree(sort="organisation", tiers=("branch",), day=local_date(at))
    fitting = [b for b in branches if b.id == own] or [b for b in branches if org.secretaries(b.id, at)] or branches
    if not fitting:
        raise Malformed(_("还没有可以接收的党支部。"), remedy=_("请先建立党支部，或用 --origin 写明。"))
    return fitting[0].id, fitting[0].name


def _reader(username: str, at: dt.datetime) -> Actor:
    """Whose eyes the export has: the named person's, or the system's, which sees everything."""
    return org.actor_for(people.account_named(username), at) if username else system("系统·导出")


AS = click.option("--as", "username", default="", metavar="USERNAME", help="只导出这个账号能看见的；不写则导出全部。")
OUT = click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))


@EXPORT.command("problems", help="导出难题列表（.xlsx）。")
@OUT
@AS
def export_problems(file: Path, username: str) -> None:
    """Write the list of problems, newest first, at constant memory."""
    at = now()
    rows = matters.visible_to(_reader(username, at)).filter(kind="problem").order_by("-raised_at", "-id")
    with file.open("wb") as out:
        write_list(out, rows, at)
    say(_("已写入%(file)s。") % {"file": file.name})


@EXPORT.command("lists", help="导出三张清单（.xlsx）：难题清单、举措清单、责任清单。改好后可用 import lists 导回。")
@OUT
@AS
def export_lists(file: Path, username: str) -> None:
    """Write the three lists as one workbook with three sheets."""
    rows = queries.with_lists(_reader(username, now())).order_by("-raised_at", "-id")
    with file.open("wb") as out:
        sheets.write_lists(out, rows)
    say(_("已写入%(file)s。") % {"file": file.name})
