"""The English catalogue: gathers every visible sentence of the product and its extras, keeps what was translated, says what is missing.

Pure Python (ast for the code, Jinja2's own parser for the templates, polib for the files), so that no GNU
gettext is needed. The source language is zh-Hans; a sentence is its own key.
"""

import ast
import os
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from jinja2 import nodes

from . import drawing

PACKAGE = Path(__file__).resolve().parent.parent
EXTRAS = ("gongjian_demo", "gongjian_bench")  # where they are there, beside the product
CATALOGUE = PACKAGE / "web" / "locale" / "en" / "LC_MESSAGES" / "django.po"
# Sample data of the style guide and the terminal's words are not part of any page.
LEFT_OUT = ("gongjian_demo/samples.py", "web/jinja2/web/styleguide.html")
SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
HAN = re.compile(r"[\u3400-\u9fff]")
QUOTED = re.compile(r"[“\"]([^“”\"]*)[”\"]")
NUMBER = re.compile(r"难题-\d{4}-\d{4}")
PLACEHOLDER = re.compile(r"%\(\w+\)[ds]|%[ds]|\{\w+\}")


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence as it stands in the source."""

    singular: str
    plural: str = ""
    context: str = ""


@dataclass
class Gathered:
    """All sentences with the files they stand in, and calls whose words cannot be read off the source."""

    places: dict[Message, list[str]] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)

    def add(self, message: Message, place: str) -> None:
        found = self.places.setdefault(message, [])
        if place not in found:
            found.append(place)


def _files(suffix: str) -> Iterator[tuple[str, Path]]:
    for folder in (PACKAGE, *(PACKAGE.parent / name for name in EXTRAS)):
        for path in sorted(folder.rglob(f"*{suffix}")):
            place = path.relative_to(PACKAGE if folder == PACKAGE else PACKAGE.parent).as_posix()
            if "/migrations/" not in place and place not in LEFT_OUT:
                yield place, path


def _constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _from_python(source: str, place: str, gathered: Gathered) -> None:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        wanted = 1 if name in SINGLE else 2 if name in PLURAL | WITH_CONTEXT else 0
        if not wanted or len(node.args) < wanted:
            continue
        words = [_constant(argument) for argument in node.args[:wanted]]
        if None in words:
            gathered.unreadable.append(f"{place}:{node.lineno}")
        elif name in PLURAL:
            gathered.add(Message(str(words[0]), plural=str(words[1])), place)
        elif name in WITH_CONTEXT:
            gathered.add(Message(str(words[1]), context=str(words[0])), place)
        elif words[0]:
            gathered.add(Message(str(words[0])), place)


def _translates(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name in SINGLE | PLURAL | WITH_CONTEXT


def _from_template(source: str, place: str, gathered: Gathered) -> None:
    """The sentences of a template: calls of ``_``, ``pgettext`` and ``ngettext``, and ``{% trans %}``, which is parsed into them."""
    for call in drawing.environment().parse(source).find_all(nodes.Call):
        name = call.node.name if isinstance(call.node, nodes.Name) else ""
        wanted = 1 if name in SINGLE else 2 if name in PLURAL | WITH_CONTEXT else 0
        if not wanted:
            continue
        words = [a.value for a in call.args[:wanted] if isinstance(a, nodes.Const) and isinstance(a.value, str)]
        if len(words) < wanted:
            gathered.unreadable.append(f"{place}:{call.lineno}")
        elif name in PLURAL:
            gathered.add(Message(words[0], plural=words[1]), place)
        elif name in WITH_CONTEXT:
            gathered.add(Message(words[1], context=words[0]), place)
        else:
            gathered.add(Message(words[0]), place)


def gather() -> Gathered:
    """Every sentence of the package's code and templates."""
    gathered = Gathered()
    for place, path in _files(".py"):
        _from_python(path.read_text(encoding="utf-8"), place, gathered)
    for place, path in _files(".html"):
        _from_template(path.read_text(encoding="utf-8"), place, gathered)
    return gathered


def _entry(message: Message, places: list[str]) -> polib.POEntry:
    return polib.POEntry(
        msgid=message.singular,
        msgid_plural=message.plural,
        msgctxt=message.context or None,
        msgstr="",
        msgstr_plural={0: "", 1: ""} if message.plural else {},
        occurrences=[(place, "") for place in sorted(places)],
        flags=["python-format"] if PLACEHOLDER.search(message.singular) else [],
    )


def _key(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def update(path: Path = CATALOGUE) -> tuple[int, int]:
    """Write the catalogue anew: new sentences enter empty, translations stay, vanished ones become obsolete.

    Gives (sentences in all, sentences without English).
    """
    old = {_key(e): e for e in polib.pofile(str(path))} if path.exists() else {}
    made = polib.POFile(wrapwidth=0)
    made.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "en",
        "MIME-Version": "1.0",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    places = gather().places
    for message in sorted(places, key=lambda m: (min(places[m]), m.singular, m.context)):
        entry = _entry(message, places[message])
        if kept := old.pop(message, None):
            entry.msgstr, entry.msgstr_plural = kept.msgstr, kept.msgstr_plural or entry.msgstr_plural
            entry.tcomment = kept.tcomment
        made.append(entry)
    for entry in old.values():
        if entry.translated() or (entry.obsolete and entry.msgstr):
            entry.obsolete = True
            entry.occurrences = []
            made.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    made.save(str(path))
    return len(places), len(missing(path))


def missing(path: Path = CATALOGUE) -> list[str]:
    """Sentences of the source without complete English, in the order of the source."""
    done = {_key(e) for e in polib.pofile(str(path)) if not e.obsolete and _complete(e)} if path.exists() else set()
    return [message.singular for message in gather().places if message not in done]


def _complete(entry: polib.POEntry) -> bool:
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)


def obsolete(path: Path = CATALOGUE) -> list[str]:
    """Sentences of the catalogue that no longer stand in the source and are not marked as obsolete."""
    present = set(gather().places)
    return [e.msgid for e in polib.pofile(str(path)) if not e.obsolete and _key(e) not in present]


def _chinese_left(words: str, source: str) -> bool:
    """Whether Chinese was left standing. Words that a file or a number really contains stay as they are: the numbers
    of matters, and words in quotation marks that the source quotes as well (columns and sheets keep their names).
    """
    quoted = set(QUOTED.findall(source))
    words = QUOTED.sub(lambda m: "" if m.group(1) in quoted else m.group(), NUMBER.sub("", words))
    return bool(HAN.search(words))


def mismatched(path: Path = CATALOGUE) -> list[str]:
    """Translated sentences whose placeholders are not those of the source, or in which Chinese was left standing."""
    wrong = []
    for entry in polib.pofile(str(path)):
        for words in (entry.msgstr, *entry.msgstr_plural.values()):
            differs = {m.group() for m in PLACEHOLDER.finditer(words)} != {
                m.group() for m in PLACEHOLDER.finditer(entry.msgid)
            }
            if words and not entry.obsolete and (differs or _chinese_left(words, entry.msgid)):
                wrong.append(entry.msgid)
    return wrong


def bare() -> list[str]:
    """Places in templates where Chinese words stand outside of a call that translates: they would never be shown in English."""
    found = []
    for place, path in _files(".html"):
        source = path.read_text(encoding="utf-8")
        data = [(line, words) for line, kind, words in drawing.environment().lex(source) if kind == "data"]
        tree = drawing.environment().parse(source)
        translated = {id(a) for call in tree.find_all(nodes.Call) if _translates(call) for a in call.args}
        data += [(c.lineno, str(c.value)) for c in tree.find_all(nodes.Const) if id(c) not in translated]
        for line, words in data:
            shown = re.sub(r"<!--.*?-->", "", words, flags=re.DOTALL)
            if HAN.search(shown):
                found.append(f"{place}:{line} {shown.strip(string.whitespace)[:40]}")
    return found


def compile_catalogue(path: Path = CATALOGUE) -> bool:
    """Make the .mo that Django reads, if it is older than the .po. True if it was made."""
    made = path.with_suffix(".mo")
    if not path.exists() or (made.exists() and made.stat().st_mtime_ns >= path.stat().st_mtime_ns):
        return False
    fresh = made.with_name(f"{made.name}.{os.getpid()}.new")
    try:
        polib.pofile(str(path)).save_as_mofile(str(fresh))
        os.replace(fresh, made)
    except OSError:  # the package lies in a folder that is not ours to write: whoever installs it compiles
        fresh.unlink(missing_ok=True)
        return False
    return True
