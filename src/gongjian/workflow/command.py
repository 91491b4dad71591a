"""A command: one step of a procedure that somebody orders, declared once as a function under its ``Workflow``.

``Command`` is what the decorator ``Workflow.command`` makes of the function. Called like the function, it runs the engine
around it; asked, it tells its arguments (``inputs``), from which form, JSON schema and documentation are made.
"""

import datetime as dt
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, update_wrapper
from typing import TYPE_CHECKING, Any, Generic, Literal, ParamSpec, Protocol, TypeVar, cast, get_args, get_type_hints

from django.db import transaction

from gongjian.kernel.actor import Actor
from gongjian.kernel.events import DomainEvent
from gongjian.kernel.idempotency import store_result, stored_result
from gongjian.kernel.permission import Predicate
from gongjian.kernel.procedure import Step
from gongjian.kernel.refused import Malformed, NotNow, Words

from .fields import Field, Identifier, InAddress, WrongValue

if TYPE_CHECKING:
    from .engine import Workflow

P = ParamSpec("P")
R = TypeVar("R")
Row_co = TypeVar("Row_co", covariant=True)
# The two kinds of question before a command: a ``Predicate`` (kernel.permission) answers whether this actor may, a
# ``Condition`` looks at the row and says why it is not possible now. Buttons and ``possible`` ask both.
Condition = Callable[[Any, Actor, dt.datetime], NotNow | None]
Again = Callable[[Any, Actor, str], Any]  # (row, actor, token) → what the same token gives a second time
ACTOR, AT, SEEN, STEP, TOKEN = "actor", "at", "seen", "step", "token"  # arguments that every command calls the same


@dataclass(frozen=True)
class Log:
    """What the audit log says: the recorded verb, its label, its sentence.

    ``details`` are the arguments kept in the entry: those that the sentence names (``%(reason)s``) and those of ``also``.
    Nothing else of what was typed gets into the log. What is not an argument is added by ``Transition.note``.
    """

    verb: str
    label: Words
    sentence: Words
    also: tuple[str, ...] = ()

    def keeps(self, name: str) -> bool:
        """Whether the argument of this name is kept in the entry."""
        return name in self.also or f"%({name})" in str(self.sentence)


@dataclass(frozen=True)
class Rule:
    """Who may, and the article it rests on, for a command that is no step of a table: on a setting, an offer, a session."""

    right: Predicate
    article: str = ""
    label: Words = ""  # the log's, if there is none
    tone: Literal["primary", "plain", "danger"] = "plain"
    hint: Words = ""


class Creation(Protocol[Row_co]):
    """What a command gives that makes a row and has more to tell than the row: a receipt, a key, what was found."""

    @property
    def row(self) -> Row_co:
        """The row that was made."""
        ...


@dataclass(frozen=True)
class Argument:
    """One described argument of a command."""

    name: str
    field: Field
    annotation: Any
    required: bool
    default: Any = None

    @property
    def typed(self) -> bool:
        """Whether a person is asked for it; ids of what a page is about are not."""
        return not isinstance(self.field, Identifier)


def arguments_of(described: Callable[..., Any], known: Mapping[str, Any] | None = None) -> dict[str, Argument]:
    """The described arguments of a function, or the described fields of a dataclass, by name.

    ``known`` are names that its annotations use and its module imports for the type checker only.
    """
    hints = get_type_hints(described, localns=dict(known or {}), include_extras=True)
    found: dict[str, Argument] = {}
    for name, parameter in inspect.signature(described).parameters.items():
        annotation, *notes = get_args(hints[name]) if hasattr(hints[name], "__metadata__") else (hints[name],)
        field = next((n for n in notes if isinstance(n, Field)), None)
        if field is None:
            continue
        required = parameter.default is inspect.Parameter.empty
        found[name] = Argument(name, field, annotation, required, None if required else parameter.default)
    return found


class Command(Generic[P, R]):
    """One command. ``name`` is its word in table, URL, view and log; ``row`` the argument that holds what it is about
    ("" if the command ``creates`` it).
    """

    def __init__(
        self,
        function: Callable[P, R],
        workflow: "Workflow[Any]",
        *,
        log: Log | None,
        event: type[DomainEvent] | None,
        done: Words,
        consequences: Sequence[Words],
        conditions: Sequence[Condition],
        rights: Sequence[Predicate],
        creates: bool,
        shared: bool = False,
        rule: Rule | None = None,
        again: Again | None = None,
    ) -> None:
        update_wrapper(self, function)
        self.function = function
        self.workflow = workflow
        self.name = function.__name__
        self.log = log
        self.event = event
        self.done = done
        self.consequences = tuple(consequences)
        self.conditions = tuple(conditions)
        self.rights = tuple(rights)
        self.rule = rule
        self._again = again
        self._parameters = inspect.signature(function).parameters
        self.creates = creates
        self.shared = shared
        self.row = "" if creates else next(iter(self._parameters))
        self.takes_seen = SEEN in self._parameters
        self.takes_token = TOKEN in self._parameters

    def __repr__(self) -> str:
        return f"<command {self.workflow.app}.{self.name}>"

    @property
    def slug(self) -> str:
        """The name in addresses: ``hand-back``."""
        return self.name.replace("_", "-")

    @cached_property
    def line(self) -> Step:
        """Its line of the table, where no row is at hand; for a command outside the table the line made from its ``rule``."""
        if self.rule is None:
            return self.workflow.step_of(self)
        label = self.rule.label or (self.log.label if self.log is not None else self.name)
        return Step(self.name, label, (), None, "", self.rule.article, tone=self.rule.tone, hint=self.rule.hint)

    @property
    def by_system(self) -> bool:
        """Whether the clock alone orders it."""
        return self.line.by_system

    @cached_property
    def inputs(self) -> Mapping[str, Argument]:
        """The described arguments by name, in the order of the form."""
        model = self.workflow.model  # an app above imports it for the type checker only
        return arguments_of(self.function, known={model.__name__: model})

    def json_inputs(self) -> Iterator[Argument]:
        """The arguments that a JSON body carries: all but uploaded files and what stands in the address."""
        return (a for a in self.inputs.values() if a.field.in_body)

    @cached_property
    def in_address(self) -> str:
        """The name of the argument that stands in the address after the command, or ""."""
        return next((a.name for a in self.inputs.values() if isinstance(a.field, InAddress)), "")

    def clean(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The described values as they are to be used. Raises Malformed that names every wrong one with its sentence."""
        values: dict[str, Any] = {}
        wrong: dict[str, list[Words]] = {}
        code = None
        for name, argument in self.inputs.items():
            value = given.get(name)
            value = argument.default if value is None and not argument.required else value
            try:
                values[name] = argument.field.clean(value, required=argument.required)
            except WrongValue as error:
                wrong[argument.field.alias or name] = [error.sentence]
                code = code or error.code
        if len(wrong) == 1:
            raise Malformed(next(iter(wrong.values()))[0], fields=wrong, code=code)
        if wrong:
            raise Malformed(fields=wrong)
        return values

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run it: permission → step → limits → the function → record → announce, in one transaction.

        Raises Refused: NotAllowed, NotNow, Overtaken, Malformed, and whatever the function itself refuses.
        """
        given: dict[str, Any] = dict(kwargs)
        with transaction.atomic():
            if self.takes_token and (earlier := self.earlier(given[ACTOR], given.get(TOKEN, ""))) is not None:
                return earlier
            step = self.workflow.begin(self, given.get(self.row), given[ACTOR], at=given[AT], seen=given.get(SEEN))
            step.values = self.clean(given)
            given |= step.values
            if not self.creates:
                given[self.row] = step.row
            if STEP in self._parameters:
                given[STEP] = step
            got: R = self.function(*args, **given)
            if self.creates:
                step.row = self.row_in(got)
            step.finish()
            if self.takes_token:
                self._spend(given, step.row.pk)
        return got

    def row_in(self, got: Any) -> Any:
        """The row in what the command that makes it gives: itself, or held by a ``Creation``."""
        return got if isinstance(got, self.workflow.model) else got.row

    def earlier(self, actor: Actor, token: str) -> R | None:
        """What this person's same token has already made, or None."""
        pk = stored_result(actor=actor, kind=self._token_kind, token=token)
        if pk is None:
            return None
        row = self.workflow.model._default_manager.get(pk=pk)
        return cast(R, row if self._again is None else self._again(row, actor, token))

    def _spend(self, given: Mapping[str, Any], pk: int) -> None:
        store_result(actor=given[ACTOR], kind=self._token_kind, token=given.get(TOKEN, ""), object_id=pk, at=given[AT])

    @property
    def _token_kind(self) -> str:
        return f"{self.workflow.app}.{self.slug}"

    def run(
        self,
        row: Any,
        *,
        actor: Actor,
        at: dt.datetime,
        values: Mapping[str, Any],
        seen: int | None = None,
        token: str = "",
        context: Mapping[str, Any] | None = None,
    ) -> R:
        """Run it with values from a form or a JSON body, which have the names of the arguments. Raises like a call.

        ``context`` are arguments that are not described: what a new row belongs to.
        """
        given: dict[str, Any] = {k: v for k, v in values.items() if k in self.inputs} | dict(context or {})
        given |= {ACTOR: actor, AT: at} if self.creates else {self.row: row, ACTOR: actor, AT: at}
        if self.takes_seen:
            given[SEEN] = seen
        if self.takes_token:
            given[TOKEN] = token
        return self(**given)  # type: ignore[call-arg]


class Commands(Sequence[Command[..., Any]]):
    """The commands of one workflow in the order of its table: what an app lists once, and everything else is made from."""

    def __init__(self, *commands: Command[..., Any]) -> None:
        self._commands = commands
        self._by_name = {command.name: command for command in commands}
        if len(self._by_name) != len(commands):
            raise ValueError("a command stands twice in the list")

    def __getitem__(self, place: Any) -> Any:
        return self._commands[place]

    def __len__(self) -> int:
        return len(self._commands)

    def named(self, name: str) -> Command[..., Any] | None:
        """The command of this name, or None."""
        return self._by_name.get(name)

    def on_rows(self) -> "Commands":
        """Those that people order on a row that is there: neither those that make one nor those of the clock."""
        return Commands(*(c for c in self._commands if not c.creates and not c.by_system))

    def without(self, *names: str) -> "Commands":
        """The same list without some: those that have a page or route of their own."""
        return Commands(*(c for c in self._commands if c.name not in names))

    def possible(self, row: Any, actor: Actor, at: dt.datetime) -> list[str]:
        """The names of the commands that this actor may order now: by right and by the row's state."""
        return [c.name for c in self.on_rows() if c.workflow.refusal(c, row, actor, at=at) is None]
