"""A PostgreSQL server of the checks' own: in a temporary folder, on a free loopback port, ended with the run."""

import contextlib
import functools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from machine import find_postgres
from shell import Missing, say

SETTINGS = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",  # nobody asks there, and the path of a socket may not be long
    "max_connections=120",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=128MB",
)


def ordinary(name: str) -> dict[str, Any]:
    """For ``subprocess``: run as this user if we are root (PostgreSQL refuses to be root, nginx has no need to)."""
    if os.geteuid() != 0:
        return {}
    try:
        found = pwd.getpwnam(name)
    except KeyError:  # the program is not the system's own
        found = pwd.getpwnam("nobody")
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


@contextlib.contextmanager
def postgres_cluster() -> Iterator[str]:
    """Gives the DATABASE_URL of a server that runs until the end; of the one in TEST_DATABASE_URL if that is set.

    Raises Missing if there are no server programs, or if it does not start.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    binaries, owner = find_postgres(), ordinary("postgres")
    folder = Path(tempfile.mkdtemp(prefix="gongjian-pg-", dir="/tmp"))
    try:
        if owner:
            os.chown(folder, owner["user"], owner["group"])
        say("启动测试用的 PostgreSQL", "starting a PostgreSQL of our own")
        how = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        made = subprocess.run(
            [binaries / "initdb", "-D", folder / "data", *how],
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
            **owner,
        )
        if made.returncode:
            raise Missing(f"initdb 没有成功：\n{made.stdout}\n{made.stderr}")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        options = [word for setting in SETTINGS for word in ("-c", setting)]
        with (folder / "out").open("wb") as out:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", folder / "data", "-p", str(port), *options],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd="/",
                start_new_session=True,
                **owner,
            )
        try:
            _wait(binaries, server, port, folder / "out")
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(signal.SIGINT)  # "fast": open connections are closed
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.send_signal(signal.SIGQUIT)
                server.wait(10)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(binaries: Path, server: "subprocess.Popen[bytes]", port: int, out: Path) -> None:
    """Until it answers; raises Missing with its own words if it ends or takes more than 30 seconds."""
    for _attempt in range(150):
        ready = subprocess.run(
            [binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], capture_output=True, check=False
        )
        if ready.returncode == 0:
            return
        if server.poll() is not None:
            break
        time.sleep(0.2)
    raise Missing(f"PostgreSQL 没有启动：\n{out.read_text(errors='replace')}")


UNTIL_THE_END = contextlib.ExitStack()


@functools.cache
def cluster() -> str:
    """The address of the one PostgreSQL of this run, started when first asked for and ended with ``UNTIL_THE_END``."""
    return UNTIL_THE_END.enter_context(postgres_cluster())
