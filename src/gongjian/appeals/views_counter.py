"""窗口代录: enter for somebody, one after another; the receipt slip."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotFound
from gongjian.people import queries as people
from gongjian.web.http import BOTH
from gongjian.workflow.forms import CommandForm, form_of

from . import operations, permissions, queries
from .pages import counter as counter_pages

SLIP = "appeals-slip"


@login_required
@require_http_methods(BOTH)
def counter(request: HttpRequest) -> HttpResponse:
    """Enter one, stay for the next: the channel is kept, the last one's slip can be printed."""
    actor, at, command = actor_of(request), now(), operations.enter_appeal
    command.workflow.check(command, None, actor, at=at)
    sent = request.method == "POST"
    form = form_of(command)(request.POST if sent else None, request.FILES if sent else None, draft="")
    form.offer(None, actor, at)
    form.fields["channel"].initial = request.session.get("appeals-channel", "counter")
    checked = None
    if sent and "check" in request.POST:
        checked = _checked(form)
    elif form.is_valid():
        raised = form.carry_out(lambda: form.run(None, actor=actor, at=at))
        if raised is not None:
            request.session["appeals-channel"] = form.cleaned_data["channel"]
            request.session[SLIP] = [raised.matter.number, raised.receipt, raised.key]
            messages.success(request, _("已登记 %(number)s。") % {"number": raised.matter.number})
            return redirect("appeals:counter")
    kept = request.session.get(SLIP)
    context = counter_pages.counter_page(form, checked, kept[0] if kept else "")
    return render(request, "appeals/counter.html", context, status=200 if checked is not None else form.status)


def _checked(form: CommandForm) -> dict[str, Any]:
    """Whose number it is, masked: enough to ask "is that you?"."""
    number = str(form.data.get("person_number", ""))
    if not number.strip():
        return {"found": False, "words": _("没有填写学号或工号，将按不署名登记。")}
    try:
        person = people.person_by_number(number)
    except Malformed:
        return {"found": False, "words": _("没有这个学号或工号，请核对。")}
    return {
        "found": True,
        "words": _("%(name)s（%(number)s），请与来人核对。")
        % {"name": counter_pages.masked(person.name), "number": person.number},
    }


@login_required
@require_safe
def slip(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt of what was entered last, to be printed and handed over. The codes are shown only here."""
    actor = actor_of(request)
    permit(permissions.may_enter, actor, None)
    kept = request.session.get(SLIP)
    if not kept or kept[0] != number:
        raise NotFound(
            _("这张回执已经不能再显示。"), remedy=_("回执编码只在登记之后显示一次；可以凭事项编号查询进度。")
        )
    matter = queries.get_for(actor, number)
    return render(request, "appeals/slip.html", counter_pages.slip_page(matter, kept[1], kept[2], request))
