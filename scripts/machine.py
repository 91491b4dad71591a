"""What ``./run`` and ``./test`` need of the machine itself: found, installed where that is allowed, or named.

As root on a machine with ``apt-get`` (Debian, Ubuntu) a missing program is installed, and said so; no question is asked
and no service is started. Everywhere else whoever needs it gets the command that installs it. Standard library only.
"""

import contextlib
import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from shell import ROOT, Missing, run, say

POSTGRESQL = Path("/usr/lib/postgresql")  # Debian keeps each version's programs here, not on PATH
FONTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("~/.local/share/fonts").expanduser())
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CREATE_CLUSTER = Path("/etc/postgresql-common/createcluster.conf")
CREATE_CLUSTER_AS_PACKAGED = Path("/usr/share/postgresql-common/createcluster.conf")
POLICY = Path("/usr/sbin/policy-rc.d")
NONINTERACTIVE = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8", "APT_LISTCHANGES_FRONTEND": "none"}
# Without a network it is better to know soon; another apt-get on the machine is waited for.
PATIENCE = ("-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=30", "-o", "DPkg::Lock::Timeout=600")


@dataclass(frozen=True)
class Program:
    """Something that is found on the machine or comes from its packages. ``find`` gives where it is, or ""."""

    name: str
    packages: tuple[str, ...]
    find: Callable[[], str]
    hint: str = ""


def _find_chromium() -> str:
    names = (os.environ.get("CHROMIUM") or "", *BROWSERS)
    return next((found for found in map(shutil.which, filter(None, names)) if found), "")


def _find_font() -> str:
    """Any font with Chinese letters; other systems than Linux come with one."""
    if sys.platform != "linux":
        return "of the system"
    if shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":lang=zh-cn", "file"], capture_output=True, text=True, check=False)
        return listed.stdout.partition("\n")[0]
    return next((str(path) for folder in FONTS for path in folder.glob("**/*CJK*")), "")


def _find_libatomic() -> str:
    """Playwright's driver is a Node of its own that loads it; a bare Debian has none."""
    if sys.platform != "linux":
        return "not needed"
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return ""
    return "libatomic.so.1"


def _find_postgres() -> str:
    folders = sorted(
        POSTGRESQL.glob("*/bin"),
        key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0,
        reverse=True,
    )
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    return next((str(f) for f in folders if (f / "initdb").exists() and (f / "postgres").exists()), "")


def _find_nginx() -> str:
    return shutil.which("nginx") or shutil.which("/usr/sbin/nginx") or ""


def _find_git() -> str:
    """Asked for by tests that look at the files of a clone; elsewhere they have nothing to look at."""
    return shutil.which("git") or ("" if (ROOT / ".git").exists() else "not a clone")


CHROMIUM = Program("Chromium", ("chromium",), _find_chromium, "已装在别处时用环境变量 CHROMIUM 指明 (or set CHROMIUM)")
FONT = Program("中文字体 (a CJK font)", ("fontconfig", "fonts-noto-cjk"), _find_font)
LIBATOMIC = Program("libatomic", ("libatomic1",), _find_libatomic)
BROWSER = (CHROMIUM, FONT, LIBATOMIC)
POSTGRES = Program("PostgreSQL ≥ 15 的服务器程序 (server programs)", ("postgresql",), _find_postgres)
NGINX = Program("nginx", ("nginx",), _find_nginx, "不用启动它自带的服务 (its own service need not run)")
GIT = Program("git", ("git",), _find_git)


def can_install() -> bool:
    """Whether packages may be installed here without asking anybody: root, with ``apt-get``."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def command(programs: Iterable[Program]) -> str:
    """The one command, for a person to type, that installs them on Debian and Ubuntu."""
    packages = " ".join(dict.fromkeys(package for program in programs for package in program.packages))
    front = "" if hasattr(os, "geteuid") and os.geteuid() == 0 else "sudo "
    return f"{front}apt-get install -y --no-install-recommends {packages}"


def missing(programs: Iterable[Program]) -> list[Program]:
    """Those that are not on this machine."""
    return [program for program in dict.fromkeys(programs) if not program.find()]


def lacking(programs: Iterable[Program]) -> str:
    """The sentence about those that are not here, with the command that brings them; "" if all are here."""
    gone = missing(programs)
    if not gone:
        return ""
    names, hints = "、".join(p.name for p in gone), "".join(f"；{p.hint}" for p in gone if p.hint)
    return f"本机没有{names}。安装 (to install; Debian/Ubuntu): {command(gone)}{hints}"


def require(program: Program) -> str:
    """Where it is. Raises Missing with the command that installs it."""
    found = program.find()
    if not found:
        raise Missing(lacking([program]))
    return found


def find_chromium() -> str:
    """The browser (CHROMIUM, or on PATH). Raises Missing."""
    return require(CHROMIUM)


def find_nginx() -> str:
    """The program. Raises Missing."""
    return require(NGINX)


def find_postgres() -> Path:
    """The folder with ``initdb`` and ``postgres``, of the newest version. Raises Missing."""
    return Path(require(POSTGRES))


# --- installing ---


@contextlib.contextmanager
def _no_services() -> Iterator[None]:
    """While packages are installed here, none of their services is started and no database cluster is made."""
    own_policy, own_clusters = not POLICY.exists(), not CREATE_CLUSTER.exists()
    try:
        if own_policy:
            POLICY.write_text(
                "#!/bin/sh\nexit 101\n"
            )  # "not allowed", asked by the packages before they start anything
            POLICY.chmod(0o755)
        if own_clusters:
            CREATE_CLUSTER.parent.mkdir(parents=True, exist_ok=True)
            CREATE_CLUSTER.write_text("create_main_cluster = false\n")
        yield
    finally:
        if own_policy:
            POLICY.unlink(missing_ok=True)
        if own_clusters and CREATE_CLUSTER_AS_PACKAGED.exists():
            shutil.copyfile(CREATE_CLUSTER_AS_PACKAGED, CREATE_CLUSTER)
            CREATE_CLUSTER.with_name(f"{CREATE_CLUSTER.name}.ucf-dist").unlink(missing_ok=True)
        elif own_clusters:
            CREATE_CLUSTER.unlink(missing_ok=True)


def _stay_off(service: str) -> None:
    """A service that came with a package is not started with the machine either."""
    if shutil.which("deb-systemd-helper"):
        subprocess.run(["deb-systemd-helper", "disable", f"{service}.service"], capture_output=True, check=False)
    if shutil.which("update-rc.d"):
        subprocess.run(["update-rc.d", service, "disable"], capture_output=True, check=False)


def _install(packages: Iterable[str]) -> bool:
    """Whether it went well; if not, its last lines are shown."""
    options = (*PATIENCE, "-o", "Dpkg::Options::=--force-confold")
    try:
        run(["apt-get", "install", "-y", "-q", "--no-install-recommends", *options, *packages], env=NONINTERACTIVE)
    except Missing as error:
        sys.stdout.write(f"{error}\n")
        return False
    return True


def ensure(programs: Iterable[Program]) -> list[Program]:
    """Install what is missing, where that is allowed. Gives those that are still missing."""
    gone = missing(programs)
    if not gone or not can_install():
        return gone
    packages = list(dict.fromkeys(package for program in gone for package in program.packages))
    say(
        f"安装本机缺少的 {'、'.join(p.name for p in gone)}：apt-get install {' '.join(packages)}", "installing packages"
    )
    with contextlib.suppress(Missing):  # one source that does not answer does not matter if the others do
        run(["apt-get", "update", "-q", *PATIENCE], env=NONINTERACTIVE)
    with _no_services():
        if not _install(packages) and len(gone) > 1:
            for program in gone:  # one that this system does not have shall not keep the others away
                _install(program.packages)
    if NGINX in gone:
        _stay_off("nginx")
    return missing(gone)
