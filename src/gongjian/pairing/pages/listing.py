"""The list of pairs: reading the filters from the address, and the shapes of the page."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Malformed, NotFound
from gongjian.org import queries as org
from gongjian.web.pages import PlainPage
from gongjian.web.shapes import FilterBar, FilterChip, FilterGroup, Pager

from .. import queries
from ..forms import FilterForm
from ..procedures import PAIRING
from . import pair as pages

if TYPE_CHECKING:
    pass

CHIPS = ("state", "kind")


def _form(request: HttpRequest) -> FilterForm:
    form = FilterForm({k: request.GET.get(k, "") for k in ("body", "year", "q")})
    form.choose_body(queries.partner_choices())
    return form


def _read(request: HttpRequest, form: FilterForm) -> dict[str, Any]:
    states, kinds = {s.code for s in PAIRING.states}, set(queries.PairKind.values)
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    found: dict[str, Any] = {"state": state if state in states else "", "kind": kind if kind in kinds else ""}
    if form.is_valid():
        found |= {"year": form.cleaned_data["year"], "words": form.cleaned_data["q"].strip()}
        if form.cleaned_data["body"]:
            rows = org.body_rows([form.cleaned_data["body"]])
            row = rows.get(form.cleaned_data["body"])
            if row is None:
                raise NotFound
            found["body_path"] = row.path
    return found


def wanted(request: HttpRequest) -> dict[str, Any]:
    """The filters of the address, as ``queries.filtered`` takes them."""
    return _read(request, _form(request))


def pairs_page(request: HttpRequest, actor: Actor) -> PlainPage:
    """Everything the list shows."""
    form = _form(request)
    filters = _read(request, form)
    here = {k: request.GET[k] for k in (*CHIPS, "body", "year", "q") if request.GET.get(k)}
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    try:
        page = queries.page(actor, **filters, after=after, before=before)
    except Malformed as refused:
        form.refuse(refused)
        page = queries.page(actor, **filters | {"words": ""})

    def link(**changes: str) -> str:
        query = urlencode({k: v for k, v in (here | changes).items() if v})
        return f"?{query}" if query else reverse("pairing:list")

    def chip(name: str, code: str, label: Any) -> FilterChip:
        on = here.get(name) == code
        return FilterChip(label, link(**{name: "" if on else code}), on)

    groups = [
        FilterGroup(_("状态"), [chip("state", s.code, s.label) for s in PAIRING.states]),
        FilterGroup(_("类型"), [chip("kind", k, label) for k, label in queries.PairKind.choices]),
    ]
    keep = {k: here[k] for k in CHIPS if k in here}
    pager = Pager(page.before and link(before=page.before), page.after and link(after=page.after))
    export = reverse("pairing:export") + (f"?{urlencode(here)}" if here else "")
    bar = FilterBar(groups, form, reverse("pairing:list"), reverse("pairing:list") if here else "", keep)
    table = pages.list_table(page.rows, pager=pager, empty=pages.nothing_yet(actor, bool(here)))
    return PlainPage(pages.list_head(actor, export), [bar, form.refused_as, table])
