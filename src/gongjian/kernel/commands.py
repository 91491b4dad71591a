"""What the apps' ``commands.py`` share: the groups they hang their commands in, and how a command speaks.

An app's ``commands.py`` has a list ``COMMANDS`` of click commands; those that import or export are hung
into the groups here instead: ``@IMPORT.command("problems")``. ``config.cli`` collects both.
"""

import json
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

T = TypeVar("T")


@click.group("import", help="导入表格。")
def IMPORT() -> None:
    """``gongjian import …``: apps add their sheets here."""


@click.group("export", help="导出表格。")
def EXPORT() -> None:
    """``gongjian export …``."""


GROUPS = (IMPORT, EXPORT)


def say(sentence: object) -> None:
    """One line to the person at the terminal (standard error, so that data on standard output stays clean)."""
    click.echo(str(sentence), err=True)


def put_json(value: Any) -> None:
    """Data for machines, on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def progress(items: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
    """Iterate with a bar on a terminal (nothing is drawn elsewhere). *total* is needed where ``len`` is not known."""
    with _bar() as bar:
        if total is None and isinstance(items, Sized):
            total = len(items)
        yield from bar.track(items, total=total, description=label)


@contextmanager
def counting(label: str, total: int | None = None) -> Iterator["Counting"]:
    """A bar moved by hand: ``with counting("人员", 2000) as bar: bar.add(50)``."""
    with _bar() as bar:
        yield Counting(bar, bar.add_task(label, total=total))


class Counting:
    """The handle of ``counting``."""

    def __init__(self, bar: Progress, task: Any) -> None:
        self._bar = bar
        self._task = task

    def add(self, amount: int = 1) -> None:
        """Move on by *amount*."""
        self._bar.advance(self._task, amount)

    def total(self, total: int) -> None:
        """Say how many there will be, once it is known."""
        self._bar.update(self._task, total=total)
