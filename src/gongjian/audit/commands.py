"""``gongjian verify`` and ``gongjian bench ledger``."""

import sys

import click
from django.utils.translation import gettext as _

from gongjian.kernel import clock
from gongjian.kernel.commands import BENCH, counting, put_json, say

from . import bench, operations, verification


@click.command("verify", help="核验台账：走完整条链，指出第一处断裂。链完好时退出码为 0，否则为 1。")
@click.option("--json", "as_json", is_flag=True, help="结果以 JSON 写到标准输出。")
@click.option("--from", "first", default=1, show_default=True, type=click.IntRange(1), help="从第几号开始。")
def verify(as_json: bool, first: int) -> None:
    """Walk the chain, keep the outcome, name what is wrong."""
    with counting(_("核验台账")) as bar:
        seen = 0

        def move(done: int, total: int) -> None:
            nonlocal seen
            bar.total(total)
            bar.add(done - seen)
            seen = done

        report = verification.walk(clock.now(), move, first)
    operations.note_verification(report=report, at=clock.now())
    if as_json:
        put_json(report.as_json())
    say(
        _("走过 %(entries)d 条记录，封存 %(seals)d 处，用时 %(seconds).1f 秒（每秒 %(rate)d 条）。")
        % {
            "entries": report.entries,
            "seals": report.seals,
            "seconds": report.seconds,
            "rate": report.entries / max(report.seconds, 1e-9),
        }
    )
    for finding in report.findings:
        say(f"✗ {finding.sentence}")
    say(
        _("台账完好。")
        if report.sound
        else _("台账有 %(n)d 处问题，以上第一条最先断裂。") % {"n": len(report.findings)}
    )
    sys.exit(0 if report.sound else 1)


@BENCH.command("ledger", help="台账的两种接链方式，1 个和 8 个并发写入者各写多少条每秒；另测核验速度。用临时数据库。")
@click.option("--seconds", default=4.0, show_default=True, help="每一格测多少秒。")
@click.option("--writers", default="1,8", show_default=True, help="并发数，用逗号分开。")
def bench_ledger(seconds: float, writers: str) -> None:
    """Measure both ways of linking in a database of their own, and the walk."""
    put_json(bench.run(seconds, [int(n) for n in writers.split(",")], say, clock.now))


COMMANDS = [verify]
