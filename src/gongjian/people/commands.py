"""``gongjian token``: make a bearer token for an account."""

import click
from django.utils.translation import gettext as _

from gongjian.kernel import clock
from gongjian.kernel.actor import system
from gongjian.kernel.commands import say

from . import operations, queries
from .scopes import ALL

ACTOR = system("系统·命令行")


@click.command("token", help="为一个账号创建接口令牌，写到标准输出；只显示这一次。")
@click.argument("username")
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 366), help="有效天数。")
@click.option("--label", default="命令行", show_default=True, help="用途。")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    default=ALL,
    show_default=True,
    type=click.Choice(ALL),
    help="可以做什么：只读、提出与反馈、办理、管理；可以写几次。",
)
def token(username: str, days: int, label: str, scopes: tuple[str, ...]) -> None:
    """The rights are those of the account, at the moment of use."""
    account = queries.account_named(username)
    row, made = operations.make_token(
        account=account, label=label, days=days, scopes=scopes, actor=ACTOR, at=clock.now()
    )
    say(
        _("%(name)s的接口令牌，%(day)s 到期：")
        % {"name": account.person.name, "day": clock.local_date(row.expires_at).isoformat()}
    )
    click.echo(made)


COMMANDS = [token]
