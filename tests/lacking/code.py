"""What must stand beside code: layers, apps, migrations, printed procedures, API routes, English."""

import functools
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

from gongjian.rulebook import printing, registry
from gongjian.web import catalogue
from tests.walls.source import PACKAGE, ROOT, TOOLS, kinds, layers, module_of, product_files, shaped_apps

PROCEDURES = ROOT / "docs/procedures"


def apps_without_place(packages: set[str] | None = None) -> list[str]:
    """Apps that stand on no layer of pyproject.toml, or not in PROJECT_APPS."""
    packages = {p.parent.name for p in PACKAGE.glob("*/__init__.py")} if packages is None else packages
    with_tables = {p.parent.name for p in PACKAGE.glob("*/apps.py")} & packages
    return [
        *(f"{app}: no layer in pyproject.toml" for app in sorted(packages - layers().keys())),
        *(
            f"{app}: not in PROJECT_APPS of config/settings.py"
            for app in sorted(with_tables - {*settings.PROJECT_APPS})
        ),
    ]


def modules_without_kind(modules: Iterable[str] | None = None) -> list[str]:
    """Modules that are of no kind in the contract about the inside of apps, apps that it leaves out, names that nobody has."""
    if modules is None:
        modules = {module_of(path) for path in product_files()}
    named = {n for kind in kinds() for n in kind}
    inside = {(m.split(".")[1], m.split(".")[2]) for m in modules if m.count(".") > 1} - {
        (a, "migrations") for a in shaped_apps()
    }
    apps_there = {m.split(".")[1] for m in modules if m.count(".")} - TOOLS
    used = {name for app, name in inside if app not in TOOLS}
    return [
        *(f"gongjian.{app}: not in the contract's containers" for app in sorted(apps_there - shaped_apps())),
        *(f"gongjian.{app}.{n}: no kind" for app, n in sorted(inside) if app not in TOOLS and n not in named),
        *(f"{name}: no such module" for name in sorted(named - used)),
    ]


def missing_migrations() -> list[str]:
    """Changes of models that no migration makes. Asks no database."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    with translation.override(None):  # labels in the source's words, as makemigrations sees them
        found = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(loader.graph)
    return [f"{app}: {o.describe()}" for app, made in found.items() for m in made for o in m.operations]


def printed_files() -> Iterator[tuple[Path, str]]:
    """(file, text) of every procedure as its table gives it now."""
    for code, printed in registry.procedures().items():
        yield PROCEDURES / f"{code}.md", printing.page(printed)
        yield PROCEDURES / f"{code}.svg", printing.picture(printed)


def procedures_out_of_date() -> list[str]:
    """Pages and pictures in docs/procedures that are not what the table gives, and those of procedures that are gone."""
    now = dict(printed_files())
    stale = [p for p, text in now.items() if not p.exists() or p.read_text() != text]
    return sorted(str(p.relative_to(ROOT)) for p in [*stale, *({*PROCEDURES.iterdir()} - now.keys())])


def write_procedures() -> None:
    """Write docs/procedures anew."""
    now = dict(printed_files())
    for path, text in now.items():
        path.write_text(text)
    for path in {*PROCEDURES.iterdir()} - now.keys():
        path.unlink()


def sentences_of_the_catalogue() -> list[str]:
    """Sentences without English, no longer in the source, with other placeholders, or past the catalogue."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "gather", functools.cache(catalogue.gather))
        return [
            *catalogue.missing(),
            *(f"no more: {s}" for s in catalogue.obsolete()),
            *(f"placeholders or Chinese: {s}" for s in catalogue.mismatched()),
            *(f"not wrapped: {s}" for s in catalogue.bare()),
            *(f"cannot be read: {s}" for s in catalogue.gather().unreadable),
        ]


def write_catalogue() -> None:
    """New sentences enter the English catalogue, empty; it is compiled."""
    catalogue.update()
    catalogue.compile_catalogue()
