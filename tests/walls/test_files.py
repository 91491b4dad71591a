"""Files stay short, the clock is read in one place, an app's relative imports stay inside, faces hold no rules."""

import ast
from pathlib import Path

import pytest

from tests.walls.source import (
    PACKAGE,
    ROOT,
    calls_in,
    dotted,
    kinds,
    module_of,
    product_files,
    python_files,
    templates,
    tree_of,
    where,
)

MOST_LINES = 450  # the aim is 400
CLOCKS = {
    "timezone.now",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "dt.datetime.now",
    "dt.datetime.utcnow",
    "dt.date.today",
    "datetime.datetime.now",
    "datetime.date.today",
    "timezone.localdate",
    "timezone.localtime",
    "time.time",
}
# Who may ask kernel.clock what time it is: the faces, the gate, the floor. Verbs and queries are told (``at=``).
MAY_ASK = {"views", "api", "tasks", "commands", "admin", "middleware", "sessions"}
# Of demo and bench: the commands, and what fills a store in a process of its own.
EXTRAS_MAY_ASK = {
    "gongjian_demo.command",
    "gongjian_bench.command",
    "gongjian_bench.parts.commands",
    "gongjian_bench.stores.filling",
    "gongjian_bench.stores.founding",
}


def test_no_file_is_too_long() -> None:
    files = [*python_files(), *templates(), *ROOT.glob("tests/**/*.py"), *ROOT.glob("scripts/*.py")]
    long = {where(p): n for p in files if (n := len(p.read_text().splitlines())) > MOST_LINES}
    assert long == {}


def test_the_clock_is_read_in_one_place() -> None:
    wrong = []
    for path in python_files():
        if path == PACKAGE / "kernel/clock.py":
            continue
        for name, call in calls_in(path):
            bare_localtime = name == "timezone.localtime" and call.args  # turning a given hour is not asking
            if name in CLOCKS and not bare_localtime:
                wrong.append(f"{where(path)}:{call.lineno} {name}()")
    assert wrong == []


def test_only_faces_ask_what_time_it_is() -> None:
    wrong = []
    for path in python_files():
        _package, app, *rest = [*module_of(path).split("."), ""]
        if app in {"kernel", "config"} or (rest and rest[0] in MAY_ASK) or module_of(path) in EXTRAS_MAY_ASK:
            continue
        wrong += [
            f"{where(path)}:{call.lineno}" for name, call in calls_in(path) if name in {"clock.now", "kernel.clock.now"}
        ]
    assert wrong == []


def test_relative_imports_stay_in_their_room() -> None:
    wrong = []
    for path in python_files():
        module = module_of(path)
        inside = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
        for node in ast.walk(tree_of(path)):
            least = 2 if path.is_relative_to(PACKAGE) else 1  # demo and bench are one app each
            if isinstance(node, ast.ImportFrom) and node.level and len(inside) - node.level + 1 < least:
                wrong.append(f"{where(path)}:{node.lineno}")
    assert wrong == []


MANAGERS = {"objects", "_default_manager", "_base_manager", "atomic"}
QUERYSETS = {
    "filter",
    "exclude",
    "annotate",
    "aggregate",
    "values_list",
    "order_by",
    "select_related",
    "prefetch_related",
}


def queries_in(tree: ast.AST) -> list[tuple[int, str]]:
    """(line, what) of transactions and of calls that build a query."""
    attributes = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute)]
    found = [(n.lineno, n.attr) for n in attributes if n.attr in MANAGERS]
    called = {id(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
    return sorted(found + [(n.lineno, n.attr) for n in attributes if n.attr in QUERYSETS and id(n) in called])


def faces_and_pages() -> list[Path]:
    """Whatever answers a request or shows something; sheets and papers read through queries as well."""
    names = {n for kind in kinds() if {"views", "pages"} & kind for n in kind}
    return [p for p in product_files() if [*module_of(p).split("."), "", ""][2] in names]


def test_faces_and_pages_hold_no_transactions_and_no_queries() -> None:
    """A face fetches, orders one thing, answers: it neither opens a transaction nor builds a query; a page shows."""
    wrong = {where(path): found for path in faces_and_pages() if (found := queries_in(tree_of(path)))}
    assert wrong == {}


@pytest.mark.parametrize(
    "planted",
    [
        "rows = Matter.objects.all()",
        "with transaction.atomic(): pass",
        "rows = queries.visible_to(actor).filter(pk=1)",
        "reply = matter.replies.order_by('at').last()",
    ],
)
def test_a_query_in_a_page_is_found(planted: str) -> None:
    assert len(queries_in(ast.parse(planted))) == 1


def test_sqlite_and_postgresql_alike() -> None:
    """``select_for_update`` is left out silently by SQLite: the change is conditional instead."""
    wrong = [
        f"{where(path)}:{call.lineno}"
        for path in python_files()
        for name, call in calls_in(path)
        if name.endswith("select_for_update")
    ]
    wrong += [
        f"{where(path)}:{node.lineno}"
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr == "select_for_update"
    ]
    assert wrong == []


def test_public_functions_and_classes_say_what_the_caller_gets() -> None:
    wrong = []
    for path in python_files():
        # The name of an event, of a form or of a JSON shape is its sentence.
        if path.stem in {"apps", "urls", "events", "forms", "schemas"} or path.parent.name == "config":
            continue
        for node in tree_of(path).body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            short = len(node.body) <= 2 and isinstance(node, ast.FunctionDef)
            short = short or (isinstance(node, ast.ClassDef) and "Schema" in map(dotted, node.bases))
            if not ast.get_docstring(node) and not short:
                wrong.append(f"{where(path)}:{node.lineno} {node.name}")
    assert wrong == []
