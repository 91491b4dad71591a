"""``gongjian import proposals``: proposals of a session from a file, from the terminal."""

from collections.abc import Iterator
from pathlib import Path

import click
from django.utils.translation import gettext as _

from gongjian.audit import operations as ledger
from gongjian.kernel.actor import system
from gongjian.kernel.clock import now
from gongjian.kernel.commands import IMPORT
from gongjian.org import queries as org
from gongjian.people import queries as people
from gongjian.spreadsheets.importing import command as importing

from . import operations, queries
from .operations import ProposalsDone


@IMPORT.command("proposals", help="登记提案（.csv、.xlsx）：先列出重复和有误的行，再保存，进入审查；最后一行是计数。")
@importing.import_options
@click.option("--session", "wanted", default="", metavar="SESSION", help="登记到哪一届：名称；不写则为最近的一届。")
def import_proposals(file: Path, username: str, wanted: str, strict: bool, dry_run: bool, yes: bool) -> None:
    """Read, tell duplicates and mistakes to standard error, import the good rows; standard output gets the counts alone.

    Exit code 1 with mistakes.
    """
    at = now()
    session = queries.session_named(wanted)
    importing.run(
        operations.PROPOSALS,
        file,
        scope=session,
        actor=org.actor_for(people.account_named(username), at) if username else system("系统·导入"),
        at=at,
        strict=strict,
        dry_run=dry_run,
        yes=yes,
        before=lambda judged: [
            _("登记到%(session)s，共%(n)d件新的。") % {"session": session.name, "n": len(judged.new)}
        ],
        after=_done,
        counted=importing.count_line,
    )


def _done(done: ProposalsDone) -> Iterator[str]:
    ledger.link_all()
    yield _("编号：%(first)s 至 %(last)s。") % {"first": done.first, "last": done.last}
