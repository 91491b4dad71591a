"""The rulebook's pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongjian.kernel import clock
from gongjian.kernel.actor import actor_of
from gongjian.kernel.permission import permit
from gongjian.web.pages import PlainPage, render_page
from gongjian.web.shapes import FormBox, Link, PageHead

from . import operations, permissions, queries, shapes
from .forms import AmendForm, EnterForm


@require_GET
def regulations(request: HttpRequest) -> HttpResponse:
    """All regulations with their editions."""
    today = clock.local_date(clock.now())
    context = {
        "head": shapes.list_head(actor_of(request)),
        "table": shapes.list_table(queries.editions(), today),
        "marks": shapes.marks_explained(),
        "procedures": shapes.procedure_links(queries.procedures()),
    }
    return render(request, "rulebook/list.html", context)


@require_GET
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """One procedure: its picture and its table, each line with its article."""
    printed = queries.get_procedure(code)
    context = {
        "head": shapes.procedure_head(printed),
        "picture": shapes.picture(printed),
        "table": shapes.procedure_table(printed, clock.local_date(clock.now())),
    }
    return render(request, "rulebook/procedure.html", context)


@require_GET
def regulation(request: HttpRequest, code: str, pk: int | None = None) -> HttpResponse:
    """One edition with its articles, and the procedure lines that cite them."""
    actor, today = actor_of(request), clock.local_date(clock.now())
    found = queries.get_regulation(code, pk, on=today)
    context = {
        "head": shapes.regulation_head(found, queries.editions_of(code), today),
        "articles": shapes.articles(found, queries.whole(found), queries.cited_by(code), actor),
        "marks": shapes.marks_explained(),
    }
    return render(request, "rulebook/regulation.html", context)


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Amend one article from a day on."""
    actor, today = actor_of(request), clock.local_date(clock.now())
    found = queries.get_regulation(code, on=today)
    permit(permissions.may_amend, actor, found)
    provision = queries.get_article(found, number)
    form = AmendForm(request.POST or None, provision=provision, initial={"effective": today})
    if form.is_valid():
        data = form.cleaned_data
        done = form.carry_out(
            lambda: operations.amend(
                code=code,
                number=number,
                words=data["words"],
                values=form.values,
                effective=data["effective"],
                actor=actor,
                at=clock.now(),
            )
        )
        if done:
            messages.success(request, _("已修订，自 %(day)s 起施行。") % {"day": data["effective"]})
            return redirect("rulebook:edition", code, done.regulation_id)
    back = Link(f"《{found.title}》", reverse("rulebook:regulation", args=[code]))
    head = PageHead(_("修订%(article)s") % {"article": provision.article}, crumbs=[back])
    return render_page(request, PlainPage(head, [FormBox(form, _("保存"))]), status=form.status)


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a regulation of the school, or a new edition."""
    actor = actor_of(request)
    permit(permissions.may_edit, actor, None)
    form = EnterForm(request.POST or None)
    if form.is_valid():
        data = {**form.cleaned_data, "articles": form.cleaned_data["articles"].splitlines()}
        done = form.carry_out(lambda: operations.enter(**data, actor=actor, at=clock.now()))
        if done:
            messages.success(request, _("已录入《%(title)s》。") % {"title": done.title})
            return redirect("rulebook:edition", done.code, done.pk)
    head = PageHead(_("录入制度"), crumbs=[Link(_("制度库"), reverse("rulebook:list"))])
    return render_page(request, PlainPage(head, [FormBox(form, _("保存"))]), status=form.status)
