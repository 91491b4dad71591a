"""The docs and the code know the same things: words, variables, commands, decisions, links, licences."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.lacking import words
from tests.walls.source import ROOT, tracked, where

DOCS = ROOT / "docs"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")


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


def test_every_environment_variable_and_command_is_documented(monkeypatch) -> None:
    assert words.settings_rows_out_of_date() == []
    there = {*words.variables()}
    monkeypatch.setattr(words, "variables", lambda: (there | {"NEW_VARIABLE"}) - {"GONGJIAN_DATA"})
    assert words.settings_rows_out_of_date() == ["NEW_VARIABLE", "no more: GONGJIAN_DATA"]


def test_every_verb_of_the_log_is_documented(monkeypatch) -> None:
    assert words.verb_lines_out_of_date() == []
    first, *rest = words.verb_lines()
    monkeypatch.setattr(words, "verb_lines", lambda: [*rest, "| `bulletin.new` | 新词 | 新词。 |"])
    assert words.verb_lines_out_of_date() == ["| `bulletin.new` | 新词 | 新词。 |", f"no more: {first}"]


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
