"""The command ``gongjian``. The apps' commands come from their ``commands.py`` (list ``COMMANDS``)."""

import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from gongjian.kernel.commands import GROUPS, say
from gongjian.kernel.refused import Malformed, NotNow, Refused

DATABASE_TROUBLE = "数据库没有应答：{error}。请检查 DATABASE_URL，或数据文件夹是否可写。"
# Packages of their own beside the product; each has one command, in its module ``command``.
EXTRAS = {"demo": "gongjian_demo", "bench": "gongjian_bench"}
NOT_INSTALLED = "没有安装 gongjian[{name}]，不能执行 gongjian {name}。"
HOW_TO_INSTALL = "请在源代码的文件夹里执行 pip install --no-deps ./src/{package}。"
UNEXPECTED = "出现了没有料到的错误：{error}。完整记录在 {path}，请把它交给系统管理员。"


def _room_modules(name: str) -> Iterator[Any]:
    """The module *name* of every app that has one, in the layers' order."""
    from importlib import import_module
    from importlib.util import find_spec

    from django.conf import settings

    for app in settings.PROJECT_APPS:
        if app != "kernel" and find_spec(f"gongjian.{app}.{name}"):
            yield import_module(f"gongjian.{app}.{name}")


def load_tasks() -> None:
    """Import every app's ``tasks.py``, which registers the periodic work."""
    from importlib import import_module

    for _module in _room_modules("tasks"):
        pass
    import_module("gongjian.config.retention")


def is_installed(extra: str) -> bool:
    """Whether the package of ``demo`` or ``bench`` is there."""
    from importlib.util import find_spec

    return find_spec(EXTRAS[extra]) is not None


def extra_command(name: str) -> click.Command:
    """The command of an extra, imported only now; where it is not installed, one that refuses and says how to install it."""
    from importlib import import_module

    if is_installed(name):
        command: click.Command = getattr(import_module(f"{EXTRAS[name]}.command"), name)
        return command

    @click.command(
        name,
        context_settings={"ignore_unknown_options": True, "help_option_names": []},
        help=f"没有安装：gongjian[{name}]。",
    )
    @click.argument("rest", nargs=-1, type=click.UNPROCESSED)
    def missing(rest: tuple[str, ...]) -> None:
        raise NotNow(NOT_INSTALLED.format(name=name), remedy=HOW_TO_INSTALL.format(package=EXTRAS[name]))

    return missing


def _django_command(name: str) -> click.Command:
    """One of Django's own management commands, its arguments passed through untouched."""

    @click.command(name, context_settings={"ignore_unknown_options": True, "help_option_names": []})
    @click.argument("rest", nargs=-1, type=click.UNPROCESSED)
    def run(rest: tuple[str, ...]) -> None:
        from django.core.management import execute_from_command_line

        execute_from_command_line(["gongjian", name, *rest])

    return run


class RootGroup(click.Group):
    """The root group. Django is set up only once ``--data`` is known, and the apps' commands are found then."""

    _collected: dict[str, click.Command] | None = None

    def _app_commands(self) -> dict[str, click.Command]:
        if self._collected is None:
            import django

            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongjian.config.settings")
            django.setup()
            found: dict[str, click.Command] = {}
            for module in _room_modules("commands"):
                for command in getattr(module, "COMMANDS", []):
                    found[command.name] = command
            from gongjian.config.backup.command import COMMANDS

            found.update({c.name: c for c in COMMANDS if c.name})
            found.update({g.name: g for g in GROUPS if g.name and g.commands})
            self._collected = found
        return self._collected

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self._app_commands(), *EXTRAS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = super().get_command(ctx, cmd_name)
        app_commands = self._app_commands()
        if own or cmd_name in app_commands:
            return own or app_commands[cmd_name]
        if cmd_name in EXTRAS:
            return extra_command(cmd_name)
        from django.core.management import get_commands

        return _django_command(cmd_name) if cmd_name in get_commands() else None


def _remember_data(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value:
        os.environ["GONGJIAN_DATA"] = value


@click.group(cls=RootGroup, help="共建：提出一件事，一家负责，几家一起解决。")
@click.option(
    "--data",
    expose_value=False,
    is_eager=True,
    callback=_remember_data,
    metavar="DIR",
    help="数据文件夹（也可用环境变量 GONGJIAN_DATA；默认 ./data）。",
)
@click.version_option(package_name="gongjian", prog_name="gongjian")
def cli() -> None:
    """Root of all commands."""


@cli.command(help="启动网站，并在旁边启动后台工作进程。")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="网站进程数。")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="每个进程的线程数。")
@click.option(
    "--no-work",
    is_flag=True,
    help="不启动后台工作进程（事件在提交后就地送达，或按 GONGJIAN_DELIVERY 等另外的工作进程）。",
)
def serve(host: str, port: int, workers: int, threads: int, no_work: bool) -> None:
    from django.conf import settings

    from gongjian.config.processes.serving import serve as serve_site
    from gongjian.config.processes.starting import collect_static, settle_keys

    settle_keys()
    if not (settings.DEBUG or settings.TESTING):  # there, files are served from where they lie
        collect_static()
    serve_site(host=host, port=port, workers=workers, threads=threads, with_worker=not no_work)


@cli.command(help="准备好一切再启动网站：建表、收集静态文件、（没有数据时）生成示范大学。")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-demo", is_flag=True, help="不生成示范大学。")
@click.pass_context
def start(ctx: click.Context, host: str, port: int, no_demo: bool) -> None:
    from gongjian.config.processes.serving import refuse_busy_port
    from gongjian.config.processes.starting import prepare

    refuse_busy_port(host, port)
    wanted = not no_demo and is_installed("demo")
    prepare(extra_command("demo") if wanted else None)
    if not (wanted or no_demo):
        say(NOT_INSTALLED.format(name="demo"))
    ctx.invoke(serve, host=host, port=port)


@cli.command(help="后台工作：送达事件、封存台账、汇总计数、定时任务。可以同时开几个。")
@click.option("--once", is_flag=True, help="把现在该做的做完就结束。")
def work(once: bool) -> None:
    from gongjian.config.processes.starting import settle_keys
    from gongjian.config.processes.working import work as work_on

    load_tasks()
    settle_keys()
    work_on(once=once)


@cli.command(help="检查设置与运行环境，每项一行。")
def check() -> None:
    from gongjian.config.processes.checking import check as check_house

    if not check_house():
        raise SystemExit(1)


@cli.command(help="建立或更新数据库的表。")
def migrate() -> None:
    from gongjian.config.processes.checking import rule_gaps
    from gongjian.config.processes.starting import migrate_alone, settle_keys

    migrate_alone()
    settle_keys()
    say("数据库已是最新。")
    for sentence in rule_gaps():
        say(f"▲ {sentence}")


@cli.command(help="密钥：是否齐全，是否是这个数据库原来所用的。")
@click.option("--accept", is_flag=True, help="原来的密钥确实丢失：从此以现在的为准。")
def keys(accept: bool) -> None:
    from gongjian.kernel import keyring

    if accept:
        click.confirm("以前的联系方式、匿名提出人和封存将不能再打开或核验，确定吗？", abort=True, err=True)
        keyring.accept()
    keyring.refuse_wrong_keys()
    say("密钥齐全。")


@cli.command("clock", help="时钟：后台工作是否因时钟跳动而停下。")
@click.option("--accept", is_flag=True, help="已核对：现在的时间是对的，后台工作继续。")
def clock_command(accept: bool) -> None:
    from gongjian.kernel import clock, clock_watch

    if accept:
        clock_watch.accept(clock.now())
    jump = clock_watch.stopped()
    if jump is not None:
        raise NotNow(
            f"时钟从 {jump['before']} 跳到了 {jump['after']}，后台工作已停下，没有办理任何到期事项。",
            remedy="请先把机器的时间校准，再运行 gongjian clock --accept。",
        )
    say("时钟没有跳动，后台工作照常。")


@cli.command("django", help="Django 自带的管理命令，如 gongjian django shell。")
@click.argument("rest", nargs=-1, type=click.UNPROCESSED)
def django_command(rest: tuple[str, ...]) -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["gongjian django", *rest])


django_command.context_settings = {"ignore_unknown_options": True, "help_option_names": []}


def _keep_traceback() -> Path:
    """Write the traceback of the present error to a file of the person's own, and give its path."""
    folder = Path(os.environ.get("GONGJIAN_DATA") or "data").resolve() / "logs"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "last-error.txt"
        path.write_text(traceback.format_exc())
    except OSError:
        sys.stderr.write(traceback.format_exc())
        return Path("上面")
    return path


def _refused(error: Refused) -> int:
    say(error)
    if isinstance(error, Malformed):
        for name, sentences in error.fields.items():
            for sentence in sentences:
                if str(sentence) != str(error.sentence):
                    say(f"  {name}：{sentence}")
    return 2 if isinstance(error, Malformed) else 1


def run(arguments: list[str] | None = None) -> int:
    """Run one command line; gives the exit code: 0 done, 1 refused or failed, 2 wrong input, 130 stopped by Ctrl-C."""
    try:
        result = cli.main(args=arguments, prog_name="gongjian", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Abort:
        say("已停止。")
        return 130
    except KeyboardInterrupt:
        say("已停止。")
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except Refused as error:
        return _refused(error)
    except BrokenPipeError:
        return 1
    except Exception as error:
        from django.core.management.base import CommandError
        from django.db.utils import DatabaseError, InterfaceError

        from gongjian.kernel.outage import GONE, outage_of

        if isinstance(error, CommandError):
            say(error)
        elif isinstance(error, DatabaseError | InterfaceError) and (outage := outage_of(error)) not in (None, GONE):
            say(outage.sentence)
        elif isinstance(error, DatabaseError | InterfaceError):
            _keep_traceback()
            say(DATABASE_TROUBLE.format(error=str(error).splitlines()[0] if str(error) else type(error).__name__))
        elif isinstance(error, OSError) and (outage := outage_of(error)):
            say(f"{outage.sentence}（{error}）")
        else:
            say(UNEXPECTED.format(error=f"{type(error).__name__}: {error}", path=_keep_traceback()))
        return 1


def main() -> None:
    """Entry point of the installed command."""
    sys.exit(run())


if __name__ == "__main__":
    main()
