"""Who cites which article: apps with procedures register a callable that lists their lines, and print their table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gongjian.kernel.procedure import Procedure, Step
from gongjian.kernel.refused import Words


@dataclass(frozen=True, slots=True)
class CitedBy:
    """One place that rests on an article: its key ("problem-rules:7"), the procedure's word, the line's word, a link."""

    key: str
    procedure: Words
    line: Words
    url: str = ""


Lister = Callable[[], Iterable[CitedBy]]
_listers: list[Lister] = []


def register_citations(lister: Lister) -> None:
    """Have the regulation's page show these citations. Called in an app's ``apps.py``; the same callable counts once."""
    if lister not in _listers:
        _listers.append(lister)


def lines_of(procedure: Procedure, url: str = "") -> list[CitedBy]:
    """The lines of a procedure table that name an article, ready for ``register_citations``."""
    return [CitedBy(step.article, procedure.label, step.label, url) for step in procedure.steps if step.article]


def citations() -> list[CitedBy]:
    """All registered citations."""
    return [line for lister in _listers for line in lister()]


@dataclass(frozen=True, slots=True)
class Printed:
    """A procedure as it is printed: its table, the stages in order, words for predicates and clocks.

    ``asked`` are the labels of what each command asks for, by its name.
    """

    procedure: Procedure
    stages: Sequence[tuple[str, Words]]
    who: Mapping[str, Words]
    clocks: Mapping[str, Words] = field(default_factory=dict)
    asked: Mapping[str, Sequence[Words]] = field(default_factory=dict)

    def needed(self, step: Step) -> list[Words]:
        """The words for what a step asks for."""
        return list(self.asked.get(step.verb, ()))


_printed: dict[str, Printed] = {}


def register_procedure(printed: Printed) -> None:
    """Have the rulebook show and print this procedure under its code. Called in an app's ``apps.py``."""
    _printed[printed.procedure.code] = printed


def procedures() -> dict[str, Printed]:
    """All registered procedures by code, in the order of the layers."""
    return dict(_printed)
