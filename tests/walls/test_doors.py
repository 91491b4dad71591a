"""From outside a room only its doors are used. One rule over the import graph.

Doors of every room: ``operations`` (order something), ``queries`` (ask), ``metrics`` (count).
``apps.py``, which introduces its room to the tools, also uses their small registries: ``words``, ``registry``.
``config`` also hangs in the faces: ``urls``, ``views``, ``api``, ``commands``, ``tasks``, ``middleware``.
``wiring`` also knows ``events`` and ``notices``.
Free for all: ``kernel`` and ``web`` (the floor and the look), ``spreadsheets`` (a tool without tables), and the pure
engines. ``models`` never: a foreign key is a string.
"""

import copy

import grimp
import pytest

from tests.walls.source import imports

FREE_ROOMS = {"kernel", "web", "spreadsheets"}
PURE = {"gongjian.rulebook.engine", "gongjian.workdays.arithmetic", "gongjian.pairing.matching"}
DOORS = {"operations", "queries", "metrics"}
REGISTRIES = {"words", "registry"}
FACES = {"urls", "views", "api", "commands", "tasks", "middleware"}
# Django asks for the class itself where a table is built on another (Unit is a Body, an account points to a person).
TABLES_MAY_POINT_DOWN = {("gongjian.org.models", "gongjian.people.models")}


def is_a_door(importer: str, imported: str) -> bool:
    room, rest = importer.split(".")[1], importer.split(".")[2:]
    other, *inside = imported.split(".")[1:]
    if room == other or other in FREE_ROOMS or imported in PURE or not inside:
        return True
    if (importer, imported) in TABLES_MAY_POINT_DOWN:
        return True
    allowed = set(DOORS)
    if rest[:1] == ["apps"]:
        allowed |= REGISTRIES
    if room == "config":
        allowed |= FACES
    if room == "wiring":
        allowed |= {"events", "notices"}
    return inside[0] in allowed


def wrong_doors(graph: grimp.ImportGraph) -> list[str]:
    found = []
    for importer in graph.modules:
        if not importer.startswith("gongjian.") or ".migrations" in importer:
            continue
        for imported in graph.find_modules_directly_imported_by(importer):
            if imported.startswith("gongjian.") and not is_a_door(importer, imported):
                found.append(f"{importer} -> {imported}")
    return sorted(found)


def test_guests_enter_by_the_doors() -> None:
    assert wrong_doors(imports()) == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("gongjian.matters.operations", "gongjian.org.models"),
        ("gongjian.matters.operations", "gongjian.org.permissions"),
        ("gongjian.matters.views", "gongjian.org.views"),
        ("gongjian.matters.operations", "gongjian.audit.models"),
        ("gongjian.matters.operations", "gongjian.audit.words"),
        ("gongjian.config.middleware", "gongjian.org.models"),
        ("gongjian.wiring.switchboard", "gongjian.matters.models"),
        ("gongjian.insight.queries", "gongjian.matters.models"),
        ("gongjian.pairing.operations", "gongjian.org.procedures"),
    ],
)
def test_a_window_is_not_a_door(importer: str, imported: str) -> None:
    graph = copy.deepcopy(imports())
    for module in (importer, imported):
        if module not in graph.modules:
            graph.add_module(module)
    graph.add_import(importer=importer, imported=imported, line_number=1, line_contents="")
    assert f"{importer} -> {imported}" in wrong_doors(graph)
