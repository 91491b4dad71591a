"""No pattern of the source grows faster than its text: a stranger's words would otherwise hold a whole server process.

Python's ``re`` holds the interpreter while it searches. Every pattern, compiled in a module or written where it is used, is
searched for in texts made of its own signs, of growing length.
"""

import ast
import importlib
import itertools
import pkgutil
import re
import time
from collections.abc import Iterator
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import gongjian
from gongjian.spreadsheets import guards
from tests.walls.source import ROOT

LENGTHS = (20, 100, 400, 1600, 6400)
QUICK = 0.002  # seconds; who is done with 1,600 signs in less is not quadratic
BOUNDED = {"gongjian.spreadsheets.dates._WRITTEN": 60}  # the longest text it is used on
WORTH_COMPARING = 0.02  # seconds of the processor; below, the clock says nothing
FROZEN = 1.0
STEEPEST = 9.0  # four times the text: linear growth takes 4 times as long, quadratic 16 times
GENERAL = " a1(\n"
OWN_WORDS = "catalogue.py"  # gathers the words of our own templates, when we call it
USES = {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}

Pattern = re.Pattern[Any]


def compiled() -> Iterator[tuple[str, Pattern]]:
    for found in pkgutil.walk_packages(gongjian.__path__, "gongjian."):
        if ".migrations" in found.name or f"{found.name}.py".endswith(OWN_WORDS):
            continue
        for name, value in vars(importlib.import_module(found.name)).items():
            if isinstance(value, re.Pattern):
                yield f"{found.name}.{name}", value


def written() -> Iterator[tuple[str, Pattern]]:
    for path in sorted((ROOT / "src" / "gongjian").rglob("*.py")):
        if path.name == OWN_WORDS:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr in USES
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                yield f"{path.name}:{node.lineno}", re.compile(node.args[0].value, re.MULTILINE)


PATTERNS = list({(p.pattern, p.flags): (name, p) for name, p in [*written(), *compiled()]}.values())


def parse(pattern: Pattern) -> Any:
    return parser.parse(pattern.pattern, pattern.flags & (re.VERBOSE | re.IGNORECASE))


def one_of(items: Any) -> str:
    """A sign that is in the set."""
    excluded = {value for op, value in items if op is codes.LITERAL}
    if items[0][0] is codes.NEGATE:
        return next(c for c in "xy1 z" if ord(c) not in excluded)
    op, value = items[0]
    if op is codes.LITERAL:
        return chr(value)
    if op is codes.RANGE:
        return chr(value[0])
    return {codes.CATEGORY_SPACE: " ", codes.CATEGORY_DIGIT: "1"}.get(value, "a")


def inside(value: Any) -> Iterator[Any]:
    for part in value if isinstance(value, tuple | list) else ():
        if isinstance(part, parser.SubPattern):
            yield part
        elif isinstance(part, tuple | list):
            yield from inside(part)


def signs(parsed: Any) -> dict[str, None]:
    """One sign for each literal and set."""
    found: dict[str, None] = {}
    for op, value in parsed:
        if op is codes.LITERAL:
            found[chr(value)] = None
        elif op is codes.IN:
            found[one_of(value)] = None
        else:
            for part in inside(value):
                found |= signs(part)
    return found


def sample(parsed: Any) -> str:
    """The shortest text that the pattern's beginning takes: up to its first choice, or what may be any sign."""
    said = ""
    for op, value in parsed:
        if op is codes.LITERAL:
            said += chr(value)
        elif op is codes.IN:
            said += one_of(value)
        elif op in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            said += sample(value[2]) * value[0]
        elif op is codes.SUBPATTERN:
            said += sample(value[3])
        elif op is not codes.AT:
            break
    return said


def seconds(pattern: Pattern, text: Any) -> float:
    began = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - began


def texts(pattern: Pattern) -> Iterator[tuple[str, str]]:
    """A front, and what is repeated after it."""
    parsed = parse(pattern)
    start = sample(parsed)
    pieces = [*dict.fromkeys([*list(signs(parsed))[:9], *GENERAL])]
    starts = [start[:n] for n in range(2, min(len(start), 40) + 1)]
    for piece in [*pieces, *starts, *map("".join, itertools.permutations(pieces, 2))]:
        for front in {"", start[:1], start}:
            yield front, piece


def steep(pattern: Pattern, longest: int = 10_000) -> str:
    """The text that takes too long, in words; "" if none does."""
    for front, piece in texts(pattern):
        took = 0.0
        for length in [n for n in LENGTHS if n <= longest]:
            if length > 1600 and took < QUICK:
                break
            text: Any = front + piece * (length // len(piece)) + "\x01"
            if isinstance(pattern.pattern, bytes):
                text = text.encode()
            before, took = took, seconds(pattern, text)
            if took > WORTH_COMPARING:
                took = min(took, seconds(pattern, text))
            if took > FROZEN or (took > WORTH_COMPARING and took > STEEPEST * max(before, 0.0005)):
                return f"{front!r} + {piece!r} × {length}: {before:.3f} s, then {took:.3f} s"
    return ""


@pytest.mark.parametrize(("name", "pattern"), PATTERNS, ids=[name for name, _ in PATTERNS])
def test_no_pattern_grows_faster_than_its_text(name: str, pattern: Pattern) -> None:
    assert steep(pattern, BOUNDED.get(name, 10_000)) == "", name


@pytest.mark.parametrize(
    "bad",
    [
        r"[a-z]*\d+[a-z]*",
        r"\[([^\]]*)\]\([^)]*\)",
        r"\s*#(\d{1,15})$",
        r"(a+)+$",
        rb'<cell\s([^>]*repeated="(\d+)"[^>]*)>(.{0,40})',
    ],
)
def test_the_measure_finds_the_patterns_that_were_too_slow(bad: Any) -> None:
    assert steep(re.compile(bad, re.DOTALL))


def test_the_readers_of_xml_use_no_pattern() -> None:
    for module in (guards, importlib.import_module("gongjian.kernel.safe_xml")):
        assert "re" not in vars(module)
