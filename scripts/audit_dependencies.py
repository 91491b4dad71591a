"""Known holes in the pinned packages: ``.venv/bin/python scripts/audit_dependencies.py``. Needs the network; ``./test`` does not run it.

Python: the list of vulnerabilities that PyPI's JSON gives for each pinned version (``--host`` for a mirror that has
the same). Node: ``npm audit`` of what the built pages contain. Exit code 0: none known; 1: some; 2: could not be asked.
"""

import argparse
import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from licences import ROOT, python_packages

HOST = "pypi.org"
SECONDS = 20


def holes(host: str, package: str, version: str) -> list[str]:
    """What is known of this version, one line each. Raises OSError or ValueError if the index cannot be asked."""
    with urllib.request.urlopen(f"https://{host}/pypi/{package}/{version}/json", timeout=SECONDS) as answer:
        known = json.load(answer).get("vulnerabilities") or []
    return [
        f"{package} {version}: {one.get('id')} {', '.join(one.get('aliases') or [])}"
        f" -> {', '.join(one.get('fixed_in') or ['?'])}"
        for one in known
        if not one.get("withdrawn")
    ]


def python_part(host: str) -> tuple[list[str], list[str]]:
    """(holes, packages that could not be asked about) of everything pinned."""
    pinned = python_packages("dev") | python_packages("tools") | python_packages("base")
    found: list[str] = []
    unasked: list[str] = []
    for package, version in sorted(pinned.items()):
        try:
            found += holes(host, package, version)
        except (urllib.error.URLError, OSError, ValueError):
            unasked.append(f"{package} {version}")
    return found, unasked


def node_part(folder: Path) -> tuple[list[str], list[str]]:
    """The same for what npm installs into the built pages."""
    try:
        ran = subprocess.run(
            ["npm", "audit", "--omit=dev", "--json"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        said = json.loads(ran.stdout)
        known = said["vulnerabilities"]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError):
        return [], ["npm audit"]
    return [f"{name}: {row['severity']}" for name, row in sorted(known.items())], []


def main() -> int:
    parser = argparse.ArgumentParser(
        description="查所用软件包的已知漏洞；需要联网。Known holes in the pinned packages."
    )
    parser.add_argument("--host", default=HOST, help="有 PyPI JSON 接口的主机")
    chosen = parser.parse_args()
    found, unasked = python_part(chosen.host)
    more, silent = node_part(ROOT / "frontend")
    for line in [*found, *more]:
        sys.stdout.write(f"✗ {line}\n")
    if unasked or silent:
        sys.stdout.write(f"? {len(unasked)} 个 Python 包没有问到{'；npm audit 没有答复' if silent else ''}\n")
    sys.stdout.write(f"{len(found) + len(more)} 个已知漏洞\n")
    return 1 if found or more else 2 if unasked or silent else 0


if __name__ == "__main__":
    sys.exit(main())
