"""The pages of notices: fetch what this person may see, run one command, answer."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import local_date, now
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotFound
from gongjian.web.http import BOTH
from gongjian.web.pages import PlainPage, render_page
from gongjian.web.shapes import FormBox, PageHead
from gongjian.workflow.command import Command
from gongjian.workflow.views import answer, answer_creation

from . import feeds, operations, permissions, queries, reading
from .columns import BY_CODE, LOST
from .forms import FilterForm, SubscribeForm
from .pages import desk as desk_pages
from .pages import notice as pages
from .procedures import NOTICE, PUBLISHED


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The bulletin: every column with its newest, for everybody."""
    return render(request, "bulletin/home.html", pages.home_page(actor_of(request)))


@require_safe
def column(request: HttpRequest, code: str) -> HttpResponse:
    """One column, for everybody: paged by key, searched by words."""
    if code not in BY_CODE or code == LOST:
        raise NotFound
    form = FilterForm({"q": request.GET.get("q", "")})
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    try:
        found = queries.page(code, words=words, after=after, before=before)
    except Malformed as refused:
        form.refuse(refused)
        found = queries.page(code)
    return render_page(request, pages.column_page(BY_CODE[code], found, form, words, actor_of(request)))


@require_safe
def feed(request: HttpRequest, code: str = "") -> HttpResponse:
    """The Atom feed of a column, or of all; 304 where the reader has this edition already."""
    if code and code not in BY_CODE:
        raise NotFound
    today = local_date(now())
    mark = feeds.mark_of(code, today)
    etag, newest = feeds.etag_of(mark), feeds.updated(mark)
    modified = int(newest.timestamp()) if newest else None
    known = get_conditional_response(request, etag, modified)
    if known is not None and known.status_code == HttpResponseNotModified.status_code:
        return known
    place = feeds.Place(f"{request.scheme}://{request.get_host()}")
    page = pages.column_url(code) if code else reverse("bulletin:home")
    answer = HttpResponse(feeds.atom(code, place, request.path, page, today), content_type=feeds.MEDIA_TYPE)
    answer.headers["ETag"] = etag
    if modified:
        answer.headers["Last-Modified"] = http_date(modified)
    answer.headers["Cache-Control"] = "max-age=300"
    return answer


@require_safe
def item(request: HttpRequest, number: str) -> HttpResponse:
    """A notice; what is published is for everybody, and counted."""
    actor = actor_of(request)
    notice = queries.get_for(actor, number)
    answer = render(request, "bulletin/item.html", pages.item_page(notice, actor, now()))
    return reading.counted(request, answer, notice.pk, local_date(now())) if notice.state == PUBLISHED else answer


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Those who write and review: what waits, and all notices of their bodies."""
    actor = actor_of(request)
    permit(permissions.may_work, actor, None)
    state, mine = request.GET.get("state", ""), request.GET.get("mine") == "1"
    state = state if state in {s.code for s in NOTICE.states} else ""
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    found = queries.desk_page(actor, state=state, mine=mine, after=after, before=before)
    return render_page(request, desk_pages.desk_page(actor, state, mine, found, local_date(now())))


@login_required
@require_http_methods(BOTH)
def write(request: HttpRequest) -> HttpResponse:
    """Begin a notice; the column is that from whose page one came."""
    code = request.GET.get("column", "")
    return answer_creation(
        request,
        operations.write,
        about=pages.about_writing(),
        after=lambda made: queries.url_of(made.number),
        initial={"column": code} if code in BY_CODE else None,
    )


@login_required
@require_http_methods(BOTH)
def run_command(request: HttpRequest, number: str, *, command: Command[..., Any]) -> HttpResponse:
    """The page of one command on a notice."""
    notice = queries.get_for(actor_of(request), number)
    initial = {"column": notice.column, "title": notice.title, "text": notice.text}
    after = queries.url_of(number)
    return answer(request, command, notice, about=lambda: pages.about(notice, command), after=after, initial=initial)


@login_required
@require_http_methods(BOTH)
def subscribe(request: HttpRequest) -> HttpResponse:
    """Choose the columns one wants to hear of."""
    actor = actor_of(request)
    permit(permissions.may_subscribe, actor, None)
    sent = request.POST if request.method == "POST" else None
    form = SubscribeForm(sent, initial={"columns": queries.columns_of(actor)})
    if form.is_valid():
        done = form.carry_out(lambda: operations.subscribe(columns=form.cleaned_data["columns"], actor=actor))
        if done is not None:
            messages.success(request, _("已保存。"))
            return redirect("bulletin:home")
    lead = _("选中的栏目有新内容时，您会在每日汇总中看到。")
    head = PageHead(_("订阅栏目"), lead=lead, crumbs=[pages.crumb()])
    settings = reverse("notify:preferences")
    box = FormBox(form, _("保存"), settings, back_label=_("通知设置"), panel=True)
    return render_page(request, PlainPage(head, [box]), status=form.status)
