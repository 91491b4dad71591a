"""Signing in and out."""

import math

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from gongjian.kernel import clock
from gongjian.kernel.actor import actor_of

from .forms import SignInForm
from .sessions import ADDRESS, BEGAN_AT, DEVICE


def _next(request: HttpRequest, otherwise: str) -> str:
    """Where the person wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url(otherwise)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with user name and password; then to where one wanted to go, or to one's desk."""
    if actor_of(request).is_signed_in:
        return redirect(_next(request, settings.LOGIN_REDIRECT_URL))
    form = SignInForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = form.get_user()
        login(request, account)
        request.session[BEGAN_AT] = clock.now().isoformat()
        request.session[ADDRESS] = request.META.get("REMOTE_ADDR", "")
        request.session[DEVICE] = request.headers.get("User-Agent", "")[:160]
        if account.must_change_password:
            return redirect("people:change-password")
        return redirect(_next(request, settings.LOGIN_REDIRECT_URL))
    status = 422 if request.method == "POST" else 200
    return render(request, "people/sign_in.html", {"form": form, "next": _next(request, "/")}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out on this device."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: object = None) -> HttpResponse:
    """Too many wrong passwords for this account from this address; others, and this account from elsewhere, go on."""
    minutes = math.ceil(float(settings.AXES_COOLOFF_TIME) * 60)
    sentence = _(
        "该账号在这台设备的网络地址上连续 %(times)s 次密码不对，已暂停登录 %(minutes)s 分钟。"
        "请稍后再试；忘记密码请联系系统管理员重置。其他人的登录不受影响。"
    ) % {"times": settings.AXES_FAILURE_LIMIT, "minutes": minutes}
    return render(request, "people/locked_out.html", {"sentence": sentence}, status=429)
