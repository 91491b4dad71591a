"""``gongjian procedures``: print every procedure from its table."""

import sys
from pathlib import Path

import click
from django.utils.translation import gettext as _

from gongjian.kernel.commands import say

from . import printing, registry


@click.command("procedures", help="由流程表生成每种流程的说明页和流程图。")
@click.option(
    "--out",
    default="docs/procedures",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="写到哪个文件夹。",
)
@click.option("--check", is_flag=True, help="只核对，不写；与流程表不一致时以 1 结束。")
def procedures(out: Path, check: bool) -> None:
    """One page and one picture for each procedure; what is up to date is left alone."""
    stale = []
    for code, printed in registry.procedures().items():
        for name, text in ((f"{code}.md", printing.page(printed)), (f"{code}.svg", printing.picture(printed))):
            path = out / name
            if path.exists() and path.read_text("utf-8") == text:
                continue
            stale.append(path)
            if not check:
                out.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
    for path in stale:
        click.echo(path)
    if check and stale:
        say(_("以上 %(n)d 份与流程表不一致，请运行 gongjian procedures。") % {"n": len(stale)})
        sys.exit(1)
    say(_("流程说明与流程表一致。"))


COMMANDS = [procedures]
