"""What an app tells the tools of its commands: the log's words, and how its procedure is printed. Called in ``apps.py``."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gongjian.audit import words
from gongjian.kernel.procedure import Procedure
from gongjian.kernel.refused import Words
from gongjian.rulebook import registry as rulebook

if TYPE_CHECKING:  # read before the tables are there
    from .command import Commands, Log

_registered: "list[Commands]" = []


def registered() -> "list[Commands]":
    """The lists of commands of all apps."""
    return list(_registered)


def register(
    commands: "Commands",
    procedure: Procedure,
    *,
    stages: Sequence[tuple[str, Words]],
    who: Mapping[str, Words],
    clocks: Mapping[str, Words] | None = None,
    logs: "Sequence[Log]" = (),
) -> None:
    """Register the commands' log words (and ``logs`` that no command declares) and the printed procedure."""
    _registered.append(commands)
    for log in [*(c.log for c in commands if c.log), *logs]:
        words.register(log.verb, log.label, log.sentence)
    asked = {c.name: tuple(a.field.label for a in c.inputs.values() if a.required) for c in commands}
    rulebook.register_procedure(rulebook.Printed(procedure, stages, who, clocks=dict(clocks or {}), asked=asked))
