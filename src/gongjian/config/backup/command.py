"""``gongjian backup``, ``gongjian keypair`` and ``gongjian restore``."""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import click
from django.utils.translation import gettext as _

from gongjian.config.backup import archive, making, restoring
from gongjian.kernel import clock
from gongjian.kernel.commands import counting, say
from gongjian.kernel.refused import Refused


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Within: SIGTERM stops as Ctrl-C does, so that nothing is left by half."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@click.command("backup", help="备份：数据库和附件写成一个文件，不用停下服务。密钥默认不在其中。")
@click.argument("target", metavar="FILE|DIR/")
@click.option(
    "--recipient",
    envvar="GONGJIAN_BACKUP_RECIPIENT",
    default="",
    help="加密：备份公钥（age1…）或存有它的文件。也可用环境变量 GONGJIAN_BACKUP_RECIPIENT。",
)
@click.option("--with-keys", is_flag=True, help="连同 keys 文件夹里的密钥；必须加密。")
def backup(target: str, recipient: str, with_keys: bool) -> None:
    """Write the file, say what is in it."""
    at = clock.now()
    to = archive.recipient_of(recipient) if recipient else None
    path = making.target_of(target, at, to is not None)
    with stoppable(), counting(_("备份")) as bar:
        made = making.backup(target=path, recipient=to, with_keys=with_keys, at=at, bar=bar)
    say(
        _("已备份到 %(path)s：%(rows)d 行，%(files)d 个附件，%(size).1f MB%(locked)s。")
        % {
            "path": made.path,
            "rows": made.rows,
            "files": made.files,
            "size": made.path.stat().st_size / 1e6,
            "locked": _("，已加密") if to else _("，没有加密"),
        }
    )
    if made.lost:
        say(_("▲ 有 %(n)d 个附件的内容不在存储中，或与登记的摘要不符：") % {"n": len(made.lost)})
        for sha256 in made.lost[:20]:
            say(f"  {sha256}")
    if not with_keys:
        say(_("密钥不在备份里，请另行保管 keys 文件夹：没有它，联系方式和匿名提出人无法打开。"))


@click.command("keypair", help="生成一对备份密钥：私钥写入 FILE，公钥写到标准输出。")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
def keypair(path: Path) -> None:
    """The secret half into a file, the public half to standard output."""
    secret, public = archive.make_key()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(f"# public key: {public}\n{secret}\n")
    except FileExistsError:
        raise Refused(_("%(path)s 已经存在，没有覆盖。") % {"path": path}, code="exists") from None
    click.echo(public)
    say(_("私钥已写入 %(path)s。请把它移到别的机器或介质上保管：没有它，加密的备份打不开。") % {"path": path})


@click.command("restore", help="恢复：把备份放进新的数据文件夹和新的数据库（SQLite 或 PostgreSQL 都可以）。")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--identity", type=click.Path(path_type=Path), help="存有备份私钥的文件，用于加密的备份。")
@click.option("--without-keys", is_flag=True, help="没有原来的密钥也恢复。")
@click.option("--keep-sessions", is_flag=True, help="保留登录和接口令牌：只用于把网站搬到另一台机器。")
def restore(source: Path, identity: Path | None, without_keys: bool, keep_sessions: bool) -> None:
    """Put the file into a new site, say what came in."""
    opener = archive.identity_of(identity) if identity else None
    with stoppable(), counting(_("恢复")) as bar:
        done = restoring.restore(
            source=source, identity=opener, without_keys=without_keys, keep_sessions=keep_sessions, bar=bar
        )
    say(
        _("已恢复：%(rows)d 行，%(files)d 个附件，来自 %(at)s 的备份。接下来请运行 gongjian verify 和 gongjian check。")
        % {"rows": done.rows, "files": done.files, "at": done.at[:19].replace("T", " ") + " UTC"}
    )
    if not keep_sessions:
        say(
            _("备份中的 %(sessions)d 处登录和 %(tokens)d 个接口令牌已全部结束：备份之后撤销过的不会重新生效。")
            % {"sessions": done.sessions, "tokens": len(done.tokens)}
        )
        for token in done.tokens:
            say(f"  {token}")
    if done.lost:
        say(_("▲ 备份时就缺少 %(n)d 个附件的内容。") % {"n": len(done.lost)})
    if done.keys_replaced:
        say(_("密钥已从备份恢复。"))


COMMANDS = [backup, keypair, restore]
