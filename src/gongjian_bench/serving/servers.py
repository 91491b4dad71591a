"""The real server on one store, as ``./run`` starts it, and what the system says of its processes (Linux)."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click

from ..stores.clusters import free_port
from ..stores.shelf import Store

SETTINGS = "gongjian_bench.settings"
START = "from gongjian.config.cli import main; main()"
STARTS_WITHIN = 120.0
TICK = os.sysconf("SC_CLK_TCK")


class Server:
    """``gongjian serve`` with the bench's two layers. Events wait, as they do when a worker runs beside it."""

    def __init__(self, store: Store, static: Path) -> None:
        self.store = store
        self.port = free_port()
        self.log = store.folder / "serve.log"
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-c", START, "serve", "--port", str(self.port), "--no-work"],
                env=store.environment(
                    DJANGO_SETTINGS_MODULE=SETTINGS, GONGJIAN_STATIC=str(static), GONGJIAN_DELIVERY="worker"
                ),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C at the terminal is for us
            )

    def wait(self) -> "Server":
        """Until it answers. Raises ClickException with its own last words."""
        last = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < last and self.process.poll() is None:
            with contextlib.suppress(OSError, http.client.HTTPException):
                with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as line:
                    line.request("GET", "/healthz")
                    line.getresponse().read()
                return self
            time.sleep(0.2)
        said = self.log.read_text(errors="replace")[-2000:]
        self.stop()
        raise click.ClickException(f"网站没有启动：{said}")

    def pids(self) -> list[int]:
        """All living processes of the server."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError, ValueError, IndexError):
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                if int(fields[3]) == self.process.pid:
                    found.append(int(entry.name))
        return found

    def cpu(self) -> float:
        """Seconds of processor time that its processes have used so far."""
        ticks = 0
        for pid in self.pids():
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                ticks += int(fields[11]) + int(fields[12])
        return ticks / TICK

    def memory(self) -> int:
        """Megabytes its processes have in memory; what they share is divided among them."""
        kilobytes = 0
        for pid in self.pids():
            with contextlib.suppress(OSError, StopIteration):
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
                kilobytes += int(next(line for line in lines if line.startswith("Pss:")).split()[1])
        return kilobytes // 1024

    def stop(self) -> None:
        """End it and what is left of it."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(15)
        for pid in [self.process.pid, *self.pids()]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(10)
