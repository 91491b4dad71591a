"""A real server for tests: ``gongjian serve`` on a free loopback port, with a data folder of its own."""

import contextlib
import fcntl
import functools
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
GONGJIAN = Path(sys.executable).with_name("gongjian")
STARTS_WITHIN = 60.0
STATIC = ROOT / "var/static-for-tests"  # collected once for all sites


@contextlib.contextmanager
def alone(name: str) -> Iterator[None]:
    """One process of the run at a time: the others wait for what it makes."""
    locks = ROOT / "var/locks"
    locks.mkdir(parents=True, exist_ok=True)
    with (locks / name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@functools.cache
def collect_static() -> None:
    """The folder ``STATIC``, as ``gongjian serve`` would make it for each site again (seconds of compressing)."""
    collect = "from gongjian.config.processes.starting import collect_static; collect_static()"
    with alone("static"), tempfile.TemporaryDirectory() as data:
        made = gongjian(Path(data), "django", "shell", "-c", collect)
        assert made.returncode == 0, made.stderr


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path, database_url: str = "", **more: str) -> dict[str, str]:
    """The environment of a site of its own: nothing of the test run's leaks in."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GONGJIAN_", "DATABASE_", "DJANGO_", "PYTEST"))}
    kept.update(GONGJIAN_DATA=str(data), DATABASE_URL=database_url, GONGJIAN_STATIC=str(STATIC), PYTHONUNBUFFERED="1")
    kept.update(more)
    return kept


def gongjian(
    data: Path, *arguments: str, database_url: str = "", timeout: float = 300, **more: str
) -> subprocess.CompletedProcess[str]:
    """One run of the command; the caller looks at ``returncode``, ``stdout``, ``stderr``."""
    return subprocess.run(
        [str(GONGJIAN), *arguments],
        env=environment(data, database_url, **more),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


class Server:
    """A running ``gongjian serve`` (or another command line that listens on ``--port``) in a session of its own."""

    def __init__(self, data: Path, *options: str, database_url: str = "", command: str = "serve", **more: str) -> None:
        collect_static()
        self.data = data
        self.database_url = database_url
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data / f"{command}-{self.port}.log"
        data.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [str(GONGJIAN), command, "--port", str(self.port), *options],
                env=environment(data, database_url, **more),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        """What it has written so far."""
        return self.log.read_text(errors="replace")

    def wait(self, within: float = STARTS_WITHIN) -> "Server":
        """Until ``/healthz`` answers at all; AssertionError with its own words if it does not."""
        last = time.monotonic() + within
        while time.monotonic() < last:
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended with {self.process.returncode}:\n{self.said()}")
            with contextlib.suppress(OSError):
                self.health()
                return self
            time.sleep(0.1)
        raise AssertionError(f"no answer within {within} s:\n{self.said()}")

    def health(self) -> tuple[int, dict[str, Any]]:
        """Status and JSON of ``/healthz``."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def members(self) -> dict[int, str]:
        """Living processes of its session (Linux): pid -> command line."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError, ValueError, IndexError):
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                if int(fields[3]) == self.process.pid and fields[0] != "Z":
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        return found

    def worker_pids(self) -> list[int]:
        """The worker beside it."""
        return [pid for pid, words in self.members().items() if words.strip().endswith(" work")]

    def stop(self, number: int = signal.SIGTERM, within: float = 20) -> int:
        """End it as a person would; gives the exit code. What is left of its group after that is killed."""
        if self.process.poll() is None:
            self.process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(within)
        self.kill()
        return self.process.wait(10)

    def kill(self) -> None:
        """kill -9 for all of its processes at once."""
        for pid in [self.process.pid, *self.members()]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def serving(data: Path, *options: str, database_url: str = "", **more: str) -> Iterator[Server]:
    """A server that answers, ended at the end. The database must have been migrated."""
    server = Server(data, *options, database_url=database_url, **more)
    try:
        yield server.wait()
    finally:
        server.stop()
