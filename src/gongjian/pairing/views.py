"""The pages of pairing: fetch what this person may see, run one command, answer."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import local_date, now
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, Overtaken
from gongjian.web.pages import PlainPage, render_page
from gongjian.web.shapes import ConfirmBox, FormBox, Link, PageHead, Pager
from gongjian.workflow.command import Command
from gongjian.workflow.views import answer

from . import operations, permissions, planning, queries, sheets
from .forms import MatchingForm, OfferForm, WithdrawOfferForm
from .matching import Need
from .pages import listing
from .pages import matching as match_pages
from .pages import pair as pages
from .planforms import PlanForms

BOTH = ["GET", "POST"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{urlencode({'': name})[1:].replace('+', '%20')}"
    )
    return answer


@login_required
@require_safe
def pair_list(request: HttpRequest) -> HttpResponse:
    """All pairs this person may see, filtered, paged by key."""
    return render_page(request, listing.pairs_page(request, actor_of(request)))


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same list as .xlsx."""
    actor = actor_of(request)
    rows = queries.filtered(actor, **listing.wanted(request))
    return _download(sheets.pairs_workbook(rows), XLSX, _("结对共建.xlsx"))


@login_required
@require_safe
def item(request: HttpRequest, number: str) -> HttpResponse:
    """The page of a pair: plan, sides with signatures, activities, outcomes, timeline, next buttons."""
    actor = actor_of(request)
    pair = queries.get_for(actor, number)
    return render(request, "pairing/item.html", pages.item_page(pair, actor, now()))


@login_required
@require_safe
def plan(request: HttpRequest, number: str) -> HttpResponse:
    """The plan (实施方案) as .docx."""
    pair = queries.get_for(actor_of(request), number)
    return _download(sheets.plan_paper(pair), DOCX, _("%(number)s实施方案.docx") % {"number": pair.number})


@login_required
@require_http_methods(BOTH)
def propose(request: HttpRequest) -> HttpResponse:
    """Draw up a plan."""
    actor = actor_of(request)
    operations.PAIRS.check(operations.propose, None, actor, at=now())
    forms = planning.forms_for(request, actor)
    if request.method == "POST" and "more" not in request.POST and forms.is_valid():
        made = forms.head.carry_out(
            lambda: operations.propose(**forms.values(), actor=actor, at=now(), token=forms.head.cleaned_data["once"])
        )
        if made is not None:
            messages.success(request, _("方案已拟订，编号 %(number)s。核对无误后请送签。") % {"number": made.number})
            return redirect("pairing:item", number=made.number)
    return _plan_page(
        request, forms, PageHead(_("发起结对"), lead=_("填写实施方案；送签之前可以修改。")), reverse("pairing:list")
    )


@login_required
@require_http_methods(BOTH)
def amend_plan(request: HttpRequest, number: str) -> HttpResponse:
    """Change the draft."""
    actor = actor_of(request)
    pair = queries.get_for(actor, number)
    command, sent = operations.amend_plan, request.method == "POST"
    operations.PAIRS.check(command, pair, actor, at=now(), by_right_only=sent)
    forms = planning.forms_for(request, actor, pair)
    if request.method == "POST" and "more" not in request.POST and forms.is_valid():
        seen = forms.head.cleaned_data["seen"]
        done = forms.head.carry_out(
            lambda: operations.amend_plan(pair=pair, **forms.values(), actor=actor, at=now(), seen=seen)
        )
        if done is not None:
            messages.success(request, str(command.done))
            return redirect("pairing:item", number=number)
        if isinstance(forms.head.refusal, Overtaken):
            forms.head.bring_up_to_date(operations.PAIRS.version_of(pair))
    crumbs = [Link(_("结对共建"), reverse("pairing:list")), Link(pair.number, pages.url_of(pair))]
    return _plan_page(request, forms, PageHead(_("修改方案"), crumbs=crumbs), pages.url_of(pair))


def _plan_page(request: HttpRequest, forms: PlanForms, head: PageHead, back: str) -> HttpResponse:
    context = {"forms": forms, "form": forms.head, "head": head, "back": back}
    return render(request, "pairing/propose.html", context, status=forms.status)


@login_required
@require_http_methods(BOTH)
def run_command(
    request: HttpRequest, number: str, *, command: Command[..., Any], activity_id: int | None = None
) -> HttpResponse:
    """The page of one command on a pair, or on an activity of its plan."""
    pair = queries.get_for(actor_of(request), number)
    activity = queries.get_activity(pair, activity_id) if activity_id else None
    return answer(
        request,
        command,
        pair,
        about=lambda: pages.about(pair, command, activity),
        after=pages.url_of(pair),
        initial={"held_on": min(activity.day, local_date(now()))} if activity else None,
        fixed={"activity_id": activity_id} if activity_id else None,
    )


# --- offers ---


@login_required
@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """What one's bodies can bring."""
    actor = actor_of(request)
    permit(permissions.may_offer, actor, None)
    page = queries.offers_page(actor, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    pager = Pager(page.before and f"?before={page.before}", page.after and f"?after={page.after}")
    return render_page(request, pages.offers_page(page.rows, pager))


@login_required
@require_http_methods(BOTH)
def make_offer(request: HttpRequest) -> HttpResponse:
    """State what one's body can bring."""
    actor, at = actor_of(request), now()
    permit(permissions.may_offer, actor, None)
    form = OfferForm(request.POST or None, initial={"since": local_date(at)})
    form.choose_body(queries.offering_bodies(actor), actor.home_body_id)
    if form.is_valid():
        data = form.cleaned_data
        made = form.carry_out(
            lambda: operations.make_offer(
                body_id=data["body"], offer=form.offer(), actor=actor, at=at, token=data["once"]
            )
        )
        if made is not None:
            messages.success(request, _("已填写，匹配时会被找到。"))
            return redirect("pairing:offers")
    return _offer_page(request, form, _("填写可提供的力量"))


@login_required
@require_http_methods(BOTH)
def change_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an offer anew."""
    actor = actor_of(request)
    offer = queries.get_offer(actor, pk)
    form = OfferForm(request.POST or None, seen=offer.version, initial=queries.offer_values(offer))
    form.choose_body([(offer.body_id, offer.body.name)], offer.body_id)
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        done = form.carry_out(
            lambda: operations.change_offer(offer=offer, text=form.offer(), actor=actor, at=now(), seen=seen)
        )
        if done is not None:
            messages.success(request, _("已修改。"))
            return redirect("pairing:offers")
    return _offer_page(request, form, _("修改可提供的力量"))


def _offer_page(request: HttpRequest, form: OfferForm, title: str) -> HttpResponse:
    head = PageHead(
        title, crumbs=[Link(_("结对共建"), reverse("pairing:list")), Link(_("可提供的力量"), reverse("pairing:offers"))]
    )
    box = FormBox(form, _("保存"), reverse("pairing:offers"), panel=True)
    return render_page(request, PlainPage(head, [box]), status=form.status)


@login_required
@require_http_methods(BOTH)
def withdraw_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an offer down."""
    actor = actor_of(request)
    offer = queries.get_offer(actor, pk)
    form = WithdrawOfferForm(request.POST if request.method == "POST" else None, seen=offer.version)
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        done = form.carry_out(lambda: operations.withdraw_offer(offer=offer, actor=actor, at=now(), seen=seen))
        if done is not None:
            messages.success(request, _("已撤下。"))
            return redirect("pairing:offers")
    box = ConfirmBox(
        _("撤下“%(title)s”？") % {"title": offer.title},
        consequences=[_("匹配时不再找到这一项。"), _("已由此结成的共建不受影响。")],
        yes=_("撤下"),
        back=reverse("pairing:offers"),
        form=form,
    )
    return render_page(request, PlainPage(PageHead(_("撤下可提供的力量")), [box], narrow=True), status=form.status)


# --- matching ---


@login_required
@require_safe
def matching(request: HttpRequest) -> HttpResponse:
    """The best assignment of open problems (or typed ones) to what bodies can bring, with reasons. People decide."""
    actor, at = actor_of(request), now()
    permit(permissions.may_match, actor, None)
    form = MatchingForm(request.GET or None)
    form.choose_body(queries.initiators_for(actor))
    context: dict[str, Any] = {
        "form": form,
        "head": PageHead(
            _("匹配建议"),
            crumbs=[Link(_("结对共建"), reverse("pairing:list"))],
            lead=_("按内容、类别、校区、负荷和以往共建给出总体最优的建议，并说明理由；是否采用由您决定。"),
        ),
    }
    needs: list[Need] = []
    if not form.is_bound or form.is_valid():
        needs = (
            queries.typed_needs(form.lines(), form.cleaned_data["body"])
            if form.is_bound and form.lines()
            else queries.needs_waiting(actor)
        )
    try:
        proposal = queries.propose_matches(actor, needs, local_date(at))
    except Malformed as refused:
        form.refuse(refused)
    else:
        context |= {"figures": match_pages.figures(proposal), "table": match_pages.table(proposal, actor)}
    return render(request, "pairing/matching.html", context, status=form.status)
