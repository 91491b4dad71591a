"""Signing in and out; my own data."""

import math

import orjson
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import now
from gongjian.web.http import BOTH
from gongjian.web.pages import PlainPage, render_page
from gongjian.web.shapes import FormBox, Link, Note, PageHead

from . import devices, operations, pages, queries
from .forms import ChangePasswordForm, ContactForm, SignInForm, TokenForm
from .sessions import ADDRESS, BEGAN_AT, DEVICE


def _next(request: HttpRequest, otherwise: str) -> str:
    """Where the person wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url(otherwise)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(BOTH)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with user name and password; then to where one wanted to go, or to one's desk."""
    if actor_of(request).is_signed_in:
        return redirect(_next(request, settings.LOGIN_REDIRECT_URL))
    form = SignInForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = form.get_user()
        login(request, account)
        request.session[BEGAN_AT] = now().isoformat()
        request.session[ADDRESS] = request.META.get("REMOTE_ADDR", "")
        request.session[DEVICE] = request.headers.get("User-Agent", "")[:160]
        wanted = _next(request, settings.LOGIN_REDIRECT_URL)
        answer = redirect("people:change-password" if account.must_change_password else wanted)
        devices.remember(request, answer, account.username)
        return answer
    status = 422 if request.method == "POST" else 200
    return render(
        request,
        "people/sign_in.html",
        {"head": PageHead(_("登录")), "form": form, "next": _next(request, settings.LOGIN_REDIRECT_URL)},
        status=status,
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out on this device."""
    logout(request)
    answer = redirect(settings.LOGOUT_REDIRECT_URL)
    # Drafts and pages kept in the browser, also those behind its back button: the next person may be another.
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: object = None) -> HttpResponse:
    """Too many wrong passwords for this account from this address; others, and this account from elsewhere, go on."""
    minutes = math.ceil(float(settings.AXES_COOLOFF_TIME) * 60)
    sentence = _(
        "该账号在这台设备的网络地址上连续 %(times)s 次密码不对，已暂停登录 %(minutes)s 分钟。"
        "请稍后再试；忘记密码请联系系统管理员重置。其他人的登录不受影响。"
    ) % {"times": settings.AXES_FAILURE_LIMIT, "minutes": minutes}
    return render(
        request,
        "people/locked_out.html",
        {"head": PageHead(_("登录已暂停")), "note": Note(sentence, "warn")},
        status=429,
    )


@login_required
@never_cache
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """My data, sessions, tokens, and who has looked."""
    actor = actor_of(request)
    key = request.session.session_key or ""
    return render(request, "people/me.html", pages.me(actor, queries.own_account(actor), now(), key))


def _crumbs() -> list[Link]:
    return [Link(_("我的资料"), reverse("people:me"))]


def _is_present(request: HttpRequest, form: ChangePasswordForm, username: str) -> bool:
    """Whether the present password is right; wrong ones count towards the same lock as at signing in."""
    if authenticate(request, username=username, password=form.cleaned_data["present"]) is not None:
        return True
    form.add_error("present", _("现在的密码不对。"))
    return False


@login_required
@sensitive_post_parameters("present", "password", "again")
@never_cache
@require_http_methods(BOTH)
def change_password(request: HttpRequest) -> HttpResponse:
    """Change my password; I stay signed in here, other devices do not."""
    actor = actor_of(request)
    account = queries.own_account(actor)
    form = ChangePasswordForm(request.POST or None)
    if form.is_valid() and _is_present(request, form, account.username):
        typed = form.cleaned_data
        changed = form.carry_out(
            lambda: operations.change_password(
                account=account, present=typed["present"], password=typed["password"], actor=actor, at=now()
            )
        )
        if changed:
            update_session_auth_hash(request, changed)
            messages.success(request, _("密码已修改，其他设备上的登录已结束。"))
            return redirect("people:me")
    lead = _("这是管理员给您的初始密码，请先改成自己的密码。") if account.must_change_password else ""
    head = PageHead(_("修改密码"), lead=lead, crumbs=_crumbs())
    page = PlainPage(head, [FormBox(form, _("确定"), reverse("people:me"), panel=True)])
    return render_page(request, page, status=form.status)


@login_required
@require_http_methods(BOTH)
def set_contact(request: HttpRequest) -> HttpResponse:
    """Change my phone and mail."""
    actor = actor_of(request)
    person = queries.own_account(actor).person
    contact = operations.open_contact(person=person, reason="", actor=actor, at=now())
    form = ContactForm(request.POST or None, initial={"phone": contact.phone, "email": contact.email})
    if form.is_valid():
        typed = form.cleaned_data
        if form.carry_out(
            lambda: operations.set_contact(
                person=person, phone=typed["phone"], email=typed["email"], actor=actor, at=now()
            )
        ):
            messages.success(request, _("联系方式已修改。"))
            return redirect("people:me")
    head = PageHead(_("修改联系方式"), crumbs=_crumbs())
    page = PlainPage(head, [FormBox(form, _("确定"), reverse("people:me"), panel=True)])
    return render_page(request, page, status=form.status)


@login_required
@require_POST
def export_own_data(request: HttpRequest) -> HttpResponse:
    """Everything kept about me, as JSON."""
    actor = actor_of(request)
    data = operations.export_own_data(person=queries.own_account(actor).person, actor=actor, at=now())
    answer = HttpResponse(orjson.dumps(data, option=orjson.OPT_INDENT_2, default=str), content_type="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def end_session(request: HttpRequest, mark: str) -> HttpResponse:
    """End one of my sign-ins."""
    actor = actor_of(request)
    session = queries.get_session(actor, mark, now())
    operations.end_session(session_key=session.session_key, account=queries.own_account(actor), actor=actor, at=now())
    messages.success(request, _("那处登录已结束。"))
    return redirect("people:me")


@login_required
@never_cache
@require_POST
def make_token(request: HttpRequest) -> HttpResponse:
    """Make an API token and show it this once."""
    actor = actor_of(request)
    form = TokenForm(request.POST)
    made = None
    if form.is_valid():
        typed = form.cleaned_data
        account = queries.own_account(actor)
        made = form.carry_out(
            lambda: operations.make_token(
                account=account,
                label=typed["label"],
                days=typed["days"],
                scopes=typed["scopes"],
                actor=actor,
                at=now(),
            )
        )
    head = PageHead(_("接口令牌"), crumbs=_crumbs())
    context = {"form": form, "head": head, "token": made[1] if made else "", "back": reverse("people:me")}
    return render(request, "people/make_token.html", context, status=form.status)


@login_required
@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke one of my tokens."""
    actor = actor_of(request)
    operations.revoke_token(token=queries.get_token(actor, pk), actor=actor, at=now())
    messages.success(request, _("令牌已撤销。"))
    return redirect("people:me")
