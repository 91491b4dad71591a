"""What the docs name in backticks is there: ``app.module.NAME`` resolves, a CONSTANT and a ``function()`` stand in the code."""

import functools
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongjian.audit.ledger_verbs import known_verbs
from gongjian.kernel.events import EVENT_KINDS
from gongjian.org.procedures import LIAISON_CAPABILITIES, POSTS
from tests.walls.source import PACKAGE, ROOT
from tests.walls.test_docs import PAGES

# Made of the code, or about what was (a change log tells of names that have gone).
NOT_READ = {"CHANGELOG.md", "docs/ledger-verbs.md"}
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
DOTTED = re.compile(r"(?:gongjian\.)?([a-z_]+(?:\.[A-Za-z_]\w*)+)(?:\(.*\))?")
CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
SHOWN = ("queries", "operations", "metrics", "registry", "models")
APPS = {p.parent.name for p in PACKAGE.glob("*/__init__.py")}
# The first part is an app's name, but the whole is a file, a table, a setting of another program …
FILES = re.compile(
    r"\.(?:py|md|html|css|js|ts|svg|png|yaml|yml|toml|json|jsonl|csv|txt|xlsx|docx|po|mo|sqlite3|tar|db)$"
)


def words_of_the_code() -> set[str]:
    """Names that are no attribute: verbs of the log, kinds of events, capabilities."""
    held = {c for post in POSTS.values() for c in post.capabilities}
    return {*known_verbs(), *EVENT_KINDS, *held, *LIAISON_CAPABILITIES}


@functools.cache
def code() -> frozenset[str]:
    """Every word of the project's own code."""
    files = [*PACKAGE.rglob("*.py"), *ROOT.glob("tests/**/*.py"), *ROOT.glob("scripts/**/*.py")]
    return frozenset(w for path in files if path != Path(__file__) for w in re.findall(r"\w+", path.read_text()))


def resolves(name: str) -> bool:
    """Whether ``app.module.Class.attribute`` is a module of the project or something in one.

    ``app.name`` may also stand in what an app shows to others: its queries, operations, metrics, registry or models.
    """
    app, *rest = name.split(".")
    return any(_stands(f"{app}.{shown}{'.'.join(rest)}") for shown in ("", *(f"{s}." for s in SHOWN)))


def _stands(name: str) -> bool:
    parts = name.split(".")
    for n in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(["gongjian", *parts[:n]]))
        except ImportError:
            continue
        for part in parts[n:]:
            if not hasattr(found, part):
                fields = getattr(found, "__dataclass_fields__", {}) | getattr(found, "__annotations__", {})
                return part in fields
            found = getattr(found, part)
        return True
    return False


def lacking(text: str) -> Iterator[str]:
    """The names of the text that the code does not have."""
    words = words_of_the_code()
    for span in SPAN.findall(re.sub(r"```.*?```", "", text, flags=re.DOTALL)):
        dotted = DOTTED.fullmatch(span)
        if dotted and dotted[1].split(".")[0] in APPS and not FILES.search(span):
            if dotted[1] not in words and not resolves(dotted[1]):
                yield span
        elif CONSTANT.fullmatch(span) and span not in code():
            yield span


@pytest.mark.parametrize(
    "page", [p for p in PAGES if str(p.relative_to(ROOT)) not in NOT_READ], ids=lambda p: str(p.relative_to(ROOT))
)
def test_names_in_the_docs_are_there(page: Path) -> None:
    assert list(lacking(page.read_text())) == []


@pytest.mark.parametrize(
    "gone", ["`matters.procedures.LIMITS`", "`matters.no_such_module`", "`FRONT_CLOCK`", "`org.queries.nobody()`"]
)
def test_a_name_that_is_gone_is_found(gone: str) -> None:
    assert list(lacking(f"as {gone} says"))


@pytest.mark.parametrize(
    "there",
    [
        "`matters.procedures`",
        "`org.queries.actor_for`",
        "`rulebook.queries.cite()`",
        "`matters.read`",
        "`matters.handed-back`",
        "`django.db.models`",
        "`rulebook/data/problem-rules.yaml`",
    ],
)
def test_a_name_that_is_there_is_let_through(there: str) -> None:
    assert list(lacking(f"as {there} says")) == []
