"""What the walls look at: the project's files, syntax trees and import graph, each read once."""

import ast
import functools
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grimp
import pytest
from machine import GIT, lacking

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src"
PACKAGE = SOURCE / "gongjian"  # the product
EXTRAS = (SOURCE / "gongjian_demo", SOURCE / "gongjian_bench")


def product_files() -> list[Path]:
    """All modules of the product but migrations."""
    return sorted(p for p in PACKAGE.rglob("*.py") if "migrations" not in p.relative_to(PACKAGE).parts)


def python_files() -> list[Path]:
    """All modules of the product and its extras but migrations."""
    return sorted([*product_files(), *(p for extra in EXTRAS for p in extra.rglob("*.py"))])


def templates() -> list[Path]:
    return sorted(PACKAGE.glob("*/jinja2/**/*.html"))


def tracked() -> list[Path]:
    """The files that git knows, of this clone whoever it belongs to. Skips the test where there is no git or no clone."""
    if said := lacking([GIT]):
        pytest.skip(said)
    asked = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True).stdout if (ROOT / ".git").exists() else ""
    if not listed:
        pytest.skip("not a git clone")
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def where(path: Path) -> str:
    """The path as people write it."""
    return str(path.relative_to(ROOT))


def module_of(path: Path) -> str:
    """``src/gongjian/org/queries/__init__.py`` is ``gongjian.org.queries``."""
    parts = list(path.relative_to(SOURCE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def app_of(path: Path) -> str:
    """The app of a module; the demo and the bench are one each."""
    package, first, *_rest = path.relative_to(SOURCE).parts
    return first.removesuffix(".py") if package == PACKAGE.name else package


@functools.cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def calls_in(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call with its dotted name as written ("clock.now", "record")."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            if name:
                yield name, node


def dotted(node: ast.expr) -> str:
    """``a.b.c`` as written, or "" if it is not a plain name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        front = dotted(node.value)
        return f"{front}.{node.attr}" if front else ""
    return ""


@functools.cache
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


@functools.cache
def layers() -> dict[str, int]:
    """App -> how high it stands; 0 is the floor. Apps beside each other stand equally high."""
    layers = project()["tool"]["importlinter"]["contracts"][0]["layers"]
    heights: dict[str, int] = {}
    for height, layer in enumerate(reversed(layers)):
        for app in layer.replace("|", " ").split():
            heights[app.strip("()")] = height
    return heights


# Packages of the product that are no apps with commands and pages: the floor, the gate, the look, tools.
TOOLS = {"kernel", "config", "web", "reactions", "workflow", "spreadsheets"}
INSIDE = "Inside every app: each module is of a kind, and kinds call down"
NO_TABLES = "Faces and pages never touch a table"


def contract(name: str) -> dict[str, Any]:
    """The contract of this name in pyproject.toml."""
    found: dict[str, Any] = next(c for c in project()["tool"]["importlinter"]["contracts"] if c["name"] == name)
    return found


def kinds() -> list[set[str]]:
    """The kinds of modules inside an app, from the top down, each as the names of its modules."""
    return [{n.strip("() ") for n in layer.split(":")} for layer in contract(INSIDE)["layers"]]


def shaped_apps() -> set[str]:
    """The apps whose inside the contract looks at."""
    return {name.removeprefix("gongjian.") for name in contract(INSIDE)["containers"]}


@functools.cache
def imports() -> grimp.ImportGraph:
    """The import graph as import-linter sees it. Copy it before changing it."""
    return grimp.build_graph(
        "gongjian",
        *(p.name for p in EXTRAS),
        include_external_packages=True,
        exclude_type_checking_imports=True,
        cache_dir=None,
    )
