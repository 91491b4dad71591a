"""The subcommands of ``gongjian bench``: each measures one part of the product by itself."""

from importlib import import_module
from pathlib import Path

import click

from gongjian.kernel import clock
from gongjian.kernel.commands import put_json, say

from . import duplicates, exporting, files, importing, ledger, matching, search

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _silent(_sentence: object) -> None:
    """For ``--json``: nothing but the JSON."""


@click.command("import", help="导入诉求、难题、提案的速度：每秒多少行。用临时数据库；不给文件则用虚构的行。")
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


@click.command("export", help="导出难题列表的速度和内存：行数越来越多，内存不应增加。用临时数据库。")
@click.option("--rows", default="10000,100000", show_default=True, callback=_numbers, help="各导出多少行，用逗号分开。")
@click.option("--json", "quiet", is_flag=True, help="只输出 JSON，不报告进度。")
def bench_export(rows: list[int], quiet: bool) -> None:
    """Export ever more rows from a database of its own, and say how fast it was and what memory it took."""
    put_json(exporting.run(rows, clock.now(), _silent if quiet else say))


@click.command("ledger", help="台账的两种接链方式，1 个和 8 个并发写入者各写多少条每秒；另测核验速度。用临时数据库。")
@click.option("--seconds", default=4.0, show_default=True, help="每一格测多少秒。")
@click.option("--writers", default="1,8", show_default=True, help="并发数，用逗号分开。")
def bench_ledger(seconds: float, writers: str) -> None:
    """Measure both ways of linking in a database of their own, and the walk."""
    put_json(ledger.run(seconds, [int(n) for n in writers.split(",")], say, clock.now))


@click.command("search", help="两字词的检索速度，按文档数各测一次。用临时数据库。")
@click.option("--documents", default="1000,100000", show_default=True, help="文档数，用逗号分开。")
def bench_search(documents: str) -> None:
    """Measure putting in and finding in a database of their own."""
    put_json(search.run([int(n) for n in documents.split(",")], say))


@click.command("matching", help="匹配：难题 × 支部，默认 500 × 800。")
@click.option("--needs", default=500, show_default=True, type=click.IntRange(1, 5000), help="难题数")
@click.option("--offers", default=800, show_default=True, type=click.IntRange(1, 5000), help="支部数")
@click.option("--times", default=3, show_default=True, type=click.IntRange(1, 50), help="次数")
@click.option("--seed", default=1, show_default=True, help="随机种子")
def bench_matching(needs: int, offers: int, times: int, seed: int) -> None:
    """Match made-up needs with made-up offers, several times."""
    put_json(matching.run(needs, offers, times, seed))


@click.command(
    "routing",
    help="派单建议的准确率：分组交叉验证，与多数类、最近邻比较。需要列：正文（留言详情等）、类别（一级标签、一级分类等）。",
)
@click.argument("file", type=FILE)
@click.option("--folds", default=10, show_default=True, type=click.IntRange(2, 50), help="折数。")
@click.option("--repeats", default=1, show_default=True, type=click.IntRange(1, 20), help="换几种分法，取平均。")
@click.option("--json", "quiet", is_flag=True, help="只输出 JSON，不报告进度。")
def bench_routing(file: Path, folds: int, repeats: int, quiet: bool) -> None:
    """Learn and judge on the rows of a file."""
    texts = duplicates.read(file.read_bytes(), file.name, ("body", "label"))
    # Found by name, so that no other command waits for scikit-learn.
    put_json(import_module("gongjian_bench.parts.routing").run(texts, folds, repeats, _silent if quiet else say))


@click.command(
    "duplicates",
    help="重复提交的发现率：经真实的检索表，在临时数据库中。需要列：标题（留言主题等）、正文（留言详情等）。",
)
@click.argument("file", type=FILE)
@click.option(
    "--others", default=0, show_default=True, type=click.IntRange(0, 1_000_000), help="另加多少条虚构的留言。"
)
@click.option("--json", "quiet", is_flag=True, help="只输出 JSON，不报告进度。")
def bench_duplicates(file: Path, others: int, quiet: bool) -> None:
    """Let the messages that were sent again look for one another."""
    texts = duplicates.read(file.read_bytes(), file.name)
    put_json(duplicates.duplicates(texts, others, _silent if quiet else say))


COMMANDS: list[click.Command] = [
    bench_import,
    bench_export,
    bench_ledger,
    bench_search,
    bench_matching,
    bench_routing,
    bench_duplicates,
]
