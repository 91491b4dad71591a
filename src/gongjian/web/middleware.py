"""The one place that shows refusals."""

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from gongjian.kernel.refused import NotAllowed, NotFound, Refused
from gongjian.web.pages import PlainPage, render_page
from gongjian.web.shapes import Action, PageHead, RefusalBox

log = logging.getLogger("gongjian.refused")


class RefusalMiddleware:
    """Turns a ``Refused`` that a view lets through into its page, or into a toast where HTMX asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls this for what a view raised; other errors go their usual way."""
        if isinstance(exception, OverflowError):  # an id beyond what a database can count to: there is no such row
            exception = NotFound()
        if isinstance(exception, NotAllowed):
            who = getattr(request, "actor", None)
            log.warning(
                "not allowed: %s %s by account %s", request.method, request.path, getattr(who, "account_id", None)
            )
        return refusal_response(request, exception) if isinstance(exception, Refused) else None


def refusal_response(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The refusal as a page (status of the refusal), or as a toast for a part that HTMX asked for."""
    if getattr(request, "htmx", False):
        answer = render(request, "web/refusal_toast.html", {"refused": refused}, status=refused.status)
        answer["HX-Retarget"] = "#toasts"
        answer["HX-Reswap"] = "beforeend"
        return answer
    actions = [Action(_("返回上一页"), back_address(request), tone="primary")]
    if isinstance(refused, NotAllowed) and not request.actor.is_signed_in:  # type: ignore[attr-defined]
        actions = [Action(_("登录"), sign_in_address(request), tone="primary"), *actions]
    box = RefusalBox(refused.sentence, refused.authority, refused.remedy, actions)
    page = PlainPage(PageHead(heading(refused.status)), [box], narrow=True)
    return render_page(request, page, status=refused.status)


def heading(status: int) -> str:
    """The title of a refusal's page."""
    words = {403: _("没有办理权限"), 404: _("没有找到"), 409: _("现在不能办理"), 422: _("填写的内容有误")}
    return words.get(status, _("没有办理成功"))


def back_address(request: HttpRequest) -> str:
    """Where the person came from if that was a page of ours, else the first page."""
    referer = urlsplit(request.headers.get("Referer", ""))
    if referer.netloc == request.get_host() and referer.path != request.path:
        return f"{referer.path}?{referer.query}" if referer.query else referer.path
    return "/"


def sign_in_address(request: HttpRequest) -> str:
    """The sign-in page that leads back here."""
    try:
        return f"{reverse('people:sign-in')}?next={request.path}"
    except NoReverseMatch:
        return "/"
