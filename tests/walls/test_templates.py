"""Templates: one engine, own app and ``web`` only, every Chinese word translatable, nothing inline that the CSP refuses."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import resolve

from gongjian.web.shapes import Shape
from tests.walls.source import PACKAGE, SOURCE, app_of, product_files, python_files, templates, where

TEMPLATES = templates()
USES = re.compile(r"""{%-?\s*(?:extends|include|from|import)\s+["']([^"']+)["']""")
MOST_WIDE = 160
MARKS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.S)  # what is Jinja2's
TEXT = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CHINESE = re.compile(r"[一-鿿㐀-䶿]+")
WRAPPED = [
    re.compile(r"{#.*?#}", re.S),
    re.compile(r"<!--.*?-->", re.S),
    re.compile(rf"\b_\(\s*{TEXT}", re.S),
    re.compile(rf"\bn?p?gettext\(\s*{TEXT}\s*,\s*{TEXT}", re.S),
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


def foreign(text: str, app: str) -> list[str]:
    """Templates of other apps than this and ``web`` that it extends, includes or imports."""
    return [used for used in USES.findall(text) if used.split("/")[0] not in {app, "web"}]


def untranslated(text: str) -> list[str]:
    """Lines with Chinese words outside of a call that translates them."""
    for wrapped in WRAPPED:
        text = wrapped.sub(lambda m: "\n" * m.group().count("\n"), text)
    return [f"{n}: {line.strip()[:80]}" for n, line in enumerate(text.splitlines(), 1) if CHINESE.search(line)]


def inline(text: str) -> list[str]:
    """What the content security policy refuses."""
    text = re.sub(r"{#.*?#}", "", text)
    return [f"{what}: {m.group()[:60]}" for pattern, what in INLINE for m in pattern.finditer(text)]


def only_puts_together(text: str) -> bool:
    """Whether this page has no markup of its own: it should be a ``PlainPage``."""
    return "{% extends" in text and "<" not in MARKS.sub("", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=where)
def test_it_uses_templates_of_its_own_app_and_web_only(path: Path) -> None:
    assert foreign(path.read_text(), app_of(path)) == []


@pytest.mark.parametrize("path", [t for t in TEMPLATES if t.name not in NOT_TRANSLATED], ids=where)
def test_every_chinese_word_can_be_translated(path: Path) -> None:
    assert untranslated(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=where)
def test_nothing_is_inline_or_from_elsewhere(path: Path) -> None:
    assert inline(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=where)
def test_its_lines_can_be_read(path: Path) -> None:
    lines = path.read_text().splitlines()
    assert [f"{n}: {len(line)}" for n, line in enumerate(lines, 1) if len(line) > MOST_WIDE] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=where)
def test_a_page_has_markup_of_its_own(path: Path) -> None:
    assert not only_puts_together(path.read_text()), "make it a gongjian.web.pages.PlainPage"


def test_there_is_one_engine() -> None:
    assert [one["BACKEND"] for one in settings.TEMPLATES] == ["django.template.backends.jinja2.Jinja2"]
    lying = [where(p) for p in SOURCE.rglob("*.html") if "jinja2" not in p.relative_to(SOURCE).parts]
    assert lying == []
    assert [where(p) for p in SOURCE.rglob("templatetags")] == []
    uses = [
        where(p)
        for p in python_files()
        if re.search(r"^from django\.template import .*\bTemplate\b", p.read_text(), re.M)
    ]
    assert uses == []


def test_faults_are_seen() -> None:
    assert foreign('{% extends "web/base.html" %}{% include "org/tree.html" %}', "people") == ["org/tree.html"]
    assert untranslated('{{ _("一") }}\n{{ _("二 %(n)s", n=1) }}{# 三 #}{{ ngettext("四", "四", 1) }}') == []
    assert untranslated("<p>一</p>\n{{ show('二') }}\n{{ _(x, '三') }}") == [
        "1: <p>一</p>",
        "2: {{ show('二') }}",
        "3: {{ _(x, '三') }}",
    ]
    assert inline("<p onclick='x()'><script>y</script>") == [
        "inline script: <script>",
        "inline event handler:  onclick=",
    ]
    assert only_puts_together('{% extends "web/base.html" %}{% block content %}{{ show(table) }}{% endblock %}')
    assert not only_puts_together('{% extends "web/base.html" %}{% block content %}<p>{{ words }}</p>{% endblock %}')


def test_every_template_lies_in_the_folder_of_its_app() -> None:
    assert [where(p) for p in PACKAGE.glob("*/jinja2/*") if p.name != app_of(p)] == []


def test_views_name_templates_of_their_own_app_or_web() -> None:
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
