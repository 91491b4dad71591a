"""Python itself, and its module for environments: installed as root where apt-get is, named everywhere else."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import machine
import pytest
import setup_steps
from shell import ROOT, Missing

SCRIPT = ROOT / "scripts/find-python.sh"
INSTALLS = 'echo "$@" >> "{folder}/log"; case "$1" in install) ln -sf {python} "{folder}/bin/python3" ;; esac'
FAILS = 'echo "$@" >> "{folder}/log"; echo "E: no network"; exit 100'


def put(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder ``bin`` without any Python."""
    (tmp_path / "bin").mkdir()
    for name in ("mktemp", "tail", "rm", "ln"):
        (tmp_path / "bin" / name).symlink_to(shutil.which(name) or name)
    return tmp_path


def find(folder: Path, uid: int, apt: str = "") -> subprocess.CompletedProcess[str]:
    """What the script says and finds for this user."""
    put(folder / "bin/id", f"echo {uid}")
    if apt:
        put(folder / "bin/apt-get", apt.format(folder=folder, python=sys.executable))
    return subprocess.run(
        [shutil.which("bash") or "bash", "-c", f'set -eu; . "{SCRIPT}"; echo "found $PYTHON"'],
        cwd=folder,
        env={"PATH": str(folder / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_python_that_is_there_is_taken(bare: Path) -> None:
    (bare / "bin/python3").symlink_to(sys.executable)
    got = find(bare, 0, FAILS)
    assert (got.returncode, got.stdout) == (0, "found python3\n")
    assert not (bare / "log").exists()


def test_as_root_it_is_installed_and_said(bare: Path) -> None:
    got = find(bare, 0, INSTALLS)
    assert got.returncode == 0, got.stderr
    assert got.stdout.endswith("found python3\n") and "apt-get install python3 python3-venv" in got.stdout
    assert (bare / "log").read_text().splitlines()[-1].endswith(" python3 python3-venv")


@pytest.mark.parametrize(("uid", "apt"), [(1000, INSTALLS), (0, ""), (0, FAILS)])
def test_where_it_cannot_be_installed_a_sentence_says_how(uid: int, apt: str, bare: Path) -> None:
    got = find(bare, uid, apt)
    assert got.returncode == 1
    assert "apt-get install python3 python3-venv" in got.stderr
    assert uid == 0 or not (bare / "log").exists()
    assert apt != FAILS or "E: no network" in got.stderr


# --- the module for environments ---


class Asked(list[list[str]]):
    """What was installed; Debian's Python has a venv module once ``works``."""

    works = False


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """A Python that makes no environment and has no pip, and an apt-get that is only noted."""
    told, python = Asked(), tmp_path / "python3"
    put(python, f'[ -e "{tmp_path}/works" ]')
    monkeypatch.setattr(sys, "_base_executable", str(python), raising=False)
    monkeypatch.setattr(setup_steps, "VENV", tmp_path / "environment")

    def install(packages: tuple[str, ...] | list[str]) -> bool:
        told.append(list(packages))
        if told.works:
            (tmp_path / "works").touch()
        return True

    monkeypatch.setattr(machine, "_install", install)
    monkeypatch.setattr(machine, "run", lambda *_words, **_more: None)
    for name in ("POLICY", "CREATE_CLUSTER", "CREATE_CLUSTER_AS_PACKAGED"):
        monkeypatch.setattr(machine, name, tmp_path / "etc" / name)
    (tmp_path / "etc").mkdir()
    monkeypatch.setattr(machine, "shutil", SimpleNamespace(which=lambda name: name == "apt-get" and "/usr/bin/apt-get"))
    return told


PACKAGE = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"


def test_as_root_the_module_for_environments_is_installed(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    asked.works = True
    setup_steps._plain_venv()
    assert asked == [[PACKAGE]]


@pytest.mark.parametrize("uid", [0, 1000])
def test_without_it_the_command_is_given(uid: int, asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: uid)
    with pytest.raises(Missing, match=rf"apt-get install -y --no-install-recommends {PACKAGE}"):
        setup_steps._plain_venv()
    assert asked == ([[PACKAGE]] if uid == 0 else [])
    assert not setup_steps.VENV.exists()


def test_a_folder_that_path_would_cut_in_two_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup_steps, "ROOT", Path(f"/srv/a{os.pathsep}b"))
    with pytest.raises(Missing, match="a:b"):
        setup_steps.ensure_venv()
