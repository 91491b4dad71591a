"""``gongjian bench import`` and ``gongjian bench export``."""

from pathlib import Path

import click

from gongjian.kernel import clock
from gongjian.kernel.commands import BENCH, put_json, say

from . import exporting, files, importing

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _silent(_sentence: object) -> None:
    """For ``--json``: nothing but the JSON."""


@BENCH.command("import", help="导入诉求、难题、提案的速度：每秒多少行。用临时数据库；不给文件则用虚构的行。")
@click.argument("file", required=False, type=FILE)
@click.option("--kind", type=click.Choice(sorted(files.KINDS)), default=None, help="只测这一种；给了文件时必须写明。")
@click.option(
    "--rows", default=10_000, show_default=True, type=click.IntRange(1, 90_000), help="没有文件时，虚构多少行。"
)
@click.option(
    "--characters", default=150, show_default=True, type=click.IntRange(10, 5000), help="虚构的正文和答复各约多少字。"
)
@click.option("--json", "quiet", is_flag=True, help="只输出 JSON，不报告进度。")
def bench_import(file: Path | None, kind: str | None, rows: int, characters: int, quiet: bool) -> None:
    """Import into a database of its own, twice, and say how fast it was."""
    if file is not None and kind is None:
        raise click.UsageError("--kind")
    kinds = [kind] if kind else list(files.KINDS)
    put_json(importing.run(kinds, rows, clock.now(), _silent if quiet else say, file, characters))


def _numbers(_context: click.Context, _option: click.Parameter, value: str) -> list[int]:
    try:
        return [int(n) for n in value.split(",")]
    except ValueError as error:
        raise click.BadParameter(value) from error


@BENCH.command("export", help="导出难题列表的速度和内存：行数越来越多，内存不应增加。用临时数据库。")
@click.option("--rows", default="10000,100000", show_default=True, callback=_numbers, help="各导出多少行，用逗号分开。")
@click.option("--json", "quiet", is_flag=True, help="只输出 JSON，不报告进度。")
def bench_export(rows: list[int], quiet: bool) -> None:
    """Export ever more rows from a database of its own, and say how fast it was and what memory it took."""
    put_json(exporting.run(rows, clock.now(), _silent if quiet else say))


COMMANDS: list[click.Command] = []
"""All hang in the group ``bench``."""
