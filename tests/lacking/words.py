"""What must have a word: tables, states, steps and commands in the glossary, recorded verbs in the log, messages, the docs."""

import ast
import functools
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

import click
from django.apps import apps
from django.utils import translation

from gongjian.audit import ledger_verbs
from gongjian.audit import registry as subjects
from gongjian.config.cli import cli
from gongjian.files import registry as files
from gongjian.kernel.events import EVENT_KINDS, DomainEvent
from gongjian.notify import registry as messages
from gongjian.org.procedures import LIAISON_CAPABILITIES, POSTS
from gongjian.org.queries.actor import RANK
from gongjian.reactions.table import REACTIONS
from gongjian.rulebook import registry as procedures
from gongjian.search import registry as search
from gongjian.workflow import registry as workflow
from tests.walls.source import PACKAGE, ROOT, module_of, product_files, python_files, tree_of, where

GLOSSARY = ROOT / "docs/glossary.md"
VERBS_PAGE = ROOT / "docs/ledger-verbs.md"
SETTINGS_PAGE = ROOT / "docs/settings.md"
ROW = re.compile(r"^\|\s*(?P<word>[^|]+?)\s*\|\s*(?P<codes>`[^|]+`)\s*\|\s*(?P<meaning>[^|]+?)\s*\|$")
VERB = re.compile(r"^[a-z]+\.[a-z]+(-[a-z]+)*$")
VARIABLE = re.compile(
    r"[\"'](GONGJIAN_[A-Z_]+|(?:TEST_)?DATABASE_(?:REPLICA_)?URL|CHROMIUM|CLOCK_SHIFT|HYPOTHESIS_PROFILE)[\"']"
)
APPS = {p.parent.name for p in PACKAGE.glob("*/apps.py")}
OTHERS = {"django"}  # Django's and click's own commands need no line of ours
# Written like a verb of the log, and something else: sheets that are imported, subjects without a page, locks, signals, forms
# that are taken once.
OTHER_NAMES = {
    "appeals.appeals",
    "appeals.open-board",
    "audit.chain",
    "matters.lists",
    "matters.problems",
    "org.body",
    "pairing.make-offer",
    "people.person",
    "proposals.delegates",
    "proposals.proposals",
    "rulebook.sync",
    "workdays.days",
    "workdays.seed",
}


# --- the glossary ---


def glossary() -> list[tuple[str, list[str]]]:
    """(Chinese word, its code words) for each row."""
    found = [ROW.match(line) for line in GLOSSARY.read_text().splitlines()]
    return [(m["word"], re.findall(r"`([^`]+)`", m["codes"])) for m in found if m]


def to_be_in_the_glossary() -> dict[str, str]:
    """Code word → its Chinese word where the code says it: every table, post, state, step and command."""
    wanted = {m.__name__: "" for m in apps.get_models() if m.__module__.startswith("gongjian.")}
    with translation.override("zh-hans"):
        wanted |= {code: str(post.label) for code, post in POSTS.items()}
        for printed in procedures.procedures().values():
            table = printed.procedure
            wanted |= {s.code: str(s.label) for s in table.states} | {s.verb: str(s.label) for s in table.steps}
        for commands in workflow.registered():
            wanted |= {c.name: str(c.log.label) if c.log else "" for c in commands if c.name not in wanted}
    return wanted


def not_in_the_glossary() -> list[str]:
    """Code words that have no row, as the row to be added."""
    written = {code for _word, codes in glossary() for code in codes}
    wanted = to_be_in_the_glossary()
    return [f"| {wanted[code] or '…'} | `{code}` | … |" for code in sorted(wanted.keys() - written)]


@functools.cache
def code_words() -> frozenset[str]:
    """Every identifier and every word-like text in the product."""
    words: set[str] = set()
    for path in product_files():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                words.add(node.name)
            elif isinstance(node, ast.Name):
                words.add(node.id)
            elif isinstance(node, ast.Attribute):
                words.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 40:
                words.add(node.value)
        words.add(path.stem)
    return frozenset(words)


def rows_without_code() -> list[str]:
    """Rows of the glossary whose code word does not stand in the code."""
    return [f"{word}: {code}" for word, codes in glossary() for code in codes if code not in code_words()]


def words_used_twice(rows: list[tuple[str, list[str]]] | None = None) -> list[str]:
    """Words with two code words, code words with two words."""
    rows = glossary() if rows is None else rows
    words = [word for word, _codes in rows]
    codes = [code for _word, codes in rows for code in codes]
    return sorted({w for w in words if words.count(w) > 1} | {c for c in codes if codes.count(c) > 1})


# --- the log's verbs ---


def load_all() -> None:
    """Whatever registers names when it is imported."""
    for path in sorted(p for name in ("events", "tasks", "api", "commands") for p in PACKAGE.glob(f"*/{name}.py")):
        import_module(module_of(path))


def names_in(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """(name, line) of every text that is written like a verb of the log, whatever it is handed to."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and VERB.match(node.value)
            and node.value.split(".")[0] in APPS
        ):
            yield node.value, node.lineno


@functools.cache
def names_of_the_product() -> Mapping[str, str]:
    """Every such name → where it stands first."""
    found: dict[str, str] = {}
    for path in product_files():
        for name, line in names_in(tree_of(path)):
            found.setdefault(name, f"{where(path)}:{line}")
    return found


def is_known(name: str) -> bool:
    """Whether it is a verb of the log, a kind of event or message, a capability, a registered subject, source or owner of files."""
    return (
        name in ledger_verbs.known_verbs()
        or name in EVENT_KINDS
        or has_preference(name)
        or name in LIAISON_CAPABILITIES
        or any(name in post.capabilities for post in POSTS.values())
        or subjects.subject_of(name) is not None
        or search.source(name) is not None
        or files.owner(name) is not None
        or name in OTHER_NAMES
    )


def unknown_names(names: Mapping[str, str] | None = None) -> list[str]:
    """Names in the code that nobody has registered: a verb without its words in the log, a message without its kind."""
    load_all()
    found = names_of_the_product() if names is None else names
    return sorted(f"{place}: {name}" for name, place in found.items() if not is_known(name))


def composed_verbs(trees: Mapping[str, ast.AST] | None = None) -> list[str]:
    """``verb=`` put together from pieces, which could not be found: a verb is written out."""
    if trees is None:
        trees = {where(path): tree_of(path) for path in product_files()}
    return [
        f"{place}:{node.value.lineno}"
        for place, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "verb" and isinstance(node.value, ast.JoinedStr | ast.BinOp)
    ]


def verb_lines() -> list[str]:
    """The rows of docs/ledger-verbs.md as the code gives them."""
    with translation.override("zh-hans"):
        words = [ledger_verbs.verb_for(v) for v in sorted(ledger_verbs.known_verbs()) if not v.startswith("tests.")]
        return [f"| `{w.verb}` | {w.label} | {w.sentence} |" for w in words]


def _is_verb_line(line: str) -> bool:
    return line.startswith("| `")


def verb_lines_out_of_date() -> list[str]:
    """Rows that docs/ledger-verbs.md lacks, and rows that it should not have."""
    written = {line for line in VERBS_PAGE.read_text().splitlines() if _is_verb_line(line)}
    now = {*verb_lines()}
    return sorted(now - written) + [f"no more: {line}" for line in sorted(written - now)]


def write_verb_lines() -> None:
    """Write the rows of docs/ledger-verbs.md anew."""
    rest = [line for line in VERBS_PAGE.read_text().splitlines() if not _is_verb_line(line)]
    VERBS_PAGE.write_text("\n".join([*rest, *verb_lines()]) + "\n")


# --- events and messages ---


def events_of_apps() -> dict[str, type[DomainEvent]]:
    """Kind → event, for the events of the apps (not those of tests)."""
    load_all()
    return {kind: event for kind, event in EVENT_KINDS.items() if kind.split(".")[0] in APPS}


def events_without_reactions() -> list[str]:
    """Kinds of events that have no line in the table of reactions."""
    return sorted(kind for kind, event in events_of_apps().items() if event not in REACTIONS)


def has_preference(kind: str) -> bool:
    """Whether persons choose how they receive messages of this kind, by itself or in a group."""
    return kind == messages.DIGEST or messages.preference_kind(kind) in messages.kinds()


def messages_without_preference() -> list[str]:
    """Events that send a message of their own kind, and no preference of a person stands for it."""
    found = []
    for path in sorted(PACKAGE.glob("*/notices.py")):
        if "kind=event.kind" not in path.read_text():  # others name the kind, and an unknown name is found
            continue
        for kind, event in events_of_apps().items():
            tellers = [r for r in REACTIONS.get(event, ()) if getattr(r, "__module__", "") == module_of(path)]
            if tellers and not has_preference(kind):
                found.append(f"{where(path)}: {kind}")
    return sorted(found)


# --- posts ---


def posts_without_rank() -> list[str]:
    """Posts that have no place in RANK (a person who holds one could not be addressed), and ranks of posts that are gone."""
    return [
        *(f"{code}: no place in RANK" for code in sorted(POSTS.keys() - {*RANK})),
        *(f"{code}: no such post" for code in sorted({*RANK} - POSTS.keys())),
        *(f"{code}: twice in RANK" for code in sorted({c for c in RANK if RANK.count(c) > 1})),
    ]


# --- the docs ---


def variables() -> set[str]:
    """Every environment variable that the code reads."""
    sources = [*python_files(), *ROOT.glob("scripts/*.py"), *ROOT.glob("tests/**/*.py")]
    found = {name for path in sources if path != Path(__file__) for name in VARIABLE.findall(path.read_text())}
    return {name for name in found if not name.endswith("_")}


def commands(group: click.Group, front: str = "gongjian") -> Iterator[str]:
    """Every command that does something, as it is typed."""
    context = click.Context(group)
    if group.invoke_without_command:
        yield front
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, f"{front} {name}")
        elif name not in OTHERS:
            yield f"{front} {name}"


def settings_rows_out_of_date() -> list[str]:
    """Environment variables and commands that docs/settings.md lacks, and rows that it should not have."""
    text = SETTINGS_PAGE.read_text()
    listed = {*re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE)}
    typed = {t.strip() for t in re.findall(r"^\| `(gongjian [a-z ]+)` \|", text, re.MULTILINE)}
    typed -= {f"gongjian {o}" for o in OTHERS}
    now, there = variables(), {*commands(cli)}
    gone = sorted((listed - now) | (typed - there))
    return sorted((now - listed) | (there - typed)) + [f"no more: {name}" for name in gone]
