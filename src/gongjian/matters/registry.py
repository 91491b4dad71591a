"""What the apps above tell about their kind of matter: pages, own verbs, rights, tables of its own, what their sections show."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import Predicate
from gongjian.kernel.refused import Words
from gongjian.rulebook import registry as rulebook
from gongjian.workflow import registry as workflow

from .labels import WHO
from .procedures import LIVES
from .procedures import SUBJECT as SUBJECT

if TYPE_CHECKING:
    from django.db.models import Prefetch, Q, QuerySet
    from django.db.models.expressions import Combinable

    from gongjian.web.shapes import Action, Fact, Table, TimelineItem
    from gongjian.workflow.engine import Transition

    from .models import Matter
    from .reading_record import Record


@dataclass(frozen=True)
class Section:
    """One part of a matter's page: its anchor, heading, and what is drawn (a shape of ``web``). ``fold``: shut on phones."""

    anchor: str
    heading: Words
    shape: Any
    aside: bool = False
    fold: bool = False


@dataclass(frozen=True)
class Account:
    """What was done about a solved matter, in the order of doing, and what came of it: words without names of persons."""

    done: Sequence[str]
    result: str


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of matter as its app tells it; what is left out the kind does not have.

    ``own_verbs`` have their page at ``<app>:<verb>`` instead of ``matters:<verb>``, or where ``urls`` says; ``beside`` are
    those whose buttons stand in a section of the page. ``sections`` are drawn on the matter's page (``public_sections`` on the
    public one), ``actions`` are buttons that are no verbs of the life, ``list_actions`` those above its list. ``readable`` widens
    who may read a matter (a condition on Matter), ``table`` draws the rows of its list. ``lists`` is the URL name of the kind's
    list, ``raises`` of its form. ``who`` are the words of its predicates for the printed procedure.

    Tables of its own: ``related``, ``rows`` and ``annotations`` are read together with a matter, ``record`` (name → rows of a matter's id) with
    the histories on its page, whose words are ``facts`` and ``progress``; ``texts`` are found by the search, ``details`` are
    given by the API, ``tasks`` wait for an actor besides the states of the life, ``account`` tells how one was solved,
    ``agreed_day`` until when a unit that takes it now has promised to be done (None: the rules say).
    ``looked_at`` are commands before which the last word of the record is shown (True: drafts too).
    """

    code: str
    label: Words
    app: str
    lists: str
    raises: str
    own_verbs: frozenset[str] = frozenset()
    urls: "Mapping[str, Callable[[Matter], str]]" = field(default_factory=dict)
    beside: frozenset[str] = frozenset()
    predicates: Mapping[str, Predicate] = field(default_factory=dict)
    who: Mapping[str, Words] = field(default_factory=dict)
    sections: "Callable[[Matter, Actor, dt.datetime], Sequence[Section]] | None" = None
    public_sections: "Callable[[Matter, dt.datetime], Sequence[Section]] | None" = None
    actions: "Callable[[Matter, Actor, dt.datetime], Sequence[Action]] | None" = None
    list_actions: "Callable[[Actor], Sequence[Action]] | None" = None
    readable: "Callable[[Actor], Q] | None" = None
    own_text: bool = False  # the sections tell the text in parts: the page does not show it as a whole
    table: "Callable[..., Table] | None" = None
    related: tuple[str, ...] = ()
    rows: "Callable[[], Sequence[Prefetch[Any]]]" = tuple
    annotations: "Mapping[str, Combinable]" = field(default_factory=dict)
    record: "Mapping[str, Callable[[int], QuerySet[Any, Any]]]" = field(default_factory=dict)
    facts: "Callable[[Matter, Record], Sequence[Fact]] | None" = None
    progress: "Callable[[Record], Sequence[tuple[dt.datetime, TimelineItem]]] | None" = None
    texts: Callable[[Sequence[int]], Mapping[int, Sequence[str]]] | None = None
    details: "Callable[[Matter], Mapping[str, Any]] | None" = None
    tasks: "Callable[[Actor, int], Sequence[tuple[Matter, str]]] | None" = None
    account: "Callable[[Matter], Account] | None" = None
    agreed_day: "Callable[[Transition[Matter]], dt.date | None] | None" = None
    looked_at: Mapping[str, bool] = field(default_factory=dict)


_KINDS: dict[str, Kind] = {}
_PARTS: "dict[str, list[Callable[[Matter, Actor, dt.datetime], Sequence[Section]]]]" = {}


def _asked(code: str) -> dict[str, Sequence[Words]]:
    """What each command of the kind's life asks for; where two apps have one of a name, the upper one's is meant."""
    asked: dict[str, Sequence[Words]] = {}
    for commands in workflow.registered():
        asked |= workflow.asked_by(c for c in commands if code in getattr(c.workflow, "kinds", ()))
    return {name: labels for name, labels in asked.items() if LIVES[code].procedure.has(name)}


def register_kind(kind: Kind) -> None:
    """Called by the app of the kind, in its ``apps.py``, after its commands. Its procedure is printed with the words of its steps."""
    _KINDS[kind.code] = kind
    life, words = LIVES[kind.code], {**WHO, **kind.who}
    steps = life.procedure.steps
    rulebook.register_procedure(
        rulebook.Printed(
            life.procedure,
            life.stages,
            {name: words[name] for name in sorted({s.who for s in steps})},
            clocks={name: limit.label for name, limit in life.limits.items()},
            asked=_asked(kind.code),
        )
    )


def kind(code: str) -> Kind:
    """What the app of this kind has told."""
    return _KINDS[code]


def register_part(code: str, part: "Callable[[Matter, Actor, dt.datetime], Sequence[Section]]") -> None:
    """Another app's sections on the page of matters of this kind, e.g. the appeals behind a problem."""
    if part not in _PARTS.setdefault(code, []):
        _PARTS[code].append(part)


def sections_of(matter: "Matter", actor: Actor, at: dt.datetime) -> list[Section]:
    """What the apps above show on this matter's page: its own kind first, then others in the order they registered."""
    registered = kind(matter.kind)
    own = list(registered.sections(matter, actor, at)) if registered.sections is not None else []
    return own + [s for part in _PARTS.get(matter.kind, []) for s in part(matter, actor, at)]


def texts_of(matter: "Matter") -> Sequence[str]:
    """What the kind adds to the texts by which the search finds this matter."""
    return texts_of_many([matter]).get(matter.pk, ())


def texts_of_many(matters: "Iterable[Matter]") -> dict[int, Sequence[str]]:
    """The same for many matters: their further texts by id, with one call for each kind."""
    found: dict[int, Sequence[str]] = {}
    ids: dict[str, list[int]] = {}
    for matter in matters:
        ids.setdefault(matter.kind, []).append(matter.pk)
    for code, of_kind in ids.items():
        if (texts := kind(code).texts) is not None:
            found |= texts(of_kind)
    return found


def details_of(matter: "Matter") -> Mapping[str, Any]:
    """What the API gives of the kind's own tables."""
    details = kind(matter.kind).details
    return details(matter) if details is not None else {}


def kinds() -> list[Kind]:
    return list(_KINDS.values())


def predicate(name: str) -> Predicate | None:
    """A predicate that an app above has brought for the lines of its life."""
    for registered in _KINDS.values():
        if name in registered.predicates:
            return registered.predicates[name]
    return None
