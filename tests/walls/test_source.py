"""The walls see the same whatever the folders are called above the project."""

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.walls import source
from tests.walls.source import ROOT

# Names of our own folders, a space, other letters: all that a path could be mistaken for.
ABOVE = "gongjian/src/gongjian/org/templates/tests/views/api/migrations/共建 测试/gongjian"
BY_PLACE = ["test_templates", "test_files"]


def module_from(path: Path) -> ModuleType:
    """The module of this file, known to nobody else."""
    spec = importlib.util.spec_from_file_location(f"elsewhere_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def calls_of(function: Any) -> list[tuple[Any, ...]]:
    """The arguments of each run of a test without fixtures."""
    marks = [mark for mark in getattr(function, "pytestmark", []) if mark.name == "parametrize"]
    return [given if isinstance(given, tuple) else (given,) for given in marks[0].args[1]] if marks else [()]


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project in a folder of another name; the walls that are loaded from there look at it."""
    copy = tmp_path / ABOVE
    shutil.copytree(ROOT / "tests/walls", copy / "tests/walls")
    for name in ("src", "scripts", "pyproject.toml"):
        (copy / name).symlink_to(ROOT / name)
    seen = module_from(copy / "tests/walls/source.py")
    monkeypatch.setitem(sys.modules, "tests.walls.source", seen)
    return copy


def test_files_have_the_same_names_everywhere(elsewhere: Path) -> None:
    seen = sys.modules["tests.walls.source"]
    assert seen.ROOT == elsewhere != ROOT
    for files in ("python_files", "templates"):
        here, there = getattr(source, files)(), getattr(seen, files)()
        for told in ("where", "module_of", "app_of"):
            assert [getattr(seen, told)(p) for p in there] == [getattr(source, told)(p) for p in here] != []


def test_walls_that_go_by_the_place_of_a_file_pass_everywhere(elsewhere: Path) -> None:
    ran = 0
    for name in BY_PLACE:
        module = module_from(elsewhere / f"tests/walls/{name}.py")
        for title, function in vars(module).items():
            if title.startswith("test_"):
                for given in calls_of(function):
                    function(*given)
                    ran += 1
    assert ran > 200
