"""The pages of the lost-and-found board."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import local_date, now
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, Overtaken
from gongjian.web.shapes import PageHead

from . import lostpages, operations, pages, permissions, queries
from .forms import ITEM_FORMS, FilterForm, ItemForm
from .models import LostItem
from .procedures import LOST_ITEM, SETTLED

BOTH = ["GET", "POST"]


def _board(request: HttpRequest, *, mine: bool) -> HttpResponse:
    actor = actor_of(request)
    form = FilterForm({"q": request.GET.get("q", "")})
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    allowed = {"sort": LostItem.Sort.values, "kind": LostItem.Kind.values, "state": [SETTLED]}
    here = {k: v for k in allowed if (v := request.GET.get(k, "")) in allowed[k]}
    filters: dict[str, Any] = {**here, **({"person_id": actor.person_id or 0} if mine else {})}
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    try:
        found = queries.items_page(**filters, words=words, after=after, before=before)
    except Malformed as refused:
        form.refuse(refused)
        found = queries.items_page(**filters)
    here |= {"q": words} if words else {}
    return render(request, "bulletin/board.html", lostpages.board_page(actor, found, form, here, mine))


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What was lost and found, as cards, for everybody."""
    return _board(request, mine=False)


@login_required
@require_safe
def my_items(request: HttpRequest) -> HttpResponse:
    """Everything one has entered, in any state."""
    permit(permissions.may_enter_item, actor_of(request), None)
    return _board(request, mine=True)


@require_safe
def lost_item(request: HttpRequest, number: str) -> HttpResponse:
    """One item with its photographs; those signed in can write to the one who entered it."""
    actor = actor_of(request)
    found = queries.take_item(actor, number)
    return render(request, "bulletin/lost_item.html", lostpages.item_page(found, actor, local_date(now())))


@login_required
@require_http_methods(BOTH)
def enter_item(request: HttpRequest) -> HttpResponse:
    """Enter a lost or found thing: one page, a minute."""
    actor, at = actor_of(request), now()
    permit(permissions.may_enter_item, actor, None)
    form = ItemForm(request.POST or None, request.FILES or None, initial={"day": local_date(at)})
    if form.is_valid():
        data = form.cleaned_data
        made = form.carry_out(
            lambda: operations.enter_item(
                found=form.found(), pictures=data["pictures"], actor=actor, at=at, token=data["once"]
            )
        )
        if made is not None:
            messages.success(request, _("已登记，大家都能看到了。有人联系时您会收到消息。"))
            return redirect("bulletin:lost-item", number=made.number)
    lead = _("登记后直接公开；联系经系统转达，不公开您的电话。")
    head = PageHead(_("登记物品"), lead=lead, crumbs=[pages.crumb(), lostpages.lost_crumb()])
    context = {"head": head, "form": form, "yes": _("登记"), "back": pages.column_url("lost")}
    return render(request, "bulletin/write.html", context, status=form.status)


@login_required
@require_http_methods(BOTH)
def order_item(request: HttpRequest, number: str, *, verb: str) -> HttpResponse:
    """The page of one verb of an item: GET asks, POST orders it."""
    actor = actor_of(request)
    found = queries.take_item(actor, number)
    operations.check(verb=verb, row=found, actor=actor, at=now(), right_only=request.method == "POST")
    form = ITEM_FORMS[verb](request.POST if request.method == "POST" else None, seen=found.version)
    if form.is_valid():
        done = form.carry_out(lambda: form.order(row=found, actor=actor, at=now()))
        if done is not None:
            messages.success(request, str(form.done))
            return redirect("bulletin:lost-item", number=number)
        if isinstance(form.refusal, Overtaken):
            form.bring_up_to_date(queries.item_version(found.pk))
    back = queries.item_url(number)
    crumbs = [pages.crumb(), lostpages.lost_crumb()]
    step, today = LOST_ITEM.step(verb), local_date(now())
    context = pages.order_page(found, LOST_ITEM, step, form, crumbs=crumbs, back=back, on=today)
    return render(request, "bulletin/order.html", context, status=form.status)
