"""What is left open fails the run: the filters of ``pyproject.toml``, shown on tests that leave something open."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.serving import ROOT

LEAKS = {
    "file": "open(__file__)",
    "socket": "__import__('socket').socket()",
    "file in a circle": "[c := [], c.append(c), c.append(open(__file__))]",
}


@pytest.mark.parametrize("leak", [*LEAKS, ""], ids=lambda name: name or "nothing")
def test_what_is_left_open_fails_the_run(leak: str, tmp_path: Path) -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    filters = "".join(f"\n    {line}" for line in options["filterwarnings"])
    (tmp_path / "pytest.ini").write_text(f"[pytest]\nfilterwarnings ={filters}\n")
    (tmp_path / "test_planted.py").write_text(f"def test_planted():\n    {LEAKS.get(leak, 'pass')}\n")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"],
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    said = run.stdout + run.stderr
    if leak:
        assert run.returncode == 1 and "ResourceWarning: unclosed" in said, said
    else:
        assert run.returncode == 0, said
