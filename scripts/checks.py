"""``./test``: sets up what is missing and runs everything; the last line says how many passed, failed and were skipped."""

import argparse
import contextlib
import functools
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import house

COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)\b")
CLOSING = re.compile(
    r"^=*\s*(?:\d+ (?:passed|failed|errors?|skipped|deselected|xfailed|xpassed|warnings?)(?:, )?)+ in [\d.:]+"
)
PARTS = ("style", "types", "walls", "unit", "postgres", "browser", "process")
ALIASES = {"all": PARTS, "lint": ("style",)}
# The tests start many processes of the house. Each would compile all of it and of its libraries anew (twice the time
# of starting) where nothing compiled is kept; it is kept apart, so that no source folder is touched.
COMPILED_ONCE = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(house.ROOT / "var/bytecode")}


@dataclass
class Tally:
    """What one part gave."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    cpu: float = 0.0  # seconds of all cores, which say how long it takes on a quiet machine
    notes: list[str] = field(default_factory=list)


def stream(command: list[str], env: dict[str, str] | None = None) -> tuple[int, list[str]]:
    """Run, showing the output as it comes. Gives the exit code and the lines."""
    lines: list[str] = []
    child = subprocess.Popen(
        command,
        cwd=house.ROOT,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    assert child.stdout is not None
    try:
        for line in child.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            lines.append(line.rstrip("\n"))
        return child.wait(), lines
    except BaseException:
        child.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(20)
        child.kill()
        raise


def tool(tally: Tally, label: str, *command: str) -> None:
    """One checking tool: one passed or one failed."""
    house.say(label)
    code, _lines = stream([str(house.PYTHON.with_name(command[0])), *command[1:]])
    tally.passed += code == 0
    tally.failed += code != 0


def pytest(tally: Tally, *arguments: str, env: dict[str, str] | None = None) -> None:
    """One pytest run, counted from its closing line; a run that ends without one counts as failed."""
    code, lines = stream([str(house.PYTHON), "-m", "pytest", *arguments], {**COMPILED_ONCE, **(env or {})})
    closing = next((line for line in reversed(lines) if CLOSING.match(line.strip())), "")
    counts = {kind.rstrip("s") if kind.startswith("error") else kind: int(n) for n, kind in COUNT.findall(closing)}
    tally.passed += counts.get("passed", 0) + counts.get("xfailed", 0)
    failed = counts.get("failed", 0) + counts.get("error", 0) + counts.get("xpassed", 0)
    tally.skipped += counts.get("skipped", 0)
    if code == 5 and not failed:  # nothing collected here yet
        tally.notes.append("没有收集到测试")
    elif code and not failed:
        failed = 1
        tally.notes.append(f"pytest 以 {code} 结束")
    tally.failed += failed


# --- the parts ---


def style(tally: Tally) -> None:
    tool(tally, "代码风格：ruff check", "ruff", "check", "--quiet", ".")
    tool(tally, "代码格式：ruff format --check", "ruff", "format", "--check", "--quiet", ".")


def types(tally: Tally) -> None:
    tool(tally, "类型：mypy --strict", "mypy")


def walls(tally: Tally) -> None:
    tool(tally, "层次：lint-imports", "lint-imports")
    pytest(tally, "tests/walls", "-n", "2")


def everyday(*more: str) -> list[str]:
    return ["tests", "--ignore=tests/walls", "--ignore=tests/browser", "--ignore=tests/process", "-n", "2", *more]


def unit(tally: Tally) -> None:
    pytest(tally, *everyday(), env={"DATABASE_URL": ""})


def postgres(tally: Tally) -> None:
    # What never asks the database has just run, and would give the same again.
    pytest(tally, *everyday("--with-database"), env={"DATABASE_URL": cluster()})


def browser(tally: Tally) -> None:
    chromium = find_chromium()
    pytest(tally, "tests/browser", "-n", "2", env={"DATABASE_URL": "", "CHROMIUM": chromium})


def process(tally: Tally) -> None:
    # Three at a time on two cores: they often wait for a server to come or go.
    pytest(
        tally,
        "tests/process",
        "-n",
        "3",
        "--dist",
        "loadfile",
        env={"DATABASE_URL": "", "GONGJIAN_TEST_POSTGRES": cluster()},
    )


RUN: dict[str, Callable[[Tally], None]] = {
    "style": style,
    "types": types,
    "walls": walls,
    "unit": unit,
    "postgres": postgres,
    "browser": browser,
    "process": process,
}


# --- what the parts need ---


def find_chromium() -> str:
    """The browser (CHROMIUM, or on PATH). Raises Missing with what to install."""
    names = [os.environ.get("CHROMIUM") or "", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    for name in filter(None, names):
        found = shutil.which(name)
        if found:
            return found
    raise house.Missing(
        "没有找到 Chromium，浏览器测试不能运行。Debian/Ubuntu：apt-get install chromium fonts-noto-cjk；"
        "已装在别处时用环境变量 CHROMIUM 指明。\n"
        "(no Chromium: apt-get install chromium fonts-noto-cjk, or set CHROMIUM)"
    )


def find_postgres() -> Path:
    """The folder with ``initdb`` and ``postgres``, the newest. Raises Missing with what to install."""

    def age(folder: Path) -> int:
        return int(folder.parent.name) if folder.parent.name.isdigit() else 0

    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=age, reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise house.Missing(
        "没有找到 PostgreSQL 服务器程序（initdb、postgres，15 或更新）。Debian/Ubuntu：apt-get install postgresql。\n"
        "(no PostgreSQL server binaries: apt-get install postgresql)"
    )


@contextlib.contextmanager
def postgres_cluster() -> Iterator[str]:
    """A PostgreSQL of our own in a temporary folder, on a free loopback port, ended at the end. Gives its DATABASE_URL.

    If TEST_DATABASE_URL is set, that server is used instead.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    binaries = find_postgres()
    owner: dict[str, object] = {}
    folder = Path(tempfile.mkdtemp(prefix="gongjian-pg-", dir="/tmp"))
    try:
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(folder, "postgres", "postgres")
            owner = {"user": "postgres", "group": "postgres", "extra_groups": []}
        house.say("启动测试用的 PostgreSQL", "starting a PostgreSQL of our own")
        made = subprocess.run(
            [
                binaries / "initdb",
                "-D",
                folder / "data",
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ],
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
            **owner,  # type: ignore[call-overload]
        )
        if made.returncode:
            raise house.Missing(f"initdb 没有成功：\n{made.stdout}\n{made.stderr}")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        speed = [
            f"-c{s}" for s in ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=128MB")
        ]
        with (folder / "out").open("wb") as out:
            server = subprocess.Popen(
                [
                    binaries / "postgres",
                    "-D",
                    folder / "data",
                    "-p",
                    str(port),
                    "-k",
                    folder,
                    "-c",
                    "listen_addresses=127.0.0.1",
                    "-c",
                    "max_connections=120",
                    *speed,
                ],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd="/",
                start_new_session=True,
                **owner,  # type: ignore[call-overload]
            )
        try:
            wait_for_postgres(binaries, server, port, folder / "out")
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


UNTIL_THE_END = contextlib.ExitStack()


@functools.cache
def cluster() -> str:
    """The address of the one PostgreSQL of this run, started when first asked for and ended with the run."""
    return UNTIL_THE_END.enter_context(postgres_cluster())


def wait_for_postgres(binaries: Path, server: "subprocess.Popen[bytes]", port: int, out: Path) -> None:
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
    raise house.Missing(f"PostgreSQL 没有启动：\n{out.read_text(errors='replace')}")


# --- the whole ---


def report(tallies: list[Tally]) -> int:
    """The table of times, then the one closing line. Gives the exit code."""
    sys.stdout.write("\n")
    for tally in tallies:
        notes = f"  {'；'.join(tally.notes)}" if tally.notes else ""
        sys.stdout.write(
            f"{tally.name:<9} {tally.seconds:7.1f} s (cpu {tally.cpu:6.1f} s)  {tally.passed:5} passed {tally.failed:3} failed "
            f"{tally.skipped:3} skipped{notes}\n"
        )
    seconds, cpu = sum(t.seconds for t in tallies), sum(t.cpu for t in tallies)
    sys.stdout.write(f"{'total':<9} {seconds:7.1f} s (cpu {cpu:6.1f} s)\n\n")
    passed, failed, skipped = (sum(getattr(t, k) for t in tallies) for k in ("passed", "failed", "skipped"))
    sys.stdout.write(f"{passed} passed, {failed} failed, {skipped} skipped\n")
    sys.stdout.flush()
    return 1 if failed or not passed else 0


def prepare(parts: list[str]) -> None:
    """What the chosen parts need."""
    house.ensure_python(dev=True)
    house.ensure_catalogues()
    if {"browser", "process"} & set(parts):
        house.ensure_frontend()


def cpu_seconds() -> float:
    """What all processes that this one has started and seen end have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run_part(name: str, work: Callable[[Tally], None]) -> Tally:
    """One part with its time; something missing on this machine makes it fail with the sentence that says what."""
    tally = Tally(name)
    began, used = time.monotonic(), cpu_seconds()
    sys.stdout.write(f"\n── {name} ──\n")
    sys.stdout.flush()
    try:
        work(tally)
    except house.Missing as missing:
        sys.stdout.write(f"{missing}\n")
        tally.failed += 1
        tally.notes.append(str(missing).strip().splitlines()[0])
    tally.seconds, tally.cpu = time.monotonic() - began, cpu_seconds() - used
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="./test",
        description="装好缺的东西，运行检查。Sets up what is missing and runs the checks.",
        epilog=f"parts: {' '.join(PARTS)} all; or paths and options of pytest, run on SQLite (or DATABASE_URL)",
    )
    parser.add_argument("what", nargs="*", help="部分或路径，默认全部 (parts or paths; default all)")
    chosen, rest = parser.parse_known_args()
    unknown = [w for w in chosen.what if w not in PARTS and w not in ALIASES]
    if unknown or rest:
        paths = [*unknown, *rest]
        prepare(["browser"] if any("browser" in p or "process" in p for p in paths) else [])
        return report([run_part("paths", lambda tally: pytest(tally, *paths))])
    wanted = [p for w in chosen.what or ["all"] for p in ALIASES.get(w, (w,))]
    parts = [p for p in PARTS if p in wanted]
    prepare(parts)
    with UNTIL_THE_END:
        tallies = [run_part(name, RUN[name]) for name in parts]
    return report(tallies)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except house.Missing as error:
        sys.stdout.write(f"{error}\n\n0 passed, 1 failed, 0 skipped\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.stdout.write("\n已停止 (stopped)。\n")
        sys.exit(130)
