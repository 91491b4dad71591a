"""The files in ``deploy/`` name what there is: commands, options, folders; and systemd understands its units."""

import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from gongjian.config.cli import cli
from tests.walls.source import ROOT

UNITS = sorted((ROOT / "deploy").glob("*.service")) + sorted((ROOT / "deploy").glob("*.timer"))
CALL = re.compile(r"^Exec\w+=/opt/gongjian/\.venv/bin/gongjian (.+)$", re.MULTILINE)


def named(words: list[str]) -> None:
    """The command is one of ours and has these options."""
    command = cli.get_command(click.Context(cli), words[0])
    assert command is not None, words
    options = {o for p in command.params for o in p.opts}
    assert {w for w in words[1:] if w.startswith("--")} <= options, words


@pytest.mark.parametrize("unit", UNITS, ids=lambda p: p.name)
def test_units_call_what_there_is(unit: Path) -> None:
    text = unit.read_text()
    for call in CALL.findall(text):
        named(call.split())
    if unit.suffix == ".service":
        assert CALL.search(text) and "NoNewPrivileges=yes" in text and "ProtectSystem=strict" in text


def test_the_container_starts_what_there_is() -> None:
    text = (ROOT / "deploy/Containerfile").read_text()
    command = re.findall(r'"([^"]+)"', re.search(r"^CMD (\[.+\])$", text, re.MULTILINE)[1])  # type: ignore[index]
    named(command)
    assert "USER gongjian" in text and "--require-hashes" in text
    for path in re.findall(r"^COPY (?!--)(.+) \S+$", text, re.MULTILINE):
        assert all((ROOT / one).exists() for one in path.split()), path


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if not analyze:
        pytest.skip("no systemd-analyze here")
    for unit in UNITS:  # the program is not installed on this machine; any that exists will do
        text = re.sub(r"/opt/gongjian/\.venv/bin/gongjian", "/bin/true", unit.read_text())
        (tmp_path / unit.name).write_text(text.replace("WorkingDirectory=/opt/gongjian", "WorkingDirectory=/"))
    done = subprocess.run(
        [analyze, "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )
    wrong = [
        line
        for line in done.stderr.splitlines()
        if ("gongjian" in line and "Unknown" in line) or "Failed to parse" in line
    ]
    assert wrong == [], done.stderr
