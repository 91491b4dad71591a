"""The contracts of ``pyproject.toml`` are kept, and they do catch the imports that would tempt one.

The product does not know its extras, and whoever is left out of the contracts is found.
"""

import copy
import re
import tomllib
from pathlib import Path

import grimp
import pytest
from importlinter.application.use_cases import read_user_options
from importlinter.configuration import configure
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.domain.contract import Contract, InvalidContractOptions, registry

from tests.lacking import code
from tests.walls.source import (
    EXTRAS,
    INSIDE,
    NO_TABLES,
    PACKAGE,
    ROOT,
    SOURCE,
    TOOLS,
    contract,
    imports,
    kinds,
    module_of,
    product_files,
    project,
    shaped_apps,
    where,
)

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
    ("gongjian.kernel.outbox", "gongjian.reactions.table", "the kernel knows the reactions"),
    ("gongjian.audit.operations", "gongjian.org.queries", "the ledger asks the bodies"),
    ("gongjian.people.queries", "gongjian.org.queries", "people know posts"),
    ("gongjian.notify.operations", "gongjian.files.queries", "strangers on one layer"),
    ("gongjian.pairing.operations", "gongjian.matters.operations", "a pair changes its problems"),
    ("gongjian.matters.operations", "gongjian.insight.queries", "a case reads the dashboard"),
    ("gongjian.matters.operations", "gongjian.reactions.table", "a verb rings itself through"),
    ("gongjian.web.views", "gongjian.matters.queries", "the look knows an app"),
    ("gongjian.org.models", "gongjian.org.queries", "a table asks"),
    ("gongjian.people.views", "gongjian.people.models", "a face touches a table"),
    ("gongjian.bulletin.views_lost", "gongjian.bulletin.models", "another face touches a table"),
    ("gongjian.pairing.pages.pair", "gongjian.pairing.models", "a page touches a table"),
    ("gongjian.proposals.sections", "gongjian.proposals.models", "a part of a page touches a table"),
    ("gongjian.evaluation.sheets", "gongjian.evaluation.models.contests", "a sheet touches a table"),
    ("gongjian.appeals.pages.imports", "gongjian.spreadsheets.models", "a page touches another app's table"),
    ("gongjian.pairing.queries.pairs", "gongjian.pairing.pages.pair", "reading knows its page"),
    ("gongjian.pairing.planning", "gongjian.pairing.views", "a form knows its view"),
    ("gongjian.pairing.odd_thing", "gongjian.pairing.models", "a module of no kind"),
    ("gongjian.pairing.matching", "django", "the engine knows the database"),
    ("gongjian.workdays.arithmetic", "django", "the arithmetic knows Django"),
    ("gongjian.people.queries", "gongjian.people.operations", "reading orders"),
    ("gongjian.org.operations", "gongjian.org.views", "a verb knows its page"),
    ("gongjian.config.processes.starting", "gongjian_demo.foundation", "the product founds the demo"),
    ("gongjian.config.requests.health", "gongjian_bench.bulk", "the product uses the bench"),
    ("gongjian_demo.matters", "gongjian_bench.stores.telling", "the demo is told by the bench"),
    ("gongjian_demo.words", "gongjian_demo.lives", "words know lives"),
    ("gongjian_bench.parts.ledger", "gongjian_bench.stores.ledger_copies", "a part measures a store"),
]


@pytest.mark.parametrize(("importer", "imported", "why"), TEMPTING, ids=[w for _a, _b, w in TEMPTING])
def test_a_tempting_import_is_caught(importer: str, imported: str, why: str) -> None:
    graph = copy.deepcopy(imports())
    for module in (importer, imported):
        if module not in graph.modules:
            graph.add_module(module, is_squashed=not module.startswith("gongjian"))
    graph.add_import(importer=importer, imported=imported, line_number=1, line_contents=f"import {imported}")
    assert broken(graph), why


def test_every_module_of_every_app_is_of_a_kind() -> None:
    assert code.modules_without_kind() == []
    assert contract(INSIDE)["exhaustive"] is True and shaped_apps() & TOOLS == set()


def test_a_module_of_no_kind_and_an_app_left_out_are_found() -> None:
    there = [*(module_of(p) for p in product_files()), "gongjian.pairing.odd_thing", "gongjian.station.models"]
    assert code.modules_without_kind(there) == [
        "gongjian.station: not in the contract's containers",
        "gongjian.pairing.odd_thing: no kind",
    ]
    rest = [m for m in there[:-2] if ".matching" not in m]
    assert code.modules_without_kind(rest) == ["matching: no such module"]


def test_every_face_and_page_is_forbidden_to_touch_tables() -> None:
    names = [n for n in kinds() if {"views", "pages"} & n]
    forbidden = {source.removeprefix("gongjian.*.") for source in contract(NO_TABLES)["source_modules"]}
    assert len(names) == 2 and forbidden == names[0] | names[1]


# Who in the product may name an extra, and why: lazily, or as text.
NAMED_BY = {
    "src/gongjian/config/cli.py",  # its commands, imported when they are called
    "src/gongjian/config/settings.py",  # the samples of the style guide, for developers
    "src/gongjian/web/catalogue.py",  # their sentences have English as well
}


def test_only_the_command_line_enters_the_extras() -> None:
    named = re.compile("|".join(p.name for p in EXTRAS))
    assert {where(path) for path in product_files() if named.search(path.read_text())} == NAMED_BY


def test_every_package_stands_in_the_contracts_and_in_the_types() -> None:
    packages = {p.parent.name for p in SOURCE.glob("*/__init__.py")}
    tools = project()["tool"]
    assert packages == {PACKAGE.name, *(p.name for p in EXTRAS)}
    assert packages == set(tools["importlinter"]["root_packages"]) == set(tools["mypy"]["packages"])


@pytest.mark.parametrize("extra", EXTRAS, ids=lambda p: p.name)
def test_an_extra_is_a_distribution_with_all_its_files(extra: Path) -> None:
    told = tomllib.loads((extra / "pyproject.toml").read_text())
    product, setuptools = project()["project"], told["tool"]["setuptools"]
    name = told["project"]["name"]
    assert product["optional-dependencies"][name.removeprefix("gongjian-")] == [f"{name}=={product['version']}"]
    assert told["project"]["version"] == product["version"]
    folders = {str(p.parent.relative_to(SOURCE)).replace("/", ".") for p in extra.rglob("__init__.py")}
    assert set(setuptools["packages"]) == folders
    patterns = setuptools.get("package-data", {}).get(extra.name, [])
    data = {p for p in extra.rglob("*") if p.is_file() and p.suffix not in {".py", ".pyc", ".toml"}}
    assert data == {p for pattern in patterns for p in extra.glob(pattern)}
