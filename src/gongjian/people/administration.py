"""The pages of those who manage accounts (people.manage)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel.actor import Actor, actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.permission import permit
from gongjian.web.forms import Form
from gongjian.web.http import BOTH
from gongjian.web.pages import PlainPage, render_page
from gongjian.web.shapes import Fact, Facts, FormBox, Link, PageHead

from . import operations, pages, permissions, queries
from .forms import AccountFilterForm, CreateAccountForm, ReasonForm


def _managing(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    permit(permissions.may_manage_accounts, actor, None)
    return actor


def _verb_page(request: HttpRequest, form: Form, title: str, pk: int | None = None) -> HttpResponse:
    crumbs = [Link(_("账号"), reverse("people:accounts"))]
    back = reverse("people:account", args=[pk]) if pk else reverse("people:accounts")
    page = PlainPage(PageHead(title, crumbs=crumbs), [FormBox(form, _("确定"), back, panel=True)])
    return render_page(request, page, status=form.status)


@login_required
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """The list of accounts, searchable, paged by key."""
    actor = _managing(request)
    form = AccountFilterForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    page = queries.accounts_page(
        actor, words=words, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    return render_page(request, pages.accounts(page, form, words))


@login_required
@require_safe
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account."""
    actor = _managing(request)
    return render_page(request, pages.account(queries.get_account(actor, pk)))


@login_required
@never_cache
@require_http_methods(BOTH)
def create_account(request: HttpRequest) -> HttpResponse:
    """Open an account, entering the person if they are new; the first password is shown once."""
    actor = _managing(request)
    form = CreateAccountForm(request.POST or None)
    if form.is_valid():
        typed = form.cleaned_data
        made = form.carry_out(
            lambda: operations.open_account(
                number=typed["number"],
                username=typed["username"],
                name=typed["name"],
                kind=typed["kind"],
                actor=actor,
                at=now(),
            )
        )
        if made:
            return _first_password(request, made[0].pk, made[0].username, made[1])
    return _verb_page(request, form, _("开通账号"))


def _first_password(request: HttpRequest, pk: int, username: str, password: str) -> HttpResponse:
    context = {
        "head": PageHead(_("初始密码"), crumbs=[Link(_("账号"), reverse("people:accounts"))]),
        "facts": Facts([Fact(_("账号"), username), Fact(_("初始密码"), password)]),
        "back": reverse("people:account", args=[pk]),
    }
    return render(request, "people/first_password.html", context)


@login_required
@never_cache
@require_POST
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an account a new first password, shown once."""
    actor = _managing(request)
    found = queries.get_account(actor, pk)
    password = operations.reset_password(account=found, actor=actor, at=now())
    return _first_password(request, pk, found.username, password)


@login_required
@require_http_methods(BOTH)
def disable_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Disable an account, with a reason."""
    actor = _managing(request)
    found = queries.get_account(actor, pk)
    form = ReasonForm(request.POST or None)

    def verb() -> object:
        return operations.disable_account(account=found, reason=form.cleaned_data["reason"], actor=actor, at=now())

    if form.is_valid() and form.carry_out(verb) is not None:
        messages.success(request, _("账号已停用。"))
        return redirect("people:account", pk=pk)
    return _verb_page(request, form, _("停用%(name)s的账号") % {"name": found.person.name}, pk)


@login_required
@require_POST
def enable_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Enable a disabled account."""
    actor = _managing(request)
    operations.enable_account(account=queries.get_account(actor, pk), actor=actor, at=now())
    messages.success(request, _("账号已启用。"))
    return redirect("people:account", pk=pk)


@login_required
@never_cache
@require_http_methods(BOTH)
def open_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """See a contact in full, on record."""
    actor = _managing(request)
    person = queries.get_account(actor, pk).person
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        contact = form.carry_out(
            lambda: operations.open_contact(person=person, reason=form.cleaned_data["reason"], actor=actor, at=now())
        )
        if contact:
            facts = Facts([Fact(_("电话"), contact.phone or "—"), Fact(_("邮箱"), contact.email or "—")])
            context = {"head": PageHead(person.name), "facts": facts, "back": reverse("people:account", args=[pk])}
            return render(request, "people/open_contact.html", context)
    return _verb_page(request, form, _("查看%(name)s的联系方式") % {"name": person.name}, pk)


@login_required
@require_http_methods(BOTH)
def anonymise(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the personal data from someone who has left."""
    actor = _managing(request)
    person = queries.get_account(actor, pk).person
    form = ReasonForm(request.POST or None)

    def verb() -> object:
        return operations.anonymise(person=person, reason=form.cleaned_data["reason"], actor=actor, at=now())

    if form.is_valid() and form.carry_out(verb) is not None:
        messages.success(request, _("个人资料已注销，办理记录仍在。"))
        return redirect("people:accounts")
    return _verb_page(request, form, _("注销%(name)s的个人资料") % {"name": person.name}, pk)
