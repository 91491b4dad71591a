"""Secrets are made on the first run, readable by their owner alone, and never stand in the repository."""

import math
import re
from collections import Counter
from pathlib import Path

from gongjian.kernel.keys import kept_secret
from tests.walls.source import ROOT, tracked

KNOWN = [
    re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    re.compile(rb"AGE-SECRET-KEY-1[A-Z0-9]{50,}"),
    re.compile(rb"\bAKIA[0-9A-Z]{16}\b"),
    re.compile(rb"\bgh[pousr]_[A-Za-z0-9]{30,}"),
    re.compile(rb"\bxox[abprs]-[A-Za-z0-9-]{20,}"),
    re.compile(rb"\bgj_[A-Za-z0-9_-]{30,}"),
    re.compile(rb"postgres(?:ql)?://[^\s:/@\"'{}]+:(?!password@|secret-word@)[^\s@\"'{}]+@"),
]
ASSIGNED = re.compile(
    r"""(?i)(?:secret|password|passwd|token|api_?key)\w*["']?\s*[:=]\s*["']([A-Za-z0-9+/_=-]{20,})["']"""
)
FOLDERS = ("keys", "data", "var")


def bits(text: str) -> float:
    """How surprising the letters are: a word of a person's has little, a secret has much."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def test_no_secret_stands_in_the_repository() -> None:
    found = []
    for path in tracked():
        content = path.read_bytes()
        if path != Path(__file__):
            found += [f"{path.name}: {m[0][:30]!r}" for pattern in KNOWN for m in pattern.finditer(content)]
        if path.suffix in {".py", ".yaml", ".toml", ".md", ".js", ".mjs", ".html", ".service", ""}:
            for m in ASSIGNED.finditer(content.decode(errors="replace")):
                if bits(m[1]) > 4.2:
                    found.append(f"{path.name}: {m[0][:40]}")
    assert found == []


def test_no_key_and_no_database_is_tracked() -> None:
    names = [p.relative_to(ROOT) for p in tracked()]
    assert [n for n in names if n.parts[0] in ("data", "var") or "keys" in n.parts[:-1]] == []
    assert [n for n in names if n.suffix in {".sqlite3", ".db", ".pem", ".key", ".p12", ".age"}] == []


def test_a_secret_is_made_once_and_is_its_owner_s_alone(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    first = kept_secret(folder, "x")
    assert kept_secret(folder, "x") == first != kept_secret(folder, "y")
    assert len(first) >= 60
    assert (folder / "x").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
