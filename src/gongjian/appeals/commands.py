"""``gongjian bench routing`` and ``gongjian bench duplicates``: how good the suggestions are on texts of one's own."""

from importlib import import_module
from pathlib import Path

import click

from gongjian.kernel.commands import BENCH, put_json, say

from . import bench

TEXTS = click.Path(exists=True, dir_okay=False, path_type=Path)


def _silent(_sentence: object) -> None:
    """For ``--json``: nothing but the JSON."""


@BENCH.command(
    "routing", help="派单建议的准确率：分组交叉验证，与多数类、最近邻比较。需要列：留言主题、留言详情、一级标签。"
)
@click.argument("file", type=TEXTS)
@click.option("--folds", default=10, show_default=True, type=click.IntRange(2, 50), help="折数。")
@click.option("--repeats", default=1, show_default=True, type=click.IntRange(1, 20), help="换几种分法，取平均。")
@click.option("--json", "quiet", is_flag=True, help="只输出 JSON，不报告进度。")
def bench_routing(file: Path, folds: int, repeats: int, quiet: bool) -> None:
    """Learn and judge on the rows of a file."""
    texts = bench.read(file.read_bytes(), file.name, ("body", "label"))
    # Found by name, so that no other command waits for scikit-learn.
    put_json(import_module("gongjian.appeals.bench_routing").run(texts, folds, repeats, _silent if quiet else say))


@BENCH.command("duplicates", help="重复提交的发现率：经真实的检索表，在临时数据库中。需要列：留言主题、留言详情。")
@click.argument("file", type=TEXTS)
@click.option(
    "--others", default=0, show_default=True, type=click.IntRange(0, 1_000_000), help="另加多少条虚构的留言。"
)
@click.option("--json", "quiet", is_flag=True, help="只输出 JSON，不报告进度。")
def bench_duplicates(file: Path, others: int, quiet: bool) -> None:
    """Let the messages that were sent again look for one another."""
    texts = bench.read(file.read_bytes(), file.name)
    put_json(bench.duplicates(texts, others, _silent if quiet else say))


COMMANDS: list[click.Command] = []
"""Both hang in the group ``bench``."""
