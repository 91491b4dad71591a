"""A procedure is a table a secretary can read: verb, from, to, who, clock, article.

Buttons, refusals, deadlines, the printed flow chart and the documentation come from the same table.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from django.utils.translation import gettext as _

from .refused import NotNow, Words
from .text import listed

Tone = Literal["quiet", "active", "good", "warn", "bad", "end"]


@dataclass(frozen=True, slots=True)
class State:
    """One state: code, word, and how it looks. ``end`` states are final; ``stage`` is its place in the step bar."""

    code: str
    label: Words
    tone: Tone = "active"
    end: bool = False
    stage: str = ""


@dataclass(frozen=True, slots=True)
class ClockMove:
    """What a step does to a deadline: start it, meet it, stop it, let it run on, or drop it."""

    action: Literal["start", "meet", "stop", "resume", "drop"]
    clock: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the table. ``target`` None: the state stays. ``who`` names a predicate of the app's ``permissions``.

    ``article`` is the key of a provision in the rulebook.
    """

    verb: str
    label: Words
    sources: tuple[str, ...]
    target: str | None
    who: str
    article: str
    clocks: tuple[ClockMove, ...] = ()
    tone: Literal["primary", "plain", "danger"] = "plain"
    hint: Words = ""
    by_system: bool = False
    rare: bool = False  # its button stands behind ⋯
    also_targets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Procedure:
    """A whole life. ``states`` and ``steps`` in the order people meet them."""

    code: str
    label: Words
    edition: str
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    start: str
    _states: dict[str, State] = field(default_factory=dict, repr=False, compare=False)
    _steps: dict[str, Step] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._states.update({s.code: s for s in self.states})
        self._steps.update({s.verb: s for s in self.steps})
        for step in self.steps:
            for code in (*step.sources, *((step.target,) if step.target else ()), *step.also_targets):
                if code not in self._states:
                    raise ValueError(f"{self.code}.{step.verb}: unknown state {code}")
        if len(self._steps) != len(self.steps):
            raise ValueError(f"{self.code}: a verb stands twice in the table")

    def state(self, code: str) -> State:
        return self._states[code]

    def step(self, verb: str) -> Step:
        return self._steps[verb]

    def has(self, verb: str) -> bool:
        return verb in self._steps

    def has_state(self, state: str) -> bool:
        return any(s.code == state for s in self.states)

    def steps_from(self, state: str) -> Iterator[Step]:
        """The lines whose verb is possible in this state, in the table's order."""
        return (s for s in self.steps if state in s.sources)

    def require(self, verb: str, state: str) -> Step:
        """The line for this verb, or NotNow with a sentence that names what is possible instead."""
        step = self._steps[verb]
        if state in step.sources:
            return step
        now = self._states[state]
        possible = listed(s.label for s in self.steps_from(state) if not s.by_system)
        allowed_in = listed(self._states[s].label for s in step.sources)
        raise NotNow(
            _("现在是“%(state)s”，不能%(verb)s；%(verb)s只能在“%(allowed)s”时进行。")
            % {"state": now.label, "verb": step.label, "allowed": allowed_in},
            code=f"{verb.replace('_', '-')}-not-now",
            remedy=(_("现在可以：%(possible)s。") % {"possible": possible})
            if possible
            else _("本事项已经办结，不再变动。"),
        )

    @property
    def ends(self) -> tuple[str, ...]:
        return tuple(s.code for s in self.states if s.end)

    @property
    def open_states(self) -> tuple[str, ...]:
        return tuple(s.code for s in self.states if not s.end)
