"""Every atom and every component escapes what users wrote: one test feeds markup to all fields of all of them."""

import dataclasses
import datetime as dt
import importlib
import pkgutil
import re
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, get_args, get_origin

import pytest
from django.utils.functional import Promise

import gongjian
from gongjian.kernel.refused import Citation
from gongjian.web.drawing import draw
from gongjian.web.forms import Form
from gongjian.web.shapes import Atom, Chip, Shape, plain

MARKUP = """<b id="x" onclick='y'>&amp;</b>"""
SIGNS = ("<b id=", 'id="x"', "onclick='y'")  # as markup, inside an attribute in double and in single quotes


def _modules() -> None:
    """Import whatever defines components: ``shapes``, ``sections`` and pages of every app."""
    for module in pkgutil.walk_packages(gongjian.__path__, "gongjian."):
        name = module.name
        if not any(part in name for part in (".migrations", ".config.", ".offline")) and any(
            word in name.rsplit(".", 1)[1] for word in ("shapes", "page", "sections", "routemap")
        ):
            importlib.import_module(name)


def _below(kind: type) -> Iterator[type]:
    for sub in kind.__subclasses__():
        if "__dataclass_fields__" in vars(sub) and sub.__module__.startswith("gongjian."):
            yield sub
        yield from _below(sub)


_modules()
# A dataclass with slots is made twice: the first, unslotted class stays among the subclasses until it is collected.
ATOMS = {k.__qualname__: k for k in _below(Atom)}
SHAPES = {k.__qualname__: k for k in _below(Shape)}
_FORM = Form()
_FORM.draft_key = MARKUP
PLAIN: dict[str, Any] = {  # fields that hold no words of users, and what their type does not say
    "Action.icon": "home",
    "Chart.data": {"labels": [MARKUP], "series": [{"name": MARKUP, "values": [1]}]},
    "ConfirmBox.form": None,
    "FilterBar.form": None,
    "FormBox.form": _FORM,
    "Section.parts": [Chip(MARKUP)],
    "Section.aside": Chip(MARKUP),
    "Menu.groups": [
        types.SimpleNamespace(
            label=MARKUP,
            entries=[types.SimpleNamespace(label=MARKUP, href=MARKUP, icon="home", here=False)],
            here=False,
        )
    ],
    "Danger.contacts": [types.SimpleNamespace(phone=MARKUP, name=MARKUP, place=MARKUP)],
}


def _value(kind: Any, owner: str, variant: int) -> Any:
    """A value of this type in which every text is markup; *variant* picks among literals, truths and union members."""
    if owner in PLAIN:
        return PLAIN[owner]
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return inner[variant % len(inner)]
    if origin in (typing.Union, types.UnionType):
        wanted = [one for one in inner if one not in (type(None), Promise)]
        return _value(wanted[variant % len(wanted)], owner, variant)
    if origin is tuple:
        return tuple(_value(one, owner, variant) for one in inner if one is not ...)
    if origin in (Sequence, list):
        return [_value(inner[0], owner, variant)]
    if origin in (Mapping, dict):
        return {MARKUP: _value(inner[1], owner, variant)}
    if kind is bool:
        return variant % 2 == 0
    if kind in (int, float):
        return 40
    if kind is dt.date:
        return dt.date(2026, 3, 2)
    if kind is Citation:
        return Citation(MARKUP, MARKUP, MARKUP, MARKUP, "S")
    if kind is Atom:
        return _made(ATOMS["Chip"], variant)
    if dataclasses.is_dataclass(kind):
        return _made(typing.cast(type, kind), variant)
    if kind in (str, Any, object, Promise):
        return MARKUP
    raise AssertionError(f"{owner}: say in PLAIN what a {kind} is")


def _made(kind: type, variant: int) -> Any:
    hints = typing.get_type_hints(kind)
    given = {
        f.name: _value(hints[f.name], f"{kind.__name__}.{f.name}", variant) for f in dataclasses.fields(kind) if f.init
    }
    return kind(**given)


DATA = re.compile(r'(<script [^>]*type="application/json">)([^<]*)(?=</script>)')


def _check(drawn: str, name: str) -> None:
    """In a block of JSON quotes are its own matter; it holds no angle bracket, or it is not cut out here."""
    drawn = DATA.sub(r"\1", drawn)
    assert [sign for sign in SIGNS if sign in drawn] == [], f"{name} does not escape: {drawn[:2000]}"


@pytest.mark.parametrize("variant", range(4))
@pytest.mark.parametrize("name", sorted(ATOMS))
def test_an_atom_escapes_every_text(name: str, variant: int) -> None:
    atom = _made(ATOMS[name], variant)
    _check(str(atom), name)
    _check(atom.__html__(), name)
    if name not in ("Share", "Spark"):  # whose plain text is their figures
        assert MARKUP in plain(atom)


@pytest.mark.parametrize("variant", range(4))
@pytest.mark.parametrize("name", sorted(SHAPES))
def test_a_component_escapes_every_text(name: str, variant: int) -> None:
    drawn = draw(_made(SHAPES[name], variant))
    assert "&lt;b id=" in drawn or "\\u003Cb" in drawn, "the markup was not drawn at all"
    _check(drawn, name)


def test_markup_that_is_not_escaped_is_seen() -> None:
    with pytest.raises(AssertionError):
        _check(f"<p>{MARKUP}</p>", "planted")
    with pytest.raises(AssertionError):
        _check(f"<p title='{MARKUP.replace('<', '&lt;')}'>", "planted")


def test_all_of_them_are_here() -> None:
    assert len(ATOMS) == 8 and len(SHAPES) > 20, (sorted(ATOMS), sorted(SHAPES))
