"""``deploy/cluster``: one PostgreSQL with a streaming replica, two nodes, two workers and nginx, all on loopback.

A pattern to read and to try, and what ``tests/process/test_cluster.py`` drives; on real machines systemd keeps the same
parts (``deploy/*.service``). A part that falls is started again after a second. Standard library only.
"""

import argparse
import contextlib
import ctypes
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import setup_steps
from machine import find_nginx, find_postgres
from postgres_server import ordinary

GONGJIAN = setup_steps.PYTHON.with_name("gongjian")
NODES, WORKERS = 2, 2
PORTS = ("primary", "replica", *(f"node{n}" for n in range(NODES)))
MOST_REQUEST = "205m"  # thirty attachments, 200 MB together, are the most that one thing may have

UNAVAILABLE = (
    '<!doctype html><html lang="zh-Hans"><meta name="viewport" content="width=device-width"><title>暂时不能办理</title>'
    "<h1>暂时不能办理</h1><p>网站正在恢复。请过几秒钟先看结果，再决定是否重做；同一张表单重复提交不会办两次。</p>"
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def end_with_us(number: int) -> Callable[[], None]:
    """For the child: this signal when we are gone, however we went (Linux)."""

    def ask() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(1, number)

    return ask


class Part:
    """One running program of the cluster."""

    def __init__(
        self, name: str, command: list[object], out: Path, *, env: dict[str, str], ends: int, owner: dict[str, Any]
    ) -> None:
        self.name, self._command, self.out = name, [str(c) for c in command], out
        self._env, self._ends, self._owner = env, ends, owner
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.out.open("ab") as out:
            self.process = subprocess.Popen(
                self._command,
                env=self._env,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_us(self._ends),
                **self._owner,
            )

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self, within: float = 20) -> None:
        if self.process is None or not self.runs:
            return
        self.process.send_signal(self._ends)
        try:
            self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)

    def said(self) -> str:
        return self.out.read_text(errors="replace")[-4000:]


class Cluster:
    """All parts in one folder. ``quick``: no fsync, for tests."""

    def __init__(self, folder: Path, *, port: int = 0, quick: bool = False, **environment: str) -> None:
        self.binaries, self.nginx = find_postgres(), find_nginx()
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            folder.chmod(0o755)  # users other than root have parts of it
            if closed := next((p for p in folder.parents if not p.stat().st_mode & 0o001), None):
                raise setup_steps.Missing(
                    f"以 root 启动时，数据库和 nginx 以别的用户运行，进不了 {closed}；请用 --folder 指明别处。\n"
                    f"(started by root, parts run as other users, who may not enter {closed}: choose another --folder)"
                )
        for name in ("logs", "nginx", "pg", "data"):
            (folder / name).mkdir(exist_ok=True)
        self.ports = self._kept_ports()
        self.port = port or self.ports["nginx"]
        self.url = f"http://127.0.0.1:{self.port}"
        self.password = self._kept_password()
        self.quick = quick
        self.database_url, self.replica_url = (
            f"postgres://postgres:{self.password}@127.0.0.1:{self.ports[name]}/postgres"
            for name in ("primary", "replica")
        )
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("GONGJIAN_", "DATABASE_", "DJANGO_", "PG"))}
        self.environment = clean | {
            "GONGJIAN_DATA": str(folder / "data"),
            "GONGJIAN_STATIC": str(folder / "static"),
            "GONGJIAN_DELIVERY": "worker",
            "GONGJIAN_PROXIES": "127.0.0.1",
            "DATABASE_URL": self.database_url,
            "DATABASE_REPLICA_URL": self.replica_url,
            "PYTHONUNBUFFERED": "1",
            **environment,
        }
        self.parts: dict[str, Part] = {}

    def _kept_ports(self) -> dict[str, int]:
        kept = self.folder / "ports.json"
        if not kept.exists():
            kept.write_text(json.dumps({name: free_port() for name in (*PORTS, "nginx")}))
        return dict(json.loads(kept.read_text()))

    def _kept_password(self) -> str:
        kept = self.folder / "password"
        if not kept.exists():
            with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                out.write(secrets.token_urlsafe(24))
        return kept.read_text().strip()

    # --- one part after the other ---

    def _part(
        self, name: str, *command: object, env: dict[str, str] | None = None, ends: int = signal.SIGTERM, user: str = ""
    ) -> Part:
        owner = ordinary(user) if user else {}
        part = Part(
            name, list(command), self.folder / f"logs/{name}", env=env or self.environment, ends=ends, owner=owner
        )
        self.parts[name] = part
        part.start()
        return part

    def _postgres(self, name: str) -> None:
        speed = ["-c", "fsync=off"] if self.quick else []
        settings = ["listen_addresses=127.0.0.1", "max_connections=200", "hot_standby=on", "max_slot_wal_keep_size=2GB"]
        settings += ["unix_socket_directories="]  # nobody asks there, and the path of a socket may not be long
        options = [word for setting in settings for word in ("-c", setting)]
        data, port = self.folder / "pg" / name, self.ports[name]
        command = [self.binaries / "postgres", "-D", data, "-p", port, *options, *speed]
        part = self._part(name, *command, ends=signal.SIGINT, user="postgres")
        self.wait(part, lambda: self._pg("pg_isready", "-q", "-h", "127.0.0.1", "-p", port, check=False) == 0)

    def _pg(self, program: str, *words: object, check: bool = True) -> int:
        """One of PostgreSQL's own programs, as its own user."""
        ran = subprocess.run(
            [str(w) for w in (self.binaries / program, *words)],
            env=self.environment | {"PGPASSWORD": self.password},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            **ordinary("postgres"),
        )
        if check and ran.returncode:
            raise setup_steps.Missing(f"{program} 没有成功 (failed)：\n{ran.stdout}\n{ran.stderr}")
        return ran.returncode

    def _primary(self) -> None:
        data = self.folder / "pg/primary"
        if os.geteuid() == 0:
            os.chown(self.folder / "pg", ordinary("postgres")["user"], -1)
        if not (data / "PG_VERSION").exists():
            password_file = self.folder / "pg/password"
            password_file.write_text(self.password)
            if os.geteuid() == 0:
                os.chown(password_file, ordinary("postgres")["user"], -1)
            password_file.chmod(0o600)
            self._pg("initdb", "-D", data, "-U", "postgres", "-A", "scram-sha-256", f"--pwfile={password_file}", "-E", "UTF8",
                     "--locale=C.UTF-8", *(["--no-sync"] if self.quick else []))  # fmt: skip
            password_file.unlink()
        self._postgres("primary")

    def _replica(self) -> None:
        data = self.folder / "pg/replica"
        if not (data / "PG_VERSION").exists():
            address = ["-h", "127.0.0.1", "-p", self.ports["primary"], "-U", "postgres"]
            self._pg("pg_basebackup", *address, "-D", data, "-R", "-X", "stream", "-c", "fast", "-C", "-S", "replica")
        self._postgres("replica")

    def _node(self, n: int) -> None:
        port = self.ports[f"node{n}"]
        part = self._part(
            f"node{n}", GONGJIAN, "serve", "--no-work", "--port", port, *(["--workers", 1] if self.quick else [])
        )
        self.wait(part, lambda: answers(f"http://127.0.0.1:{port}/healthz"))

    def _nginx(self) -> None:
        folder = self.folder / "nginx"
        nodes = "\n".join(
            f"        server 127.0.0.1:{self.ports[f'node{n}']} max_fails=2 fail_timeout=2s;" for n in range(NODES)
        )
        filled = {
            "FOLDER": folder,
            "STATIC": self.environment["GONGJIAN_STATIC"],
            "PORT": self.port,
            "NODES": nodes,
            "MOST_REQUEST": MOST_REQUEST,
            "UNAVAILABLE": UNAVAILABLE,
        }
        said = (setup_steps.ROOT / "deploy/nginx.conf").read_text()
        for name, value in filled.items():
            said = said.replace(f"@{name}@", str(value))
        (folder / "nginx.conf").write_text(said)
        if os.geteuid() == 0:
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, "nobody")
        command = [self.nginx, "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "error.log"]
        part = self._part("nginx", *command, ends=signal.SIGQUIT, user="nobody")
        self.wait(part, lambda: answers(f"{self.url}/healthz"))

    # --- the whole ---

    def gongjian(self, *words: str) -> None:
        """One run of the command, shown only if it fails."""
        setup_steps.run([GONGJIAN, *words], env=self.environment)

    def start(self, *, demo: bool = False) -> None:
        """All parts, in order. Raises Missing with the words of the part that does not come."""
        self._primary()
        self.gongjian("migrate")
        if demo:
            self.gongjian("demo")
        self._replica()
        for n in range(NODES):
            self._node(n)
        for n in range(WORKERS):
            self._part(f"worker{n}", GONGJIAN, "work")
        self._nginx()

    def mend(self) -> list[str]:
        """Start again what has fallen. Gives the names."""
        fallen = [part for part in self.parts.values() if not part.runs]
        for part in fallen:
            part.start()
        return [part.name for part in fallen]

    def stop(self) -> None:
        """In the order that lets everybody finish: the door, the nodes, the workers, the replica, the primary."""
        order = ["nginx", *(n for n in self.parts if n.startswith(("node", "worker"))), "replica", "primary"]
        for name in order:
            if name in self.parts:
                self.parts[name].stop()

    def wait(self, part: Part, ready: Callable[[], bool], within: float = 90) -> None:
        """Until it is ready. Raises Missing with its own words."""
        last = time.monotonic() + within
        while time.monotonic() < last and part.runs:
            if ready():
                return
            time.sleep(0.1)
        raise setup_steps.Missing(f"{part.name} 没有启动 (did not start)：\n{part.said()}")


def answers(url: str) -> bool:
    """Whether somebody answers there with 200."""
    with contextlib.suppress(OSError, urllib.error.URLError), urllib.request.urlopen(url, timeout=5) as answer:
        return bool(answer.status == 200)
    return False


def main() -> int:
    parser = argparse.ArgumentParser(prog="deploy/cluster", description=__doc__)
    parser.add_argument(
        "--folder", type=Path, default=setup_steps.ROOT / "data/cluster", help="数据文件夹 (where all lies)"
    )
    parser.add_argument("--port", type=int, default=0, help="nginx 的端口 (its port; else one that is free)")
    parser.add_argument("--no-demo", action="store_true", help="不生成示范大学 (no demo university)")
    chosen = parser.parse_args()
    setup_steps.ensure_python(dev=False)
    setup_steps.ensure_catalogues()
    setup_steps.ensure_frontend()
    cluster = Cluster(chosen.folder.resolve(), port=chosen.port)
    fresh = not (cluster.folder / "pg/primary").exists()

    def end(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    try:
        setup_steps.say("启动主库、副本、节点、后台进程和 nginx", "starting all parts")
        cluster.start(demo=fresh and not chosen.no_demo)
        setup_steps.say(f"集群正在 {cluster.url}/ 提供服务；按 Ctrl-C 结束", "serving; Ctrl-C ends it")
        setup_steps.say(f"数据与日志在 {cluster.folder}", "data and logs")
        while True:
            time.sleep(1)
            for name in cluster.mend():
                setup_steps.say(f"{name} 停了，已重新启动", "fell and was started again")
    except KeyboardInterrupt:
        setup_steps.say("正在结束", "ending")
    finally:
        cluster.stop()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except setup_steps.Missing as error:
        sys.stdout.write(f"{error}\n")
        sys.exit(1)
