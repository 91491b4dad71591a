"""Helpers that take a running step, called by tests as if a command of the kind's own app had begun it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import transaction

from gongjian.kernel.events import DomainEvent
from gongjian.matters import operations as ops
from gongjian.matters.operations.workflows import CASES
from gongjian.workflow.command import Log
from gongjian.workflow.engine import Transition


@dataclass(frozen=True)
class Undeclared:
    """A step that no command declares: what it records and announces."""

    log: Log
    event: type[DomainEvent] | None = None
    inputs: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def run(helper: Callable[..., Any], verb: str, log: Log, *, matter: Any, actor: Any, at: Any, **given: Any) -> Any:
    """Begin the step of this verb, call the helper under it, record it."""
    line = ops.begin(verb, matter, actor)
    step = Transition(CASES, cast(Any, Undeclared(log)), line, matter, actor, at)
    got = helper(step=step, **given)
    if isinstance(got, dict):
        step.note(**got)
    step.finish()
    return got
