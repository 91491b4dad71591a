"""From outside an app only its public interface is used. One rule over the import graph.

The interface of every app: ``operations`` (order something), ``queries`` (ask), ``metrics`` (count).
``apps.py``, which introduces its app to the tools, also uses their small registries: ``words``, ``registry``; so does
``workflow.registry`` and ``matters.registry``, which do it for an app's commands and for a kind of matters.
``config`` also hangs in the faces: ``urls``, ``views``, ``api``, ``commands``, ``tasks``, ``middleware``.
``reactions`` also knows ``events`` and ``notices``.
Free for all: ``kernel`` and ``web`` (the floor and the look), ``spreadsheets`` and ``workflow`` (tools without tables), and
the pure engines. ``models`` never: a foreign key is a string.
The apps of the kinds of matters also use what ``matters`` builds kinds with (``BASE_OF_KINDS``).

Demo and bench use the same doors, and ``tasks``. What the bench measures or copies from the inside of an app stands in
``MEASURED``: this module, that room.
"""

import copy

import grimp
import pytest

from tests.walls.source import imports

FREE_APPS = {"kernel", "web", "spreadsheets", "workflow"}
PURE = {"gongjian.rulebook.engine", "gongjian.workdays.arithmetic", "gongjian.pairing.matching"}
INTERFACES = {"operations", "queries", "metrics"}
REGISTRIES = {"ledger_verbs", "registry"}
REGISTER_FOR_OTHERS = {"gongjian.workflow.registry", "gongjian.matters.registry"}
FACES = {"urls", "views", "api", "commands", "tasks", "middleware"}
EXTRAS_ALSO = {"tasks"}
# What the apps of the kinds of matters are built with, besides: a kind is an extension of ``matters``, not only its caller.
KINDS = {"problems", "appeals", "proposals"}
BASE_OF_KINDS = {
    "life",
    "permissions",
    "registry",
    "events",
    "notices",
    "pages",
    "forms",
    "forms_base",
    "sheets",
    "api",
    "schemas",
}
MEASURED = {
    "gongjian_bench.parts.duplicates": "appeals",
    "gongjian_bench.parts.ledger": "audit",
    "gongjian_bench.parts.routing": "appeals",
    "gongjian_bench.parts.search": "search",
    "gongjian_bench.settings": "config",
    "gongjian_bench.stores.appeal_counts": "appeals",
    "gongjian_bench.stores.ledger_copies": "audit",
    "gongjian_bench.stores.matter_counts": "matters",
    "gongjian_bench.stores.search_index": "search",
}
# Django asks for the class itself where a table is built on another (Unit is a Body, an account points to a person).
TABLES_MAY_POINT_DOWN = {("gongjian.org.models", "gongjian.people.models")}


def is_an_interface(importer: str, imported: str) -> bool:
    package, app, *rest = [*importer.split("."), ""]
    other, *inside = imported.split(".")[1:]
    if package != "gongjian":
        app, rest = MEASURED.get(importer, ""), []
    if app == other or other in FREE_APPS or imported in PURE or not inside:
        return True
    if (importer, imported) in TABLES_MAY_POINT_DOWN:
        return True
    allowed = INTERFACES if package == "gongjian" else INTERFACES | EXTRAS_ALSO
    if rest[:1] == ["apps"] or importer in REGISTER_FOR_OTHERS:
        allowed = allowed | REGISTRIES
    if app in KINDS and other == "matters":
        allowed = allowed | BASE_OF_KINDS
    if app == "config":
        allowed = allowed | FACES
    if app == "reactions":
        allowed = allowed | {"events", "notices"}
    return inside[0] in allowed


def wrong_interfaces(graph: grimp.ImportGraph) -> list[str]:
    found = []
    for importer in graph.modules:
        if not importer.startswith(("gongjian.", "gongjian_")) or ".migrations" in importer:
            continue
        for imported in graph.find_modules_directly_imported_by(importer):
            if imported.startswith("gongjian.") and not is_an_interface(importer, imported):
                found.append(f"{importer} -> {imported}")
    return sorted(found)


def test_other_apps_use_the_public_interfaces() -> None:
    assert wrong_interfaces(imports()) == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("gongjian.matters.operations", "gongjian.org.models"),
        ("gongjian.matters.operations", "gongjian.org.permissions"),
        ("gongjian.matters.views", "gongjian.org.views"),
        ("gongjian.matters.operations", "gongjian.audit.models"),
        ("gongjian.matters.operations", "gongjian.audit.ledger_verbs"),
        ("gongjian.config.requests.middleware", "gongjian.org.models"),
        ("gongjian.reactions.table", "gongjian.matters.models"),
        ("gongjian.insight.queries", "gongjian.matters.models"),
        ("gongjian.pairing.operations", "gongjian.org.procedures"),
        ("gongjian_demo.people", "gongjian.people.models"),
        ("gongjian_demo.lives", "gongjian.matters.procedures"),
        ("gongjian_bench.stores.filling", "gongjian.matters.models"),
        ("gongjian_bench.stores.ledger_copies", "gongjian.matters.models"),
    ],
)
def test_an_inner_module_is_no_interface(importer: str, imported: str) -> None:
    graph = copy.deepcopy(imports())
    for module in (importer, imported):
        if module not in graph.modules:
            graph.add_module(module)
    graph.add_import(importer=importer, imported=imported, line_number=1, line_contents="")
    assert f"{importer} -> {imported}" in wrong_interfaces(graph)
