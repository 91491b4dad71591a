"""The API routes of commands: one POST for each, with a body made from its described arguments."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, TypeVar

from django.http import HttpRequest
from ninja import Body, Header, Router, Schema, Status
from pydantic import ConfigDict, Field, create_model

from gongjian.kernel.actor import Actor, actor_of
from gongjian.kernel.clock import now

from .command import Argument, Command

Fetch = Callable[[Actor, str, Command[..., Any]], Any]
Key = Annotated[str, Header(max_length=40)]
Answer = Callable[[HttpRequest, str], Any]  # (request, number) → what is sent back
Made = TypeVar("Made")


class CommandIn(Schema):
    """The base of every command's body. A name that the command does not know is refused."""

    model_config = ConfigDict(extra="forbid")


@cache
def body_of(command: Command[..., Any]) -> type[CommandIn] | None:
    """The schema of a command's body, or None if it takes nothing. Its name is unique: app and command."""
    fields: dict[str, Any] = {}
    for argument in command.json_inputs():
        fields[argument.name] = json_field(argument, _schema(command))
    if command.takes_seen:
        seen = Field(None, ge=0, le=2_000_000_000, description="调用方看到的版本；已经变动的，以409回答")
        fields["seen"] = (int | None, seen)
    if not fields:
        return None
    made: type[CommandIn] = create_model(
        schema_name(_schema(command), "in"),
        __base__=CommandIn,
        __doc__=(command.__doc__ or "").split("\n")[0],
        **fields,
    )
    return made


def _schema(command: Command[..., Any]) -> str:
    return f"{command.workflow.app}_{command.name}"


def schema_name(*parts: str) -> str:
    """The name of a schema made of these parts: ``PairingProposeMembersLine``. Unique, since a command's full name is."""
    return "_".join(parts).title().replace("_", "")


def json_field(argument: Argument, owner: str) -> tuple[Any, Any]:
    """One described argument as ``create_model`` wants it: the type, and the default with its limits.

    ``owner`` is whose argument it is (app and command); a schema made for the argument is named after it.
    """
    default = ... if argument.required else argument.default
    described = argument.field
    return described.json_type(argument.annotation, f"{owner}_{argument.name}"), Field(
        default, title=str(described.label), **described.json_limits()
    )


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
    """Adds ``POST <prefix>/hand-back`` for each command; ``prefix`` names ``{number}``. Where the command is about a part of
    the row, the part's id follows: ``<prefix>/hold-activity/{activity_id}``.

    ``fetch`` gives the row this actor may see, ``answer`` what is sent back for its number once the command was run.
    """
    for command in commands:
        part = f"/{{{command.in_address}}}" if command.in_address else ""
        add_command_route(
            router,
            "POST",
            f"{prefix}/{command.slug}{part}",
            command,
            fetch=fetch,
            answer=answer,
            response=response,
            status=status,
        )


def add_creation_route(
    router: Router,
    path: str,
    command: Command[..., Made],
    *,
    answer: Callable[[HttpRequest, Made], Any],
    response: Any,
    context: Callable[[Actor, Mapping[str, Any]], Mapping[str, Any]] = lambda actor, values: {},
) -> None:
    """Adds ``POST <path>`` for the command that makes a row: 201, and the same row again for the same ``Idempotency-Key``.

    ``answer`` is given what the command gives; ``context`` the arguments that are not described, from actor and body.
    """
    body = body_of(command)
    step = command.line

    def route(request: HttpRequest, wanted: body, idempotency_key: Key = "") -> Any:  # type: ignore[valid-type]
        values, actor = wanted.dict(), actor_of(request)  # type: ignore[attr-defined]
        given = context(actor, values)
        made = command.run(None, actor=actor, at=now(), values=values, token=idempotency_key, context=given)
        return Status(201, answer(request, made))

    router.post(
        path,
        response={201: response},
        summary=str(step.label),
        description=f"{step.hint} {step.article}".strip(),
        operation_id=f"{command.workflow.app}_{command.name}",
    )(route)


def add_command_route(
    router: Router,
    method: str,
    path: str,
    command: Command[..., Any],
    *,
    fetch: Callable[[Actor, Any, Command[..., Any]], Any],
    answer: Callable[[HttpRequest, Any], Any] | None = None,
    response: Any,
    status: int = 200,
) -> None:
    """Adds one route for the command. ``path`` names the row in its first braces: ``{number}``, or an id (``{offer_id}``).

    ``fetch`` gives the row this actor may see, ``answer`` what is sent back for its number or id once the command was run;
    without it that is what the command gives.
    """
    key = path.partition("{")[2].partition("}")[0]
    body = body_of(command)
    step = command.line

    def route(request: HttpRequest, **sent: Any) -> Any:
        number, wanted = sent.pop(key), sent.pop("wanted", None)
        values: dict[str, Any] = wanted.dict() if wanted is not None else {}
        seen = values.pop("seen", None)
        actor = actor_of(request)
        row = fetch(actor, number, command)
        given = command.run(row, actor=actor, at=now(), values=values | sent, seen=seen)
        given = given if answer is None else answer(request, number)
        return given if status == 200 else Status(status, given)

    # What ninja reads: the row, the id of a part of it if there is one, and the body if the command takes anything.
    keyword = partial(Parameter, kind=Parameter.KEYWORD_ONLY)
    asked = [p for n, p in signature(route).parameters.items() if n != "sent"]
    asked.append(keyword(key, annotation=int if key.endswith("_id") else str))
    if command.in_address:
        asked.append(keyword(command.in_address, annotation=int))
    if body is not None:
        optional = not any(a.required for a in command.json_inputs())
        empty: Any = Body(None) if optional else Body(...)  # type: ignore[type-arg]
        asked.append(keyword("wanted", annotation=body, default=empty))
    route.__signature__ = Signature(asked)  # type: ignore[attr-defined]
    router.api_operation(
        [method],
        path,
        response=response if status == 200 else {status: response},
        summary=str(step.label),
        description=f"{step.hint} {step.article}".strip(),
        operation_id=f"{command.workflow.app}_{command.name}",
    )(route)
