"""A PostgreSQL server of the bench's own, kept in the folder of its stores; or the one that DATABASE_URL names."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import click

STARTS_WITHIN = 60.0
MISSING = (
    "没有找到 PostgreSQL 服务器程序（initdb、postgres，15 或更新）。请安装它（Debian/Ubuntu：apt-get install postgresql），"
    "或用 --postgres 指明一个可以建库的服务器，或只测 SQLite：--database sqlite。"
)
FAST = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
)
COMMON = (
    "shared_buffers=1GB",
    "max_wal_size=8GB",
    "max_connections=120",
    "listen_addresses=127.0.0.1",
    "work_mem=16MB",
)


def find_binaries() -> Path:
    """The folder with ``initdb`` and ``postgres``, the newest. Raises ClickException with what to install."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda f: int(f.parent.name) if f.parent.name.isdigit() else 0,
        reverse=True,
    )
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise click.ClickException(MISSING)


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _owner() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: there it belongs to the system's own user for it."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


def _make(binaries: Path, folder: Path) -> None:
    fresh = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    owner = _owner()
    if owner:
        shutil.chown(fresh, "postgres", "postgres")
    words: list[Any] = [binaries / "initdb", "-D", fresh / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    made = subprocess.run(
        [*words, "--locale=C.UTF-8", "--no-sync"], capture_output=True, text=True, cwd="/", check=False, **owner
    )
    if made.returncode:
        raise click.ClickException(f"initdb 没有成功：{made.stdout}{made.stderr}")
    fresh.rename(folder)


@contextlib.contextmanager
def running(folder: Path, given: str = "", *, fast: bool = False) -> Iterator[str]:
    """The address of a server: *given*, or our own in *folder*, which runs until the end. *fast*: nothing is flushed."""
    if given:
        yield given
        return
    binaries = find_binaries()
    if not folder.exists():
        _make(binaries, folder)
    port = free_port()
    options = [part for word in (*COMMON, *(FAST if fast else ())) for part in ("-c", word)]
    with (folder / "out").open("wb") as out:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", "-p", str(port), "-k", "", *options],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd="/",
            start_new_session=True,  # Ctrl-C at the terminal is for us
            **_owner(),
        )
    try:
        _wait(server, port, folder / "out")
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(signal.SIGINT)  # open connections are closed
        try:
            server.wait(120)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)
            server.wait(20)


def moved(address: str, server: str) -> str:
    """The same database, on the server as it runs now (its port is another each time)."""
    return urlunsplit(urlsplit(server)._replace(path=urlsplit(address).path))


def _wait(server: "subprocess.Popen[bytes]", port: int, out: Path) -> None:
    last = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < last:
        if server.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            if "ready to accept connections" in out.read_text(errors="replace"):
                return
        time.sleep(0.1)
    raise click.ClickException(f"PostgreSQL 没有启动：{out.read_text(errors='replace')[-2000:]}")
