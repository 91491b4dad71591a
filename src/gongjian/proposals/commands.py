"""``gongjian import proposals``: proposals of a session from a file, from the terminal."""

import datetime as dt
import sys
from pathlib import Path

import click
from django.utils.translation import gettext as _

from gongjian.audit import operations as ledger
from gongjian.kernel.actor import system
from gongjian.kernel.clock import now
from gongjian.kernel.commands import IMPORT, say
from gongjian.kernel.worker_process import worker_allowed
from gongjian.org import queries as org
from gongjian.people import queries as people

from . import operations, queries, sheets
from .pages import imports as import_pages


@IMPORT.command("proposals", help="登记提案（.csv、.xlsx）：先列出重复和有误的行，再保存，进入审查；最后一行是计数。")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "username", default="", metavar="USERNAME", help="以谁的账号导入；不写则记为系统导入。")
@click.option("--session", "wanted", default="", metavar="SESSION", help="登记到哪一届：名称；不写则为最近的一届。")
@click.option("--strict", is_flag=True, help="有一行有误就一行也不导入。")
@click.option("--dry-run", is_flag=True, help="只预览，什么都不写。")
@click.option("--yes", is_flag=True, help="不再询问。")
@worker_allowed()
def import_proposals(file: Path, username: str, wanted: str, strict: bool, dry_run: bool, yes: bool) -> None:
    """Read, tell duplicates and mistakes to standard error, import the good rows; standard output gets the counts alone.

    Exit code 1 with mistakes.
    """
    at: dt.datetime = now()
    actor = org.actor_for(people.account_named(username), at) if username else system("系统·导入")
    session = queries.session_named(wanted)
    reading = sheets.read_proposals(file.read_bytes(), file.name)
    if reading.encoding:
        say(_("文件编码：%(encoding)s。") % {"encoding": reading.encoding})
    for error in reading.errors:
        say(f"✗ {error}")
    sorted_rows = operations.tell_apart(reading.rows)
    for row, what in sorted_rows.duplicates:
        say(_("第%(row)d行重复：%(what)s") % {"row": row.row, "what": what})
    say(_("登记到%(session)s，共%(n)d件新的。") % {"session": session.name, "n": len(sorted_rows.new)})
    held = dry_run or (strict and bool(reading.errors)) or not sorted_rows.new
    if not held and not yes and sys.stdin.isatty():
        held = not click.confirm(_("确认导入？"), err=True)
    if dry_run:
        say(_("只是预览，什么都没有写入。"))
    new, duplicate = len(sorted_rows.new) if dry_run or not held else 0, len(sorted_rows.duplicates)
    if not held:
        done = operations.import_proposals(
            session=session, rows=reading.rows, actor=actor, at=at, file=file.name[-120:]
        )
        ledger.link_all()
        new, duplicate = done.new, done.duplicate
        say(_("编号：%(first)s 至 %(last)s。") % {"first": done.first, "last": done.last})
    click.echo(import_pages.count_line(read=reading.read, new=new, duplicate=duplicate, wrong=reading.wrong))
    sys.exit(1 if reading.wrong else 0)
