"""``gongjian import lists``: the edited three lists from the terminal."""

import sys
from pathlib import Path

import click
from django.utils.translation import gettext as _

from gongjian.kernel.clock import now
from gongjian.kernel.commands import IMPORT, say
from gongjian.org import queries as org
from gongjian.people import queries as people

from . import import_pages, operations


@IMPORT.command("lists", help="导入改好的三张清单（.xlsx）：改动成为待确认的动态调整，全部或全不。")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "username", required=True, metavar="USERNAME", help="以谁的账号提出。")
@click.option("--reason", default="", help="调整理由，所有改动用同一个。")
@click.option("--dry-run", is_flag=True, help="只预览，什么都不写。")
def import_lists(file: Path, username: str, reason: str, dry_run: bool) -> None:
    """Preview and import; mistakes go to standard error by sheet and row, the last line counts. Exit code 1 with mistakes."""
    at = now()
    actor = org.actor_for(people.account_named(username), at)
    uploaded = import_pages.upload(file.read_bytes(), file.name, actor=actor, at=at)
    plan = uploaded.plan
    for error in plan.errors:
        say(f"✗ {error}")
    applied = uploaded.batch is not None and uploaded.batch.applied
    if applied:
        say(_("这份文件已经导入过，没有重复导入。"))
    elif plan.matters and not plan.errors and not dry_run and uploaded.batch is not None:
        say(import_pages.done_words(operations.import_lists(batch=uploaded.batch, reason=reason, actor=actor, at=at)))
    counts = {"read": uploaded.read, **plan.counts, "wrong": len(plan.errors)}
    say(
        _(
            "读取%(read)d行：新增%(new)d，修改%(changed)d，撤销%(dropped)d，无变化%(same)d，重复%(duplicate)d，有误%(wrong)d。"
        )
        % counts
    )
    sys.exit(1 if plan.errors else 0)
