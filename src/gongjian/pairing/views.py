"""The pages of pairing: fetch what this person may see, run one command, answer."""

from typing import Any

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
from gongjian.web.http import BOTH, DOCX, download
from gongjian.web.pages import render_page
from gongjian.web.shapes import Link, PageHead, Pager
from gongjian.workflow.command import Command
from gongjian.workflow.views import answer, answer_creation, present_values

from . import operations, permissions, planning, queries, sheets
from .forms import MatchingForm
from .matching import Need
from .pages import listing
from .pages import matching as match_pages
from .pages import pair as pages
from .planforms import PlanForms


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
    return download(sheets.pairs_workbook(rows), _("结对共建.xlsx"))


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
    return download(sheets.plan_paper(pair), _("%(number)s实施方案.docx") % {"number": pair.number}, DOCX)


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
    back = reverse("pairing:offers")
    about = pages.about_offer(_("填写可提供的力量"), yes=_("保存"))
    first = {"since": local_date(now())}
    return answer_creation(request, operations.make_offer, about=about, after=lambda made: back, initial=first)


@login_required
@require_http_methods(BOTH)
def change_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an offer anew."""
    offer, command = queries.get_offer(actor_of(request), pk), operations.change_offer
    return answer(
        request,
        command,
        offer,
        about=lambda: pages.about_offer(_("修改可提供的力量"), offer, yes=_("保存")),
        after=reverse("pairing:offers"),
        initial=present_values(command, offer),
    )


@login_required
@require_http_methods(BOTH)
def withdraw_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an offer down."""
    offer = queries.get_offer(actor_of(request), pk)
    question = _("撤下“%(title)s”？") % {"title": offer.title}
    return answer(
        request,
        operations.withdraw_offer,
        offer,
        about=lambda: pages.about_offer(_("撤下可提供的力量"), offer, question=question, yes=_("撤下")),
        after=reverse("pairing:offers"),
    )


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
