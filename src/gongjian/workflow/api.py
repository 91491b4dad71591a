"""The API routes of commands: one POST for each, with a body made from its described arguments."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Body, Header, Router, Schema, Status
from pydantic import ConfigDict, Field, create_model

from gongjian.kernel.actor import Actor, actor_of
from gongjian.kernel.clock import now

from .command import Command

Fetch = Callable[[Actor, str, Command[..., Any]], Any]
Key = Annotated[str, Header(max_length=40)]
Answer = Callable[[HttpRequest, str], Any]  # (request, number) → what is sent back


class CommandIn(Schema):
    """The base of every command's body. A name that the command does not know is refused."""

    model_config = ConfigDict(extra="forbid")


@cache
def body_of(command: Command[..., Any]) -> type[CommandIn] | None:
    """The schema of a command's body, or None if it takes nothing. Its name is unique: app and command."""
    fields: dict[str, Any] = {}
    for argument in command.json_inputs():
        kind = argument.field.json_type(argument.annotation)
        default = ... if argument.required else argument.default
        fields[argument.name] = (kind, Field(default, title=str(argument.field.label), **argument.field.json_limits()))
    if command.takes_seen:
        seen = Field(None, ge=0, le=2_000_000_000, description="调用方看到的版本；已经变动的，以409回答")
        fields["seen"] = (int | None, seen)
    if not fields:
        return None
    name = f"{command.workflow.app}_{command.name}_in".title().replace("_", "")
    made: type[CommandIn] = create_model(
        name, __base__=CommandIn, __doc__=(command.__doc__ or "").split("\n")[0], **fields
    )
    return made


def add_command_routes(
    router: Router,
    prefix: str,
    commands: Iterable[Command[..., Any]],
    *,
    fetch: Fetch,
    answer: Answer,
    response: Any,
    status: int = 200,
) -> None:
    """Adds ``POST <prefix>/hand-back`` for each command; ``prefix`` names ``{number}``.

    ``fetch`` gives the row this actor may see, ``answer`` what is sent back for its number once the command was run.
    """
    for command in commands:
        _add(router, prefix, command, fetch, answer, response, status)


def add_creation_route(router: Router, path: str, command: Command[..., Any], *, answer: Answer, response: Any) -> None:
    """Adds ``POST <path>`` for the command that makes a row: 201, and the same row again for the same ``Idempotency-Key``."""
    body = body_of(command)
    step = command.workflow.step_of(command)

    def route(request: HttpRequest, wanted: body, idempotency_key: Key = "") -> Any:  # type: ignore[valid-type]
        values = wanted.dict()  # type: ignore[attr-defined]
        made = command.run(None, actor=actor_of(request), at=now(), values=values, token=idempotency_key)
        return Status(201, answer(request, made.number))

    router.post(
        path,
        response={201: response},
        summary=str(step.label),
        description=f"{step.hint} {step.article}".strip(),
        operation_id=f"{command.workflow.app}_{command.name}",
    )(route)


def _add(
    router: Router, prefix: str, command: Command[..., Any], fetch: Fetch, answer: Answer, response: Any, status: int
) -> None:
    body = body_of(command)
    step = command.workflow.step_of(command)

    def run(request: HttpRequest, number: str, values: dict[str, Any], seen: int | None) -> Any:
        actor = actor_of(request)
        row = fetch(actor, number, command)
        command.run(row, actor=actor, at=now(), values=values, seen=seen)
        given = answer(request, number)
        return given if status == 200 else Status(status, given)

    def without_body(request: HttpRequest, number: str) -> Any:
        return run(request, number, {}, None)

    optional = not any(a.required for a in command.json_inputs())
    empty: Any = Body(None) if optional else Body(...)  # type: ignore[type-arg]

    def with_body(request: HttpRequest, number: str, wanted: body = empty) -> Any:  # type: ignore[valid-type]
        values: dict[str, Any] = wanted.dict() if wanted is not None else {}
        return run(request, number, values, values.pop("seen", None))

    router.post(
        f"{prefix}/{command.slug}",
        response=response if status == 200 else {status: response},
        summary=str(step.label),
        description=f"{step.hint} {step.article}".strip(),
        operation_id=f"{command.workflow.app}_{command.name}",
    )(without_body if body is None else with_body)
