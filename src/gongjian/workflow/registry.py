"""What an app tells the tools of its commands: the log's words, and how its procedure is printed. Called in ``apps.py``."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gongjian.audit import ledger_verbs
from gongjian.kernel.actor import Actor
from gongjian.kernel.procedure import Procedure
from gongjian.kernel.refused import Refused, Words
from gongjian.rulebook import registry as rulebook

if TYPE_CHECKING:  # read before the tables are there
    from .command import Command, Commands

_registered: "list[Commands]" = []
_tables: "list[tuple[Procedure, Commands]]" = []


def registered() -> "list[Commands]":
    """The lists of commands of all apps."""
    return list(_registered)


def tables() -> "list[tuple[Procedure, Commands]]":
    """The procedures whose every step that people take is a command, with their lists."""
    return list(_tables)


def refusal(row: Any, name: str, actor: Actor, at: dt.datetime) -> Refused | None:
    """What has been declared against this command beyond the table: its further rights and its conditions, in this order.

    None if nothing refuses, or if no command is registered.

    Where two apps have a command of this name for the row, the upper one's replaces the shared one.
    """
    for commands in reversed(_registered):  # apps register from the lowest layer up
        command = commands.named(name)
        if command is not None and command.workflow.applies(command, row):
            return command.workflow.beyond_the_table(command, row, actor, at)
    return None


def asked_by(commands: "Iterable[Command[..., Any]]") -> dict[str, Sequence[Words]]:
    """The labels of what each command must be given, by the command's name, for the printed procedure."""
    return {
        c.name: tuple(
            a.field.label for a in c.inputs.values() if a.typed and a.required and (a.field.in_form or a.field.in_body)
        )
        for c in commands
    }


def register_commands(commands: "Commands") -> None:
    """Register the commands' log words."""
    _registered.append(commands)
    for command in commands:
        if command.log is not None:
            ledger_verbs.register(command.log.verb, command.log.label, command.log.sentence)


def register(
    commands: "Commands",
    procedure: Procedure,
    *,
    stages: Sequence[tuple[str, Words]],
    who: Mapping[str, Words],
    clocks: Mapping[str, Words] | None = None,
    asked: Mapping[str, Sequence[Words]] | None = None,
) -> None:
    """Register the commands of a whole table: the log words, and the printed procedure with what each command asks for.

    ``asked`` are the words for what a page with rows of its own asks for, by command.
    """
    register_commands(commands)
    _tables.append((procedure, commands))
    every = asked_by(commands) | dict(asked or {})
    rulebook.register_procedure(rulebook.Printed(procedure, stages, who, clocks=dict(clocks or {}), asked=every))
