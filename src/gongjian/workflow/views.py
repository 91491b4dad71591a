"""Answering the page of a command: GET asks, POST runs it. Apps fetch the row and say what the page tells of it."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.refused import Overtaken

from . import pages
from .command import Command
from .forms import CommandForm, form_of

Made = TypeVar("Made")


def command_paths(
    prefix: str, view: Callable[..., HttpResponse], commands: Iterable[Command[..., Any]]
) -> list[URLPattern]:
    """One address for each command: ``<prefix>hand-back/``, named ``hand-back``, answered by ``view(…, command=…)``.

    Where the command is about a part of the row, the part's id follows: ``<prefix>hold-activity/<int:activity_id>/``.
    """
    made = []
    for command in commands:
        part = f"<int:{command.in_address}>/" if command.in_address else ""
        made.append(path(f"{prefix}{command.slug}/{part}", partial(view, command=command), name=command.slug))
    return made


def answer(
    request: HttpRequest,
    command: Command[..., Any],
    row: Any,
    *,
    about: Callable[[], pages.About],
    after: str,
    initial: Mapping[str, Any] | None = None,
    fixed: Mapping[str, Any] | None = None,
    fit: Callable[[CommandForm], None] | None = None,
) -> HttpResponse:
    """The page of one command on a row this person may see; after it was run, on to ``after`` with its word of success.

    ``fixed`` are arguments that stand in the address, ``fit`` adapts the form to the row.
    Raises Refused: without the right, or (asked by GET) not possible now. What a person can mend is said in the form, and
    what was typed stays.
    """
    actor, at, sent = actor_of(request), now(), request.method == "POST"
    step = command.workflow.check(command, row, actor, at=at, by_right_only=sent)
    form = form_of(command)(
        request.POST if sent else None, request.FILES or None, seen=row.version, initial=dict(initial or {})
    )
    form.offer(row, actor, at)
    form.fix(fixed or {})
    if fit is not None:
        fit(form)
    if form.is_valid():
        done = form.carry_out(lambda: form.run(row, actor=actor, at=at))
        if done is not None:
            messages.success(request, str(command.done))
            return redirect(after)
        if isinstance(form.refusal, Overtaken):
            form.bring_up_to_date(command.workflow.version_of(row))
    page = pages.command_page(command, step, about(), form, at)
    return render(request, pages.TEMPLATE, page.context(), status=form.status)


def answer_creation(
    request: HttpRequest,
    command: Command[..., Made],
    *,
    about: pages.About,
    after: Callable[[Made], str],
    initial: Mapping[str, Any] | None = None,
    context: Mapping[str, Any] | None = None,
    fit: Callable[[CommandForm], None] | None = None,
) -> HttpResponse:
    """The page of the command that makes a row; afterwards on to ``after``, which is given what the command gives.

    Raises Refused: without the right.

    ``context`` are the arguments that are not described (what the row belongs to), ``fit`` adapts the form to them.
    """
    actor, at, sent = actor_of(request), now(), request.method == "POST"
    step = command.workflow.check(command, None, actor, at=at)
    form = form_of(command)(request.POST if sent else None, request.FILES or None, initial=dict(initial or {}))
    form.offer(None, actor, at)
    form.context = dict(context or {})
    if fit is not None:
        fit(form)
    if form.is_valid():
        made = form.carry_out(lambda: form.run(None, actor=actor, at=at))
        if made is not None:
            messages.success(request, str(command.done))
            return redirect(after(made))
    page = pages.command_page(command, step, about, form, at)
    return render(request, pages.TEMPLATE, page.context(), status=form.status)


def present_values(command: Command[..., Any], row: Any) -> dict[str, Any]:
    """What stands in the form at first where a row is written anew: the row's own values, by the names of the arguments."""
    return {name: getattr(row, name) for name in command.inputs if hasattr(row, name)}
