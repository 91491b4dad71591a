"""``gongjian bench``: the pages on big stores; below it the measurements of the parts."""

import os
import platform
import sqlite3
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from rich import box
from rich.console import Console
from rich.table import Table

from gongjian.kernel import clock
from gongjian.kernel.commands import put_json, say

from .parts import commands as parts
from .serving import measuring, pages
from .stores import clusters
from .stores.shelf import Shelf, Size, Store

SHOWN = (
    ("name", "页面"),
    ("matters", "事项"),
    ("p50", "p50"),
    ("p95", "p95"),
    ("p99", "p99"),
    ("growth_p95", "p95增长"),
    ("growth_cpu", "CPU增长"),
    ("cpu_ms", "CPU毫秒"),
    ("cpu_over_floor", "比下限"),
    ("queries", "查询"),
    ("bytes", "字节"),
    ("rps8", "8连接/秒"),
    ("rps64", "64连接/秒"),
    ("memory_mb", "内存MB"),
)


def machine() -> str:
    """One line on what this was measured."""
    cpu = ""
    if (info := Path("/proc/cpuinfo")).exists():
        named = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        cpu = named[0].split(":")[1].strip() if named else ""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**30
    return (
        f"{os.cpu_count()} × {cpu or platform.machine()}, {memory} GB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def show(rows: list[dict[str, Any]]) -> None:
    """The rows as tables, one for each database."""
    console = Console(width=160)
    for database in dict.fromkeys(r["database"] for r in rows):
        table = Table(title=database, box=box.SIMPLE_HEAD)
        for key, word in SHOWN:
            table.add_column(word, justify="left" if key == "name" else "right")
        for row in (r for r in rows if r["database"] == database):
            table.add_row(*("—" if row[key] is None else str(row[key]) for key, _word in SHOWN))
        console.print(table)


def _numbers(context: click.Context, option: click.Parameter, value: str) -> list[int]:
    try:
        found = sorted({int(n) for n in value.split(",")})
    except ValueError:
        found = []
    if not found or found[0] < 1:
        raise click.BadParameter("请写成用逗号分开的件数，例如 1000,100000。")
    return found


@click.group(
    "bench",
    invoke_without_command=True,
    help="测量速度：在不同规模的数据上用真实请求测各个页面；子命令测各个部件。",
)
@click.option("--matters", default="1000,100000", show_default=True, callback=_numbers, help="事项件数，用逗号分开。")
@click.option(
    "--database", type=click.Choice(["sqlite", "postgres", "both"]), default="both", show_default=True, help="数据库。"
)
@click.option(
    "--page",
    "names",
    multiple=True,
    type=click.Choice([measuring.EMPTY, *pages.NAMES]),
    help="只测这一页；可以多次给出。",
)
@click.option(
    "--seconds", default=4.0, show_default=True, type=click.FloatRange(0.1), help="每一页在每种规模上测多少秒。"
)
@click.option("--stores", type=click.Path(path_type=Path), help="数据放在哪里，下次再用；默认在数据文件夹里。")
@click.option("--postgres", default="", envvar="DATABASE_URL", help="可以建库的 PostgreSQL 的地址；默认自己启动一个。")
@click.option(
    "--scale",
    default=Size.scale,
    show_default=True,
    type=click.IntRange(1, 100),
    help="大学的规模，25 约 3000 个支部、5 万人。",
)
@click.option(
    "--lives",
    default=Size.lives,
    show_default=True,
    type=click.IntRange(30),
    help="由业务操作逐步生成的难题数，其余由它们复制。",
)
@click.option("--make-only", is_flag=True, help="只生成数据，不测量。")
@click.option("--json", "as_json", is_flag=True, help="结果以 JSON 写到标准输出。")
@click.pass_context
def bench(
    context: click.Context,
    matters: list[int],
    database: str,
    names: tuple[str, ...],
    seconds: float,
    stores: Path | None,
    postgres: str,
    scale: int,
    lives: int,
    make_only: bool,
    as_json: bool,
) -> None:
    """Make what stores are missing, measure, show."""
    if context.invoked_subcommand:
        return
    folder = (stores or settings.DATA_DIR / "bench").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    given = postgres if postgres.startswith("postgres") else ""
    rows: list[dict[str, Any]] = []
    for vendor in ("sqlite", "postgres") if database == "both" else (database,):
        made = _stores(vendor, folder, Size(scale, lives), matters, given)
        if not make_only:
            rows += _measured(vendor, folder, made, given, names, seconds)
    if make_only:
        return
    found = {"pages": rows, "machine": machine(), "date": clock.now().isoformat(timespec="seconds")}
    if as_json:
        put_json(found)
    else:
        show(rows)
        say(f"{found['machine']} · {found['date']}")


def _stores(vendor: str, folder: Path, size: Size, matters: list[int], given: str) -> list[Store]:
    """The stores, those that are missing made in a server that does not flush."""
    if vendor == "sqlite":
        shelf = Shelf(folder, size)
        return [_report(shelf.get(n)) for n in matters]
    with clusters.running(folder / "postgres", given, fast=True) as server:
        shelf = Shelf(folder, size, server)
        return [_report(shelf.get(n)) for n in matters]


def _report(store: Store) -> Store:
    summary = store.summary or {}
    if summary.get("per_second"):
        say(f"{store.vendor} · {store.matters} 件：每秒生成 {summary['per_second']} 件")
    return store


def _measured(
    vendor: str, folder: Path, made: list[Store], given: str, names: tuple[str, ...], seconds: float
) -> list[dict[str, Any]]:
    static = folder / "static"
    if vendor == "sqlite":
        return measuring.measure(made, static, names, seconds, say)
    with clusters.running(folder / "postgres", given) as server:
        moved = [Store(s.folder, s.matters, clusters.moved(s.database_url, server)) for s in made]
        return measuring.measure(moved, static, names, seconds, say)


for one in parts.COMMANDS:
    bench.add_command(one)
