"""The pages of notices: fetch what this person may see, order one thing, answer."""

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
from gongjian.kernel.refused import Malformed, NotFound, Overtaken
from gongjian.web.shapes import Link, PageHead

from . import deskpages, feeds, operations, pages, permissions, queries, reading
from .columns import BY_CODE, LOST
from .forms import STEP_FORMS, FilterForm, NoticeForm, SubscribeForm
from .procedures import NOTICE, PUBLISHED

BOTH = ["GET", "POST"]


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
    context = pages.column_page(BY_CODE[code], found, form, words, actor_of(request))
    return render(request, "bulletin/list.html", context)


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
    notice = queries.take(actor, number)
    today = local_date(now())
    answer = render(request, "bulletin/item.html", pages.item_page(notice, actor, today))
    return reading.counted(request, answer, notice.pk, today) if notice.state == PUBLISHED else answer


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
    return render(request, "bulletin/desk.html", deskpages.desk_page(actor, state, mine, found, local_date(now())))


@login_required
@require_http_methods(BOTH)
def write(request: HttpRequest) -> HttpResponse:
    """Begin a notice."""
    actor = actor_of(request)
    permit(permissions.may_write, actor, None)
    form = NoticeForm(request.POST or None, request.FILES or None, initial=_wished(request))
    form.offer_bodies(queries.bodies_to_write_for(actor), actor.bodies)
    if form.is_valid():
        data = form.cleaned_data
        made = form.carry_out(
            lambda: operations.write(
                draft=form.written(),
                body_id=data["body"],
                uploads=data["uploads"],
                actor=actor,
                at=now(),
                token=data["once"],
            )
        )
        if made is not None:
            messages.success(request, _("草稿已保存。核对无误后请送审。"))
            return redirect("bulletin:item", number=made.number)
    head = PageHead(_("起草公告"), crumbs=[pages.crumb(), pages.desk_crumb()])
    context = {"head": head, "form": form, "yes": _("保存草稿"), "back": reverse("bulletin:desk")}
    return render(request, "bulletin/write.html", context, status=form.status)


def _wished(request: HttpRequest) -> dict[str, str]:
    """The column from whose page one came."""
    code = request.GET.get("column", "")
    return {"column": code} if code in BY_CODE else {}


@login_required
@require_http_methods(BOTH)
def amend(request: HttpRequest, number: str) -> HttpResponse:
    """Write a draft anew."""
    actor = actor_of(request)
    notice = queries.take(actor, number)
    operations.check(verb="amend", row=notice, actor=actor, at=now(), right_only=request.method == "POST")
    initial = {"column": notice.column, "title": notice.title, "text": notice.text}
    form = NoticeForm(
        request.POST or None, request.FILES or None, seen=notice.version, initial=initial, draft=f"amend-{number}"
    )
    form.offer_files(queries.files_choices(notice))
    if form.is_valid():
        data = form.cleaned_data
        done = form.carry_out(
            lambda: operations.amend(
                notice=notice,
                draft=form.written(),
                uploads=data["uploads"],
                drop=data.get("drop", ()),
                actor=actor,
                at=now(),
                seen=data["seen"],
            )
        )
        if done is not None:
            messages.success(request, _("已修改。"))
            return redirect("bulletin:item", number=number)
        if isinstance(form.refusal, Overtaken):
            form.bring_up_to_date(queries.version_of(notice.pk))
    back = queries.url_of(number)
    head = PageHead(_("修改公告"), crumbs=[pages.desk_crumb(), Link(number, back)])
    context = {"head": head, "form": form, "yes": _("保存草稿"), "back": back}
    return render(request, "bulletin/write.html", context, status=form.status)


@login_required
@require_http_methods(BOTH)
def order(request: HttpRequest, number: str, *, verb: str) -> HttpResponse:
    """The page of one verb: GET asks, POST orders it. All verbs of a notice without a page of their own share it."""
    actor = actor_of(request)
    notice = queries.take(actor, number)
    operations.check(verb=verb, row=notice, actor=actor, at=now(), right_only=request.method == "POST")
    form = STEP_FORMS[verb](request.POST if request.method == "POST" else None, seen=notice.version)
    if form.is_valid():
        done = form.carry_out(lambda: form.order(row=notice, actor=actor, at=now()))
        if done is not None:
            messages.success(request, str(form.done))
            return redirect("bulletin:item", number=number)
        if isinstance(form.refusal, Overtaken):
            form.bring_up_to_date(queries.version_of(notice.pk))
    back = queries.url_of(number)
    step, today = NOTICE.step(verb), local_date(now())
    context = pages.order_page(notice, NOTICE, step, form, crumbs=[pages.crumb()], back=back, on=today)
    return render(request, "bulletin/order.html", context, status=form.status)


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
    context = {"head": PageHead(_("订阅栏目"), lead=lead, crumbs=[pages.crumb()]), "form": form}
    return render(request, "bulletin/subscribe.html", context, status=form.status)
