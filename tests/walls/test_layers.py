"""The contracts of ``pyproject.toml`` are kept, and they do catch the imports that would tempt one."""

import copy

import grimp
import pytest
from importlinter.application.use_cases import read_user_options
from importlinter.configuration import configure
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.domain.contract import Contract, InvalidContractOptions, registry

from tests.walls.source import ROOT, imports

CLASSES: dict[str, type[Contract]] = {
    "layers": LayersContract,
    "forbidden": ForbiddenContract,
    "acyclic_siblings": AcyclicSiblingsContract,
}


def contracts() -> list[Contract]:
    configure()
    options = read_user_options(str(ROOT / "pyproject.toml"))
    made = []
    for one in options.contracts_options:
        registry.register(CLASSES[one["type"]], one["type"])
        made.append(
            CLASSES[one["type"]](name=one["name"], session_options=options.session_options, contract_options=one)
        )
    return made


def broken(graph: grimp.ImportGraph) -> list[str]:
    return [c.name for c in contracts() if not c.check(copy.deepcopy(graph), verbose=False).kept]


def test_every_contract_is_well_formed_and_kept() -> None:
    try:
        assert broken(imports()) == []
    except InvalidContractOptions as error:
        pytest.fail(str(error.errors))


TEMPTING = [
    ("gongjian.kernel.outbox", "gongjian.wiring.switchboard", "the floor knows its switchboard"),
    ("gongjian.audit.operations", "gongjian.org.queries", "the ledger asks the bodies"),
    ("gongjian.people.queries", "gongjian.org.queries", "people know posts"),
    ("gongjian.notify.operations", "gongjian.files.queries", "strangers on one storey"),
    ("gongjian.pairing.operations", "gongjian.matters.operations", "a pair changes its problems"),
    ("gongjian.matters.operations", "gongjian.insight.queries", "a case reads the dashboard"),
    ("gongjian.matters.operations", "gongjian.wiring.switchboard", "a verb rings itself through"),
    ("gongjian.web.views", "gongjian.matters.queries", "the look knows a room"),
    ("gongjian.org.models", "gongjian.org.queries", "a table asks"),
    ("gongjian.people.views", "gongjian.people.models", "a face touches a table"),
    ("gongjian.pairing.matching", "django", "the engine knows the database"),
    ("gongjian.workdays.arithmetic", "django", "the arithmetic knows Django"),
    ("gongjian.people.queries", "gongjian.people.operations", "reading orders"),
    ("gongjian.org.operations", "gongjian.org.views", "a verb knows its page"),
]


@pytest.mark.parametrize(("importer", "imported", "why"), TEMPTING, ids=[w for _a, _b, w in TEMPTING])
def test_a_tempting_import_is_caught(importer: str, imported: str, why: str) -> None:
    graph = copy.deepcopy(imports())
    for module in (importer, imported):
        if module not in graph.modules:
            graph.add_module(module, is_squashed=not module.startswith("gongjian"))
    graph.add_import(importer=importer, imported=imported, line_number=1, line_contents=f"import {imported}")
    assert broken(graph), why
