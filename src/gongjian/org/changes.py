"""The pages on which bodies and appointments are changed. Each fetches, orders one verb, answers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import local_date, now
from gongjian.kernel.permission import permit
from gongjian.people.queries import person_by_number
from gongjian.web.forms import Form
from gongjian.web.http import BOTH
from gongjian.web.pages import PlainPage, render_page
from gongjian.web.shapes import FormBox, Link, PageHead

from . import operations, permissions, queries
from .forms import AppointForm, EndForm, FoundOrganisationForm, FoundUnitForm, LiaisonForm, RenameForm


def _answer(
    request: HttpRequest, form: Form, title: str, name: str, pk: int, verb: Callable[[], Any], done: str
) -> HttpResponse:
    """Order the verb if the form is sent and right; else show it (again)."""
    if form.is_valid() and form.carry_out(verb):
        messages.success(request, done)
        return redirect("org:body", pk=pk)
    back = reverse("org:body", args=[pk])
    page = PlainPage(PageHead(title, crumbs=[Link(name, back)]), [FormBox(form, _("确定"), back, panel=True)])
    return render_page(request, page, status=form.status)


@login_required
@require_http_methods(BOTH)
def found_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a unit below this one."""
    actor = actor_of(request)
    parent = queries.get_body(actor, pk)
    permit(permissions.may_manage, actor, parent)
    form = FoundUnitForm(request.POST or None)

    def verb() -> Any:
        typed = {k: v for k, v in form.cleaned_data.items() if k not in ("seen", "once")}
        return operations.found_unit(parent=parent, **typed, actor=actor, at=now())

    return _answer(request, form, _("登记下级单位"), parent.name, pk, verb, _("单位已登记。"))


@login_required
@require_http_methods(BOTH)
def found_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Found a party organisation below this body."""
    actor = actor_of(request)
    parent = queries.get_body(actor, pk)
    permit(permissions.may_manage, actor, parent)
    form = FoundOrganisationForm(request.POST or None, at=now())

    def verb() -> Any:
        typed = {k: v for k, v in form.cleaned_data.items() if k not in ("seen", "once", "hosts")}
        hosts = [queries.get_unit(actor, int(pk)) for pk in form.cleaned_data["hosts"]]
        return operations.found_organisation(parent=parent, hosts=hosts, **typed, actor=actor, at=now())

    return _answer(request, form, _("设立党组织"), parent.name, pk, verb, _("党组织已设立。"))


@login_required
@require_http_methods(BOTH)
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give this body another name."""
    actor = actor_of(request)
    found = queries.get_body(actor, pk)
    permit(permissions.may_manage, actor, found)
    form = RenameForm(request.POST or None, initial={"name": found.name, "short": found.short})

    def verb() -> Any:
        typed = form.cleaned_data
        return operations.rename(body=found, name=typed["name"], short=typed["short"], actor=actor, at=now())

    return _answer(request, form, _("更名"), found.name, pk, verb, _("已更名。"))


@login_required
@require_http_methods(BOTH)
def end_body(request: HttpRequest, pk: int) -> HttpResponse:
    """End this body."""
    actor = actor_of(request)
    found = queries.get_body(actor, pk)
    permit(permissions.may_manage, actor, found)
    form = EndForm(request.POST or None, initial={"on": local_date(now())})

    def verb() -> Any:
        typed = form.cleaned_data
        return operations.end_body(body=found, on=typed["on"], reason=typed["reason"], actor=actor, at=now())

    title = _("撤销“%(name)s”") % {"name": found.name}
    return _answer(request, form, title, found.name, pk, verb, _("已撤销。"))


@login_required
@require_http_methods(BOTH)
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Appoint a person to a post in this body."""
    actor = actor_of(request)
    found = queries.get_body(actor, pk)
    permit(permissions.may_appoint, actor, found)
    row = queries.row_of(found)
    form = AppointForm(
        request.POST or None, sort=row.sort, kind=row.kind, at=now(), initial={"since": local_date(now())}
    )

    def verb() -> Any:
        typed = form.cleaned_data
        return operations.appoint(
            person=person_by_number(typed["number"]),
            body=found,
            post=typed["post"],
            since=typed["since"],
            until=typed["until"],
            sent_by=queries.get_body(actor, int(typed["sent_by"])) if typed["sent_by"] else None,
            actor=actor,
            at=now(),
        )

    return _answer(request, form, _("任职"), found.name, pk, verb, _("任职已登记。"))


@login_required
@require_http_methods(BOTH)
def end_appointment(request: HttpRequest, pk: int) -> HttpResponse:
    """End a term."""
    actor = actor_of(request)
    found = queries.get_appointment(actor, pk)
    permit(permissions.may_appoint, actor, found.body)
    form = EndForm(request.POST or None, initial={"on": local_date(now())})

    def verb() -> Any:
        typed = form.cleaned_data
        return operations.end_appointment(
            appointment=found, on=typed["on"], reason=typed["reason"], actor=actor, at=now()
        )

    row = queries.appointment_row(found)
    title = _("免去%(name)s的%(post)s") % {"name": row.name, "post": row.post_label}
    return _answer(request, form, title, row.body, row.body_id, verb, _("已免职。"))


@login_required
@require_http_methods(BOTH)
def set_liaison(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the committee member who answers for this branch."""
    actor = actor_of(request)
    found = queries.get_organisation(actor, pk)
    permit(permissions.may_appoint, actor, found)
    form = LiaisonForm(request.POST or None, initial={"since": local_date(now())})

    def verb() -> Any:
        typed = form.cleaned_data
        person = person_by_number(typed["number"])
        return operations.set_liaison(person=person, organisation=found, since=typed["since"], actor=actor, at=now())

    return _answer(request, form, _("指定联系委员"), found.name, pk, verb, _("联系委员已指定。"))
