"""``./test``: sets up what is missing and runs everything; the last line says how many passed, failed and were skipped."""

import argparse
import contextlib
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import machine
import setup_steps
from machine import BROWSER, CHROMIUM, GIT, NGINX, POSTGRES, Program
from postgres_server import UNTIL_THE_END, cluster

COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)\b")
CLOSING = re.compile(
    r"^=*\s*(?:\d+ (?:passed|failed|errors?|skipped|deselected|xfailed|xpassed|warnings?)(?:, )?)+ in [\d.:]+"
)
PARTS = ("style", "types", "walls", "unit", "postgres", "browser", "process")
ALIASES = {"all": PARTS, "lint": ("style",)}
# What a part cannot run without (a server in TEST_DATABASE_URL will do as well), and what only some of its tests need:
# those are skipped one by one.
CANNOT_RUN_WITHOUT: dict[str, tuple[Program, ...]] = {
    "postgres": () if os.environ.get("TEST_DATABASE_URL") else (POSTGRES,),
    "browser": BROWSER,
}
SOME_TESTS_NEED: dict[str, tuple[Program, ...]] = {
    "walls": (GIT,),
    "unit": (GIT,),
    "postgres": (GIT,),
    "process": (POSTGRES, NGINX),
}
PATHS_NEED: dict[str, tuple[Program, ...]] = {
    "tests/walls": (GIT,),
    "tests/security": (GIT,),
    "tests/browser": BROWSER,
    "tests/process": (POSTGRES,),
    "tests/process/test_cluster.py": (NGINX,),
}
# The tests start many processes of the project. Each would compile all of it and of its libraries anew (twice the time
# of starting) where nothing compiled is kept; it is kept apart, so that no source folder is touched.
COMPILED_ONCE = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(setup_steps.ROOT / "var/bytecode")}


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
    lacks: list[Program] = field(default_factory=list)  # what tests of it that did not run would have needed


def stream(command: list[str], env: dict[str, str] | None = None) -> tuple[int, list[str]]:
    """Run, showing the output as it comes. Gives the exit code and the lines."""
    lines: list[str] = []
    child = subprocess.Popen(
        command,
        cwd=setup_steps.ROOT,
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
    setup_steps.say(label)
    code, _lines = stream([str(setup_steps.PYTHON.with_name(command[0])), *command[1:]])
    tally.passed += code == 0
    tally.failed += code != 0


def pytest(tally: Tally, *arguments: str, env: dict[str, str] | None = None) -> None:
    """One pytest run, counted from its closing line; a run that ends without one counts as failed."""
    code, lines = stream([str(setup_steps.PYTHON), "-m", "pytest", *arguments], {**COMPILED_ONCE, **(env or {})})
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
    pytest(tally, "tests/browser", "-n", "2", env={"DATABASE_URL": "", "CHROMIUM": machine.find_chromium()})


def process(tally: Tally) -> None:
    # Three at a time on two cores: they often wait for a server to come or go.
    pytest(tally, "tests/process", "-n", "3", "--dist", "loadfile", env={"DATABASE_URL": "", **postgres_if_here()})


def paths(tally: Tally, words: list[str]) -> None:
    pytest(tally, *words, env=postgres_if_here() if POSTGRES in needed_by_paths(words) else None)


def lacking(words: list[str]) -> int:
    """``./test lacking``: what a new command, field or app still lacks. Gives the exit code."""
    prepare([], pages=False)
    code, _lines = stream([str(setup_steps.PYTHON), "scripts/lacking.py", *words], COMPILED_ONCE)
    return code


def postgres_if_here() -> dict[str, str]:
    """For tests that run on both databases: only on SQLite where there is no PostgreSQL."""
    given = os.environ.get("GONGJIAN_TEST_POSTGRES") or os.environ.get("TEST_DATABASE_URL")
    return {"GONGJIAN_TEST_POSTGRES": given or ("" if machine.missing([POSTGRES]) else cluster())}


RUN: dict[str, Callable[[Tally], None]] = {
    "style": style,
    "types": types,
    "walls": walls,
    "unit": unit,
    "postgres": postgres,
    "browser": browser,
    "process": process,
}


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
    if needed := machine.lacking(program for tally in tallies for program in tally.lacks):
        sys.stdout.write(f"{needed}\n\n")
    passed, failed, skipped = (sum(getattr(t, k) for t in tallies) for k in ("passed", "failed", "skipped"))
    sys.stdout.write(f"{passed} passed, {failed} failed, {skipped} skipped\n")
    sys.stdout.flush()
    return 1 if failed or not (passed or skipped) else 0


def needed_by_parts(parts: Iterable[str]) -> list[Program]:
    """The programs that these parts need."""
    return [p for part in parts for p in (*CANNOT_RUN_WITHOUT.get(part, ()), *SOME_TESTS_NEED.get(part, ()))]


def needed_by_paths(words: Iterable[str]) -> list[Program]:
    """The programs that the tests below these paths of pytest need; without a path, those of all tests."""
    root = setup_steps.ROOT
    named = [(root / word.partition("::")[0]).resolve() for word in words if not word.startswith("-")]
    chosen = [path for path in named if path.exists() and path.is_relative_to(root)] or [root / "tests"]
    wanted: dict[Program, None] = {}
    for needing, programs in PATHS_NEED.items():
        place = root / needing
        if any(path == place or place in path.parents or path in place.parents for path in chosen):
            wanted.update(dict.fromkeys(programs))
    return list(wanted)


def prepare(programs: list[Program], *, pages: bool) -> None:
    """What the chosen parts need: programs of the machine, Python packages and, for *pages*, the front end."""
    machine.ensure(programs)
    setup_steps.ensure_python(dev=True)
    setup_steps.ensure_catalogues()
    if pages:
        setup_steps.ensure_frontend()


def cpu_seconds() -> float:
    """What all processes that this one has started and seen end have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run_part(
    name: str, work: Callable[[Tally], None], *, needs: Iterable[Program] = (), some_need: Iterable[Program] = ()
) -> Tally:
    """One part with its time. If the machine lacks what it *needs* it is skipped, as are those tests that *some_need*."""
    tally = Tally(name)
    began, used = time.monotonic(), cpu_seconds()
    sys.stdout.write(f"\n── {name} ──\n")
    sys.stdout.flush()
    lacks, some_lack = machine.missing(needs), machine.missing(some_need)
    tally.lacks = [*lacks, *some_lack]
    if tally.lacks:
        what = "跳过 (skipped)" if lacks else "有些测试跳过 (some tests are skipped)"
        tally.notes.append(f"{what}：没有 {'、'.join(p.name for p in tally.lacks)}")
        sys.stdout.write(f"{tally.notes[-1]}\n")
    if lacks:
        tally.skipped += 1
        return tally
    try:
        work(tally)
    except setup_steps.Missing as missing:
        sys.stdout.write(f"{missing}\n")
        tally.failed += 1
        tally.notes.append(str(missing).strip().splitlines()[0])
    tally.seconds, tally.cpu = time.monotonic() - began, cpu_seconds() - used
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="./test",
        description="装好缺的东西，运行检查。Sets up what is missing and runs the checks.",
        epilog=f"parts: {' '.join(PARTS)} all; or paths and options of pytest, run on SQLite (or DATABASE_URL); "
        "or: lacking [WORD] [--write], what a new command, field or app still lacks",
    )
    parser.add_argument("what", nargs="*", help="部分或路径，默认全部 (parts or paths; default all)")
    if sys.argv[1:2] == ["lacking"]:
        return lacking(sys.argv[2:])
    chosen, rest = parser.parse_known_args()
    unknown = [w for w in chosen.what if w not in PARTS and w not in ALIASES]
    if unknown or rest:
        words = [*unknown, *rest]
        programs = needed_by_paths(words)
        prepare(programs, pages=bool({CHROMIUM, POSTGRES, NGINX} & set(programs)))
        with UNTIL_THE_END:
            return report([run_part("paths", lambda tally: paths(tally, words), some_need=programs)])
    wanted = [p for w in chosen.what or ["all"] for p in ALIASES.get(w, (w,))]
    parts = [p for p in PARTS if p in wanted]
    prepare(needed_by_parts(parts), pages=bool({"browser", "process"} & set(parts)))
    with UNTIL_THE_END:
        tallies = [
            run_part(name, RUN[name], needs=CANNOT_RUN_WITHOUT.get(name, ()), some_need=SOME_TESTS_NEED.get(name, ()))
            for name in parts
        ]
    return report(tallies)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except setup_steps.Missing as error:
        sys.stdout.write(f"{error}\n\n0 passed, 1 failed, 0 skipped\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.stdout.write("\n已停止 (stopped)。\n")
        sys.exit(130)
