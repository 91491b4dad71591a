"""Every recorded verb has its word in the ledger; every kind of event has its line on the table of reactions."""

import ast
import re
from importlib import import_module

import pytest

from gongjian.audit.ledger_verbs import known_verbs
from gongjian.kernel.events import EVENT_KINDS
from tests.walls.source import PACKAGE, app_of, calls_in, module_of, product_files, where

VERB = re.compile(r"^[a-z]+\.[a-z]+(-[a-z]+)*$")


def recorded() -> list[tuple[str, str]]:
    """(file, verb) for every ``record(verb="…")`` written in the operations of the apps."""
    found = []
    for path in product_files():
        if ".operations" not in module_of(path):
            continue
        for name, call in calls_in(path):
            for keyword in call.keywords:
                if (
                    keyword.arg == "verb"
                    and name.split(".")[-1].lstrip("_").startswith("record")
                    and isinstance(keyword.value, ast.Constant)
                    and isinstance(keyword.value.value, str)
                ):
                    found.append((where(path), keyword.value.value))
    return found


def test_every_recorded_verb_has_its_word() -> None:
    known = known_verbs()
    assert sorted({f"{path}: {verb}" for path, verb in recorded() if verb not in known}) == []


def test_verbs_are_written_like_all_verbs() -> None:
    assert sorted(v for v in known_verbs() if not VERB.match(v)) == []


def load_events() -> None:
    for path in sorted(PACKAGE.glob("*/events.py")):
        if app_of(path) != "kernel":
            import_module(module_of(path))


def test_every_kind_of_event_has_its_reactions() -> None:
    load_events()
    if not (PACKAGE / "reactions/table.py").exists():
        pytest.skip("the table of reactions is not built yet")
    board = import_module("gongjian.reactions.table").REACTIONS
    assert sorted(k for k, cls in EVENT_KINDS.items() if k.split(".")[0] in APPS and cls not in board) == []


# What happens to problems is recorded under the word of all matters, as it was before they had an app of their own.
RECORDED_UNDER = {"problems": "matters"}


def test_event_kinds_are_in_the_past_tense_of_their_app() -> None:
    load_events()
    wrong = []
    for kind, cls in EVENT_KINDS.items():
        word, app = kind.split(".")[0], cls.__module__.split(".")[1]
        if word in APPS and word not in (app, RECORDED_UNDER.get(app)):
            wrong.append(kind)
    assert wrong == []
    assert [k for k in EVENT_KINDS if k.split(".")[0] in APPS and not VERB.match(k)] == []


APPS = {p.parent.name for p in PACKAGE.glob("*/apps.py")}
