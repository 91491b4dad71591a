"""The tests' prepared database is migrated anew when what ``migrate`` writes has changed, and only then."""

import ast
import shutil
from pathlib import Path

import pytest
from django.db.models.signals import post_migrate

from tests import prepared
from tests.walls.source import PACKAGE, ROOT


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    left_out = shutil.ignore_patterns("__pycache__", "static", "locale")
    shutil.copytree(PACKAGE, root / "src/gongjian", ignore=left_out)
    (root / "requirements").mkdir()
    shutil.copy(ROOT / "requirements/base.txt", root / "requirements/base.txt")
    return root


def changed(root: Path, name: str) -> bool:
    """Whether the fingerprint is another one while the file has one line more (or is there at all)."""
    path = root / name
    before, text = prepared.fingerprint_of(root), path.read_text() if path.exists() else None
    path.write_text(f"{text or ''}\n# changed\n")
    after = prepared.fingerprint_of(root)
    if text is None:
        path.unlink()
    else:
        path.write_text(text)
    assert prepared.fingerprint_of(root) == before
    return after != before


@pytest.mark.parametrize(
    "name",
    [
        "src/gongjian/rulebook/data/problem-rules.yaml",
        "src/gongjian/rulebook/data/new-rules.yaml",
        "src/gongjian/rulebook/operations.py",
        "src/gongjian/workdays/operations.py",
        "src/gongjian/audit/append_only.py",
        "src/gongjian/pairing/models.py",
        "src/gongjian/appeals/models/__init__.py",
        "src/gongjian/pairing/migrations/0001_initial.py",
        "src/gongjian/pairing/migrations/0099_more.py",
        "requirements/base.txt",
    ],
)
def test_what_is_migrated_makes_it_anew(name: str, copy: Path) -> None:
    assert changed(copy, name)


@pytest.mark.parametrize(
    "name",
    [
        "src/gongjian/pairing/views.py",
        "src/gongjian/pairing/operations/__init__.py",
        "src/gongjian/pairing/procedures.py",
        "src/gongjian/web/shapes/__init__.py",
        "src/gongjian/rulebook/printing.py",
        "src/gongjian/kernel/paging.py",
        "src/gongjian/pairing/more.py",
    ],
)
def test_another_file_keeps_it(name: str, copy: Path) -> None:
    assert not changed(copy, name)


def test_the_same_files_elsewhere_have_the_same_fingerprint(copy: Path) -> None:
    assert prepared.fingerprint_of(copy) == prepared.fingerprint()


def test_whatever_migrate_runs_is_among_the_sources() -> None:
    """What migrations import, and what is connected to the end of ``migrate``."""
    listed = {*prepared.sources()}
    imported = {
        name
        for path in PACKAGE.glob("*/migrations/*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [a.name for a in node.names]
            if isinstance(node, ast.Import)
            else [f"{node.module}.{a.name}" for a in node.names]
        )
        if name.startswith("gongjian.")
    }
    assert len(imported) >= 2
    for name in imported:
        path = PACKAGE.parent / name.replace(".", "/")
        assert {path.with_suffix(".py"), path.parent.with_suffix(".py")} & listed, name
    connected = {getattr(receiver(), "__module__", "") for _key, receiver, *_rest in post_migrate.receivers}
    ours = {module.split(".")[1] for module in connected if module.startswith("gongjian.")}
    assert ours == {"rulebook", "workdays"}
    for app in ours:
        assert {PACKAGE / app / "apps.py", PACKAGE / app / "operations.py"} <= listed, app


def test_it_is_migrated_once_and_anew_after_a_change(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrated: list[Path] = []

    def migrate(data: Path, database_url: str = "") -> None:
        migrated.append(data)
        (data / prepared.NAME).write_text(f"migrated {len(migrated)}")

    monkeypatch.setattr(prepared, "KEPT", tmp_path)
    monkeypatch.setattr(prepared, "_migrate", migrate)
    monkeypatch.setattr(prepared, "fingerprint", lambda: prepared.fingerprint_of(copy))
    make = prepared.sqlite_file.__wrapped__
    first = make()
    (copy / "src/gongjian/pairing/views.py").write_text("# another page")
    assert make() == first and first.read_text() == "migrated 1"
    (copy / "src/gongjian/rulebook/data/new-rules.yaml").write_text("code: new-rules")
    second = make()
    assert second != first and second.read_text() == "migrated 2" and not first.exists()
