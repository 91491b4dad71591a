"""``gongjian messages``: the English catalogue."""

import click

from gongjian.kernel.commands import say
from gongjian.web import catalogue


@click.command("messages", help="收集全部文字，更新英文目录并编译；列出还没有英文的句子。")
@click.option("--check", is_flag=True, help="只检查，不改动；有缺漏时以 1 结束。")
def messages(check: bool) -> None:
    """Gather, write, compile; or only look."""
    if not check:
        catalogue.update()
        catalogue.compile_catalogue()
    lacking = catalogue.missing()
    troubles = [*lacking, *catalogue.obsolete(), *catalogue.mismatched(), *catalogue.bare()]
    for line in troubles:
        click.echo(line)
    say(f"共 {len(catalogue.gather().places)} 句，缺英文 {len(lacking)} 句。")
    if check and troubles:
        raise SystemExit(1)


COMMANDS = [messages]
