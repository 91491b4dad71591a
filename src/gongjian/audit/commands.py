"""``gongjian verify``."""

import sys

import click
from django.utils.translation import gettext as _

from gongjian.kernel import clock, keyring
from gongjian.kernel.commands import counting, put_json, say
from gongjian.kernel.text import listed

from . import operations, queries, verification


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
    for seq, at, before in queries.backward_times():
        say(
            _("▲ 第 %(seq)d 号记录写入时，时钟比前一条倒退：%(before)s → %(at)s。")
            % {"seq": seq, "before": clock.local_time(before), "at": clock.local_time(at)}
        )
    wrong_keys = keyring.troubles()
    if wrong_keys:
        say(_("✗ 密钥不齐或不对：%(names)s；请运行 gongjian check。") % {"names": listed(wrong_keys)})
    if report.sound and wrong_keys:
        sys.exit(1)
    say(
        _("台账完好。")
        if report.sound
        else _("台账有 %(n)d 处问题，以上第一条最先断裂。") % {"n": len(report.findings)}
    )
    sys.exit(0 if report.sound else 1)


COMMANDS = [verify]
