"""The pages of a matter: fetch what this person may see, run one command, answer."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import now
from gongjian.web.http import BOTH
from gongjian.web.pages import render_page
from gongjian.web.shapes import PageHead
from gongjian.workflow.command import Command
from gongjian.workflow.views import answer

from . import operations, queries
from .forms import FilesForm
from .pages import contexts
from .pages.listing import kind_in, list_page


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All matters of a kind this person may see, filtered, paged by key."""
    rows = queries.visible_list(actor_of(request), kind_in(request.GET))
    return render_page(request, list_page(request, rows))


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """The progress of every public matter, for everybody; no names of persons."""
    return render_page(request, list_page(request, queries.public_ones(), public=True))


@require_safe
def public_item(request: HttpRequest, number: str) -> HttpResponse:
    """One public matter: how it stands, who has it, what was done; without names of persons."""
    matter = queries.get_public(number)
    return render_page(request, contexts.public_page(matter, now()))


@login_required
@require_safe
def item(request: HttpRequest, number: str) -> HttpResponse:
    """The matter's page: text, lists, people, custody, timeline, files, next buttons."""
    matter = queries.get_for(actor_of(request), number)
    return render(request, "matters/item.html", contexts.item_page(matter, actor_of(request), now()))


@login_required
@require_http_methods(BOTH)
def run_command(request: HttpRequest, number: str, *, command: Command[..., Any]) -> HttpResponse:
    """The page of one command. All commands without rows of their own share it."""
    at = now()
    matter = queries.get_for_command(actor_of(request), number, command.name)
    after = reverse("matters:item", args=[number])
    return answer(request, command, matter, about=lambda: contexts.about(matter, command, at), after=after)


@login_required
@require_POST
def attach(request: HttpRequest, number: str) -> HttpResponse:
    """Upload files to the matter; what is refused is said on the page and the rest of the page stays."""
    actor = actor_of(request)
    matter = queries.get_for(actor, number)
    form = FilesForm(request.POST, request.FILES, seen=matter.version)
    done = None
    if form.is_valid():
        chosen = form.cleaned_data["uploads"]
        done = form.carry_out(lambda: operations.attach(matter=matter, uploads=chosen, actor=actor, at=now()))
    if done is not None:
        messages.success(request, _("附件已上传。"))
        return redirect("matters:item", number=number)
    return render(
        request, "matters/item.html", contexts.item_page(matter, actor, now(), files_form=form), status=form.status
    )


@login_required
@require_POST
def read_raiser(request: HttpRequest, number: str) -> HttpResponse:
    """The name behind an opened seal; the look is on record."""
    matter = queries.get_for(actor_of(request), number)
    name = operations.read_raiser(matter=matter, actor=actor_of(request), at=now())
    return render(
        request,
        "matters/read_raiser.html",
        {"head": PageHead(_("查看提出人"), matter.number), "name": name, "matter": matter},
    )


@login_required
@require_POST
def write_up(request: HttpRequest, number: str) -> HttpResponse:
    """怎么解决的: one step from a solved matter to the draft of a public account."""
    actor = actor_of(request)
    notice = operations.write_up(matter=queries.get_for(actor, number), actor=actor, at=now())
    messages.success(request, _("已写成草稿，请修改后送审。"))
    return redirect("bulletin:item", number=notice.number)
