"""What the apps above tell about their kind of matter: pages, own verbs, rights, what their sections show.

The lives themselves stand in ``procedures``; a kind that nobody has registered has the shared pages and verbs only.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import Predicate
from gongjian.kernel.refused import Words

from .procedures import SUBJECT as SUBJECT

if TYPE_CHECKING:
    from django.db.models import Q

    from gongjian.web.shapes import Action, Table

    from .models import Matter


@dataclass(frozen=True)
class Section:
    """One part of a matter's page: its anchor, heading, and what is drawn (a shape of ``web``)."""

    anchor: str
    heading: Words
    shape: Any
    aside: bool = False


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of matter as its app tells it.

    ``own_verbs`` have their page at ``<app>:<verb>`` instead of ``matters:<verb>``; ``sections`` are drawn on the matter's
    page (``public_sections`` on the public one), ``actions`` are buttons that are no verbs of the life. ``readable`` widens
    who may read a matter (a condition on Matter), ``table`` draws the rows of its list. ``lists`` is the URL name of the kind's list, ``raises`` of its form.
    """

    code: str
    label: Words
    app: str
    lists: str
    raises: str
    own_verbs: frozenset[str] = frozenset()
    predicates: Mapping[str, Predicate] = field(default_factory=dict)
    sections: "Callable[[Matter, Actor, dt.datetime], Sequence[Section]] | None" = None
    public_sections: "Callable[[Matter, dt.datetime], Sequence[Section]] | None" = None
    actions: "Callable[[Matter, Actor, dt.datetime], Sequence[Action]] | None" = None
    readable: "Callable[[Actor], Q] | None" = None
    own_text: bool = False  # the sections tell the text in parts: the page does not show it as a whole
    table: "Callable[..., Table] | None" = None


_KINDS: dict[str, Kind] = {}
_PARTS: "dict[str, list[Callable[[Matter, Actor, dt.datetime], Sequence[Section]]]]" = {}


def register_kind(kind: Kind) -> None:
    """Called by the app of the kind, in its ``apps.py``."""
    _KINDS[kind.code] = kind


def kind(code: str) -> Kind | None:
    """What the app of this kind has told, or None for a kind without an app of its own."""
    return _KINDS.get(code)


def register_part(code: str, part: "Callable[[Matter, Actor, dt.datetime], Sequence[Section]]") -> None:
    """Another app's sections on the page of matters of this kind, e.g. the appeals behind a problem."""
    if part not in _PARTS.setdefault(code, []):
        _PARTS[code].append(part)


def sections_of(matter: "Matter", actor: Actor, at: dt.datetime) -> list[Section]:
    """What the apps above show on this matter's page: its own kind first, then others in the order they registered."""
    registered = kind(matter.kind)
    own = (
        list(registered.sections(matter, actor, at))
        if registered is not None and registered.sections is not None
        else []
    )
    return own + [s for part in _PARTS.get(matter.kind, []) for s in part(matter, actor, at)]


def kinds() -> list[Kind]:
    return list(_KINDS.values())


def predicate(name: str) -> Predicate | None:
    """A predicate that an app above has brought for the lines of its life."""
    for registered in _KINDS.values():
        if name in registered.predicates:
            return registered.predicates[name]
    return None
