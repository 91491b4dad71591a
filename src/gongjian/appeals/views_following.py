"""The pages of those who follow and judge: by a key without account, or signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel.actor import Actor, actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.refused import NotFound, NotNow, Overtaken
from gongjian.matters import queries as matter_queries
from gongjian.web.http import BOTH, posted
from gongjian.web.pages import render_page

from . import queries
from .forms_raising import FOLLOW_PAGES
from .pages import following as pages
from .pages import raising

View = Callable[..., HttpResponse]


def by_key(view: View) -> View:
    """The view is given matter and holder of the key; an unknown or expired one is told what to do instead."""

    @wraps(view)
    def inner(request: HttpRequest, key: str, **more: Any) -> HttpResponse:
        try:
            matter, holder = queries.matter_of_key(key, now())
        except (NotFound, NotNow) as refused:
            return render_page(request, pages.no_key_page(refused), status=refused.status)
        answer = view(request, key, matter, holder, **more)
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer

    return never_cache(inner)


@by_key
@require_safe
def follow(request: HttpRequest, key: str, matter: Any, holder: Actor) -> HttpResponse:
    """How it stands, for somebody without account."""
    return render(request, "appeals/follow.html", pages.follow_page(matter, holder, key, now()))


@by_key
@require_safe
def follow_raised(request: HttpRequest, key: str, matter: Any, holder: Actor) -> HttpResponse:
    """After a guest has raised or joined: what comes next, their link, the receipt."""
    return render(request, "appeals/raised.html", raising.follow_raised_page(matter, holder, key, request))


@by_key
@require_http_methods(BOTH)
def run_follow_command(request: HttpRequest, key: str, matter: Any, holder: Actor, word: str) -> HttpResponse:
    """A verb by key: judge, supply, urge, take back."""
    verb = word.replace("-", "_")
    if verb not in FOLLOW_PAGES:
        raise NotFound
    return _answer(request, verb, matter, holder, raising.follow_url(key))


@login_required
@require_http_methods(BOTH)
def give_verdict(request: HttpRequest, number: str) -> HttpResponse:
    """评价, for those who raised or joined it signed in."""
    actor = actor_of(request)
    matter = queries.get_for(actor, number)
    return _answer(request, "give_verdict", matter, actor, reverse("matters:item", args=[number]))


def _answer(request: HttpRequest, verb: str, matter: Any, actor: Actor, back: str) -> HttpResponse:
    asked = FOLLOW_PAGES[verb]
    asked.check(matter, actor, now(), by_right_only=request.method == "POST")
    form = asked.form(posted(request), request.FILES or None, seen=matter.version)
    if form.is_valid():
        if form.carry_out(lambda: asked.run(form, matter=matter, actor=actor, at=now())) is not None:
            messages.success(request, str(asked.done))
            return redirect(back)
        if isinstance(form.refusal, Overtaken):
            form.bring_up_to_date(matter_queries.version_of(matter.pk))
    page = pages.command_page(matter, verb, form, back)
    return render(request, "appeals/follow_order.html", page, status=form.status)
