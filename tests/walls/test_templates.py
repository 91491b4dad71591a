"""Templates: own app and ``web`` only, every Chinese word translatable, nothing inline that the CSP refuses."""

import re

import pytest
from django.urls import resolve

from gongjian.web.shapes import Shape
from tests.walls.source import PACKAGE, app_of, product_files, templates, where

TEMPLATES = templates()
USES = re.compile(r"""{%-?\s*(?:extends|include|from|import)\s+["']([^"']+)["']""")
CHINESE = re.compile(r"[一-鿿㐀-䶿]+")
WRAPPED = [
    re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}", re.S),
    re.compile(r"{#.*?#}"),
    re.compile(r"<!--.*?-->", re.S),
    re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.S),
    re.compile(r"{%\s*trans(?:late)?\s.*?%}"),
    re.compile(r"""_\(\s*(?:"[^"]*"|'[^']*')\s*\)"""),
    re.compile(r"""pgettext\(\s*"[^"]*",\s*"[^"]*"\s*\)"""),
]
# The style guide is for developers and off in production; a language is named in its own words.
NOT_TRANSLATED = {"styleguide.html", "language.html"}
INLINE = [
    (re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/json)[^>]*>", re.I), "inline script"),
    (re.compile(r"<style\b", re.I), "inline style sheet"),
    (re.compile(r"\son[a-z]+\s*=", re.I), "inline event handler"),
    (re.compile(r"javascript:", re.I), "javascript: address"),
    (re.compile(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.I), "something from elsewhere"),
    (re.compile(r"\bhx-on[:-]", re.I), "inline event handler of HTMX"),
]


@pytest.mark.parametrize("path", TEMPLATES, ids=where)
def test_it_uses_templates_of_its_own_room_and_web_only(path: object) -> None:
    text = path.read_text()
    wrong = [u for u in USES.findall(text) if u.split("/")[0] not in {app_of(path), "web", "django"}]
    assert wrong == []


@pytest.mark.parametrize("path", [t for t in TEMPLATES if t.name not in NOT_TRANSLATED], ids=where)
def test_every_chinese_word_can_be_translated(path: object) -> None:
    text = path.read_text()
    for wrapped in WRAPPED:
        text = wrapped.sub(lambda m: "\n" * m.group().count("\n"), text)
    wrong = [f"{n}: {line.strip()[:80]}" for n, line in enumerate(text.splitlines(), 1) if CHINESE.search(line)]
    assert wrong == []


@pytest.mark.parametrize("path", TEMPLATES, ids=where)
def test_nothing_is_inline_or_from_elsewhere(path: object) -> None:
    text = re.sub(r"{#.*?#}", "", path.read_text())
    wrong = [f"{what}: {m.group()[:60]}" for pattern, what in INLINE for m in pattern.finditer(text)]
    assert wrong == []


def test_every_template_lies_in_the_folder_of_its_room() -> None:
    wrong = [where(p) for f in ("templates", "jinja2") for p in PACKAGE.glob(f"*/{f}/*") if p.name != app_of(p)]
    assert wrong == []


def test_views_name_templates_of_their_own_room_or_web() -> None:
    wrong = []
    for path in product_files():
        for name in re.findall(r'"([a-z_]+/[a-z_/]+\.html)(?:#[a-z_-]+)?"', path.read_text()):
            if name.split("/")[0] not in {app_of(path), "web"}:
                wrong.append(f"{where(path)}: {name}")
    assert wrong == []


def _kinds_of_shape(kind: type) -> list[type]:
    return [k for below in kind.__subclasses__() for k in (below, *_kinds_of_shape(below))]


def test_a_shape_has_all_that_its_template_asks_for() -> None:
    """A name that is missing is an error when the page is drawn; better here."""
    resolve("/")  # the pages of all apps, and with them their shapes, are known
    wrong, seen = [], 0
    for kind in _kinds_of_shape(Shape):
        (path,) = PACKAGE.glob(f"*/jinja2/{kind.template}")
        asked = set(re.findall(r"\bit\.(\w+)", path.read_text()))
        seen += len(asked)
        wrong += [f"{where(path)}: {name}" for name in sorted(asked - set(dir(kind)) - set(kind.__dataclass_fields__))]
    assert wrong == []
    assert seen > 60
