"""One Chinese word, one code word: the glossary and the code know the same words."""

import ast
import functools
import re

from django.apps import apps

from tests.walls.source import ROOT, product_files, tree_of

GLOSSARY = ROOT / "docs/glossary.md"
ROW = re.compile(r"^\|\s*(?P<word>[^|]+?)\s*\|\s*(?P<codes>`[^|]+`)\s*\|\s*(?P<meaning>[^|]+?)\s*\|$")


def rows() -> list[tuple[str, list[str]]]:
    found = [ROW.match(line) for line in GLOSSARY.read_text().splitlines()]
    return [(m["word"], re.findall(r"`([^`]+)`", m["codes"])) for m in found if m]


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


def test_every_code_word_stands_in_the_code() -> None:
    known = code_words()
    assert [f"{word}: {code}" for word, codes in rows() for code in codes if code not in known] == []


def test_every_table_stands_in_the_glossary() -> None:
    written = {code for _word, codes in rows() for code in codes}
    models = {m.__name__ for m in apps.get_models() if m.__module__.startswith("gongjian.")}
    assert sorted(models - written) == []


def test_no_word_has_two_code_words_and_no_code_word_two_words() -> None:
    words = [word for word, _codes in rows()]
    codes = [code for _word, codes in rows() for code in codes]
    assert sorted({w for w in words if words.count(w) > 1}) == []
    assert sorted({c for c in codes if codes.count(c) > 1}) == []
