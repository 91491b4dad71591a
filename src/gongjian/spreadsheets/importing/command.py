"""The command of every import: mistakes, remarks and repeated rows to standard error, the counts alone to standard output."""

import contextlib
import datetime as dt
import gc
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.commands import say

from .flow import D, Importer, J, R, Reading, S, bring_in, judge, read

F = TypeVar("F", bound=Callable[..., Any])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def import_options(command: F) -> F:
    """The argument and the options that all of these commands have."""
    for decorate in reversed(
        (
            click.argument("file", type=FILE),
            click.option(
                "--as", "username", default="", metavar="USERNAME", help="以谁的账号导入；不写则记为系统导入。"
            ),
            click.option("--strict", is_flag=True, help="有一行有误就一行也不导入。"),
            click.option("--dry-run", is_flag=True, help="只预览，什么都不写。"),
            click.option("--yes", is_flag=True, help="不再询问。"),
        )
    ):
        command = decorate(command)
    return command


def say_reading(reading: Reading[Any]) -> None:
    """Tell encoding, mistakes and remarks."""
    if reading.encoding:
        say(_("文件编码：%(encoding)s。") % {"encoding": reading.encoding})
    for error in reading.errors:
        say(f"✗ {error}")
    for remark in reading.remarks:
        say(f"· {remark}")


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Within: no garbage is looked for. Rows make no circles; the collector would walk through all of them again and again."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@_uncollected()
def run(
    importer: Importer[R, S, J, D],
    file: Path,
    *,
    scope: S,
    actor: Actor,
    at: dt.datetime,
    strict: bool,
    dry_run: bool,
    yes: bool,
    before: Callable[[J], Iterable[str]],
    after: Callable[[D], Iterable[str]],
    counted: Callable[[Reading[R], J, int], str],
) -> None:
    """Preview and import the good rows, all or none. Exit code 1 with mistakes.

    *before* and *after* are the sentences around the import, *counted* the last line: what was read and judged, how many are new.
    """
    reading = read(importer, file.read_bytes(), file.name, scope=scope, at=at)
    judged = judge(importer, reading.rows, scope=scope, actor=actor, at=at)
    reading.add_wrong(judged.wrong)
    say_reading(reading)
    _say(_("第%(row)d行重复：%(what)s") % {"row": r.row.row, "what": r.said} for r in judged.results if r.said)
    _say(before(judged))
    held = dry_run or (strict and bool(reading.errors)) or not judged.changes
    if not held and not yes and sys.stdin.isatty():
        held = not click.confirm(_("确认导入？"), err=True)
    if dry_run:
        say(_("只是预览，什么都没有写入。"))
    if not held:
        _say(after(bring_in(importer, [], scope=scope, actor=actor, at=at, file=file.name[-120:], judged=judged)))
    click.echo(counted(reading, judged, len(judged.new) if dry_run or not held else 0))
    sys.exit(1 if reading.wrong else 0)


def _say(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        say(sentence)


def count_line(reading: Reading[Any], judged: Any, new: int) -> str:
    """One line for the end of a command, in words and for machines."""
    counts = {"read": reading.read, "new": new, "duplicate": judged.counts.get("duplicate", 0), "wrong": reading.wrong}
    said = _("读取 %(read)d，新增 %(new)d，重复 %(duplicate)d，错误 %(wrong)d") % counts
    return f"{said}  {' '.join(f'{name}={n}' for name, n in counts.items())}"
