"""The pages of the unit that answers: the reply with templates and what was found in it; the head's signature."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gongjian.kernel.actor import Actor, actor_of
from gongjian.kernel.clock import local_date, now
from gongjian.kernel.refused import Overtaken
from gongjian.matters import operations as shared
from gongjian.matters import queries as matters
from gongjian.web.http import BOTH
from gongjian.workflow.command import Command

from . import operations, queries
from .forms_desk import ReplyForm, SignForm
from .operations.workflows import APPEALS
from .pages import reply as reply_pages


@login_required
@require_http_methods(BOTH)
def reply(request: HttpRequest, number: str, *, command: Command[..., Any]) -> HttpResponse:
    """答复 or 送签答复: insert a template, look through, send. Which of the two, the class of the appeal decides."""
    actor, at = actor_of(request), now()
    matter = queries.get_for(actor, number)
    if request.method == "GET" and command is operations.answer and operations.needs_signature(matter, local_date(at)):
        APPEALS.check(command, matter, actor, at=at, by_right_only=True)
        return redirect("appeals:submit-reply", number=number)
    APPEALS.check(command, matter, actor, at=at, by_right_only=request.method == "POST")
    templates = queries.templates_for(matter)
    form = _form(request, matter, templates, at)
    look = None
    if form.is_bound and not form.data.get("use"):
        text = str(form.data.get("text", ""))
        look = operations.look_through(matter=matter, text=text, at=at)
        if "check" not in request.POST and form.is_valid() and _send(form, command, matter, actor, at):
            messages.success(request, str(command.done))
            return redirect("matters:item", number=number)
    if isinstance(form.refusal, Overtaken):
        form.bring_up_to_date(matters.version_of(matter.pk))
    status = 200 if {"use", "check"} & set(request.POST) else form.status
    signed = command is operations.submit_reply
    return render(
        request,
        "appeals/reply.html",
        reply_pages.reply_page(matter, form, look, templates, actor, at, signed=signed),
        status=status,
    )


def _form(request: HttpRequest, matter: Any, templates: list[Any], at: dt.datetime) -> ReplyForm:
    """The form as it was sent; "套用" puts the chosen template behind what was typed; a returned reply comes back to be mended."""
    if request.method != "POST":
        text, _why = queries.returned_text(matter)
        return ReplyForm(seen=matter.version, initial={"text": text})
    data = request.POST.copy()
    chosen = next((t for t in templates if str(t.pk) == data.get("use")), None)
    if chosen is not None:
        typed = data.get("text", "").strip()
        data["text"] = f"{typed}\n{queries.filled(chosen, matter, at)}".strip()
    return ReplyForm(data, seen=matter.version)


def _send(form: ReplyForm, command: Command[..., Any], matter: Any, actor: Actor, at: dt.datetime) -> bool:
    data = form.cleaned_data
    seen = data["seen"]
    return form.carry_out(lambda: command.run(matter, actor=actor, at=at, values=data, seen=seen)) is not None


@login_required
@require_http_methods(BOTH)
def sign(request: HttpRequest, number: str) -> HttpResponse:
    """签发答复: the text as it will go out, what was found in it; sign, or give it back."""
    actor, at = actor_of(request), now()
    matter = queries.get_for(actor, number)
    shared.sign.workflow.check(shared.sign, matter, actor, at=at, by_right_only=request.method == "POST")
    form = SignForm(request.POST if request.method == "POST" else None, seen=matter.version)
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        if form.carry_out(lambda: shared.sign(matter=matter, actor=actor, at=at, seen=seen)) is not None:
            messages.success(request, str(shared.sign.done))
            return redirect("matters:item", number=number)
        if isinstance(form.refusal, Overtaken):
            form.bring_up_to_date(matters.version_of(matter.pk))
    return render(request, "appeals/sign.html", reply_pages.sign_page(matter, form, actor, at), status=form.status)
