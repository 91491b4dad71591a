"""``gongjian serve``: the site and the worker beside it come, stay and go together."""

import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from gongjian.config.processes.serving import SILENT
from tests import prepared
from tests.serving import gongjian, serving


def until(condition: Callable[[], object], within: float = 15) -> bool:
    last = time.monotonic() + within
    while time.monotonic() < last:
        if condition():
            return True
        time.sleep(0.1)
    return bool(condition())


def test_it_serves_is_well_and_ends_with_all_its_processes(site: Path, database_url: str) -> None:
    with serving(site, database_url=database_url) as server:
        status, said = server.health()
        assert (status, said["status"]) == (200, "ok"), said
        assert said["database"]["engine"] == ("postgresql" if database_url else "sqlite")
        assert until(lambda: len(server.worker_pids()) == 1)
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(20)
        assert until(lambda: not server.members(), 5), server.members()


def test_ctrl_c_ends_everything(site: Path, database_url: str) -> None:
    with serving(site, database_url=database_url) as server:
        assert until(lambda: server.worker_pids())
        os.killpg(server.process.pid, signal.SIGINT)  # what a terminal does
        server.process.wait(20)
        assert until(lambda: not server.members(), 5), server.members()
        assert "Traceback" not in server.said()


def test_a_fallen_worker_is_started_again(site: Path, database_url: str) -> None:
    with serving(site, database_url=database_url) as server:
        assert until(lambda: server.worker_pids())
        fallen = server.worker_pids()[0]
        os.kill(fallen, signal.SIGKILL)
        assert until(lambda: server.worker_pids() and server.worker_pids() != [fallen])


def test_all_go_when_the_first_process_was_killed(site: Path) -> None:
    with serving(site) as server:
        assert until(lambda: server.worker_pids())
        server.process.kill()
        server.process.wait(10)
        assert until(lambda: not server.members()), server.members()


def test_without_migrations_it_says_so(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        status, said = server.health()
    assert status == 503
    assert any("gongjian migrate" in reason for reason in said["reasons"])


def test_a_busy_port_is_a_sentence(site: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        got = gongjian(site, "serve", "--port", str(port))
    assert got.returncode == 1
    assert str(port) in got.stderr
    assert "Traceback" not in got.stderr


def test_a_database_that_is_gone_is_said(tmp_path: Path) -> None:
    """The answer is 503 with a reason, and tells no password."""
    gone = "postgres://nobody:secret-word@127.0.0.1:1/nothing"
    with serving(tmp_path, "--no-work", database_url=gone) as server:
        status, said = server.health()
    assert status == 503
    assert said["database"]["ok"] is False
    assert "secret-word" not in str(said)


def test_a_connection_that_says_nothing_is_closed(tmp_path: Path) -> None:
    prepared.put_sqlite(tmp_path)
    with serving(tmp_path, "--workers", "1") as server:
        silent, slow = (socket.create_connection(("127.0.0.1", server.port), timeout=SILENT / 1000 + 15) for _ in "12")
        with silent, slow:
            slow.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
            for line in (silent, slow):
                while line.recv(4096):
                    pass  # a 408 at most, then the end; a timeout fails the test
