"""``Workflow`` runs the commands of one kind of row; ``Transition`` is one command on its way.

An app makes one ``Workflow`` for each model with a life: it says where the table is, who may (the predicates), under which
subject the audit log knows a row, and which fields of its events come from the row. What an app does beside at each change
of state (counters, clocks, search) it adds by overriding ``change`` or ``moved``.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Generic, ParamSpec, Protocol, TypeVar, cast, overload

from django.db.models import F
from django.utils.translation import gettext as _

from gongjian.audit import operations as audit
from gongjian.audit import queries as audit_queries
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.events import DomainEvent
from gongjian.kernel.models import Versioned
from gongjian.kernel.outbox import announce
from gongjian.kernel.permission import Predicate, permit
from gongjian.kernel.procedure import Procedure, Step
from gongjian.kernel.refused import Citation, Overtaken, Refused, Words
from gongjian.rulebook import queries as rulebook

from .command import Again, Command, Condition, Creation, Log, Rule

Row = TypeVar("Row", bound=Versioned)
P = ParamSpec("P")
R = TypeVar("R")
Made = TypeVar("Made", bound=Creation[Any])


class DeclaresCreation(Protocol[Row]):
    """The decorator of a command that makes a row: the function gives the row, or a ``Creation`` that holds it."""

    @overload
    def __call__(self, function: Callable[P, Row]) -> Command[P, Row]: ...

    @overload
    def __call__(self, function: Callable[P, Made]) -> Command[P, Made]: ...


class Workflow(Generic[Row]):
    """One kind of row and its life.

    ``app`` is the app's label (names of URLs and schemas begin with it), ``model`` the row's class, ``subject`` its kind in
    the audit log, ``procedure`` its table, ``rights`` the predicates named in the table. Rows without states have no table:
    each of their commands has its ``Rule``.
    """

    def __init__(
        self,
        *,
        app: str,
        model: type[Row],
        subject: str,
        procedure: Procedure | None = None,
        rights: Mapping[str, Predicate] | None = None,
    ) -> None:
        self.app = app
        self.model = model
        self.subject = subject
        self._procedure = procedure
        self._rights = rights or {}

    # --- what an app may override ---

    def procedure_of(self, row: Row | None) -> Procedure:
        """The table by which the row lives."""
        assert self._procedure is not None
        return self._procedure

    def applies(self, command: Command[..., Any], row: Any) -> bool:
        """Whether the command is one of this row's life."""
        return isinstance(row, self.model)

    def step_of(self, command: Command[..., Any]) -> Step:
        """The line of the table for a command, where no row is at hand."""
        return self.procedure_of(None).step(command.name)

    def right(self, name: str) -> Predicate:
        """The permission predicate of this name in the table."""
        return self._rights[name]

    def facts(self, row: Row) -> dict[str, Any]:
        """The fields of this app's events that come from the row."""
        return {}

    def label_of(self, row: Row) -> str:
        """What the audit log calls the row."""
        return str(row)

    def shown_as(self, actor: Actor, row: Row) -> Actor:
        """How the actor appears on record."""
        return actor

    def change(self, step: "Transition[Row]", target: str, fields: dict[str, Any]) -> None:
        """Write the row under its version guard. Raises Overtaken if somebody was faster."""
        if target != step.row.state:  # type: ignore[attr-defined]
            fields["state"] = target
        step.change(**fields)

    def moved(self, step: "Transition[Row]", old_state: str) -> None:
        """After a change of state: counters and the like."""

    # --- the decorator ---

    def command(
        self,
        *,
        log: Log | None = None,
        event: type[DomainEvent] | None = None,
        done: Words = "",
        consequences: Sequence[Words] = (),
        conditions: Sequence[Condition] = (),
        rights: Sequence[Predicate] = (),
        shared: bool = False,
        rule: Rule | None = None,
    ) -> Callable[[Callable[P, R]], Command[P, R]]:
        """Declares a command of this workflow: the function's first argument is the row, the described ones are its input.

        ``log`` and ``event`` are recorded and announced after the function; ``done`` is what its page says afterwards,
        ``consequences`` what it says before; ``conditions`` look at the row's state and refuse what its state in the table
        alone does not exclude; ``rights`` are asked of the actor besides the table's predicate. The function may take
        ``step`` (``Transition``) to change the row. With a ``rule`` the command is no step of the table.

        ``shared``: several order it in the same moment and none is to be refused because another was faster (signatures).
        They go one after another, and each function gets the row as the one before has left it (``latest``).
        """

        def declare(function: Callable[P, R]) -> Command[P, R]:
            return Command(
                function,
                self,
                log=log,
                event=event,
                done=done,
                consequences=consequences,
                conditions=conditions,
                rights=rights,
                creates=False,
                shared=shared,
                rule=rule,
            )

        return declare

    def creation(
        self,
        *,
        log: Log | None = None,
        event: type[DomainEvent] | None = None,
        done: Words = "",
        rule: Rule | None = None,
        again: Again | None = None,
    ) -> DeclaresCreation[Row]:
        """Declares the command that makes a row and gives it, or a ``Creation`` that holds it.

        The right is asked without a row (anywhere at all). With an argument ``token`` a second sending of the same form (or
        the same idempotency key) gives the first one's row, or what ``again`` makes of it.
        """

        def declare(function: Callable[P, Any]) -> Command[P, Any]:
            return Command(
                function,
                self,
                log=log,
                event=event,
                done=done,
                consequences=(),
                conditions=(),
                rights=(),
                creates=True,
                rule=rule,
                again=again,
            )

        return cast(DeclaresCreation[Row], declare)

    # --- running ---

    def begin(
        self, command: Command[..., Any], row: Row | None, actor: Actor, *, at: dt.datetime, seen: int | None = None
    ) -> "Transition[Row]":
        """May this actor, and is it possible now? From here on the row is ours until the transaction ends.

        Raises NotAllowed, NotNow, or Overtaken if the page was stale or somebody is faster by a moment: the second of two
        waits at the row, finds another version, and is told who was first, before anything is written. A shared command
        waits too, then goes on with the row as it is now, if its state still allows it.
        """
        line = self.check(command, row, actor, at=at, seen=seen)
        if row is None:
            return Transition(self, command, line, cast(Row, row), actor, at)
        if command.shared:
            self.model._default_manager.filter(pk=row.pk).update(version=F("version"))
            row = self.latest(row)
            self._require(command, row, actor, at)
            return Transition(self, command, line, row, actor, at)
        held = type(row)._default_manager.filter(pk=row.pk, version=row.version)
        if not held.update(version=F("version")):
            raise self.overtaken(row)
        return Transition(self, command, line, row, actor, at)

    def check(
        self,
        command: Command[..., Any],
        row: Row | None,
        actor: Actor,
        *,
        at: dt.datetime,
        seen: int | None = None,
        by_right_only: bool = False,
    ) -> Step:
        """Would this command be possible? Gives its line; raises Refused as the command itself would. Nothing is changed.

        ``by_right_only`` leaves out the state: a form that was sent is answered by the command, so that nothing typed is lost.
        """
        line = command.line if command.rule is not None else self.procedure_of(row).step(command.name)
        first = command.rule.right if command.rule is not None else self.right(line.who)
        for right in (first, *command.rights):
            permit(right, actor, row, cite=_in_force(at))
        if by_right_only or row is None:
            return line
        if seen is not None and seen != row.version:
            raise self.overtaken(row)
        self._require(command, row, actor, at)
        return line

    def _require(self, command: Command[..., Any], row: Row, actor: Actor, at: dt.datetime) -> None:
        """Raises NotNow if the row's state, by the table or by a condition, excludes the command."""
        if command.rule is None:
            self.procedure_of(row).require(command.name, row.state)  # type: ignore[attr-defined]
        for condition in command.conditions:
            if (refused := condition(row, actor, at)) is not None:
                raise refused

    def beyond_the_table(self, command: Command[..., Any], row: Row, actor: Actor, at: dt.datetime) -> Refused | None:
        """What the command's further rights, then its conditions, have against it; None if nothing. The table is not asked."""
        for right in command.rights:
            try:
                permit(right, actor, row, cite=_in_force(at))
            except Refused as refused:
                return refused
        answers = (condition(row, actor, at) for condition in command.conditions)
        return next((refused for refused in answers if refused is not None), None)

    def refusal(self, command: Command[..., Any], row: Row, actor: Actor, *, at: dt.datetime) -> Refused | None:
        """Why the command is not possible now, by right or by the row's state; None if it is. For buttons and ``possible``."""
        try:
            self.check(command, row, actor, at=at)
        except Refused as refused:
            return refused
        return None

    def latest(self, row: Row) -> Row:
        """The row as it stands in the database now, with what the rights and commands read of it."""
        return self.model._default_manager.get(pk=row.pk)

    def version_of(self, row: Row) -> int:
        """The version of the row as it stands in the database now."""
        return self.model._default_manager.values_list("version", flat=True).get(pk=row.pk)

    def overtaken(self, row: Row) -> Overtaken:
        """The sentence for the second comer: who was faster, with what, when."""
        remedy = _("请看最新情况，再决定是否继续；您填写的内容已保留。")
        last = audit_queries.latest(self.subject, row.pk)
        if last is None:
            return Overtaken(_("在您操作之前，这条记录已经变动。"), remedy=remedy)
        return Overtaken(
            _("在您操作之前，%(who)s已经“%(what)s”。") % {"who": last.actor_name, "what": last.verb_label},
            remedy=remedy,
            details={"who": last.actor_name, "what": str(last.verb_label), "when": last.at.isoformat()},
        )


class Transition(Generic[Row]):
    """One command on its way: what it is about (``row``), the line of the table, who acts and when, the cleaned values."""

    def __init__(
        self, workflow: Workflow[Row], command: Command[..., Any], line: Step, row: Row, actor: Actor, at: dt.datetime
    ) -> None:
        self.workflow = workflow
        self.command = command
        self.line = line
        self.row = row
        self.actor = actor
        self.at = at
        self.values: dict[str, Any] = {}
        self.shown: Actor | None = None  # the actor as on record, where the command knows better than the workflow
        self._noted: dict[str, Any] = {}
        self._log: Log | None = command.log
        self._event: type[DomainEvent] | None = command.event

    @property
    def today(self) -> dt.date:
        """The day at the school."""
        return local_date(self.at)

    def move(self, *, target: str | None = None, **fields: Any) -> Row:
        """Change the row: into the state of the table (or ``target``), with these fields. Raises Overtaken."""
        old: str = self.row.state  # type: ignore[attr-defined]
        self.workflow.change(self, target or self.line.target or old, fields)
        if self.row.state != old:  # type: ignore[attr-defined]
            self.workflow.moved(self, old)
        return self.row

    def change(self, **fields: Any) -> Row:
        """Change these fields of the row under its version guard and nothing else. Raises Overtaken if somebody was faster."""
        try:
            return self.row.change(**fields)
        except Overtaken as error:
            raise self.workflow.overtaken(self.row) from error

    def go_by(self, name: str) -> None:
        """Go by another line of the table from here on (a verdict that says no). Raises NotNow if it is not possible now."""
        self.line = self.workflow.procedure_of(self.row).require(name, self.row.state)  # type: ignore[attr-defined]

    def note(self, **details: Any) -> None:
        """Add to the details of the log entry, and to the fields of the event."""
        self._noted |= details

    def unchanged(self) -> None:
        """Nothing has happened after all (e.g. joined a second time): nothing is recorded or announced."""
        self._log = self._event = None

    def recorded(self) -> None:
        """The log entry has been written by what the function has called; the event is still to be announced."""
        self._log = None

    def unannounced(self) -> None:
        """The command's event is not announced this time (one of two confirmations was given)."""
        self._event = None

    def record(self, log: Log | None = None, /, *, receipt: str = "", **details: Any) -> Any:
        """Write the log entry now, instead of after the function; ``receipt`` is the label of a receipt to be given.

        Called again it writes another; with another ``log`` one beside the command's own. Gives the entry (``entry.given.code`` of a receipt).
        """
        said = log or self.command.log
        assert said is not None
        if log is None:
            self._log = None
        inputs = self.command.inputs
        kept = {n: inputs[n].field.logged(v) for n, v in self.values.items() if said.keeps(n)}
        return audit.record(
            actor=self._on_record(),
            verb=said.verb,
            subject_kind=self.workflow.subject,
            subject_id=self.row.pk,
            label=self.workflow.label_of(self.row),
            at=self.at,
            details=kept | {n: _plain(v) for n, v in (self._noted | details).items()},
            authority=str(rulebook.cite(self.line.article, on=self.today)) if self.line.article else "",
            receipt=receipt,
        )

    def _on_record(self) -> Actor:
        return self.shown or self.workflow.shown_as(self.actor, self.row)

    def announce(self, event: type[DomainEvent] | None = None, /, **fields: Any) -> None:
        """Announce the event now, instead of after the function; its fields come from the row, the values and ``fields``."""
        kind = event or self.command.event
        assert kind is not None
        if event is None:
            self._event = None
        known: dict[str, Any] = {
            "at": self.at,
            "actor_person_id": self._on_record().person_id,
        }
        known |= self.values | self._noted | self.workflow.facts(self.row) | fields
        wanted = {field.name for field in dataclasses.fields(kind)}
        announce(kind(**{name: value for name, value in known.items() if name in wanted}))

    def finish(self) -> None:
        """Record and announce what the function has not recorded and announced itself."""
        if self._log is not None:
            self.record()
        if self._event is not None:
            self.announce()


def _in_force(at: dt.datetime) -> Callable[[str], Citation]:
    """Cites an article in the edition in force at the school that day."""
    return partial(rulebook.cite, on=local_date(at))


def _plain(value: Any) -> Any:
    """The value as JSON keeps it."""
    return value.isoformat() if isinstance(value, dt.date) else value


RUNNING: Any = None  # the default of the argument ``step``: the engine puts the Transition there
