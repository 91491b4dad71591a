"""One's messages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongjian.kernel import clock
from gongjian.kernel.actor import actor_of
from gongjian.web.pages import PlainPage, render_page
from gongjian.web.shapes import Action, FormBox, Link, PageHead

from . import operations, queries, shapes
from .forms import PreferencesForm


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The person's messages, latest first; ``?unread=1`` only those not yet read."""
    actor, unread = actor_of(request), request.GET.get("unread") == "1"
    page = queries.inbox(actor, unread=unread, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    parts = [shapes.inbox_filter(unread), shapes.inbox_table(page, unread)]
    return render_page(request, PlainPage(shapes.inbox_head(), parts))


@require_GET
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a message: it is read, and one comes to the page it speaks of; a digest shows what it has gathered."""
    actor = actor_of(request)
    found = queries.get_for(actor, pk)
    gathered = queries.gathered_in(found)
    operations.mark_read(messages=[pk], actor=actor, at=clock.now())
    if found.url and url_has_allowed_host_and_scheme(found.url, allowed_hosts={request.get_host()}):
        return redirect(found.url)
    head = PageHead(found.text, lead=shapes.moment(found.at), crumbs=[Link(_("消息"), reverse("notify:inbox"))])
    return render_page(request, PlainPage(head, [shapes.gathered_table(gathered)]))


@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    """Mark the ticked messages read."""
    ticked = [int(row) for row in request.POST.getlist("row") if row.isdigit()][:200]
    count = operations.mark_read(messages=ticked, actor=actor_of(request), at=clock.now())
    messages.success(request, _("已标为已读：%(count)d 条。") % {"count": count})
    return redirect("notify:inbox")


@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    """Mark all messages read."""
    count = operations.mark_all_read(actor=actor_of(request), at=clock.now())
    messages.success(request, _("已全部标为已读：%(count)d 条。") % {"count": count})
    return redirect("notify:inbox")


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How the person wants each kind of message."""
    actor = actor_of(request)
    form = PreferencesForm(request.POST or None, preferences=queries.preferences(actor))
    if form.is_valid():
        operations.set_preferences(preferences=form.cleaned_data, actor=actor)
        messages.success(request, _("通知设置已保存。"))
        return redirect("notify:preferences")
    head = PageHead(
        _("通知设置"),
        lead=_("督办等急件总是立即提醒；其余消息默认每天上午八点汇总成一条。"),
        actions=[Action(_("我的消息"), reverse("notify:inbox"))],
    )
    return render_page(request, PlainPage(head, [FormBox(form, _("保存"))]), status=form.status)
