"""Error pages, the language switch and the style guide."""

import sys

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from gongjian.kernel.outage import RETRY_AFTER, Outage, outage_of
from gongjian.kernel.refused import NotFound
from gongjian.web.middleware import back_address
from gongjian.web.pages import PlainPage, render_page
from gongjian.web.shapes import Action, PageHead, RefusalBox, Words


def _page(request: HttpRequest, status: int, title: str, sentence: Words, remedy: Words) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"code": f"http-{status}", "sentence": str(sentence), "authority": None}, status=status)
    back = Action(_("返回上一页"), back_address(request), tone="primary")
    box = RefusalBox(sentence, None, remedy, [back])
    return render_page(request, PlainPage(PageHead(title), [box], narrow=True), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be understood, or is for another host: then nothing of the request is used."""
    if isinstance(exception, DisallowedHost):
        return render(None, "web/bad_host.html", status=400)
    return _page(
        request,
        400,
        _("请求无法识别"),
        _("这个请求的内容不完整或格式不对，没有办理。"),
        _("请从页面上的按钮重新操作。"),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 that did not come from a verb."""
    return _page(
        request,
        403,
        _("没有办理权限"),
        _("您没有打开这一页的权限。"),
        _("如工作需要，请联系本单位负责人或系统管理员核对任职。"),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page."""
    return _page(
        request, 404, _("没有找到"), _("没有这个页面，或者您无权查看。"), _("请核对网址，或从菜单、列表进入。")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; 503: the database or the disk. Uses no database and no session, for they may be what failed."""
    outage = outage_of(sys.exc_info()[1])  # Django calls this while the error is at hand
    if outage:
        return unavailable(request, outage)
    if request.path.startswith("/api/"):
        return JsonResponse(
            {"code": "server-error", "sentence": _("系统出错，没有办理。"), "authority": None}, status=500
        )
    return render(None, "web/server_error.html", status=500)


def unavailable(request: HttpRequest, outage: Outage) -> HttpResponse:
    """503 with the sentence and when to come again; a page, or JSON below ``/api/``."""
    if request.path.startswith("/api/"):
        body = {"code": outage.code, "sentence": str(outage.sentence), "authority": None}
        answer: HttpResponse = JsonResponse(body, status=503)
    else:
        answer = render(None, "web/unavailable.html", {"trouble": outage}, status=503)
    answer["Retry-After"] = str(RETRY_AFTER)
    answer["Cache-Control"] = "no-store"
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open too long or the cookie is gone: nothing was done, nothing typed is lost."""
    return _page(
        request,
        403,
        _("页面已过期，没有提交"),
        _("为防止他人冒用您的身份提交，页面开得太久或登录状态变化后需要重新确认。这次没有办理，也没有改动任何记录。"),
        _("请返回上一页，刷新后再提交；您填写的内容已作为草稿保存在本机浏览器中，会自动恢复。"),
    )


def styleguide(request: HttpRequest) -> HttpResponse:
    """All components with fixed sample data; for developers and browser tests only. Raises NotFound elsewhere.

    ``settings.STYLE_GUIDE`` is the dotted name of what makes the samples, which belong to the demo.
    """
    if not settings.STYLE_GUIDE:
        raise NotFound()
    return render(request, "web/styleguide.html", import_string(settings.STYLE_GUIDE)(request))
