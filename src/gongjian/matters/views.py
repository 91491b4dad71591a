"""The pages of a matter: fetch what this person may see, run one command, answer."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.refused import NotFound
from gongjian.web.shapes import PageHead
from gongjian.workflow.command import Command
from gongjian.workflow.pages import TEMPLATE, form_page
from gongjian.workflow.views import answer

from . import form_choices, operations, queries
from .forms import FilesForm, FoundForm, RaiseForm, RejectForm
from .pages import contexts
from .pages import matter as pages
from .pages.listing import kind_in, list_context
from .procedures import PROBLEM

BOTH = ["GET", "POST"]


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, even if it was nothing; None for a page that is only asked for."""
    return request.POST if request.method == "POST" else None


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All problems this person may see, filtered, paged by key."""
    rows = queries.visible_list(actor_of(request), kind_in(request.GET))
    return render(request, "matters/list.html", list_context(request, rows))


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """The progress of every public problem, for everybody; no names of persons."""
    return render(request, "matters/public.html", list_context(request, queries.public_ones(), public=True))


@require_safe
def public_item(request: HttpRequest, number: str) -> HttpResponse:
    """One public problem: how it stands, who has it, what was done; without names of persons."""
    matter = queries.get_public(number)
    return render(request, "matters/public_item.html", contexts.public_page(matter, now()))


@login_required
@require_safe
def item(request: HttpRequest, number: str) -> HttpResponse:
    """The matter's page: text, lists, people, custody, timeline, files, next buttons."""
    matter = queries.get_for(actor_of(request), number)
    return render(request, "matters/item.html", contexts.item_page(matter, actor_of(request), now()))


@login_required
@require_safe
def of_pair(request: HttpRequest, pair_id: int) -> HttpResponse:
    """The problems a pairing has taken on, as a part of its page."""
    rows = queries.visible_to(actor_of(request)).filter(pairing_id=pair_id).order_by("-raised_at", "-id")[:50]
    return render(
        request,
        "matters/of_pair.html",
        {"table": pages.list_table(rows, now(), empty=pages.no_problems_yet(), first=4)},
    )


@login_required
@require_http_methods(BOTH)
def raise_problem(request: HttpRequest) -> HttpResponse:
    """提出: one page; then the receipt."""
    actor, at = actor_of(request), now()
    form, found = RaiseForm(posted(request), request.FILES or None), FoundForm(posted(request))
    form_choices.offer_origins(form, actor, at)
    if request.method == "POST" and form.is_valid() & found.is_valid():
        given = {k: v for k, v in form.cleaned_data.items() if k not in ("seen", "once", "uploads")}
        raised = form.carry_out(
            lambda: operations.raise_with_files(
                **given,
                found=found.found(),
                uploads=form.cleaned_data["uploads"],
                token=form.cleaned_data["once"],
                actor=actor,
                at=at,
            )
        )
        if raised is not None:
            request.session["receipt"] = [raised.matter.number, raised.receipt]
            return redirect("matters:raised", number=raised.matter.number)
    context = {
        "form": form,
        "found": found,
        "head": PageHead(_("提出难题"), lead=_("一件事一张单，写清楚，就有人负责到底。")),
    }
    return render(request, "matters/raise.html", context, status=max(form.status, found.status))


@login_required
@require_safe
def raised(request: HttpRequest, number: str) -> HttpResponse:
    """After sending: what happens next, by when, and the receipt."""
    matter = queries.get_for(actor_of(request), number)
    kept = request.session.get("receipt") or ["", ""]
    code = kept[1] if kept[0] == number else ""
    return render(request, "matters/raised.html", contexts.raised_page(matter, code, now(), request))


@login_required
@require_http_methods(BOTH)
def run_command(request: HttpRequest, number: str, *, command: Command[..., Any]) -> HttpResponse:
    """The page of one command. All commands without rows of their own share it."""
    at = now()
    matter = queries.get_for_command(actor_of(request), number, command.name)
    after = reverse("matters:item", args=[number])
    return answer(request, command, matter, about=lambda: contexts.about(matter, command, at), after=after)


def _refuse_other_kinds(kind: str) -> None:
    """Only problems have lists and adjustments. Raises NotFound."""
    if kind != "problem":
        raise NotFound()


@login_required
@require_http_methods(BOTH)
def draw_up(request: HttpRequest, number: str) -> HttpResponse:
    """制定三张清单: goal, measures, duties on one page."""
    actor = actor_of(request)
    matter = queries.get_for(actor, number)
    _refuse_other_kinds(matter.kind)
    operations.check(verb="draw_up", matter=matter, actor=actor, now=request.method == "GET")
    lists = form_choices.ListsPage(request, matter, actor)
    if lists.is_complete:
        done = lists.form.carry_out(lambda: operations.draw_up(matter=matter, actor=actor, at=now(), **lists.lines()))
        if done is not None:
            messages.success(request, _("三张清单已制定，可以交办。"))
            return redirect("matters:item", number=number)
    return render(
        request, "matters/draw_up.html", contexts.lists_page(matter, lists, _("制定三张清单")), status=lists.status
    )


@login_required
@require_http_methods(BOTH)
def propose_adjustment(request: HttpRequest, number: str) -> HttpResponse:
    """动态调整: the lines as they are, to be changed; only what differs is proposed."""
    actor = actor_of(request)
    matter = queries.get_for(actor, number)
    _refuse_other_kinds(matter.kind)
    operations.check(verb="propose_adjustment", matter=matter, actor=actor, now=request.method == "GET")
    lists = form_choices.AdjustPage(request, matter, actor)
    if lists.is_complete:
        done = lists.form.carry_out(
            lambda: operations.propose_adjustment(matter=matter, actor=actor, at=now(), **lists.changes())
        )
        if done is not None:
            messages.success(request, _("调整已提出，由主办单位和监督人确认后生效。"))
            return redirect("matters:item", number=number)
    return render(
        request,
        "matters/propose_adjustment.html",
        contexts.lists_page(matter, lists, _("动态调整")),
        status=lists.status,
    )


@login_required
@require_POST
def confirm_adjustment(request: HttpRequest, number: str, adjustment_id: int) -> HttpResponse:
    """Confirm a proposed change for one's side."""
    matter = queries.get_for(actor_of(request), number)
    change = operations.confirm_adjustment(
        matter=matter, adjustment_id=adjustment_id, actor=actor_of(request), at=now()
    )
    words = _("调整已生效。") if change.state == "effective" else _("已确认，等待另一方确认。")
    messages.success(request, words)
    return redirect("matters:item", number=number)


@login_required
@require_http_methods(BOTH)
def reject_adjustment(request: HttpRequest, number: str, adjustment_id: int) -> HttpResponse:
    """Do not agree to a proposed change, with a reason."""
    actor = actor_of(request)
    matter = queries.get_for(actor, number)
    _refuse_other_kinds(matter.kind)
    operations.check(verb="reject_adjustment", matter=matter, actor=actor, now=request.method == "GET")
    form = RejectForm(posted(request), seen=matter.version)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        done = form.carry_out(
            lambda: operations.reject_adjustment(
                matter=matter, adjustment_id=adjustment_id, reason=reason, actor=actor, at=now()
            )
        )
        if done is not None:
            messages.success(request, _("已登记不同意，清单不变。"))
            return redirect("matters:item", number=number)
    line = PROBLEM.step("reject_adjustment")
    page = form_page(line, contexts.about_step(matter, line, now()), form, now())
    return render(request, TEMPLATE, page.context(), status=form.status)


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
