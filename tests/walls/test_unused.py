"""What nothing uses is removed: functions of an app's inner modules, and capabilities that no predicate asks for."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from gongjian.org import procedures
from tests.walls.source import EXTRAS, PACKAGE, python_files, templates, where

# Called by a framework by their place or decorator, not by their name.
FACES = {"views", "api", "apps", "tasks", "commands", "urls", "admin", "cli", "schemas"}
# Commands of the organisation that no page offers yet.
WAITING = {"affiliate", "end_affiliation", "end_liaison", "boards_open", "board_of"}
# The list of the log's words, for the tests that compare it with the docs and the code.
FOR_TESTS = {"known_verbs", "clear_all_caches"}


def functions(tree: ast.Module) -> Iterable[str]:
    """Undecorated functions at the top of a module."""
    return (n.name for n in tree.body if isinstance(n, ast.FunctionDef) and not n.decorator_list)


def uses(sources: Mapping[Path, str]) -> Counter[str]:
    """How often each word stands in the sources, without the exports of packages and definitions."""
    found: Counter[str] = Counter()
    for path, text in sources.items():
        if path.name == "__init__.py":
            tree = ast.parse(text)
            kept = [n for n in tree.body if not isinstance(n, ast.ImportFrom | ast.Assign | ast.AnnAssign)]
            exported = [
                n for n in tree.body if isinstance(n, ast.Assign | ast.AnnAssign) and "__all__" not in ast.unparse(n)
            ]
            text = "\n".join(ast.unparse(n) for n in [*kept, *exported])
        found.update(re.findall(r"\w+", re.sub(r"(?m)^def \w+", "", text)))
    return found


def unused(sources: Mapping[Path, str]) -> list[str]:
    used = uses(sources)
    found = []
    for path, text in sources.items():
        if path.suffix != ".py" or "migrations" in path.parts or any(path.stem.split("_")[0] == face for face in FACES):
            continue
        found += [
            f"{path}: {name}"
            for name in functions(ast.parse(text))
            if not used[name] and name not in WAITING | FOR_TESTS and not name.startswith("pytest_")
        ]
    return found


def test_every_function_is_used() -> None:
    sources = {
        p: p.read_text()
        for p in [*PACKAGE.rglob("*.py"), *templates(), *(p for extra in EXTRAS for p in extra.rglob("*.py"))]
    }
    found = [f for f in unused(sources) if f.startswith(f"{PACKAGE}/")]
    assert [f.replace(f"{PACKAGE}/", "") for f in found] == []


def test_a_function_that_only_its_package_exports_is_found() -> None:
    sources = {
        Path("a/queries/__init__.py"): "from .rows import dead, alive\n__all__ = ['dead', 'alive']\n",
        Path("a/queries/rows.py"): "def dead() -> None: ...\n\n\ndef alive() -> None: ...\n",
        Path("a/pages.py"): "from a import queries\nqueries.alive()\n",
    }
    assert unused(sources) == ["a/queries/rows.py: dead"]


def capabilities() -> set[str]:
    posts = {c for post in procedures.POSTS.values() for c in post.capabilities}
    return posts | set(procedures.LIAISON_CAPABILITIES)


def never_asked(wanted: Iterable[str], sources: Iterable[str]) -> list[str]:
    text = "\n".join(sources)
    return sorted(c for c in wanted if f'"{c}"' not in text)


@pytest.fixture
def askers() -> list[str]:
    granting = PACKAGE / "org/procedures.py"
    return [p.read_text() for p in python_files() if p != granting and "demo" not in where(p)]


def test_every_capability_that_a_post_gives_is_asked_for(askers: list[str]) -> None:
    assert never_asked(capabilities(), askers) == []


def test_a_capability_that_nobody_asks_for_is_found(askers: list[str]) -> None:
    assert never_asked({"matters.read", "matters.open-for"}, askers) == ["matters.open-for"]
