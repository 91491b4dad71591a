"""``gongjian start``: everything between an empty folder and the first page, in one process, skipping what is done."""

import contextlib
import hashlib
import io
import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, connection
from rich import box
from rich.console import Console
from rich.table import Table

from gongjian.config.requests.health import pending_migrations
from gongjian.kernel import keyring
from gongjian.kernel.commands import say
from gongjian.rulebook.operations import sync as sync_rules

MIGRATING = 0x676F6E676A69616E  # "gongjian", the number of the advisory lock
LOCK_EXCLUSIVE = 2  # fcntl.LOCK_EX
NOT_SERVED = ["redoc*"]  # the other viewer that Ninja ships; ours is Swagger's
ACCOUNT_WORDS = {"part_label": "身份", "username": "账号", "password": "口令", "name": "姓名", "body": "单位"}
SHOWN_OF_EACH_PART = 2


def _static_fingerprint() -> str:
    sums = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            sums.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return sums.hexdigest()


def collect_static() -> None:
    """Static files into the data folder, named by their contents and compressed; skipped if none has changed."""
    stamp = settings.STATIC_ROOT / ".stamp"
    now = _static_fingerprint()
    if stamp.is_file() and stamp.read_text() == now:
        return
    say("▸ 收集静态文件")
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=NOT_SERVED)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(now)


@contextlib.contextmanager
def migrating_alone() -> Iterator[None]:
    """Within: nobody else migrates this database; who comes second waits. PostgreSQL: an advisory lock of this connection,
    gone with it; SQLite: a lock on a file in the data folder."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])
        return
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.DATA_DIR / ".migrating").open("w") as lock:
        with contextlib.suppress(ImportError):  # no such locks on Windows
            import_module("fcntl").flock(lock, LOCK_EXCLUSIVE)
        yield


def migrate_alone() -> None:
    """Make or update the tables, after anybody else who does so just now."""
    with migrating_alone():
        call_command("migrate", interactive=False, verbosity=0)


def migrate_if_needed() -> None:
    """Tables made or brought up to date."""
    pending = pending_migrations()
    if pending:
        say(f"▸ 建立或更新数据库的表（{pending} 项变更）")
        migrate_alone()
    else:
        sync_rules()  # a release may bring new articles and no change of a table


def settle_keys() -> None:
    """Note the keys of a store that is in use (``kernel.keyring``). Raises NotNow: they are missing or wrong.

    Where the database does not answer, or has no tables yet, nothing is known and nothing refused.
    """
    try:
        if pending_migrations():
            return
        if is_in_use():
            keyring.settle()
        else:
            keyring.refuse_wrong_keys()
    except (DatabaseError, InterfaceError) as error:
        say(f"▲ 暂时无法核对密钥：{error}")


def is_in_use() -> bool:
    """Whether anything has been written into the ledger, or there is a person."""
    return any(apps.get_model(*n)._default_manager.exists() for n in (("audit", "Entry"), ("people", "Person")))


def is_empty() -> bool:
    """Whether nobody has an account yet."""
    return not apps.get_model("people", "Account")._default_manager.exists()


def _run(command: click.Command, arguments: list[str]) -> None:
    command.main(args=arguments, prog_name=f"gongjian {command.name}", standalone_mode=False)


def _said_json(command: click.Command, arguments: list[str]) -> Any:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        _run(command, arguments)
    return json.loads(said.getvalue() or "null")


def show_accounts(accounts: Any) -> None:
    """The first demo accounts of each part as a table. ``accounts`` is what ``gongjian demo --accounts`` gives."""
    shown: list[dict[str, str]] = []
    met: dict[str, int] = {}
    for row in accounts or []:
        met[row["part"]] = met.get(row["part"], 0) + 1
        if met[row["part"]] <= SHOWN_OF_EACH_PART:
            shown.append(row)
    if not shown:
        return
    passwords = {row["password"] for row in shown}
    columns = [c for c in ACCOUNT_WORDS if c in shown[0] and not (c == "password" and len(passwords) == 1)]
    table = Table(title="示范账号", title_justify="left", box=box.SIMPLE)
    for column in columns:
        table.add_column(ACCOUNT_WORDS[column], no_wrap=True)
    for row in shown:
        table.add_row(*(row[c] for c in columns))
    Console(stderr=True, width=None if sys.stderr.isatty() else 100).print(table)
    if len(passwords) == 1:
        say(f"口令都是：{passwords.pop()}")
    say("全部账号：gongjian demo --accounts")


def prepare(demo: click.Command | None) -> None:
    """Bring database and static files up to date; with *demo* make the demo university if the database is empty."""
    migrate_if_needed()
    collect_static()
    if demo is None:
        return
    if is_empty():
        say("▸ 数据库是空的，生成示范大学（姓名都是虚构的）")
        _run(demo, [])
    settle_keys()
    show_accounts(_said_json(demo, ["--accounts"]))
