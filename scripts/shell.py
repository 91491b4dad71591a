"""How ``./run`` and ``./test`` run other programs and say what they do. Standard library only."""

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Missing(Exception):
    """Something this machine lacks; the text says exactly what and how to get it."""


def say(chinese: str, english: str = "") -> None:
    """One line of what is being done, Chinese first."""
    sys.stdout.write(f"▸ {chinese}{f'  ({english})' if english else ''}\n")
    sys.stdout.flush()


def run(
    command: Iterable[object], *, env: Mapping[str, str] | None = None, cwd: Path = ROOT, quiet: bool = True
) -> None:
    """Run a command; its output is shown only if it fails. Raises Missing with the command's last lines."""
    words = [str(w) for w in command]
    got = subprocess.run(
        words,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        errors="replace",
        check=False,
    )
    if got.returncode:
        tail = "\n".join((got.stdout or "").splitlines()[-40:])
        raise Missing(f"{tail}\n这一步没有成功 (this step failed): {' '.join(words)}")
