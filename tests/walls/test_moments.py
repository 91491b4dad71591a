"""A moment becomes a day or a text by the clock at the school, in ``kernel.clock`` alone: in UTC it is yesterday until 8."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.walls.source import PACKAGE, dotted, python_files, tree_of, where

CLOCK = PACKAGE / "kernel/clock.py"
ALONE = PACKAGE / "audit/offline"  # one file for whichever Python a person has; it names its zone itself
OF_THE_DAY = ("%H", "%I", "%M", "%S", "%p", "%X", "%c")  # only a moment has these
MOMENTS = ("at", "now", "moment")


def is_moment(value: ast.expr) -> bool:
    """Whether the expression is called like a moment: ``at``, ``row.ended_at``, ``now()``."""
    name = dotted(value.func if isinstance(value, ast.Call) else value).rpartition(".")[2]
    return name in MOMENTS or name.endswith("_at")


def is_local(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and dotted(value.func).rpartition(".")[2] in {"local_time", "local_date"}


def days_of_another_zone(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, what) for whatever makes a day or a text of a moment without asking the clock at the school."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "date" and not node.args and not node.keywords:
                yield node.lineno, ".date()"
            if node.func.attr == "strftime" and not is_local(node.func.value):
                yield node.lineno, ".strftime()"
            if node.func.attr in {"localdate", "localtime"}:
                yield node.lineno, f".{node.func.attr}()"
        elif isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            spec = ast.unparse(node.format_spec)
            hours = any(directive in spec for directive in OF_THE_DAY)
            if "%" in spec and (hours or is_moment(node.value)) and not is_local(node.value):
                yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Attribute) and node.attr in {"year", "month", "day"} and is_moment(node.value):
            yield node.lineno, ast.unparse(node)


def files() -> list[Path]:
    return [p for p in python_files() if p != CLOCK and ALONE not in p.parents]


def test_the_day_of_a_moment_is_the_day_at_the_school() -> None:
    found = [f"{where(p)}:{line} {what}" for p in files() for line, what in days_of_another_zone(tree_of(p))]
    assert found == [], "use local_date or local_time of gongjian.kernel.clock"


@pytest.mark.parametrize(
    "planted",
    [
        "cite(line.article, at.date())",
        "day = pair.ended_at.date()",
        "name = f'{at:%Y-%m-%d}'",
        "name = f'{since:%Y-%m-%d %H:%M}'",
        "year = row.raised_at.year",
        "text = at.strftime('%Y')",
        "day = timezone.localtime(at)",
        "day = timezone.localdate(at)",
    ],
)
def test_the_wall_cries(planted: str) -> None:
    assert list(days_of_another_zone(ast.parse(planted)))


@pytest.mark.parametrize(
    "right",
    [
        "cite(line.article, local_date(at))",
        "name = f'{local_time(at):%Y%m%d-%H%M%S}'",
        "year = local_date(at).year",
        "day = record.date('day')",
        "name = f'{day:%Y-%m}'",
        "year = span.since.year",
    ],
)
def test_the_wall_lets_through(right: str) -> None:
    assert list(days_of_another_zone(ast.parse(right))) == []
