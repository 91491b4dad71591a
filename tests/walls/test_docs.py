"""The docs and the code know the same things: words, variables, commands, decisions, links, licences."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
from django.utils import translation

from gongjian.audit.ledger_verbs import known_verbs, verb_for
from gongjian.config.cli import cli
from gongjian.org.procedures import POSTS
from gongjian.rulebook import registry
from tests.walls.source import ROOT, python_files, tracked, where

DOCS = ROOT / "docs"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
VARIABLE = re.compile(
    r"[\"'](GONGJIAN_[A-Z_]+|(?:TEST_)?DATABASE_(?:REPLICA_)?URL|CHROMIUM|CLOCK_SHIFT|HYPOTHESIS_PROFILE)[\"']"
)
# Django's and click's own commands need no line of ours.
OTHERS = {"django"}


def text_of(name: str) -> str:
    return (DOCS / name).read_text()


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as people's viewers make them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for found in LINK.finditer(re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)):
        target = unquote(found[1] or found[2])
        if re.match(r"[a-z]+:", target):
            continue
        path, _hash, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in anchors(there)):
            broken.append(target)
    assert broken == []


def test_every_page_is_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or not page.exists():
            continue
        seen.add(page)
        if page.is_dir():
            waiting += sorted(page.glob("*.md"))
        elif page.suffix == ".md":
            waiting += [
                (page.parent / unquote((m[1] or m[2]).partition("#")[0])).resolve()
                for m in LINK.finditer(page.read_text())
            ]
    assert sorted(str(p.relative_to(ROOT)) for p in set(PAGES) - seen) == []


def test_every_decision_is_listed() -> None:
    listed = text_of("decisions/README.md")
    pages = [p for p in sorted((DOCS / "decisions").glob("*.md")) if p.name != "README.md"]
    for page in pages:
        title = page.read_text().splitlines()[0].removeprefix("# ")
        assert f"- [{title}]({page.name})" in listed, f"docs/decisions/README.md lacks {page.name}"
        assert not page.name[0].isdigit(), "a decision is named after what was decided"


def variables() -> set[str]:
    files = [*python_files(), *ROOT.glob("scripts/*.py"), *ROOT.glob("tests/**/*.py")]
    found = {name for path in files if path != Path(__file__) for name in VARIABLE.findall(path.read_text())}
    return {name for name in found if not name.endswith("_")}


def test_every_environment_variable_is_told() -> None:
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", text_of("settings.md"), re.MULTILINE))
    assert sorted(variables() - documented) == []
    assert sorted(documented - variables()) == []


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


def test_every_command_is_told() -> None:
    documented = set(re.findall(r"^\| `(gongjian [a-z ]+)` \|", text_of("settings.md"), re.MULTILINE))
    documented = {t.strip() for t in documented} - {f"gongjian {o}" for o in OTHERS}
    there = set(commands(cli))
    assert sorted(there - documented) == []
    assert sorted(documented - there) == []


def test_every_word_of_the_ledger_is_told() -> None:
    with translation.override("zh-hans"):
        lines = {
            f"| `{v}` | {verb_for(v).label} | {verb_for(v).sentence} |" for v in known_verbs() if "tests." not in v
        }
    documented = {line for line in text_of("ledger-verbs.md").splitlines() if line.startswith("| `")}
    assert sorted(lines - documented) == []
    assert sorted(documented - lines) == []


def test_every_step_state_and_post_is_in_the_glossary() -> None:
    codes = set(re.findall(r"`([^`]+)`", text_of("glossary.md")))
    procedures = [p.procedure for p in registry.procedures().values()]
    wanted = {s.verb for p in procedures for s in p.steps} | {s.code for p in procedures for s in p.states} | set(POSTS)
    assert sorted(wanted - codes) == []


def test_licences_are_told_and_go_together() -> None:
    made = subprocess.run(
        [sys.executable, "scripts/licences.py", "--check"], cwd=ROOT, capture_output=True, text=True, env=os.environ
    )
    assert made.returncode == 0, made.stderr


def test_nothing_of_one_machine_stands_in_the_files() -> None:
    """No path of a home folder or a scratch folder, no address of a package index."""
    paths = re.compile(r"(?<![\w.])/(?:root|home/\w+|work|Users/\w+|tmp/wt)/")
    hosts = re.compile(
        r"https?://(?!127\.0\.0\.1|localhost)[\w.\-]*(?:pypi|npmjs|registry|mirror|index)[\w.\-]*", re.IGNORECASE
    )
    wrong = []
    for path in tracked():
        if path == Path(__file__) or path.suffix in {".png", ".docx", ".mo", ".xlsx", ".ico"}:
            continue
        text = path.read_text(errors="replace")
        wrong += [f"{where(path)}: {m[0]}" for pattern in (paths, hosts) for m in pattern.finditer(text)]
    assert wrong == []
