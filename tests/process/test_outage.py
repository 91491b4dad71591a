"""The database is killed, or the disk is full, in the middle of the work: said so, nothing lost, on again by itself."""

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from machine import POSTGRES, find_postgres, lacking
from postgres_server import ordinary

from tests import prepared
from tests.serving import serving

from .conftest import SERVER
from .test_kill import FURNISH, ask, raise_one, whole
from .test_serve import until


class Cluster:
    """A PostgreSQL of our own that may be killed: durable commits, no fsync (the machine itself does not fall)."""

    def __init__(self, folder: Path) -> None:
        self.binaries = find_postgres()
        self.folder = folder
        self.owner = ordinary("postgres")
        if self.owner:
            os.chown(folder, self.owner["user"], self.owner["group"])
        made = subprocess.run(
            [self.binaries / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync"],
            capture_output=True, text=True, cwd="/", check=False, **self.owner,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self.server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it (again) and wait until it answers."""
        with (self.folder / "out").open("ab") as out:
            self.server = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.folder / "data", "-p", str(self.port),
                 "-c", "unix_socket_directories=", "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"],
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, cwd="/", start_new_session=True,
                **self.owner,
            )  # fmt: skip
        assert until(self.answers, 60), (self.folder / "out").read_text()

    def answers(self) -> bool:
        asked = [self.binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(asked, capture_output=True, check=False).returncode == 0

    def take_tables(self) -> None:
        """The tables of the prepared database, brought over from the server of the run."""
        source = prepared.beside(SERVER, prepared.postgres_template(SERVER))
        with tempfile.TemporaryFile() as kept:
            subprocess.run([self.binaries / "pg_dump", "-d", source], stdout=kept, check=True)
            kept.seek(0)
            psql = [self.binaries / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.url]
            subprocess.run(psql, stdin=kept, stdout=subprocess.DEVNULL, check=True)

    def kill(self) -> None:
        """kill -9 for it and all of its processes."""
        if self.server is not None and self.server.poll() is None:
            os.kill(self.server.pid, signal.SIGKILL)
            self.server.wait(20)
            assert until(lambda: not self._left(), 20)

    def _left(self) -> bool:
        """Whether a process of its still lives: they end when they see that the first one is gone."""
        assert self.server is not None
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError, IndexError, ValueError):
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                if f"{self.folder}".encode() in (entry / "cmdline").read_bytes() and fields[0] != "Z":
                    os.kill(int(entry.name), signal.SIGKILL)
                    return True
                if int(fields[1]) == self.server.pid:
                    return True
        return False


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    if not SERVER:
        pytest.skip("GONGJIAN_TEST_POSTGRES names no PostgreSQL server (./test process starts one)")
    if said := lacking([POSTGRES]):
        pytest.skip(said)
    with tempfile.TemporaryDirectory(prefix="gongjian-outage-", dir="/tmp") as folder:
        own = Cluster(Path(folder))
        own.start()
        try:
            yield own
        finally:
            own.kill()


def page(url: str) -> tuple[int, str]:
    """Status and text of a page."""
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_postgresql_killed_in_the_middle_of_many_creations(cluster: Cluster, tmp_path: Path) -> None:
    cluster.take_tables()
    given = ask(tmp_path, cluster.url, FURNISH, "FURNISHED ")
    acknowledged: list[dict[str, Any]] = []
    enough, over = threading.Event(), threading.Event()

    def caller(start: int) -> None:
        n = start
        while not over.is_set():
            if (said := raise_one(server, given, n)) is not None:
                acknowledged.append(said)
                if len(acknowledged) >= 40:
                    enough.set()
            n += 10

    with serving(tmp_path, database_url=cluster.url) as server, ThreadPoolExecutor(8) as callers:
        assert until(server.worker_pids)
        orders = [callers.submit(caller, n) for n in range(8)]
        try:
            assert enough.wait(90)
            cluster.kill()
            before = len(acknowledged)
            status, said = server.health()
            assert status == 503 and said["database"]["ok"] is False
            shown = page(f"{server.url}/")
            assert shown[0] == 503 and "数据库暂时没有应答" in shown[1]
            cluster.start()
            assert until(lambda: server.health()[0] == 200, 60), server.health()
            assert until(lambda: len(acknowledged) > before, 60), "it did not go on by itself"
        finally:
            over.set()
        for one in orders:
            one.result()
        assert page(f"{server.url}/")[0] == 200
        assert server.process.poll() is None
    found = whole(tmp_path, cluster.url, acknowledged)
    assert found["messages"] == len(found["numbers"])  # the secretary of the branch, once for each


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of a few megabytes, where this machine lets us mount one."""
    with tempfile.TemporaryDirectory(prefix="gongjian-disk-", dir="/tmp") as folder:
        asked = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder]
        try:
            made = subprocess.run(asked, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            pytest.skip("no mount here")
        if made.returncode:
            pytest.skip(f"this machine lets nobody mount a small disk: {made.stderr.strip()}")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "-l", folder], check=False)


def test_a_disk_that_runs_full_and_is_cleared_again(small_disk: Path) -> None:
    prepared.put_sqlite(small_disk)
    given = ask(small_disk, "", FURNISH, "FURNISHED ")
    acknowledged: list[dict[str, Any]] = []
    filler = small_disk / "filler"
    with serving(small_disk, "--workers", "1") as server:

        def goes_on() -> bool:
            said = raise_one(server, given, len(acknowledged))
            if said is not None:
                acknowledged.append(said)
            return said is not None

        assert goes_on()
        with contextlib.suppress(OSError), filler.open("wb") as out:
            while True:
                out.write(bytes(4096))
                out.flush()
        assert until(lambda: not goes_on(), 60), "the disk is not full"
        status, said = server.health()
        assert status == 503 and "磁盘" in "".join(said["reasons"])
        for address in ("/", "/matters/public/", "/rulebook/"):  # reading goes on
            assert page(f"{server.url}{address}")[0] == 200, (
                address,
                server.said()[-3000:] if hasattr(server, "said") else "",
            )
        filler.unlink()
        assert until(goes_on, 30), "it did not go on by itself"
        assert until(lambda: server.health()[0] == 200, 30), server.health()
    whole(small_disk, "", acknowledged)
